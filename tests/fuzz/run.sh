#!/usr/bin/env bash
# Builds the fuzz targets with Clang and runs each for a while, starting from its seeds.
# A finding ends the run with status 1; its input is left in build/fuzz/findings/. Once
# fixed, it belongs into tests/fuzz/seeds/ under a name that says what went wrong.
#   tests/fuzz/run.sh [SECONDS] [TARGET...]     60 seconds of each target by default
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
seconds=${1:-60}
targets=("${@:2}")
[ ${#targets[@]} -gt 0 ] || targets=(score rules data model posts)

bash cli/install-packages.sh clang doctest-dev

log=$(mktemp)
corpus=$(mktemp -d)
trap 'rm -rf "$log" "$corpus"' EXIT
if ! { cmake --preset fuzz -DWASPADA_BUILD_TESTS=ON &&
       cmake --build --preset fuzz --target fuzzers; } >"$log" 2>&1; then
  tail -n 60 "$log" >&2
  echo "The build failed; above is the end of its output." >&2
  exit 1
fi

fuzz() {
  local target=$1 largest=4096
  case $target in
    score) largest=1024 ;;   # an ad; more only makes it slow
    model) largest=16384 ;;  # quantised models hold their centroids
  esac
  mkdir -p "$corpus/$target"
  if ! "build/fuzz/tests/fuzz/${target}_fuzz" -max_total_time="$seconds" -max_len=$largest \
      -timeout=20 -rss_limit_mb=2560 -print_final_stats=1 -dict="tests/fuzz/$target.dict" \
      -artifact_prefix="build/fuzz/findings/$target-" \
      "$corpus/$target" "tests/fuzz/seeds/$target" >"$corpus/$target.log" 2>&1; then
    tail -n 40 "$corpus/$target.log" >&2
    echo "fuzz: $target: a finding, see build/fuzz/findings/" >&2
    return 1
  fi
  echo "fuzz: $target: $(sed -n 's/^stat::number_of_executed_units: *//p' "$corpus/$target.log") inputs"
}

mkdir -p build/fuzz/findings
status=0
running=()
for target in "${targets[@]}"; do
  fuzz "$target" &
  running+=($!)
  if [ ${#running[@]} -ge "$(nproc)" ]; then
    wait "${running[0]}" || status=1
    running=("${running[@]:1}")
  fi
done
for process in "${running[@]}"; do wait "$process" || status=1; done
exit $status
