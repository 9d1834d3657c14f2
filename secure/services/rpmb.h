/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copyright (C) 2026 teelane authors
 *
 * RPMB of an eMMC that the normal world drives: authenticated blocks.
 *
 * What is read is what was written last, and what is reported as written has been written. No more
 * is promised. The normal world can refuse anything. It can also keep a write that it has not
 * confirmed, and carry it out later, as long as the device's write counter has not moved. The next
 * confirmed write, to any block, moves the counter; storage.h tells how that is used.
 */
#ifndef SERVICES_RPMB_H
#define SERVICES_RPMB_H

#include <secure/pta.h>

#include "rpmb_frame.h"

/* Blocks that rpmb_read() reads at once, at most */
#define RPMB_READ_MAX	8

/**
 * struct rpmb - an eMMC
 * @key:	its key, derived from the machine's and the eMMC's CID
 * @blocks:	how many it has
 * @counter:	its write counter, if it is known
 * @shm:	memory that frames go through, from rpmb_begin() to rpmb_end()
 *
 * One thread at a time uses it, which has a turn.
 */
struct rpmb {
	u8 key[RPMB_KEY_SIZE];
	u32 blocks;
	u32 counter;
	struct secure_rpc_shm shm;
};

u32 rpmb_begin(struct rpmb *rpmb);
void rpmb_end(struct rpmb *rpmb);

u32 rpmb_open(struct rpmb *rpmb);
u32 rpmb_read(struct rpmb *rpmb, u32 block, unsigned int num, void *dst);
u32 rpmb_write(struct rpmb *rpmb, u32 block, const void *src);

#endif /* SERVICES_RPMB_H */
