#!/bin/sh
# binary.sh ZIP URL MANIFEST: writes into a Package.swift from where an app gets the packed XCFramework, and its checksum,
# which is the SHA-256 that `swift package compute-checksum` gives.
set -eu
[ $# = 3 ] || { echo "usage: binary.sh ZIP URL MANIFEST" >&2; exit 2; }
zip=$1
url=$2
manifest=$3
case "$url" in
    https://*.zip) ;;
    *) echo "binary: SwiftPM takes an address of https that ends with .zip, not $url" >&2; exit 1 ;;
esac
checksum=$({ sha256sum "$zip" 2>/dev/null || shasum -a 256 "$zip"; } | cut -d ' ' -f 1)
[ "${#checksum}" = 64 ] || { echo "binary: no checksum of $zip" >&2; exit 1; }
fresh=$(mktemp)
trap 'rm -f "$fresh"' EXIT
sed -e "s#^let binary = \".*\"\$#let binary = \"$url\"#" -e "s#^let checksum = \".*\"\$#let checksum = \"$checksum\"#" "$manifest" >"$fresh"
if ! grep -qx "let binary = \"$url\"" "$fresh" || ! grep -qx "let checksum = \"$checksum\"" "$fresh"; then
    echo "binary: $manifest has no lines for address and checksum" >&2
    exit 1
fi
cat "$fresh" >"$manifest"
echo "$checksum"
