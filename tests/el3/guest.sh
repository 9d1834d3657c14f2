#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 teelane authors
#
# The guest's part of tests/el3/check.  First it uses the driver as clients do: in all this time EL3
# must not refuse any call, by EL3's own count.  Then it makes raw calls past the driver, so that
# EL3 has to refuse calls and the driver has to cope with that.

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
	tries=0
	while [ "$(lane "$1")" != "$2" ]; do
		tries=$((tries + 1))
		[ "$tries" -le 1000 ] || { echo "lanes/$1 is $(lane "$1"), not $2"; return 1; }
		usleep 100000
	done
}

# Run a command while calls stay in the trusted OS for MS; their sessions are open already. The
# counter "busy" tells only that a call has a token: it may be about to enter. One that has entered
# sleeps in an RPC, as the stack of its process shows.
with_parked() { # CALLS MS COMMAND...
	calls=$1 ms=$2 pids=
	shift 2
	rm -f /tmp/parked*
	for i in $(seq "$calls"); do
		./occupy park "$ms" >"/tmp/parked$i" &
		pids="$pids $!"
	done
	rc=0
	for p in $pids; do
		until grep -q optee_notif_sleep "/proc/$p/stack" || [ "$rc" -ne 0 ]; do
			kill -0 "$p" || rc=1
			usleep 10000
		done
	done
	[ "$rc" -ne 0 ] || { wait_for busy "$calls" && "$@"; } || rc=1
	wait
	return "$rc"
}

probe() { # CALLS
	insmod ./probe.ko calls="$1" && rmmod probe || return 1
	dmesg | grep el3-probe | tail -n "$(echo "$1,summary" | tr , '\n' | wc -l)"
	dmesg | grep el3-probe | tail -n 1 | grep -q ' 0 wrong$'
}

count() { # NAME: what EL3 has counted since boot
	probe "$1" | sed -n "s/.*el3-probe: $1: //p"
}
counted() { # NAME TEST-OPERATOR NUMBER
	now=$(count "$1")
	echo "$1: $now"
	test "$now" "$2" "$3"
}

# ---- as it is used ----

who_enforces() { dmesg | grep 'lanes enforced by the secure world'; }

# Run xtest, whose ordinary calls have one thread less, and make calls on the lane meanwhile.
xtest_beside_a_lane() {
	./occupy lane 50 & h=$!
	wait_for reserved 1 || return 1
	rc=0
	xtest -t regression -l 0 1001 1004 1005 1006 1010 6001 6005 || rc=1
	kill "$h"
	wait "$h" && return "$rc"
}

never_refused() { [ "$(lane refused)" = 0 ] || { lane refused; return 1; }; }

# Calls are parked in all threads, and counted, so there may be no others: optee-rng makes one when
# the kernel wants random numbers.
t "optee-rng makes room" rmmod optee_rng
t "the secure world enforces" who_enforces
t "lanes_user" ./lanes_user
t "kill" ./kill '*_lane'
t "crowd" ./crowd
t "the crowd is gone" wait_for busy 0
t "xtest beside a lane" xtest_beside_a_lane
sed -n 's/^[0-9]* subtests.*\|^[0-9]* calls on a lane.*/	&/p' /tmp/log
t "all lanes are back" wait_for reserved 0
t "the driver was never refused" never_refused
for n in reserves unreserves system_calls system_refused ordinary_calls ordinary_refused; do
	echo "	$n: $(count $n)"
done
t "EL3 saw the reservations" counted reserves -ge 200
t "EL3 saw each of them end" counted unreserves -eq "$(count reserves)"
t "EL3 saw the calls on lanes" counted system_calls -ge 30
t "EL3 refused no reservation" counted reserves_refused -eq 0
t "EL3 was asked for no end too many" counted unreserves_refused -eq 0
t "EL3 refused no call on a lane" counted system_refused -eq 0
t "EL3 refused no ordinary call" counted ordinary_refused -eq 0

# ---- EL3 refuses ----

# Reservations are counted and the count has limits at both ends; a system call needs a reservation.
t "EL3: idle" probe \
	unreserve:1,system:1,ordinary:4,reserve:0,reserve:1,system:4,ordinary:4,unreserve:0

t "EL3 refused one reservation" counted reserves_refused -eq 1
t "EL3 refused one end" counted unreserves_refused -eq 1

# A second call that is under way makes EL3 refuse, which is right. In about one of twenty runs
# there was such a call for a moment; it is not known who made it. On a busy machine it lasts
# longer. Further tries tell it from a fault.
one_parked() {
	with_parked 1 5000 probe reserve:0,ordinary:1,system:4,unreserve:0,ordinary:4
}
one_parked_at_last() {
	for _ in 1 2 3 4 5; do
		! one_parked || return 0
	done
	return 1
}
t "EL3: one call parked" one_parked_at_last
reserves=$(count reserves_refused) unreserves=$(count unreserves_refused)
t "EL3: two calls parked" with_parked 2 5000 probe reserve:1,ordinary:1

# The thread that a lane would need has been reserved past the driver.
no_thread_for_a_lane() {
	probe reserve:0 || return 1
	timeout 200 ./occupy lane 50 2>/tmp/err && return 1
	cat /tmp/err
	grep -q 'no lane: Device or resource busy' /tmp/err &&
		[ "$(lane reserved)" = 0 ] && probe unreserve:0
}
t "no thread to reserve: EBUSY" no_thread_for_a_lane

# One of the two threads is taken past the driver; the driver finds by itself when it is back.
thread_comes_back() {
	before=$(lane refused) rc=0
	./occupy park 1 & h=$!
	wait_for waiting 1 || rc=1
	[ "$(lane refused)" -gt "$before" ] || rc=1
	probe unreserve:0 || rc=1
	wait "$h" && wait_for busy 1 && return "$rc"
}
thread_lost_and_found() {
	probe reserve:0 && with_parked 1 40000 thread_comes_back
}
t "an ordinary call is refused and finds a thread later" thread_lost_and_found

# The thread of the lane is lost: a call on the lane waits and is not dropped.
lane_lost_and_found() {
	./occupy lane 20 & h=$!
	wait_for reserved 1 || return 1
	before=$(lane refused) rc=0
	probe unreserve:0 || return 1
	for _ in $(seq 1000); do
		[ "$(lane refused)" -le "$before" ] || break
		usleep 100000
	done
	[ "$(lane refused)" -gt "$before" ] || rc=1
	probe reserve:0 || rc=1
	kill "$h"
	wait "$h" && return "$rc"
}
t "a lane's call is refused and gets through later" lane_lost_and_found

t "nothing is left" wait_for reserved 0
t "EL3: idle again" probe reserve:0,system:4,unreserve:0,unreserve:1
t "EL3 refused two reservations more" counted reserves_refused -eq $((reserves + 2))
t "EL3 refused one end more" counted unreserves_refused -eq $((unreserves + 1))
exit $failed
