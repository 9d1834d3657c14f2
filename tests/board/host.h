/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * A host that speaks RPMB to an emulated eMMC: requests, results and MACs, for
 * the tests.
 */
#ifndef TESTS_BOARD_HOST_H
#define TESTS_BOARD_HOST_H

#include "emmc.h"
#include "frame.h"

#define HOST_MAX	EMMC_MAX_FRAMES

extern const uint8_t host_key[RPMB_KEY_SIZE];

/* The MAC of @num frames with host_key */
void host_mac(const struct rpmb_frame *frames, unsigned int num, uint8_t mac[RPMB_MAC_SIZE]);

/* Send one frame that is all zeroes but for its type, as a plain write. */
int host_request(struct emmc *card, uint16_t type);

/* Ask for the result of the last write; RPMB_RESULT_*, or a negative errno. */
int host_result(struct emmc *card, struct rpmb_frame *frame);

int host_program_key(struct emmc *card, const uint8_t key[RPMB_KEY_SIZE]);

/* Frames of a data write, with MAC: each block is filled with @fill plus its number. */
void host_fill_write(struct rpmb_frame *frames, unsigned int num, uint16_t addr,
		     uint32_t counter, uint8_t fill);

/* Send such a write and ask for the result. */
int host_write(struct emmc *card, unsigned int num, uint16_t addr, uint32_t counter,
	       uint8_t fill);

/* Read and check MAC and nonce. RPMB_RESULT_*, -EBADMSG, or another errno. */
int host_read(struct emmc *card, struct rpmb_frame *frames, unsigned int num, uint16_t addr);
int host_counter(struct emmc *card, uint32_t *counter);

#endif
