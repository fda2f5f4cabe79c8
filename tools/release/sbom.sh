#!/bin/sh
# sbom.sh OUT: what our programs, the phones' library and the public crates are made of, as CycloneDX 1.5: a file for each,
# and one for what the server hands to browsers.
set -eu
cd "$(dirname "$0")/../.."
out=$1
version=$(tools/version.sh)
mkdir -p "$out"
out=$(cd "$out" && pwd)
tools/setup.sh cyclonedx
cyclonedx=${XDG_CACHE_HOME:-$HOME/.cache}/lancan/tools/bin/cargo-cyclonedx
# It writes beside each Cargo.toml: into a copy, so that the tree stays as it is. What is not committed yet is in it too.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
git ls-files -z --cached --others --exclude-standard --deduplicate |
    tar --null --files-from=- --ignore-failed-read -cf - | tar -xf - -C "$work"
"$cyclonedx" cyclonedx --quiet --manifest-path "$work/Cargo.toml" --format json --spec-version 1.5 --target all \
    --no-build-deps --override-filename bom
for pair in core/protocol=lancan-protocol core/matching=lancan-matching core/text=lancan-text core/engine=lancan-core core/desktop=lancan-desktop \
    server=lancan-server opener=lancan-opener cli=lancan bindings/ffi=liblancan_core; do
    # The copy's folder is nobody's business.
    sed "s#$work##g" "$work/${pair%%=*}/bom.json" >"$out/${pair#*=}-$version.cdx.json"
done
node tools/release/browser-sbom.mjs "$version" >"$out/lancan-server-browser-$version.cdx.json"
