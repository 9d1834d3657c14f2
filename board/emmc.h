/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * An eMMC with an RPMB partition (JEDEC JESD84-B51, section 6.6.22).
 */
#ifndef BOARD_EMMC_H
#define BOARD_EMMC_H

#include <stdbool.h>
#include <stdint.h>

#include "rpmb_store.h"

#define EMMC_FRAME	512
#define EMMC_CID	16
/* The most frames in one transfer; what a write may have is less. */
#define EMMC_MAX_FRAMES	64

/**
 * struct emmc - a card; only the RPMB partition of it
 * @store:	what it remembers
 * @on:		it has its supply
 * @size_mult:	EXT_CSD 168: size in 128 KiB
 * @rel_wr_sec_c: EXT_CSD 222: 512-byte sectors that a reliable write may have
 * @pending:	type of the request that the next read answers, 0: none
 * @request:	that request's frame
 * @result:	the result register of the last key or data write
 * @result_type: which of the two it was, as a response type
 * @result_addr: address of that write
 */
struct emmc {
	struct rpmb_store store;
	bool on;
	uint8_t size_mult;
	uint8_t rel_wr_sec_c;
	uint16_t pending;
	uint8_t request[EMMC_FRAME];
	uint16_t result;
	uint16_t result_type;
	uint16_t result_addr;
};

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
int emmc_open(struct emmc *card, const char *path, uint8_t size_mult, uint8_t rel_wr_sec_c);
void emmc_close(struct emmc *card);

/* Its supply goes on or off. Off forgets the registers, not the flash. */
void emmc_power(struct emmc *card, bool on);

/* The card's identification register, as it is read from a card. */
void emmc_cid(const struct emmc *card, uint8_t cid[EMMC_CID]);

/**
 * emmc_write_blocks() - CMD23 and CMD25 to the RPMB partition
 * @card:	the card
 * @frames:	@num frames of EMMC_FRAME bytes
 * @num:	how many, as CMD23 says it
 * @reliable:	bit 31 of CMD23: a reliable write
 *
 * What the card thinks of it is in the response frames, not here.
 *
 * Return: 0; -ETIMEDOUT: the card does not answer, it has no supply or lost it
 * while it was busy; -EINVAL: not a number of frames.
 */
int emmc_write_blocks(struct emmc *card, const void *frames, unsigned int num, bool reliable);

/**
 * emmc_read_blocks() - CMD23 and CMD18 from the RPMB partition
 * @card:	the card
 * @frames:	out: the response to the last request
 * @num:	how many frames; for a data read so many blocks are read
 *
 * Return: as emmc_write_blocks().
 */
int emmc_read_blocks(struct emmc *card, void *frames, unsigned int num);

/* Pull the plug in the middle of the so-manyeth page it programs; 0: never. */
void emmc_cut(struct emmc *card, uint64_t pages);

#endif
