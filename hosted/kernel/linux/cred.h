/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Who a process is. There is one user name space.
 */
#ifndef HOSTED_LINUX_CRED_H
#define HOSTED_LINUX_CRED_H

#include <linux/types.h>

struct user_namespace {
	int unused;
};

extern struct user_namespace init_user_ns;

typedef struct {
	uid_t val;
} kuid_t;

typedef struct {
	gid_t val;
} kgid_t;

kuid_t current_euid(void);
bool in_egroup_p(kgid_t gid);

#define current_user_ns()	(&init_user_ns)

static inline uid_t from_kuid(struct user_namespace *ns, kuid_t uid)
{
	return uid.val;
}

static inline gid_t from_kgid(struct user_namespace *ns, kgid_t gid)
{
	return gid.val;
}

static inline kgid_t make_kgid(struct user_namespace *ns, gid_t gid)
{
	return (kgid_t){ gid };
}

static inline bool gid_valid(kgid_t gid)
{
	return gid.val != (gid_t)-1;
}

#endif
