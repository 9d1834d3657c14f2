#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 teelane authors
#
# Loads what modprobe finds for OP-TEE's device, as udev does at boot, and sees whose modules they
# are: those of /etc/package.want, "stock" or "teelane-VERSION".  Runs in the guest for
# tests/package/check, with the modules of a Debian in which teelane-dkms was installed or removed.

dmesg -n 1
fail() { echo "FAIL $*"; dmesg | tail -n 20; exit 1; }

want=$(cat /etc/package.want)
device=$(echo /sys/bus/platform/devices/*optee*)
/usr/sbin/modprobe -b "$(cat "$device/modalias")" || fail "modprobe: exit $?"
for m in tee optee; do
	version=$(cat /sys/module/$m/version)
	case $version in
	teelane-*) is=$version ;;
	*) is=stock ;;
	esac
	[ "$is" = "$want" ] || fail "$m.ko is $is, not $want"
	echo "$(uname -r): $m.ko is $is"
done
[ -c /dev/tee0 ] || fail "there is no /dev/tee0"
