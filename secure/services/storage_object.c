// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * Objects in RPMB: reading, writing, deleting. See storage.h.
 */
#include "storage.h"

#define NO_SLOT	STORAGE_NUM_SLOTS

static unsigned int find_object(const struct storage *st, const struct storage_name *name)
{
	unsigned int i;

	for (i = 0; i < STORAGE_NUM_SLOTS; i++)
		if (st->slot[i].state == STORAGE_LIVE &&
		    storage_same_name(&st->slot[i].head, name))
			return i;
	return NO_SLOT;
}

static unsigned int find_free_slot(const struct storage *st, unsigned int *num)
{
	unsigned int found = NO_SLOT;
	unsigned int i;

	*num = 0;
	for (i = 0; i < STORAGE_NUM_SLOTS; i++) {
		if (st->slot[i].state != STORAGE_FREE)
			continue;
		found = i;
		++*num;
	}
	return found;
}

/**
 * storage_read() - read an object; suspends
 * @st:		ours, and mounted
 * @name:	which
 * @out:	for its content; what is there after a failure is of no value
 *
 * Return: TEEC_SUCCESS; TEEC_ERROR_ITEM_NOT_FOUND; TEEC_ERROR_SHORT_BUFFER; TEEC_ERROR_SECURITY
 * also if the content is not what the head says; or as rpmb_read().
 */
u32 storage_read(struct storage *st, const struct storage_name *name, struct pta_param *out)
{
	unsigned int slot = find_object(st, name);
	const struct storage_head *head;
	u8 block[RPMB_BLOCK_SIZE];
	u8 digest[SHA256_SIZE];
	struct sha256 hash;
	size_t done = 0;
	unsigned int i;
	size_t len;
	u32 ret;

	if (slot == NO_SLOT)
		return TEEC_ERROR_ITEM_NOT_FOUND;
	head = &st->slot[slot].head;
	out->size = head->size;
	if (out->mem.size < head->size)
		return TEEC_ERROR_SHORT_BUFFER;

	sha256_start(&hash);
	for (i = 0; i < storage_blocks(head); i++) {
		ret = rpmb_read(&st->rpmb, head->block[i], 1, block);
		if (ret) {
			/* There may be another eMMC by now. */
			st->mounted = false;
			return ret;
		}
		sha256_update(&hash, block, sizeof(block));
		len = head->size - done < sizeof(block) ? head->size - done : sizeof(block);
		if (pta_mem_write(&out->mem, done, block, len))
			return TEEC_ERROR_GENERIC;
		done += len;
	}
	sha256_finish(&hash, digest);
	return memcmp(digest, head->digest, sizeof(head->digest)) ? TEEC_ERROR_SECURITY :
								    TEEC_SUCCESS;
}

/* Set aside the blocks that @head wants. */
static u32 take_blocks(struct storage *st, struct storage_head *head)
{
	u32 end = storage_end(st);
	unsigned int want = storage_blocks(head);
	unsigned int have = 0;
	u32 left;

	for (left = end - STORAGE_CONTENT; left && have < want; left--) {
		if (st->next >= end)
			st->next = STORAGE_CONTENT;
		if (!storage_is_used(st, st->next))
			head->block[have++] = (u16)st->next;
		st->next++;
	}
	if (have < want)
		return TEEC_ERROR_STORAGE_NO_SPACE;
	while (have--)
		storage_set_used(st, head->block[have], true);
	return TEEC_SUCCESS;
}

static void release_blocks(struct storage *st, const struct storage_head *head)
{
	unsigned int i;

	for (i = 0; i < storage_blocks(head); i++)
		storage_set_used(st, head->block[i], false);
}

/* Each byte is read once: what is hashed is what is written, whatever the client does meanwhile. */
static u32 write_content(struct storage *st, struct storage_head *head, const struct pta_mem *in)
{
	u8 digest[SHA256_SIZE];
	struct sha256 hash;
	unsigned int i;
	size_t done;
	u32 ret;

	sha256_start(&hash);
	for (i = 0, done = 0; i < storage_blocks(head); i++, done += RPMB_BLOCK_SIZE) {
		u8 block[RPMB_BLOCK_SIZE] = { 0 };
		size_t len = head->size - done;

		if (len > sizeof(block))
			len = sizeof(block);
		if (pta_mem_read(in, done, block, len))
			return TEEC_ERROR_GENERIC;
		sha256_update(&hash, block, sizeof(block));
		ret = rpmb_write(&st->rpmb, head->block[i], block);
		if (ret) {
			st->mounted = false;
			return ret;
		}
	}
	sha256_finish(&hash, digest);
	memcpy(head->digest, digest, sizeof(head->digest));
	return TEEC_SUCCESS;
}

static u32 write_head(struct storage *st, unsigned int slot, struct storage_head *head)
{
	u32 ret;

	head->generation = st->generation + 1;
	storage_seal(head);
	ret = rpmb_write(&st->rpmb, STORAGE_HEADS + slot, head);
	if (ret) {
		st->mounted = false;
		return ret;
	}
	st->generation++;
	st->slot[slot].head = *head;
	st->slot[slot].state = STORAGE_LIVE;
	return TEEC_SUCCESS;
}

/**
 * storage_write() - write an object, replace it if it is there; suspends
 * @st:		ours, and mounted
 * @name:	which
 * @in:		its content
 *
 * Return: TEEC_SUCCESS; TEEC_ERROR_EXCESS_DATA: too large; TEEC_ERROR_STORAGE_NO_SPACE, also if the
 * client has what it may have; or as rpmb_write(), and the object is as it was or as it was to be,
 * which of them a read tells.
 */
u32 storage_write(struct storage *st, const struct storage_name *name, const struct pta_mem *in)
{
	unsigned int old = find_object(st, name);
	struct storage_head head = {
		.size = (u32)in->size, .name_len = name->len, .owner = name->owner,
	};
	unsigned int slots;
	unsigned int slot;
	u32 ret;

	if (in->size > PTA_STORAGE_SIZE_MAX)
		return TEEC_ERROR_EXCESS_DATA;
	memcpy(head.name, name->octets, name->len);
	slot = find_free_slot(st, &slots);
	if (slots < (old == NO_SLOT ? 2 : 1) ||
	    !storage_may_write(st, &head, old == NO_SLOT ? NULL : &st->slot[old].head))
		return TEEC_ERROR_STORAGE_NO_SPACE;
	ret = take_blocks(st, &head);
	if (ret)
		return ret;

	ret = write_content(st, &head, in);
	if (!ret)
		ret = write_head(st, slot, &head);
	if (ret) {
		release_blocks(st, &head);
		return ret;
	}
	/* The object is written. If the old head cannot be zeroed now, the next mount does it. */
	if (old != NO_SLOT) {
		st->slot[old].state = STORAGE_STALE;
		storage_zero(st, old);
	}
	return TEEC_SUCCESS;
}

/**
 * storage_delete() - delete an object; suspends
 * @st:		ours, and mounted
 * @name:	which
 *
 * Return: TEEC_SUCCESS; TEEC_ERROR_ITEM_NOT_FOUND; or as storage_write().
 */
u32 storage_delete(struct storage *st, const struct storage_name *name)
{
	unsigned int slot = find_object(st, name);

	return slot == NO_SLOT ? TEEC_ERROR_ITEM_NOT_FOUND : storage_zero(st, slot);
}
