#!/bin/sh
# A Swift compiler for Linux, without touching the system.
#
#   toolchain.sh            prepares it where there is none; says in one line when it cannot
#   toolchain.sh run CMD…   runs a command with it, in the current folder
#
# A `swift` on PATH is used as it is. Otherwise Debian trixie's packages are unpacked below
# ${XDG_CACHE_HOME:-$HOME/.cache}/lancan/swift (549 MB to download, once) and entered with chroot.
# Exit code 75 (EX_TEMPFAIL): there is no Swift to be had here.
set -eu

swiftlang=6.0.3-2
suite=trixie
packages="swiftlang=$swiftlang swiftlang-dev=$swiftlang libc6-dev libstdc++-14-dev dash coreutils"

cache=${XDG_CACHE_HOME:-$HOME/.cache}/lancan/swift
root=$cache/root-$swiftlang
stamp=$root/.complete

unavailable() {
    echo "SKIPPED: no Swift here: $1" >&2
    exit 75
}

# The Debian mirror this machine itself uses, so that proxies and mirrors are respected.
mirror() {
    site=$(apt-get indextargets --format '$(SITE)' 2>/dev/null | grep -E '/debian/?$' | head -n 1)
    echo "${LANCAN_DEBIAN_MIRROR:-$site}"
}

private_apt() {
    apt=$cache/apt
    mkdir -p "$apt/lists/partial" "$apt/archives/partial" "$apt/etc"
    : >"$apt/status"
    url=$(mirror)
    [ -n "$url" ] || unavailable "apt names no Debian mirror; set LANCAN_DEBIAN_MIRROR"
    keys=/usr/share/keyrings/debian-archive-keyring.gpg
    [ -r "$keys" ] || unavailable "$keys is missing; apt-get install debian-archive-keyring"
    echo "deb [signed-by=$keys] $url $suite main" >"$apt/etc/sources.list"
    cat >"$apt/apt.conf" <<CONF
Dir::State::status "$apt/status";
Dir::State::lists "$apt/lists";
Dir::Cache::archives "$apt/archives";
Dir::Cache::pkgcache "";
Dir::Cache::srcpkgcache "";
Dir::Etc::sourcelist "$apt/etc/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
APT::Install-Recommends "false";
APT::Sandbox::User "$(id -un)";
Acquire::Languages "none";
Acquire::Retries "3";
Debug::NoLocking "true";
CONF
    export APT_CONFIG="$apt/apt.conf"
}

prepare() {
    command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || unavailable "neither swift nor apt-get is installed"
    [ "$(dpkg --print-architecture)" = amd64 ] || [ "$(dpkg --print-architecture)" = arm64 ] || unavailable "Debian has it for amd64 and arm64 only"
    echo "Swift $swiftlang: fetching Debian $suite's packages (549 MB, once)" >&2
    private_apt
    apt-get update -qq >&2 || unavailable "$suite cannot be reached"
    # shellcheck disable=SC2086
    apt-get install -y -qq --download-only $packages >&2 || unavailable "$suite no longer has swiftlang $swiftlang, or the download broke off"
    rm -rf "$root"
    mkdir -p "$root/usr/bin" "$root/usr/sbin" "$root/usr/lib" "$root/usr/lib64" "$root/proc" "$root/dev" "$root/tmp" "$root/etc" "$root/root"
    for folder in bin sbin lib lib64; do ln -s "usr/$folder" "$root/$folder"; done
    for package in "$cache"/apt/archives/*.deb; do
        dpkg-deb --fsys-tarfile "$package" | tar -x -C "$root" --keep-directory-symlink
    done
    rm -rf "$root/usr/share/doc" "$root/usr/share/man" "$root/usr/share/locale" "$cache/apt"
    touch "$stamp"
}

# As root a plain chroot, else one in namespaces of our own. The current folder is mounted at its own path.
run() {
    here=$(pwd)
    inner='
        mount --rbind /dev "$root/dev" && mount -t proc proc "$root/proc" || exit 75
        for folder in $LANCAN_SWIFT_FOLDERS; do mkdir -p "$root$folder" && mount --rbind "$folder" "$root$folder" || exit 75; done
        cd "$root" && exec chroot "$root" /usr/bin/env -i HOME=/root TMPDIR=/tmp LC_ALL=C.UTF-8 PATH=/usr/libexec/swift/bin:/usr/bin:/bin \
            LD_LIBRARY_PATH="$LANCAN_LIBRARIES" $LANCAN_SWIFT_ENV /bin/sh -c '\''cd "$0" && exec "$@"'\'' "$here" "$@"'
    LANCAN_SWIFT_FOLDERS=${LANCAN_SWIFT_FOLDERS:-$here}
    LANCAN_LIBRARIES=${LANCAN_LIBRARIES:-}
    LANCAN_SWIFT_ENV=${LANCAN_SWIFT_ENV:-}
    export root here LANCAN_SWIFT_FOLDERS LANCAN_LIBRARIES LANCAN_SWIFT_ENV
    if unshare --user --map-root-user --mount --pid --fork true 2>/dev/null; then
        exec unshare --user --map-root-user --mount --pid --fork sh -c "$inner" sh "$@"
    elif [ "$(id -u)" = 0 ] && unshare --mount --pid --fork true 2>/dev/null; then
        exec unshare --mount --pid --fork sh -c "$inner" sh "$@"
    else
        unavailable "neither namespaces nor root with mounts are allowed here"
    fi
}

if command -v swift >/dev/null 2>&1 && [ -z "${LANCAN_SWIFT_PRIVATE:-}" ]; then
    [ "${1:-}" = run ] || exit 0
    shift
    # shellcheck disable=SC2086
    exec env LD_LIBRARY_PATH="${LANCAN_LIBRARIES:-}" ${LANCAN_SWIFT_ENV:-} "$@"
fi
[ -e "$stamp" ] || prepare
[ "${1:-}" = run ] || exit 0
shift
run "$@"
