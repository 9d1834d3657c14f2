// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The emulated eMMC, frame by frame: what it answers, what it refuses, and what
 * is left of it after the plug was pulled (JEDEC JESD84-B51, 6.6.22).
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "host.h"

#define SEEDS		1000
#define NUM_BLOCKS	512	/* 128 KiB */

/* A card that is on, and has our key. */
static void open_card(struct emmc *card)
{
	assert_int_equal(emmc_open(card, NULL, 1, 4), 0);
	emmc_power(card, true);
	assert_int_equal(host_program_key(card, host_key), RPMB_RESULT_OK);
}

static void is_silent_when_off(void **state)
{
	struct rpmb_frame frame = { 0 };
	struct emmc card;

	(void)state;
	open_card(&card);
	emmc_power(&card, false);
	assert_int_equal(host_request(&card, RPMB_REQ_COUNTER_READ), -ETIMEDOUT);
	assert_int_equal(emmc_read_blocks(&card, &frame, 1), -ETIMEDOUT);
	/* and what was asked before is forgotten */
	emmc_power(&card, true);
	assert_int_equal(host_request(&card, RPMB_REQ_COUNTER_READ), 0);
	emmc_power(&card, false);
	emmc_power(&card, true);
	assert_int_equal(emmc_read_blocks(&card, &frame, 1), 0);
	assert_int_equal(rpmb_get16(frame.result), RPMB_RESULT_GENERAL);
	emmc_close(&card);
}

static void takes_one_key(void **state)
{
	static const uint8_t other[RPMB_KEY_SIZE] = "another one";
	struct rpmb_frame frame;
	struct emmc card;
	uint32_t counter;

	(void)state;
	assert_int_equal(emmc_open(&card, NULL, 1, 1), 0);
	emmc_power(&card, true);
	assert_int_equal(host_request(&card, RPMB_REQ_COUNTER_READ), 0);
	assert_int_equal(emmc_read_blocks(&card, &frame, 1), 0);
	assert_int_equal(rpmb_get16(frame.result), RPMB_RESULT_NO_KEY);
	assert_int_equal(host_write(&card, 1, 0, 0, 1), RPMB_RESULT_NO_KEY);

	assert_int_equal(host_program_key(&card, host_key), RPMB_RESULT_OK);
	assert_int_equal(host_program_key(&card, other), RPMB_RESULT_WRITE);
	assert_int_equal(host_counter(&card, &counter), RPMB_RESULT_OK);
	assert_int_equal(counter, 0);
	emmc_close(&card);
}

static void writes_and_reads_back(void **state)
{
	struct rpmb_frame frames[8];
	struct emmc card;
	uint32_t counter;

	(void)state;
	open_card(&card);
	assert_int_equal(host_write(&card, 8, 3, 0, 0x40), RPMB_RESULT_OK);
	assert_int_equal(host_write(&card, 1, NUM_BLOCKS - 1, 1, 7), RPMB_RESULT_OK);
	assert_int_equal(host_counter(&card, &counter), RPMB_RESULT_OK);
	assert_int_equal(counter, 2);

	assert_int_equal(host_read(&card, frames, 8, 3), RPMB_RESULT_OK);
	for (int n = 0; n < 8; n++) {
		assert_int_equal(frames[n].data[0], 0x40 + n);
		assert_int_equal(frames[n].data[255], 0x40 + n);
		assert_int_equal(rpmb_get16(frames[n].type), RPMB_RESP_DATA_READ);
		assert_int_equal(rpmb_get16(frames[n].blocks), 8);
	}
	assert_int_equal(host_read(&card, frames, 1, NUM_BLOCKS - 1), RPMB_RESULT_OK);
	assert_int_equal(frames[0].data[17], 7);
	emmc_close(&card);
}

/* The confirmation of a write is authenticated, and says which write it was. */
static void confirms_a_write(void **state)
{
	struct rpmb_frame frames[2], answer;
	uint8_t mac[RPMB_MAC_SIZE];
	struct emmc card;

	(void)state;
	open_card(&card);
	host_fill_write(frames, 2, 9, 0, 1);
	assert_int_equal(emmc_write_blocks(&card, frames, 2, true), 0);
	assert_int_equal(host_result(&card, &answer), RPMB_RESULT_OK);
	assert_int_equal(rpmb_get16(answer.type), RPMB_RESP_DATA_WRITE);
	assert_int_equal(rpmb_get32(answer.counter), 1);
	assert_int_equal(rpmb_get16(answer.address), 9);
	host_mac(&answer, 1, mac);
	assert_memory_equal(mac, answer.key_mac, sizeof(mac));
	emmc_close(&card);
}

static int try_write(struct emmc *card, struct rpmb_frame *frames, unsigned int num, int remac,
		     bool reliable)
{
	if (remac)
		host_mac(frames, num, frames[num - 1].key_mac);
	assert_int_equal(emmc_write_blocks(card, frames, num, reliable), 0);
	return host_result(card, frames);
}

static void refuses_bad_writes(void **state)
{
	struct rpmb_frame f[HOST_MAX];
	struct emmc card;
	uint32_t counter;

	(void)state;
	open_card(&card);
	host_fill_write(f, 2, 0, 0, 1);
	f[0].data[5] ^= 1;
	assert_int_equal(try_write(&card, f, 2, 0, true), RPMB_RESULT_AUTH);
	host_fill_write(f, 2, 0, 0, 1);
	f[1].key_mac[31] ^= 1;
	assert_int_equal(try_write(&card, f, 2, 0, true), RPMB_RESULT_AUTH);
	host_fill_write(f, 2, 0, 1, 1);
	assert_int_equal(try_write(&card, f, 2, 0, true), RPMB_RESULT_COUNTER);
	host_fill_write(f, 2, NUM_BLOCKS - 1, 0, 1);
	assert_int_equal(try_write(&card, f, 2, 0, true), RPMB_RESULT_ADDRESS);
	host_fill_write(f, 9, 0, 0, 1);		/* REL_WR_SEC_C is 4 */
	assert_int_equal(try_write(&card, f, 9, 0, true), RPMB_RESULT_GENERAL);
	host_fill_write(f, 2, 0, 0, 1);
	assert_int_equal(try_write(&card, f, 2, 0, false), RPMB_RESULT_GENERAL);
	host_fill_write(f, 2, 0, 0, 1);
	rpmb_put16(f[0].blocks, 1);
	assert_int_equal(try_write(&card, f, 2, 1, true), RPMB_RESULT_GENERAL);
	host_fill_write(f, 2, 0, 0, 1);
	rpmb_put16(f[1].address, 7);
	assert_int_equal(try_write(&card, f, 2, 1, true), RPMB_RESULT_GENERAL);

	assert_int_equal(host_counter(&card, &counter), RPMB_RESULT_OK);
	assert_int_equal(counter, 0);
	assert_int_equal(host_read(&card, f, 2, 0), RPMB_RESULT_OK);
	assert_int_equal(f[0].data[0], 0);
	emmc_close(&card);
}

/* The same frames a second time: the counter has gone on. */
static void refuses_a_replay(void **state)
{
	struct rpmb_frame f[1], again[1];
	struct emmc card;

	(void)state;
	open_card(&card);
	host_fill_write(f, 1, 0, 0, 1);
	again[0] = f[0];
	assert_int_equal(try_write(&card, f, 1, 0, true), RPMB_RESULT_OK);
	assert_int_equal(try_write(&card, again, 1, 0, true), RPMB_RESULT_COUNTER);
	emmc_close(&card);
}

static void refuses_bad_reads(void **state)
{
	struct rpmb_frame f[2];
	struct emmc card;

	(void)state;
	open_card(&card);
	assert_int_equal(host_read(&card, f, 2, NUM_BLOCKS - 1), RPMB_RESULT_ADDRESS);
	assert_int_equal(emmc_read_blocks(&card, f, 1), 0);	/* nothing was asked */
	assert_int_equal(rpmb_get16(f[0].result), RPMB_RESULT_GENERAL);
	assert_int_equal(host_request(&card, 0x1234), 0);
	assert_int_equal(emmc_read_blocks(&card, f, 1), 0);
	assert_int_equal(rpmb_get16(f[0].result), RPMB_RESULT_GENERAL);
	assert_int_equal(emmc_read_blocks(&card, f, 0), -EINVAL);
	assert_int_equal(emmc_write_blocks(&card, f, EMMC_MAX_FRAMES + 1, true), -EINVAL);
	emmc_close(&card);
}

/* At the end of the counter there are no more writes, and every answer says so. */
static void counter_comes_to_its_end(void **state)
{
	struct rpmb_frame f[1];
	struct emmc card;
	uint32_t counter;

	(void)state;
	open_card(&card);
	card.store.counter = UINT32_MAX - 1;
	assert_int_equal(host_write(&card, 1, 0, UINT32_MAX - 1, 1),
			 RPMB_RESULT_OK | RPMB_RESULT_EXPIRED);
	assert_int_equal(host_write(&card, 1, 0, UINT32_MAX, 2),
			 RPMB_RESULT_WRITE | RPMB_RESULT_EXPIRED);
	assert_int_equal(host_counter(&card, &counter), RPMB_RESULT_OK | RPMB_RESULT_EXPIRED);
	assert_int_equal(host_read(&card, f, 1, 0), RPMB_RESULT_OK | RPMB_RESULT_EXPIRED);
	assert_int_equal(f[0].data[0], 1);
	emmc_close(&card);
}

static void remembers(void **state)
{
	char path[] = "/tmp/teelane-emmc-XXXXXX";
	struct rpmb_frame f[1];
	struct emmc card;
	uint32_t counter;
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	close(fd);
	assert_int_equal(emmc_open(&card, path, 1, 1), 0);
	emmc_power(&card, true);
	assert_int_equal(host_program_key(&card, host_key), RPMB_RESULT_OK);
	assert_int_equal(host_write(&card, 2, 40, 0, 9), RPMB_RESULT_OK);
	emmc_close(&card);

	assert_int_equal(emmc_open(&card, path, 2, 1), -EINVAL);	/* another size */
	assert_int_equal(emmc_open(&card, path, 1, 1), 0);
	emmc_power(&card, true);
	assert_int_equal(host_counter(&card, &counter), RPMB_RESULT_OK);
	assert_int_equal(counter, 1);
	assert_int_equal(host_read(&card, f, 1, 41), RPMB_RESULT_OK);
	assert_int_equal(f[0].data[0], 10);
	emmc_close(&card);
	unlink(path);
}

/* A card's worth of blocks by their first byte, as they should be */
struct model {
	uint8_t block[NUM_BLOCKS];
	uint32_t counter;
};

static void model_write(struct model *m, unsigned int num, uint16_t addr, uint8_t fill)
{
	for (unsigned int n = 0; n < num; n++)
		m->block[addr + n] = (uint8_t)(fill + n);
	m->counter++;
}

static void assert_is(struct emmc *card, const struct model *m)
{
	uint8_t data[RPMB_BLOCK_SIZE], want[RPMB_BLOCK_SIZE];

	for (unsigned int n = 0; n < NUM_BLOCKS; n++) {
		assert_int_equal(rpmb_store_read(&card->store, n, data), 0);
		memset(want, m->block[n], sizeof(want));
		assert_memory_equal(data, want, sizeof(want));
	}
}

/* Power comes back, and may fail again while the card recovers. */
static void power_up(struct emmc *card, unsigned int *seed)
{
	emmc_power(card, false);
	emmc_cut(card, (unsigned int)rand_r(seed) % 6);
	emmc_power(card, true);
	emmc_cut(card, 0);
	emmc_power(card, true);
	assert_true(card->on);
}

/* Writes until the plug is pulled; then each write was made, or was not. */
static void one_seed(unsigned int seed)
{
	struct model m = { .counter = 0 };
	unsigned int num, cuts;
	uint32_t counter;
	struct emmc card;
	uint16_t addr;
	uint8_t fill;
	int rc;

	open_card(&card);
	for (cuts = 0; cuts < 3; cuts++) {
		emmc_cut(&card, 1 + (unsigned int)rand_r(&seed) % 60);
		do {
			num = 1 + (unsigned int)rand_r(&seed) % 8;
			addr = (uint16_t)((unsigned int)rand_r(&seed) % (NUM_BLOCKS - num));
			fill = (uint8_t)rand_r(&seed);
			rc = host_write(&card, num, addr, m.counter, fill);
			if (!rc)
				model_write(&m, num, addr, fill);
		} while (!rc);
		assert_int_equal(rc, -ETIMEDOUT);
		assert_false(card.on);

		power_up(&card, &seed);
		assert_int_equal(host_counter(&card, &counter), RPMB_RESULT_OK);
		if (counter != m.counter)
			model_write(&m, num, addr, fill);
		assert_int_equal(counter, m.counter);
		assert_is(&card, &m);
	}
	emmc_close(&card);
}

static void survives_power_cuts(void **state)
{
	(void)state;
	for (unsigned int seed = 1; seed <= SEEDS; seed++)
		one_seed(seed);
}

/* The recovery itself is cut, at each of its pages in turn. */
static void survives_cuts_while_recovering(void **state)
{
	struct model m = { .counter = 0 };
	struct emmc card;
	uint32_t counter;

	(void)state;
	open_card(&card);
	/* 8 journal pages, the record, then the blocks: cut in those */
	emmc_cut(&card, 11);
	assert_int_equal(host_write(&card, 8, 20, 0, 50), -ETIMEDOUT);
	model_write(&m, 8, 20, 50);
	for (unsigned int page = 1; page <= 9; page++) {
		emmc_cut(&card, page);
		emmc_power(&card, true);
		assert_false(card.on);
	}
	emmc_power(&card, true);
	assert_true(card.on);
	assert_int_equal(host_counter(&card, &counter), RPMB_RESULT_OK);
	assert_int_equal(counter, 1);
	assert_is(&card, &m);
	emmc_close(&card);
}

static void a_torn_key_is_no_key(void **state)
{
	struct emmc card;

	(void)state;
	assert_int_equal(emmc_open(&card, NULL, 1, 1), 0);
	emmc_power(&card, true);
	emmc_cut(&card, 1);
	assert_int_equal(host_program_key(&card, host_key), -ETIMEDOUT);
	emmc_power(&card, true);
	assert_int_equal(host_program_key(&card, host_key), RPMB_RESULT_OK);
	assert_int_equal(host_write(&card, 1, 0, 0, 1), RPMB_RESULT_OK);
	emmc_close(&card);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_silent_when_off),
		cmocka_unit_test(takes_one_key),
		cmocka_unit_test(writes_and_reads_back),
		cmocka_unit_test(confirms_a_write),
		cmocka_unit_test(refuses_bad_writes),
		cmocka_unit_test(refuses_a_replay),
		cmocka_unit_test(refuses_bad_reads),
		cmocka_unit_test(counter_comes_to_its_end),
		cmocka_unit_test(remembers),
		cmocka_unit_test(survives_power_cuts),
		cmocka_unit_test(survives_cuts_while_recovering),
		cmocka_unit_test(a_torn_key_is_no_key),
	};

	return cmocka_run_group_tests_name("emmc", tests, NULL, NULL);
}
