// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The functions of the fake kernel, and calls into services.
 */
#include "fake.h"

struct fake fake;

static int inside(const struct pta_mem *m, size_t offset, size_t len)
{
	return m->shm && offset <= m->size && len <= m->size - offset;
}

int pta_mem_read(const struct pta_mem *m, size_t offset, void *dst, size_t len)
{
	size_t i;

	if (!inside(m, offset, len))
		return -1;
	for (i = 0; m->shm->seen && i < len; i++)
		assert_false(m->shm->seen[m->offset + offset + i]++);
	memcpy(dst, m->shm->va + m->offset + offset, len);
	return 0;
}

int pta_mem_write(const struct pta_mem *m, size_t offset, const void *src, size_t len)
{
	if (!inside(m, offset, len))
		return -1;
	memcpy(m->shm->va + m->offset + offset, src, len);
	return 0;
}

/* The checks with which every function that suspends begins */
static void suspend(void)
{
	assert_int_equal(machine.locked, 0);
	fake.rpcs++;
	if (fake.cancel_after > 0)
		fake.cancel_after--;
}

/*
 * A service that system contexts depend on must not make RPCs, except to switch a gate: a call on a
 * lane must not wait for tee-supplicant.
 */
static void suspend_long(void)
{
	if (fake.current)
		assert_false(fake.current->flags & PTA_SYSTEM);
	suspend();
}

u32 secure_rpc(u32 cmd, struct optee_msg_param *params, unsigned int num)
{
	struct shm *req;
	struct shm *resp;

	if (cmd == OPTEE_RPC_CMD_SUPP_PLUGIN) {
		suspend();
		assert_int_equal(num, 4);
		return machine.plugin ? machine.plugin(params) : TEEC_ERROR_NOT_SUPPORTED;
	}
	suspend_long();
	assert_int_equal(cmd, OPTEE_RPC_CMD_RPMB);
	assert_int_equal(num, 2);
	assert_int_equal(params[0].attr, OPTEE_MSG_ATTR_TYPE_RMEM_INPUT);
	assert_int_equal(params[1].attr, OPTEE_MSG_ATTR_TYPE_RMEM_OUTPUT);
	req = (struct shm *)(uintptr_t)params[0].u.rmem.shm_ref;
	resp = (struct shm *)(uintptr_t)params[1].u.rmem.shm_ref;
	assert_true(params[0].u.rmem.offs + params[0].u.rmem.size <= req->size);
	assert_true(params[1].u.rmem.offs + params[1].u.rmem.size <= resp->size);
	return machine.rpmb(req->va + params[0].u.rmem.offs, params[0].u.rmem.size,
			 resp->va + params[1].u.rmem.offs, params[1].u.rmem.size);
}

u32 secure_rpc_shm_alloc(struct secure_rpc_shm *shm, u32 type, size_t size)
{
	struct shm *s;

	suspend_long();
	if (fake.no_memory)
		return TEEC_ERROR_OUT_OF_MEMORY;
	s = calloc(1, sizeof(*s));
	s->va = malloc(size);
	memset(s->va, 0xa5, size);
	s->size = size;
	*shm = (struct secure_rpc_shm) {
		.mem = { .shm = s, .size = size },
		.cookie = (uintptr_t)s,
		.type = type,
	};
	fake.lent++;
	return TEEC_SUCCESS;
}

void secure_rpc_shm_free(struct secure_rpc_shm *shm)
{
	struct shm *s = shm->mem.shm;

	suspend_long();
	free(s->va);
	free(s);
	memset(shm, 0, sizeof(*shm));
	fake.lent--;
}

void secure_rpc_param_mem(struct optee_msg_param *param, u32 type,
			  const struct secure_rpc_shm *shm, size_t offset, size_t size)
{
	memset(param, 0, sizeof(*param));
	param->attr = type;
	param->u.rmem.offs = offset;
	param->u.rmem.size = size;
	param->u.rmem.shm_ref = shm->cookie;
}

void secure_sleep_ms(u32 ms)
{
	suspend_long();
	fake.time_ns += ms * 1000000ULL;
}

bool secure_cancelled(void)
{
	return !fake.cancel_after;
}

void secure_notif_send(u32 value)
{
	fake.notifs |= 1ULL << value;
}

u32 secure_notif_wait(u32 value, u32 timeout_ms)
{
	(void)value;
	suspend_long();
	fake.time_ns += timeout_ms * 1000000ULL;
	if (fake.notif_hook)
		fake.notif_hook();
	return fake.notif_wait;
}

size_t secure_index(size_t index, size_t size)
{
	assert_true(index < size);
	return index;
}

void secure_lock(struct secure_lock *lock)
{
	assert_false(atomic_exchange(&lock->taken, true));
	machine.locked++;
}

void secure_unlock(struct secure_lock *lock)
{
	assert_true(atomic_exchange(&lock->taken, false));
	machine.locked--;
}

/* The only thread, as far as turns are concerned */
static struct thread {
	int unused;
} fake_thread;

u32 secure_turn_take(struct secure_turn *turn)
{
	assert_false(fake.current->flags & PTA_SYSTEM);
	assert_non_null(turn->name);
	assert_null(turn->holder);
	turn->holder = &fake_thread;
	fake.turns++;
	return TEEC_SUCCESS;
}

void secure_turn_give(struct secure_turn *turn)
{
	assert_ptr_equal(turn->holder, &fake_thread);
	turn->holder = NULL;
	fake.turns--;
}

uint64_t platform_time_ns(void)
{
	return fake.time_ns;
}

void *platform_nsec_ptr(uint64_t pa, size_t size)
{
	return pa == SMT_PA && size <= 128 ? machine.smt : NULL;
}

void platform_panic(const char *why)
{
	fail_msg("panic: %s", why);
	abort();
}

int fake_setup(void **state)
{
	(void)state;
	memset(&fake, 0, sizeof(fake));
	fake.time_ns = 1000000;
	machine_new();
	fake_reboot();
	return 0;
}

void fake_reboot(void)
{
	const struct pta *const *pta;

	fake.cancel_after = -1;
	for (pta = secure_ptas; *pta; pta++)
		if ((*pta)->boot)
			(*pta)->boot();
}

u32 open_session(struct pta_session *s, const struct pta *pta, u32 login)
{
	struct pta_param p[PTA_NUM_PARAMS] = { 0 };
	static u32 id;

	*s = (struct pta_session) { .pta = pta, .id = ++id, .login = login };
	return pta->open ? pta->open(s, p) : TEEC_SUCCESS;
}

u32 call(struct pta_session *s, u32 cmd, struct pta_param p[PTA_NUM_PARAMS])
{
	struct pta_param before[PTA_NUM_PARAMS];
	unsigned int i;
	u32 ret;

	memcpy(before, p, sizeof(before));
	for (i = 0; i < PTA_NUM_PARAMS; i++)
		if (p[i].mem.shm)
			p[i].mem.shm->seen = calloc(1, p[i].mem.size + 1);
	fake.current = s->pta;
	ret = s->pta->invoke(s, cmd, p);
	fake.current = NULL;
	assert_int_equal(machine.locked, 0);
	assert_int_equal(fake.turns, 0);
	assert_int_equal(fake.lent, 0);
	for (i = 0; i < PTA_NUM_PARAMS; i++) {
		assert_int_equal(p[i].type, before[i].type);
		assert_memory_equal(&p[i].mem, &before[i].mem, sizeof(p[i].mem));
		if (p[i].mem.shm) {
			free(p[i].mem.shm->seen);
			p[i].mem.shm->seen = NULL;
		}
		if (!ret)
			assert_true(p[i].size <= p[i].mem.size);
	}
	return ret;
}

struct pta_param value_in(u32 a, u32 b)
{
	return (struct pta_param) { .type = PTA_VALUE_IN, .a = a, .b = b };
}

struct pta_param value_out(void)
{
	return (struct pta_param) { .type = PTA_VALUE_OUT };
}

struct pta_param value_inout(u32 a, u32 b)
{
	return (struct pta_param) { .type = PTA_VALUE_INOUT, .a = a, .b = b };
}

struct pta_param mem(enum pta_param_type type, struct shm *shm, void *buf, size_t size)
{
	*shm = (struct shm) { .va = buf, .size = size };
	return (struct pta_param) {
		.type = type,
		.mem = { .shm = buf ? shm : NULL, .size = size },
		.size = size,
	};
}
