#!/bin/sh
# The stripped library that apps embed, for this machine's processor against its budget, and what takes the room. It is
# linked as bindings/ffi/build.rs has it linked for Android; this machine could not load it so.
set -eu
cd "$(dirname "$0")/.."
budget=4000000
target=${CARGO_TARGET_DIR:-target}
cargo rustc --locked --profile embedded -p lancan-ffi --lib --crate-type cdylib -- -C link-arg=-Wl,--pack-dyn-relocs=android \
    -C link-arg=-Wl,--version-script="$PWD/bindings/ffi/descriptions.map"
library=$target/embedded/liblancan_core.so
stripped=$(mktemp)
trap 'rm -f "$stripped"' EXIT
strip --strip-unneeded -o "$stripped" "$library"
bytes=$(stat -c %s "$stripped")
echo "liblancan_core.so ($(uname -m), profile embedded, stripped): $bytes bytes; budget $budget"
echo
echo "by section:"
size -A -d "$stripped" | awk '$2 > 20000 && $1 != "Total" && NR > 2 { printf "  %-16s %9d\n", $1, $2 }'
echo
echo "code and constants by origin, from the symbols of the unstripped library:"
nm --print-size --size-sort --demangle --radix=d "$library" | awk '
    function origin(name) {
        if (name ~ /sqlite3|^(fts|rtree|json|pager|btree|vdbe|wal|unix|where|select|expr|alter|pcache|window)[A-Z_0-9a-z]*$/) return "SQLite"
        if (name ~ /^(ring_core|<?ring::|p256_|ecp_|bn_|aes_|sha[0-9]|gcm_|chacha|poly1305|x25519|vpaes|LIMB|fiat)/) return "ring"
        if (match(name, /[a-z_][a-z0-9_]*::/)) return substr(name, RSTART, RLENGTH - 2)
        return "other C and unnamed"
    }
    { size = $2 + 0; name = $4; for (n = 5; n <= NF; n++) name = name " " $n; total[origin(name)] += size }
    END { for (each in total) printf "%9d  %s\n", total[each], each }' | sort -rn | head -n 20
[ "$bytes" -le "$budget" ] || { echo "size: over the budget" >&2; exit 1; }
