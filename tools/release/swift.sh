#!/bin/sh
# swift.sh OUT: the Swift package as an app's Package.swift adds it: the manifest at the root, and the generated sources, which
# the repository does not hold (docs/decisions/48-the-swift-package-is-released-from-a-tree-of-its-own.md). With the XCFramework
# that bindings/swift/xcframework.sh packed on a Mac, its address below LANCAN_RELEASE_URL and its checksum stand in the manifest.
set -eu
cd "$(dirname "$0")/../.."
out=$1
version=$(tools/version.sh)
. tools/release/archive.sh
mkdir -p "$out"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tree=$work/lancan-swift-$version
mkdir -p "$tree/ios-demo/Sources"
bindings/swift/generate.sh
tar --exclude=.build --exclude=build -cf - Package.swift bindings/swift bindings/conformance ios-demo/Sources/Cards \
    LICENSE-APACHE LICENSE-MIT NOTICE CHANGELOG.md | tar -xf - -C "$tree"
zip=bindings/swift/build/LancanFFI.xcframework.zip
if [ -f "$zip" ]; then
    : "${LANCAN_RELEASE_URL:?set it to the address below which the release will be downloaded}"
    cp "$zip" "$out/LancanFFI-$version.xcframework.zip"
    bindings/swift/binary.sh "$zip" "$LANCAN_RELEASE_URL/LancanFFI-$version.xcframework.zip" "$tree/Package.swift" >/dev/null
else
    echo "SKIPPED: no XCFramework: it needs a Mac (bindings/swift/xcframework.sh); the Swift package names no binary yet" >&2
fi
archive "$out/lancan-swift-$version.tar.gz" "$tree"
