#!/bin/sh
# Type-checks the demo for iOS against the stand-ins, in Swift 6 mode. Runs where Swift is, after `swift test`.
set -eu
cd "$(dirname "$0")"
modules=.build/debug/Modules
stubs=.build/stubs
mkdir -p "$stubs"
for module in UniformTypeIdentifiers Accessibility CoreImage AVFoundation SwiftUI VisionKit; do
    swiftc -swift-version 6 -parse-as-library -emit-module -module-name "$module" -I "$stubs" "Stubs/$module.swift" \
        -o "$stubs/$module.swiftmodule"
done
search="-I $stubs -I $modules -I generated/LancanFFI"
# shellcheck disable=SC2086
swiftc -swift-version 6 -parse-as-library -typecheck -module-name LancanDemo $search \
    ../../ios-demo/Sources/*.swift ../../ios-demo/Sources/Cards/*.swift
