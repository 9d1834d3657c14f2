// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * See fuzz.h.
 */
#include "fuzz.h"

#define NUM(array)	(sizeof(array) / sizeof((array)[0]))
#define MOST_ROUNDS	100000

/* Numbers at random (xorshift), the same everywhere */
static u32 rnd(struct fuzz *f, u32 below)
{
	f->seed ^= f->seed << 13;
	f->seed ^= f->seed >> 17;
	f->seed ^= f->seed << 5;
	return f->seed % below;
}

static u64 page(struct fuzz *f, u32 n)
{
	return f->base + n * FUZZ_PAGE;
}

static u64 some_page(struct fuzz *f)
{
	return page(f, FUZZ_CALLS + FUZZ_LISTS + rnd(f, FUZZ_PAGES - FUZZ_CALLS - FUZZ_LISTS));
}

static u64 some_list(struct fuzz *f)
{
	return page(f, FUZZ_CALLS + rnd(f, FUZZ_LISTS));
}

/* Memory of the normal world that is not ours */
static bool is_spared(struct fuzz *f, u64 pa)
{
	bool ours = pa >= f->base && pa < f->base + FUZZ_PAGES * FUZZ_PAGE;

	return pa >= f->ram && pa < f->ram_end && !ours;
}

/* A number that can be meant as an address, a size or a cookie */
static u64 any_number(struct fuzz *f)
{
	switch (rnd(f, 12)) {
	case 0:
		return 0;
	case 1:
		return ~0ULL - rnd(f, 9);
	case 2:
		return f->bad[rnd(f, f->num_bad)];
	case 3:
		return f->bad[rnd(f, f->num_bad)] + rnd(f, 4096);
	case 4:
		return some_page(f) + rnd(f, 4096);
	case 5:
		return some_page(f);
	case 6:
		return some_list(f) + rnd(f, 2) * rnd(f, 4096);
	case 7:
		return 1ULL << rnd(f, 64);
	case 8:
		return 1 + rnd(f, 3 * 4096);
	case 9:
		return f->sessions[rnd(f, FUZZ_SESSIONS)];
	default:
		return 1 + rnd(f, FUZZ_COOKIES);
	}
}

static u64 some_number(struct fuzz *f)
{
	u64 n = any_number(f);

	return is_spared(f, n) ? 0 : n;
}

static void scramble_list(struct fuzz *f, u64 pa)
{
	struct optee_msg_page_list *list = (void *)(f->memory + (pa - f->base));
	u32 n;

	for (n = 0; n < 8; n++)
		list->page[n] = rnd(f, 16) ? some_page(f) : some_number(f);
	list->next = rnd(f, 2) ? pa : some_number(f);
}

/* Memory in one piece ends where ours ends, or not in the normal world's memory at all. */
static void spare_others(struct fuzz *f, struct optee_msg_param_tmem *tmem)
{
	u64 left = f->base + FUZZ_PAGES * FUZZ_PAGE - tmem->buf_ptr;

	if (tmem->buf_ptr >= f->base && tmem->buf_ptr < f->ram_end && tmem->size > left &&
	    tmem->size <= f->ram_end - tmem->buf_ptr)
		tmem->size = left;
}

static void some_param(struct fuzz *f, struct optee_msg_param *p)
{
	static const u64 flags[] = {
		0, 0, 0, 0, OPTEE_MSG_ATTR_NONCONTIG, OPTEE_MSG_ATTR_META, 1ULL << 63,
	};
	u32 type = rnd(f, 13);

	p->attr = type | flags[rnd(f, NUM(flags))];
	p->u.value.a = some_number(f);
	p->u.value.b = some_number(f);
	p->u.value.c = some_number(f);
	/* Values that services use as a count or as a time must be small. */
	if (type <= OPTEE_MSG_ATTR_TYPE_VALUE_INOUT)
		p->u.value.a = rnd(f, 4);
	if (type >= OPTEE_MSG_ATTR_TYPE_TMEM_INPUT)
		spare_others(f, &p->u.tmem);
}

static void msg_set(struct fuzz_call *c, u32 cmd, u32 num_params)
{
	memset(c->msg, 0, OPTEE_MSG_GET_ARG_SIZE(num_params));
	c->msg->cmd = cmd;
	c->msg->num_params = num_params;
	c->msg->ret = 0x55555555;
}

static void msg_open(struct fuzz *f, struct fuzz_call *c)
{
	struct optee_msg_param *p = c->msg->params;

	msg_set(c, OPTEE_MSG_CMD_OPEN_SESSION, 2);
	p[0].attr = OPTEE_MSG_ATTR_TYPE_VALUE_INPUT | OPTEE_MSG_ATTR_META;
	memcpy(p[0].u.octets, f->uuids[rnd(f, f->num_uuids)], 16);
	p[1].attr = OPTEE_MSG_ATTR_TYPE_VALUE_INPUT | OPTEE_MSG_ATTR_META;
	p[1].u.value.c = OPTEE_MSG_LOGIN_PUBLIC;
}

static void msg_register(struct fuzz_call *c, u64 list, u64 size, u64 cookie)
{
	msg_set(c, OPTEE_MSG_CMD_REGISTER_SHM, 1);
	c->msg->params[0].attr = OPTEE_MSG_ATTR_TYPE_TMEM_OUTPUT | OPTEE_MSG_ATTR_NONCONTIG;
	c->msg->params[0].u.tmem.buf_ptr = list;
	c->msg->params[0].u.tmem.size = size;
	c->msg->params[0].u.tmem.shm_ref = cookie;
}

static void msg_unregister(struct fuzz_call *c, u64 cookie)
{
	msg_set(c, OPTEE_MSG_CMD_UNREGISTER_SHM, 1);
	c->msg->params[0].attr = OPTEE_MSG_ATTR_TYPE_RMEM_INPUT;
	c->msg->params[0].u.rmem.shm_ref = cookie;
}

static void some_message(struct fuzz *f, struct fuzz_call *c)
{
	u32 n;

	msg_set(c, rnd(f, OPTEE_MSG_CMD_STOP_ASYNC_NOTIF + 2), rnd(f, 7));
	c->msg->session = rnd(f, 4) ? f->sessions[rnd(f, FUZZ_SESSIONS)] : (u32)some_number(f);
	c->msg->func = f->cmds[rnd(f, f->num_cmds)];
	c->msg->cancel_id = rnd(f, 4);
	for (n = 0; n < c->msg->num_params; n++)
		some_param(f, &c->msg->params[n]);
	if (c->msg->cmd == OPTEE_MSG_CMD_OPEN_SESSION && rnd(f, 8))
		msg_open(f, c);
	else if (c->msg->cmd == OPTEE_MSG_CMD_REGISTER_SHM && rnd(f, 4))
		msg_register(c, some_list(f) + rnd(f, 4096), 1 + rnd(f, 5 * 4096),
			     1 + rnd(f, FUZZ_COOKIES));
	else if (c->msg->cmd == OPTEE_MSG_CMD_UNREGISTER_SHM && rnd(f, 4))
		msg_unregister(c, 1 + rnd(f, FUZZ_COOKIES));
	if (!rnd(f, 50))
		c->msg->num_params = some_number(f);
}

static void do_smc(struct fuzz *f, unsigned long *regs)
{
	f->smc(f, regs);
	f->smcs++;
}

static u32 simple_smc(struct fuzz *f, u32 id, u32 a1, u32 a2, u32 a3)
{
	unsigned long regs[8] = { id, a1, a2, a3 };

	do_smc(f, regs);
	return regs[0];
}

static void note(struct fuzz *f, struct fuzz_call *c)
{
	c->suspended = OPTEE_SMC_RETURN_IS_RPC((u32)c->regs[0]);
	if (c->regs[0] != OPTEE_SMC_RETURN_OK || c->msg->cmd != OPTEE_MSG_CMD_OPEN_SESSION ||
	    c->msg->ret)
		return;
	f->sessions[rnd(f, FUZZ_SESSIONS)] = c->msg->session;
	if (c->msg->session > f->largest)
		f->largest = c->msg->session;
}

static void enter_with(struct fuzz *f, struct fuzz_call *c, u32 id, u64 where, u32 offset)
{
	memset(c->regs, 0, sizeof(c->regs));
	c->regs[0] = id;
	c->regs[1] = where >> 32;
	c->regs[2] = (u32)where;
	c->regs[3] = offset;
	c->by_addr = id == OPTEE_SMC_CALL_WITH_ARG;
	do_smc(f, c->regs);
	note(f, c);
}

static void enter(struct fuzz *f, struct fuzz_call *c)
{
	static const u32 ids[] = {
		OPTEE_SMC_CALL_WITH_ARG, OPTEE_SMC_CALL_WITH_RPC_ARG, OPTEE_SMC_CALL_WITH_RPC_ARG,
		OPTEE_SMC_CALL_WITH_REGD_ARG, OPTEE_SMC_CALL_WITH_REGD_ARG,
		OPTEE_SMC_CALL_SYSTEM_WITH_REGD_ARG,
	};
	u32 id = ids[rnd(f, NUM(ids))];
	u64 where = c->pa;

	some_message(f, c);
	if (id == OPTEE_SMC_CALL_WITH_REGD_ARG || id == OPTEE_SMC_CALL_SYSTEM_WITH_REGD_ARG)
		where = FUZZ_MSG_COOKIE + f->number * FUZZ_CALLS + (c - f->call);
	if (!rnd(f, 30))
		where = some_number(f);
	enter_with(f, c, id, where, rnd(f, 30) ? 0 : rnd(f, 5000));
}

static void answer(struct fuzz *f, struct fuzz_call *c)
{
	struct optee_msg_arg *rpc;
	u64 pa;
	u32 n;

	if (c->regs[0] == OPTEE_SMC_RETURN_RPC_ALLOC) {
		pa = rnd(f, 4) ? some_page(f) : some_number(f);
		c->regs[1] = pa >> 32;
		c->regs[2] = (u32)pa;
		c->regs[4] = pa >> 32;
		c->regs[5] = (u32)pa;
		return;
	}
	if (c->regs[0] != OPTEE_SMC_RETURN_RPC_CMD || c->by_addr || c->msg->num_params > 6)
		return;
	rpc = (void *)((u8 *)c->msg + OPTEE_MSG_GET_ARG_SIZE(c->msg->num_params));
	rpc->ret = rnd(f, 4) ? 0 : (u32)some_number(f);
	for (n = 0; n < 4; n++)
		some_param(f, &rpc->params[n]);
}

static void resume(struct fuzz *f, struct fuzz_call *c)
{
	if (rnd(f, 4))
		answer(f, c);
	c->regs[0] = OPTEE_SMC_CALL_RETURN_FROM_RPC;
	do_smc(f, c->regs);
	note(f, c);
}

/* Fast calls, ids that are not there, and threads resumed that perhaps belong to another call. */
static void knock(struct fuzz *f)
{
	static const u32 ids[] = {
		OPTEE_SMC_RESERVE_SYS_THREAD, OPTEE_SMC_UNRESERVE_SYS_THREAD,
		OPTEE_SMC_ENABLE_SHM_CACHE, OPTEE_SMC_DISABLE_SHM_CACHE,
		OPTEE_SMC_ENABLE_ASYNC_NOTIF, OPTEE_SMC_GET_ASYNC_NOTIF_VALUE,
		OPTEE_SMC_EXCHANGE_CAPABILITIES, OPTEE_SMC_GET_THREAD_COUNT, OPTEE_SMC_CALLS_UID,
	};
	static const u32 ranges[] = { 0xb2000000, 0x32000000, 0xf2000000, 0x72000000, 0xbf00ff00 };

	switch (rnd(f, 4)) {
	case 0:
		simple_smc(f, ids[rnd(f, NUM(ids))], 0, 0, 0);
		break;
	case 1:
		simple_smc(f, ranges[rnd(f, NUM(ranges))] | (0x20 + rnd(f, 0x40)), some_number(f),
			   some_number(f), some_number(f));
		break;
	case 2:
		simple_smc(f, OPTEE_SMC_CALL_RETURN_FROM_RPC, some_number(f), some_number(f),
			   f->threads + rnd(f, 100));
		break;
	default:
		simple_smc(f, OPTEE_SMC_CALL_RETURN_FROM_RPC, 0, 0, rnd(f, f->threads + 1));
		break;
	}
}

/* Make a call of ours and have its RPCs fail. */
static void do_call(struct fuzz *f, struct fuzz_call *c)
{
	enter_with(f, c, OPTEE_SMC_CALL_WITH_RPC_ARG, c->pa, 0);
	while (c->suspended) {
		c->regs[0] = OPTEE_SMC_CALL_RETURN_FROM_RPC;
		do_smc(f, c->regs);
		note(f, c);
	}
}

/**
 * fuzz_start() - prepare the calls
 * @f:		filled in; no other world is at it yet
 */
void fuzz_start(struct fuzz *f)
{
	struct optee_msg_page_list *list = (void *)(f->memory + FUZZ_CALLS * FUZZ_PAGE);
	struct fuzz_call *c;
	u32 n;

	memset(f->memory, 0, FUZZ_PAGES * FUZZ_PAGE);
	memset(f->sessions, 0, sizeof(f->sessions));
	for (n = 0; n < FUZZ_CALLS; n++) {
		c = &f->call[n];
		memset(c, 0, sizeof(*c));
		c->pa = page(f, n);
		c->msg = (void *)(f->memory + n * FUZZ_PAGE);
		list->page[0] = c->pa;
		msg_register(c, page(f, FUZZ_CALLS), FUZZ_PAGE,
			     FUZZ_MSG_COOKIE + f->number * FUZZ_CALLS + n);
		do_call(f, c);
	}
	scramble_list(f, page(f, FUZZ_CALLS));
	scramble_list(f, page(f, FUZZ_CALLS + 1));
}

/**
 * fuzz_step() - do something
 * @f:		started
 */
void fuzz_step(struct fuzz *f)
{
	struct fuzz_call *c = &f->call[rnd(f, FUZZ_CALLS)];

	if (!rnd(f, 10))
		scramble_list(f, some_list(f));
	if (!rnd(f, 10))
		knock(f);
	if (c->suspended)
		resume(f, c);
	else
		enter(f, c);
}

/**
 * fuzz_end() - bring every call to its end
 * @f:		as fuzz_step(); no other world is at it any more
 *
 * Each thread is resumed until it is not suspended. The memory is full of answers that say no.
 *
 * Return: true, or false if a thread was still suspended after very many resumptions.
 */
bool fuzz_end(struct fuzz *f)
{
	u32 id, rounds, left = f->threads;

	memset(f->memory, 0xff, FUZZ_PAGES * FUZZ_PAGE);
	for (rounds = 0; left && rounds < MOST_ROUNDS; rounds++)
		for (left = 0, id = 0; id < f->threads; id++)
			left += simple_smc(f, OPTEE_SMC_CALL_RETURN_FROM_RPC, 0, 0, id) !=
				OPTEE_SMC_RETURN_ERESUME;
	for (id = 0; id < FUZZ_CALLS; id++)
		f->call[id].suspended = false;
	return !left;
}

/**
 * fuzz_tidy() - give everything back that the calls have got
 * @f:		ended, as are all worlds
 */
void fuzz_tidy(struct fuzz *f)
{
	struct fuzz_call *c = &f->call[0];
	u32 n;

	while (simple_smc(f, OPTEE_SMC_UNRESERVE_SYS_THREAD, 0, 0, 0) == OPTEE_SMC_RETURN_OK)
		;
	while (simple_smc(f, OPTEE_SMC_DISABLE_SHM_CACHE, 0, 0, 0) == OPTEE_SMC_RETURN_OK)
		;
	for (n = 1; n <= f->largest; n++) {
		msg_set(c, OPTEE_MSG_CMD_CLOSE_SESSION, 0);
		c->msg->session = n;
		do_call(f, c);
	}
	for (n = 0; n <= FUZZ_COOKIES; n++) {
		msg_unregister(c, n);
		do_call(f, c);
	}
	for (n = 0; n < FUZZ_CALLS; n++) {
		msg_unregister(c, FUZZ_MSG_COOKIE + f->number * FUZZ_CALLS + n);
		do_call(f, c);
	}
}
