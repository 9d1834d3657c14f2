// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * What an RPMB partition remembers, and how it survives a power cut.
 *
 * The flash holds, in pages: two records, a journal, the blocks. The newest
 * record that is whole counts; it has key and counter, and says which blocks
 * the journal has for the data area. A write goes
 *
 *	journal <- blocks; record: counter + 1, journal full	(the write is made)
 *	blocks <- journal; record: journal empty
 *
 * Invariant: the journal is programmed only while the record that counts says
 * that it is empty, and blocks only while it says that it is full. So a cut
 * before the first record leaves the old state, and one after it is made good
 * by copying the journal again. A record is written over the older of the two:
 * one that is torn leaves the newer as it was.
 */
#include <errno.h>
#include <string.h>

#include <mbedtls/md.h>

#include "rpmb_store.h"

#define MAGIC		0x424d5052u	/* "RPMB" */
#define NUM_RECORDS	2
#define SHA_SIZE	32

#define JOURNAL		((size_t)NUM_RECORDS * NVRAM_PAGE)
#define BLOCKS		(JOURNAL + (size_t)RPMB_STORE_MAX_WRITE * NVRAM_PAGE)

/**
 * struct record - one page
 * @magic:	MAGIC
 * @has_key:	1 if @key was programmed
 * @seq:	the higher counts
 * @counter:	write counter
 * @first:	the block the journal starts with
 * @count:	blocks in the journal, 0: it is empty
 * @key:	authentication key
 * @sha:	SHA-256 of all before it
 */
struct record {
	uint32_t magic;
	uint32_t has_key;
	uint64_t seq;
	uint32_t counter;
	uint32_t first;
	uint32_t count;
	uint32_t reserved;
	uint8_t key[RPMB_STORE_KEY];
	uint8_t padding[NVRAM_PAGE - 32 - RPMB_STORE_KEY - SHA_SIZE];
	uint8_t sha[SHA_SIZE];
};

_Static_assert(sizeof(struct record) == NVRAM_PAGE, "a record is one page");

static void hash_record(const struct record *rec, uint8_t sha[SHA_SIZE])
{
	/*
	 * Mbed TLS 2.28 and 3 name this function alike, but not those of <mbedtls/sha256.h>.
	 * It can only fail where the hash is done by a device.
	 */
	(void)mbedtls_md(mbedtls_md_info_from_type(MBEDTLS_MD_SHA256), (const uint8_t *)rec,
			 offsetof(struct record, sha), sha);
}

static bool is_whole(const struct rpmb_store *st, const struct record *rec)
{
	uint8_t sha[SHA_SIZE];

	hash_record(rec, sha);
	return rec->magic == MAGIC && !memcmp(sha, rec->sha, sizeof(sha)) &&
	       rec->count <= RPMB_STORE_MAX_WRITE && rec->first <= st->num_blocks &&
	       rec->count <= st->num_blocks - rec->first;
}

static int program_record(struct rpmb_store *st, uint32_t counter, uint32_t first, uint32_t count)
{
	struct record rec = {
		.magic = MAGIC,
		.has_key = st->has_key,
		.seq = st->seq + 1,
		.counter = counter,
		.first = first,
		.count = count,
	};
	int rc;

	memcpy(rec.key, st->key, sizeof(rec.key));
	hash_record(&rec, rec.sha);
	rc = nvram_program(&st->nv, rec.seq % NUM_RECORDS * NVRAM_PAGE, &rec);
	if (rc)
		return rc;
	st->seq = rec.seq;
	st->counter = counter;
	return 0;
}

static int empty_journal(struct rpmb_store *st, uint32_t first, uint32_t count)
{
	uint8_t page[NVRAM_PAGE];
	uint32_t n;
	int rc;

	for (n = 0; n < count; n++) {
		rc = nvram_read(&st->nv, JOURNAL + (size_t)n * NVRAM_PAGE, page, sizeof(page));
		if (!rc)
			rc = nvram_program(&st->nv, BLOCKS + ((size_t)first + n) * NVRAM_PAGE,
					   page);
		if (rc)
			return rc;
	}
	return program_record(st, st->counter, 0, 0);
}

/**
 * rpmb_store_recover() - the supply is back: finish or forget what it cut off
 * @st:		the partition
 *
 * Return: 0 or -EIO, if the supply failed again. Then call it again.
 */
int rpmb_store_recover(struct rpmb_store *st)
{
	struct record rec, best = { .seq = 0 };
	unsigned int n;
	int rc;

	nvram_restore(&st->nv);
	for (n = 0; n < NUM_RECORDS; n++) {
		rc = nvram_read(&st->nv, (size_t)n * NVRAM_PAGE, &rec, sizeof(rec));
		if (rc)
			return rc;
		if (is_whole(st, &rec) && rec.seq > best.seq)
			best = rec;
	}
	st->seq = best.seq;
	st->has_key = best.has_key;
	st->counter = best.counter;
	memcpy(st->key, best.key, sizeof(st->key));
	return best.count ? empty_journal(st, best.first, best.count) : 0;
}

/**
 * rpmb_store_open() - open a partition, or make a blank one
 * @st:		filled in
 * @path:	see nvram_open()
 * @num_blocks:	its size
 *
 * Return: 0 or a negative errno.
 */
int rpmb_store_open(struct rpmb_store *st, const char *path, uint32_t num_blocks)
{
	int rc;

	memset(st, 0, sizeof(*st));
	st->num_blocks = num_blocks;
	rc = nvram_open(&st->nv, path, BLOCKS + (size_t)num_blocks * NVRAM_PAGE);
	if (rc)
		return rc;
	rc = rpmb_store_recover(st);
	if (rc)
		nvram_close(&st->nv);
	return rc;
}

/**
 * rpmb_store_close() - forget a partition
 * @st:		the partition
 */
void rpmb_store_close(struct rpmb_store *st)
{
	nvram_close(&st->nv);
}

/**
 * rpmb_store_set_key() - program the key
 * @st:		the partition
 * @key:		the key
 *
 * Return: 0; -EEXIST if there is one; -EIO.
 */
int rpmb_store_set_key(struct rpmb_store *st, const uint8_t key[RPMB_STORE_KEY])
{
	int rc;

	if (st->has_key)
		return -EEXIST;
	st->has_key = true;
	memcpy(st->key, key, sizeof(st->key));
	rc = program_record(st, st->counter, 0, 0);
	if (rc)
		st->has_key = false;
	return rc;
}

/**
 * rpmb_store_write() - write blocks and count the write: all of it or nothing
 * @st:		the partition
 * @first:	number of the first block
 * @data:	@count blocks, one after the other
 * @count:	1 to RPMB_STORE_MAX_WRITE
 *
 * Return: 0; -ERANGE; -EIO where the supply failed: only rpmb_store_recover()
 * shows then whether the write has been made.
 */
int rpmb_store_write(struct rpmb_store *st, uint32_t first, const void *data, unsigned int count)
{
	const uint8_t *page = data;
	unsigned int n;
	int rc;

	if (!count || count > RPMB_STORE_MAX_WRITE || first > st->num_blocks ||
	    count > st->num_blocks - first)
		return -ERANGE;
	for (n = 0; n < count; n++) {
		rc = nvram_program(&st->nv, JOURNAL + (size_t)n * NVRAM_PAGE,
				   page + (size_t)n * NVRAM_PAGE);
		if (rc)
			return rc;
	}
	rc = program_record(st, st->counter + 1, first, count);
	if (rc)
		return rc;
	return empty_journal(st, first, count);
}

/**
 * rpmb_store_read() - read one block
 * @st:		the partition
 * @block:	its number
 * @data:		out
 *
 * Return: 0; -ERANGE; -EIO.
 */
int rpmb_store_read(const struct rpmb_store *st, uint32_t block, void *data)
{
	if (block >= st->num_blocks)
		return -ERANGE;
	return nvram_read(&st->nv, BLOCKS + (size_t)block * NVRAM_PAGE, data, NVRAM_PAGE);
}
