/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copyright (C) 2026 teelane authors
 *
 * RPMB frames in private memory: making requests, checking answers.
 */
#ifndef SERVICES_RPMB_MAC_H
#define SERVICES_RPMB_MAC_H

#include "hmac.h"
#include "rpmb_frame.h"

void rpmb_sign(struct rpmb_frame *frame, const u8 key[RPMB_KEY_SIZE]);

/**
 * struct rpmb_check - an answer of several frames being checked
 * @mac:	over those that have been seen
 * @type:	RPMB_RESP_* that it must have
 * @nonce:	that it must have, or NULL
 * @result:	RPMB_RESULT_* of the first that was not OK; without a MAC to tell
 * @ok:		nothing was wrong so far
 */
struct rpmb_check {
	struct hmac mac;
	u16 type;
	const u8 *nonce;
	u16 result;
	bool ok;
};

void rpmb_check_start(struct rpmb_check *check, const u8 key[RPMB_KEY_SIZE], u16 type,
		      const u8 *nonce);
void rpmb_check_frame(struct rpmb_check *check, const struct rpmb_frame *frame);
bool rpmb_check_finish(struct rpmb_check *check, const struct rpmb_frame *last);

#endif /* SERVICES_RPMB_MAC_H */
