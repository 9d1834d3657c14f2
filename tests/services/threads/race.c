// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Services on several cores at once, under ThreadSanitizer: SCMI and watchdog.
 *
 * A core must not undo what another core sets, and a channel serves one message at a time.
 */
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <secure/platform.h>
#include <secure/pta.h>

#include "optee_pta.h"
#include "scmi.h"
#include "services.h"

#define ROUNDS	20000

struct shm {
	u8 *va;
};

#define CHECK(cond) \
	do { \
		if (!(cond)) { \
			fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #cond); \
			abort(); \
		} \
	} while (0)

static const struct platform_clock clock_desc = { "c", 1, 1000000, 1, NULL };
static const struct platform_supply supply_desc = { "s", 1, 1000000, 1, NULL };
static _Atomic bool clock_on;
static _Atomic u64 clock_hz = 1;
static _Atomic bool supply_on;
static _Atomic int32_t supply_uv = 1;
static _Atomic unsigned int armed;

int pta_mem_read(const struct pta_mem *mem, size_t offset, void *dst, size_t len)
{
	memcpy(dst, mem->shm->va + offset, len);
	return 0;
}

int pta_mem_write(const struct pta_mem *mem, size_t offset, const void *src, size_t len)
{
	memcpy(mem->shm->va + offset, src, len);
	return 0;
}

/* The machine of this test has no gates, so no RPC is made. */
u32 secure_rpc(u32 cmd, struct optee_msg_param *params, unsigned int num)
{
	(void)cmd;
	(void)params;
	(void)num;
	abort();
}

size_t secure_index(size_t index, size_t size)
{
	return index < size ? index : 0;
}

void secure_lock(struct secure_lock *lock)
{
	while (atomic_exchange_explicit(&lock->taken, true, memory_order_acquire))
		sched_yield();
}

void secure_unlock(struct secure_lock *lock)
{
	atomic_store_explicit(&lock->taken, false, memory_order_release);
}

void *platform_nsec_ptr(uint64_t pa, size_t size)
{
	(void)pa;
	(void)size;
	return NULL;
}

uint64_t platform_scmi_smt(unsigned int channel)
{
	(void)channel;
	return 0;
}

uint64_t platform_time_ns(void)
{
	return 1;
}

void platform_watchdog_arm(uint32_t ms)
{
	(void)ms;
	armed++;
}

void platform_watchdog_reset(void)
{
	abort();
}

unsigned int platform_clock_count(void)
{
	return 1;
}

const struct platform_clock *platform_clock_desc(unsigned int id)
{
	(void)id;
	return &clock_desc;
}

int platform_clock_set(unsigned int id, bool on, uint64_t hz)
{
	(void)id;
	clock_on = on;
	sched_yield();
	clock_hz = hz;
	return 0;
}

void platform_clock_get(unsigned int id, bool *on, uint64_t *hz)
{
	(void)id;
	*on = clock_on;
	*hz = clock_hz;
}

unsigned int platform_supply_count(void)
{
	return 1;
}

const struct platform_supply *platform_supply_desc(unsigned int id)
{
	(void)id;
	return &supply_desc;
}

int platform_supply_set(unsigned int id, bool on, int32_t microvolt)
{
	(void)id;
	supply_on = on;
	sched_yield();
	supply_uv = microvolt;
	return 0;
}

void platform_supply_get(unsigned int id, bool *on, int32_t *microvolt)
{
	(void)id;
	*on = supply_on;
	*microvolt = supply_uv;
}

unsigned int platform_reset_count(void)
{
	return 0;
}

const struct platform_reset *platform_reset_desc(unsigned int id)
{
	(void)id;
	abort();
}

int platform_reset_set(unsigned int id, bool asserted)
{
	(void)id;
	(void)asserted;
	abort();
}

/* Send words on a channel. Returns the result of the call; the answer is in @frame. */
static u32 transmit(unsigned int channel, struct scmi_msg_frame *frame, unsigned int words)
{
	struct pta_session s = { .pta = &scmi_pta, .id = 1 };
	struct shm shm = { (u8 *)frame };
	struct pta_param p[PTA_NUM_PARAMS] = {
		{ .type = PTA_VALUE_INOUT, .a = channel, .b = PTA_SCMI_CAPS_MSG_HEADER },
	};

	CHECK(!scmi_pta.invoke(&s, PTA_SCMI_CMD_GET_CHANNEL_HANDLE, p));
	p[0].type = PTA_VALUE_IN;
	p[1].type = PTA_MEM_IN;
	p[1].mem = (struct pta_mem) { .shm = &shm, .size = 4 + 4 * words };
	p[2].type = PTA_MEM_OUT;
	p[2].mem = (struct pta_mem) { .shm = &shm, .size = sizeof(*frame) };
	return scmi_pta.invoke(&s, PTA_SCMI_CMD_PROCESS_MSG_CHANNEL, p);
}

static u32 word(const struct scmi_msg_frame *frame, unsigned int n)
{
	u32 val;

	memcpy(&val, frame->payload + 4 * n, sizeof(val));
	return val;
}

static void ask(unsigned int channel, struct scmi_msg_frame *f, u8 protocol, u8 message,
		const u32 *in, unsigned int words)
{
	f->header = SCMI_HDR(protocol, message, 0);
	memcpy(f->payload, in, 4 * words);
	CHECK(!transmit(channel, f, words));
	CHECK(!word(f, 0));
}

/* This thread turns clocks and supplies on and off; no other thread does. */
static void *switcher(void *arg)
{
	struct scmi_msg_frame f;
	u32 n;

	for (n = 0; n < ROUNDS; n++) {
		ask(0, &f, SCMI_PROTOCOL_CLOCK, SCMI_CLOCK_CONFIG_SET, (u32[]) { 0, n % 2 }, 2);
		ask(0, &f, SCMI_PROTOCOL_CLOCK, SCMI_CLOCK_ATTRIBUTES, (u32[]) { 0 }, 1);
		CHECK(word(&f, 1) == n % 2);
		ask(0, &f, SCMI_PROTOCOL_VOLTAGE, SCMI_VOLTAGE_CONFIG_SET,
		    (u32[]) { 0, n % 2 * SCMI_VOLTAGE_MODE_ON }, 2);
		ask(0, &f, SCMI_PROTOCOL_VOLTAGE, SCMI_VOLTAGE_CONFIG_GET, (u32[]) { 0 }, 1);
		CHECK(word(&f, 1) == n % 2 * SCMI_VOLTAGE_MODE_ON);
	}
	return arg;
}

/* This thread sets rates and levels; no other thread does. */
static void *tuner(void *arg)
{
	struct scmi_msg_frame f;
	u32 n;

	for (n = 1; n <= ROUNDS; n++) {
		ask(1, &f, SCMI_PROTOCOL_CLOCK, SCMI_CLOCK_RATE_SET, (u32[]) { 0, 0, n, 0 }, 4);
		ask(1, &f, SCMI_PROTOCOL_CLOCK, SCMI_CLOCK_RATE_GET, (u32[]) { 0 }, 1);
		CHECK(word(&f, 1) == n);
		ask(1, &f, SCMI_PROTOCOL_VOLTAGE, SCMI_VOLTAGE_LEVEL_SET, (u32[]) { 0, 0, n }, 3);
		ask(1, &f, SCMI_PROTOCOL_VOLTAGE, SCMI_VOLTAGE_LEVEL_GET, (u32[]) { 0 }, 1);
		CHECK(word(&f, 1) == n);
	}
	return arg;
}

/*
 * Two of these threads share a channel and its memory, which clients should not do. The channel
 * admits one of them at a time, so the memory is used by one thread while a message is served.
 */
static struct scmi_msg_frame shared;

static void *clash(void *arg)
{
	u32 n;

	for (n = 0; n < ROUNDS; n++) {
		u32 ret = transmit(2, &shared, 0);

		CHECK(!ret || ret == TEEC_ERROR_BUSY);
	}
	return arg;
}

static void *feeder(void *arg)
{
	struct pta_session s = { .pta = &watchdog_pta, .id = (u32)(uintptr_t)arg };
	u32 n;

	for (n = 0; n < ROUNDS; n++) {
		struct pta_param p[PTA_NUM_PARAMS] = { 0 };
		u32 ret = watchdog_pta.invoke(&s, PTA_WATCHDOG_CMD_PING, p);

		CHECK(!ret || ret == TEEC_ERROR_BAD_STATE || ret == TEEC_ERROR_ACCESS_DENIED);
		p[0] = (struct pta_param) { .type = PTA_VALUE_IN, .a = n / 8 % 2 };
		ret = watchdog_pta.invoke(&s, PTA_WATCHDOG_CMD_ENABLE, p);
		CHECK(!ret || ret == TEEC_ERROR_ACCESS_DENIED);
		watchdog_pta.close(&s);
	}
	return arg;
}

int main(void)
{
	static void *(*const roles[])(void *) = { switcher, tuner, clash, clash, feeder, feeder };
	pthread_t threads[ARRAY_SIZE(roles)];
	unsigned int i;

	scmi_pta.boot();
	watchdog_pta.boot();
	shared.header = SCMI_HDR(SCMI_PROTOCOL_BASE, SCMI_MSG_VERSION, 0);
	for (i = 0; i < ARRAY_SIZE(roles); i++)
		CHECK(!pthread_create(&threads[i], NULL, roles[i], (void *)(uintptr_t)(i + 1)));
	for (i = 0; i < ARRAY_SIZE(roles); i++)
		pthread_join(threads[i], NULL);
	printf("race: %zu threads, %d rounds each\n", ARRAY_SIZE(roles), ROUNDS);
	return 0;
}
