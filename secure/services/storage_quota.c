// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * Objects in RPMB: how much of the device clients may have. See storage.h.
 *
 * What is stored outlives its client and the boot. Without a limit one process could write objects
 * until there is no room for those of anybody else, the normal world's kernel among them, and it
 * would stay so after its end and after a reset: nobody but the owner of an object can delete it.
 *
 * The limits are about what a client will have once it is written. The second head and the second
 * content that an object has while it is replaced do not count. They go where the kernel's share
 * is, and are given back before the next write begins.
 */
#include "storage.h"

/*
 * Processes leave a quarter to the normal world's kernel. On the smallest RPMB, of 128 KiB, this is
 * 15 objects and 111 blocks. So the kernel can have two objects of the largest size and replace
 * them, which takes the blocks of one again.
 */
#define KERNEL_SHARE(all)	((all) / 4)
/* One client that is a process has half of all at most, so that there is a quarter for others. */
#define CLIENT_MAX(all)		((all) / 2)
#define PROCESSES_OBJECTS	(STORAGE_NUM_OBJECTS - KERNEL_SHARE(STORAGE_NUM_OBJECTS))

_Static_assert(KERNEL_SHARE(RPMB_SIZE_UNIT / RPMB_BLOCK_SIZE - STORAGE_CONTENT) >=
	       STORAGE_OBJECT_BLOCKS,
	       "what processes leave is enough to replace one of their objects");

/* What some of the clients have */
struct usage {
	unsigned int objects;
	unsigned int blocks;
};

static bool kernel_owns(const struct storage_head *head)
{
	return pta_is_kernel_login(head->owner.login);
}

static void add_object(struct usage *u, const struct storage_head *head)
{
	u->objects++;
	u->blocks += storage_blocks(head);
}

/**
 * storage_may_write() - may the owner of an object have it?
 * @st:		ours, and mounted
 * @head:	the object as it is to be: its owner and its size
 * @old:	the object as it is; NULL if it is a new one
 *
 * An object that does not become larger may always be replaced, because a store that was filled
 * when there were no limits may be beyond them.
 *
 * Return: it may, if there is room.
 */
bool storage_may_write(const struct storage *st, const struct storage_head *head,
		       const struct storage_head *old)
{
	unsigned int content = storage_end(st) - STORAGE_CONTENT;
	unsigned int had = old ? storage_blocks(old) : 0;
	unsigned int more = storage_blocks(head);
	struct usage processes = { 0 };
	struct usage client = { 0 };
	const struct storage_slot *s;

	if (kernel_owns(head) || (old && more <= had))
		return true;
	more -= had;

	for (s = st->slot; s < st->slot + STORAGE_NUM_SLOTS; s++) {
		if (s->state != STORAGE_LIVE || kernel_owns(&s->head))
			continue;
		add_object(&processes, &s->head);
		if (is_same_owner(&s->head.owner, &head->owner))
			add_object(&client, &s->head);
	}
	if (!old && (client.objects >= CLIENT_MAX(STORAGE_NUM_OBJECTS) ||
		     processes.objects >= PROCESSES_OBJECTS))
		return false;
	return client.blocks + more <= CLIENT_MAX(content) &&
	       processes.blocks + more <= content - KERNEL_SHARE(content);
}
