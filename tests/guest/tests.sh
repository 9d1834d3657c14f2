#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 teelane authors
#
# Runs the tests of /tests/list, "NAME SECONDS COMMAND" each, in the guest.  Leaves the output of
# each in /out/NAME.log, and prints "ok|FAIL NAME SECONDS WHY" on the console, where the host sees
# it even if the guest does not come to its end.

dmesg -n 1
for m in tee optee; do cat /sys/module/$m/version >/out/version-$m; done
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
