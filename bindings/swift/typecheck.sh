#!/bin/sh
# Parses the Apple-only sources and type-checks them against the stubs, in Swift 6 mode. Runs where Swift is.
set -eu
cd "$(dirname "$0")"
modules=.build/debug/Modules
stubs=.build/stubs
mkdir -p "$stubs"
for module in Security BackgroundTasks CoreBluetooth SwiftUI; do
    swiftc -swift-version 6 -parse-as-library -emit-module -module-name "$module" "Stubs/$module.swift" \
        -o "$stubs/$module.swiftmodule"
done
search="-I $stubs -I $modules -I generated/LancanFFI"
# shellcheck disable=SC2086
swiftc -swift-version 6 -parse-as-library -emit-module -module-name LancanApple $search Sources/LancanApple/*.swift \
    -o "$stubs/LancanApple.swiftmodule"
# shellcheck disable=SC2086
swiftc -swift-version 6 -parse-as-library -typecheck -module-name LancanDemo $search ../../ios-demo/Sources/*.swift
