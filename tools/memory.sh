# shellcheck shell=sh
# Temporary files in memory where there is plenty of it; sourced. No file of a test outlives the test, and so none has to wait
# for a disk. The caller removes "$memory" when it ends.
# shellcheck disable=SC2034
memory=
in_memory() {
    [ -z "${TMPDIR:-}" ] && [ -w /dev/shm ] || return 0
    free=$(awk '/^MemAvailable/ { print $2 }' /proc/meminfo)
    room=$(df -k --output=avail /dev/shm | tail -n 1)
    [ "$free" -gt 14000000 ] && [ "$room" -gt 10000000 ] || return 0
    memory=$(mktemp -d /dev/shm/lancan-XXXXXX)
    # PostgreSQL runs as a user of its own.
    chmod 1777 "$memory"
    export TMPDIR="$memory"
}
