#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 teelane authors
#
# Runs OP-TEE's own regression tests in the guest.  The host judges the results by /out.  This
# script checks that all threads and lanes have come back.

dmesg -n 1
for m in tee optee; do cat /sys/module/$m/version >/out/version-$m; done
without=
while read -r c; do without="$without -x $c"; done </etc/xtest.without
# shellcheck disable=SC2086 # a list
xtest -t regression -l 0 $without >/out/xtest.log 2>&1
rc=$?
tail -n 5 /out/xtest.log
lanes-idle || rc=1
exit $rc
