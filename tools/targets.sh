#!/bin/sh
# Checks the library for Android and iOS and the program for macOS and Windows, from any machine: `cargo check`, with the C parts
# (ring, SQLite) compiled by zig from PyPI. A check, not a build: Android's libc and Apple's SDK are not here.
# Exit code 75: a target's standard library or zig cannot be had here.
#
#   targets.sh          all of them
#   targets.sh quick    Android and Windows, which `make test` checks
set -eu
cd "$(dirname "$0")/.."
zig_version=0.17.1
cache=${XDG_CACHE_HOME:-$HOME/.cache}/lancan/zig-$zig_version

unavailable() {
    echo "SKIPPED: $1" >&2
    exit 75
}

# zig as a C compiler that takes what the crate cc passes on: zig names targets in its own way.
zig() {
    if [ ! -x "$cache/cc" ]; then
        tools/setup.sh python || unavailable "no Python here to install zig from PyPI with"
        PIP_ROOT_USER_ACTION=ignore python3 -m pip install --quiet --disable-pip-version-check --no-deps --target "$cache/python" "ziglang==$zig_version" >&2 ||
            unavailable "zig $zig_version could not be installed from PyPI"
        cat >"$cache/cc" <<'CC'
#!/bin/sh
previous=
for argument in "$@"; do
    shift
    case "$previous $argument" in
        *" --target="* | *" -arch" | "-arch "* | *" -mios-"* | *" -mmacosx-"* | *" -miphoneos-"*) ;;
        *) set -- "$@" "$argument" ;;
    esac
    previous=$argument
done
exec "$(dirname "$0")/python/ziglang/zig" cc -target "$LANCAN_ZIG_TARGET" "$@"
CC
        chmod +x "$cache/cc"
    fi
}

# check TARGET ZIG-TARGET PACKAGE
check() {
    rustup target add "$1" >&2 || unavailable "Rust's standard library for $1 cannot be had here"
    echo "== $3 for $1"
    env "CC_$(echo "$1" | tr - _)=$cache/cc" LANCAN_ZIG_TARGET="$2" CRATE_CC_NO_DEFAULTS=1 \
        cargo check --locked --package "$3" --target "$1"
}

tools/setup.sh
command -v rustup >/dev/null || unavailable "no rustup here to add targets with"
zig
check aarch64-linux-android aarch64-linux-musl lancan-ffi
check x86_64-pc-windows-gnu x86_64-windows-gnu lancan-cli
check x86_64-pc-windows-gnu x86_64-windows-gnu lancan-server
if [ "${1:-}" != quick ]; then
    # The other three of an AAR: words of 32 bits, and emulators.
    check armv7-linux-androideabi arm-linux-musleabi lancan-ffi
    check x86_64-linux-android x86_64-linux-musl lancan-ffi
    check i686-linux-android x86-linux-musl lancan-ffi
    check aarch64-apple-ios aarch64-macos lancan-ffi
    check aarch64-apple-darwin aarch64-macos lancan-cli
fi
echo "targets: checked, not built: a build for them needs their own C libraries (docs/releasing.md)."
