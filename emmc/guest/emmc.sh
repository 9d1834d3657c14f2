#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 teelane authors
#
# Runs in the guest: lets the eMMC's supply go off, then has all writers (or readers, with
# emmc=read on the kernel's command line) go to work at once, and watches them until they are
# done or until no task has run for a while. What there was to see is left in /out, for
# emmc/render on the host:
#
#   facts     what ran
#   events    what writers.c prints
#   trace     the supply's events and the calls' SMCs, by the kernel
#   samples   for each look at the tasks: "sample MS", then for each task "task ROLE TID
#             STATE SWITCHES" and its stack
#
# Without tee-supplicant the kernel passes RPMB frames to the eMMC, and the trusted application
# is built into OP-TEE.
#
# Exit status: 0 done, 3 nothing moves, 1 could not be played.

writers=14 quiet=10 limit=100
storage=b689f2a7-8adf-477a-9f99-32e90c0ad0a2
action='write'
service=
case " $(cat /proc/cmdline) " in *" emmc=read "*) action='read' ;; esac
case " $(cat /proc/cmdline) " in *" emmc.service=teelane "*) service=teelane ;; esac
tracing=/sys/kernel/tracing
fail() { echo "emmc: $*"; exit 1; }
now() { read -r up _ </proc/uptime; echo "$up"; }

build_id() { # of a loaded module
	hexdump -v -s 16 -e '1/1 "%02x"' "/sys/module/$1/notes/.note.gnu.build-id"
}

wait_for() { # SECONDS WHAT COMMAND...
	for_s=$1 what=$2
	shift 2
	n=0
	until "$@"; do
		n=$((n + 1))
		[ $n -le $((for_s * 10)) ] || fail "no $what after $for_s s"
		usleep 100000
	done
}

scans() { grep -c 'execute_end.*\(optee_bus_scan_rpmb\|scan_for_rpmb_devices_fn\)' $tracing/trace; }

# Take the eMMC away and bring it back, and let the trusted OS look for it.
replug() {
	seen=$(scans)
	pci=$(basename /sys/bus/pci/drivers/sdhci-pci/0*)
	echo "$pci" >/sys/bus/pci/drivers/sdhci-pci/unbind
	echo "$pci" >/sys/bus/pci/drivers/sdhci-pci/bind
	wait_for 20 'eMMC with RPMB' test -e /dev/mmcblk0rpmb
	wait_for 20 'look for the eMMC' eval "[ \$(scans) -gt $seen ]"
}

# To ask the regulator itself would be a call to the trusted OS.
supply_is_off() {
	grep -o 'regulator_[a-z_]*: name=emmc' $tracing/trace | tail -n 1 | grep -q disable_complete
}

supplicant=$(pidof tee-supplicant) || supplicant=
{
	echo "kernel $(uname -r)"
	echo "supplicant ${supplicant:-none}"
	echo "routing $(cat /sys/class/tee/tee0/rpmb_routing_model)"
	for m in tee optee scmi_transport_optee; do echo "module $m $(build_id $m)"; done
	dmesg | sed -n 's/.*optee: /says /p'
} >/out/facts

echo mono >$tracing/trace_clock
echo 1 >$tracing/events/regulator/enable
echo 1 >$tracing/events/optee/optee_invoke_fn_begin/enable
while read -r m; do
	insmod "/modules/emmc/$m.ko" || fail "cannot load $m.ko"
done </modules/emmc/order
wait_for 20 'eMMC with RPMB' test -e /dev/mmcblk0rpmb
if [ -z "$supplicant" ]; then
	# The trusted OS has looked at the eMMC, which had no key yet. It looks again when the
	# eMMC comes again, and then names the application that wants storage.
	set_key || fail "cannot program the key"
	echo 1 >$tracing/events/workqueue/workqueue_execute_end/enable
	replug
	wait_for 20 'device for the storage' test -e "/sys/bus/tee/devices/optee-ta-$storage"
	# And again when it has used it. The stock driver of 6.12 would go on to use the driver of
	# the eMMC that is gone.
	case "$(cat /sys/module/optee/version 2>/dev/null)" in *teelane*)
		echo go | writers $action 1 >/dev/null
		replug
		;;
	esac
	echo 0 >$tracing/events/workqueue/workqueue_execute_end/enable
fi
insmod /modules/emmc/nosleep.ko || fail "cannot load nosleep.ko"
echo 0x4000008f >/sys/kernel/debug/mmc0/caps # MMC_CAP_AGGRESSIVE_PM: no supply when idle

mkfifo /tmp/go
# shellcheck disable=SC2086 # none is no argument
writers $action $writers $service </tmp/go >/out/events &
exec 3>/tmp/go
wait_for 60 'sessions' grep -q ^ready /out/events
wait_for 20 'end of the supply' supply_is_off
echo "emmc: $writers sessions are open, the supply of the eMMC is off"

look_at() { # ROLE TASK-DIRECTORY
	state= switches=
	while read -r key value _; do
		case $key in
		State:) state=$value ;;
		voluntary_ctxt_switches:) switches=$value ;;
		esac
	done 2>/dev/null <"$2/status"
	echo "task $1 ${2##*/} $state $switches"
	while read -r _ entry _; do
		echo " ${entry%%+*}"
	done 2>/dev/null <"$2/stack"
}

look() {
	while read -r word number pid; do
		[ "$word" = pid ] && [ -d "/proc/$pid" ] || continue
		look_at "writer-$number" "/proc/$pid/task/$pid"
	done </out/events
	[ -n "$supplicant" ] || return 0
	for dir in /proc/"$supplicant"/task/*; do
		look_at supplicant "$dir"
	done
}

echo go >&3
begin=$(now)
before= same=0
while :; do
	sleep 1
	t=$(now)
	state=$(look)
	printf 'sample %s\n%s\n' "$t" "$state" >>/out/samples
	done=$(grep -c ^end /out/events)
	[ "$done" -lt $writers ] || break
	if [ "$state" = "$before" ]; then same=$((same + 1)); else same=0; fi
	before=$state
	if [ $same -ge $quiet ] || [ "${t%.*}" -gt $((${begin%.*} + limit)) ]; then
		break
	fi
done
cat $tracing/trace >/out/trace
grep '' /sys/class/tee/tee0/lanes/* >/out/lanes 2>/dev/null
echo "emmc: $(grep -c '^end .* 0$' /out/events) of $writers succeeded, $done are done"
if [ "$done" -lt $writers ]; then
	: >/run/reset
	exit 3
fi
wait %1
