#!/usr/bin/env bash
# Installs with apt what the build needs and is not there yet. Sourced or run by
# cli/quickstart.sh and tests/run.sh; takes extra package names as arguments.
set -euo pipefail

packages=(build-essential cmake ninja-build pkg-config libcli11-dev libcsv-dev libfasttext-dev
  libicu-dev libre2-dev libsqlite3-dev libssl-dev libzstd-dev nlohmann-json3-dev zlib1g-dev "$@")

missing=()
for package in "${packages[@]}"; do
  status=$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null || true)
  [ "$status" = "install ok installed" ] || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

if ! command -v apt-get >/dev/null; then
  echo "These packages are needed, and there is no apt-get to install them: ${missing[*]}" >&2
  exit 2
fi
root=()
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null; then
    echo "These packages are needed; install them as root: apt-get install ${missing[*]}" >&2
    exit 2
  fi
  root=(sudo)
fi
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! { "${root[@]}" apt-get update -qq &&
       "${root[@]}" env DEBIAN_FRONTEND=noninteractive \
         apt-get install -y -qq --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
  tail -n 20 "$log" >&2
  echo "apt-get could not install: ${missing[*]}" >&2
  exit 2
fi
