#!/bin/sh
# On a Mac with Xcode: the core for iOS, its simulator and macOS as build/LancanFFI.xcframework, which Package.swift uses, and
# packed for a release. A static library carries no privacy manifest: the module Lancan does (Sources/Lancan/PrivacyInfo.xcprivacy).
set -eu
cd "$(dirname "$0")"
command -v xcodebuild >/dev/null || { echo "xcframework: needs a Mac with Xcode" >&2; exit 1; }
./generate.sh
target=${CARGO_TARGET_DIR:-../../target}
ios=aarch64-apple-ios
simulator="aarch64-apple-ios-sim x86_64-apple-ios"
mac="aarch64-apple-darwin x86_64-apple-darwin"
# shellcheck disable=SC2086
rustup target add $ios $simulator $mac
export IPHONEOS_DEPLOYMENT_TARGET=16.0 MACOSX_DEPLOYMENT_TARGET=13.0
for triple in $ios $simulator $mac; do
    cargo build --profile embedded --locked -p lancan-ffi --target "$triple" --manifest-path ../../Cargo.toml
done

# One static library for each platform, whatever the processors.
rm -rf build && mkdir -p build/simulator build/mac build/headers
libraries() { for triple in $1; do echo "$target/$triple/embedded/liblancan_core.a"; done; }
# shellcheck disable=SC2046
lipo -create $(libraries "$simulator") -output build/simulator/liblancan_core.a
# shellcheck disable=SC2046
lipo -create $(libraries "$mac") -output build/mac/liblancan_core.a
cp generated/LancanFFI/LancanFFI.h build/headers/
# Static: no library to name.
grep -v '^    link ' generated/LancanFFI/module.modulemap >build/headers/module.modulemap
xcodebuild -create-xcframework \
    -library "$target/$ios/embedded/liblancan_core.a" -headers build/headers \
    -library build/simulator/liblancan_core.a -headers build/headers \
    -library build/mac/liblancan_core.a -headers build/headers \
    -output build/LancanFFI.xcframework
# What a release publishes: tools/release/swift.sh and binary.sh take it.
rm -f build/LancanFFI.xcframework.zip
ditto -c -k --sequesterRsrc --keepParent build/LancanFFI.xcframework build/LancanFFI.xcframework.zip
