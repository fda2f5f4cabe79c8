#!/bin/sh
# Builds the pages of the repository as a book into target/book (mdBook): those that docs/SUMMARY.md lists. A link that leads
# out of the book, to a source file, becomes plain text.
set -eu
cd "$(dirname "$0")/.."
tools/setup.sh book
cache=${XDG_CACHE_HOME:-$HOME/.cache}/lancan/tools
target=$(mkdir -p "${CARGO_TARGET_DIR:-target}" && cd "${CARGO_TARGET_DIR:-target}" && pwd)
sources=$target/book-sources
rm -rf "$sources" "$target/book"
mkdir -p "$sources/src"

# The book's folders are the repository's, so that links between pages hold.
sed -e '/](\.\.\//{s#](\.\./#](#;b' -e '}' -e 's#](#](docs/#' docs/SUMMARY.md >"$sources/src/SUMMARY.md"
sed -n 's/.*](\([^)]*\)).*/\1/p' "$sources/src/SUMMARY.md" | while read -r page; do
    mkdir -p "$sources/src/$(dirname "$page")"
    cp "$page" "$sources/src/$page"
done
[ ! -d docs/pictures ] || cp -r docs/pictures "$sources/src/docs/"
find "$sources/src" -name '*.md' ! -name SUMMARY.md | while read -r page; do
    folder=$(dirname "$page")
    # shellcheck disable=SC2016
    FOLDER=$folder perl -pi -e 's{(?<!!)\[([^\]]*)\]\((?!\w+:|#)([^)#]+)((?:#[^)]*)?)\)}{-e "$ENV{FOLDER}/$2" ? "[$1]($2$3)" : $1}ge' "$page"
done
cat >"$sources/book.toml" <<'TOML'
[book]
title = "Lân Cận"
language = "en"
[build]
use-default-preprocessors = false
[output.html]
no-section-label = true
TOML
"$cache/bin/mdbook" build --dest-dir "$target/book" "$sources"
echo "book: target/book/index.html"
