#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 teelane authors
#
# Runs the tests of /tests/list, "NAME SECONDS COMMAND" each, in the guest.  Leaves the output of
# each in /out/NAME.log, and prints "ok|FAIL NAME SECONDS WHY" on the console, where the host sees
# it even if the guest does not come to its end.

dmesg -n 1
for m in tee optee; do cat /sys/module/$m/version >/out/version-$m; done

# optee-rng makes a call whenever the kernel wants random numbers. A test that parks calls in all
# threads would count it as one of them, and judge what happens while one of its own is still to
# come. So optee-rng is there only for the tests of the stock client modules and of unloading.
rng_for() { # TEST
	case $1-$(ls -d /sys/module/optee_rng 2>/dev/null) in
	clients- | unload-) insmod /modules/stock/optee-rng.ko ;;
	clients-* | unload-* | *-) ;;
	*) rmmod optee_rng ;;
	esac
}

now() { cut -d . -f 1 /proc/uptime; }

# The last lines of cmocka name a failed test; the last line of a script says why it failed.
why() { # LOG
	failures=$(sed -n 's/^\[  FAILED  \] \([a-z].*\)$/\1/p' "$1" | grep -v listed |
		sort -u | tr '\n' ',')
	[ -n "$failures" ] || failures=$(grep . "$1" | tail -n 1)
	echo "${failures%,}"
}

while read -r name seconds command; do
	log=/out/$name.log
	echo "tests: $name"
	rng_for "$name"
	t0=$(now)
	# shellcheck disable=SC2086 # with its arguments
	timeout -k 5 "$seconds" /tests/$command >"$log" 2>&1 </dev/null
	rc=$?
	t=$(($(now) - t0))
	case $rc in
	0) echo "ok $name $t" ;;
	137 | 143) echo "FAIL $name $t not done after $seconds s" ;;
	*) echo "FAIL $name $t $(why "$log")" ;;
	esac
	[ $rc -eq 0 ] || cat "$log"
done </tests/list
exit 0
