// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Services of the host: memory that is mapped more than once, text on the terminal, the bounds of a
 * stack.
 */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "internal.h"

/**
 * hosted_host_stack() - find the stack of the calling host thread
 * @start:	lowest address
 * @size:	bytes, 0 if it is not known
 */
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

/*
 * The address sanitizer asks for this when the program starts. Since gcc 13 it would keep local
 * variables outside of the thread's stack, and the kernel, which takes that stack for user memory,
 * would answer -EFAULT for them.
 */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "detect_stack_use_after_return=0";
}

/**
 * hosted_host_abort() - end the program
 */
void hosted_host_abort(void)
{
	abort();
}

/**
 * hosted_host_write() - write to the terminal
 * @text:	what is written
 */
void hosted_host_write(const char *text)
{
	fputs(text, stderr);
}

/**
 * hosted_host_ram() - make the memory of the machine
 * @size:	bytes
 * @ram:	where it is mapped
 * @fd:	a file, so that each page can be mapped anywhere else, too
 *
 * Return: 0 or a negative errno.
 */
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

/**
 * hosted_host_ram_free() - undo hosted_host_ram()
 * @ram:	as returned
 * @size:	as given
 * @fd:	as returned
 */
void hosted_host_ram_free(char *ram, size_t size, int fd)
{
	munmap(ram, size);
	close(fd);
}

/**
 * hosted_host_reserve() - reserve addresses until hosted_host_unmap()
 * @size:	bytes
 *
 * Return: the first address, or NULL.
 */
void *hosted_host_reserve(size_t size)
{
	void *at = mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	return at == MAP_FAILED ? NULL : at;
}

/**
 * hosted_host_map() - map a part of a file
 * @at:	address, reserved
 * @size:	bytes
 * @fd:	the file
 * @offset:	where in it
 *
 * Return: 0 or -ENOMEM.
 */
int hosted_host_map(void *at, size_t size, int fd, size_t offset)
{
	return mmap(at, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, fd, offset) ==
	       MAP_FAILED ? -ENOMEM : 0;
}

/**
 * hosted_host_protect_none() - make mapped memory inaccessible
 * @at:	address
 * @size:	bytes
 *
 * Return: 0 or a negative errno.
 */
int hosted_host_protect_none(void *at, size_t size)
{
	return mprotect(at, size, PROT_NONE) ? -errno : 0;
}

/**
 * hosted_host_unmap() - unmap memory
 * @at:	address
 * @size:	bytes
 */
void hosted_host_unmap(void *at, size_t size)
{
	munmap(at, size);
}

/**
 * hosted_host_nap() - sleep without being a task
 *
 * For code that waits until host threads are gone.
 */
void hosted_host_nap(void)
{
	const struct timespec t = { .tv_nsec = 200000 };

	nanosleep(&t, NULL);
}

/**
 * hosted_host_alloc() - allocate memory of the host, which is not part of the machine's
 * @size:	bytes
 *
 * Return: the memory, or NULL.
 */
void *hosted_host_alloc(size_t size)
{
	return malloc(size);
}

/**
 * hosted_host_free() - undo hosted_host_alloc()
 * @ptr:	the memory, or NULL
 */
void hosted_host_free(void *ptr)
{
	free(ptr);
}

/**
 * hosted_host_real_time() - read the clock of the host
 * @sec:	seconds since 1970
 * @nsec:	nanoseconds
 */
void hosted_host_real_time(s64 *sec, long *nsec)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	*sec = t.tv_sec;
	*nsec = t.tv_nsec;
}
