#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 teelane authors
#
# Tests that the modules cannot be unloaded while anything of the driver is in use, and that
# otherwise unloading works, leaves nothing behind, and the modules can be loaded again.  The test
# does all of this five times.  The program `hold` keeps one thing in use until it is told to give
# it up.

here=$(dirname "$0")
dir=/modules/stock
! grep -q teelane /sys/module/optee/version || dir=/modules/ours
pid=

fail() {
	[ -z "$pid" ] || kill "$pid" 2>/dev/null
	echo "$*"
	exit 1
}

# If hold neither says that it has it nor ends, the time limit of the whole test ends the wait.
started() { # FILE: until it has a line
	until [ -s "$1" ]; do
		kill -0 "$pid" 2>/dev/null || return 1
		usleep 50000
	done
}

no_supplicant() {
	killall -q tee-supplicant
	while pidof tee-supplicant >/dev/null; do usleep 10000; done
}

# refused WHAT [SUPPLICANT]: rmmod fails while $here/hold has WHAT
refused() {
	rm -f /tmp/held
	"$here/hold" "$1" >/tmp/held 2>&1 &
	pid=$!
	started /tmp/held || fail "$1: cannot have it: $(cat /tmp/held)"
	# tee-supplicant must not run, because its open device would keep the module in use, too.
	no_supplicant
	rmmod optee 2>/tmp/err && fail "$1: optee.ko was unloaded"
	[ -e /dev/tee0 ] || fail "$1: refused, but the device is gone"
	grep -q 'unavailable\|busy' /tmp/err || fail "$1: $(cat /tmp/err)"
	echo "$1: $(sed 's/.*: //' /tmp/err)"
	kill "$pid"
	wait "$pid"
	pid=
	tee-supplicant -d || fail "$1: no supplicant afterwards"
}

gone() { # MODULE: within a minute, as a worker may have the last reference
	for _i in $(seq 300); do
		rmmod "$1" 2>/tmp/err && return 0
		usleep 200000
	done
	return 1
}

for what in device session call memory mapping registered lane; do
	refused $what
done

rmmod optee 2>/dev/null && fail "optee.ko was unloaded under its supplicant"
echo "supplicant: refused"
rmmod tee 2>/dev/null && fail "tee.ko was unloaded under optee.ko"

for round in 1 2 3 4 5; do
	no_supplicant
	for m in scmi_transport_optee optee_rng; do
		[ ! -d /sys/module/$m ] || rmmod $m || fail "$m does not go"
	done
	gone optee || fail "round $round: optee.ko does not go: $(cat /tmp/err)"
	[ ! -e /dev/tee0 ] && [ ! -e /dev/teepriv0 ] || fail "round $round: devices are left"
	left=$(grep -h '\[optee\]' /sys/kernel/debug/slab/*/alloc_traces | grep '^ *[0-9]')
	[ -z "$left" ] || fail "round $round: optee.ko leaves $left"
	if [ $((round % 2)) -eq 0 ]; then
		gone tee || fail "round $round: tee.ko does not go"
		[ ! -d /sys/class/tee ] || fail "round $round: the class is left"
		insmod "$dir"/tee.ko || fail "round $round: tee.ko does not load"
	fi
	insmod "$dir"/optee.ko || fail "round $round: optee.ko does not load"
	tee-supplicant -d || fail "round $round: no supplicant"
	"$here/hold" once || fail "round $round: it does not work"
	echo "round $round: unloaded and loaded"
done

# A detached call, whose client was killed, keeps the module in use: the worker that serves the call
# holds a reference.
rm -f /tmp/held
"$here/hold" call 12000 >/tmp/held 2>&1 &
pid=$!
started /tmp/held || fail "no call"
kill -9 $pid
wait $pid
pid=
no_supplicant
busy=/sys/class/tee/tee0/lanes/busy
[ "$(cat $busy)" -ge 1 ] || fail "the call ended with its client"
rmmod optee 2>/dev/null && fail "optee.ko was unloaded under an abandoned call"
[ "$(cat $busy)" -ge 1 ] || fail "the call was over too early to tell"
gone optee || fail "optee.ko does not go after the call: $(cat /tmp/err)"
if ! insmod "$dir"/optee.ko || ! tee-supplicant -d || ! "$here/hold" once; then
	fail "it does not work after that"
fi
echo "abandoned call: refused, then unloaded"

# Load the stock clients of the driver again, for the tests that follow.
for m in optee-rng scmi_transport_optee; do
	[ ! -e /modules/stock/$m.ko ] || insmod /modules/stock/$m.ko || fail "$m does not load"
done
