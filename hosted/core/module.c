// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Modules. Boot and probe load them; they are unloaded only when they have no users.
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

/**
 * hosted_module_load() - load a module
 * @module:	the module
 * @init:	its init function
 *
 * Return: 0 or the error of @init.
 */
int hosted_module_load(struct module *module, int (*init)(void))
{
	int rc;

	atomic_set(&module->users, 0);
	rc = init();
	if (rc)
		atomic_set(&module->users, GONE);
	return rc;
}

/**
 * hosted_module_unload() - unload a module
 * @module:	the module
 * @exit:	its exit function
 *
 * Return: 0, or -EBUSY while the module has users.
 */
int hosted_module_unload(struct module *module, void (*exit)(void))
{
	if (atomic_cmpxchg(&module->users, 0, GONE))
		return -EBUSY;
	exit();
	return 0;
}
