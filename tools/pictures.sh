#!/bin/sh
# Puts the pictures that the browser's walks took (`make test-web`) into docs/pictures, cut to what they show.
# Look at each before you commit it.
set -eu
cd "$(dirname "$0")/.."
tools/setup.sh web
newer=${XDG_CACHE_HOME:-$HOME/.cache}/lancan/tools/node/bin
[ ! -x "$newer/node" ] || PATH=$newer:$PATH
exec node tests/web/page-pictures.mjs
