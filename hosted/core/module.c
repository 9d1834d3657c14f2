// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Modules: loaded by whoever boots or probes, unloaded only when nobody uses them.
 */
#include <linux/errno.h>
#include <linux/limits.h>
#include <linux/module.h>

#include "internal.h"

#define GONE	(-INT_MAX)

bool try_module_get(struct module *module)
{
	int users;

	if (!module)
		return true;
	users = atomic_read(&module->users);
	while (users >= 0)
		if (__atomic_compare_exchange_n(&module->users.counter, &users, users + 1, false,
						__ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
			return true;
	return false;
}

void __module_get(struct module *module)
{
	FATAL_IF(!try_module_get(module));
}

void module_put(struct module *module)
{
	if (module)
		FATAL_IF(atomic_dec_return(&module->users) < 0);
}

int hosted_module_load(struct module *module, int (*init)(void))
{
	int rc;

	atomic_set(&module->users, 0);
	rc = init();
	if (rc)
		atomic_set(&module->users, GONE);
	return rc;
}

/* -EBUSY while it is used. */
int hosted_module_unload(struct module *module, void (*exit)(void))
{
	if (atomic_cmpxchg(&module->users, 0, GONE))
		return -EBUSY;
	exit();
	return 0;
}
