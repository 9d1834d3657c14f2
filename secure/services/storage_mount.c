// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * Objects in RPMB: finding out what is on the device. See storage.h.
 */
#include <secure/platform.h>

#include "storage.h"

static const u8 magic[8] = { 't', 'e', 'e', 'l', 'a', 'n', 'e', '1' };

/**
 * storage_blocks() - how many blocks an object's content takes
 * @head:	its head
 */
unsigned int storage_blocks(const struct storage_head *head)
{
	return DIV_ROUND_UP(head->size, RPMB_BLOCK_SIZE);
}

/**
 * storage_set_used() - note whether a block is in use
 * @st:		ours
 * @block:	below STORAGE_BLOCKS_MAX
 * @used:	is it?
 */
void storage_set_used(struct storage *st, u32 block, bool used)
{
	u8 bit = (u8)(1 << block % 8);

	if (used)
		st->used[block / 8] |= bit;
	else
		st->used[block / 8] &= ~bit;
}

/**
 * storage_is_used() - is a block in use?
 * @st:		ours
 * @block:	below STORAGE_BLOCKS_MAX
 */
bool storage_is_used(const struct storage *st, u32 block)
{
	return st->used[block / 8] & 1 << block % 8;
}

/**
 * storage_end() - how many of the device's blocks are used
 * @st:		ours, and rpmb_open() has been called
 */
u32 storage_end(const struct storage *st)
{
	return st->rpmb.blocks < STORAGE_BLOCKS_MAX ? st->rpmb.blocks : STORAGE_BLOCKS_MAX;
}

static void head_checksum(const struct storage_head *head, u8 sum[STORAGE_DIGEST_SIZE])
{
	size_t from = __builtin_offsetof(struct storage_head, generation);
	u8 digest[SHA256_SIZE];
	struct sha256 hash;

	sha256_start(&hash);
	sha256_update(&hash, (const u8 *)head + from, sizeof(*head) - from);
	sha256_finish(&hash, digest);
	memcpy(sum, digest, STORAGE_DIGEST_SIZE);
}

/**
 * storage_seal() - complete a head: set its checksum
 * @head:	all from @generation on is filled in
 */
void storage_seal(struct storage_head *head)
{
	memcpy(head->magic, magic, sizeof(magic));
	head_checksum(head, head->checksum);
}

/* The block is authentic. If it is no head, it was never one, or it is a mixture of two. */
static bool is_head(const struct storage_head *head)
{
	u8 sum[STORAGE_DIGEST_SIZE];

	if (memcmp(head->magic, magic, sizeof(magic)))
		return false;
	head_checksum(head, sum);
	return !memcmp(head->checksum, sum, sizeof(sum));
}

/*
 * Does a head fit the device? The normal world tells how large the device is. If a head that does
 * not fit were ignored, its object would be gone, and its blocks would be used for others.
 */
static bool head_fits(const struct storage *st, const struct storage_head *head)
{
	unsigned int i;

	if (!head->name_len || head->name_len > sizeof(head->name) ||
	    head->size > PTA_STORAGE_SIZE_MAX)
		return false;
	for (i = 0; i < storage_blocks(head); i++)
		if (head->block[i] < STORAGE_CONTENT || head->block[i] >= STORAGE_BLOCKS_MAX ||
		    head->block[i] >= st->rpmb.blocks)
			return false;
	return true;
}

/**
 * storage_same_name() - is this the head of that object?
 * @head:	a head
 * @name:	name of the object
 */
bool storage_same_name(const struct storage_head *head, const struct storage_name *name)
{
	return is_same_owner(&head->owner, &name->owner) && head->name_len == name->len &&
	       !memcmp(head->name, name->octets, name->len);
}

/* A head was read. For each name the slot with the highest generation is live, others are stale. */
static void add_head(struct storage *st, struct storage_slot *slot)
{
	struct storage_slot *other;
	struct storage_name name = { .owner = slot->head.owner, .len = slot->head.name_len };
	unsigned int i;

	memcpy(name.octets, slot->head.name, sizeof(name.octets));
	slot->state = STORAGE_LIVE;
	if (slot->head.generation > st->generation)
		st->generation = slot->head.generation;
	for (i = 0; i < storage_blocks(&slot->head); i++)
		storage_set_used(st, slot->head.block[i], true);

	for (other = st->slot; other < slot; other++) {
		if (other->state != STORAGE_LIVE || !storage_same_name(&other->head, &name))
			continue;
		if (other->head.generation > slot->head.generation)
			slot->state = STORAGE_STALE;
		else
			other->state = STORAGE_STALE;
	}
}

static u32 read_heads(struct storage *st)
{
	unsigned int i;
	unsigned int j;
	u32 ret;

	for (i = 0; i < STORAGE_NUM_SLOTS; i += RPMB_READ_MAX) {
		ret = rpmb_read(&st->rpmb, STORAGE_HEADS + i, RPMB_READ_MAX, st->read);
		if (ret)
			return ret;
		for (j = 0; j < RPMB_READ_MAX; j++) {
			if (!is_head(&st->read[j]))
				continue;
			if (!head_fits(st, &st->read[j]))
				return TEEC_ERROR_SECURITY;
			st->slot[i + j].head = st->read[j];
			add_head(st, &st->slot[i + j]);
		}
	}
	return TEEC_SUCCESS;
}

/**
 * storage_zero() - overwrite a head, free its slot and its blocks; suspends
 * @st:		ours
 * @slot:	which, not STORAGE_FREE
 *
 * Return: as rpmb_write(); nothing is mounted any more if it fails.
 */
u32 storage_zero(struct storage *st, unsigned int slot)
{
	static const u8 zeroes[RPMB_BLOCK_SIZE];
	struct storage_slot *s = &st->slot[slot];
	unsigned int i;
	u32 ret;

	ret = rpmb_write(&st->rpmb, STORAGE_HEADS + slot, zeroes);
	if (ret) {
		st->mounted = false;
		return ret;
	}
	for (i = 0; i < storage_blocks(&s->head); i++)
		storage_set_used(st, s->head.block[i], false);
	s->state = STORAGE_FREE;
	return TEEC_SUCCESS;
}

/* See storage.h. The content of the block has no meaning. */
static u32 write_fence(struct storage *st)
{
	u8 block[RPMB_BLOCK_SIZE] = "teelane: mounted";

	memcpy(block + 32, &st->rpmb.counter, sizeof(st->rpmb.counter));
	return rpmb_write(&st->rpmb, STORAGE_FENCE, block);
}

/**
 * storage_mount() - find out what is on the device; suspends
 * @st:		ours, and in use; not mounted
 *
 * Return: TEEC_SUCCESS, and it is mounted; or as rpmb_open(), rpmb_read() and rpmb_write().
 */
u32 storage_mount(struct storage *st)
{
	unsigned int i;
	u32 ret;

	ret = rpmb_open(&st->rpmb);
	if (!ret)
		ret = write_fence(st);
	if (ret)
		return ret;

	st->generation = 0;
	st->next = STORAGE_CONTENT;
	memset(st->used, 0, sizeof(st->used));
	for (i = 0; i < STORAGE_NUM_SLOTS; i++)
		st->slot[i].state = STORAGE_FREE;
	ret = read_heads(st);
	for (i = 0; i < STORAGE_NUM_SLOTS && !ret; i++)
		if (st->slot[i].state == STORAGE_STALE)
			ret = storage_zero(st, i);
	st->mounted = !ret;
	return ret;
}
