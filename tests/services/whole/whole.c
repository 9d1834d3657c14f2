// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Services in the real kernel of the trusted OS, called by SMC: a client that writes to secure
 * storage is suspended at each of its RPCs in turn, and each time calls of the services that system
 * contexts depend on must get through.
 */
#include "../../secure/world.h"
#include "../emmc.h"

#include "optee_pta.h"
#include "scmi.h"
#include "services.h"

#define OBJECT_SIZE	600

/* Offsets in the memory of a client */
#define NAME_AT		0
#define DATA_AT		64

/**
 * struct client - a client with a session
 * @call:	call of the client
 * @session:	ID of the session
 * @cookie:	cookie of the client's memory, a page
 * @mem:	that memory
 */
struct client {
	struct call call;
	uint32_t session;
	uint64_t cookie;
	u8 *mem;
};

static u64 next_cookie;

static void start(unsigned int threads)
{
	machine_new();
	emmc_new();
	machine.rpmb = emmc_rpc;
	next_cookie = 1000;
	boot(threads);
}

static void connect(struct client *c, const struct pta *pta)
{
	call_init(&c->call, 0, 0);
	call_register(&c->call, next_cookie++);
	c->session = open_session(&c->call, pta);
	assert_int_not_equal(c->session, 0);
	c->cookie = next_cookie++;
	c->mem = pa_ptr(register_pages(&c->call, 1, c->cookie));
}

/* Open a session with @pta from a system context with a lane. */
static void connect_system(struct client *c, const struct pta *pta)
{
	connect(c, pta);
	c->call.id = OPTEE_SMC_CALL_SYSTEM_WITH_REGD_ARG;
}

/* Serve a request for memory. Its cookie is its address. */
static void serve_shm_alloc(struct optee_msg_arg *rpc)
{
	u64 size = rpc->params[0].u.value.b;
	unsigned int num = (size + 4095) / 4096;
	u64 pa = pages_alloc(num);
	u64 page[num];
	unsigned int n;

	for (n = 0; n < num; n++)
		page[n] = pa + n * 4096ULL;
	rpc->params[0] = (struct optee_msg_param) {
		.attr = OPTEE_MSG_ATTR_TYPE_TMEM_OUTPUT | OPTEE_MSG_ATTR_NONCONTIG,
		.u.tmem = { .buf_ptr = list_of(page, num), .size = size, .shm_ref = pa },
	};
	rpc->ret = TEEC_SUCCESS;
}

static u8 *rmem(const struct optee_msg_param *p)
{
	return (u8 *)pa_ptr(p->u.rmem.shm_ref) + p->u.rmem.offs;
}

/*
 * Serve the RPC of a call as the driver and tee-supplicant would. The caller of this function
 * serves waits.
 */
static void serve(struct client *c)
{
	struct optee_msg_arg *rpc = call_rpc(&c->call);
	struct optee_msg_param *p = rpc->params;

	assert_int_equal(c->call.regs.a[0], OPTEE_SMC_RETURN_RPC_CMD);
	switch (rpc->cmd) {
	case OPTEE_RPC_CMD_SHM_ALLOC:
		serve_shm_alloc(rpc);
		break;
	case OPTEE_RPC_CMD_RPMB:
		rpc->ret = machine.rpmb(rmem(&p[0]), p[0].u.rmem.size, rmem(&p[1]),
					p[1].u.rmem.size);
		break;
	case OPTEE_RPC_CMD_SHM_FREE:
	case OPTEE_RPC_CMD_NOTIFICATION:
		rpc->ret = TEEC_SUCCESS;
		break;
	default:
		fail_msg("RPC %u", rpc->cmd);
	}
}

static uint32_t begin_write(struct client *c, char name, u8 fill)
{
	c->mem[NAME_AT] = (u8)name;
	memset(c->mem + DATA_AT, fill, OBJECT_SIZE);
	set_invoke(&c->call, c->session, PTA_STORAGE_CMD_WRITE, 2);
	set_rmem(&c->call, 0, OPTEE_MSG_ATTR_TYPE_RMEM_INPUT, c->cookie, NAME_AT, 1);
	set_rmem(&c->call, 1, OPTEE_MSG_ATTR_TYPE_RMEM_INPUT, c->cookie, DATA_AT, OBJECT_SIZE);
	return call_enter(&c->call);
}

static void finish(struct client *c, uint32_t ret)
{
	while (OPTEE_SMC_RETURN_IS_RPC(ret)) {
		serve(c);
		ret = call_resume(&c->call);
	}
	assert_int_equal(ret, OPTEE_SMC_RETURN_OK);
	assert_int_equal(c->call.msg->ret, TEEC_SUCCESS);
}

static void has(struct client *c, char name, u8 fill)
{
	unsigned int i;

	c->mem[NAME_AT] = (u8)name;
	memset(c->mem + DATA_AT, 0, OBJECT_SIZE);
	set_invoke(&c->call, c->session, PTA_STORAGE_CMD_READ, 2);
	set_rmem(&c->call, 0, OPTEE_MSG_ATTR_TYPE_RMEM_INPUT, c->cookie, NAME_AT, 1);
	set_rmem(&c->call, 1, OPTEE_MSG_ATTR_TYPE_RMEM_OUTPUT, c->cookie, DATA_AT, 1000);
	finish(c, call_enter(&c->call));
	assert_int_equal(c->call.msg->params[1].u.rmem.size, OBJECT_SIZE);
	for (i = 0; i < OBJECT_SIZE; i++)
		assert_int_equal(c->mem[DATA_AT + i], fill);
}

static u32 scmi_handle(struct client *c)
{
	set_invoke(&c->call, c->session, PTA_SCMI_CMD_GET_CHANNEL_HANDLE, 1);
	set_value(&c->call, 0, OPTEE_MSG_ATTR_TYPE_VALUE_INOUT, 0, PTA_SCMI_CAPS_MSG_HEADER);
	assert_int_equal(call_enter(&c->call), OPTEE_SMC_RETURN_OK);
	assert_int_equal(c->call.msg->ret, TEEC_SUCCESS);
	return c->call.msg->params[0].u.value.a;
}

/* Switch the supply of the eMMC by SCMI. Returns the result of the SMC. */
static uint32_t switch_supply(struct client *c, u32 handle, bool on)
{
	const u32 words[] = {
		SCMI_HDR(SCMI_PROTOCOL_VOLTAGE, SCMI_VOLTAGE_CONFIG_SET, 1), 0,
		on ? SCMI_VOLTAGE_MODE_ON : SCMI_VOLTAGE_MODE_OFF,
	};

	memcpy(c->mem, words, sizeof(words));
	set_invoke(&c->call, c->session, PTA_SCMI_CMD_PROCESS_MSG_CHANNEL, 3);
	set_value(&c->call, 0, OPTEE_MSG_ATTR_TYPE_VALUE_INPUT, handle, 0);
	set_rmem(&c->call, 1, OPTEE_MSG_ATTR_TYPE_RMEM_INPUT, c->cookie, 0, sizeof(words));
	set_rmem(&c->call, 2, OPTEE_MSG_ATTR_TYPE_RMEM_OUTPUT, c->cookie, 0, 104);
	return call_enter(&c->call);
}

static void supply_is_switched(struct client *c, u32 handle, bool on)
{
	u32 status;

	assert_int_equal(switch_supply(c, handle, on), OPTEE_SMC_RETURN_OK);
	assert_int_equal(c->call.msg->ret, TEEC_SUCCESS);
	assert_int_equal(c->call.msg->params[2].u.rmem.size, 8);
	memcpy(&status, c->mem + 4, sizeof(status));
	assert_int_equal(status, SCMI_SUCCESS);
	assert_int_equal(machine.supply[0].on, on);
}

static void watchdog_is_kicked(struct client *c)
{
	set_invoke(&c->call, c->session, PTA_WATCHDOG_CMD_ENABLE, 1);
	set_value(&c->call, 0, OPTEE_MSG_ATTR_TYPE_VALUE_INPUT, 1, 0);
	machine.armed_ms = 0;
	assert_int_equal(call_enter(&c->call), OPTEE_SMC_RETURN_OK);
	assert_int_equal(c->call.msg->ret, TEEC_SUCCESS);
	assert_int_not_equal(machine.armed_ms, 0);
}

static void entropy_is_had(struct client *c)
{
	set_invoke(&c->call, c->session, PTA_RNG_CMD_GET_ENTROPY, 1);
	set_rmem(&c->call, 0, OPTEE_MSG_ATTR_TYPE_RMEM_INOUT, c->cookie, 0, 100);
	assert_int_equal(call_enter(&c->call), OPTEE_SMC_RETURN_OK);
	assert_int_equal(c->call.msg->ret, TEEC_SUCCESS);
}

static void devices_are_listed(struct client *c)
{
	set_invoke(&c->call, c->session, PTA_CMD_GET_DEVICES, 1);
	set_rmem(&c->call, 0, OPTEE_MSG_ATTR_TYPE_RMEM_OUTPUT, c->cookie, 0, 4096);
	assert_int_equal(call_enter(&c->call), OPTEE_SMC_RETURN_OK);
	assert_int_equal(c->call.msg->ret, TEEC_SUCCESS);
}

/* There are two threads: one is suspended in a write, the other one is reserved. */
static void at_each_rpc(void **state)
{
	struct client writer;
	struct client scmi;
	struct client dog;
	struct client rng;
	struct client list;
	unsigned int rpcs = 0;
	uint32_t ret;
	u32 handle;

	(void)state;
	start(2);
	connect_system(&scmi, &scmi_pta);
	connect_system(&dog, &watchdog_pta);
	connect_system(&rng, &rng_pta);
	connect_system(&list, &device_pta);
	handle = scmi_handle(&scmi);
	connect(&writer, &storage_pta);
	assert_int_equal(fast(OPTEE_SMC_RESERVE_SYS_THREAD), OPTEE_SMC_RETURN_OK);

	/*
	 * The first write gives the new eMMC its key and creates an object; the second replaces the
	 * object.
	 */
	for (ret = begin_write(&writer, 'a', 1); OPTEE_SMC_RETURN_IS_RPC(ret);
	     ret = call_resume(&writer.call)) {
		supply_is_switched(&scmi, handle, ++rpcs % 2);
		watchdog_is_kicked(&dog);
		entropy_is_had(&rng);
		devices_are_listed(&list);
		serve(&writer);
	}
	finish(&writer, ret);
	assert_true(rpcs > 15);
	for (ret = begin_write(&writer, 'a', 2); OPTEE_SMC_RETURN_IS_RPC(ret);
	     ret = call_resume(&writer.call)) {
		supply_is_switched(&scmi, handle, ++rpcs % 2);
		serve(&writer);
	}
	finish(&writer, ret);
	has(&writer, 'a', 2);
	print_message("%u RPCs\n", rpcs);
}

/*
 * The deadlock of README.md: two clients write, one is suspended in the RPC to the eMMC, the other
 * waits for its turn. The message that would turn the eMMC on finds no thread; on a lane it gets
 * through.
 */
static void two_writers(void **state)
{
	unsigned int lanes;

	(void)state;
	for (lanes = 0; lanes < 2; lanes++) {
		struct client a;
		struct client b;
		struct client scmi;
		uint32_t ret_a;
		uint32_t ret_b;
		u32 handle;

		start(2 + lanes);
		connect_system(&scmi, &scmi_pta);
		handle = scmi_handle(&scmi);
		connect(&a, &storage_pta);
		connect(&b, &storage_pta);
		if (lanes)
			assert_int_equal(fast(OPTEE_SMC_RESERVE_SYS_THREAD), OPTEE_SMC_RETURN_OK);

		ret_a = begin_write(&a, 'a', 3);
		while (call_rpc(&a.call)->cmd != OPTEE_RPC_CMD_RPMB) {
			serve(&a);
			ret_a = call_resume(&a.call);
		}
		ret_b = begin_write(&b, 'b', 4);
		assert_int_equal(call_rpc(&b.call)->cmd, OPTEE_RPC_CMD_NOTIFICATION);
		assert_int_equal(call_rpc(&b.call)->params[0].u.value.a,
				 OPTEE_RPC_NOTIFICATION_WAIT);
		if (lanes)
			supply_is_switched(&scmi, handle, true);
		else
			assert_int_equal(switch_supply(&scmi, handle, true),
					 OPTEE_SMC_RETURN_ETHREAD_LIMIT);

		finish(&a, ret_a);
		finish(&b, ret_b);
		has(&a, 'a', 3);
		has(&a, 'b', 4);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(at_each_rpc),
		cmocka_unit_test(two_writers),
	};

	return cmocka_run_group_tests_name("services in the kernel", tests, NULL, NULL);
}
