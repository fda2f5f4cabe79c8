#!/bin/sh
# Stands in for Android's resource compiler while type-checking: an R with the names the demo's resources have.
set -eu
cd "$(dirname "$0")"
mkdir -p generated/android-demo
{
    echo "package vn.lancan.demo"
    echo "object R {"
    for folder in ../../android-demo/src/main/res/*/; do
        kind=$(basename "$folder" | cut -d - -f 1)
        [ "$kind" = values ] && continue
        echo "$kind $(ls "$folder" | sed 's/\..*//' | sort -u | tr '\n' ' ')"
    done | awk '{ for (i = 2; i <= NF; i++) names[$1] = names[$1] " " $i }
        END { for (kind in names) { print "    object " kind " {"; n = split(names[kind], all, " ");
            for (i = 1; i <= n; i++) print "        const val " all[i] " = " i; print "    }" } }'
    echo "}"
} >generated/android-demo/R.kt
