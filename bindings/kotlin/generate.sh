#!/bin/sh
# Writes the Kotlin bindings into generated/ from the library itself. Nothing generated is committed.
set -eu
cd "$(dirname "$0")"
target=${CARGO_TARGET_DIR:-../../target}
../../tools/build.sh
rm -rf generated/vn
"$target/debug/uniffi-bindgen" generate --language kotlin --no-format --out-dir generated \
    "$target/debug/liblancan_core.so" >/dev/null
