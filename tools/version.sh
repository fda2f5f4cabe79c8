#!/bin/sh
# The version of everything that is released. `workspace.package.version` of Cargo.toml is the one place where it is decided;
# what cannot read Cargo.toml holds a copy, and Gradle reads it (bindings/kotlin/settings.gradle.kts).
#
#   version.sh                 prints it
#   version.sh check [ROOT]    fails, file by file, where a copy differs
#   version.sh set X.Y.Z       writes it everywhere
#   version.sh repository      prints the address of the public repository that the crates name; nothing where there is none
#   version.sh repository URL  writes it: once into Cargo.toml, and that it holds into each public crate
set -eu
cd "$(dirname "$0")/.."
# shellcheck source=tools/selection.sh
. tools/selection.sh
poms="bindings/kotlin/pom.xml bindings/kotlin/lancan/pom.xml bindings/kotlin/testing/pom.xml bindings/kotlin/android/pom.xml"
xcode=ios-demo/project.yml

decided() { sed -n '/^\[workspace\.package\]/,/^\[/s/^version = "\(.*\)"$/\1/p' Cargo.toml; }
# The first version of a pom is its own or its parent's, which is ours too.
of_pom() { sed -n 's#^ *<version>\(.*\)</version>$#\1#p' "$1" | head -n 1; }
of_crate() { sed -n "s/^$1 = { path = .*version = \"\\([^\"]*\\)\".*/\\1/p" Cargo.toml; }
of_xcode() { sed -n 's/^ *MARKETING_VERSION: "\(.*\)"$/\1/p' "$xcode"; }
build_of_xcode() { sed -n 's/^ *CURRENT_PROJECT_VERSION: "\(.*\)"$/\1/p' "$xcode"; }
# The number that grows with every version, which Apple's store tells uploads apart by: 1.2.3 is 10203.
build() { echo "${1%%-*}" | awk -F . '{ print $1 * 10000 + $2 * 100 + $3 }'; }
repository() { sed -n '/^\[workspace\.package\]/,/^\[/s/^repository = "\(.*\)"$/\1/p' Cargo.toml; }
manifest_of() { sed -n "s#^$1 = { path = \"\([^\"]*\)\".*#\1/Cargo.toml#p" Cargo.toml; }
# Every package of ours that a lock file names, with its version.
of_lock() { awk '/^name = "lancan-/ { name = $3 } /^version = / && name { print name, $3; name = "" }' "$1" | tr -d '"'; }

check() {
    wanted=$(decided)
    wrong=
    differs() { [ "$2" = "$wanted" ] || { echo "version: $1 says \"$2\", Cargo.toml decides \"$wanted\": run tools/version.sh set $wanted" >&2; wrong=1; }; }
    for crate in $public; do differs "Cargo.toml, workspace.dependencies, $crate" "$(of_crate "$crate")"; done
    for pom in $poms; do differs "$pom" "$(of_pom "$pom")"; done
    differs "$xcode" "$(of_xcode)"
    [ "$(build_of_xcode)" = "$(build "$wanted")" ] ||
        { echo "version: $xcode has build \"$(build_of_xcode)\", $wanted is \"$(build "$wanted")\": run tools/version.sh set $wanted" >&2; wrong=1; }
    for lock in Cargo.lock fuzz/Cargo.lock; do
        # The fuzz targets are no part of a release and stay at 0.0.0.
        others=$(of_lock "$lock" | grep -v ' 0\.0\.0$' | awk -v wanted="$wanted" '$2 != wanted { print $1, $2 }')
        differs "$lock" "${others:-$wanted}"
    done
    for crate in $public; do
        named=$(grep -cx 'repository\.workspace = true' "$(manifest_of "$crate")" || true)
        [ -z "$(repository)" ] || [ "$named" = 1 ] ||
            { echo "version: $crate names no repository: run tools/version.sh repository $(repository)" >&2; wrong=1; }
    done
    [ -z "$wrong" ]
}

case "${1:-}" in
    "") decided ;;
    check)
        [ -z "${2:-}" ] || cd "$2"
        check
        ;;
    set)
        new=${2:-}
        echo "$new" | grep -Eqx '[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.]+)?' || { echo "version: \"$new\" is no version like 1.2.3 or 1.2.3-rc.1" >&2; exit 2; }
        sed -i "/^\[workspace\.package\]/,/^\[/s/^version = \".*\"\$/version = \"$new\"/" Cargo.toml
        for crate in $public; do sed -i "s/^\($crate = { path = .*version = \"\)[^\"]*/\1$new/" Cargo.toml; done
        for pom in $poms; do
            line=$(grep -n '^ *<version>' "$pom" | head -n 1 | cut -d : -f 1)
            sed -i "${line}s#<version>.*</version>#<version>$new</version>#" "$pom"
        done
        sed -i "s/^\( *MARKETING_VERSION: \"\).*\"/\1$new\"/; s/^\( *CURRENT_PROJECT_VERSION: \"\).*\"/\1$(build "$new")\"/" "$xcode"
        for manifest in Cargo.toml fuzz/Cargo.toml; do
            cargo metadata --format-version 1 --manifest-path "$manifest" >/dev/null
        done
        check
        echo "version: $new everywhere; CHANGELOG.md and docs/upgrading.md are yours to write"
        ;;
    repository)
        url=${2:-}
        [ -n "$url" ] || { repository; exit; }
        echo "$url" | grep -Eqx 'https://[^/"&# ]+/[^"&# ]+' || { echo "version: \"$url\" is no address like https://example.org/lancan" >&2; exit 2; }
        sed -i '/^\[workspace\.package\]/,/^\[/{/^repository = /d}' Cargo.toml
        sed -i "/^\[workspace\.package\]/,/^\[/s#^license = .*#&\nrepository = \"$url\"#" Cargo.toml
        for crate in $public; do
            manifest=$(manifest_of "$crate")
            grep -qx 'repository\.workspace = true' "$manifest" || sed -i 's/^license\.workspace = true$/&\nrepository.workspace = true/' "$manifest"
        done
        check
        echo "version: the crates name $url"
        ;;
    *) echo "usage: version.sh [check [ROOT] | set X.Y.Z | repository [URL]]" >&2; exit 2 ;;
esac
