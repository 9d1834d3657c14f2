/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Modules: an init and an exit function under known names, and a count of users.
 */
#ifndef HOSTED_LINUX_MODULE_H
#define HOSTED_LINUX_MODULE_H

#include <linux/atomic.h>
#include <linux/compiler.h>
#include <linux/init.h>
#include <linux/kernel.h>

/**
 * struct module - a module
 * @name:	its name
 * @users:	references; a negative number while it goes
 */
struct module {
	const char *name;
	atomic_t users;
};

#ifdef KBUILD_MODNAME
#define __HOSTED_MODULE		__PASTE(hosted_module_, KBUILD_MODNAME)
extern struct module __HOSTED_MODULE;
#define THIS_MODULE		(&__HOSTED_MODULE)
#define module_init(fn)		int __PASTE(hosted_init_, KBUILD_MODNAME)(void);	\
				int __PASTE(hosted_init_, KBUILD_MODNAME)(void) { return fn(); }
#define module_exit(fn)		void __PASTE(hosted_exit_, KBUILD_MODNAME)(void);	\
				void __PASTE(hosted_exit_, KBUILD_MODNAME)(void) { fn(); }	\
				struct module __HOSTED_MODULE = {			\
					.name = __stringify(KBUILD_MODNAME) }
#define subsys_initcall(fn)	module_init(fn)
#endif

/* NULL is the kernel itself. */
bool try_module_get(struct module *module);
void __module_get(struct module *module);
void module_put(struct module *module);

#define EXPORT_SYMBOL_GPL(sym)		extern __typeof__(sym) sym
#define MODULE_AUTHOR(s)		extern struct module hosted_no_module
#define MODULE_DESCRIPTION(s)		MODULE_AUTHOR(s)
#define MODULE_LICENSE(s)		MODULE_AUTHOR(s)
#define MODULE_VERSION(s)		MODULE_AUTHOR(s)
#define MODULE_ALIAS(s)			MODULE_AUTHOR(s)
#define MODULE_PARM_DESC(name, s)	MODULE_AUTHOR(s)
#define MODULE_DEVICE_TABLE(type, name)	\
	extern __typeof__(name) name##_device_table __attribute__((unused))
/* Set before init, by whoever loads the module: a variable of its own. */
#define module_param(name, type, perm)	\
	void *__PASTE(hosted_param_, name) = &(name)

#endif
