/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * The kernel's types. The uapi header of this name comes first.
 */
#ifndef HOSTED_LINUX_TYPES_H
#define HOSTED_LINUX_TYPES_H

#include_next <linux/types.h>

#include <stdbool.h>
#include <stddef.h>

#include <linux/compiler.h>

typedef __u8 u8;
typedef __u16 u16;
typedef __u32 u32;
typedef __u64 u64;
typedef __s32 s32;
typedef __s64 s64;

typedef __kernel_ssize_t ssize_t;
typedef __SIZE_TYPE__ uintptr_t;
/* As the C library has them, so that both can be seen together. */
typedef long loff_t;
typedef unsigned long dev_t;
typedef unsigned int gid_t;
typedef unsigned int uid_t;
typedef int pid_t;

typedef unsigned short umode_t;
typedef unsigned int gfp_t;
typedef u64 phys_addr_t;
typedef u64 dma_addr_t;

typedef struct {
	int counter;
} atomic_t;

typedef struct {
	s64 counter;
} atomic64_t;

struct list_head {
	struct list_head *next, *prev;
};

struct hlist_node {
	struct hlist_node *next, **pprev;
};

/**
 * struct rcu_head - what is to be done after a grace period
 * @next:	in the list of those that wait for one
 * @func:	to be called, or NULL
 * @free:	to be freed where there is no @func
 */
struct rcu_head {
	struct rcu_head *next;
	void (*func)(struct rcu_head *head);
	void *free;
};

#define DECLARE_BITMAP(name, bits)	unsigned long name[((bits) + 63) / 64]

#endif
