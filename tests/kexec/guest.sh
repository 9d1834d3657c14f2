#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 teelane authors
#
# Runs in the guest, once in each kernel of a chain: one kernel boots the next by kexec, without a
# reset, while clients are inside OP-TEE.  What is in /kexec goes along:
#
#   plan     what the chain's kernels are, this one first:
#            ours, stock     whose modules it loads; every thread is inside when it ends
#            idle-stock      the same, but no client is inside then
#            stuck-ours      its calls sleep for longer than a shutdown waits for them
#            lost            ours, where the kernel before may have left threads suspended
#            crash           the kernel that takes over when the one before has crashed
#   Image, base   the kernel and the base system of qemu/mkinitramfs
#   hold     tests/user/hold.c
#   log/     the kernel logs so far
#
# Each kernel says "ok NUMBER-NAME" or "FAIL NUMBER-NAME: WHY".

dmesg -n 1
read -r now rest </kexec/plan
next=${rest%% *}
n=$(find /kexec/log -type f | wc -l)
lanes=/sys/class/tee/tee0/lanes
rc=0

verdict() { # WHY, or nothing if all is well
	if [ -z "$1" ]; then
		echo "ok $n-$now"
	else
		echo "FAIL $n-$now: $1"
		rc=1
	fi
}

inside() { # NUMBER [MILLISECONDS]: clients that make calls of that length
	for _c in $(seq "$1"); do
		/kexec/hold call "${2:-5000}" >/dev/null 2>&1 &
	done
}

# Every thread of OP-TEE can be had: as many calls are inside at once.
all_threads() { # [MILLISECONDS]
	threads=$(cat $lanes/total)
	inside "$threads" "$@"
	for _t in $(seq 2000); do
		[ "$(cat $lanes/busy)" != "$threads" ] || return 0
		usleep 100000
	done
	return 1
}

works() { # WHOSE [MILLISECONDS]
	[ -e /dev/tee0 ] || { echo "no /dev/tee0"; return; }
	v=$(cat /sys/module/optee/version 2>/dev/null)
	case $1-$v in
	ours-*teelane*) ;;
	ours-* | stock-*teelane*) echo "the driver is '$v'"; return ;;
	esac
	/kexec/hold once >/tmp/once 2>&1 || { echo "a call fails: $(tail -n 1 /tmp/once)"; return; }
	[ "$1" = stock ] || all_threads "${2:-5000}" ||
		echo "$(cat $lanes/busy) of $threads threads can be had"
}

# After a kernel that took threads along the probe ends in bounded time, and says why.
works_or_says_why() {
	if tee-modules load ours; then
		/kexec/hold once >/dev/null 2>&1 || echo "a call fails"
	else
		dmesg | grep 'no thread for a call: all' || echo "no /dev/tee0, and no word of it"
	fi >/tmp/why 2>&1
	grep -v 'no thread for a call: all\|no /dev/teepriv0' /tmp/why
}

# Threads of the kernel that crashed are suspended, and only it could have resumed them.
crash_kernel() {
	insmod /modules/ours/tee.ko || { echo "tee.ko does not load"; return; }
	! insmod /modules/ours/optee.ko 2>/tmp/why || { echo "optee.ko loads"; return; }
	grep -q 'No such device' /tmp/why || cat /tmp/why
}

case $now in
ours) why=$(works ours) ;;
stuck-ours) why=$(works ours 100000) ;;
stock | idle-stock) why=$(works stock) ;;
lost) why=$(works_or_says_why) ;;
crash) why=$(crash_kernel) ;;
esac
verdict "$why"
dmesg >"/kexec/log/$n-$now"
cp /kexec/log/* /out/
[ -n "$next" ] && [ $rc -eq 0 ] || exit $rc

# The next kernel's root: the base system, what goes along, and what it is to do.
case $next in
crash | lost) modules=none ;;
stock | idle-stock) modules=stock ;;
*) modules=ours ;;
esac
echo "$rest" >/kexec/plan
sed -i "s/modules=[a-z]*/modules=$modules/" /etc/boot.conf
cp /kexec/base /tmp/initrd
without=
[ "$next" != crash ] || without="! -name Image ! -name base" # it has little memory
# shellcheck disable=SC2086 # options
(cd / && find kexec modules/ours etc/boot.conf etc/boot.script usr/sbin/kexec \
	usr/lib/aarch64-linux-gnu $without | cpio -o -H newc 2>/dev/null) >>/tmp/initrd
cmdline="console=ttyAMA0 loglevel=5 oops=panic panic=-1 watchdog_thresh=60"
case $next in
crash) load=-p cmdline="$cmdline maxcpus=1 reset_devices" ;;
*) load=-l ;;
esac
case "$rest" in *" crash") cmdline="$cmdline crashkernel=256M" ;; esac
kexec -i $load /kexec/Image --initrd=/tmp/initrd --command-line="$cmdline" || exit 1
rm /tmp/initrd

case $now in
*ours | stock) inside 4; sleep 2 ;; # with those of all_threads(): all threads, and a queue
esac
dmesg -n 5 # what the drivers say at shutdown is on the console
dmesg -n 5 # the console shows what the drivers say at the end
echo "kexec: $now is followed by $next"
case $next in
crash) echo c >/proc/sysrq-trigger ;;
*) kexec -e ;;
esac
exit 1
