#!/bin/sh
# Generates the bindings, compiles them in Swift 6 mode, runs the tests against the real server, runs the Apple host on
# scripted stand-ins and type-checks the demo against them (they are not Apple's SDK). Exit code 75: there is no Swift to be had here.
set -eu
cd "$(dirname "$0")"
root=$(cd ../.. && pwd)
target=${CARGO_TARGET_DIR:-$root/target}

./toolchain.sh
./generate.sh
../../tools/excerpts.sh --check

# Swift may run in a chroot without a network of its own tools, so the server is started here.
work=$(mktemp -d)
server=
trap 'test -z "$server" || kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT
# shellcheck source=server.sh
. ./server.sh

export LANCAN_SWIFT_FOLDERS="$root $target"
export LANCAN_LIBRARIES="$target/debug"
export LANCAN_SWIFT_ENV="LANCAN_TEST_SERVER=$url LANCAN_TEST_PASSWORD=$password"
(cd "$root" && "$root/bindings/swift/toolchain.sh" run swift test --scratch-path bindings/swift/.build --disable-sandbox \
    -Xlinker -L"$target/debug" "$@")
./manifest-test.sh
./toolchain.sh run ./typecheck.sh
./toolchain.sh run ./documentation.sh
echo "swift: tests passed; the Apple host runs on, and the demo type-checks against, stand-ins that are not Apple's SDK"
