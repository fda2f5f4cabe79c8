#!/bin/sh
# Builds the documentation sites that a release publishes: the pages as a book, rustdoc of every package with its
# dependencies' links and of every public crate from what a registry would get, Dokka for Kotlin and DocC for Swift.
# A broken link fails. Exit code 75: Dokka cannot be had here; the others are built.
set -eu
cd "$(dirname "$0")/.."
# shellcheck source=tools/selection.sh
. tools/selection.sh
tools/book.sh
# Targets are cargo's choice, as in check.sh.
# shellcheck disable=SC2086
RUSTDOCFLAGS="-D warnings" cargo doc $without_bindgen --no-deps --document-private-items
tools/packages.sh verify
tools/build.sh
code=0
bindings/kotlin/documentation.sh || code=$?
[ "$code" = 0 ] || [ "$code" = 75 ] || exit "$code"
bindings/swift/toolchain.sh
bindings/swift/generate.sh
target=$(cd "${CARGO_TARGET_DIR:-target}" && pwd)
export LANCAN_SWIFT_FOLDERS="$PWD $target"
export LANCAN_LIBRARIES="$target/debug"
bindings/swift/toolchain.sh run swift build --scratch-path bindings/swift/.build --disable-sandbox -Xlinker -L"$target/debug"
bindings/swift/toolchain.sh run bindings/swift/documentation.sh
exit "$code"
