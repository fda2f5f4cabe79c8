#!/bin/sh
# The quick check, and the tests of the packages that changed since they left main; where a page changed, the tests that read
# pages.
# Builds what the stages build, so that nothing is compiled twice. Tests in documentation are left to `make test`.
set -eu
cd "$(dirname "$0")/.."
# shellcheck source=tools/selection.sh
. tools/selection.sh
# shellcheck source=tools/memory.sh
. tools/memory.sh

tools/setup.sh
tools/check.sh quick

base=$(git merge-base HEAD "${LANCAN_BASE:-main}" 2>/dev/null || git rev-parse HEAD)
changed=$(git diff --name-only "$base" && git ls-files --others --exclude-standard)
case "$changed" in
    *.md*)
        echo "quick: testing what pages say"
        # shellcheck disable=SC2086
        cargo test $selection --test commands --test pages --test words --no-fail-fast
        # shellcheck disable=SC2086
        cargo test $selection --test api stored_columns
        ;;
esac
packages=$(echo "$changed" | cargo run --quiet --locked --package lancan-architecture -- holders)
if [ -z "$packages" ]; then
    echo "quick: nothing that a package is built from has changed"
    exit 0
fi
echo "quick: testing $packages; packages that use them, PostgreSQL and kills are left to make test"
in_memory
trap 'rm -rf "$memory"' EXIT
trap 'exit 130' INT TERM
# cargo tells a test's runner for which package the runner is started.
export LANCAN_QUICK="$packages"
# shellcheck disable=SC2086
RUST_TEST_THREADS=${RUST_TEST_THREADS:-$(($(nproc) * 2))} cargo test $selection --lib --bins --tests --no-fail-fast \
    --config "target.'cfg(all())'.runner = ['$PWD/tools/only-changed.sh']" -- --skip every_test_passes_on_postgresql_too
