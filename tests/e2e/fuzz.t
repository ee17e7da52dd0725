#!/usr/bin/env bash
# Every fuzzer for a moment; `make fuzz` runs them for long.
exec tests/fuzz/run "${FUZZ_SECONDS:-4}" $(find build/fuzz -maxdepth 1 -name "fuzz_*" -type f | sort)
