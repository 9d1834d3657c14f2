// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * What only the host can do: memory that is mapped more than once, text on the
 * terminal, the bounds of a stack.
 */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "internal.h"

/* Of the calling thread. */
void hosted_host_stack(unsigned long *start, size_t *size)
{
	pthread_attr_t attr;
	void *addr;

	*start = 0;
	*size = 0;
	if (pthread_getattr_np(pthread_self(), &attr))
		return;
	if (!pthread_attr_getstack(&attr, &addr, size))
		*start = (unsigned long)addr;
	pthread_attr_destroy(&attr);
}

void hosted_host_abort(void)
{
	abort();
}

void hosted_host_write(const char *text)
{
	fputs(text, stderr);
}

/* RAM is a file, so that each of its pages can be mapped anywhere else, too. */
int hosted_host_ram(size_t size, char **ram, int *fd)
{
	void *at;

	*fd = memfd_create("hosted-ram", MFD_CLOEXEC);
	if (*fd < 0)
		return -errno;
	if (ftruncate(*fd, size)) {
		close(*fd);
		return -ENOMEM;
	}
	at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, *fd, 0);
	if (at == MAP_FAILED) {
		close(*fd);
		return -ENOMEM;
	}
	*ram = at;
	return 0;
}

void hosted_host_ram_free(char *ram, size_t size, int fd)
{
	munmap(ram, size);
	close(fd);
}

/* Addresses that nothing else gets, until hosted_host_unmap(). NULL: none. */
void *hosted_host_reserve(size_t size)
{
	void *at = mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	return at == MAP_FAILED ? NULL : at;
}

int hosted_host_map(void *at, size_t size, int fd, size_t offset)
{
	return mmap(at, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, fd, offset) ==
	       MAP_FAILED ? -ENOMEM : 0;
}

int hosted_host_protect_none(void *at, size_t size)
{
	return mprotect(at, size, PROT_NONE) ? -errno : 0;
}

void hosted_host_unmap(void *at, size_t size)
{
	munmap(at, size);
}

/* For who waits for host threads to be gone, and is no task that sleeps. */
void hosted_host_nap(void)
{
	const struct timespec t = { .tv_nsec = 200000 };

	nanosleep(&t, NULL);
}

void *hosted_host_alloc(size_t size)
{
	return malloc(size);
}

void hosted_host_free(void *ptr)
{
	free(ptr);
}

void hosted_host_real_time(s64 *sec, long *nsec)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	*sec = t.tv_sec;
	*nsec = t.tv_nsec;
}
