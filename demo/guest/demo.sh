#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 teelane authors
#
# Runs in the guest: prints which kernel and which modules these are, then plays the scenes.
# Everything goes to /out/demo.log, for demo/render on the host.  The clients, their times and their
# order do not depend on the driver.

# The build ID that the kernel read from the loaded module proves which driver ran.
build_id() {
	hexdump -v -s 16 -e '1/1 "%02x"' "/sys/module/$1/notes/.note.gnu.build-id"
}

# Only teelane's driver has these counters.
lanes() {
	d=/sys/class/tee/tee0/lanes
	[ -d "$d" ] || return 0
	echo "lanes $1 total=$(cat $d/total) reserved=$(cat $d/reserved)" \
		"busy=$(cat $d/busy) waiting=$(cat $d/waiting)"
}

exec >/out/demo.log
echo "kernel $(uname -r)"
echo "module tee $(build_id tee)"
echo "module optee $(build_id optee)"
lanes before

bad=0
tick >/tmp/tick & # takes up to a second, like loading the trusted applications

# (a) Two clients park a thread each, and OP-TEE has two.  The watchdog runs
# before, meanwhile and after.
scene scene:watchdog:0 watchdog:W:0:100:38 park:A:300:1600 park:B:350:1600 || bad=1

# (b) Two calls hold the two threads: Q ends soon, P stays parked.  Short calls
# have come meanwhile.  The bases are whole seconds, so that OP-TEE's own
# notification, which is a call too, falls on the same moment of each scene:
# both threads are busy, and it has to wait as the short calls have.
wait
soon="short:S1:200 short:S2:230 short:S3:260"
# shellcheck disable=SC2086 # a list
scene "tick:$(cat /tmp/tick):350" \
	scene:parked-first:0 park:P:0:3000 park:Q:100:400 $soon \
	scene:parked-second:4000 park:P:100:1200 park:Q:0:400 $soon \
	scene:newcomer:6000 park:P:0:1400 park:Q:100:400 $soon short:N:1000 \
	scene:mark-spent:8000 park:P:0:1000 short:X:50 park:Q:100:400 $soon || bad=1

lanes after
echo "done $bad"
exit $bad
