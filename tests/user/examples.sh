#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 teelane authors
#
# Tests that the examples do what their documentation says.  While an ordinary call occupies a
# thread, each example has a lane and makes its calls on it, and the lane is given back when the
# example has ended.

here=$(dirname "$0")
lanes=/sys/class/tee/tee0/lanes
invoke_tests=d96a5b40-c3e5-21e3-8794-1002a5d5c61b # command 0 of this pseudo TA takes no parameters
holder= daemon=

fail() {
	[ -z "$holder" ] || kill "$holder"
	[ -z "$daemon" ] || kill -9 "$daemon" 2>/dev/null
	echo "$*"
	exit 1
}
reserved() { cat $lanes/reserved; }
calls() { cat /sys/module/lane_client/parameters/calls; }

# Wait until the condition is true.  If the condition never is, the time limit of the whole test
# ends the wait, and the test has failed.
wait_until() { # CONDITION...
	until "$@"; do usleep 20000; done
}
has_reserved() { [ "$(reserved)" = $((before + $1)) ]; }
is_held() { [ -s /tmp/held ]; }
has_called() { [ "$(calls)" -ge 5 ]; }

before=$(reserved)
rm -f /tmp/held
"$here/hold" call >/tmp/held 2>&1 &
holder=$!
wait_until is_held

# The daemon makes some calls and ends by itself; a second one is killed.
"$here/lane-watchdog" -u $invoke_tests -n 20 >/tmp/daemon 2>&1 || fail "$(cat /tmp/daemon)"
case $(cat /tmp/daemon) in
"20 calls, "*) ;;
*) fail "lane-watchdog says '$(cat /tmp/daemon)'" ;;
esac
has_reserved 0 || fail "lane-watchdog has ended, and $(reserved) lanes are reserved"
"$here/lane-watchdog" -u $invoke_tests &
daemon=$!
wait_until has_reserved 1
kill -9 $daemon
daemon=
wait_until has_reserved 0

# On a trusted OS without the watchdog service, the daemon reports that there is none.
if "$here/lane-watchdog" -n 1 2>/tmp/daemon; then
	fail "there is no watchdog service, and lane-watchdog found one"
fi
grep -q 'no session' /tmp/daemon || fail "lane-watchdog says '$(cat /tmp/daemon)'"

# The kernel module makes its calls on a lane, too.
insmod /modules/ours/lane_client.ko || fail "lane_client.ko does not load"
has_reserved 1 || fail "lane_client is loaded, and $(reserved) lanes are reserved"
wait_until has_called
[ "$(cat /sys/module/lane_client/parameters/failed)" = 0 ] || fail "a call of lane_client failed"
rmmod lane_client || fail "lane_client does not go"
has_reserved 0 || fail "lane_client is gone, and $(reserved) lanes are reserved"
kill $holder
echo "both examples had a lane"
