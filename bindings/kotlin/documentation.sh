#!/bin/sh
# Builds the documentation of the Kotlin libraries (Dokka, by the profile `release`) into lancan/target/documentation and
# android/target/documentation. Exit code 75: there is no JDK and Maven to be had here.
set -eu
cd "$(dirname "$0")"
../../tools/setup.sh kotlin
./generate.sh
./resources.sh
mkdir -p generated/native
mvn --batch-mode --no-transfer-progress --quiet --activate-profiles release -DskipTests package >/dev/null
for module in lancan android; do
    [ -f "$module/target/documentation/index.html" ] || { echo "kotlin: no documentation of $module" >&2; exit 1; }
done
echo "kotlin: documentation built in bindings/kotlin/lancan/target/documentation and bindings/kotlin/android/target/documentation"
