#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 teelane authors
#
# Loads the device that calls the trusted OS when it suspends, and runs the tests of freeze.c.

insmod /modules/ours/suspend_client.ko || { echo "suspend_client.ko does not load"; exit 1; }
"$(dirname "$0")/freeze"
rc=$?
# The driver must have logged, in one line, why it refused the suspend.
if [ $rc -eq 0 ] && ! dmesg | grep -q 'optee: no suspend: processes have all threads'; then
	echo "the log does not say why the suspend was refused"
	rc=1
fi
rmmod suspend_client || { echo "suspend_client does not go"; rc=1; }
exit $rc
