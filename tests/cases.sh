# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 teelane authors
# shellcheck shell=sh
# shellcheck disable=SC2154,SC2034 # variables of tests/run
#
# How the cases of tests/run are done: a function for each, or for some that are alike. tests/run
# sources this file. A case runs in a subshell with its output in a log; the last line tells why it
# failed.
#
# Those of our trusted OS on the processor are in cases-bl32.sh.
#
# From tests/run: $top and $BUILD (qemu/lib.sh), $check, where logs and results go, $name, the case,
# $modules, the kind of modules to boot with, $all and $patterns, what is wanted, wanted() and
# report().

target() { # MAKE-TARGET
	make --no-print-directory -C "$top" BUILD="$BUILD" "$1"
}

# Tests that run on this machine have a directory and a makefile of their own.
sub() { # DIRECTORY [VARIABLE=VALUE...]
	dir=$1
	shift
	make --no-print-directory -C "$top/tests/$dir" check BUILD="$BUILD" "$@"
}

guest_programs() { # those of tests/user and examples
	make --no-print-directory -C "$top/tests/user" BUILD="$BUILD" ||
		{ echo "the guest's programs do not build"; return 1; }
}

# The stock client modules load unforced only if tee.ko has the stock symbol versions.
crc() { # KERNEL
	"$top/tests/crc-check" "$BUILD/modules-$1/src/driver/Module.symvers" \
		"$BUILD/k-$1/headers/Module.symvers"
}

# Where a kernel has no symbol versions, and where it has, the structures have to be the same.
abi() { # KERNEL
	a_kernel=$BUILD/k-$1
	# shellcheck disable=SC2046 # a list
	"$top/tests/abi-check" "$BUILD/modules-$1/tee.ko" \
		"$(find "$a_kernel/" -name 'tee.ko*')" "$a_kernel/vmlinuz" \
		$(find "$a_kernel"/usr/src/*-common*/include \( -path '*/linux/tee_*.h' \
			-o -path '*/uapi/linux/tee.h' \))
}

# Cases beside each other need the same things, which one of them makes while the others wait.
alone() { # COMMAND...
	(flock 9 && "$@") 9>"$check/alone.lock"
}

# What a guest with KERNEL has of this tree is made once in a run, so that a case that is named
# alone does not try that of an older one.
make_guest() { # KERNEL
	[ ! -e "$check/made-$1" ] || return 0
	target flash && target "initramfs-$1" && target "ours-$1" && : >"$check/made-$1"
}

boot() { # KERNEL SCRIPT LIMIT [BOOT-OPTIONS...]
	b_kernel=$1 b_script=$2 b_limit=$3
	shift 3
	alone make_guest "$b_kernel" || {
		echo "the guest with $b_kernel cannot be made"
		return 1
	}
	rm -rf "${check:?}/$name"
	"$top/qemu/boot" -k "$b_kernel" -m "$modules" -s "$b_script" -r "$check/$name" \
		-l "$b_limit" "$@"
}

# The version that the modules have in the guest tells whether they are ours.
ours() { # RESULTS
	for m in tee optee; do
		v=$(cat "$1/version-$m" 2>/dev/null)
		case $v in
		*teelane*) ;;
		*) echo "$m.ko is not ours but '$v'"; return 1 ;;
		esac
	done
}

# OP-TEE 4.5's regression suite, level 0. It makes 33,660 checks; on a busy machine it was seen to
# make one less, with none failed, so a few may be missing, but no case.
XTEST_SUBTESTS=33650 XTEST_CASES=108
# What "quick" leaves out takes more than half of the time: the cases that try the same for
# minutes, and those that write the most to the secure storage.
QUICK_WITHOUT="1013 4006 4011 6016 6018"
QUICK_SUBTESTS=29909 QUICK_CASES=103
QUICK_4_10_SUBTESTS=31833 QUICK_4_10_CASES=104

# xtest ends with "33660 subtests of which 0 failed" and the same for "test cases".
xtest_count() { # WHAT AT-LEAST LOG
	n=$(sed -n "s/^\([0-9]*\) $1 of which 0 failed\$/\1/p" "$3")
	if [ "${n:-0}" -lt "$2" ]; then
		echo "$1: wanted $2 and none failed, have '$(grep "$1 of which" "$3")'"
		return 1
	fi
	echo "$n $1, none failed"
}

run_xtest() { # KERNEL SUBTESTS CASES WITHOUT [BOOT-OPTIONS...]
	x_kernel=$1 x_subtests=$2 x_cases=$3
	r=$check/$name root=$check/$name.root
	rm -rf "$root"
	mkdir -p "$root/etc"
	echo "$4" | tr ' ' '\n' | grep . >"$root/etc/xtest.without"
	shift 4
	boot "$x_kernel" "$top/tests/guest/xtest.sh" 7200 -o "$root" "$@" ||
		{ echo "the guest: exit $?"; return 1; }
	[ "$modules" = stock ] || ours "$r" || return 1
	xtest_count subtests "$x_subtests" "$r/xtest.log" &&
		xtest_count 'test cases' "$x_cases" "$r/xtest.log" &&
		"$top/tools/klog-check" "$r/dmesg"
}
xtest() { run_xtest "$1" $XTEST_SUBTESTS $XTEST_CASES ""; }
quick() { run_xtest "$1" $QUICK_SUBTESTS $QUICK_CASES "$QUICK_WITHOUT"; }

# Instructions per call: our driver may not cost more than the stock one.
bench_guest() {
	target bl32-flash && alone make_guest "$MAIN_KERNEL" && "$top/bench/guest/run" -c
}

# One kernel boots the next while OP-TEE's threads are busy: the next finds all of them, or says
# that they are lost.
kexec() { # KERNEL
	"$top/tests/kexec/check" -k "$1" ours ours idle-stock ours crash &&
		"$top/tests/kexec/check" -k "$1" stuck-ours lost
}

# All of OP-TEE 4.10's regression suite, level 0, on that release with optee-os/.
xtest_4_10() { # MODULES
	op_tee_4_10 2 || return
	modules=$1
	run_xtest "$MAIN_KERNEL" 35589 112 "" -t optee-patched -f "$flash"
}

# The same release as Debian has it.
quick_4_10() { # KERNEL
	alone "$top/qemu/fetch" optee-4.10 xtest-4.10 ||
		{ echo "OP-TEE 4.10 cannot be downloaded"; return $SKIP; }
	alone target optee-4.10 ||
		{ echo "no flash image with OP-TEE 4.10"; return 1; }
	run_xtest "$1" $QUICK_4_10_SUBTESTS $QUICK_4_10_CASES "$QUICK_WITHOUT" -t optee-4.10
}

# OP-TEE 4.10 with optee-os/, for which its source must be had.  SKIP is an exit status: the
# case's last line tells what is missing.
SKIP=77
op_tee_4_10() { # THREADS
	alone "$top/qemu/fetch" optee xtest-4.10 ||
		{ echo "OP-TEE 4.10 cannot be downloaded"; return $SKIP; }
	alone make --no-print-directory -C "$top" BUILD="$BUILD" THREADS="$1" optee-patched ||
		{ echo "OP-TEE 4.10 with $1 threads does not build"; return 1; }
	flash=$BUILD/flash-optee-patched.bin
	[ "$1" = 2 ] || flash=$BUILD/flash-optee-patched-$1.bin
}

optee_patched() { # THREADS
	op_tee_4_10 "$1" || return
	r=$check/$name root=$check/$name.root rc=0
	rm -rf "$root"
	mkdir -p "$root/tests/user"
	guest_programs || return
	cp "$BUILD/guest/tests/lanes_user" "$BUILD/guest/tests/kill" "$root/tests/user/"
	boot "$MAIN_KERNEL" "$top/tests/guest/optee-patched.sh" 3600 -t optee-patched -f "$flash" \
		-o "$root" || rc=$?
	if [ $rc -ne 0 ]; then
		grep -a -E '^(ok|FAIL|	)' "$r/console.log"
		grep -a '^FAIL' "$r/console.log" | tail -n 1
		return 1
	fi
	ours "$r" && "$top/tools/klog-check" "$r/dmesg"
}

# The case on real software is a test, too.
emmc() { # MAKE-TARGET
	"$top/qemu/fetch" linux optee qemu xtest-4.10 ||
		{ echo "Linux' source, OP-TEE 4.10 or QEMU 11 cannot be downloaded"; return $SKIP; }
	target "$1"
}

el3() { # KERNEL
	"$top/tests/el3/check" -k "$1" -m "$modules"
}

# All of a kernel's guest tests in one boot.  slub_debug finds overwritten and freed
# memory in use, and knows who has allocated what.
guest() { # KERNEL
	r=$check/$name root=$check/$name.root
	rm -rf "$root"
	mkdir -p "$root/tests/user" "$root/tests/module"
	guest_programs || return
	find "$BUILD/guest/tests" -maxdepth 1 -type f -exec cp {} "$root/tests/user/" \;
	cp "$top"/tests/user/*.sh "$root/tests/user/"
	cp "$top"/tests/module/*.sh "$root/tests/module/"
	guest_tests | while read -r t line; do
		case $line in
		*+\ *) [ "$1" = "$MAIN_KERNEL" ] || [ -n "$all$patterns" ] || continue ;;
		esac
		! wanted "$name/$t" || echo "$t $line" | sed 's/+ / /'
	done >"$root/tests/list"
	rc=0
	boot "$1" "$top/tests/guest/tests.sh" 7200 -o "$root" -a slub_debug=FZPU || rc=$?
	while read -r t line; do
		verdict=$(grep -a "^[okFAIL]* $t " "$r/console.log" 2>/dev/null) ||
			verdict="FAIL $t 0 the guest ended before"
		report "$name" "$verdict"
	done <"$root/tests/list"
	[ $rc -eq 0 ] || { echo "the guest: exit $rc"; return 1; }
	ours "$r" && "$top/tools/klog-check" "$r/dmesg"
}

# What a Debian of its own is made for.
in_debian() { # DIRECTORY
	"$top/tools/setup" deb && "$top/tests/$1/check"
}
