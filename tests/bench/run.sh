#!/usr/bin/env bash
# Prints how fast the stages, the whole and the command are, on this machine.
#   tests/bench/run.sh [MEGABYTES]     of ads for `batch`; 50 unless told
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
bash cli/install-packages.sh libbenchmark-dev python3
cmake --preset release -DWASPADA_BUILD_BENCHMARKS=ON >/dev/null
cmake --build --preset release --target stages_bench waspada_cli >/dev/null
build/release/tests/bench/stages_bench
python3 tests/bench/process.py build/release/cli/waspada "${1:-50}"
