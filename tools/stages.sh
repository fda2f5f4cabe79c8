#!/bin/sh
# Runs the stages named and ends with what became of each and how many minutes it took.
# A stage that exits with 75 was skipped and has said why on a line of its own. One that fails does not stop the
# others, but fails the whole.
set -u
cd "$(dirname "$0")/.."

run() {
    case "$1" in
        check) tools/check.sh ;;
        rust) cargo test --workspace --locked --no-fail-fast ;;
        bluetooth) tests/bluetooth/run.sh ;;
        kotlin) bindings/kotlin/test.sh ;;
        swift) bindings/swift/test.sh ;;
        *) echo "stages: no stage is called $1" >&2 && return 2 ;;
    esac
}

tools/setup.sh || exit 1
summary=
failed=0
for stage in "$@"; do
    printf '\n== %s\n' "$stage"
    started=$(date +%s)
    run "$stage"
    case $? in
        0) outcome=passed ;;
        75) outcome=SKIPPED ;;
        *) outcome=FAILED failed=1 ;;
    esac
    minutes=$(awk "BEGIN { printf \"%.1f\", ($(date +%s) - $started) / 60 }")
    summary="$summary$(printf '%-10s %-8s %5s min' "$stage" "$outcome" "$minutes")
"
done
printf '\n%s' "$summary"
exit "$failed"
