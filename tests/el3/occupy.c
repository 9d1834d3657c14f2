// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * occupy park MS - one call, which is suspended in the trusted OS for MS; prints
 *                  "in" when its session is open and the call is next
 * occupy lane MS - a lane, and a short call on it every MS, until SIGTERM; says
 *                  how many there were and how long the longest took
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "../user/tee.h"

static void stay(int fd, u32 session, unsigned int ms)
{
	struct tee_ioctl_param p = VALUE_IN(ms);

	puts("in");
	fflush(stdout);
	assert_int_equal(do_invoke(fd, session, OS_TEST_WAIT, 1, &p), TEE_OK);
}

static int use_lane(int fd, u32 session, unsigned int ms)
{
	const struct timespec pause = { .tv_nsec = ms * 1000000 };
	int rc = tee_lane_request(fd), calls = 0;
	double longest = 0, begin;
	sigset_t term;

	if (rc) {
		fprintf(stderr, "no lane: %s\n", strerror(-rc));
		return 1;
	}
	sigemptyset(&term);
	sigaddset(&term, SIGTERM);
	sigprocmask(SIG_BLOCK, &term, NULL);
	do {
		begin = now_ms();
		do_short(fd, session);
		if (now_ms() - begin > longest)
			longest = now_ms() - begin;
		calls++;
	} while (sigtimedwait(&term, NULL, &pause) < 0);
	printf("%d calls on a lane, the longest %.0f ms\n", calls, longest);
	return 0;
}

int main(int argc, char **argv)
{
	int fd = tee_open();
	u32 session = do_session(fd, uuid_os_test);

	if (argc != 3)
		return 2;
	if (!strcmp(argv[1], "lane"))
		return use_lane(fd, session, atoi(argv[2]));
	stay(fd, session, atoi(argv[2]));
	return 0;
}
