#!/bin/sh
# Says whether Android can load libraries on devices with pages of 16 KB: every loadable segment is aligned to 16,384 bytes or
# more. `align.sh LIBRARY…`; `align.sh --test` tries itself on a good and a bad library of this machine's processor, and where zig
# is in the cache (tools/targets.sh puts it there) on a good and a bad one of a phone's, aarch64.
set -eu

aligned() {
    segments=$(readelf -lW "$1" | awk '$1 == "LOAD" { print $NF }')
    [ -n "$segments" ] || { echo "align: $1 has no loadable segment" >&2; return 1; }
    for align in $segments; do
        if [ $((align)) -lt 16384 ]; then
            echo "align: $1: a segment is aligned to $((align)) bytes, 16384 are needed (NDK 28 and later do so by default; before, link with -Wl,-z,max-page-size=16384)" >&2
            return 1
        fi
    done
}

command -v readelf >/dev/null || { echo "SKIPPED: no readelf here" >&2; exit 75; }
if [ "${1:-}" = --test ]; then
    command -v cc >/dev/null || { echo "SKIPPED: no C compiler here" >&2; exit 75; }
    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
    echo 'int answer(void) { return 42; }' >"$folder/a.c"
    # try COMPILER: tells a good library that it makes from a bad one.
    try() {
        "$1" -shared -fPIC -Wl,-z,max-page-size=16384 -o "$folder/good.so" "$folder/a.c"
        "$1" -shared -fPIC -Wl,-z,max-page-size=4096 -o "$folder/bad.so" "$folder/a.c"
        aligned "$folder/good.so" || { echo "align: a good library was refused" >&2; exit 1; }
        if aligned "$folder/bad.so" 2>/dev/null; then echo "align: a bad library passed" >&2; exit 1; fi
    }
    try cc
    tried="this machine's processor"
    for zig in "${XDG_CACHE_HOME:-$HOME/.cache}"/lancan/zig-*/cc; do
        [ -x "$zig" ] || continue
        export LANCAN_ZIG_TARGET=aarch64-linux-musl
        try "$zig"
        readelf -h "$folder/bad.so" | grep -q AArch64 || { echo "align: zig made no library for aarch64" >&2; exit 1; }
        tried="$tried and for aarch64"
        break
    done
    if aligned "$folder/a.c" 2>/dev/null; then echo "align: a text passed for a library" >&2; exit 1; fi
    echo "align: tells good from bad, for $tried"
    exit 0
fi
[ $# -gt 0 ] || { echo "usage: align.sh LIBRARY… | --test" >&2; exit 2; }
for library in "$@"; do aligned "$library"; done
