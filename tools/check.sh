#!/bin/sh
# Form, lints, licences and sources. Advisories are checked where their database can be fetched.
set -eu
cd "$(dirname "$0")/.."

cargo fmt --all --check
cargo clippy --workspace --all-targets --locked -- -D warnings

set +e
tools/setup.sh deny
code=$?
set -e
if [ "$code" = 75 ]; then
    echo "SKIPPED: licences, bans and sources were not checked" >&2
    exit 0
fi
[ "$code" = 0 ] || exit "$code"
deny=${XDG_CACHE_HOME:-$HOME/.cache}/lancan/tools/bin/cargo-deny
"$deny" --log-level error check bans licenses sources

if [ -n "${LANCAN_ADVISORIES:-}" ]; then
    "$deny" --log-level error check advisories
else
    echo "SKIPPED: advisories were not checked (their database comes from GitHub; set LANCAN_ADVISORIES=1 where it can be fetched)" >&2
fi
