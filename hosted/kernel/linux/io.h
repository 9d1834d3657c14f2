/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 */
#ifndef HOSTED_LINUX_IO_H
#define HOSTED_LINUX_IO_H

#include <linux/types.h>

#define MEMREMAP_WB	1

/* NULL unless it is RAM. */
void *memremap(phys_addr_t pa, size_t size, unsigned long flags);

static inline void memunmap(void *va)
{
}

#endif
