/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * A table from numbers to pointers, on which XArray and IDR are built.
 */
#ifndef HOSTED_TABLE_H
#define HOSTED_TABLE_H

#include <linux/xarray.h>

void hosted_table_init(struct hosted_table *t);
void hosted_table_destroy(struct hosted_table *t);
void *hosted_table_load(struct hosted_table *t, unsigned long index);
bool hosted_table_replace(struct hosted_table *t, unsigned long index, void *entry, void **old);
void *hosted_table_cmpxchg(struct hosted_table *t, unsigned long index, void *old, void *entry);
int hosted_table_store(struct hosted_table *t, unsigned long index, void *entry, gfp_t gfp,
		       void **old);
int hosted_table_alloc(struct hosted_table *t, unsigned long min, unsigned long max, void *entry,
		       gfp_t gfp, unsigned long *index);
void *hosted_table_erase(struct hosted_table *t, unsigned long index);
void *hosted_table_next(struct hosted_table *t, unsigned long *index);
bool hosted_table_mark(struct hosted_table *t, unsigned long index, unsigned int mark, int set);
void hosted_table_preload(gfp_t gfp);
void hosted_table_preload_end(void);

#endif
