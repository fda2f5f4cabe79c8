#!/bin/sh
# Makes everything that a release publishes, as files of one folder: target/release-of/VERSION (docs/releasing.md lists them).
#
#   release.sh        the release: from a clean tree whose commit has the tag vVERSION, optimised
#   release.sh dry    the same steps with what `make test` has built, from any tree; then everything is checked
#
# What needs a Mac or the Android SDK is left out where there is none; a line that begins with SKIPPED says so.
set -eu
cd "$(dirname "$0")/.."
version=$(tools/version.sh)
dry=
[ "${1:-}" != dry ] || dry=1

fail() {
    echo "release: $1" >&2
    exit 1
}

tools/version.sh check
# Said at the beginning and at the end, between which there are thousands of lines.
repository() {
    named=$(tools/version.sh repository)
    [ -z "${LANCAN_REPOSITORY:-}" ] || [ "$LANCAN_REPOSITORY" = "$named" ] ||
        fail "the crates name \"$named\" as repository: run tools/version.sh repository $LANCAN_REPOSITORY, and commit"
    [ -n "$named" ] || echo "release: NO REPOSITORY: a registry would show the crates without an address of their source. tools/version.sh repository URL writes one." >&2
}
repository
if [ -z "$dry" ]; then
    [ -z "$(git status --porcelain)" ] || fail "the tree has changes that are not committed"
    [ "$(git tag --points-at HEAD | grep -cx "v$version")" = 1 ] || fail "HEAD has no tag v$version"
    grep -q "^## \[$version\]" CHANGELOG.md || fail "CHANGELOG.md has no section of $version"
    grep -q "^## $version" docs/upgrading.md || fail "docs/upgrading.md has no section of $version"
fi

tools/setup.sh
if ! tools/setup.sh web; then
    [ -z "$dry" ] || exit 75
    fail "the server would be built without what browsers get"
fi
target=$(mkdir -p "${CARGO_TARGET_DIR:-target}" && cd "${CARGO_TARGET_DIR:-target}" && pwd)
out=$target/release-of/$version
rm -rf "$out"
mkdir -p "$out"
# Equal sources give equal archives: everything has the commit's time.
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH

export LANCAN_BUILD="--lib --bins --examples"
tools/build.sh
profile=debug
if [ -z "$dry" ]; then
    profile=release
    cargo build --release --locked -p lancan-server -p lancan-opener -p lancan-cli --bins
    cargo build --release --locked -p lancan-ffi --lib
fi
tools/release/crates.sh "$out/crates" "$dry"
tools/release/programs.sh "$out/programs" "$target/$profile"
tools/release/sbom.sh "$out/sbom"
tools/release/swift.sh "$out/swift"
code=0
tools/release/maven.sh "$out/maven" "$target/$profile" || code=$?
[ "$code" = 0 ] || [ "$code" = 75 ] || exit "$code"
cp CHANGELOG.md docs/upgrading.md LICENSE-APACHE LICENSE-MIT NOTICE "$out/"
(cd "$out" && find . -type f ! -name SHA256SUMS | sort | xargs sha256sum >SHA256SUMS)
tools/release/check.sh "$out"
repository
echo "release: $(wc -l <"$out/SHA256SUMS") files in ${out#"$PWD"/}"
