/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * System calls of a process. A pointer given to the kernel is a user address:
 * only memory from hosted_mmap(), the stack of the calling thread, and what was
 * announced by hosted_user_map() is there; anything else is -EFAULT. Results
 * are those of the kernel: a negative errno, not -1.
 *
 * To be called by threads of a process, and by the thread that booted.
 */
#ifndef HOSTED_USER_H
#define HOSTED_USER_H

#include <stddef.h>

int hosted_open(const char *path);	/* "/dev/tee0", "/dev/teepriv0" */
int hosted_close(int fd);
long hosted_ioctl(int fd, unsigned int cmd, const void *arg);

/**
 * hosted_mmap() - map memory
 * @fd:		descriptor of a shared memory object, from its ioctl; or -1 for
 *		memory of the process's own, zeroed
 * @size:	bytes; rounded up to whole pages
 * @addr:	where it was mapped, readable and writable
 *
 * Memory of either kind has physical pages, so it can be registered as shared
 * memory; other memory of a process cannot.
 */
int hosted_mmap(int fd, size_t size, void **addr);

/* @addr as hosted_mmap() returned it. -EINVAL if nothing is mapped there. */
int hosted_munmap(void *addr);

/* Make one page of a mapping inaccessible, to see what a fault does. */
int hosted_mprotect_none(void *addr);

/**
 * hosted_user_map() - let the kernel access host memory of the process
 * @addr:	static data, or from malloc()
 * @size:	bytes
 *
 * Not pages: it can be copied from and to, but not be registered. Until
 * hosted_user_unmap(), or until the process ends.
 */
int hosted_user_map(void *addr, size_t size);
int hosted_user_unmap(void *addr);

/* Set user, group (both 0 at first) and CAP_SYS_RESOURCE of the calling process. */
void hosted_set_ids(unsigned int uid, unsigned int gid, int may_reserve);

/* End the calling thread. */
_Noreturn void hosted_exit(void);

/* Sleep, as nanosleep(2): a kill ends it and the thread. */
void hosted_msleep(unsigned int ms);

/* Sleep until @ns on the clock of hosted_time_ns(). */
void hosted_sleep_until(unsigned long long ns);

#endif
