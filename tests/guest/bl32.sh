#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 teelane authors
#
# Runs in the guest on our trusted OS, and tests what the driver found, its services, the part of
# OP-TEE's regression tests that needs no trusted application, calls that interrupts preempt, and a
# core that goes away and comes back while calls are made.
# With our driver it also runs the tests of lanes and kills, suspends while a call is under way, and
# unloads the driver. These keep threads by the pseudo TA "invoke-tests", as there is no TA.
# With the file bite beside the test programs, a watchdog that nobody feeds is to end it all.

dmesg -n 1
for m in tee optee; do cat /sys/module/$m/version >/out/version-$m; done
failed=0
check() { # WHAT COMMAND...
	what=$1
	shift
	if "$@" >/out/check.log 2>&1; then
		echo "bl32: $what: ok"
	else
		echo "bl32: $what: FAILED, and its last lines:"
		tail -n 20 /out/check.log
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

# What the trusted OS was seeded with is wiped from the device tree.
seeds_are_gone() {
	seeds=/proc/device-tree/secure-chosen
	[ -e "$seeds/rng-seed" ] || { echo "there was no seed"; return 1; }
	[ -z "$(cat "$seeds/rng-seed" "$seeds/kaslr-seed" | tr -d '\0')" ]
}

lanes=/sys/class/tee/tee0/lanes
lane_count() { cat "$lanes/$1"; }
now_ms() { sed 's/\.\([0-9]*\) .*/\10/' /proc/uptime; }

wait_for() { # COMMAND...: at most 200 s
	w=0
	until "$@" >/dev/null 2>&1; do
		w=$((w + 1))
		[ "$w" -le 2000 ] || { echo "waited in vain for: $*"; return 1; }
		usleep 100000
	done
}
all_busy() { [ "$(lane_count busy)" -ge "$parked" ]; }
none_busy() { [ "$(lane_count busy)" -eq 0 ]; }

# A driver whose clock and supply are the trusted OS's comes up. What it has set is on the secure
# console, too.
supplies() {
	insmod supply_client.ko "$supply" || { dmesg | tail -n 1; return 1; }
	grep '^ mmc ' /sys/kernel/debug/clk/clk_summary | grep -q ' 52000000 ' &&
		rmmod supply_client
}

# The same with our driver while each ordinary thread has a call that lasts longer. If a call ended
# meanwhile, on a slow machine, that shows nothing, and the calls are made longer.
supplies_while_parked() {
	parked=$(($(lane_count total) - $(lane_count reserved)))
	for ms in 3000 6000 12000; do
		pids=
		begin=$(now_ms)
		for _ in $(seq "$parked"); do
			/tests/user/hold call "$ms" >/dev/null &
			pids="$pids $!"
		done
		wait_for all_busy && supplies
		rc=$?
		end=$(now_ms)
		# shellcheck disable=SC2086 # a list
		kill $pids
		wait_for none_busy && [ "$rc" -eq 0 ] || return 1
		[ $((end - begin)) -ge "$ms" ] || return 0
	done
	echo "the driver waited for calls of others"
	return 1
}

# tee-supplicant emulates an eMMC, and a new one when it is started again.
storage() {
	if grep -q '^provisioning' /tests/user/bl32.conf; then
		./rpmb || return 1
		killall tee-supplicant
		while pidof tee-supplicant; do usleep 10000; done
		tee-supplicant -d
		./rpmb other
	else
		./rpmb keyless
	fi
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
check 'seeds are wiped' seeds_are_gone
check 'self tests' self_tests
check 'calls preempted' preempted
check 'core unplugged during calls' unplug_in_calls

cd /tests/user || exit 125
export TEE_BUSY=pta
check 'storage in RPMB' storage
# Linux 6.1 has no transport for SCMI to a TEE. The driver of supplies is built for 6.12.
if [ -d /sys/module/scmi_transport_optee ]; then
	supply=supply=0
	[ ! -e scmi-regulator.ko ] || { insmod scmi-regulator.ko && supply=supply=1; }
	check 'clock and supply by SCMI' supplies
	[ ! -d $lanes ] || check 'the same with threads parked' supplies_while_parked
	[ ! -e scmi-regulator.ko ] || rmmod scmi-regulator
fi
if [ -d $lanes ]; then
	check 'watchdog' ./watchdog
	check 'watchdog daemon of the examples' ./lane-watchdog -n 10
	# It makes a call whenever the kernel wants random numbers, which would count as one of the
	# calls that the tests park in all threads. "unload and load" loads it again.
	check 'optee-rng makes room' rmmod optee_rng
	check 'lanes' ./lanes_user
	check 'kills' ./kill
	check 'suspend during a call' suspended
	check 'unload and load' ./unload.sh
fi

# It is the timer of the core that has started the watchdog that counts, until that core goes away.
if [ -e bite ] && [ $failed -eq 0 ]; then
	taskset 2 ./watchdog bite &
	bite=$!
	sleep 1
	echo 0 >/sys/devices/system/cpu/cpu1/online
	wait $bite || failed=1
fi
exit $failed
