#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 teelane authors
#
# run.sh [-u] [-m MODULES] [NAME] - run the test modules in the guest.  MODULES is the
# directory they are in (/modules/ours).  With NAME, only tests whose name contains it.
# With -u only lanes_unit, which needs neither tee.ko nor optee.ko.
#
# Prints "ok TEST" or "FAIL TEST: why" for each test; exits non-zero, after repeating what
# has failed in one line, if a test has failed or a suite did not come to its end.
set -u
modules=/modules/ours unit=
while getopts um: opt; do
	case $opt in
	u) unit=y ;;
	m) modules=$OPTARG ;;
	*) exit 2 ;;
	esac
done
shift $((OPTIND - 1))
name=${1:-}
debug=/sys/kernel/debug trace=/sys/kernel/tracing out=/tmp/lanes-tests
: >$out
[ -d $debug/tracing ] || mount -t debugfs debug $debug
[ -e $trace/trace ] || mount -t tracefs trace $trace

say() { echo "$*" | tee -a $out; }
fail() { say "FAIL $1: $2"; } # TEST WHY
wanted() { case $1 in *"$name"*) ;; *) return 1 ;; esac; } # TEST

load() { # MODULE [PARAMETER]...
	m=$1
	shift
	insmod "$modules/$m.ko" "$@" || { fail "$m" "does not load"; return 1; }
}

# A suite runs when its file is read.
run_suite() { # SUITE
	tee -a $out <"$debug/teelane-test/$1"
	case $(tail -n 1 $out) in
	"end $1: "*) ;;
	*) fail "$1" "did not come to its end" ;;
	esac
}

# The trace events of allocations.  Which there are depends on the kernel.
alloc_events() {
	for e in kmalloc kmalloc_node kmem_cache_alloc kmem_cache_alloc_node mm_page_alloc; do
		[ ! -d $trace/events/kmem/$e ] || echo $trace/events/kmem/$e/enable
	done
	echo $trace/events/optee/optee_invoke_fn_begin/enable
}

# Has the caller thread do something, sets allocs and calls: how often it allocated memory
# and entered the secure world meanwhile.  Allocations of interrupts are not counted: the third
# flag of a trace line tells them.
trace_caller() { # COMMAND
	pid=$(cat /sys/module/lanes_live/parameters/caller_pid)
	echo "$pid" >$trace/set_event_pid
	echo >$trace/trace
	for e in $(alloc_events); do echo 1 >"$e"; done
	ok=y
	echo "$1" >/sys/module/lanes_live/parameters/caller || ok=
	for e in $(alloc_events); do echo 0 >"$e"; done
	echo >$trace/set_event_pid
	sed -n "s/^.*-$pid  *\[[0-9]*\] ..[^hHszZ][^ ]* *[0-9.]*: \([a-z_]*: .*\)/\1/p" \
		$trace/trace >/tmp/events
	calls=$(grep -c ^optee_invoke_fn_begin /tmp/events)
	allocs=$(grep -vc ^optee_invoke_fn_begin /tmp/events)
	[ -n "$ok" ]
}

# G8: a call on a lane allocates nothing, not even the first.  Opening the context does allocate,
# and shows that the trace has allocations.
no_allocation() { # lane|system
	test=live.G8.no_allocation_$1
	wanted "$test" || return
	trace_caller "$1" || { fail "$test" "cannot get a lane"; return; }
	opening=$allocs
	trace_caller invoke || { fail "$test" "calls fail"; return; }
	if [ "$opening" -eq 0 ]; then
		fail "$test" "the trace shows no allocation for opening a context"
	elif [ "$calls" -lt 100 ]; then
		fail "$test" "the trace shows $calls of 100 calls"
	elif [ "$allocs" -ne 0 ]; then
		first=$(grep -v ^optee_invoke_fn_begin /tmp/events | head -n 1)
		fail "$test" "$allocs allocations in 100 calls, first: $first"
	else
		say "ok $test"
	fi
	echo stop >/sys/module/lanes_live/parameters/caller
}

if load teelane_suite; then
	if load lanes_unit only="$name"; then
		run_suite lanes_unit
		rmmod lanes_unit || fail lanes_unit "cannot be unloaded"
	fi
	if [ -z "$unit" ] && load lanes_live only="$name"; then
		run_suite lanes_live
		no_allocation lane
		no_allocation system
		rmmod lanes_live || fail lanes_live "cannot be unloaded"
	fi
	rmmod teelane_suite || fail teelane_suite "cannot be unloaded"
fi
grep -q '^ok ' $out || fail run.sh "no test has passed"
! grep -q '^FAIL ' $out || { sed -n 's/^FAIL //p' $out | tr '\n' ';'; echo; exit 1; }
