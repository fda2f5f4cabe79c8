#!/bin/sh
# What of uniffi's descriptions of the interface stays out of the library that apps embed (build.rs): their names, as the
# generator's library (target/debug) has them.
#
#   descriptions.sh           writes descriptions.map
#   descriptions.sh --check   says whether it is up to date
set -eu
cd "$(dirname "$0")"
library=${CARGO_TARGET_DIR:-../../target}/debug/liblancan_core.so
made=$(mktemp)
trap 'rm -f "$made"' EXIT
{
    echo "/* Written by descriptions.sh: what only the generator of Kotlin and Swift reads. */"
    echo "{ local:"
    nm -D --defined-only "$library" | awk '$3 ~ /^UNIFFI_META_/ { print "    " $3 ";" }' | LC_ALL=C sort
    echo "};"
} >"$made"
if [ "${1:-}" = --check ]; then
    diff -u descriptions.map "$made" && exit 0
    echo "descriptions.map: the interface has changed; run bindings/ffi/descriptions.sh" >&2
    exit 1
fi
cp "$made" descriptions.map
