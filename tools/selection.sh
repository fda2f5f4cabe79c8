# shellcheck shell=sh
# The packages and features with which every stage calls cargo; sourced. Features are those of the whole workspace, so
# the generator of bindings is among them: it is in no library that apps embed (tools/size.sh).
# shellcheck disable=SC2034
selection="--workspace --locked --features lancan-ffi/bindgen"
# The crates that a registry gets, each after those that it needs.
# shellcheck disable=SC2034
public="lancan-protocol lancan-matching lancan-text lancan-core lancan-desktop"
# For lints and documentation, which need no generator: its crate takes a minute of them.
# shellcheck disable=SC2034
without_bindgen="--workspace --locked"
