// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Services with which tests use the kernel of the trusted OS.
 */
#include "world.h"

#define PATTERN		0xa5

static atomic_uint bottom_halves;
static atomic_uint closed;
static atomic_uint boots;
static struct secure_lock lock;
static struct secure_turn turn = { .name = "test turn" };
static unsigned int turns_taken;

unsigned int services_bottom_halves(void)
{
	return atomic_load(&bottom_halves);
}

unsigned int services_closed(void)
{
	return atomic_load(&closed);
}

unsigned int services_boots(void)
{
	return atomic_load(&boots);
}

static u32 add(struct pta_param p[4])
{
	if (pta_types(p) != PTA_TYPES(PTA_VALUE_INOUT, PTA_NONE, PTA_NONE, PTA_NONE))
		return TEEC_ERROR_BAD_PARAMETERS;
	p[0].a += p[0].b;
	p[0].b++;
	return TEEC_SUCCESS;
}

static u32 copy(struct pta_param p[4])
{
	u8 buf[256];
	size_t at, len;

	if (pta_types(p) != PTA_TYPES(PTA_MEM_IN, PTA_MEM_OUT, PTA_NONE, PTA_NONE))
		return TEEC_ERROR_BAD_PARAMETERS;
	p[1].size = p[0].mem.size;
	if (p[0].mem.size > p[1].mem.size)
		return TEEC_ERROR_SHORT_BUFFER;
	for (at = 0; at < p[0].mem.size; at += len) {
		len = p[0].mem.size - at;
		if (len > sizeof(buf))
			len = sizeof(buf);
		if (pta_mem_read(&p[0].mem, at, buf, len) ||
		    pta_mem_write(&p[1].mem, at, buf, len))
			return TEEC_ERROR_GENERIC;
	}
	return TEEC_SUCCESS;
}

static u32 rpc(struct pta_param p[4])
{
	struct optee_msg_param param = {
		.attr = OPTEE_MSG_ATTR_TYPE_VALUE_INOUT,
		.u.value = { .a = p[0].b, .b = 7, .c = 8 },
	};
	u32 ret = secure_rpc(p[0].a, &param, 1);

	p[0].b = param.u.value.a;
	return ret;
}

static u32 take_turn(struct pta_param p[4])
{
	u32 ret = secure_turn_take(&turn);
	u32 n;

	if (ret)
		return ret;
	for (n = 0; n < p[0].a; n++)
		secure_preempt();
	/* No lock protects turns_taken, because the turn has to. */
	p[1].a = ++turns_taken;
	secure_turn_give(&turn);
	return TEEC_SUCCESS;
}

static u32 use_lent(const struct secure_rpc_shm *shm)
{
	struct optee_msg_param param;
	u8 byte = PATTERN;
	size_t size = shm->mem.size;
	u32 ret;

	if (pta_mem_write(&shm->mem, 0, &byte, 1) ||
	    pta_mem_write(&shm->mem, size - 1, &byte, 1) ||
	    !pta_mem_write(&shm->mem, size, &byte, 1))
		return TEEC_ERROR_GENERIC;
	secure_rpc_param_mem(&param, OPTEE_MSG_ATTR_TYPE_RMEM_INOUT, shm, 0, size);
	ret = secure_rpc(OPTEE_RPC_CMD_FS, &param, 1);
	if (ret)
		return ret;
	/* The normal world must answer with the pattern inverted, and with the size less one. */
	if (pta_mem_read(&shm->mem, 0, &byte, 1) || byte != (u8)~PATTERN ||
	    param.u.rmem.size != size - 1)
		return TEEC_ERROR_BAD_FORMAT;
	return TEEC_SUCCESS;
}

static u32 lend(struct pta_param p[4])
{
	struct secure_rpc_shm shm;
	u32 ret;

	ret = secure_rpc_shm_alloc(&shm, p[0].b, p[0].a);
	if (ret)
		return ret;
	ret = use_lent(&shm);
	secure_rpc_shm_free(&shm);
	return ret;
}

static u32 until_cancel(struct pta_param p[4])
{
	u32 n;

	for (n = 0; n < p[0].a; n++) {
		if (secure_cancelled())
			return TEEC_ERROR_CANCEL;
		secure_preempt();
	}
	return TEEC_SUCCESS;
}

static u32 hold(struct pta_param p[4])
{
	u8 byte;

	if (pta_types(p) != PTA_TYPES(PTA_MEM_INOUT, PTA_VALUE_OUT, PTA_NONE, PTA_NONE) ||
	    pta_mem_read(&p[0].mem, 0, &byte, 1))
		return TEEC_ERROR_BAD_PARAMETERS;
	p[1].a = byte;
	secure_preempt();
	return pta_mem_write(&p[0].mem, 1, &byte, 1) ? TEEC_ERROR_GENERIC : TEEC_SUCCESS;
}

static u32 locked(void)
{
	secure_lock(&lock);
	secure_preempt();
	secure_unlock(&lock);
	return TEEC_SUCCESS;
}

static u32 turn_twice(void)
{
	u32 ret = secure_turn_take(&turn);

	if (ret)
		return ret;
	ret = secure_turn_take(&turn);
	secure_turn_give(&turn);
	return ret;
}

/* Write to all of @kib KiB of the stack, and check the contents after a suspension. */
static u32 use_stack(size_t kib)
{
	u8 buf[kib * 1024];
	size_t n;
	u32 sum = 0;

	for (n = 0; n < sizeof(buf); n++)
		buf[n] = n % 251;
	/*
	 * For the compiler, buf is used here, as if another thread could read it while this one is
	 * suspended.
	 */
	__asm__ volatile("" : : "r"(buf) : "memory");
	secure_preempt();
	for (n = 0; n < sizeof(buf); n++)
		sum += buf[n] != n % 251;
	return sum ? TEEC_ERROR_BAD_STATE : TEEC_SUCCESS;
}

static u32 rpc_many(void)
{
	struct optee_msg_param params[SECURE_RPC_PARAMS + 1] = { 0 };

	return secure_rpc(OPTEE_RPC_CMD_FS, params, ARRAY_SIZE(params));
}

static u32 test_invoke(struct pta_session *s, u32 cmd, struct pta_param p[4])
{
	(void)s;
	switch (cmd) {
	case TEST_NOP:
		return TEEC_SUCCESS;
	case TEST_ADD:
		return add(p);
	case TEST_COPY:
		return copy(p);
	case TEST_RPC:
		return rpc(p);
	case TEST_PREEMPT:
		while (p[0].a--)
			secure_preempt();
		return TEEC_SUCCESS;
	case TEST_SLEEP:
		secure_sleep_ms(p[0].a);
		return TEEC_SUCCESS;
	case TEST_WAIT:
		return secure_notif_wait(p[0].a, p[0].b);
	case TEST_TURN:
		return take_turn(p);
	case TEST_LEND:
		return lend(p);
	case TEST_UNTIL_CANCEL:
		return until_cancel(p);
	case TEST_HOLD:
		return hold(p);
	case TEST_LOCKED:
		return locked();
	case TEST_TURN_TWICE:
		return turn_twice();
	case TEST_STACK:
		return use_stack(p[0].a);
	case TEST_BOTTOM_HALF:
		secure_bottom_half_request();
		return TEEC_SUCCESS;
	case TEST_RPC_MANY:
		return rpc_many();
	default:
		return TEEC_ERROR_NOT_SUPPORTED;
	}
}

static void test_boot(void)
{
	atomic_store(&bottom_halves, 0);
	atomic_store(&closed, 0);
	atomic_fetch_add(&boots, 1);
	lock = (struct secure_lock){ 0 };
	turn = (struct secure_turn){ .name = "test turn" };
	turns_taken = 0;
}

static void count_closed(struct pta_session *s)
{
	(void)s;
	atomic_fetch_add(&closed, 1);
}

static void bottom_half(void)
{
	atomic_fetch_add(&bottom_halves, 1);
}

static u32 system_invoke(struct pta_session *s, u32 cmd, struct pta_param p[4])
{
	(void)s;
	return cmd == TEST_TURN ? take_turn(p) : TEEC_SUCCESS;
}

/*
 * The service looks which client it has. It is suspended before it decides, if the client asks for
 * that.
 */
static u32 picky_open(struct pta_session *s, struct pta_param p[4])
{
	u8 client[16];

	memset(client, 0xc1, sizeof(client));
	if (memcmp(client, s->client, sizeof(client)) || s->login != OPTEE_MSG_LOGIN_REE_KERNEL)
		return TEEC_ERROR_SECURITY;
	if (p[0].type != PTA_VALUE_IN)
		return TEEC_ERROR_BAD_PARAMETERS;
	while (p[0].b--) {
		if (secure_cancelled())
			return TEEC_ERROR_CANCEL;
		secure_preempt();
	}
	return p[0].a == 1 ? TEEC_SUCCESS : TEEC_ERROR_ACCESS_DENIED;
}

static u32 picky_invoke(struct pta_session *s, u32 cmd, struct pta_param p[4])
{
	(void)s;
	(void)cmd;
	(void)p;
	return TEEC_SUCCESS;
}

const struct pta test_pta = {
	.uuid = "test_pta_______1",
	.name = "test",
	.boot = test_boot,
	.close = count_closed,
	.invoke = test_invoke,
	.bottom_half = bottom_half,
};

const struct pta system_pta = {
	.uuid = "test_pta_______2",
	.name = "system",
	.flags = PTA_SYSTEM,
	.invoke = system_invoke,
};

const struct pta picky_pta = {
	.uuid = "test_pta_______3",
	.name = "picky",
	.open = picky_open,
	.close = count_closed,
	.invoke = picky_invoke,
};

const struct pta *const secure_ptas[] = { &test_pta, &system_pta, &picky_pta, NULL };
