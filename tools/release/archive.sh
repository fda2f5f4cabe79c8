# shellcheck shell=sh
# archive FILE.tar.gz FOLDER: packs a folder, the same bytes each time; sourced. Its time is SOURCE_DATE_EPOCH.
archive() {
    tar --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner --format=gnu \
        -C "$(dirname "$2")" -cf - "$(basename "$2")" | gzip -n9 >"$1"
}
