#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 teelane authors
#
# The stock modules that use tee.ko load without force next to ours.  They were loaded at boot; this
# test unloads and loads them again.

fail() { echo "$*"; exit 1; }

seen=0
while read -r m; do
	case $m in tee | optee) continue ;; esac
	n=$(echo "$m" | tr - _) d=/sys/module/$(echo "$m" | tr - _)
	[ -d "$d" ] || fail "$m is not loaded"
	# ffa-core is there for the stock optee.ko.
	[ "$m" != ffa-core ] || continue
	[ -d "/sys/module/tee/holders/$n" ] || fail "$m does not use tee.ko"
	rmmod "$n" || fail "$m does not go"
	insmod "/modules/stock/$m.ko" || fail "$m does not come again"
	# The taint F means that the module was loaded by force, with symbol versions that do not
	# match.
	case $(cat "$d/taint") in *F*) fail "$m had to be forced" ;; esac
	seen=$((seen + 1))
	echo "$m: loads, taint '$(cat "$d/taint")'"
done </modules/stock/order
[ $seen -gt 0 ] || fail "no stock module was tried"
case $(cat /sys/module/tee/version) in
*teelane*) ;;
*) fail "that was with the stock tee.ko" ;;
esac
