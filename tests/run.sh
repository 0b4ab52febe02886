#!/usr/bin/env bash
# Builds everything with warnings as errors and runs the whole test suite; the last
# lines are ctest's summary. Installs what is missing with apt. Safe to run again.
#   tests/run.sh [PRESET]     release (default), dev, asan, tsan
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
preset=${1:-release}

bash cli/install-packages.sh doctest-dev python3 python3-sklearn

log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! { cmake --preset "$preset" -DWASPADA_BUILD_TESTS=ON && cmake --build --preset "$preset"; } >"$log" 2>&1; then
  tail -n 60 "$log" >&2
  echo "The build failed; above is the end of its output." >&2
  exit 1
fi
ctest --preset "$preset" -j "$(nproc)"
