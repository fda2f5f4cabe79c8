#!/bin/sh
# Writes the Swift bindings from the library itself: the header for the module LancanFFI, and the Swift source, which
# is compiled together with the sources of the module Lancan. Nothing generated is committed.
set -eu
cd "$(dirname "$0")"
target=${CARGO_TARGET_DIR:-../../target}
../../tools/build.sh
rm -rf generated
"$target/debug/uniffi-bindgen" generate --language swift --no-format --out-dir generated \
    "$target/debug/liblancan_core.so" >/dev/null
mkdir -p generated/LancanFFI Sources/Lancan/Generated
mv generated/LancanFFI.h generated/LancanFFI/
cat >generated/LancanFFI/module.modulemap <<'MAP'
module LancanFFI [system] {
    header "LancanFFI.h"
    link "lancan_core"
    export *
}
MAP
rm -f generated/LancanFFI.modulemap
mv generated/Lancan.swift Sources/Lancan/Generated/
