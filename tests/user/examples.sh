#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 teelane authors
#
# The examples do what they say: while an ordinary call occupies a thread, each of them has a
# lane, makes its calls on it, and has returned the lane when it is gone.

here=$(dirname "$0")
lanes=/sys/class/tee/tee0/lanes
invoke_tests=d96a5b40-c3e5-21e3-8794-1002a5d5c61b # its command 0 takes no parameters
holder= daemon=

fail() {
	[ -z "$holder" ] || kill "$holder"
	[ -z "$daemon" ] || kill -9 "$daemon" 2>/dev/null
	echo "$*"
	exit 1
}
reserved() { cat $lanes/reserved; }
calls() { cat /sys/module/lane_client/parameters/calls; }

# Wait until the condition is true.  If it never is, the time limit of the whole test ends the wait,
# and the test has failed.
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

# A process: some calls and a regular end, then a kill.
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

# A trusted OS without the watchdog service says so.
if "$here/lane-watchdog" -n 1 2>/tmp/daemon; then
	fail "there is no watchdog service, and lane-watchdog found one"
fi
grep -q 'no session' /tmp/daemon || fail "lane-watchdog says '$(cat /tmp/daemon)'"

# A kernel module.
insmod /modules/ours/lane_client.ko || fail "lane_client.ko does not load"
has_reserved 1 || fail "lane_client is loaded, and $(reserved) lanes are reserved"
wait_until has_called
[ "$(cat /sys/module/lane_client/parameters/failed)" = 0 ] || fail "a call of lane_client failed"
rmmod lane_client || fail "lane_client does not go"
has_reserved 0 || fail "lane_client is gone, and $(reserved) lanes are reserved"
kill $holder
echo "both examples had a lane"
