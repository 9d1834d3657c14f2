#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 teelane authors
#
# The guest's part of tests/el3/check.  First the driver as it is used: in all this
# time EL3 must not refuse a call, as the host sees in what EL3 prints.  Then raw
# calls past the driver, so that EL3 does refuse: it must, and the driver must cope.

cd /el3 || exit 125
lanes=/sys/class/tee/tee0/lanes
failed=0

t() { # NAME COMMAND...
	name=$1; shift
	if "$@" >/tmp/log 2>&1; then
		echo "ok $name"
	else
		echo "FAIL $name"
		failed=1
		sed 's/^/	/' /tmp/log
	fi
}

lane() { cat "$lanes/$1"; }
wait_for() { # COUNTER VALUE
	for _i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		[ "$(lane "$1")" != "$2" ] || return 0
		usleep 100000
	done
	echo "lanes/$1 is $(lane "$1"), not $2"
	return 1
}

probe() { # CALLS
	insmod ./probe.ko calls="$1" && rmmod probe || return 1
	dmesg | grep el3-probe | tail -n "$(echo "$1" | tr , '\n' | wc -l)"
	dmesg | grep el3-probe | tail -n 1 | grep -q ' 0 wrong$'
}

# ---- as it is used ----

who_enforces() { dmesg | grep 'lanes enforced by the secure world'; }

# The ordinary calls of xtest have one thread less, and calls on the lane in between.
xtest_beside_a_lane() {
	./occupy lane 50 & h=$!
	wait_for reserved 1 || return 1
	rc=0
	xtest -t regression -l 0 1001 1004 1005 1006 1010 6001 6005 || rc=1
	kill "$h"
	wait "$h" && return "$rc"
}

never_refused() { [ "$(lane refused)" = 0 ] || { lane refused; return 1; }; }

t "the secure world enforces" who_enforces
t "lanes_user" ./lanes_user
t "kill" ./kill '*_lane'
t "crowd" ./crowd
t "the crowd is gone" wait_for busy 0
t "xtest beside a lane" xtest_beside_a_lane
sed -n 's/^[0-9]* subtests.*\|^[0-9]* calls on a lane.*/	&/p' /tmp/log
t "all lanes are back" wait_for reserved 0
t "the driver was never refused" never_refused

# ---- EL3 refuses ----

# Reservation is a count with an end on either side, and system calls need one.
t "EL3: idle" probe unreserve:1,system:1,ordinary:4,reserve:0,reserve:1,system:4,ordinary:4,unreserve:0

with_one_parked() {
	./occupy park 1000 & h=$!
	wait_for busy 1 && probe reserve:0,ordinary:1,system:4,unreserve:0,ordinary:4 && wait "$h"
}
t "EL3: one call parked" with_one_parked

with_two_parked() {
	./occupy park 1000 & h1=$!
	./occupy park 1000 & h2=$!
	wait_for busy 2 && probe reserve:1,ordinary:1 && wait "$h1" && wait "$h2"
}
t "EL3: two calls parked" with_two_parked

# Somebody else has reserved the thread that a lane would need.
no_thread_for_a_lane() {
	probe reserve:0 || return 1
	timeout 5 ./occupy lane 50 2>/tmp/err && return 1
	cat /tmp/err
	grep -q 'no lane: Device or resource busy' /tmp/err &&
		[ "$(lane reserved)" = 0 ] && probe unreserve:0
}
t "no thread to reserve: EBUSY" no_thread_for_a_lane

# One thread in the place of two; when the other is back the driver finds it by itself.
thread_lost_and_found() {
	before=$(lane refused)
	probe reserve:0 || return 1
	./occupy park 4000 & h1=$!
	wait_for busy 1 || return 1
	./occupy park 1 & h2=$!
	wait_for waiting 1 || return 1
	[ "$(lane refused)" -gt "$before" ] || return 1
	probe unreserve:0 && wait "$h2" && [ "$(lane busy)" = 1 ] && wait "$h1"
}
t "an ordinary call is refused and finds a thread later" thread_lost_and_found

# The lane's own thread is lost: its call waits and is not dropped.
lane_lost_and_found() {
	./occupy lane 20 & h=$!
	wait_for reserved 1 || return 1
	before=$(lane refused)
	probe unreserve:0 || return 1
	sleep 1
	[ "$(lane refused)" -gt "$before" ] || return 1
	probe reserve:0 || return 1
	kill "$h"
	wait "$h"
}
t "a lane's call is refused and gets through later" lane_lost_and_found

t "nothing is left" wait_for reserved 0
t "EL3: idle again" probe reserve:0,system:4,unreserve:0,unreserve:1
exit $failed
