#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 teelane authors
#
# Checks the parts of the stock driver that scripts rely on: lines of the kernel log, and trace
# events with their fields.
trace=/sys/kernel/tracing
fail() { echo "$*"; exit 1; }

for line in "optee: probing for conduit method." "optee: revision " \
	"optee: dynamic shared memory is enabled" "optee: initialized driver"; do
	dmesg | grep -qF "$line" || fail "the kernel log does not say '$line'"
done

[ -e $trace/trace ] || mount -t tracefs trace $trace
has() { # EVENT TEXT
	grep -qF "$2" "$trace/events/optee/$1/format" || fail "$1 has no '$2'"
}
has optee_invoke_fn_begin "field:void * param;"
has optee_invoke_fn_begin "field:u32 args[8];"
has optee_invoke_fn_begin 'print fmt: "param=%p (%x, %x, %x, %x, %x, %x, %x, %x)"'
has optee_invoke_fn_end "field:void * param;"
has optee_invoke_fn_end "field:unsigned long rets[4];"
has optee_invoke_fn_end 'print fmt: "param=%p ret (%lx, %lx, %lx, %lx)"'

# The file is there since 7.x.  Older kernels do not have it.
revision=/sys/class/tee/tee0/revision
case $(uname -r) in
6.*) [ ! -e $revision ] || fail "$revision is there" ;;
*)
	says=$(dmesg | sed -n 's/.*optee: revision \([0-9.]*\).*/\1/p')
	has=$(cat $revision) || fail "no $revision"
	[ "${has%% *}" = "$says" ] || fail "$revision is '$has', the kernel log says '$says'"
	[ "$(cat /sys/class/tee/teepriv0/revision)" = "$has" ] || fail "teepriv0 has another one"
	;;
esac
echo "as in the stock driver"
