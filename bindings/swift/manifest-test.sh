#!/bin/sh
# The manifest as Apple's platforms read it, which is the branch that Linux passes over: with a released binary, SwiftPM finds
# its address and checksum there; without one, the path where xcframework.sh builds. Runs after toolchain.sh.
set -eu
cd "$(dirname "$0")"
root=$(cd ../.. && pwd)
target=${CARGO_TARGET_DIR:-$root/target}
work=$target/swift-manifest
rm -rf "$work"
mkdir -p "$work"
export LANCAN_SWIFT_FOLDERS="$root $target"
swift() { (cd "$work" && "$root/bindings/swift/toolchain.sh" run swift "$@"); }
sed 's/^#if os(Linux)$/#if false/' "$root/Package.swift" >"$work/Package.swift"
echo "any bytes" >"$work/LancanFFI.xcframework.zip"
url=https://example.gov.vn/LancanFFI-1.2.3.xcframework.zip

swift package dump-package >"$work/developing.json"
grep -q '"path" : "bindings/swift/build/LancanFFI.xcframework"' "$work/developing.json"
checksum=$(./binary.sh "$work/LancanFFI.xcframework.zip" "$url" "$work/Package.swift")
swift package dump-package >"$work/released.json"
grep -q "\"url\" : \"$(echo "$url" | sed 's#/#\\\\*/#g')\"" "$work/released.json"
grep -q "\"checksum\" : \"$checksum\"" "$work/released.json"
[ "$(swift package compute-checksum LancanFFI.xcframework.zip)" = "$checksum" ]
if ./binary.sh "$work/LancanFFI.xcframework.zip" http://example.gov.vn/a.zip "$work/Package.swift" 2>/dev/null; then
    echo "manifest: an address without TLS was taken" >&2
    exit 1
fi
echo "manifest: SwiftPM reads address and checksum of a released binary"
