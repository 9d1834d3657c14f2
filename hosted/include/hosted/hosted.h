/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Booting the hosted kernel, and its clock, log, interrupts and sysfs. The headers in this
 * directory need no kernel header: they are for programs around the kernel.
 *
 * Every function here returns 0 or a negative errno unless it says otherwise.
 */
#ifndef HOSTED_HOSTED_H
#define HOSTED_HOSTED_H

#include <stddef.h>
#include <stdint.h>

#include <hosted/sched.h>

/**
 * struct hosted_config - the machine that is booted
 * @ram_base:	physical address of the RAM; 0: HOSTED_RAM_BASE
 * @ram_size:	bytes, whole pages; 0: HOSTED_RAM_SIZE
 * @cpus:	CPUs the kernel believes it has, 0: 2
 * @log_level:	kernel messages up to this level (3 errors, 4 warnings, 6 all)
 *		are shown; 0: warnings
 * @log:	where they go, NULL: the standard error output. Any context, must
 *		not call back. @text ends with a newline.
 * @sched:	the scheduler; NULL: &hosted_sched_threads
 */
struct hosted_config {
	uint64_t ram_base;
	size_t ram_size;
	unsigned int cpus;
	int log_level;
	void (*log)(int level, const char *text);
	const struct hosted_sched *sched;
};

#define HOSTED_RAM_BASE	0x40000000ULL
#define HOSTED_RAM_SIZE	(64UL << 20)

/**
 * hosted_boot() - start the kernel: memory, timers, RCU, the TEE core
 * @cfg:	the machine, or NULL for the defaults
 *
 * The calling thread becomes the first task, "init", a process with a file
 * table of its own. May be called again after hosted_shutdown().
 */
int hosted_boot(const struct hosted_config *cfg);

/**
 * hosted_shutdown() - stop the kernel
 *
 * By the thread that booted. Its open files are closed first. Everything that
 * was started must have ended: tasks joined, drivers removed.
 *
 * Return: 0, -EBUSY if a task or a driver is still there (nothing has changed
 * then, but for the files), or -ENOTEMPTY if it is down but pages of RAM or memory
 * from kmalloc() were never freed.
 */
int hosted_shutdown(void);

/**
 * hosted_time_ns() - the kernel's monotonic clock
 *
 * Return: nanoseconds since boot.
 */
uint64_t hosted_time_ns(void);

/**
 * hosted_sysfs_read() - read an attribute of a device
 * @device:	name of the device, such as "tee0"
 * @attr:	name of the attribute, such as "lanes/waiting"
 * @buf:	one page
 *
 * Return: length of the text, or -ENOENT.
 */
long hosted_sysfs_read(const char *device, const char *attr, char *buf);

/**
 * hosted_irq_raise() - a device raises its interrupt
 * @irq:	interrupt number, 1 to HOSTED_IRQS - 1
 *
 * From any thread. The handler runs soon, on a thread of its own; what is
 * raised while it has not begun is one interrupt, as for a level that is high.
 */
void hosted_irq_raise(unsigned int irq);

#define HOSTED_IRQS	8

#endif
