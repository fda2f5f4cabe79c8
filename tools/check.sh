#!/bin/sh
# Form, architecture, lints, documentation and excerpts.
#
#   check.sh            all of it
#   check.sh quick      without documentation
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
if command -v python3 >/dev/null; then ios-demo/icon.py --check; else echo "SKIPPED: the icon of the demo for iOS: no Python here" >&2; fi
cargo run --quiet --locked --package lancan-architecture
# shellcheck disable=SC2086
cargo clippy $without_bindgen --all-targets -- -D warnings
[ "${1:-}" != quick ] || exit 0

# Targets are cargo's choice: one named here would be documented in spite of its `doc = false`, and lancan-ffi's library
# has the name of lancan-core's.
# shellcheck disable=SC2086
RUSTDOCFLAGS="-D warnings" cargo doc $without_bindgen --no-deps
