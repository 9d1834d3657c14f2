// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * SCMI messages on their way in and out, as Linux's transport sends them.
 */
#include "fake.h"
#include "scmi_msg.h"
#include "tests.h"

static struct pta_session session;

static int setup(void **state)
{
	fake_setup(state);
	return open_session(&session, &scmi_pta, OPTEE_MSG_LOGIN_REE_KERNEL);
}

static u32 handle(u32 channel, u32 caps, u32 *out)
{
	struct pta_param p[PTA_NUM_PARAMS] = { value_inout(channel, caps) };
	u32 ret = call(&session, PTA_SCMI_CMD_GET_CHANNEL_HANDLE, p);

	*out = p[0].a;
	return ret;
}

static void kernel_only(void **state)
{
	static const u32 logins[] = {
		OPTEE_MSG_LOGIN_PUBLIC, OPTEE_MSG_LOGIN_USER, OPTEE_MSG_LOGIN_GROUP,
		OPTEE_MSG_LOGIN_APPLICATION, OPTEE_MSG_LOGIN_REE_KERNEL + 1,
	};
	struct pta_session s;
	unsigned int i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(logins); i++)
		assert_int_equal(open_session(&s, &scmi_pta, logins[i]), TEEC_ERROR_ACCESS_DENIED);
}

static void capabilities(void **state)
{
	struct pta_param p[PTA_NUM_PARAMS] = { value_out() };
	u32 h;

	(void)state;
	assert_int_equal(call(&session, PTA_SCMI_CMD_CAPABILITIES, p), TEEC_SUCCESS);
	assert_int_equal(p[0].a, 3);
	assert_int_equal(p[0].b, 0);
	assert_int_equal(handle(0, 1, &h), TEEC_SUCCESS);
	assert_int_equal(handle(3, 2, &h), TEEC_SUCCESS);
	assert_int_equal(handle(4, 2, &h), TEEC_ERROR_ITEM_NOT_FOUND);
	assert_int_equal(handle(0xffffffff, 2, &h), TEEC_ERROR_ITEM_NOT_FOUND);
	assert_int_equal(handle(0, 0, &h), TEEC_ERROR_NOT_SUPPORTED);
	assert_int_equal(handle(0, 3, &h), TEEC_ERROR_NOT_SUPPORTED);
	assert_int_equal(handle(0, 4, &h), TEEC_ERROR_NOT_SUPPORTED);
}

static u32 msg(u32 h, u8 *buf, size_t in, size_t *out)
{
	struct shm shm_in;
	struct shm shm_out;
	struct pta_param p[PTA_NUM_PARAMS] = {
		value_in(h, 0), mem(PTA_MEM_IN, &shm_in, buf, in),
		mem(PTA_MEM_OUT, &shm_out, buf, *out),
	};
	u32 ret = call(&session, PTA_SCMI_CMD_PROCESS_MSG_CHANNEL, p);

	*out = p[2].size;
	return ret;
}

/* Send a message as Linux does: one buffer of 104 octets has the message and gets the answer. */
static void msg_channel(void **state)
{
	const u32 ask[] = { SCMI_HDR(SCMI_PROTOCOL_VOLTAGE, SCMI_VOLTAGE_CONFIG_SET, 5), 0, 7 };
	const u32 want[] = { SCMI_HDR(SCMI_PROTOCOL_VOLTAGE, SCMI_VOLTAGE_CONFIG_SET, 5), 0 };
	u8 *buf = malloc(104);
	size_t out = 104;
	u32 h;

	(void)state;
	assert_int_equal(handle(1, PTA_SCMI_CAPS_MSG_HEADER, &h), TEEC_SUCCESS);
	memcpy(buf, ask, sizeof(ask));
	assert_int_equal(msg(h, buf, sizeof(ask), &out), TEEC_SUCCESS);
	assert_int_equal(out, sizeof(want));
	assert_memory_equal(buf, want, sizeof(want));
	assert_true(machine.supply[0].on);
	/* The handle of the channel with an SMT header is a different one. */
	assert_int_equal(handle(1, PTA_SCMI_CAPS_SMT_HEADER, &h), TEEC_SUCCESS);
	assert_int_equal(msg(h, buf, sizeof(ask), &out), TEEC_ERROR_BAD_PARAMETERS);
	free(buf);
}

/* When there is no room for an answer, a message is not executed, unless it changes nothing. */
static void msg_room(void **state)
{
	const u32 set[] = { SCMI_HDR(SCMI_PROTOCOL_VOLTAGE, SCMI_VOLTAGE_CONFIG_SET, 5), 0, 7 };
	const u32 name[] = { SCMI_HDR(SCMI_PROTOCOL_VOLTAGE, SCMI_VOLTAGE_ATTRIBUTES, 5), 0 };
	u8 *buf = malloc(105);
	size_t out;
	u32 h;

	(void)state;
	handle(1, PTA_SCMI_CAPS_MSG_HEADER, &h);
	memcpy(buf, set, sizeof(set));
	out = 7;
	assert_int_equal(msg(h, buf, sizeof(set), &out), TEEC_ERROR_SHORT_BUFFER);
	assert_false(machine.supply[0].on);
	memcpy(buf, name, sizeof(name));
	out = 27;
	assert_int_equal(msg(h, buf, sizeof(name), &out), TEEC_ERROR_SHORT_BUFFER);
	assert_int_equal(out, 28);
	assert_memory_equal(buf, name, sizeof(name));
	assert_int_equal(msg(h, buf, sizeof(name), &out), TEEC_SUCCESS);
	out = 104;
	assert_int_equal(msg(h, buf, 3, &out), TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(msg(h, buf, 105, &out), TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(msg(h, NULL, 0, &out), TEEC_ERROR_BAD_PARAMETERS);
	free(buf);
}

static void ask_smt(void *at, u32 header, const u32 *in, size_t len)
{
	struct scmi_smt smt = { .length = 4 + len, .header = header };

	memcpy(smt.payload, in, len);
	memcpy(at, &smt, sizeof(smt));
}

/* Check that @at is the answer to a request for 3.3 V, and that the supply has 3.3 V. */
static void answered(const void *at)
{
	struct scmi_smt smt;

	memcpy(&smt, at, sizeof(smt));
	assert_int_equal(smt.status, SCMI_SMT_FREE);
	assert_int_equal(smt.length, 8);
	assert_int_equal(smt.header, SCMI_HDR(SCMI_PROTOCOL_VOLTAGE, SCMI_VOLTAGE_LEVEL_SET, 9));
	assert_memory_equal(smt.payload, "\0\0\0", 4);
	assert_int_equal(machine.supply[0].uv, 3300000);
}

static void smt_channel(void **state)
{
	const u32 in[] = { 0, 0, 3300000 };
	struct scmi_smt smt;
	u32 h;

	(void)state;
	handle(0, PTA_SCMI_CAPS_SMT_HEADER, &h);
	/* A new channel is marked as free. */
	memcpy(&smt, machine.smt, sizeof(smt));
	assert_int_equal(smt.status, SCMI_SMT_FREE);
	ask_smt(machine.smt, SCMI_HDR(SCMI_PROTOCOL_VOLTAGE, SCMI_VOLTAGE_LEVEL_SET, 9), in, 12);
	{
		struct pta_param p[PTA_NUM_PARAMS] = { value_in(h, 0) };

		assert_int_equal(call(&session, PTA_SCMI_CMD_PROCESS_SMT_CHANNEL, p), TEEC_SUCCESS);
		answered(machine.smt);
		/*
		 * The message has been answered and there is no other, so a second call is refused.
		 */
		assert_int_equal(call(&session, PTA_SCMI_CMD_PROCESS_SMT_CHANNEL, p),
				 TEEC_ERROR_BAD_STATE);
		/*
		 * The other channel has no memory of its own, so the call brings memory in a
		 * parameter.
		 */
		p[0].a = h + 1;
		assert_int_equal(call(&session, PTA_SCMI_CMD_PROCESS_SMT_CHANNEL, p),
				 TEEC_ERROR_NOT_SUPPORTED);
	}
}

static void smt_message(void **state)
{
	const u32 in[] = { 0, 0, 3300000 };
	u8 *buf = malloc(SCMI_SMT_SIZE);
	struct shm shm;
	struct pta_param p[PTA_NUM_PARAMS];
	u32 h;

	(void)state;
	handle(2, PTA_SCMI_CAPS_SMT_HEADER, &h);
	ask_smt(buf, SCMI_HDR(SCMI_PROTOCOL_VOLTAGE, SCMI_VOLTAGE_LEVEL_SET, 9), in, 12);
	memset(p, 0, sizeof(p));
	p[0] = value_in(h, 0);
	p[1] = mem(PTA_MEM_INOUT, &shm, buf, SCMI_SMT_SIZE - 1);
	assert_int_equal(call(&session, PTA_SCMI_CMD_PROCESS_SMT_CHANNEL_MESSAGE, p),
			 TEEC_ERROR_BAD_PARAMETERS);
	p[1] = mem(PTA_MEM_INOUT, &shm, buf, SCMI_SMT_SIZE);
	assert_int_equal(call(&session, PTA_SCMI_CMD_PROCESS_SMT_CHANNEL_MESSAGE, p), TEEC_SUCCESS);
	answered(buf);
	free(buf);
}

static void smt_lengths(void **state)
{
	static const u32 bad[] = { 0, 1, 3, 105, 128, 0x7fffffff, 0x80000000, 0xffffffff };
	struct pta_param p[PTA_NUM_PARAMS] = { 0 };
	struct scmi_smt smt;
	unsigned int i;
	u32 h;

	(void)state;
	handle(0, PTA_SCMI_CAPS_SMT_HEADER, &h);
	p[0] = value_in(h, 0);
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		ask_smt(machine.smt, SCMI_HDR(SCMI_PROTOCOL_BASE, 0, 0), bad, 0);
		memcpy(machine.smt + __builtin_offsetof(struct scmi_smt, length), &bad[i], 4);
		assert_int_equal(call(&session, PTA_SCMI_CMD_PROCESS_SMT_CHANNEL, p),
				 TEEC_ERROR_BAD_FORMAT);
		memcpy(&smt, machine.smt, sizeof(smt));
		assert_int_equal(smt.status, SCMI_SMT_FREE | SCMI_SMT_ERROR);
	}
	/*
	 * The largest message that the memory can have is well formed, but too long for every
	 * command.
	 */
	ask_smt(machine.smt, SCMI_HDR(SCMI_PROTOCOL_BASE, 0, 0), (u32[25]) { 0 }, 100);
	assert_int_equal(call(&session, PTA_SCMI_CMD_PROCESS_SMT_CHANNEL, p), TEEC_SUCCESS);
}

int test_scmi_channels(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(kernel_only, setup),
		cmocka_unit_test_setup(capabilities, setup),
		cmocka_unit_test_setup(msg_channel, setup),
		cmocka_unit_test_setup(msg_room, setup),
		cmocka_unit_test_setup(smt_channel, setup),
		cmocka_unit_test_setup(smt_message, setup),
		cmocka_unit_test_setup(smt_lengths, setup),
	};

	return cmocka_run_group_tests_name("scmi: channels", tests, NULL, NULL);
}
