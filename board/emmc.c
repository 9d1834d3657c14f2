// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * An eMMC with an RPMB partition. All section numbers are of JEDEC JESD84-B51.
 *
 * The host writes a request and reads its response. Key programming and data writes have no
 * response of their own: the card puts their result into a register, which the host reads with
 * another request (6.6.22.3).
 */
#include <errno.h>
#include <string.h>

#include <mbedtls/md.h>

#include "emmc.h"
#include "frame.h"

/* 6.6.22: a partition has 128 KiB x RPMB_SIZE_MULT, in half sectors */
#define BLOCKS_PER_MULT		(128 * 1024 / RPMB_STORE_BLOCK)
#define SIZE_MULT_MAX		128

/* 6.6.22.2, "Message Authentication Code": over all frames, data to the end of each. */
static void frames_mac(const struct emmc *card, const struct rpmb_frame *frames, unsigned int num,
		       uint8_t out[RPMB_MAC_SIZE])
{
	const mbedtls_md_info_t *info = mbedtls_md_info_from_type(MBEDTLS_MD_SHA256);
	mbedtls_md_context_t md;
	unsigned int n;
	int rc;

	mbedtls_md_init(&md);
	rc = mbedtls_md_setup(&md, info, 1);
	if (!rc)
		rc = mbedtls_md_hmac_starts(&md, card->store.key, sizeof(card->store.key));
	for (n = 0; !rc && n < num; n++)
		rc = mbedtls_md_hmac_update(&md, (const u8 *)&frames[n] + RPMB_MAC_OFFSET,
					    RPMB_MAC_COVERS);
	if (!rc)
		rc = mbedtls_md_hmac_finish(&md, out);
	mbedtls_md_free(&md);
	/* Without memory for the computation the MAC is zeroes, which no reader accepts. */
	if (rc)
		memset(out, 0, RPMB_MAC_SIZE);
}

static bool mac_is_right(const struct emmc *card, const struct rpmb_frame *frames,
			 unsigned int num)
{
	uint8_t want[RPMB_MAC_SIZE];

	frames_mac(card, frames, num, want);
	return !memcmp(want, frames[num - 1].key_mac, sizeof(want));
}

/* 6.6.22.2, "Result": bit 7 says that the counter has come to its end. */
static uint16_t with_counter_state(const struct emmc *card, uint16_t result)
{
	return card->store.counter == UINT32_MAX ? result | RPMB_RESULT_EXPIRED : result;
}

static uint16_t program_key(struct emmc *card, const struct rpmb_frame *frame, unsigned int num)
{
	if (num != 1)
		return RPMB_RESULT_GENERAL;
	return rpmb_store_set_key(&card->store, frame->key_mac) ? RPMB_RESULT_WRITE :
								   RPMB_RESULT_OK;
}

/* Do the frames of a write agree with each other, and with CMD23? */
static bool write_is_one(const struct rpmb_frame *frames, unsigned int num)
{
	unsigned int n;

	for (n = 0; n < num; n++)
		if (rpmb_get16(frames[n].type) != RPMB_REQ_DATA_WRITE ||
		    rpmb_get16(frames[n].blocks) != num ||
		    rpmb_get16(frames[n].address) != rpmb_get16(frames[0].address) ||
		    rpmb_get32(frames[n].counter) != rpmb_get32(frames[0].counter))
			return false;
	return true;
}

/* 6.6.22.4.3, "Authenticated Data Write", with its order of checks */
static uint16_t write_data(struct emmc *card, const struct rpmb_frame *frames, unsigned int num)
{
	uint8_t data[RPMB_STORE_MAX_WRITE * RPMB_STORE_BLOCK];
	uint32_t first = rpmb_get16(frames[0].address);
	unsigned int n;

	if (!card->store.has_key)
		return RPMB_RESULT_NO_KEY;
	if (card->store.counter == UINT32_MAX)
		return RPMB_RESULT_WRITE;
	if (num > card->rel_wr_sec_c * 2u || !write_is_one(frames, num))
		return RPMB_RESULT_GENERAL;
	if (first + num > card->store.num_blocks)
		return RPMB_RESULT_ADDRESS;
	if (!mac_is_right(card, frames, num))
		return RPMB_RESULT_AUTH;
	if (rpmb_get32(frames[0].counter) != card->store.counter)
		return RPMB_RESULT_COUNTER;

	for (n = 0; n < num; n++)
		memcpy(data + (size_t)n * RPMB_STORE_BLOCK, frames[n].data, RPMB_STORE_BLOCK);
	return rpmb_store_write(&card->store, first, data, num) ? RPMB_RESULT_WRITE :
								   RPMB_RESULT_OK;
}

static void set_result(struct emmc *card, uint16_t type, const struct rpmb_frame *frame,
		       uint16_t result)
{
	card->result_type = type;
	card->result_addr = rpmb_get16(frame->address);
	card->result = with_counter_state(card, result);
	card->pending = 0;
}

/**
 * emmc_write_blocks() - CMD23 and CMD25 to the RPMB partition
 * @card:	the card
 * @data:	@num frames of EMMC_FRAME bytes
 * @num:	how many, as CMD23 says it
 * @reliable:	bit 31 of CMD23: a reliable write
 *
 * Whether the card accepts the frames is said in its response frames, not by this function.
 *
 * Return: 0; -ETIMEDOUT: the card does not answer, it has no supply or lost it
 * while it was busy; -EINVAL: not a number of frames.
 */
int emmc_write_blocks(struct emmc *card, const void *data, unsigned int num, bool reliable)
{
	const struct rpmb_frame *frames = data;

	if (!num || num > EMMC_MAX_FRAMES)
		return -EINVAL;
	if (!card->on)
		return -ETIMEDOUT;

	switch (rpmb_get16(frames->type)) {
	case RPMB_REQ_KEY_PROGRAM:
		set_result(card, RPMB_RESP_KEY_PROGRAM, frames,
			   reliable ? program_key(card, frames, num) : RPMB_RESULT_GENERAL);
		break;
	case RPMB_REQ_DATA_WRITE:
		set_result(card, RPMB_RESP_DATA_WRITE, frames,
			   reliable ? write_data(card, frames, num) : RPMB_RESULT_GENERAL);
		break;
	default:
		card->pending = rpmb_get16(frames->type);
		memcpy(card->request, frames, sizeof(card->request));
		break;
	}
	/* The supply failed while the card was busy: it is off, and its registers are lost. */
	if (card->store.nv.lost)
		emmc_power(card, false);
	return card->on ? 0 : -ETIMEDOUT;
}

static void sign_frames(const struct emmc *card, struct rpmb_frame *frames, unsigned int num)
{
	if (card->store.has_key)
		frames_mac(card, frames, num, frames[num - 1].key_mac);
}

/* 6.6.22.4.2, "Reading the Write Counter" */
static void answer_counter(const struct emmc *card, struct rpmb_frame *frame)
{
	const struct rpmb_frame *req = (const struct rpmb_frame *)card->request;

	memcpy(frame->nonce, req->nonce, sizeof(frame->nonce));
	rpmb_put16(frame->type, RPMB_RESP_COUNTER_READ);
	rpmb_put32(frame->counter, card->store.counter);
	rpmb_put16(frame->result, with_counter_state(card, card->store.has_key ? RPMB_RESULT_OK :
									RPMB_RESULT_NO_KEY));
	sign_frames(card, frame, 1);
}

static void answer_result(const struct emmc *card, struct rpmb_frame *frame)
{
	rpmb_put16(frame->type, card->result_type);
	rpmb_put16(frame->result, card->result);
	if (card->result_type != RPMB_RESP_DATA_WRITE)
		return;
	rpmb_put32(frame->counter, card->store.counter);
	rpmb_put16(frame->address, card->result_addr);
	sign_frames(card, frame, 1);
}

static uint16_t read_data(const struct emmc *card, struct rpmb_frame *frames, unsigned int num)
{
	const struct rpmb_frame *req = (const struct rpmb_frame *)card->request;
	uint32_t first = rpmb_get16(req->address);
	unsigned int n;

	if (!card->store.has_key)
		return RPMB_RESULT_NO_KEY;
	if (first + num > card->store.num_blocks)
		return RPMB_RESULT_ADDRESS;
	for (n = 0; n < num; n++)
		if (rpmb_store_read(&card->store, first + n, frames[n].data))
			return RPMB_RESULT_READ;
	return RPMB_RESULT_OK;
}

/* 6.6.22.4.4, "Authenticated Data Read" */
static void answer_data(const struct emmc *card, struct rpmb_frame *frames, unsigned int num)
{
	const struct rpmb_frame *req = (const struct rpmb_frame *)card->request;
	uint16_t result = with_counter_state(card, read_data(card, frames, num));
	unsigned int n;

	for (n = 0; n < num; n++) {
		memcpy(frames[n].nonce, req->nonce, sizeof(frames[n].nonce));
		memcpy(frames[n].address, req->address, sizeof(frames[n].address));
		rpmb_put16(frames[n].blocks, (uint16_t)num);
		rpmb_put16(frames[n].result, result);
		rpmb_put16(frames[n].type, RPMB_RESP_DATA_READ);
	}
	sign_frames(card, frames, num);
}

/**
 * emmc_read_blocks() - CMD23 and CMD18 from the RPMB partition
 * @card:	the card
 * @data:	out: the response to the last request
 * @num:	how many frames; for a data read so many blocks are read
 *
 * Return: as emmc_write_blocks().
 */
int emmc_read_blocks(struct emmc *card, void *data, unsigned int num)
{
	struct rpmb_frame *frames = data;

	if (!num || num > EMMC_MAX_FRAMES)
		return -EINVAL;
	if (!card->on)
		return -ETIMEDOUT;

	memset(frames, 0, (size_t)num * sizeof(*frames));
	switch (card->pending) {
	case RPMB_REQ_COUNTER_READ:
		answer_counter(card, frames);
		break;
	case RPMB_REQ_DATA_READ:
		answer_data(card, frames, num);
		break;
	case RPMB_REQ_RESULT_READ:
		answer_result(card, frames);
		break;
	default:
		rpmb_put16(frames->result, RPMB_RESULT_GENERAL);
		break;
	}
	card->pending = 0;
	return 0;
}

/**
 * emmc_power() - the supply of a card goes on or off
 * @card:		the card
 * @on:		it has its supply
 *
 * Off forgets the registers, not the flash.
 */
void emmc_power(struct emmc *card, bool on)
{
	if (on == card->on)
		return;
	card->on = on;
	card->pending = 0;
	card->result = RPMB_RESULT_GENERAL;
	card->result_type = 0;
	if (on && rpmb_store_recover(&card->store))
		card->on = false;
}

/**
 * emmc_cut() - have the supply fail while the card programs
 * @card:		the card
 * @pages:	it fails in the middle of this page, counted from now and from 1; 0: never
 */
void emmc_cut(struct emmc *card, uint64_t pages)
{
	nvram_cut(&card->store.nv, pages);
}

/**
 * emmc_cid() - the card's identification register, as it is read from a card
 * @card:		the card
 * @cid:		out
 *
 * Section 7.2, "CID register". Manufacturer 0 is nobody's.
 */
void emmc_cid(const struct emmc *card, uint8_t cid[EMMC_CID])
{
	static const uint8_t id[EMMC_CID] = {
		0x00, 0x01, 0x00, 't', 'e', 'e', 'l', 'n', 'e', 0x10, 0x00, 0x00, 0x00, 0x01,
		0xbd, 0x01,
	};

	memcpy(cid, id, EMMC_CID);
	cid[13] = card->size_mult;
}

/**
 * emmc_open() - a card, switched off
 * @card:	filled in
 * @path:	where its state is; NULL: forget it in the end
 * @size_mult:	1 to 128, see struct emmc
 * @rel_wr_sec_c: 1 to RPMB_STORE_MAX_WRITE / 2
 *
 * The owner serialises all calls.
 *
 * Return: 0 or a negative errno.
 */
int emmc_open(struct emmc *card, const char *path, uint8_t size_mult, uint8_t rel_wr_sec_c)
{
	if (!size_mult || size_mult > SIZE_MULT_MAX || !rel_wr_sec_c ||
	    rel_wr_sec_c > RPMB_STORE_MAX_WRITE / 2)
		return -EINVAL;
	memset(card, 0, sizeof(*card));
	card->size_mult = size_mult;
	card->rel_wr_sec_c = rel_wr_sec_c;
	return rpmb_store_open(&card->store, path, (uint32_t)size_mult * BLOCKS_PER_MULT);
}

/**
 * emmc_close() - a card is taken out
 * @card:		the card
 */
void emmc_close(struct emmc *card)
{
	rpmb_store_close(&card->store);
}
