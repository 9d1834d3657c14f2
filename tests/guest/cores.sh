#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 teelane authors
#
# Runs in the guest on our trusted OS: all cores of the machine come on, each of some makes calls at
# the same time as the others, and again after it was switched off and on. Then a watchdog that
# nobody feeds is to end it all: /tests/user/cores.conf says on which core it is started, as
# "bite=CORE", and with "suspend=yes" that core is suspended afterwards.

dmesg -n 1
suspend=no
bite=0
# shellcheck disable=SC1091 # a file of the guest's
. /tests/user/cores.conf
cpus=/sys/devices/system/cpu
fail() { echo "FAIL cores: $*"; exit 1; }
mask() { printf %x $((1 << $1)); }
# This shell must not be on a core that is taken away.
taskset -p 1 $$ >/dev/null

[ "$(cat $cpus/present)" = "$(cat $cpus/online)" ] || fail "only $(cat $cpus/online) came on"
last=$(sed 's/.*-//' $cpus/present)
some="0 $last"
[ "$last" -le 8 ] || some="0 8 $last"

calls() { # on each of these cores at once
	pids=
	for c in $some; do
		taskset "$(mask "$c")" xtest -t regression 1001 >"/tmp/calls-$c" 2>&1 &
		pids="$pids $c:$!"
	done
	for p in $pids; do
		wait "${p#*:}" || { tail "/tmp/calls-${p%:*}"; fail "calls on core ${p%:*}"; }
	done
}
calls
for c in $some; do
	[ "$c" != 0 ] || continue
	echo 0 >$cpus/cpu"$c"/online && echo 1 >$cpus/cpu"$c"/online ||
		fail "core $c: off and on"
done
calls
echo "cores: calls on cores $some, twice: ok"

# The timer that counts is that of the core that has started the watchdog. When that core goes away,
# it is those of the others.
cd /tests/user || exit 1
taskset "$(mask "$bite")" ./watchdog bite &
sleep 1
[ $suspend = no ] || taskset "$(mask "$bite")" insmod ./psci_suspend.ko &
sleep 60
fail "the machine has not been reset"
