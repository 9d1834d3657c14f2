// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * hold WHAT [MILLISECONDS] - have one thing of the driver in use, say so, and keep it until
 * killed; for unload.sh and tests/kexec. "once" makes a call and ends. "call" makes calls
 * that take MILLISECONDS, 5000 if not given.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "tee.h"

static int fd;
static u32 session;
static unsigned long call_ms = 5000;

static void *keep_calling(void *arg)
{
	struct tee_ioctl_param p;

	(void)arg;
	for (;;) {
		p = VALUE_IN(call_ms);
		do_invoke(fd, session, busy_service()->wait, 1, &p);
	}
	return NULL;
}

/* Keep shared memory in use after its context has been closed, by a descriptor or a mapping. */
static void hold_memory(int map)
{
	int id, shm = tee_shm_alloc(fd, PAGE, &id);
	void *p;

	assert_true(shm >= 0);
	close(fd);
	if (!map)
		return;
	p = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, shm, 0);
	assert_ptr_not_equal(p, MAP_FAILED);
	close(shm);
}

static void hold_registered(void)
{
	int id;
	void *p = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	assert_true(tee_shm_register(fd, p, PAGE, &id) >= 0);
	close(fd);
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";
	pthread_t t;

	if (argc > 2)
		call_ms = strtoul(argv[2], NULL, 10);
	fd = tee_open();
	if (!strcmp(what, "session") || !strcmp(what, "call") ||
	    !strcmp(what, "once"))
		session = do_session(fd, busy_service()->uuid);
	if (!strcmp(what, "once")) {
		do_short(fd, session);
		return 0;
	}
	if (!strcmp(what, "call")) {
		assert_int_equal(pthread_create(&t, NULL, keep_calling, NULL),
				 0);
		lanes_reach("busy", 1);
	} else if (!strcmp(what, "memory") || !strcmp(what, "mapping")) {
		hold_memory(!strcmp(what, "mapping"));
	} else if (!strcmp(what, "registered")) {
		hold_registered();
	} else if (!strcmp(what, "lane")) {
		assert_rc(tee_lane_request(fd), 0);
	} else if (strcmp(what, "device") && strcmp(what, "session")) {
		fprintf(stderr, "hold: what is '%s'?\n", what);
		return 2;
	}
	printf("has it\n");
	fflush(stdout);
	pause();
	return 0;
}
