#!/bin/sh
# Packs the public crates as a registry would get them, into target/package; with `verify` it also builds each from its
# package alone, which takes minutes.
set -eu
cd "$(dirname "$0")/.."
verify=--no-verify
[ "${1:-}" != verify ] || verify=
# shellcheck disable=SC2086
cargo package --locked --allow-dirty $verify -p lancan-protocol -p lancan-matching -p lancan-text -p lancan-core -p lancan-desktop
