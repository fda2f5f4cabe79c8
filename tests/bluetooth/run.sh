#!/bin/bash
# The real-Bluetooth test: BlueZ, the kernel's stack and virtual controllers in QEMU, without KVM, without Bluetooth
# hardware, without root. What those cannot be made to do, a mock of BlueZ does. Exit status 75: skipped, because QEMU's packages cannot be had here.
set -eu
suites="mock advert rotations read short long silent write switch eight loop"
for suite in "$@"; do
    case " $suites " in
        *" $suite "*) ;;
        *)
            echo "usage: $0 [SUITE...]   suites: $suites (all of them by default; docs/hosts.md says what each shows)"
            [ "$suite" = --help ] && exit 0 || exit 2
            ;;
    esac
done
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../.."

status=0
packages=$("$here/packages.sh") || status=$?
if [ "$status" = 3 ]; then
    echo "SKIPPED: the real-Bluetooth test did not run (see above)"
    exit 75
fi
[ "$status" = 0 ] || exit "$status"

tools/build.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
built=$(cd "${CARGO_TARGET_DIR:-target}/debug" && pwd)
"$here/image.sh" "$packages" "$work/image" "$built/guest" "$built/lancan" "$built/lancan-server"

export LD_LIBRARY_PATH=$packages/root/usr/lib/x86_64-linux-gnu:$packages/root/lib/x86_64-linux-gnu

# Boots the guest once for $suite and shows what it says; all of its console where the suite did not pass.
boot() {
    timeout 600 "$packages/root/usr/bin/qemu-system-x86_64" \
        -L "$packages/root/usr/share/qemu" -L "$packages/root/usr/share/seabios" \
        -accel tcg,thread=multi -m 1024 -smp 2 -nic none -nographic -no-reboot \
        -kernel "$packages/vmlinux" -initrd "$work/image" \
        -append "console=ttyS0 panic=-1 quiet lancan.controllers=$controllers lancan.kind=$kind lancan.test=$suite" \
        </dev/null >"$work/console" 2>&1 || true
    tr -d '\r' <"$work/console" | sed -n 's/^.*\(guest: \)/\1/p' | grep -av 'exit status 0' || true
    tr -d '\r' <"$work/console" | grep -qa "guest: suite $suite passed" || {
        tail -n 150 "$work/console"
        return 1
    }
}

failed=0
for suite in ${@:-$suites}; do
    if [ "$suite" = mock ]; then
        echo "== mock: BlueZ played by the test, on a D-Bus of its own"
        mock() { PATH=$built:$packages/root/usr/bin:$PATH "$built/guest" mock; }
        mock || { echo "RETRIED: mock failed once, above; the second run decides" && mock; } || failed=1
        continue
    fi
    controllers=2
    [ "$suite" = eight ] && controllers=8
    case $suite in
        read | short | long | silent | write) kind=plain ;;
        *) kind=apart ;;
    esac
    echo "== $suite: $controllers virtual controllers ($kind)"
    # An emulator on a loaded machine may still be too slow for something that runs by the clock.
    began=$SECONDS
    boot || { echo "RETRIED: $suite failed once, above; the second boot decides" && boot; } || failed=1
    echo "   $suite: $((SECONDS - began)) s"
done
exit "$failed"
