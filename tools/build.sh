#!/bin/sh
# Builds everything that the stages of `make test` run, with one selection of packages and features. A stage that
# built its packages alone would choose other features of common dependencies and compile half of the workspace again.
# LANCAN_BUILD names other kinds of targets: a release needs no tests. LANCAN_BUILT says that all of it was built just now.
set -eu
cd "$(dirname "$0")/.."
[ -z "${LANCAN_BUILT:-}" ] || exit 0
# shellcheck source=tools/selection.sh
. tools/selection.sh
# shellcheck disable=SC2086
exec cargo build $selection ${LANCAN_BUILD:---lib --bins --examples --tests}
