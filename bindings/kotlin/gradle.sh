#!/bin/sh
# Gradle as gradle/wrapper/gradle-wrapper.properties pins it: fetched once into the cache and compared with its checksum before
# anything of it runs. Does what Gradle's own wrapper does, without a program of others in this repository.
#
#   gradle.sh ARGUMENTS…   such as :android:assembleRelease
#   gradle.sh --test       tries itself on a distribution of its own: taken with its checksum, refused with one byte changed
set -eu
here=$(cd "$(dirname "$0")" && pwd)
properties=${LANCAN_GRADLE_PROPERTIES:-$here/gradle/wrapper/gradle-wrapper.properties}
cache=${XDG_CACHE_HOME:-$HOME/.cache}/lancan/gradle

property() { sed -n "s/^$1=//p" "$properties" | sed 's/\\:/:/g'; }

fetch() {
    url=$(property distributionUrl)
    wanted=$(property distributionSha256Sum)
    [ "${#wanted}" = 64 ] || { echo "gradle: $properties pins no checksum" >&2; exit 1; }
    home=$cache/$wanted
    [ ! -e "$home/.complete" ] || return 0
    rm -rf "$home"
    mkdir -p "$home"
    echo "gradle: fetching $url (once)" >&2
    curl --fail --silent --show-error --location --output "$home/gradle.zip" "$url" ||
        { rm -rf "$home"; echo "SKIPPED: Gradle could not be fetched" >&2; exit 75; }
    found=$(sha256sum "$home/gradle.zip" | cut -d ' ' -f 1)
    if [ "$found" != "$wanted" ]; then
        rm -rf "$home"
        echo "gradle: what $url gave has the checksum $found, not the pinned one: nothing of it was run" >&2
        exit 1
    fi
    (cd "$home" && jar --extract --file gradle.zip && rm gradle.zip)
    touch "$home/.complete"
}

run() {
    fetch
    exec sh "$home"/gradle-*/bin/gradle --project-dir "$here" "$@"
}

try() {
    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
    mkdir -p "$folder/gradle-0.0/bin"
    echo 'echo "ran: $*"' >"$folder/gradle-0.0/bin/gradle"
    (cd "$folder" && jar --create --no-manifest --file gradle.zip gradle-0.0)
    pinned() { printf 'distributionUrl=file\\://%s\ndistributionSha256Sum=%s\n' "$folder/gradle.zip" "$1" >"$folder/pinned"; }
    try_it() { XDG_CACHE_HOME=$folder/cache LANCAN_GRADLE_PROPERTIES=$folder/pinned "$here/gradle.sh" tasks 2>&1; }
    pinned "$(sha256sum "$folder/gradle.zip" | cut -d ' ' -f 1)"
    try_it | grep -qx "ran: --project-dir $here tasks" || { echo "gradle: what has its checksum was not run" >&2; exit 1; }
    printf x >>"$folder/gradle.zip"
    rm -rf "$folder/cache"
    if try_it >"$folder/said" || grep -q ran: "$folder/said"; then
        echo "gradle: what was changed was run" >&2
        exit 1
    fi
    grep -q "not the pinned one" "$folder/said" || { cat "$folder/said" >&2; exit 1; }
    echo "gradle: runs what has its checksum, and nothing else"
}

if [ "${1:-}" = --test ]; then try; else run "$@"; fi
