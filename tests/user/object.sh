#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 teelane authors
#
# Loads a TEE driver that has objects, and runs the tests of object.c.  Kernels older than 6.18 have
# no TEE objects, and ioctl.c sees there that calls on them are refused.

case $(uname -r) in 6.1.* | 6.12.*) echo "this kernel has no TEE objects"; exit 0 ;; esac

fail() { echo "$*"; exit 1; }
parameter() { cat "/sys/module/object_driver/parameters/$1"; }
refs() { cat /sys/module/object_driver/refcnt; }

insmod /modules/ours/object_driver.ko || fail "object_driver.ko does not load"
for d in /sys/class/tee/tee[0-9]*; do
	[ "$(cat "$d/implementation_id")" != 1952803181 ] || device=$d
done
[ -n "${device:-}" ] || fail "no device in sysfs has the number of the test driver"
[ "$(cat "$device/revision")" = "objects 1.2.3" ] || fail "revision is '$(cat "$device/revision")'"
"$(dirname "$0")/object" || exit 1

# The driver is told of each file that is closed.  The open file keeps the driver loaded.
closed=$(parameter closed) released=$(parameter released)
exec 3<>"/dev/$(basename "$device")"
! rmmod object_driver 2>/dev/null || fail "object_driver goes although it is in use"
exec 3>&-
until [ "$(parameter released)" = $((released + 1)) ] && [ "$(refs)" = 0 ]; do usleep 20000; done
[ "$(parameter closed)" = $((closed + 1)) ] || fail "close_context was called $(parameter closed) \
times, before one file was closed $closed times"
rmmod object_driver || fail "object_driver does not go"
[ ! -e "$device" ] || fail "$device is left behind"
echo "calls on objects get to a driver that has them"
