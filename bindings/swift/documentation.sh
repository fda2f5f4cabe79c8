#!/bin/sh
# Builds the documentation into .build/documentation; a link that leads nowhere is an error. Runs where Swift is.
set -eu
cd "$(dirname "$0")"
command -v docc >/dev/null || { echo "swift: no docc beside this Swift: the documentation was not built" >&2; exit 0; }
symbols=.build/symbols
rm -rf "$symbols" && mkdir -p "$symbols"
# SwiftPM's folder is named by the target.
triple=$(basename "$(dirname "$(readlink -f .build/debug)")")
swift-symbolgraph-extract -module-name Lancan -target "$triple" -I .build/debug/Modules -I generated/LancanFFI \
    -output-dir "$symbols"
docc convert Sources/Lancan/Lancan.docc --additional-symbol-graph-dir "$symbols" --output-path .build/documentation \
    --fallback-bundle-identifier vn.lancan --fallback-display-name Lancan --warnings-as-errors
echo "swift: documentation built in bindings/swift/.build/documentation"
