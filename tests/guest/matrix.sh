#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 teelane authors
#
# Runs in the guest, whatever its kernel, modules and trusted OS: the part of OP-TEE's regression
# tests passes that needs no trusted application. Where the trusted OS offers random numbers, which
# Debian's OP-TEE does not, the stock client of the driver has some, and they differ.

for m in tee optee; do cat /sys/module/$m/version >/out/version-$m; done
# The driver may have none ready for a moment.
random_number() { # FILE
	for _ in $(seq 600); do
		dd if=/dev/hwrng of="$1" bs=32 count=1 2>/tmp/err && [ -s "$1" ] && return
		usleep 100000
	done
	echo "FAIL matrix: no random number: $(head -n 1 /tmp/err)"
	exit 1
}
if grep -q optee-rng /sys/class/misc/hw_random/rng_available; then
	echo optee-rng >/sys/class/misc/hw_random/rng_current
	random_number /tmp/a
	random_number /tmp/b
	! cmp -s /tmp/a /tmp/b || { echo "FAIL matrix: two random numbers are the same"; exit 1; }
fi
xtest -t regression 1001 || { echo "FAIL matrix: xtest 1001"; exit 1; }
