// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * tick - print when the trusted OS last raised its notification interrupt
 * (CLOCK_MONOTONIC, nanoseconds), or 0 if it raises none for 1.5 s.
 *
 * Debian's OP-TEE for QEMU is a debug build with a test timer: once a second it sends a
 * notification, and the driver answers it with a TEE call of its own.  That call takes part in what
 * the demo shows, so the scenes begin at a fixed distance from it, and not at an accidental one.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define POLL_NS		5000000l
#define POLLS		300

/*
 * Returns the number of OP-TEE's notification interrupts on all CPUs, or -1 if no interrupt is
 * OP-TEE's.
 */
static long notifications(void)
{
	FILE *f = fopen("/proc/interrupts", "r");
	char line[512], *p, *end;
	long n, sum = -1;

	if (!f)
		return -1;
	while (sum < 0 && fgets(line, sizeof(line), f)) {
		p = strchr(line, ':');
		if (!p || !strstr(p, "optee"))
			continue;
		for (sum = 0, p++; ; p = end) {
			n = strtol(p, &end, 10);
			if (end == p)
				break;
			sum += n;
		}
	}
	fclose(f);
	return sum;
}

int main(void)
{
	const struct timespec pause = { .tv_nsec = POLL_NS };
	long n = notifications();
	struct timespec now;
	int i;

	for (i = 0; n >= 0 && i < POLLS; i++) {
		nanosleep(&pause, NULL);
		if (notifications() == n)
			continue;
		clock_gettime(CLOCK_MONOTONIC, &now);
		printf("%llu\n", now.tv_sec * 1000000000ull + now.tv_nsec);
		return 0;
	}
	printf("0\n");
	return 0;
}
