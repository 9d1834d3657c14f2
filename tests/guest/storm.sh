#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 teelane authors
#
# Runs in the guest on our trusted OS: calls while interrupts come at a high rate, and then, without
# any driver, a kernel that keeps to no rules. /tests/form is "short" or "long": half a minute of
# long calls or ten, and ten thousand calls on a lane or a hundred thousand.

dmesg -n 1
for m in tee optee; do cat /sys/module/$m/version >/out/version-$m; done
tracing=/sys/kernel/tracing
event=$tracing/events/optee/optee_invoke_fn_end/enable
export TEE_BUSY=pta
failed=0
check() { # WHAT COMMAND...
	what=$1
	shift
	if "$@" >/out/check.log 2>&1; then
		echo "storm: $what: ok"
		sed 's/^/	/' /out/check.log
	else
		echo "storm: $what: FAILED: $(tail -n 1 /out/check.log)"
		failed=1
	fi
}

# Some of the last calls that the trace has must have been preempted. Such a call returns
# FOREIGN_INTR, 0xffff0004.
stormy() { # WHAT AMOUNT: see storm.c
	echo 100 >"$tracing/buffer_size_kb"
	echo 1 >"$event"
	/tests/user/storm "$@"
	rc=$?
	echo 0 >"$event"
	n=$(grep -c 'ret (ffff0004,' "$tracing/trace")
	echo "exit $rc, a call was preempted $n times lately"
	[ "$rc" -eq 0 ] && [ "$n" -ge 10 ]
}

random_numbers() {
	echo optee-rng >/sys/class/misc/hw_random/rng_current
	dd if=/dev/hwrng of=/dev/null bs=32 count=1
}

hostile() {
	tee-modules unload || return 1
	insmod /modules/ours/teelane_suite.ko && insmod /modules/ours/raw_smc.ko || return 1
	cat /sys/kernel/debug/teelane-test/hostile_smc >/out/hostile
	rmmod raw_smc teelane_suite
	cat /out/hostile
	tail -n 1 /out/hostile | grep -q '^end hostile_smc' ||
		{ echo "hostile_smc did not come to its end"; return 1; }
	! grep '^FAIL' /out/hostile || return 1
	tee-modules load ours && random_numbers
}

seconds=30 calls=10000
[ "$(cat /tests/form)" = short ] || { seconds=600 calls=100000; }
check 'long calls' stormy copy $seconds
[ ! -d /sys/class/tee/tee0/lanes ] || check 'calls on a lane' stormy lane $calls
[ ! -e /modules/ours/raw_smc.ko ] || check 'a hostile kernel' hostile
exit $failed
