#!/bin/sh
# Copies what lies between "excerpt: NAME" and "end of excerpt" in a test into the pages below, where
# "<!-- excerpt: NAME -->" stands before a code block. `--check` fails where the two differ.
set -eu
cd "$(dirname "$0")/.."
pages="bindings/README.md bindings/swift/Sources/Lancan/Lancan.docc/Lancan.md"
fresh=$(mktemp)
trap 'rm -f "$fresh"' EXIT

excerpt() {
    cat bindings/kotlin/lancan/src/test/kotlin/vn/lancan/*.kt bindings/swift/Tests/LancanTests/*.swift |
        awk -v name="$1" '
            index($0, "// end of excerpt") { if (on) exit }
            on { print }
            $0 ~ "// excerpt: " name "$" { on = 1 }' |
        awk '{ lines[NR] = $0; match($0, /^ */); if ($0 != "" && (NR == 1 || RLENGTH < indent)) indent = RLENGTH }
            END { for (n = 1; n <= NR; n++) print substr(lines[n], indent + 1) }'
}

# Writes the page named to standard output, with the tests' lines in its code blocks.
filled() {
    name=
    inside=0
    while IFS= read -r line || [ -n "$line" ]; do
        case "$line" in
            '<!-- excerpt: '*' -->')
                name=${line#<!-- excerpt: }
                name=${name% -->}
                ;;
            '```'?*)
                if [ -n "$name" ]; then
                    printf '%s\n' "$line"
                    lines=$(excerpt "$name")
                    [ -n "$lines" ] || { echo "excerpts: $1 shows \"$name\", and no test has an excerpt of that name" >&2; exit 1; }
                    printf '%s\n' "$lines"
                    inside=1
                    continue
                fi
                ;;
            '```')
                if [ "$inside" = 1 ]; then
                    inside=0
                    name=
                fi
                ;;
        esac
        [ "$inside" = 1 ] || printf '%s\n' "$line"
    done <"$1"
}

for page in $pages; do
    filled "$page" >"$fresh"
    if [ "${1:-}" = --check ]; then
        diff -u "$page" "$fresh" || { echo "$page differs from the tests: run tools/excerpts.sh" >&2; exit 1; }
    else
        cat "$fresh" >"$page"
    fi
done
