#!/bin/sh
# Writes the Kotlin bindings into generated/ from the library itself. Nothing generated is committed.
set -eu
cd "$(dirname "$0")"
target=${CARGO_TARGET_DIR:-../../target}
cargo build --locked -p lancan-ffi --features bindgen --manifest-path ../../Cargo.toml
rm -rf generated/vn
"$target/debug/uniffi-bindgen" generate --language kotlin --no-format --out-dir generated \
    "$target/debug/liblancan.so" >/dev/null
