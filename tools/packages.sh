#!/bin/sh
# Packs the public crates as a registry would get them, into target/package; with `verify` it also builds and documents each
# from its package alone, which takes minutes.
set -eu
cd "$(dirname "$0")/.."
verify=--no-verify
[ "${1:-}" != verify ] || verify=
# shellcheck source=tools/selection.sh
. tools/selection.sh
# shellcheck disable=SC2086,SC2046
cargo package --locked --allow-dirty $verify $(printf -- "-p %s " $public)
# A registry shows the page of a crate from its package.
for crate in $public; do
    tar -tzf "${CARGO_TARGET_DIR:-target}/package/$crate-$(tools/version.sh).crate" | grep -qx "$crate-[^/]*/README.md" ||
        { echo "packages: $crate has no README.md" >&2; exit 1; }
done
[ -n "$verify" ] || {
    packages=$(cd "${CARGO_TARGET_DIR:-target}/package" && pwd)
    version=$(tools/version.sh)
    for crate in $public; do
        # It takes the others from their packages too.
        for other in $public; do
            [ "$other" = "$crate" ] || echo "patch.crates-io.$other.path = \"$packages/$other-$version\""
        done >"$packages/patches.toml"
        cargo doc --quiet --no-deps --config "$packages/patches.toml" --manifest-path "$packages/$crate-$version/Cargo.toml" \
            --target-dir "$packages/documented" ||
            { echo "packages: $crate cannot be documented from its package" >&2; exit 1; }
    done
    rm -rf "$packages/documented"
}
