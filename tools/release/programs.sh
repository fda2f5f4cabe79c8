#!/bin/sh
# programs.sh OUT BUILT: lancan-server, lancan-opener and lancan for this machine's kind, from the folder BUILT, with what
# running them needs: unit for systemd, sample of the settings, container file, dashboard and alerts.
set -eu
cd "$(dirname "$0")/../.."
out=$1
built=$2
version=$(tools/version.sh)
. tools/release/archive.sh
mkdir -p "$out"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
folder=$work/lancan-$version
mkdir -p "$folder/bin" "$folder/deploy"
for program in lancan-server lancan-opener lancan; do
    install -m 755 "$built/$program" "$folder/bin/"
done
cp server/deploy/lancan-server.service server/deploy/alerts.yml server/deploy/grafana.json server/lancan-server.sample.toml "$folder/deploy/"
cp server/deploy/Containerfile.release "$folder/Containerfile"
cp README.md README.vi.md CHANGELOG.md docs/upgrading.md LICENSE-APACHE LICENSE-MIT NOTICE "$folder/"
archive "$out/lancan-$version-$(uname -m)-linux.tar.gz" "$folder"
