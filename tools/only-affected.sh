#!/bin/sh
# Runs a test program when its package is among those that tools/quick.sh tests.
case " $LANCAN_QUICK " in
    *" $CARGO_PKG_NAME "*) exec "$@" ;;
esac
