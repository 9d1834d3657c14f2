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
 * @has_key:	the key has been programmed
 * @key:	authentication key
 * @counter:	write counter
 * @cid:	CID register
 * @info:	what the normal world reports of the device; the CID in it is not used
 * @block:	contents
 * @writes:	writes since emmc_power()
 * @cut_at:	number of the write at which the power fails; 0: none
 * @cut:	result of that write
 * @off:	the power is off
 * @error:	what the RPC returns in place of doing anything; TEEC_SUCCESS: do it
 * @result:	result to answer writes with in place of doing them, with a good MAC
 * @tamper:	called with each answer on its way, or NULL
 * @withhold:	keep writes to this block, and answer with an error; -1: none
 * @withheld:	the last write that was kept
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

/* Make a new eMMC, without a key. */
void emmc_new(void);
/* Turn the power on, and have it fail at the write with number @cut_at. */
void emmc_power(unsigned int cut_at, enum emmc_cut cut);
/* Give the eMMC a write request, whoever sends it. Returns the result. */
u16 emmc_write(const struct rpmb_frame *req);
void emmc_mac(struct rpmb_frame *frame, unsigned int num, u8 mac[RPMB_MAC_SIZE]);

u32 emmc_rpc(const u8 *req, size_t req_size, u8 *resp, size_t resp_size);

#endif /* EMMC_H */
