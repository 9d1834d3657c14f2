/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Circular lists whose links are in their elements. As in Linux, list_empty() can be
 * asked without the lock of the list: it may be wrong by then.
 */
#ifndef HOSTED_LINUX_LIST_H
#define HOSTED_LINUX_LIST_H

#include <linux/compiler.h>
#include <linux/container_of.h>
#include <linux/types.h>

#define LIST_HEAD_INIT(name)	{ &(name), &(name) }
#define LIST_HEAD(name)		struct list_head name = LIST_HEAD_INIT(name)

/* What a removed element points to, unless it was list_del_init(). */
#define LIST_POISON	((struct list_head *)0xdead000000000100UL)

static inline void INIT_LIST_HEAD(struct list_head *list)
{
	WRITE_ONCE(list->next, list);
	list->prev = list;
}

static inline void __hosted_list_link(struct list_head *prev, struct list_head *next)
{
	WRITE_ONCE(prev->next, next);
	next->prev = prev;
}

static inline void list_add(struct list_head *new, struct list_head *head)
{
	__hosted_list_link(new, head->next);
	__hosted_list_link(head, new);
}

static inline void list_add_tail(struct list_head *new, struct list_head *head)
{
	__hosted_list_link(head->prev, new);
	__hosted_list_link(new, head);
}

static inline void list_del(struct list_head *entry)
{
	__hosted_list_link(entry->prev, entry->next);
	entry->next = LIST_POISON;
	entry->prev = LIST_POISON;
}

static inline void list_del_init(struct list_head *entry)
{
	__hosted_list_link(entry->prev, entry->next);
	INIT_LIST_HEAD(entry);
}

static inline int list_empty(const struct list_head *head)
{
	return READ_ONCE(head->next) == head;
}

/* Move all elements of @list to the front of @head. */
static inline void list_splice_init(struct list_head *list, struct list_head *head)
{
	if (list_empty(list))
		return;
	__hosted_list_link(list->prev, head->next);
	__hosted_list_link(head, list->next);
	INIT_LIST_HEAD(list);
}

#define list_entry(ptr, type, member)		container_of(ptr, type, member)
#define list_first_entry(head, type, member)	list_entry((head)->next, type, member)
#define list_next_entry(pos, member)						\
	list_entry((pos)->member.next, __typeof__(*(pos)), member)
#define list_first_entry_or_null(head, type, member)				\
	(list_empty(head) ? NULL : list_first_entry(head, type, member))

#define list_for_each(pos, head)						\
	for (pos = (head)->next; pos != (head); pos = pos->next)

#define list_for_each_entry(pos, head, member)					\
	for (pos = list_first_entry(head, __typeof__(*pos), member);		\
	     &pos->member != (head); pos = list_next_entry(pos, member))

#define list_for_each_entry_safe(pos, n, head, member)				\
	for (pos = list_first_entry(head, __typeof__(*pos), member),		\
	     n = list_next_entry(pos, member);					\
	     &pos->member != (head); pos = n, n = list_next_entry(n, member))

#define hlist_entry(ptr, type, member)		container_of(ptr, type, member)

#endif
