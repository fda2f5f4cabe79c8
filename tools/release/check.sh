#!/bin/sh
# check.sh FOLDER: whether a folder of a release has everything in it, of one version, and whether each part is what it says.
set -eu
cd "$(dirname "$0")/../.."
out=$(cd "$1" && pwd)
version=$(tools/version.sh)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
    echo "release: $1" >&2
    exit 1
}
has() { [ -s "$out/$1" ] || fail "$1 is missing or empty"; }

for file in CHANGELOG.md upgrading.md LICENSE-APACHE LICENSE-MIT NOTICE SHA256SUMS; do has "$file"; done

# Crates: each says its version, and needs of ours only what is released beside it.
# shellcheck source=tools/selection.sh
. tools/selection.sh
for crate in $public; do
    has "crates/$crate-$version.crate"
    tar -xzf "$out/crates/$crate-$version.crate" -C "$work"
    manifest=$work/$crate-$version/Cargo.toml
    grep -qx "version = \"$version\"" "$manifest" || fail "$crate is not of version $version"
    named=$(sed -n 's/^repository = "\(.*\)"$/\1/p' "$manifest")
    [ "$named" = "$(tools/version.sh repository)" ] || fail "$crate names the repository \"$named\""
    ! grep -q '^path = "\.\.' "$manifest" || fail "$crate needs a folder of the repository"
    for needed in $(sed -n 's/^\[dependencies\.\(lancan-[a-z]*\)\]$/\1/p' "$manifest"); do
        has "crates/$needed-$version.crate"
    done
done

# Programs: they run, say the version, and have beside them what running a server needs.
archive=lancan-$version-$(uname -m)-linux
has "programs/$archive.tar.gz"
tar -xzf "$out/programs/$archive.tar.gz" -C "$work"
for program in lancan-server lancan-opener lancan; do
    said=$("$work/lancan-$version/bin/$program" --version)
    [ "$said" = "$program $version" ] || fail "$program says $said"
done
for file in Containerfile deploy/lancan-server.service deploy/lancan-server.sample.toml deploy/alerts.yml deploy/grafana.json LICENSE-MIT NOTICE upgrading.md; do
    [ -s "$work/lancan-$version/$file" ] || fail "the programs' archive has no $file"
done
# What the container file takes from the archive is in it.
sed -n 's/^COPY \([^-][^ ]*\) .*/\1/p' "$work/lancan-$version/Containerfile" | while read -r copied; do
    [ -e "$work/lancan-$version/$copied" ] || fail "the container file copies $copied, which the archive does not have"
done
# What browsers get was there when the server was built.
grep -qa 'htmx' "$work/lancan-$version/bin/lancan-server" || fail "the server was built without what browsers get"

# Lists of what each is made of: JSON, of this version, with the libraries that must be in it, and nothing of this machine.
for pair in lancan-server=rusqlite lancan-server=axum lancan-opener=p256 lancan=lancan-simulator liblancan_core=uniffi \
    liblancan_core=ring lancan-core=rusqlite lancan-desktop=btleplug lancan-protocol=p256 lancan-matching=aes lancan-text=fluent-bundle \
    lancan-server-browser=htmx.org; do
    list=sbom/${pair%%=*}-$version.cdx.json
    has "$list"
    LIST=$out/$list WANTED=${pair#*=} VERSION=$version node -e '
        const { LIST, WANTED, VERSION } = process.env;
        const list = JSON.parse(require("fs").readFileSync(LIST, "utf8"));
        const fault = list.bomFormat !== "CycloneDX" ? "is no CycloneDX" : list.metadata.component.version !== VERSION ? "is of another version"
            : !list.components.some((each) => each.name === WANTED && each.version) ? `does not name ${WANTED}`
            : list.components.some((each) => each.name === "proptest") ? "names a library that only tests use" : null;
        if (fault) { console.error(`release: ${LIST} ${fault}`); process.exit(1); }'
    ! grep -q "$PWD\|$HOME" "$out/$list" || fail "$list names this machine's folders"
done

# Kotlin: jar, sources and documentation of the library for JVMs; sources and documentation of the one for Android; a program of
# a stranger, who has only what is released and no Rust, against the released server.
if [ -d "$out/maven/vn" ]; then
    folder=maven/vn/lancan/lancan/$version
    for file in "$folder/lancan-$version.jar" "$folder/lancan-$version.pom" "maven/vn/lancan/lancan-parent/$version/lancan-parent-$version.pom"; do has "$file"; done
    for wanted in name description url licenses developers scm; do
        grep -q "<$wanted>" "$out/maven/vn/lancan/lancan-parent/$version/lancan-parent-$version.pom" || fail "the parent's pom says no $wanted"
    done
    names() { jar --list --file "$1"; }
    names "$out/$folder/lancan-$version.jar" | grep -qx vn/lancan/Tracer.class || fail "the jar has no Tracer"
    for library in lancan lancan-android; do
        sources=$out/maven/vn/lancan/$library/$version/$library-$version-sources.jar
        names "$sources" >"$work/sources"
        for file in vn/lancan/Tracer.kt vn/lancan/lancan.kt; do
            grep -qx "$file" "$work/sources" || fail "the sources of $library have no $file"
        done
        names "$out/maven/vn/lancan/$library/$version/$library-$version-javadoc.jar" | grep -q '/vn.lancan/-tracer/-companion/open.html$' ||
            fail "the documentation of $library does not tell how to open a tracer"
    done
    grep -qx vn/lancan/android/AndroidHost.kt "$work/sources" || fail "the sources for Android have no AndroidHost"
    tools/release/stranger.sh "$out/maven" "$work/lancan-$version/bin/lancan-server" || fail "a program of a stranger does not run"
else
    echo "SKIPPED: the Kotlin library was not made" >&2
fi

# Swift: the tree builds by itself, from its own root.
has "swift/lancan-swift-$version.tar.gz"
target=$(cd "${CARGO_TARGET_DIR:-target}" && pwd)
tree=$target/release-swift
rm -rf "$tree" && mkdir -p "$tree"
tar -xzf "$out/swift/lancan-swift-$version.tar.gz" -C "$tree"
code=0
bindings/swift/toolchain.sh || code=$?
if [ "$code" = 0 ]; then
    export LANCAN_SWIFT_FOLDERS="$PWD $target" LANCAN_LIBRARIES="$target/debug"
    here=$PWD
    (cd "$tree/lancan-swift-$version" && "$here/bindings/swift/toolchain.sh" run swift build --disable-sandbox -Xlinker -L"$target/debug") >"$work/swift" 2>&1 ||
        { cat "$work/swift" >&2; fail "the Swift package does not build from its own tree"; }
elif [ "$code" != 75 ]; then
    exit "$code"
fi
rm -rf "$tree"

# The list of checksums names every file, and each has its checksum.
(cd "$out" && sha256sum --quiet --check SHA256SUMS) || fail "a checksum is wrong"
listed=$(sed 's/^[0-9a-f]*  //' "$out/SHA256SUMS" | sort)
[ "$listed" = "$(cd "$out" && find . -type f ! -name SHA256SUMS | sort)" ] || fail "SHA256SUMS does not name every file"
echo "release: everything of $version is there"
