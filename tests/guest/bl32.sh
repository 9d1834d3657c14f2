#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 teelane authors
#
# Runs in the guest on our trusted OS, and tests what the driver found, its random numbers, the part
# of OP-TEE's regression tests that needs no trusted application, calls that interrupts preempt, and
# a core that goes away and comes back while calls are made.
# With our driver it also runs the tests of lanes and kills, suspends while a call is under way, and
# unloads the driver. These keep threads by the pseudo TA "invoke-tests", as there is no TA.

dmesg -n 1
for m in tee optee; do cat /sys/module/$m/version >/out/version-$m; done
failed=0
check() { # WHAT COMMAND...
	what=$1
	shift
	if "$@" >/out/check.log 2>&1; then
		echo "bl32: $what: ok"
	else
		echo "bl32: $what: FAILED: $(tail -n 1 /out/check.log)"
		failed=1
	fi
}

random_differs() {
	grep -q optee-rng /sys/class/misc/hw_random/rng_available || return 1
	echo optee-rng >/sys/class/misc/hw_random/rng_current
	a=$(dd if=/dev/hwrng bs=32 count=1 2>/dev/null | md5sum)
	b=$(dd if=/dev/hwrng bs=32 count=1 2>/dev/null | md5sum)
	[ "$a" != "$b" ]
}

# Case 1001 runs the self tests of the core, in its pseudo TA "invoke-tests".
self_tests() { xtest -t regression 1001; }

unplug_in_calls() {
	xtest -t regression 1001 >/out/hotplug.log 2>&1 &
	pid=$!
	while kill -0 "$pid" 2>/dev/null; do
		echo 0 >/sys/devices/system/cpu/cpu1/online
		echo 1 >/sys/devices/system/cpu/cpu1/online
	done
	wait "$pid"
}

# A process on the other core writes to a pipe, and so wakes its reader on core 0 by an interrupt,
# many times, while calls execute on core 0. A thread that was preempted returns FOREIGN_INTR,
# 0xffff0004.
preempted() {
	events=/sys/kernel/tracing/events/optee/enable
	echo 1 >"$events"
	(while :; do echo x; done | taskset 1 cat >/dev/null) &
	noise=$!
	n=0
	for _ in $(seq 100); do
		taskset 1 dd if=/dev/hwrng of=/dev/null bs=4096 count=1 2>/dev/null || break
		n=$(grep -c 'ret (ffff0004,' /sys/kernel/tracing/trace)
		[ "$n" -lt 3 ] || break
	done
	xtest -t regression 1001
	rc=$?
	kill "$noise"
	echo 0 >"$events"
	echo "$n calls were preempted, xtest: $rc"
	[ "$n" -ge 3 ] && [ "$rc" -eq 0 ]
}

# The kernel's test of suspend goes down to the devices and comes back after a second.
suspended() {
	./hold call 3000 >/dev/null &
	call=$!
	sleep 1
	echo 1 >/sys/module/suspend/parameters/pm_test_delay
	echo platform >/sys/power/pm_test
	echo freeze >/sys/power/state
	rc=$?
	echo none >/sys/power/pm_test
	kill "$call" || return 1
	[ "$rc" -eq 0 ] && ./hold once
}

check 'driver' test -e /dev/tee0
check 'random numbers' random_differs
check 'self tests' self_tests
check 'calls preempted' preempted
check 'core unplugged during calls' unplug_in_calls
if [ -d /sys/class/tee/tee0/lanes ]; then
	cd /tests/user || exit 125
	export TEE_BUSY=pta
	check 'lanes' ./lanes_user
	check 'kills' ./kill
	check 'suspend during a call' suspended
	check 'unload and load' ./unload.sh
fi
exit $failed
