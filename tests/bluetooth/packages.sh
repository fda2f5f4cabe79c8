#!/bin/bash
# Fetches Debian's QEMU, kernel, BlueZ, btvirt, busybox and D-Bus into a cache and unpacks them there, without
# installing anything. Prints the folder. Exit status 3: they cannot be had on this machine.
set -eu

cache=${XDG_CACHE_HOME:-$HOME/.cache}/lancan/bluetooth
mkdir -p "$cache"

unavailable() {
    echo "tests/bluetooth: $1" >&2
    exit 3
}

newest() { ls -1d "$cache"/ready-* 2>/dev/null | sort -V | tail -1; }

command -v apt-get >/dev/null && command -v dpkg >/dev/null || unavailable "needs Debian's apt-get and dpkg"
[ "$(dpkg --print-architecture)" = amd64 ] || unavailable "needs an amd64 machine"

wanted="qemu-system-x86 bluez bluez-test-tools dbus-daemon busybox-static"
policy() { apt-cache policy "$@" 2>/dev/null | awk '/Candidate:/ && $2 != "(none)" {print $2}'; }
if [ "$(policy $wanted linux-image-amd64 | wc -l)" -lt 6 ]; then
    apt-get update -qq >&2 || true
fi
if [ "$(policy $wanted linux-image-amd64 | wc -l)" -lt 6 ]; then
    ready=$(newest)
    [ -n "$ready" ] && { echo "$ready"; exit 0; }
    unavailable "the packages $wanted linux-image-amd64 are not to be had here"
fi

kernel=$(apt-cache depends linux-image-amd64 | awk '/Depends: linux-image/ {print $2; exit}')
version=$(policy $wanted "$kernel" | tr -dc '[:alnum:].\n' | sha256sum | cut -c1-12)
ready=$cache/ready-$version
[ -d "$ready" ] && { echo "$ready"; exit 0; }

# What they need and this machine lacks; simulated only, nothing is installed or removed. Whatever starts a
# service of this machine is of no use inside the guest.
needed=$(apt-get install -s --no-install-recommends $wanted 2>/dev/null | awk '$1 == "Inst" {print $2}' |
    grep -Ev '^(systemd|systemd-.*|libpam-systemd|libnss-systemd|udev|dbus|kmod)$' || true)
fresh=$(mktemp -d "$cache/fetching.XXXXXX")
trap 'rm -rf "$fresh"' EXIT
mkdir "$fresh/debs" "$fresh/root"
chmod 755 "$fresh" "$fresh/debs"
packages=$(printf '%s\n' $wanted $needed "$kernel" | sort -u)
(cd "$fresh/debs" && apt-get download -qq $packages >&2) || unavailable "the packages could not be downloaded"
for package in "$fresh"/debs/*.deb; do
    dpkg -x "$package" "$fresh/root"
done
rm -r "$fresh/debs"

# The kernel proper out of its self-extracting image: QEMU boots it directly.
image=$(ls "$fresh"/root/boot/vmlinuz-*)
offset=$(LC_ALL=C grep -abo -m1 -P '\xfd7zXZ\x00' "$image" | head -1 | cut -d: -f1)
tail -c "+$((offset + 1))" "$image" | xz -dc --single-stream 2>/dev/null >"$fresh/vmlinux" || true
[ -s "$fresh/vmlinux" ] || unavailable "the kernel could not be unpacked (xz missing?)"

rm -rf "$ready"
mv "$fresh" "$ready"
trap - EXIT
echo "$ready"
