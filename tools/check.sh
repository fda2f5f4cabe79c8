#!/bin/sh
# Form, architecture, lints, documentation, excerpts, licences and sources. Advisories are checked where their database
# can be fetched.
#
#   check.sh            all of it
#   check.sh quick      without documentation, licences and sources, which take the longest
set -eu
cd "$(dirname "$0")/.."
# shellcheck source=tools/selection.sh
. tools/selection.sh

cargo fmt --all --check
tools/excerpts.sh --check
tools/exhaustive.sh
tools/version.sh check
# Where there is no readelf it says so.
tools/align.sh --test || [ $? = 75 ]
cargo run --quiet --locked --package lancan-architecture
# shellcheck disable=SC2086
cargo clippy $without_bindgen --all-targets -- -D warnings
[ "${1:-}" != quick ] || exit 0

# Targets are cargo's choice: one named here would be documented in spite of its `doc = false`, and lancan-ffi's library
# has the name of lancan-core's.
# shellcheck disable=SC2086
RUSTDOCFLAGS="-D warnings" cargo doc $without_bindgen --no-deps

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
