// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The eMMC of the tests, after JEDEC JESD84-B51, "Replay Protected Memory Block".
 */
#include <mbedtls/md.h>

#include "emmc.h"

struct emmc emmc;

void emmc_new(void)
{
	memset(&emmc, 0, sizeof(emmc));
	memcpy(emmc.cid, "\x11TESTeMMC cid\x01\x02\x03", RPMB_CID_SIZE);
	emmc.info.size_mult = EMMC_BLOCKS / (RPMB_SIZE_UNIT / RPMB_BLOCK_SIZE);
	emmc.info.rel_wr_sec_c = 1;
	emmc.withhold = -1;
	machine.rpmb = emmc_rpc;
}

void emmc_power(unsigned int cut_at, enum emmc_cut cut)
{
	emmc.off = false;
	emmc.writes = 0;
	emmc.cut_at = cut_at;
	emmc.cut = cut;
}

void emmc_mac(struct rpmb_frame *frame, unsigned int num, u8 mac[RPMB_MAC_SIZE])
{
	const mbedtls_md_info_t *info = mbedtls_md_info_from_type(MBEDTLS_MD_SHA256);
	u8 *text = malloc(num * RPMB_MAC_COVERS);
	unsigned int i;

	for (i = 0; i < num; i++)
		memcpy(text + i * RPMB_MAC_COVERS, frame[i].data, RPMB_MAC_COVERS);
	assert_int_equal(mbedtls_md_hmac(info, emmc.key, sizeof(emmc.key), text,
					 num * RPMB_MAC_COVERS, mac), 0);
	free(text);
}

static u16 check_write(const struct rpmb_frame *req)
{
	struct rpmb_frame copy = *req;
	u8 mac[RPMB_MAC_SIZE];

	if (!emmc.has_key)
		return RPMB_RESULT_NO_KEY;
	if (rpmb_get16(req->blocks) != 1)
		return RPMB_RESULT_GENERAL;
	if (rpmb_get16(req->address) >= EMMC_BLOCKS)
		return RPMB_RESULT_ADDRESS;
	emmc_mac(&copy, 1, mac);
	if (memcmp(mac, req->key_mac, sizeof(mac)))
		return RPMB_RESULT_AUTH;
	if (rpmb_get32(req->counter) != emmc.counter)
		return RPMB_RESULT_COUNTER;
	if (emmc.counter == UINT32_MAX)
		return RPMB_RESULT_WRITE | RPMB_RESULT_EXPIRED;
	return RPMB_RESULT_OK;
}

/*
 * The power fails during a write: the counter is intact, and only the beginning or the end of the
 * block is written.
 */
static void tear(u8 *block, const u8 *data)
{
	size_t at = 1 + emmc.counter * 37 % (RPMB_BLOCK_SIZE - 1);

	if (emmc.counter % 3)
		memcpy(block, data, at);
	else
		memcpy(block + at, data + at, RPMB_BLOCK_SIZE - at);
}

u16 emmc_write(const struct rpmb_frame *req)
{
	u16 result = check_write(req);
	u8 *block;

	if (result)
		return result;
	block = emmc.block[rpmb_get16(req->address)];
	if (++emmc.writes == emmc.cut_at) {
		emmc.off = true;
		switch (emmc.cut) {
		case EMMC_CUT_BEFORE:
			return RPMB_RESULT_OK;
		case EMMC_CUT_TORN:
			emmc.counter++;
			tear(block, req->data);
			return RPMB_RESULT_OK;
		default:
			break;
		}
	}
	emmc.counter++;
	memcpy(block, req->data, RPMB_BLOCK_SIZE);
	return RPMB_RESULT_OK;
}

static void answer_write(const struct rpmb_frame *req, struct rpmb_frame *a)
{
	u16 result = emmc.result ? emmc.result : emmc_write(req);

	rpmb_put16(a->type, RPMB_RESP_DATA_WRITE);
	rpmb_put16(a->result, result);
	memcpy(a->address, req->address, sizeof(a->address));
	rpmb_put32(a->counter, emmc.counter);
	emmc_mac(a, 1, a->key_mac);
}

static void answer_key(const struct rpmb_frame *req, struct rpmb_frame *a)
{
	rpmb_put16(a->type, RPMB_RESP_KEY_PROGRAM);
	rpmb_put16(a->result, emmc.has_key ? RPMB_RESULT_GENERAL : RPMB_RESULT_OK);
	if (!emmc.has_key)
		memcpy(emmc.key, req->key_mac, sizeof(emmc.key));
	emmc.has_key = true;
}

static void answer_counter(const struct rpmb_frame *req, struct rpmb_frame *a)
{
	rpmb_put16(a->type, RPMB_RESP_COUNTER_READ);
	memcpy(a->nonce, req->nonce, sizeof(a->nonce));
	rpmb_put16(a->result, emmc.has_key ? RPMB_RESULT_OK : RPMB_RESULT_NO_KEY);
	rpmb_put32(a->counter, emmc.counter);
	if (emmc.has_key)
		emmc_mac(a, 1, a->key_mac);
}

static void answer_read(const struct rpmb_frame *req, struct rpmb_frame *a, unsigned int num)
{
	u16 block = rpmb_get16(req->address);
	unsigned int i;

	for (i = 0; i < num; i++) {
		bool ok = block + i < EMMC_BLOCKS;

		rpmb_put16(a[i].type, RPMB_RESP_DATA_READ);
		memcpy(a[i].nonce, req->nonce, sizeof(a->nonce));
		memcpy(a[i].address, req->address, sizeof(a->address));
		rpmb_put16(a[i].blocks, num);
		rpmb_put16(a[i].result, ok ? RPMB_RESULT_OK : RPMB_RESULT_ADDRESS);
		if (ok)
			memcpy(a[i].data, emmc.block[block + i], RPMB_BLOCK_SIZE);
	}
	emmc_mac(a, num, a[num - 1].key_mac);
}

static u32 dev_info(u8 *resp, size_t resp_size)
{
	struct rpmb_dev_info info = emmc.info;

	assert_int_equal(resp_size, sizeof(info));
	memcpy(info.cid, emmc.cid, sizeof(info.cid));
	memcpy(resp, &info, sizeof(info));
	return TEEC_SUCCESS;
}

static u32 frames(const struct rpmb_frame *req, u8 *resp, unsigned int num)
{
	struct rpmb_frame *a = calloc(num, sizeof(*a));

	switch (rpmb_get16(req->type)) {
	case RPMB_REQ_KEY_PROGRAM:
		answer_key(req, a);
		break;
	case RPMB_REQ_COUNTER_READ:
		answer_counter(req, a);
		break;
	case RPMB_REQ_DATA_WRITE:
		assert_int_equal(num, 1);
		if (emmc.withhold == rpmb_get16(req->address)) {
			emmc.withheld = *req;
			free(a);
			return TEEC_ERROR_GENERIC;
		}
		answer_write(req, a);
		break;
	case RPMB_REQ_DATA_READ:
		answer_read(req, a, num);
		break;
	default:
		fail();
	}
	if (!emmc.off) {
		if (emmc.tamper)
			emmc.tamper(a, num);
		memcpy(resp, a, num * sizeof(*a));
	}
	free(a);
	return emmc.off ? TEEC_ERROR_COMMUNICATION : TEEC_SUCCESS;
}

u32 emmc_rpc(const u8 *req, size_t req_size, u8 *resp, size_t resp_size)
{
	struct rpmb_request head;
	struct rpmb_frame frame;

	if (emmc.off)
		return TEEC_ERROR_COMMUNICATION;
	if (emmc.error)
		return emmc.error;
	assert_true(req_size >= sizeof(head));
	memcpy(&head, req, sizeof(head));
	if (head.cmd == RPMB_CMD_GET_DEV_INFO) {
		assert_int_equal(req_size, sizeof(head));
		return dev_info(resp, resp_size);
	}
	assert_int_equal(head.cmd, RPMB_CMD_DATA_REQ);
	assert_int_equal(req_size, sizeof(head) + sizeof(frame));
	assert_int_equal(resp_size % RPMB_FRAME_SIZE, 0);
	assert_int_equal(head.block_count, resp_size / RPMB_FRAME_SIZE);
	memcpy(&frame, req + sizeof(head), sizeof(frame));
	return frames(&frame, resp, resp_size / RPMB_FRAME_SIZE);
}
