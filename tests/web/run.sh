#!/bin/sh
# A real browser walks through the pages of the real server (stage `web` of `make test`). Pictures of every page are kept in
# target/web. Exit code 75: no browser or no Node to be had here, and the line before says why.
#
#   tests/web/run.sh            all walks
#   tests/web/run.sh "a phone"  those whose names hold these words
set -eu
cd "$(dirname "$0")/../.."
for what in web chromium; do
    code=0
    tools/setup.sh "$what" || code=$?
    [ "$code" = 0 ] || exit "$code"
done
newer=${XDG_CACHE_HOME:-$HOME/.cache}/lancan/tools/node/bin
[ ! -x "$newer/node" ] || PATH=$newer:$PATH
# shellcheck source=tools/selection.sh
. tools/selection.sh
# shellcheck disable=SC2086
[ -n "${LANCAN_BUILT:-}" ] || cargo build $selection --bins --examples
timeout 1500 node tests/web/main.mjs "$@"
[ $# = 0 ] || exit 0
exec timeout 300 node tests/web/demo.mjs
