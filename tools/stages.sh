#!/bin/sh
# Runs the stages named and ends with what became of each and how many minutes it took.
# A stage that exits with 75 was skipped and has said why on a line of its own. One that fails does not stop the
# others, but fails the whole, and its last lines are shown again at the end.
set -u
cd "$(dirname "$0")/.." || exit 1

# shellcheck source=tools/selection.sh
. tools/selection.sh

# shellcheck source=tools/memory.sh
. tools/memory.sh

tests() {
    # Where PostgreSQL or poppler cannot be had, their tests say so and the others run.
    tools/setup.sh postgresql || true
    tools/setup.sh poppler || true
    # The server's tests wait for disks, databases and each other's answers more than they compute.
    # shellcheck disable=SC2086
    RUST_TEST_THREADS=${RUST_TEST_THREADS:-$(($(nproc) * 2))} cargo test $selection --no-fail-fast
}

run() {
    case "$1" in
        check) tools/check.sh ;;
        licences) tools/licences.sh ;;
        build) tools/build.sh && : >"$logs/built" ;;
        rust) tests ;;
        bluetooth) tests/bluetooth/run.sh ;;
        kotlin) bindings/kotlin/test.sh ;;
        swift) bindings/swift/test.sh ;;
        web) tests/web/run.sh ;;
        long-tests) LANCAN_REPEAT=20 PROPTEST_CASES=5000 tests ;;
        seeds) cargo run --release --locked --package lancan-cli --bin lancan -- demo --seeds 20 ;;
        fuzz) fuzz/run.sh 600 ;;
        sites) tools/sites.sh ;;
        targets) tools/targets.sh ;;
        wine) tools/wine.sh ;;
        android-windows) tools/targets.sh quick ;;
        packages) tools/packages.sh verify ;;
        release) tools/release.sh dry ;;
        *) echo "stages: no stage is called $1" >&2 && return 2 ;;
    esac
}

# A linker on a full disk dies without a reason, after minutes.
room_for_a_build() {
    folder=${CARGO_TARGET_DIR:-target}
    mkdir -p "$folder"
    built=$(du -sk "$folder" | cut -f 1)
    free=$(df -k --output=avail "$folder" | tail -n 1)
    [ $((built + free)) -lt $((needed_gb * 1000000)) ] || return 0
    echo "stages: $((free / 1000000)) GB are free for $folder, and a build needs $needed_gb: make room, or set CARGO_TARGET_DIR to a folder on another disk" >&2
    return 1
}
needed_gb=14
case " $(echo "$*" | tr '+,' '  ') " in *" build "*) room_for_a_build || exit 1 ;; esac

tools/setup.sh || exit 1
# Before anything is built: the server embeds what the console sends to browsers.
case " $* " in *" build "* | *" web "*) tools/setup.sh web || true ;; esac
logs=$(mktemp -d)
trap 'rm -rf "$logs" $memory' EXIT
trap 'exit 130' INT TERM
in_memory
if [ -t 1 ]; then export CARGO_TERM_COLOR="${CARGO_TERM_COLOR:-always}"; fi

# Runs a stage, and leaves its outcome and its line of the summary in $logs.
measure() {
    stage=$1
    printf '\n== %s\n' "$stage"
    started=$(date +%s)
    # What is built is built: a stage that asked cargo once more would wait for those beside it, who hold cargo's lock.
    [ ! -e "$logs/built" ] || export LANCAN_BUILT=1
    { run "$stage" 2>&1; echo $? >"$logs/$stage.code"; times >"$logs/$stage.times"; } | tee "$logs/$stage"
    case $(cat "$logs/$stage.code") in
        0) outcome=passed ;;
        75) outcome=SKIPPED ;;
        *) outcome=FAILED && : >"$logs/$stage.failed" ;;
    esac
    minutes=$(awk "BEGIN { printf \"%.1f\", ($(date +%s) - $started) / 60 }")
    # The second line of `times` holds user and system time of what the stage started, as 1m2.3s.
    processor=$(awk 'NR == 2 { gsub(/[ms]/, " "); printf "%.1f", ($1 * 60 + $2 + $3 * 60 + $4) / 60 }' "$logs/$stage.times")
    printf '%-15s %-8s %5s min, %5s of processor time\n' "$stage" "$outcome" "$minutes" "$processor" >"$logs/$stage.summary"
}

# Lets everybody else go first, from here on.
yield() { renice -n 19 "$(exec sh -c 'echo $PPID')" >/dev/null 2>&1 || true; }

row() { for stage in $(echo "$1" | tr ',' ' '); do measure "$stage"; done; }

# Stages joined by a comma run one after the other. Such rows joined by pluses run side by side, and what the others say comes
# after the first. From the third on they take what the first two leave of the processors: those wait for a browser, for
# radios, for databases, and some of their tests run by the clock.
for group in "$@"; do
    number=0
    for stages in $(echo "$group" | tr '+' ' '); do
        number=$((number + 1))
        case $number in
            1) first=$stages ;;
            2) row "$stages" >"$logs/row-2" 2>&1 & ;;
            *) (yield && row "$stages") >"$logs/row-$number" 2>&1 & ;;
        esac
    done
    row "$first"
    wait
    for beside in "$logs"/row-*; do
        [ ! -e "$beside" ] || { cat "$beside" && rm "$beside"; }
    done
done
failed=
for stage in $(echo "$*" | tr '+,' '  '); do
    [ ! -e "$logs/$stage.failed" ] || {
        failed="$failed $stage"
        printf '\n== %s failed; its last lines:\n' "$stage"
        tail -n 60 "$logs/$stage"
    }
done
printf '\n'
for stage in $(echo "$*" | tr '+,' '  '); do cat "$logs/$stage.summary"; done
[ -z "$failed" ]
