/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Numbers for pointers. Who changes one holds a lock of his own; readers need none.
 */
#ifndef HOSTED_LINUX_IDR_H
#define HOSTED_LINUX_IDR_H

#include <linux/gfp.h>
#include <linux/xarray.h>

struct idr {
	struct hosted_table table;
};

void idr_init(struct idr *idr);
void idr_destroy(struct idr *idr);
int idr_alloc(struct idr *idr, void *ptr, int start, int end, gfp_t gfp);
void *idr_remove(struct idr *idr, unsigned long id);
void *idr_find(const struct idr *idr, unsigned long id);
void *idr_replace(struct idr *idr, void *ptr, unsigned long id);

/* Set memory aside, so that one idr_alloc() with GFP_NOWAIT does not fail for want of it. */
void idr_preload(gfp_t gfp);
void idr_preload_end(void);

#endif
