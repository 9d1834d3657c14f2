# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 teelane authors
# shellcheck shell=sh
# shellcheck disable=SC2154,SC2034 # variables of tests/run
#
# How the cases of our trusted OS on the processor (BL32) are done. tests/run sources this file
# after cases.sh, whose functions it uses.

# The signature of a return address is a cipher that QEMU takes long for, unless it may choose one.
CPU_MAX=max,pauth-impdef=on

# Build a kind of our trusted OS: FAULT of fault_test.c, "pauth", or "pauth-FAULT".
bl32_image() { # KIND
	i_pauth= i_fault=$1
	case $1 in pauth*) i_pauth=1 i_fault=${1#pauth} i_fault=${i_fault#-} ;; esac
	make --no-print-directory -C "$top/secure/platform/qemu-virt" BUILD="$BUILD" \
		FAULT="$i_fault" PAUTH=$i_pauth &&
		"$top/qemu/build-tfa" ${i_pauth:+--pauth} --bl32 "$BUILD/bl32-$1/bl32.bin" \
			"$BUILD/flash-ours-$1.bin"
}

our_os() { # [provisioning]: build it, and TF-A around it
	target "bl32${1:+-$1}-flash" || { echo "our trusted OS does not build"; return 1; }
}

# Our trusted OS on the processor, below our modules and below the stock ones.
bl32() { # KERNEL
	our_os && our_os provisioning || return
	bl32_programs "$1" && bl32_first "$1" && bl32_second "$1"
}

bl32_programs() { # KERNEL: puts them into what the guest has beside its own files
	guest_programs || return
	root=$check/$name.root t=$check/$name.root/tests/user
	rm -rf "$root"
	mkdir -p "$t"
	for p in kill lanes_user hold rpmb watchdog lane-watchdog; do
		cp "$BUILD/guest/tests/$p" "$t/"
	done
	cp "$top/tests/user/unload.sh" "$BUILD/modules-$1/supply_client.ko" "$t/"
	case $1 in
	6.12*)
		"$top/qemu/build-scmi-regulator" "$1" ||
			{ echo "Linux' source cannot be downloaded"; return "$SKIP"; }
		cp "$BUILD/scmi-regulator-$1/scmi-regulator.ko" "$t/"
		;;
	esac
}

bl32_first() { # KERNEL: with our modules, and a trusted OS that gives an eMMC its key
	r=$check/$name
	echo provisioning >"$t/bl32.conf"
	boot "$1" "$top/tests/guest/bl32.sh" 2400 -t ours -f "$BUILD/flash-ours-provisioning.bin" \
		-o "$root" || { echo "the guest: exit $?"; return 1; }
	[ "$modules" != ours ] || ours "$r" || return 1
	"$top/tools/klog-check" "$r/dmesg" || return 1
	says "$r/secure.log" 'WARNING: provisioning' 'WARNING: no RNDR' || return 1
	! [ -e "$t/scmi-regulator.ko" ] ||
		says "$r/secure.log" 'clock mmc: on' 'clock mmc: 52000000 Hz' 'clock mmc: off' \
			'supply vmmc: on' 'supply vmmc: 3000000 uV' 'supply vmmc: off'
}

# With the stock modules on a processor that has all there is, branch targets and random numbers
# among it, until a watchdog that is not fed resets the machine.
bl32_second() { # KERNEL
	modules=stock
	export CPU=max
	: >"$t/bl32.conf"
	: >"$t/bite"
	rc=0
	boot "$1" "$top/tests/guest/bl32.sh" 2400 -t ours -o "$root" || rc=$?
	[ $rc -eq 125 ] ||
		{ echo "the guest with the stock modules: exit $rc, and no reset"; return 1; }
	says "$check/$name/console.log" 'the watchdog is not fed from now on' &&
		says "$check/$name/secure.log" 'watchdog: expired' || return 1
	if grep -a WARNING "$check/$name/secure.log" | grep -E 'RNDR|provisioning'; then
		echo "on a processor with RNDR, without provisioning: such a warning"
		return 1
	fi
}

# The image that signs return addresses: threads go on on other cores, cores are unplugged and
# plugged, and all that with one key.
bl32_pauth() { # KERNEL
	bl32_image pauth ||
		{ echo "our trusted OS with signed addresses does not build"; return 1; }
	bl32_programs "$1" || return
	: >"$t/bl32.conf"
	export CPU="$CPU_MAX"
	boot "$1" "$top/tests/guest/bl32.sh" 2400 -t ours -f "$BUILD/flash-ours-pauth.bin" \
		-o "$root" || { echo "the guest: exit $?"; return 1; }
	[ "$modules" != ours ] || ours "$check/$name" || return 1
	"$top/tools/klog-check" "$check/$name/dmesg"
}

# As many cores as make two clusters, with a watchdog that is started on the last core; one core
# that is suspended after it has started the watchdog; and more cores than there is a place for.
bl32_cores() {
	our_os || return
	guest_programs || return
	bl32_bites 17 bite=16 && bl32_suspended && bl32_too_many
}

bl32_bites() { # CORES CONF...
	export SMP="$1"
	shift
	alone make_guest "$MAIN_KERNEL" || return
	root=$check/$name.root t=$check/$name.root/tests/user
	rm -rf "$root"
	mkdir -p "$t"
	cp "$BUILD/guest/tests/watchdog" "$BUILD/modules-$MAIN_KERNEL/psci_suspend.ko" "$t/"
	printf '%s\n' "$@" >"$t/cores.conf"
	rc=0
	boot "$MAIN_KERNEL" "$top/tests/guest/cores.sh" 900 -t ours -o "$root" || rc=$?
	[ $rc -eq 125 ] || { echo "the guest with $SMP cores: exit $rc, and no reset"; return 1; }
	says "$check/$name/console.log" 'cores: calls on cores .*: ok' &&
		says "$check/$name/secure.log" 'watchdog: expired'
}

# On a busy host the watchdog may expire before the core is suspended, which shows nothing.
bl32_suspended() {
	for _ in 1 2 3; do
		bl32_bites 2 bite=1 suspend=yes || return
		! grep -a 'suspend was refused' "$check/$name/console.log" || return
		! says "$check/$name/console.log" 'core 1 is suspended' || return 0
	done
	echo "the watchdog always expired before the core was suspended"
	return 1
}

bl32_too_many() {
	export SMP=33
	rc=0
	boot "$MAIN_KERNEL" "$top/tests/guest/cores.sh" 900 -t ours || rc=$?
	[ $rc -eq 125 ] || { echo "the guest with $SMP cores: exit $rc, and no panic"; return 1; }
	says "$check/$name/secure.log" 'the device tree has cores that there are no stacks for'
}

says() { # LOG TEXT...: is each in it?
	s_log=$1
	shift
	for s_text; do
		grep -aq "$s_text" "$s_log" || { echo "$s_log has no '$s_text'"; return 1; }
	done
}

# {stock modules, ours} on {OP-TEE 4.5, our trusted OS}: all four boot and have their shortest
# tests, on 6.1, too, which "make check" boots for nothing else.
matrix() {
	our_os || return
	for m_kernel in 6.1 "$MAIN_KERNEL"; do
		for modules in stock ours; do
			for m_os in optee ours; do
				boot "$m_kernel" "$top/tests/guest/matrix.sh" 1500 -t $m_os || {
					echo "$m_kernel, $modules modules on $m_os: exit $?"
					return 1
				}
				m_ours=no
				grep -q teelane "$check/$name/version-optee" && m_ours=yes
				case $modules-$m_ours in
				ours-yes | stock-no) ;;
				*) echo "$m_kernel: the modules are not $modules"; return 1 ;;
				esac
			done
		done
	done
}

# Interrupts at a high rate, and a kernel that keeps to no rules, on our trusted OS.
storm() { # KERNEL FORM
	our_os || return
	guest_programs || return
	r=$check/$name root=$check/$name.root
	rm -rf "$root"
	mkdir -p "$root/tests/user"
	cp "$BUILD/guest/tests/storm" "$root/tests/user/"
	echo "$2" >"$root/tests/form"
	boot "$1" "$top/tests/guest/storm.sh" 7200 -t ours -o "$root" ||
		{ echo "the guest: exit $?"; return 1; }
	[ "$modules" != ours ] || ours "$r" || return 1
	"$top/tools/klog-check" "$r/dmesg"
}

# A fault of our trusted OS, in a call that Linux' driver for random numbers makes, is reported on
# the secure console, with a backtrace, and ends the boot.  WHAT is in the report; with the
# processor's reason in it where that is what matters.  FAULT is as for bl32_image.
bl32_fault() { # FAULT CPU WHAT
	bl32_image "$1" || { echo "$1: does not build"; return 1; }
	rc=0
	export CPU="$2"
	boot "$MAIN_KERNEL" "$top/tests/guest/matrix.sh" 900 -t ours \
		-f "$BUILD/flash-ours-$1.bin" || rc=$?
	[ $rc -eq 125 ] || { echo "$1 on $2: exit $rc, not the end of a panic"; return 1; }
	for f_want in "$3" 'called from'; do
		grep -a -E "^teelane: .*$f_want" "$check/$name/secure.log" ||
			{ echo "$1 on $2: the report has no '$f_want'"; return 1; }
	done
}

# The exception classes are the Arm manual's (ESR_EL1): 0x25 is a data abort, 0x0d a branch to
# where no branch may go.  A processor without branch targets goes on there, to the abort.  So does
# one without signed return addresses that returns to a forged one; one with them takes an abort
# (0x21) at an address that no memory has, or, if it has FEAT_FPAC, a fault of its own (0x1c).
bl32_faults() {
	our_os || return
	modules=stock
	bl32_fault abort cortex-a57 'esr 000000009600004f' &&
		bl32_fault overflow cortex-a57 'Panic: stack overflow' &&
		bl32_fault branch "$CPU_MAX" 'esr 0000000036000001' &&
		bl32_fault branch cortex-a57 'esr 000000009600004f' &&
		bl32_fault return cortex-a57 'esr 000000009600004f' &&
		bl32_fault pauth-return "$CPU_MAX" 'esr 00000000(860000|720000)'
}
