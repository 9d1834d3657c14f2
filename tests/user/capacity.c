// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * How much memory the trusted OS lets clients register: it keeps a list of the pages of each
 * object, and that fragments its heap.
 *
 *	capacity KIB	register objects of KIB each until one is refused; print how many there were
 *	capacity load	16 clients at a time open a session, register objects, make calls and
 *			unregister them; print how many could open a session
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
#define NO_SESSION	100	/* exit status of a client that could not open one */

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

/* Returns whether the trusted OS had memory for a session. */
static int client(unsigned int seed)
{
	struct open_arg open = { .arg.clnt_login = TEE_IOCTL_LOGIN_PUBLIC };
	int fd = tee_open();
	char *p = map(MOST_PAGES * PAGE);
	unsigned int n;
	int id, shm;

	memcpy(open.arg.uuid, uuid_os_test, TEE_IOCTL_UUID_LEN);
	assert_rc(tee_open_session(fd, &open), 0);
	if (open.arg.ret == TEE_OUT_OF_MEMORY)
		return 0;
	assert_int_equal(open.arg.ret, TEE_OK);
	for (n = 0; n < ROUNDS; n++) {
		shm = tee_shm_register(fd, p, (1 + rand_r(&seed) % MOST_PAGES) * PAGE, &id);
		do_short(fd, open.arg.session);
		if (shm >= 0)
			close(shm);
	}
	return 1;
}

static int load(void)
{
	unsigned int n, sessions = 0;
	int status;

	for (n = 0; n < CLIENTS; n++)
		if (!fork())
			_exit(client(n + 1) ? 0 : NO_SESSION);
	while (wait(&status) > 0) {
		if (!status)
			sessions++;
		else if (!WIFEXITED(status) || WEXITSTATUS(status) != NO_SESSION)
			return 1;
	}
	printf("%u\n", sessions);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc != 2)
		return 2;
	if (!strcmp(argv[1], "load"))
		return load();
	printf("%u\n", count(strtoul(argv[1], NULL, 10) * 1024));
	return 0;
}
