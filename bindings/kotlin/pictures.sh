#!/bin/sh
# Draws the demo's screens that README and docs show, by the tests that click through it, and copies them to docs/pictures.
#
#   pictures.sh        draws and copies them
#   pictures.sh copy   copies those that the last run of test.sh has drawn
set -eu
cd "$(dirname "$0")"
[ "${1:-}" = copy ] || rm -f android/target/pictures/first-day-* android/target/pictures/declaring-*
[ "${1:-}" = copy ] || ./test.sh test -pl lancan,testing,android -am -Dtest='FirstDayTest,DeclaringTest' -Dsurefire.failIfNoSpecifiedTests=false
drawn=android/target/pictures
pictures=../../docs/pictures
for one in 1-install=first-day-*-install 2-warned=first-day-*-warned 3-call=first-day-*-call 4-review=first-day-*-review \
    5-pass=declaring-pass 6-night=first-day-*-night 7-large=first-day-*-large; do
    # The number in the middle is how many came before it.
    # shellcheck disable=SC2086
    set -- $drawn/${one#*=}.png
    if [ $# != 1 ] || [ ! -e "$1" ]; then
        echo "pictures: which one is ${one#*=}? $*" >&2
        exit 1
    fi
    cp "$1" "$pictures/android-${one%%=*}.png"
done
echo "pictures: docs/pictures/android-*.png are those of now; look at each"
