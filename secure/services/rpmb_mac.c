// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * RPMB frames in private memory: making requests, checking answers. JEDEC JESD84-B51, "Message
 * Authentication Code Calculation".
 */
#include "rpmb_mac.h"

static const u8 *covered_part(const struct rpmb_frame *frame)
{
	return (const u8 *)frame + RPMB_MAC_OFFSET;
}

/**
 * rpmb_sign() - put the MAC into a message of one frame
 * @frame:	all else is filled in
 * @key:	the device's
 */
void rpmb_sign(struct rpmb_frame *frame, const u8 key[RPMB_KEY_SIZE])
{
	struct hmac mac;

	hmac_start(&mac, key, RPMB_KEY_SIZE);
	hmac_update(&mac, covered_part(frame), RPMB_MAC_COVERS);
	hmac_finish(&mac, frame->key_mac);
}

/**
 * rpmb_check_start() - begin to check an answer
 * @check:	to be used for it
 * @key:	the device's
 * @type:	RPMB_RESP_* that is expected
 * @nonce:	that the request had; NULL if it had none
 */
void rpmb_check_start(struct rpmb_check *check, const u8 key[RPMB_KEY_SIZE], u16 type,
		      const u8 *nonce)
{
	hmac_start(&check->mac, key, RPMB_KEY_SIZE);
	check->type = type;
	check->nonce = nonce;
	check->result = RPMB_RESULT_OK;
	check->ok = true;
}

/**
 * rpmb_check_frame() - check a frame of an answer
 * @check:	begun
 * @frame:	private copy
 */
void rpmb_check_frame(struct rpmb_check *check, const struct rpmb_frame *frame)
{
	u16 result = rpmb_get16(frame->result) & RPMB_RESULT_MASK;

	hmac_update(&check->mac, covered_part(frame), RPMB_MAC_COVERS);
	if (rpmb_get16(frame->type) != check->type ||
	    (check->nonce && memcmp(frame->nonce, check->nonce, RPMB_NONCE_SIZE)))
		check->ok = false;
	if (result != RPMB_RESULT_OK && check->result == RPMB_RESULT_OK)
		check->result = result;
}

/**
 * rpmb_check_finish() - end the check
 * @check:	begun; all frames have been through rpmb_check_frame()
 * @last:	the last of them, which has the MAC
 *
 * Return: is it an answer of the device, to this request, that says OK?
 */
bool rpmb_check_finish(struct rpmb_check *check, const struct rpmb_frame *last)
{
	u8 mac[RPMB_MAC_SIZE];

	hmac_finish(&check->mac, mac);
	if (!secret_equal(mac, last->key_mac, sizeof(mac)))
		check->ok = false;
	return check->ok && check->result == RPMB_RESULT_OK;
}
