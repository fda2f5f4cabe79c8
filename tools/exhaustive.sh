#!/bin/sh
# No host may pass over what it does not know: in Kotlin and Swift, a `when` or `switch` that names a command, a notice
# or a stage of a report has no `else` and no `default`. (In Rust clippy says so: wildcard_enum_match_arm.)
set -eu
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || set -- bindings/kotlin/lancan/src/main bindings/kotlin/android/src/main android-demo/src/main \
    bindings/swift/Sources/Lancan bindings/swift/Sources/LancanApple ios-demo/Sources
find "$@" -path '*/Generated/*' -prune -o \( -name '*.kt' -o -name '*.swift' \) -print | sort | xargs awk '
    FNR == 1 { depth = 0 }
    # Kotlin names the type at each branch, Swift the case: `.warned` and the like are enough to know it.
    /(when|switch).*\{ *$/ { depth++; named[depth] = 0; indent[depth] = match($0, /[^ ]/) }
    depth && /is (Command|RadioCommand|Notice|ReportStage)\./ { named[depth] = 1 }
    depth && /case \.(radio|http|notify|advertise|stopAdvertising|scan|stopScan|warned|statusChanged|accepted|checking)[(:, ]/ { named[depth] = 1 }
    depth && /^ *(else ->|default:)/ && named[depth] {
        print FILENAME ":" FNR ": a new command or notice would be passed over in silence here"
        found = 1
    }
    depth && /^ *\}/ && match($0, /[^ ]/) == indent[depth] { depth-- }
    END { exit found }'
