#!/bin/sh
# maven.sh OUT BUILT: the Kotlin library for JVMs as a Maven repository's folder (jar, sources, documentation, pom; the native
# library of BUILT as a jar for machines like this one; what apps' tests take), and sources and documentation of the one for
# Android. Where the Android SDK is, Gradle puts the AAR beside them.
# Exit code 75: there is no JDK and Maven to be had here.
set -eu
cd "$(dirname "$0")/../.."
out=$1
built=$(cd "$2" && pwd)
version=$(tools/version.sh)
tools/setup.sh kotlin
mkdir -p "$out"
out=$(cd "$out" && pwd)
cd bindings/kotlin
./generate.sh
./resources.sh
# JNA looks for it under this name on the class path.
platform=linux-$(uname -m | tr _ -)
rm -rf generated/native
mkdir -p "generated/native/$platform"
strip --strip-unneeded -o "generated/native/$platform/liblancan_core.so" "$built/liblancan_core.so"
mvn --batch-mode --no-transfer-progress --quiet --activate-profiles release -DskipTests -Dlancan.native="$platform" \
    -DaltDeploymentRepository="release::file:$out" deploy
if [ -n "${ANDROID_HOME:-}" ]; then
    ./gradle.sh --console=plain :android:publishReleasePublicationToReleaseRepository -PreleaseRepository="$out"
else
    folder=$out/vn/lancan/lancan-android/$version
    mkdir -p "$folder"
    cp "android/target/lancan-android-$version-sources.jar" "android/target/lancan-android-$version-javadoc.jar" "$folder/"
    echo "SKIPPED: no Android SDK (ANDROID_HOME is not set): the AAR and its pom are missing; docs/releasing.md has the steps" >&2
fi
