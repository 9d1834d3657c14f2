// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Storage when answers of the eMMC are changed, or the eMMC itself fails: a read returns the true
 * contents or an error.
 */
#include "store.h"
#include "storage.h"
#include "tests.h"

static struct {
	unsigned int skip;	/* number of answers that are not changed */
	u16 type;		/* type of the answers that are changed; 0: all types */
	size_t byte;		/* offset of the octet that is changed */
	u8 flip;
} tamper;

static void flip(struct rpmb_frame *answer, unsigned int num)
{
	if (tamper.type && rpmb_get16(answer[0].type) != tamper.type)
		return;
	if (tamper.skip) {
		tamper.skip--;
		return;
	}
	((u8 *)&answer[num - 1])[tamper.byte] ^= tamper.flip;
}

/* Change every octet that has a meaning, in every kind of answer. */
static void any_octet_changed(void **state)
{
	static const u16 types[] = {
		RPMB_RESP_COUNTER_READ, RPMB_RESP_DATA_WRITE, RPMB_RESP_DATA_READ,
	};
	size_t size;
	u8 buf[600];
	unsigned int i;
	size_t byte;
	u32 ret;

	(void)state;
	emmc.tamper = flip;
	for (i = 0; i < ARRAY_SIZE(types); i++) {
		for (byte = __builtin_offsetof(struct rpmb_frame, key_mac);
		     byte < RPMB_FRAME_SIZE; byte++) {
			store_reboot();
			tamper.type = types[i];
			tamper.byte = byte;
			tamper.flip = 1 << byte % 8;
			size = sizeof(buf);
			ret = store_read("a", buf, &size);
			assert_int_not_equal(ret, TEEC_SUCCESS);
			assert_int_not_equal(ret, TEEC_ERROR_ITEM_NOT_FOUND);
			tamper.flip = 0;
			store_has("a", store_one, sizeof(store_one));
		}
	}
	emmc.tamper = NULL;
}

static struct rpmb_frame kept[RPMB_READ_MAX];
static u16 keep_address;
static bool keep;

/* Keep an answer to a read of @keep_address, and give the same answer again later. */
static void replay(struct rpmb_frame *answer, unsigned int num)
{
	if (rpmb_get16(answer[0].type) != RPMB_RESP_DATA_READ ||
	    rpmb_get16(answer[0].address) != keep_address)
		return;
	if (keep)
		memcpy(kept, answer, num * sizeof(*answer));
	else
		memcpy(answer, kept, num * sizeof(*answer));
}

static void old_read_is_replayed(void **state)
{
	size_t size = sizeof(store_one);
	u8 buf[600];
	u32 ret;

	(void)state;
	emmc.tamper = replay;
	keep_address = STORAGE_HEADS;
	keep = true;
	store_reboot();
	store_has("a", store_one, sizeof(store_one));
	keep = false;
	assert_int_equal(store_write("a", store_two, sizeof(store_two)), TEEC_SUCCESS);
	store_reboot();
	ret = store_read("a", buf, &size);
	assert_int_equal(ret, TEEC_ERROR_SECURITY);
	emmc.tamper = NULL;
	store_has("a", store_two, sizeof(store_two));
}

/* The normal world uses our nonce to read other blocks: those after the heads. */
static void other_blocks(struct rpmb_frame *answer, unsigned int num)
{
	unsigned int i;

	if (rpmb_get16(answer[0].type) != RPMB_RESP_DATA_READ)
		return;
	for (i = 0; i < num; i++) {
		rpmb_put16(answer[i].address, STORAGE_CONTENT + 100);
		memcpy(answer[i].data, emmc.block[STORAGE_CONTENT + 100 + i], RPMB_BLOCK_SIZE);
	}
	emmc_mac(answer, num, answer[num - 1].key_mac);
}

static void other_blocks_are_read(void **state)
{
	size_t size = sizeof(store_one);
	u8 buf[600];

	(void)state;
	store_reboot();
	emmc.tamper = other_blocks;
	assert_int_equal(store_read("a", buf, &size), TEEC_ERROR_SECURITY);
	emmc.tamper = NULL;
	store_has("a", store_one, sizeof(store_one));
}

static struct rpmb_frame made_up;

/*
 * The eMMC does not carry out a write, and the answer is one that it could have given at some other
 * time.
 */
static void answer_made_up(struct rpmb_frame *answer, unsigned int num)
{
	(void)num;
	if (rpmb_get16(answer[0].type) != RPMB_RESP_DATA_WRITE)
		return;
	memcpy(made_up.address, answer->address, sizeof(made_up.address));
	rpmb_put16(made_up.type, RPMB_RESP_DATA_WRITE);
	rpmb_put16(made_up.result, RPMB_RESULT_OK);
	emmc_mac(&made_up, 1, made_up.key_mac);
	*answer = made_up;
}

static void old_write_answer_is_replayed(void **state)
{
	u32 ahead;

	(void)state;
	for (ahead = 0; ahead < 4; ahead++) {
		store_has("a", store_one, sizeof(store_one));
		/*
		 * The write is not done, but is confirmed, with another counter than it would have.
		 */
		emmc.result = RPMB_RESULT_COUNTER;
		emmc.tamper = answer_made_up;
		rpmb_put32(made_up.counter, emmc.counter + (ahead ? ahead + 1 : 0));
		assert_int_equal(store_delete("a"), TEEC_ERROR_SECURITY);
		emmc.result = 0;
		emmc.tamper = NULL;
	}
	store_has("a", store_one, sizeof(store_one));
}

static void answer_elsewhere(struct rpmb_frame *answer, unsigned int num)
{
	(void)num;
	if (rpmb_get16(answer[0].type) != RPMB_RESP_DATA_WRITE)
		return;
	rpmb_put16(answer->address, rpmb_get16(answer->address) ^ 1);
	emmc_mac(answer, 1, answer->key_mac);
}

static void write_goes_elsewhere(void **state)
{
	(void)state;
	emmc.tamper = answer_elsewhere;
	assert_int_equal(store_delete("a"), TEEC_ERROR_SECURITY);
	emmc.tamper = NULL;
}

/* A head of which any octet has changed is not taken for a head. */
static void head_rots(void **state)
{
	unsigned int byte;
	unsigned int i;

	(void)state;
	for (i = STORAGE_HEADS; i < STORAGE_CONTENT; i++)
		if (emmc.block[i][0])
			break;
	for (byte = 0; byte < RPMB_BLOCK_SIZE; byte++) {
		emmc.block[i][byte] ^= 1;
		store_reboot();
		store_has_not("a");
		emmc.block[i][byte] ^= 1;
	}
	store_reboot();
	store_has("a", store_one, sizeof(store_one));
}

static u16 set_type;
static u16 set_result;

static void result(struct rpmb_frame *answer, unsigned int num)
{
	if (rpmb_get16(answer[0].type) != set_type)
		return;
	rpmb_put16(answer[num - 1].result, set_result);
	emmc_mac(answer, num, answer[num - 1].key_mac);
}

/* Everything in the answer is right, but its result says that the request failed. */
static void device_fails_only_by_result(void **state)
{
	size_t size = sizeof(store_one);
	u8 buf[600];

	(void)state;
	emmc.tamper = result;
	for (set_result = 1; set_result < RPMB_RESULT_NO_KEY; set_result++) {
		set_type = RPMB_RESP_DATA_READ;
		assert_int_equal(store_read("a", buf, &size), TEEC_ERROR_COMMUNICATION);
		set_type = RPMB_RESP_DATA_WRITE;
		assert_int_equal(store_write("a", store_one, sizeof(store_one)),
				 TEEC_ERROR_COMMUNICATION);
		set_type = RPMB_RESP_COUNTER_READ;
		store_reboot();
		assert_int_equal(store_read("a", buf, &size), TEEC_ERROR_COMMUNICATION);
	}
	/* This result is not a failure. */
	set_result = RPMB_RESULT_EXPIRED;
	store_has("a", store_one, sizeof(store_one));
	emmc.tamper = NULL;
}

/*
 * The normal world uses our nonce for another request to the device, and answers with a counter of
 * 0. The trusted OS must not even try to write with this counter.
 */
static void other_kind(struct rpmb_frame *answer, unsigned int num)
{
	(void)num;
	assert_int_not_equal(rpmb_get16(answer[0].type), RPMB_RESP_DATA_WRITE);
	if (rpmb_get16(answer[0].type) != RPMB_RESP_COUNTER_READ)
		return;
	rpmb_put16(answer->type, RPMB_RESP_DATA_READ);
	rpmb_put32(answer->counter, 0);
	emmc_mac(answer, 1, answer->key_mac);
}

static void answer_to_another_kind(void **state)
{
	size_t size = sizeof(store_one);
	u8 buf[600];

	(void)state;
	store_reboot();
	emmc.tamper = other_kind;
	assert_int_equal(store_read("a", buf, &size), TEEC_ERROR_SECURITY);
	emmc.tamper = NULL;
}

/*
 * The device itself changes what was stored, and the trusted OS notices that what it reads is not
 * what it wrote.
 */
static void content_rots(void **state)
{
	size_t size = sizeof(store_one);
	unsigned int i;
	u8 buf[600];

	(void)state;
	for (i = STORAGE_CONTENT; i < EMMC_BLOCKS; i++)
		if (emmc.block[i][0] == 1)
			break;
	emmc.block[i][255] ^= 1;
	assert_int_equal(store_read("a", buf, &size), TEEC_ERROR_SECURITY);
	emmc.block[i][255] ^= 1;
	store_has("a", store_one, sizeof(store_one));
}

/* The device reports each failure that there is, with a correct MAC. */
static void device_reports_failure(void **state)
{
	u16 result;

	(void)state;
	for (result = RPMB_RESULT_GENERAL; result <= RPMB_RESULT_NO_KEY; result++) {
		emmc.result = result;
		assert_int_not_equal(store_write("a", store_two, sizeof(store_two)), TEEC_SUCCESS);
		assert_int_not_equal(store_delete("a"), TEEC_SUCCESS);
		emmc.result = 0;
		store_has("a", store_one, sizeof(store_one));
	}
}

static void counter_at_its_end(void **state)
{
	(void)state;
	emmc.counter = UINT32_MAX - 2;
	store_reboot();
	assert_int_not_equal(store_write("a", store_two, sizeof(store_two)), TEEC_SUCCESS);
	assert_true(emmc.counter == UINT32_MAX);
	store_reboot();
	assert_int_equal(store_write("a", store_two, sizeof(store_two)),
			 TEEC_ERROR_STORAGE_NO_SPACE);
}

int test_storage_answers(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(any_octet_changed, store_setup_a),
		cmocka_unit_test_setup(old_read_is_replayed, store_setup_a),
		cmocka_unit_test_setup(other_blocks_are_read, store_setup_a),
		cmocka_unit_test_setup(old_write_answer_is_replayed, store_setup_a),
		cmocka_unit_test_setup(write_goes_elsewhere, store_setup_a),
		cmocka_unit_test_setup(device_fails_only_by_result, store_setup_a),
		cmocka_unit_test_setup(answer_to_another_kind, store_setup_a),
		cmocka_unit_test_setup(content_rots, store_setup_a),
		cmocka_unit_test_setup(head_rots, store_setup_a),
		cmocka_unit_test_setup(device_reports_failure, store_setup_a),
		cmocka_unit_test_setup(counter_at_its_end, store_setup_a),
	};

	return cmocka_run_group_tests_name("storage: answers", tests, NULL, NULL);
}
