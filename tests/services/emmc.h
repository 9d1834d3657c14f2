/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * A small eMMC: its RPMB, and how the normal world drives it for
 * OPTEE_RPC_CMD_RPMB. Frames are checked with the library's own HMAC.
 */
#ifndef EMMC_H
#define EMMC_H

#include "fake_platform.h"
#include "rpmb_frame.h"

#define EMMC_BLOCKS	(RPMB_SIZE_UNIT / RPMB_BLOCK_SIZE)

/* The result of a write during which the power fails */
enum emmc_cut {
	EMMC_CUT_BEFORE,
	EMMC_CUT_TORN,
	EMMC_CUT_AFTER,
	EMMC_NUM_CUTS,
};

/**
 * struct emmc - the device, and the way to it
 * @has_key:	KEY_PROGRAM has been
 * @key:	key
 * @counter:	writes
 * @cid:	CID register
 * @info:	what the normal world says of it; the CID in it does not count
 * @block:	contents
 * @writes:	writes since emmc_power()
 * @cut_at:	the power goes at this write; 0: it does not
 * @cut:	how
 * @off:	it is gone
 * @error:	what the RPC returns in place of doing anything; TEEC_SUCCESS: do it
 * @result:	result to answer writes with in place of doing them, with a good MAC
 * @tamper:	called with each answer on its way, or NULL
 * @withhold:	keep writes to this block to yourself, and answer with an error; -1: none
 * @withheld:	the last such one
 */
struct emmc {
	bool has_key;
	u8 key[RPMB_KEY_SIZE];
	u32 counter;
	u8 cid[RPMB_CID_SIZE];
	struct rpmb_dev_info info;
	u8 block[EMMC_BLOCKS][RPMB_BLOCK_SIZE];
	unsigned int writes;
	unsigned int cut_at;
	enum emmc_cut cut;
	bool off;
	u32 error;
	u16 result;
	void (*tamper)(struct rpmb_frame *answer, unsigned int num);
	int withhold;
	struct rpmb_frame withheld;
};

extern struct emmc emmc;

/* A new one */
void emmc_new(void);
/* Power comes back, and goes at a write */
void emmc_power(unsigned int cut_at, enum emmc_cut cut);
/* A write request reaches the device, by whoever's hand */
u16 emmc_write(const struct rpmb_frame *req);
void emmc_mac(struct rpmb_frame *frame, unsigned int num, u8 mac[RPMB_MAC_SIZE]);

u32 emmc_rpc(const u8 *req, size_t req_size, u8 *resp, size_t resp_size);

#endif /* EMMC_H */
