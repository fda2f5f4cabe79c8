#!/bin/sh
# crates.sh OUT [DRY]: the public crates as a registry would get them. Unless DRY is given each is built from its package alone.
set -eu
cd "$(dirname "$0")/../.."
out=$1
version=$(tools/version.sh)
mkdir -p "$out"
if [ -n "${2:-}" ]; then tools/packages.sh; else tools/packages.sh verify; fi
target=${CARGO_TARGET_DIR:-target}
# shellcheck source=tools/selection.sh
. tools/selection.sh
for crate in $public; do
    cp "$target/package/$crate-$version.crate" "$out/"
done
