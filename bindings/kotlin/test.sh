#!/bin/sh
# Generates the bindings, compiles them, runs the tests on the JVM against the real server, and the Android host and
# demo on Android's framework code, the demo's first day against the real server too. Exit code 75: there is no JDK and Maven to be had here.
set -eu
cd "$(dirname "$0")"
../../tools/setup.sh kotlin
target=$(cd "${CARGO_TARGET_DIR:-../../target}" 2>/dev/null && pwd || echo "$(cd ../.. && pwd)/target")

./gradle.sh --test
./generate.sh
../ffi/descriptions.sh --check
../../tools/excerpts.sh --check
mkdir -p generated
"$target/debug/examples/rules_for_test" >generated/rules.json
./resources.sh
code=0
r8=$(./r8.sh) || code=$?
# Without R8 its test says that it is skipped.
[ "$code" = 0 ] || [ "$code" = 75 ] || exit "$code"
# Both modules in one go: nothing is installed into the user's own repository.
mvn --batch-mode --no-transfer-progress --quiet \
    -Dlancan.library="$target/debug" -Dlancan.server="$target/debug/lancan-server" \
    -Dlancan.rules="$PWD/generated/rules.json" -Dlancan.r8="$r8" "${@:-test}"
echo "kotlin: JVM tests passed; the Android host keeps the contract on Android 11, 12 and 15, the demo's screens are drawn, and its first day is clicked through"
