/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Requests of the trusted OS to a small supplicant.
 */
#ifndef EMMC_REQUEST_H
#define EMMC_REQUEST_H

#include <stddef.h>
#include <stdint.h>

/* Results as GlobalPlatform's TEE Client API numbers them. */
#define RES_SUCCESS		0x00000000
#define RES_GENERIC		0xffff0000
#define RES_BAD_PARAMETERS	0xffff0006
#define RES_ITEM_NOT_FOUND	0xffff0008
#define RES_NOT_SUPPORTED	0xffff000a
#define RES_OUT_OF_MEMORY	0xffff000c
#define RES_SHORT_BUFFER	0xffff0010

/**
 * struct memory - what a memory parameter names
 * @at:		NULL if it names none
 * @size:	bytes there are
 */
struct memory {
	void *at;
	size_t size;
};

/**
 * load_ta() - read a trusted application from a file
 * @uuid:	its 16 bytes, as they are in the file's name
 * @to:		where to, or @to->at is NULL: only the size is wanted
 * @size:	its size is put here
 */
uint32_t load_ta(const uint8_t *uuid, const struct memory *to, size_t *size);

/**
 * rpmb_request() - exchange frames with the RPMB of the eMMC
 * @in:		struct rpmb_head, then frames
 * @out:	frames, or struct rpmb_info
 */
uint32_t rpmb_request(const struct memory *in, const struct memory *out);

/**
 * rpmb_exchange() - have the eMMC answer one request
 * @request:	frames
 * @nin:	how many
 * @answer:	room for frames
 * @nout:	how many are expected
 */
uint32_t rpmb_exchange(uint8_t *request, unsigned int nin, uint8_t *answer, unsigned int nout);

#endif
