#!/bin/sh
# Runs every fuzz target for a minute (or $1 seconds) on the pinned stable toolchain, in bounded memory.
# Needs a C++ compiler for libFuzzer's own sources, which the crate libfuzzer-sys brings along.
set -eu
cd "$(dirname "$0")"
seconds=${1:-60}

export RUSTC_BOOTSTRAP=1
# What cargo-fuzz passes on, without having to install it.
export RUSTFLAGS="--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
-Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
-Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1 -Cdebug-assertions"
host=$(rustc -vV | sed -n 's/^host: //p')
built=${CARGO_TARGET_DIR:-target}/$host/release
cargo build --release --locked --target "$host"

for file in fuzz_targets/*.rs; do
    name=$(basename "$file" .rs)
    # A photograph is decoded before it is made smaller.
    case $name in
        server_photograph) memory="-rss_limit_mb=1024 -malloc_limit_mb=256" ;;
        server_*) memory="-rss_limit_mb=512 -malloc_limit_mb=64" ;;
        *) memory="-rss_limit_mb=256 -malloc_limit_mb=64" ;;
    esac
    mkdir -p "corpus/$name" "artifacts/$name"
    echo "fuzz $name: $seconds seconds"
    # shellcheck disable=SC2086 # two arguments
    if "$built/$name" "corpus/$name" -max_total_time="$seconds" $memory \
        -max_len=16384 -timeout=10 -print_final_stats=1 -artifact_prefix="artifacts/$name/" >"artifacts/$name.log" 2>&1
    then
        grep -E 'stat::(number_of_executed_units|peak_rss_mb)' "artifacts/$name.log"
    else
        tail -n 40 "artifacts/$name.log"
        exit 1
    fi
done
