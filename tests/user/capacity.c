// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * How much memory the trusted OS lets clients register: it keeps a list of the pages of each
 * object, and that fragments its heap.
 *
 *	capacity KIB	register objects of KIB each until one is refused; print how many there were
 *	capacity load	16 clients at a time register objects, make calls and unregister them
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include "tee.h"

#define MOST_OBJECTS	4096
#define CLIENTS		16
#define ROUNDS		50
#define MOST_PAGES	64

static void *map(size_t size)
{
	void *p = mmap(NULL, size, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);

	assert_ptr_not_equal(p, MAP_FAILED);
	return p;
}

static unsigned int count(size_t size)
{
	void *p = map(size);
	unsigned int n;
	int fd = tee_open();
	int id;

	for (n = 0; n < MOST_OBJECTS; n++)
		if (tee_shm_register(fd, p, size, &id) < 0)
			break;
	return n;
}

static void client(unsigned int seed)
{
	int fd = tee_open();
	u32 session = do_session(fd, uuid_os_test);
	char *p = map(MOST_PAGES * PAGE);
	unsigned int n;
	int id, shm;

	for (n = 0; n < ROUNDS; n++) {
		shm = tee_shm_register(fd, p, (1 + rand_r(&seed) % MOST_PAGES) * PAGE, &id);
		do_short(fd, session);
		if (shm >= 0)
			close(shm);
	}
}

static void load(void)
{
	unsigned int n;

	for (n = 0; n < CLIENTS; n++) {
		if (!fork()) {
			client(n + 1);
			_exit(0);
		}
	}
	while (wait(NULL) > 0)
		;
}

int main(int argc, char **argv)
{
	if (argc != 2)
		return 2;
	if (!strcmp(argv[1], "load"))
		load();
	else
		printf("%u\n", count(strtoul(argv[1], NULL, 10) * 1024));
	return 0;
}
