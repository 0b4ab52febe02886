#!/usr/bin/env bash
# Builds waspada in build/release and scores a sample scam, a sample honest ad and
# a small CSV. Installs what is missing with apt. Safe to run again.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

bash cli/install-packages.sh

log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! { cmake --preset release -DWASPADA_BUILD_TESTS=OFF && cmake --build --preset release; } >"$log" 2>&1; then
  tail -n 40 "$log" >&2
  echo "The build failed; above is the end of its output." >&2
  exit 1
fi

waspada=build/release/cli/waspada
for sample in scam honest; do
  echo "== $waspada score -f data/samples/$sample.txt"
  $waspada score -f data/samples/$sample.txt
  echo
done
echo "== $waspada batch data/samples/ads.csv --to csv"
$waspada batch data/samples/ads.csv --to csv --quiet
