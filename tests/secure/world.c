// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The normal world: messages, calls, and answers to simple RPCs.
 */
#include "world.h"

void boot(unsigned int threads)
{
	boot_config(&(struct secure_config){ .threads = threads });
}

void boot_hiding(unsigned int threads, uint32_t caps)
{
	boot_config(&(struct secure_config){ .threads = threads, .hide_caps = caps });
}

/* The trusted OS must ignore the upper halves of registers, so tests always put something there. */
#define NOISE	0xdead000000000000ULL

static struct smc_regs smc_as(uint32_t guest, uint32_t id, uint32_t a1, uint32_t a2, uint32_t a3)
{
	struct smc_regs regs = { { id | NOISE, a1 | NOISE, a2 | NOISE, a3 | NOISE } };

	regs.a[7] = guest | NOISE;
	secure_smc(&regs);
	return regs;
}

struct smc_regs smc(uint32_t id, uint32_t a1, uint32_t a2, uint32_t a3)
{
	return smc_as(0, id, a1, a2, a3);
}

uint32_t fast_as(uint32_t guest, uint32_t id)
{
	return smc_as(guest, id, 0, 0, 0).a[0];
}

uint32_t fast(uint32_t id)
{
	return fast_as(0, id);
}

void call_set(struct call *c, uint32_t cmd, unsigned int num_params)
{
	memset(c->msg, 0, OPTEE_MSG_GET_ARG_SIZE(num_params));
	c->msg->cmd = cmd;
	c->msg->num_params = num_params;
	c->msg->ret = 0x55555555;
	c->rpcs = 0;
}

/* Prepare a call whose message is named by its address and has a struct for RPCs behind it. */
void call_init(struct call *c, uint32_t cmd, unsigned int num_params)
{
	memset(c, 0, sizeof(*c));
	c->pa = pages_alloc(1);
	c->msg = pa_ptr(c->pa);
	c->id = OPTEE_SMC_CALL_WITH_RPC_ARG;
	call_set(c, cmd, num_params);
}

/* Register the page of the message, so that calls can name it by its cookie. */
void call_register(struct call *c, uint64_t cookie)
{
	c->id = OPTEE_SMC_CALL_WITH_RPC_ARG;
	assert_int_equal(register_list(c, list_of(&c->pa, 1), 4096, cookie), TEEC_SUCCESS);
	c->cookie = cookie;
	c->id = OPTEE_SMC_CALL_WITH_REGD_ARG;
}

uint32_t call_enter(struct call *c)
{
	uint64_t where = c->pa;

	if (c->id == OPTEE_SMC_CALL_WITH_REGD_ARG || c->id == OPTEE_SMC_CALL_SYSTEM_WITH_REGD_ARG)
		where = c->cookie;
	c->regs = smc_as(c->guest, c->id, where >> 32, where, 0);
	return c->regs.a[0];
}

/*
 * Resume the call with a3 to a7 as they came, and a1 and a2 as the code that served the RPC has set
 * them.
 */
uint32_t call_resume(struct call *c)
{
	c->regs.a[0] = OPTEE_SMC_CALL_RETURN_FROM_RPC;
	c->rpcs++;
	secure_smc(&c->regs);
	return c->regs.a[0];
}

/* Returns the message of the RPC for which the call is suspended. */
struct optee_msg_arg *call_rpc(struct call *c)
{
	if (c->id == OPTEE_SMC_CALL_WITH_ARG) /* the cookie is the address in these tests */
		return pa_ptr(optee_smc_pair_to_u64(c->regs.a[1], c->regs.a[2]));
	return (void *)((char *)c->msg + OPTEE_MSG_GET_ARG_SIZE(c->msg->num_params));
}

static void serve_alloc(struct call *c)
{
	uint64_t pa = pages_alloc(1);

	c->regs.a[1] = pa >> 32;
	c->regs.a[2] = (uint32_t)pa;
	c->regs.a[4] = pa >> 32;
	c->regs.a[5] = (uint32_t)pa;
}

/* Answer the RPC for which the call is suspended with success, and resume the call. */
uint32_t call_serve(struct call *c)
{
	switch (OPTEE_SMC_RETURN_GET_RPC_FUNC(c->regs.a[0])) {
	case OPTEE_SMC_RPC_FUNC_ALLOC:
		serve_alloc(c);
		break;
	case OPTEE_SMC_RPC_FUNC_CMD:
		call_rpc(c)->ret = TEEC_SUCCESS;
		break;
	default:
		break;
	}
	return call_resume(c);
}

/* Make a call and serve its RPCs until it returns. */
uint32_t call_to_end(struct call *c)
{
	uint32_t ret = call_enter(c);

	while (OPTEE_SMC_RETURN_IS_RPC(ret))
		ret = call_serve(c);
	return ret;
}

void set_value(struct call *c, unsigned int n, uint64_t attr, uint64_t a, uint64_t b)
{
	c->msg->params[n] = (struct optee_msg_param){
		.attr = attr,
		.u.value = { .a = a, .b = b, .c = 0x1234 },
	};
}

void set_rmem(struct call *c, unsigned int n, uint64_t attr, uint64_t cookie, uint64_t offs,
	      uint64_t size)
{
	c->msg->params[n] = (struct optee_msg_param){
		.attr = attr,
		.u.rmem = { .offs = offs, .size = size, .shm_ref = cookie },
	};
}

void set_tmem(struct call *c, unsigned int n, uint64_t attr, uint64_t pa, uint64_t size,
	      uint64_t cookie)
{
	c->msg->params[n] = (struct optee_msg_param){
		.attr = attr,
		.u.tmem = { .buf_ptr = pa, .size = size, .shm_ref = cookie },
	};
}

void set_open(struct call *c, const struct pta *pta, unsigned int num_params)
{
	call_set(c, OPTEE_MSG_CMD_OPEN_SESSION, 2 + num_params);
	set_value(c, 0, OPTEE_MSG_ATTR_META | OPTEE_MSG_ATTR_TYPE_VALUE_INPUT, 0, 0);
	set_value(c, 1, OPTEE_MSG_ATTR_META | OPTEE_MSG_ATTR_TYPE_VALUE_INPUT, 0, 0);
	memcpy(c->msg->params[0].u.octets, pta->uuid, sizeof(pta->uuid));
	memset(c->msg->params[1].u.octets, 0xc1, 16);
	c->msg->params[1].u.value.c = OPTEE_MSG_LOGIN_REE_KERNEL;
}

/* Returns the session, or 0 if there is none; the message has the result. */
uint32_t open_session(struct call *c, const struct pta *pta)
{
	set_open(c, pta, 0);
	assert_int_equal(call_to_end(c), OPTEE_SMC_RETURN_OK);
	return c->msg->ret == TEEC_SUCCESS ? c->msg->session : 0;
}

void set_invoke(struct call *c, uint32_t session, uint32_t func, unsigned int num_params)
{
	call_set(c, OPTEE_MSG_CMD_INVOKE_COMMAND, num_params);
	c->msg->session = session;
	c->msg->func = func;
}

/* Invoke a command without parameters, and serve its RPCs until it returns. */
uint32_t invoke(struct call *c, uint32_t session, uint32_t func)
{
	set_invoke(c, session, func, 0);
	assert_int_equal(call_to_end(c), OPTEE_SMC_RETURN_OK);
	return c->msg->ret;
}

/*
 * Make a page list, and return its address. The caller adds the offset of the memory in its first
 * page.
 */
uint64_t list_of(const uint64_t *pages, unsigned int num)
{
	const unsigned int per = OPTEE_MSG_NONCONTIG_PAGES_PER_LIST;
	uint64_t pa = pages_alloc((num + per - 1) / per);
	struct optee_msg_page_list *list = pa_ptr(pa);
	unsigned int n;

	for (n = 0; n < num; n++) {
		list[n / per].page[n % per] = pages[n];
		list[n / per].next = pa + (n / per + 1) * 4096ULL;
	}
	return pa;
}

uint32_t register_list(struct call *c, uint64_t buf_ptr, uint64_t size, uint64_t cookie)
{
	call_set(c, OPTEE_MSG_CMD_REGISTER_SHM, 1);
	set_tmem(c, 0, OPTEE_MSG_ATTR_TYPE_TMEM_OUTPUT | OPTEE_MSG_ATTR_NONCONTIG, buf_ptr, size,
		 cookie);
	assert_int_equal(call_to_end(c), OPTEE_SMC_RETURN_OK);
	return c->msg->ret;
}

/* Register pages that follow each other. Returns the address of the first. */
uint64_t register_pages(struct call *c, unsigned int num, uint64_t cookie)
{
	uint64_t pa = pages_alloc(num);
	uint64_t page[num];
	unsigned int n;

	for (n = 0; n < num; n++)
		page[n] = pa + n * 4096ULL;
	assert_int_equal(register_list(c, list_of(page, num), num * 4096ULL, cookie), TEEC_SUCCESS);
	return pa;
}

uint32_t unregister(struct call *c, uint64_t cookie)
{
	call_set(c, OPTEE_MSG_CMD_UNREGISTER_SHM, 1);
	set_rmem(c, 0, OPTEE_MSG_ATTR_TYPE_RMEM_INPUT, cookie, 0, 0);
	assert_int_equal(call_to_end(c), OPTEE_SMC_RETURN_OK);
	return c->msg->ret;
}
