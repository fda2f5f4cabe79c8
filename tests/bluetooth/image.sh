#!/bin/bash
# usage: image.sh PACKAGES OUTPUT BINARY...   packs the guest's whole file system: BlueZ, D-Bus, btvirt, our binaries.
set -eu

packages=$1 output=$2
shift 2
here=$(cd "$(dirname "$0")" && pwd)
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
export LD_LIBRARY_PATH=$packages/root/usr/lib/x86_64-linux-gnu:$packages/root/lib/x86_64-linux-gnu

mkdir -p "$root"/{bin,dev,etc/bluetooth,etc/dbus-1,lib64,lib,modules,proc,run/dbus,sys,tmp,var/lib/bluetooth}
cp "$packages/root/bin/busybox" "$root/bin/" 2>/dev/null || cp "$packages/root/usr/bin/busybox" "$root/bin/"

with_libraries() {
    cp "$1" "$root/bin/"
    strip "$root/bin/$(basename "$1")" 2>/dev/null || true
    ldd "$1" | awk '/=> \// {print $3} $1 ~ /^\// {print $1}' | while read -r library; do
        case $library in
            */ld-linux*) cp -nL "$library" "$root/lib64/" ;;
            *) cp -nL "$library" "$root/lib/" ;;
        esac
    done
}
with_libraries "$packages/root/usr/libexec/bluetooth/bluetoothd"
with_libraries "$packages/root/usr/bin/btvirt"
with_libraries "$packages/root/usr/bin/hcitool"
with_libraries "$packages/root/usr/bin/dbus-daemon"
for binary in "$@"; do
    with_libraries "$binary"
done

modules=$(echo "$packages"/root/lib/modules/*)/kernel
for module in crypto/sha512_generic crypto/ctr crypto/drbg crypto/ecc crypto/ecdh_generic \
    crypto/ecb crypto/cmac crypto/af_alg crypto/algif_hash crypto/algif_skcipher crypto/ccm lib/crc16 net/rfkill/rfkill net/bluetooth/bluetooth drivers/bluetooth/hci_vhci; do
    [ -f "$modules/$module.ko" ] || continue
    cp "$modules/$module.ko" "$root/modules/"
    basename "$module" >>"$root/modules/order"
done

cp "$here/guest/init" "$root/init"
cp "$here/guest/bluetooth.conf" "$root/etc/bluetooth/main.conf"
cp "$here/guest/dbus.conf" "$root/etc/dbus-1/lancan.conf"
echo 'root:x:0:0:root:/:/bin/sh' >"$root/etc/passwd"
echo 'root:x:0:' >"$root/etc/group"
echo '127.0.0.1 localhost' >"$root/etc/hosts"
chmod 755 "$root/init"
(cd "$root" && find . | "$packages/root/bin/busybox" cpio -o -H newc 2>/dev/null) | gzip -1 >"$output"
