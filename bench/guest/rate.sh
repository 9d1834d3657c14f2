#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 teelane authors
#
# Runs in the guest, with the stock modules loaded.  Measures with them and with ours in turns, so
# that whatever else the host does meanwhile disturbs both.  Around each measurement it prints
#
#	RATE begin
#	RATE end ROUND MODULES invoke|session THREADS CALLS MILLISECONDS
#
# /bench/rate.conf sets how many rounds there are, and how many milliseconds each measurement takes.

dmesg -n 1
rounds=5 ms=1000
# shellcheck disable=SC1091 # made by bench/guest/rates
. /bench/rate.conf
sleep 3
round=0
while [ $round -lt "$rounds" ]; do
	round=$((round + 1))
	for modules in stock ours; do
		tee-modules unload && tee-modules load $modules || exit 1
		/bench/rate invoke 2 200 >/dev/null || exit 1
		for threads in 1 2 4 16; do
			for what in invoke session; do
				echo "RATE begin"
				n=$(/bench/rate $what $threads "$ms") || exit 1
				echo "RATE end $round $modules $what $threads $n"
			done
		done
	done
done
