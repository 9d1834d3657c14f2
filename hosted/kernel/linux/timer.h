/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Timers. Their functions run on a thread of their own, one at a time.
 */
#ifndef HOSTED_LINUX_TIMER_H
#define HOSTED_LINUX_TIMER_H

#include <linux/jiffies.h>
#include <linux/list.h>

struct timer_list {
	struct list_head entry;
	unsigned long expires;
	void (*function)(struct timer_list *timer);
};

void hosted_timer_setup(struct timer_list *timer, void (*function)(struct timer_list *timer));
int mod_timer(struct timer_list *timer, unsigned long expires);
int hosted_timer_delete(struct timer_list *timer, bool sync);
int timer_pending(const struct timer_list *timer);

#define timer_setup(timer, function, flags)	hosted_timer_setup(timer, function)
/* Not functions: POSIX has a timer_delete(), too. */
#define timer_delete(timer)		hosted_timer_delete(timer, false)
#define timer_delete_sync(timer)	hosted_timer_delete(timer, true)
#define from_timer(var, timer, field)	container_of(timer, __typeof__(*(var)), field)

#endif
