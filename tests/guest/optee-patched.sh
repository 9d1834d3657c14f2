#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 teelane authors
#
# Runs in the guest on an OP-TEE that reserves threads (docs/optee-os.md): first our driver as
# clients use it, then, without any driver, a module that keeps to no rules, then the driver again.
# Prints "ok NAME" and "FAIL NAME: why".

dmesg -n 1
for m in tee optee; do cat /sys/module/$m/version >/out/version-$m; done
cd /tests/user || exit 125
failed=0

t() { # NAME COMMAND...
	name=$1; shift
	if "$@" >"/out/$name.log" 2>&1; then
		echo "ok $name"
	else
		echo "FAIL $name: $(grep -a . "/out/$name.log" | tail -n 1)"
		failed=1
		tail -n 20 "/out/$name.log" | sed 's/^/	| /'
	fi
}

op_tee_enforces() { dmesg | grep 'lanes enforced by the secure world'; }

# With more than two threads the driver keeps a lane for the bottom half of notifications.
own=$(cat /sys/class/tee/tee0/lanes/reserved)

raw_calls() {
	insmod /modules/ours/teelane_suite.ko && insmod /modules/ours/raw_smc.ko || return 1
	cat /sys/kernel/debug/teelane-test/raw_smc >/out/raw
	grep '^end' /out/raw || { echo "raw_smc did not come to its end"; return 1; }
	grep '^FAIL' /out/raw && return 1
	rmmod raw_smc teelane_suite
}

t op_tee_enforces op_tee_enforces
# It makes a call whenever the kernel wants random numbers, which would count as a parked one.
t optee_rng_makes_room rmmod optee_rng
t lanes_user timeout 1500 ./lanes_user
t kill timeout 1500 ./kill
t idle lanes-idle "$own"
t unload tee-modules unload
t raw_calls raw_calls
grep -E '^(ok|FAIL)' /out/raw
t load tee-modules load ours
t op_tee_enforces_again op_tee_enforces
t xtest xtest -t regression -l 0 1001 1004 1006 6001
t idle_at_last lanes-idle "$own"
exit $failed
