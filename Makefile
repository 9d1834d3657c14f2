# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 teelane authors
#
# "make help" lists what there is.  "modules", "test-modules", "install" and "uninstall" are for
# any machine with kernel headers; "teelane", "sim", "bench" and "install-cli" for any with gcc and
# the libraries of "tools/setup sim"; "licences", "style" and "klog-selftest" read the sources only.
# Everything else builds or drives the QEMU guest, or makes Debian packages, and needs Debian.

top := $(patsubst %/,%,$(dir $(abspath $(lastword $(MAKEFILE_LIST)))))
BUILD ?= $(top)/build
override BUILD := $(abspath $(BUILD))
export BUILD

# The package teelane-dkms has no qemu/, and needs none for "modules".
kernels = $(shell awk '/^[^\#].*$(1)/ { print $$1 }' $(top)/qemu/kernels 2>/dev/null)
KERNELS := $(call kernels)
MAIN_KERNEL := $(call kernels,[[:space:]]main)
BUILT_KERNEL := $(shell sed -n 's/^BUILT_KERNEL=//p' $(top)/qemu/lib.sh 2>/dev/null)
CROSS := $(if $(filter aarch64,$(shell uname -m)),,ARCH=arm64 CROSS_COMPILE=aarch64-linux-gnu-)

.PHONY: help
help:
	@sed -n 's/^#:\( \|$$\)//p' $(top)/Makefile

#: On Debian 12 or 13. Debian packages that are missing get installed:
#:   make demo          boot the stock drivers and ours, show what the difference is
#:   make emmc          OP-TEE or our trusted OS, an eMMC and its supply, on Debian's 6.12: the
#:                      stock driver deadlocks, ours does not
#:   make emmc-rpmb     the same on a kernel of our own build that passes RPMB frames to the
#:                      eMMC itself: without tee-supplicant
#:   make check         the tests that are quick enough for each change: on the main kernel in
#:                      full, on the other kernels in part
#:   make check-all     all tests, on all kernels: takes hours
#:
#: Without a guest, where gcc, make, libinih and mbedTLS are (on Debian they get installed):
#:   make sim           both worlds in one process: the deadlock, and the same clients with a lane
#:   make bench         what things cost there: world switches, calls, wake-ups, lanes
#:   make teelane       build the command that "make sim" runs: build/cli/teelane --help
#:   make install-cli [PREFIX=/usr/local] [DESTDIR=]
#:                      install that command with its manual page, its completion for bash and the
#:                      scenarios; uninstall-cli removes them
#:
#: On the machine the modules are for:
#:   make modules [KDIR=<kernel headers>] [OUT=<dir>] [ARCH= CROSS_COMPILE=] [WERROR=0]
#:                      build tee.ko and optee.ko into OUT (build/modules)
#:   make install [INSTALL_MOD_PATH=<root>]
#:                      the same, and put them where modprobe finds them before the stock ones;
#:                      with INSTALL_MOD_PATH in that root file system, for another machine
#:   make uninstall     give way to the stock ones again
#:
#: Debian packages, in build/deb:
#:   make deb           teelane-dkms, libteelane-dev and teelane, checked by lintian
#:
#: For development:
#:   make setup         install missing Debian packages (with sudo, unless root)
#:   make fetch         download kernels, OP-TEE and TF-A into build/
#:   make guest         flash image and base system for qemu/boot
#:   make ours          our modules and the test modules for all guest kernels (ours-NAME: for one)
#:   make test-modules  as "modules", and the modules of tests/module and examples besides
#:   make sparse checkpatch shellcheck licences style klog-selftest
#:                      each fails on any finding
#:   make bl32          boot the main kernel (KERNEL=NAME: another one of qemu/kernels) with our
#:                      modules on our trusted OS, to a shell
#:   make bl32-flash    only build that trusted OS, and TF-A around it
#:   make bl32-provisioning-flash
#:                      the same, but it gives its key to an eMMC that has none
#:   make bench-guest   count the guest's instructions per call: stock driver and ours, on OP-TEE
#:                      and on our trusted OS, on the main kernel (KERNEL=NAME: on another one)
#:   make bench-rates   the same in calls per second, with 1 to 16 threads on two CPUs: depends on
#:                      the host, and on what else it does
#:   make armhf         compile the modules for 32-bit Arm, with sparse
#:   make optee-4.10    Debian's OP-TEE 4.10 with TF-A around it, for qemu/boot -t optee-4.10
#:   make optee-patched  OP-TEE 4.10 with optee-os/ and TF-A around it, for
#:                      qemu/boot -t optee-patched (THREADS=2)
#:   make secure-aarch64  the trusted OS's objects, freestanding
#:   make clean         remove what was built
#:   make distclean     remove what was downloaded, too

# ---- the modules ----

KDIR ?= /lib/modules/$(shell uname -r)/build
OUT ?= $(BUILD)/modules
override OUT := $(abspath $(OUT))
WERROR ?= 1
NPROC := $(shell nproc 2>/dev/null || echo 1)

# Kbuild writes next to the sources, and 6.1 knows no other place; so it is given a tree of
# links, $(OUT)/src, that has driver/, abi/ and tests/ side by side as here.
# Debian's headers carry a vmlinux, for which kbuild would want pahole: no BTF.
kbuild = +@$(MAKE) $(if $(findstring -j,$(MAKEFLAGS)),,-j$(NPROC)) --no-print-directory \
	-C $(KDIR) M=$(OUT)/src/$(1) CONFIG_DEBUG_INFO_BTF_MODULES= \
	$(if $(filter 1,$(WERROR)),KCFLAGS=-Werror) \
	$(if $(filter command,$(origin CC)),,$(if $(CROSS_COMPILE),CC=$(CROSS_COMPILE)gcc))

.PHONY: modules objects test-modules install uninstall farm
farm:
	@[ -e $(KDIR)/Makefile ] || { echo "no kernel headers in KDIR=$(KDIR)" >&2; exit 1; }
	@$(top)/tools/kernel-known $(KDIR)
	@$(top)/tools/linkfarm $(top) $(OUT)/src driver abi tests/module examples

modules: farm
	$(call kbuild,driver) modules
	@cp -u $(OUT)/src/driver/tee/tee.ko $(OUT)/src/driver/optee/optee.ko $(OUT)/

# Only compiled: Debian's modpost of one word size cannot read the other's device tables.
objects: farm
	$(call kbuild,driver) tee/ optee/

test-modules: modules
	$(call kbuild,tests/module) KBUILD_EXTRA_SYMBOLS=$(OUT)/src/driver/Module.symvers modules
	$(call kbuild,examples) KBUILD_EXTRA_SYMBOLS=$(OUT)/src/driver/Module.symvers modules
	@find $(OUT)/src/tests/module $(OUT)/src/examples -name '*.ko' -exec cp -u {} $(OUT)/ \;

# Debian's headers have no System.map, without which modules_install does not call depmod.
release = $(shell sed -n 's/.*UTS_RELEASE "\(.*\)"/\1/p' $(KDIR)/include/generated/utsrelease.h)
install: modules
	$(call kbuild,driver) INSTALL_MOD_DIR=updates/teelane \
		CONFIG_MODULE_SIG_ALL= modules_install
	depmod -b "$(INSTALL_MOD_PATH)/" $(release)

uninstall:
	rm -rf "$(INSTALL_MOD_PATH)"/lib/modules/$(release)/updates/teelane
	depmod -b "$(INSTALL_MOD_PATH)/" $(release)

.PHONY: deb
deb:
	@$(top)/tools/setup deb
	@$(top)/packaging/build

# ---- the guest ----

.PHONY: setup fetch flash initramfs guest ours
.PHONY: $(KERNELS:%=fetch-%) $(KERNELS:%=initramfs-%) $(KERNELS:%=ours-%)
setup:
	@$(top)/tools/setup

fetch: setup
	@$(top)/qemu/fetch

# One kernel, and what is needed whichever it is.
$(KERNELS:%=fetch-%): fetch-%: setup
	@$(top)/qemu/fetch $* root tfa mbedtls

flash: fetch-$(MAIN_KERNEL)
	@$(top)/qemu/build-tfa $(BUILD)/flash.bin

initramfs: $(KERNELS:%=initramfs-%)
$(KERNELS:%=initramfs-%): initramfs-%: fetch-%
	@$(top)/qemu/mkinitramfs $*

guest: flash initramfs

ours: $(KERNELS:%=ours-%)
$(KERNELS:%=ours-%): ours-%: fetch-%
	+@$(MAKE) --no-print-directory -f $(top)/Makefile test-modules \
		KDIR=$(BUILD)/k-$*/headers OUT=$(BUILD)/modules-$* CC=$(BUILD)/k-$*/cc $(CROSS)

# The kernel that is none of Debian's. The test modules want more than it has.
.PHONY: $(BUILT_KERNEL:%=kernel-%) $(BUILT_KERNEL:%=initramfs-%) $(BUILT_KERNEL:%=ours-%)
kernel-$(BUILT_KERNEL): fetch-$(MAIN_KERNEL)
	@$(top)/tools/setup kernel
	@$(top)/qemu/fetch linux
	@$(top)/qemu/build-kernel

initramfs-$(BUILT_KERNEL): kernel-$(BUILT_KERNEL)
	@$(top)/qemu/mkinitramfs $(BUILT_KERNEL)

ours-$(BUILT_KERNEL): kernel-$(BUILT_KERNEL)
	+@$(MAKE) --no-print-directory -f $(top)/Makefile modules \
		KDIR=$(BUILD)/k-$(BUILT_KERNEL)/headers OUT=$(BUILD)/modules-$(BUILT_KERNEL) \
		CC=$(BUILD)/k-$(BUILT_KERNEL)/cc $(CROSS)

# Cached: TF-A is built again when our image is another.
.PHONY: bl32 bl32-flash bl32-provisioning-flash
KERNEL ?= $(MAIN_KERNEL)
bl32-flash: fetch-$(KERNEL)
	+@$(MAKE) --no-print-directory -C $(top)/secure/platform/qemu-virt
	@$(top)/qemu/build-tfa --bl32 $(BUILD)/bl32/bl32.bin $(BUILD)/flash-ours.bin

# The same, but it gives its key to an eMMC that has none.
bl32-provisioning-flash: fetch-$(KERNEL)
	+@$(MAKE) --no-print-directory -C $(top)/secure/platform/qemu-virt PROVISIONING=1
	@$(top)/qemu/build-tfa --bl32 $(BUILD)/bl32-provisioning/bl32.bin \
		$(BUILD)/flash-ours-provisioning.bin

bl32: bl32-flash initramfs-$(KERNEL) ours-$(KERNEL)
	@$(top)/qemu/boot -k $(KERNEL) -t ours -m ours

.PHONY: bench-guest bench-rates
bench-guest: flash initramfs-$(KERNEL) ours-$(KERNEL) bl32-flash
	@$(top)/bench/guest/run -k $(KERNEL)

bench-rates: flash initramfs-$(KERNEL) ours-$(KERNEL) bl32-flash
	@$(top)/bench/guest/rates -k $(KERNEL)

# OP-TEE 4.10 that reserves threads; THREADS other than 2 give a flash image of their own. Its
# test that sends a notification each second is off: the call that follows is in the way of tests
# that count calls.
.PHONY: optee-patched
THREADS ?= 2
patched := optee-patched$(if $(filter-out 2,$(THREADS)),-$(THREADS))
optee-patched: fetch-$(KERNEL)
	@$(top)/qemu/fetch optee xtest-4.10
	@$(top)/qemu/build-optee -p -t $(THREADS) -o CFG_NOTIF_TEST_WD=n $(BUILD)/$(patched)
	@OPTEE=$(BUILD)/$(patched) $(top)/qemu/build-tfa $(BUILD)/flash-$(patched).bin

.PHONY: optee-4.10
optee-4.10: fetch-$(KERNEL)
	@$(top)/qemu/fetch optee-4.10 xtest-4.10
	@OPTEE=$(BUILD)/optee-4.10/usr/lib/optee/vexpress-qemu_armv8a \
		$(top)/qemu/build-tfa $(BUILD)/flash-optee-4.10.bin

.PHONY: demo emmc emmc-rpmb check check-all
demo: flash initramfs-$(MAIN_KERNEL) ours-$(MAIN_KERNEL)
	@$(top)/demo/run

emmc: flash initramfs-$(MAIN_KERNEL) ours-$(MAIN_KERNEL) bl32-provisioning-flash
	@$(top)/emmc/run

emmc-rpmb: initramfs-$(BUILT_KERNEL) ours-$(BUILT_KERNEL)
	@$(top)/emmc/run -r

# The tests' own last line is to be the last line.
check: guest
	@$(top)/tests/run

check-all: guest
	@$(top)/tests/run -a

# ---- both worlds in one process ----

.PHONY: sim bench teelane secure-aarch64
teelane:
	@$(top)/tools/setup sim
	+@$(MAKE) --no-print-directory -C $(top)/cli

.PHONY: install-cli uninstall-cli
PREFIX ?= /usr/local
share := $(DESTDIR)$(PREFIX)/share
install-cli: teelane
	install -D -m 755 $(BUILD)/cli/teelane "$(DESTDIR)$(PREFIX)/bin/teelane"
	install -D -m 644 $(top)/cli/teelane.1 "$(share)/man/man1/teelane.1"
	install -D -m 644 $(top)/cli/completions/teelane \
		"$(share)/bash-completion/completions/teelane"
	install -d "$(share)/teelane/scenarios"
	install -m 644 $(top)/scenarios/*.ini "$(share)/teelane/scenarios/"

uninstall-cli:
	rm -f "$(DESTDIR)$(PREFIX)/bin/teelane" "$(share)/man/man1/teelane.1" \
		"$(share)/bash-completion/completions/teelane"
	rm -rf "$(share)/teelane/scenarios"

# The deadlock is expected, and the command says whether what came was.
sim: teelane
	@$(top)/tools/sim

bench: teelane
	@$(BUILD)/cli/teelane bench

secure-aarch64: setup
	+@$(MAKE) --no-print-directory -C $(top)/secure aarch64

# ---- style ----

.PHONY: sparse checkpatch shellcheck licences style klog-selftest $(KERNELS:%=sparse-%)
sparse: $(KERNELS:%=sparse-%)
$(KERNELS:%=sparse-%): sparse-%: fetch-%
	+@$(top)/tools/sparse $* CC=$(BUILD)/k-$*/cc $(CROSS)

checkpatch: fetch
	@$(top)/tools/checkpatch

shellcheck: setup
	@$(top)/tools/shellcheck

licences:
	@$(top)/tools/licences

style:
	@$(top)/tools/style

klog-selftest:
	@$(top)/tools/klog-selftest

# Objects, not run: sparse says what it finds while they are compiled.
.PHONY: armhf
armhf: setup
	@$(top)/tools/setup armhf
	@$(top)/qemu/fetch armhf
	+@$(top)/tools/sparse armhf ARCH=arm CROSS_COMPILE=arm-linux-gnueabihf-

.PHONY: clean distclean
clean:
	[ ! -d $(BUILD) ] || find $(BUILD) -mindepth 1 -maxdepth 1 \
		! -name dl ! -name apt ! -name root ! -name tfa ! -name mbedtls \
		! -name optee ! -name linux ! -name qemu ! -name host ! -name armhf \
		! -name optee-4.10 ! -name 'xtest-*' ! -name checkpatch ! -name 'k-*' \
		-exec rm -rf {} +
	rm -rf $(BUILD)/k-$(BUILT_KERNEL)

distclean:
	rm -rf $(BUILD)
