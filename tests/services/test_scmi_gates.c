// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * SCMI: supplies and clocks behind gates, which the normal world switches.
 */
#include "fake.h"
#include "scmi_msg.h"
#include "tests.h"

/* The supplies and clocks of fake_platform.c that are behind gates */
#define GATED_SUPPLY	1
#define GATED_CLOCK	1

static struct optee_msg_param asked[4];
static unsigned int times;
static u32 answer;
static void (*meanwhile)(void);

static u32 plugin(struct optee_msg_param params[4])
{
	memcpy(asked, params, sizeof(asked));
	times++;
	if (meanwhile)
		meanwhile();
	return answer;
}

static int setup(void **state)
{
	fake_setup(state);
	machine.plugin = plugin;
	times = 0;
	answer = TEEC_SUCCESS;
	meanwhile = NULL;
	return 0;
}

static int32_t set(u8 protocol, u8 message, u32 id, u32 on)
{
	const u32 in[] = { id, on };
	u8 out[SCMI_PAYLOAD_MAX];
	int32_t status;

	assert_int_equal(scmi_serve(SCMI_HDR(protocol, message, 1), in, sizeof(in), out),
			 sizeof(status));
	memcpy(&status, out, sizeof(status));
	return status;
}

static int32_t set_supply(u32 id, bool on)
{
	return set(SCMI_PROTOCOL_VOLTAGE, SCMI_VOLTAGE_CONFIG_SET, id,
		   on ? SCMI_VOLTAGE_MODE_ON : SCMI_VOLTAGE_MODE_OFF);
}

static int32_t set_clock(u32 id, bool on)
{
	return set(SCMI_PROTOCOL_CLOCK, SCMI_CLOCK_CONFIG_SET, id, on);
}

/* Check that the RPC has, octet for octet, what the plugin interface of tee-supplicant expects. */
static void is_asked(u8 first, u8 last, u32 id, bool on)
{
	assert_int_equal(asked[0].attr, OPTEE_MSG_ATTR_TYPE_VALUE_INPUT);
	assert_int_equal(asked[0].u.value.a, OPTEE_RPC_SUPP_PLUGIN_INVOKE);
	assert_int_equal(asked[0].u.value.b, first);
	assert_int_equal(asked[0].u.value.c, 0);
	assert_int_equal(asked[1].attr, OPTEE_MSG_ATTR_TYPE_VALUE_INPUT);
	assert_int_equal(asked[1].u.value.a, 0);
	assert_int_equal(asked[1].u.value.b, (u32)last << 24);
	assert_int_equal(asked[1].u.value.c, id);
	assert_int_equal(asked[2].attr, OPTEE_MSG_ATTR_TYPE_VALUE_INOUT);
	assert_int_equal(asked[2].u.value.a, on);
	assert_int_equal(asked[3].attr, OPTEE_MSG_ATTR_TYPE_TMEM_INOUT);
	assert_int_equal(asked[3].u.tmem.size, 0);
	assert_int_equal(asked[3].u.tmem.shm_ref, 0);
}

static void the_plugin_is_asked(void **state)
{
	(void)state;
	assert_int_equal(set_supply(GATED_SUPPLY, true), SCMI_SUCCESS);
	assert_int_equal(times, 1);
	is_asked(0x10, 0x1f, 3, true);
	assert_true(machine.supply[GATED_SUPPLY].on);
	assert_int_equal(set_clock(GATED_CLOCK, true), SCMI_SUCCESS);
	is_asked(0x20, 0x2f, 31, true);
	assert_true(machine.clock[GATED_CLOCK].on);
	assert_int_equal(set_clock(GATED_CLOCK, false), SCMI_SUCCESS);
	is_asked(0x20, 0x2f, 31, false);
	assert_false(machine.clock[GATED_CLOCK].on);
	assert_int_equal(times, 3);
}

static void nobody_is_asked_where_there_is_no_gate(void **state)
{
	(void)state;
	assert_int_equal(set_supply(0, true), SCMI_SUCCESS);
	assert_int_equal(set_clock(0, true), SCMI_SUCCESS);
	assert_int_equal(times, 0);
}

/* A gate that the normal world has not switched does not count as on. */
static void a_gate_that_fails(void **state)
{
	(void)state;
	answer = TEEC_ERROR_COMMUNICATION;
	assert_int_equal(set_supply(GATED_SUPPLY, true), SCMI_HARDWARE_ERROR);
	assert_false(machine.supply[GATED_SUPPLY].on);
	assert_int_equal(set_clock(GATED_CLOCK, true), SCMI_HARDWARE_ERROR);
	assert_false(machine.clock[GATED_CLOCK].on);
	/* The gate can be switched the next time. */
	answer = TEEC_SUCCESS;
	assert_int_equal(set_supply(GATED_SUPPLY, true), SCMI_SUCCESS);
	assert_int_equal(set_clock(GATED_CLOCK, true), SCMI_SUCCESS);
}

static void switch_all(void)
{
	meanwhile = NULL;
	assert_int_equal(set_supply(GATED_SUPPLY, false), SCMI_BUSY);
	assert_int_equal(set_clock(GATED_CLOCK, true), SCMI_SUCCESS);
	assert_int_equal(set_supply(0, true), SCMI_SUCCESS);
}

/* A message that comes while another is suspended is refused if it is for the same gate. */
static void one_at_a_time(void **state)
{
	(void)state;
	meanwhile = switch_all;
	assert_int_equal(set_supply(GATED_SUPPLY, true), SCMI_SUCCESS);
	assert_int_equal(times, 2);
	assert_true(machine.supply[GATED_SUPPLY].on);
	assert_true(machine.supply[0].on);
	assert_true(machine.clock[GATED_CLOCK].on);
	assert_int_equal(set_supply(GATED_SUPPLY, false), SCMI_SUCCESS);
	assert_false(machine.supply[GATED_SUPPLY].on);
}

int test_scmi_gates(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(the_plugin_is_asked, setup),
		cmocka_unit_test_setup(nobody_is_asked_where_there_is_no_gate, setup),
		cmocka_unit_test_setup(a_gate_that_fails, setup),
		cmocka_unit_test_setup(one_at_a_time, setup),
	};

	return cmocka_run_group_tests_name("scmi: gates", tests, NULL, NULL);
}
