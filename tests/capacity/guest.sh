#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 teelane authors
#
# Runs in the guest: how many objects of which size can be registered, one measurement after
# the other, each by a process of its own that begins when the one before was reaped.

dmesg -n 1 # a message of the kernel would end up in the middle of a figure's line
n=0
measure() { # KIB WHEN
	n=$((n + 1))
	echo "capacity: $n $1 $(/capacity/capacity "$1") $2"
}

measure 8192 "after the boot"
measure 8192 "at once afterwards"
measure 24576 "at once afterwards"
measure 40960 "at once afterwards"
measure 1024 "at once afterwards"
measure 1024 "at once afterwards"
sessions=$(/capacity/capacity load) || exit 1
echo "sessions: $sessions"
# This object needs nearly all of the heap, so it can be registered only if the load has given
# everything back.  How many smaller ones can be is up to chance, as docs/design.md tells.
measure 40960 "after the load of 16 clients"
measure 1024 "(not judged) after the load of 16 clients"
measure 8192 "(not judged) after the load of 16 clients"
measure 256 "(not judged) after the load of 16 clients"
