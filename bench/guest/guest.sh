#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 teelane authors
#
# Runs in the guest. The measurement begins when the guest is quiet, because in its first seconds a
# call takes more instructions.

dmesg -n 1
for m in tee optee; do cat /sys/module/$m/version >/out/version-$m; done
sleep 5
/bench/calls >/out/calls
