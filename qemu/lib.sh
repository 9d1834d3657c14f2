# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 teelane authors
# shellcheck shell=sh
#
# What every script of the project needs; sourced, never run.  The caller's $0 is a script
# one or two directories below the project's root.

top=$(cd "$(dirname "$0")/.." && pwd)
[ -e "$top/qemu/kernels" ] || top=${top%/*}
BUILD=${BUILD:-$top/build}
case $BUILD in /*) ;; *) BUILD=$PWD/$BUILD ;; esac
me=$(basename "$0")
PATH=$PATH:/usr/sbin:/sbin # depmod and modprobe, also when not root

say() { echo "$me: $*"; }
die() { echo "$me: $*" >&2; exit 1; }

# Prints the fields that qemu/kernels has for one kernel, or for all kernels.
kernels() { # [NAME]
	awk -v name="${1:-}" '/^[^#]/ && (name == "" || $1 == name)' "$top/qemu/kernels"
}

kernel_cpu() { # NAME: the processor model of QEMU that this kernel needs, if the list names one
	kernels "$1" | sed -n 's/.*[[:space:]]cpu=\([^[:space:]]*\).*/\1/p'
}

kernel_boots() { # NAME: is it one that "make check" boots, besides the main one?
	kernels "$1" | grep -Eq '[[:space:]]boot([[:space:]]|$)'
}

KERNELS=$(kernels | awk '{ printf "%s%s", sep, $1; sep = " " }')
# shellcheck disable=SC2034 # for those that source this
MAIN_KERNEL=$(kernels | awk '/[ \t]main([ \t]|$)/ { print $1 }')
# Not one of Debian's and not in qemu/kernels: qemu/build-kernel makes it, for what wants it.
BUILT_KERNEL=6.12-rpmb

is_kernel() {
	for _k in $KERNELS $BUILT_KERNEL; do
		[ "$1" != "$_k" ] || return 0
	done
	return 1
}

# Runs a build step, and shows its output only if the step fails.
logged() { # LOGFILE COMMAND...
	_log=$1; shift
	mkdir -p "$(dirname "$_log")"
	if "$@" >"$_log" 2>&1; then
		return 0
	fi
	tail -n 40 "$_log" >&2
	die "failed: $1; all of its output is in $_log"
}
