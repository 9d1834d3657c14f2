/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 */
#ifndef HOSTED_LINUX_SCHED_MM_H
#define HOSTED_LINUX_SCHED_MM_H

#include <linux/sched.h>

static inline unsigned int memalloc_noio_save(void)
{
	unsigned int was = current->flags & PF_MEMALLOC_NOIO;

	current->flags |= PF_MEMALLOC_NOIO;
	return was;
}

static inline void memalloc_noio_restore(unsigned int flags)
{
	current->flags = (current->flags & ~PF_MEMALLOC_NOIO) | flags;
}

#endif
