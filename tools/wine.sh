#!/bin/sh
# Builds `lancan` and `lancan-server` for Windows with mingw's linker and runs them under wine, without a display: a town, whose
# figures must be those of this machine's own program; a server with SQLite that a phone asks, that is examined and copied, and
# that stops when it is told to.
# Exit code 75: mingw, wine or Rust's standard library for Windows cannot be had here.
set -eu
cd "$(dirname "$0")/.."
windows=x86_64-pc-windows-gnu

unavailable() {
    echo "SKIPPED: $1" >&2
    exit 75
}

fail() {
    echo "wine: $1" >&2
    exit 1
}

code=0
tools/setup.sh wine || code=$?
[ "$code" = 0 ] || exit "$code"
command -v rustup >/dev/null || unavailable "no rustup here to add targets with"
rustup target add "$windows" >&2 || unavailable "Rust's standard library for $windows cannot be had here"
# Debian's package of the loader puts no program on PATH.
loader=$(command -v wine64 || command -v wine || echo /usr/lib/wine/wine64)

# shellcheck source=tools/selection.sh
. tools/selection.sh
# shellcheck disable=SC2086
[ -n "${LANCAN_BUILT:-}" ] || cargo build $selection --bin lancan
cargo build --locked --target "$windows" --package lancan-cli --package lancan-server --bins
target=$(cd "${CARGO_TARGET_DIR:-target}" && pwd)

work=$(mktemp -d)
export WINEPREFIX="$work/prefix" WINEDEBUG=-all
unset DISPLAY LC_ALL LC_MESSAGES LANG LANCAN_PHONE
end() {
    "$loader" wineboot --kill 2>/dev/null || true
    # Its server writes the registry once more, and then goes.
    rm -rf "$work" 2>/dev/null || { sleep 5 && rm -rf "$work"; }
}
trap end EXIT
trap 'exit 130' INT TERM
cd "$work"
"$loader" wineboot --init >/dev/null 2>&1 || unavailable "wine does not start here"
cp "$target/$windows/debug/lancan.exe" "$target/$windows/debug/lancan-server.exe" .
# Before version 9 wine has no source of randomness under the name that Rust's standard library asks for.
if [ ! -e "$WINEPREFIX/drive_c/windows/system32/bcryptprimitives.dll" ]; then
    cat >prng.c <<'C'
#include <windows.h>
#include <ntsecapi.h>
__declspec(dllexport) BOOL WINAPI ProcessPrng(BYTE *to, SIZE_T size) { return RtlGenRandom(to, size); }
C
    x86_64-w64-mingw32-gcc -shared -o bcryptprimitives.dll prng.c -ladvapi32
fi

# run PROGRAM ARGUMENT…: a program of ours under wine.
run() {
    program=$1
    shift
    timeout 600 "$loader" "$program.exe" "$@"
}
here() { "$target/debug/lancan" "$@"; }

[ "$(run lancan --version)" = "$(here --version)" ] || fail "lancan tells another version"
# Wine's own language is that of a machine where nobody chose: English.
run lancan --help | grep -q '^Usage: ' || fail "the help is not in the system's language"
(export LANG=vi_VN.UTF-8 && run lancan --help) | grep -q '^Cách dùng: ' || fail "the help is not in the environment's language"

echo "wine: a town"
# Without the air's noise: its logarithms come from the system's C library, and the last bit differs from one to the other.
# Without the minutes until the warning: the server holds each report back by a delay that it draws at random.
figures() { sed 's/,"wall_seconds":[0-9.]*//; s/,"minutes_to_warning":[0-9a-z]*//' "$1"; }
run lancan --language en demo --air perfect --json --report windows.html >windows.json
here --language en demo --air perfect --json >here.json
[ "$(figures windows.json)" = "$(figures here.json)" ] || { cat windows.json here.json >&2; fail "a town has other figures"; }
[ "$(wc -c <windows.html)" -gt 1000 ] || fail "a town has no page"
figures windows.json

echo "wine: a simulated phone"
timeout 20 "$loader" lancan.exe phone --simulate >screen 2>&1 </dev/null || true
[ "$(grep -c . screen)" -ge 3 ] || { cat screen >&2; fail "a simulated phone shows nothing"; }

echo "wine: a server"
export LANCAN_SERVER_DATA_DIR=data LANCAN_SERVER_LISTEN=127.0.0.1:0 LANCAN_SERVER_LOG__FORMAT=json
"$loader" lancan-server.exe serve 2>log &
server=$!
address=
for _ in $(seq 120); do
    address=$(sed -n 's/.*"address":"\([^"]*\)".*/\1/p' log)
    [ -z "$address" ] || break
    sleep 1
done
[ -n "$address" ] || { cat log >&2; fail "the server does not start"; }
curl -fsS "http://$address/v1/deployment" | grep -q '"export_keys"' || fail "the server does not answer"
run lancan phone status --server "http://$address" --store phone >/dev/null || fail "a phone does not reach the server"
run lancan store stat phone/phone.sqlite --json | tr -d '\r' >windows.json
here store stat phone/phone.sqlite --json | cmp - windows.json || fail "a store of Windows is read otherwise here"
run lancan-server officer create an --centre "Ward 1" --password-stdin <<P || fail "no officer can be made"
eleven grey herons by the weir
P
run lancan-server backup --to copy --keys-to keys || fail "no backup can be made"
# It ends with 1: no authority is set.
run lancan-server doctor >findings 2>/dev/null || true
[ "$(grep -c '^✗' findings) $(grep -c '^✓' findings)" = "1 5" ] || { cat findings >&2; fail "doctor finds other things"; }
kill -INT "$server"
wait "$server" || fail "the server ends with a failure"
grep -q '"stopped"' log || fail "the server does not say that it stopped"
export LANCAN_SERVER_DATA_DIR=restored
run lancan-server restore --from copy --keys-from keys || fail "a backup does not come back"
echo "wine: all of it ran"
