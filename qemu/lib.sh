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

# Compiles a program for the guest, with the guest's libteec if the program uses it.
guest_program() { # FILE SOURCE-OR-OPTION...
	_file=$1; shift
	"${CROSS_COMPILE-aarch64-linux-gnu-}gcc" -O2 -g -Wall -Wextra -Werror \
		-isystem "$BUILD/root/usr/include" -idirafter "$top/driver/include/uapi" \
		-idirafter "$top/abi" -o "$_file" "$@" -L"$BUILD/root/usr/lib/aarch64-linux-gnu" \
		-Wl,--allow-shlib-undefined -Wl,--as-needed -lteec
}

# Prints the options by which demo/render and emmc/render learn the build IDs of the modules below
# DIRECTORY. The kernel shows the build ID of a module that it has loaded, so a report can tell
# which modules ran. Where one is missing, this ends the caller's $(...), which "set -e" notices
# only if nothing else is in the same assignment.
expect_modules() { # stock|ours DIRECTORY
	_ko=$(mktemp)
	for _mod in tee optee; do
		_file=$(find "$2" -name "$_mod.ko" -o -name "$_mod.ko.xz" | head -n 1)
		case $_file in
		'') rm -f "$_ko"; die "there is no $_mod.ko below $2" ;;
		*.xz) xz -dc "$_file" >"$_ko" ;;
		*) cat "$_file" >"$_ko" ;;
		esac
		echo "--expect-$1=$_mod=$(readelf -n "$_ko" | sed -n 's/.*Build ID: //p')"
	done
	rm -f "$_ko"
}
