#!/bin/sh
# R8, with which Android's release builds shrink an app: fetched once from Google's Maven repository into the cache, compared with
# its checksum, and its path printed. Exit code 75: not to be had here.
set -eu
version=8.13.19
wanted=7712edbae6a71f35937ffc1bd5f4c202919ef2a5e58d3c3544015a868a3cf457
cache=${XDG_CACHE_HOME:-$HOME/.cache}/lancan/r8
jar=$cache/r8-$version.jar

sum() { sha256sum "$1" | cut -d ' ' -f 1; }

if [ ! -e "$jar" ]; then
    mkdir -p "$cache"
    echo "r8: fetching R8 $version (once)" >&2
    curl --fail --silent --show-error --location --max-time 300 --output "$jar.part" \
        "https://maven.google.com/com/android/tools/r8/$version/r8-$version.jar" ||
        { rm -f "$jar.part"; echo "SKIPPED: R8 could not be fetched" >&2; exit 75; }
    mv "$jar.part" "$jar"
fi
[ "$(sum "$jar")" = "$wanted" ] || { echo "r8: $jar has the checksum $(sum "$jar"), not the pinned one" >&2; rm -f "$jar"; exit 1; }
echo "$jar"
