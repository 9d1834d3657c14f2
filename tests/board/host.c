// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * A host that speaks RPMB to an emulated eMMC.
 */
#include <errno.h>
#include <string.h>

#include <mbedtls/md.h>

#include "host.h"

const uint8_t host_key[RPMB_KEY_SIZE] = "this key is known to the tests.";

void host_mac(const struct rpmb_frame *frames, unsigned int num, uint8_t mac[RPMB_MAC_SIZE])
{
	uint8_t all[HOST_MAX * RPMB_MAC_COVERS];
	unsigned int n;

	for (n = 0; n < num; n++)
		memcpy(all + (size_t)n * RPMB_MAC_COVERS,
		       (const uint8_t *)&frames[n] + RPMB_MAC_OFFSET, RPMB_MAC_COVERS);
	mbedtls_md_hmac(mbedtls_md_info_from_type(MBEDTLS_MD_SHA256), host_key, sizeof(host_key),
			all, (size_t)num * RPMB_MAC_COVERS, mac);
}

int host_request(struct emmc *card, uint16_t type)
{
	struct rpmb_frame frame = { 0 };

	rpmb_put16(frame.type, type);
	return emmc_write_blocks(card, &frame, 1, false);
}

int host_result(struct emmc *card, struct rpmb_frame *frame)
{
	int rc = host_request(card, RPMB_REQ_RESULT_READ);

	if (!rc)
		rc = emmc_read_blocks(card, frame, 1);
	return rc ? rc : rpmb_get16(frame->result);
}

int host_program_key(struct emmc *card, const uint8_t key[RPMB_KEY_SIZE])
{
	struct rpmb_frame frame = { 0 };
	int rc;

	rpmb_put16(frame.type, RPMB_REQ_KEY_PROGRAM);
	memcpy(frame.key_mac, key, RPMB_KEY_SIZE);
	rc = emmc_write_blocks(card, &frame, 1, true);
	return rc ? rc : host_result(card, &frame);
}

void host_fill_write(struct rpmb_frame *frames, unsigned int num, uint16_t addr,
		     uint32_t counter, uint8_t fill)
{
	unsigned int n;

	memset(frames, 0, num * sizeof(*frames));
	for (n = 0; n < num; n++) {
		memset(frames[n].data, (uint8_t)(fill + n), sizeof(frames[n].data));
		rpmb_put16(frames[n].type, RPMB_REQ_DATA_WRITE);
		rpmb_put16(frames[n].address, addr);
		rpmb_put16(frames[n].blocks, (uint16_t)num);
		rpmb_put32(frames[n].counter, counter);
	}
	host_mac(frames, num, frames[num - 1].key_mac);
}

int host_write(struct emmc *card, unsigned int num, uint16_t addr, uint32_t counter, uint8_t fill)
{
	struct rpmb_frame frames[HOST_MAX];
	int rc;

	host_fill_write(frames, num, addr, counter, fill);
	rc = emmc_write_blocks(card, frames, num, true);
	return rc ? rc : host_result(card, frames);
}

static int check_answer(const struct rpmb_frame *frames, unsigned int num, const uint8_t *nonce)
{
	uint8_t mac[RPMB_MAC_SIZE];

	host_mac(frames, num, mac);
	if (memcmp(mac, frames[num - 1].key_mac, sizeof(mac)) ||
	    memcmp(nonce, frames[0].nonce, RPMB_NONCE_SIZE))
		return -EBADMSG;
	return rpmb_get16(frames[0].result);
}

static int ask(struct emmc *card, struct rpmb_frame *frames, unsigned int num, uint16_t type,
	       uint16_t addr)
{
	struct rpmb_frame request = { .nonce = "a nonce, really" };
	int rc;

	rpmb_put16(request.type, type);
	rpmb_put16(request.address, addr);
	rc = emmc_write_blocks(card, &request, 1, false);
	if (!rc)
		rc = emmc_read_blocks(card, frames, num);
	return rc ? rc : check_answer(frames, num, request.nonce);
}

int host_read(struct emmc *card, struct rpmb_frame *frames, unsigned int num, uint16_t addr)
{
	return ask(card, frames, num, RPMB_REQ_DATA_READ, addr);
}

int host_counter(struct emmc *card, uint32_t *counter)
{
	struct rpmb_frame frame;
	int rc = ask(card, &frame, 1, RPMB_REQ_COUNTER_READ, 0);

	if (rc >= 0)
		*counter = rpmb_get32(frame.counter);
	return rc;
}
