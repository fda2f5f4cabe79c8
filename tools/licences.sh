#!/bin/sh
# Licences, bans and sources of what the project depends on. Advisories are checked where their database can be fetched.
# Exit code 75: cargo-deny cannot be had here.
set -eu
cd "$(dirname "$0")/.."

tools/setup.sh deny
deny=${XDG_CACHE_HOME:-$HOME/.cache}/lancan/tools/bin/cargo-deny
"$deny" --log-level error check bans licenses sources

if [ -n "${LANCAN_ADVISORIES:-}" ]; then
    "$deny" --log-level error check advisories
else
    echo "SKIPPED: advisories were not checked (their database comes from GitHub; set LANCAN_ADVISORIES=1 where it can be fetched)" >&2
fi
