/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Objects in RPMB: how they lie in its blocks of 256 bytes.
 *
 *   block 0			fence: its content means nothing
 *   blocks 1 to 64		heads, one for each object
 *   blocks 65 and up		content
 *
 * A head names its object, the client whose it is and the blocks of its content, has a generation
 * number, a digest of the content, and a checksum of itself. A head whose
 * checksum is wrong, as that of a block of zeroes is, is no head.
 *
 * WRITING. The invariant: a block that a head on the device names is never
 * written to. So an object is written in these steps, one block at a time:
 *
 *   1. content into blocks that no head names
 *   2. a new head into a slot that has none, with a generation above all others
 *   3. zeroes over the old head, if there was one; its blocks are free now
 *
 * and it is deleted by step 3. Power may fail at any point. The block that was being
 * written then has its old content, its new content, or a mixture. Before step 2 is
 * complete the old head counts, after it the new one. At worst both are there: the
 * one with the higher generation counts, and the other is stale. MOUNTING reads the
 * blocks for the first time after boot. It zeroes stale heads before anything else is
 * written: if a stale head stayed, it would become the object again when the newer
 * one is deleted.
 *
 * THE FENCE. If the normal world does not answer a request to write, the request may
 * have been carried out, or not, or it may be carried out later: the normal world has
 * it, with a valid MAC, and the device accepts it as long as its write counter has not
 * moved. So after an error, and at boot, because the normal world may still have a
 * request of the last boot, what is known of the blocks is forgotten. Mounting reads
 * the counter, writes to block 0, and then reads the heads. Once that write is
 * confirmed the counter has moved, and no older request can be carried out. The
 * confirmation names only counter and block. So the normal world can instead carry
 * out an older request for block 0 with the same counter, whose answer is accepted,
 * too. That does no harm: the counter has moved then as well, which is all that the
 * fence is for. No two requests for any other block have both counter and block in
 * common, so the answer to one is never accepted as the answer to another.
 *
 * LIMITS. Processes leave a share of the objects and of the blocks to the normal
 * world's kernel, and one client leaves some to others: see storage_quota.c. What each
 * has is counted from the heads, so the device holds nothing else for this.
 *
 * Contents are authenticated, and on one eMMC they cannot be rolled back. It is the
 * normal world that says which eMMC there is, so where two have our key it can present
 * either. Contents are not secret: the normal world sees them on their way.
 */
#ifndef SERVICES_STORAGE_H
#define SERVICES_STORAGE_H

#include "hmac.h"
#include "optee_pta.h"
#include "owner.h"
#include "rpmb.h"

#define STORAGE_FENCE		0
#define STORAGE_HEADS		1
#define STORAGE_NUM_SLOTS	64
#define STORAGE_CONTENT		(STORAGE_HEADS + STORAGE_NUM_SLOTS)

/* One slot is kept free, so that every object can be replaced. */
#define STORAGE_NUM_OBJECTS	(STORAGE_NUM_SLOTS - 1)

/* Blocks that are used of a device that has more */
#define STORAGE_BLOCKS_MAX	4096

#define STORAGE_OBJECT_BLOCKS	(PTA_STORAGE_SIZE_MAX / RPMB_BLOCK_SIZE)
#define STORAGE_DIGEST_SIZE	16

/**
 * struct storage_head - a head, as it is on the device, in the CPU's byte order
 * @magic:	STORAGE_MAGIC
 * @checksum:	first bytes of SHA-256 of all that follows
 * @generation:	of two heads with one name the higher one counts
 * @size:	bytes of content
 * @name_len:	bytes of @name that count, 1 at least
 * @name:	name
 * @digest:	first bytes of SHA-256 of the content's blocks, filled up with zeroes
 * @owner:	client whose object it is
 * @block:	where they are; as many count as @size takes
 * @unused:	0
 */
struct storage_head {
	u8 magic[8];
	u8 checksum[STORAGE_DIGEST_SIZE];
	u64 generation;
	u32 size;
	u32 name_len;
	u8 name[PTA_STORAGE_NAME_MAX];
	u8 digest[STORAGE_DIGEST_SIZE];
	struct owner owner;
	u16 block[STORAGE_OBJECT_BLOCKS];
	u8 unused[RPMB_BLOCK_SIZE - 108 - 2 * STORAGE_OBJECT_BLOCKS];
};

_Static_assert(sizeof(struct storage_head) == RPMB_BLOCK_SIZE, "a head is a block");
_Static_assert(STORAGE_NUM_SLOTS % RPMB_READ_MAX == 0, "heads are read all at once");

enum storage_slot_state {
	STORAGE_FREE,	/* has no head */
	STORAGE_LIVE,	/* has that of an object */
	STORAGE_STALE,	/* has one that does not count */
};

/**
 * struct storage_slot - what is in a slot
 * @state:	what kind of
 * @head:	the head if it is not STORAGE_FREE
 */
struct storage_slot {
	enum storage_slot_state state;
	struct storage_head head;
};

/**
 * struct storage - state of the store
 * @turn:	whose turn it is to use any of it: what is done takes several RPCs
 * @rpmb:	the device
 * @mounted:	the rest is as on the device
 * @generation:	highest there is
 * @slot:	slots
 * @used:	bit for each block: a head names it, or it is no block for content
 * @next:	where to begin to look for a free one, so that all get their share of writes
 * @read:	heads on their way in; a thread's stack is small
 */
struct storage {
	struct secure_turn turn;
	struct rpmb rpmb;
	bool mounted;
	u64 generation;
	struct storage_slot slot[STORAGE_NUM_SLOTS];
	u8 used[STORAGE_BLOCKS_MAX / 8];
	u32 next;
	struct storage_head read[RPMB_READ_MAX];
};

/**
 * struct storage_name - name of an object: each client has names of its own
 * @owner:	the client
 * @len:	1 to PTA_STORAGE_NAME_MAX
 * @octets:	it
 */
struct storage_name {
	struct owner owner;
	u32 len;
	u8 octets[PTA_STORAGE_NAME_MAX];
};

u32 storage_mount(struct storage *st);

u32 storage_read(struct storage *st, const struct storage_name *name, struct pta_param *out);
u32 storage_write(struct storage *st, const struct storage_name *name, const struct pta_mem *in);
u32 storage_delete(struct storage *st, const struct storage_name *name);

bool storage_may_write(const struct storage *st, const struct storage_head *head,
		       const struct storage_head *old);

u32 storage_zero(struct storage *st, unsigned int slot);
unsigned int storage_blocks(const struct storage_head *head);
void storage_set_used(struct storage *st, u32 block, bool used);
bool storage_is_used(const struct storage *st, u32 block);
u32 storage_end(const struct storage *st);
void storage_seal(struct storage_head *head);
bool storage_same_name(const struct storage_head *head, const struct storage_name *name);

#endif /* SERVICES_STORAGE_H */
