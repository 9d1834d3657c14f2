// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Device enumeration, random numbers, watchdog.
 */
#include "fake.h"
#include "tests.h"

#define SECOND	1000000000ULL

static u32 devices(u32 cmd, u8 *buf, size_t *size)
{
	struct pta_session s;
	struct shm shm;
	struct pta_param p[PTA_NUM_PARAMS] = { mem(PTA_MEM_OUT, &shm, buf, *size) };
	u32 ret;

	open_session(&s, &device_pta, OPTEE_MSG_LOGIN_PUBLIC);
	ret = call(&s, cmd, p);
	*size = p[0].size;
	return ret;
}

static bool listed(const u8 *list, size_t size, const struct pta *pta)
{
	size_t i;

	for (i = 0; i < size; i += 16)
		if (!memcmp(list + i, pta->uuid, 16))
			return true;
	return false;
}

static void enumeration(void **state)
{
	size_t size = 0;
	u8 *list;

	(void)state;
	assert_int_equal(devices(PTA_CMD_GET_DEVICES, NULL, &size), TEEC_ERROR_SHORT_BUFFER);
	assert_int_equal(size, 4 * 16);
	list = malloc(size);
	size--;
	assert_int_equal(devices(PTA_CMD_GET_DEVICES, list, &size), TEEC_ERROR_SHORT_BUFFER);
	assert_int_equal(devices(PTA_CMD_GET_DEVICES, list, &size), TEEC_SUCCESS);
	assert_true(listed(list, size, &rng_pta));
	assert_true(listed(list, size, &scmi_pta));
	assert_true(listed(list, size, &watchdog_pta));
	assert_true(listed(list, size, &invoke_tests_pta));
	assert_false(listed(list, size, &storage_pta));
	size = 64;
	assert_int_equal(devices(PTA_CMD_GET_DEVICES_SUPP, list, &size), TEEC_SUCCESS);
	assert_int_equal(size, 16);
	assert_true(listed(list, size, &storage_pta));
	size = 64;
	assert_int_equal(devices(PTA_CMD_GET_DEVICES_RPMB, list, &size), TEEC_SUCCESS);
	assert_int_equal(size, 0);
	assert_int_equal(devices(3, list, &size), TEEC_ERROR_NOT_IMPLEMENTED);
	free(list);
}

/* The services have the UUIDs by which the drivers of Linux look for them. */
static void uuids(void **state)
{
	(void)state;
	assert_memory_equal(device_pta.uuid, "\x70\x11\xa6\x88\xdd\xde\x40\x53", 8);
	assert_memory_equal(rng_pta.uuid, "\xab\x7a\x61\x7c\xb8\xe7\x4d\x8f", 8);
	assert_memory_equal(scmi_pta.uuid, "\xa8\xcf\xe4\x06\xd4\xf5\x4a\x2e", 8);
	assert_memory_equal(invoke_tests_pta.uuid, "\xd9\x6a\x5b\x40\xc3\xe5\x21\xe3", 8);
}

static void random_numbers(void **state)
{
	struct pta_param info[PTA_NUM_PARAMS] = { value_out() };
	u8 *buf = calloc(1, PTA_RNG_ENTROPY_MAX + 1);
	struct pta_param p[PTA_NUM_PARAMS] = { 0 };
	size_t sizes[] = { 0, 1, 64, 65, 1000, PTA_RNG_ENTROPY_MAX };
	struct pta_session s;
	unsigned int i;
	struct shm shm;

	(void)state;
	open_session(&s, &rng_pta, OPTEE_MSG_LOGIN_PUBLIC);
	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		memset(buf, 0, PTA_RNG_ENTROPY_MAX + 1);
		p[0] = mem(PTA_MEM_INOUT, &shm, buf, sizes[i]);
		assert_int_equal(call(&s, PTA_RNG_CMD_GET_ENTROPY, p), TEEC_SUCCESS);
		assert_int_equal(p[0].size, sizes[i]);
		assert_int_equal(buf[sizes[i]], 0);
		if (sizes[i] > 20)
			assert_memory_not_equal(buf + sizes[i] - 16, buf + sizes[i] - 17, 16);
	}
	p[0] = mem(PTA_MEM_INOUT, &shm, buf, PTA_RNG_ENTROPY_MAX + 1);
	assert_int_equal(call(&s, PTA_RNG_CMD_GET_ENTROPY, p), TEEC_ERROR_NOT_SUPPORTED);
	assert_int_equal(call(&s, PTA_RNG_CMD_GET_INFO, info), TEEC_SUCCESS);
	assert_true(info[0].a > 0);
	assert_int_equal(info[0].b, 1024);
	free(buf);
}

static u32 dog(struct pta_session *s, u32 cmd, u32 a)
{
	struct pta_param p[PTA_NUM_PARAMS] = { value_in(a, 0) };

	if (cmd == PTA_WATCHDOG_CMD_PING)
		p[0].type = PTA_NONE;
	return call(s, cmd, p);
}

static u32 time_left(struct pta_session *s)
{
	struct pta_param p[PTA_NUM_PARAMS] = { value_out() };

	assert_int_equal(call(s, PTA_WATCHDOG_CMD_GET_TIMELEFT, p), TEEC_SUCCESS);
	return p[0].a;
}

static void watchdog_is_fed(void **state)
{
	struct pta_param p[PTA_NUM_PARAMS] = { value_out() };
	struct pta_session s;
	unsigned int i;

	(void)state;
	open_session(&s, &watchdog_pta, OPTEE_MSG_LOGIN_PUBLIC);
	assert_int_equal(call(&s, PTA_WATCHDOG_CMD_INIT, p), TEEC_SUCCESS);
	assert_int_equal(p[0].a, 1);
	assert_int_equal(p[0].b, 3600);
	assert_int_equal(dog(&s, PTA_WATCHDOG_CMD_PING, 0), TEEC_ERROR_BAD_STATE);
	assert_int_equal(call(&s, PTA_WATCHDOG_CMD_GET_TIMELEFT, p), TEEC_ERROR_BAD_STATE);
	assert_int_equal(dog(&s, PTA_WATCHDOG_CMD_SET_TIMEOUT, 0), TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(dog(&s, PTA_WATCHDOG_CMD_SET_TIMEOUT, 3601), TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(dog(&s, PTA_WATCHDOG_CMD_SET_TIMEOUT, 10), TEEC_SUCCESS);
	assert_int_equal(machine.armed_ms, 0);
	assert_int_equal(dog(&s, PTA_WATCHDOG_CMD_ENABLE, 2), TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(dog(&s, PTA_WATCHDOG_CMD_ENABLE, 1), TEEC_SUCCESS);
	assert_int_equal(machine.armed_ms, 10000);
	for (i = 0; i < 5; i++) {
		fake.time_ns += 9 * SECOND;
		assert_int_equal(time_left(&s), 1);
		machine.armed_ms = 0;
		assert_int_equal(dog(&s, PTA_WATCHDOG_CMD_PING, 0), TEEC_SUCCESS);
		assert_int_equal(machine.armed_ms, 10000);
		assert_int_equal(time_left(&s), 10);
	}
	assert_int_equal(dog(&s, PTA_WATCHDOG_CMD_ENABLE, 0), TEEC_SUCCESS);
	assert_int_equal(machine.armed_ms, 0);
	fake.time_ns += 100 * SECOND;
	assert_int_equal(dog(&s, PTA_WATCHDOG_CMD_PING, 0), TEEC_ERROR_BAD_STATE);
	assert_int_equal(machine.resets, 0);
}

/* A ping that comes after the timeout does not stop the reset. */
static void watchdog_expires(void **state)
{
	static const u32 cmds[] = {
		PTA_WATCHDOG_CMD_PING, PTA_WATCHDOG_CMD_ENABLE, PTA_WATCHDOG_CMD_SET_TIMEOUT,
	};
	struct pta_session s;
	unsigned int i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cmds); i++) {
		fake_reboot();
		machine.resets = 0;
		open_session(&s, &watchdog_pta, OPTEE_MSG_LOGIN_PUBLIC);
		assert_int_equal(dog(&s, PTA_WATCHDOG_CMD_SET_TIMEOUT, 1), TEEC_SUCCESS);
		assert_int_equal(dog(&s, PTA_WATCHDOG_CMD_ENABLE, 1), TEEC_SUCCESS);
		fake.time_ns += SECOND;
		machine.armed_ms = 0;
		assert_int_equal(dog(&s, cmds[i], 1), TEEC_ERROR_TARGET_DEAD);
		assert_int_equal(machine.resets, 1);
		assert_int_equal(machine.armed_ms, 0);
		assert_int_equal(dog(&s, PTA_WATCHDOG_CMD_PING, 0), TEEC_ERROR_TARGET_DEAD);
		assert_int_equal(machine.resets, 2);
	}
}

static void assert_denied(struct pta_session *s)
{
	machine.armed_ms = 1;
	assert_int_equal(dog(s, PTA_WATCHDOG_CMD_ENABLE, 0), TEEC_ERROR_ACCESS_DENIED);
	assert_int_equal(dog(s, PTA_WATCHDOG_CMD_ENABLE, 1), TEEC_ERROR_ACCESS_DENIED);
	assert_int_equal(dog(s, PTA_WATCHDOG_CMD_SET_TIMEOUT, 1), TEEC_ERROR_ACCESS_DENIED);
	assert_int_equal(dog(s, PTA_WATCHDOG_CMD_PING, 0), TEEC_ERROR_ACCESS_DENIED);
	assert_int_equal(machine.armed_ms, 1);
}

/*
 * While the session of a client is open, no other session can control the watchdog, not even one of
 * the same client.
 */
static void watchdog_has_an_owner(void **state)
{
	struct pta_session s, same, other;

	(void)state;
	open_session(&s, &watchdog_pta, OPTEE_MSG_LOGIN_USER);
	open_session(&same, &watchdog_pta, OPTEE_MSG_LOGIN_USER);
	open_session(&other, &watchdog_pta, OPTEE_MSG_LOGIN_PUBLIC);
	assert_int_equal(dog(&s, PTA_WATCHDOG_CMD_ENABLE, 1), TEEC_SUCCESS);
	assert_denied(&other);
	assert_denied(&same);
	assert_int_equal(time_left(&other), 60);

	/*
	 * The watchdog runs on when the daemon is killed. Another daemon of the same user can then
	 * control it, and no other client can.
	 */
	watchdog_pta.close(&s);
	assert_denied(&other);
	other.login = OPTEE_MSG_LOGIN_USER;
	other.client[15] ^= 1;
	assert_denied(&other);
	assert_int_equal(dog(&same, PTA_WATCHDOG_CMD_PING, 0), TEEC_SUCCESS);
	assert_int_equal(dog(&same, PTA_WATCHDOG_CMD_ENABLE, 1), TEEC_SUCCESS);
	assert_denied(&s);
	assert_int_equal(dog(&same, PTA_WATCHDOG_CMD_ENABLE, 0), TEEC_SUCCESS);
}

/* A timeout that one client has set does not apply when another client starts the watchdog. */
static void watchdog_timeout_of_another(void **state)
{
	struct pta_session s, other;

	(void)state;
	open_session(&s, &watchdog_pta, OPTEE_MSG_LOGIN_PUBLIC);
	open_session(&other, &watchdog_pta, OPTEE_MSG_LOGIN_PUBLIC);
	assert_int_equal(dog(&s, PTA_WATCHDOG_CMD_SET_TIMEOUT, 100), TEEC_SUCCESS);
	assert_int_equal(dog(&other, PTA_WATCHDOG_CMD_SET_TIMEOUT, 1), TEEC_SUCCESS);
	assert_int_equal(dog(&s, PTA_WATCHDOG_CMD_ENABLE, 1), TEEC_SUCCESS);
	assert_int_equal(machine.armed_ms, 60000);
}

int test_small(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(enumeration, fake_setup),
		cmocka_unit_test_setup(uuids, fake_setup),
		cmocka_unit_test_setup(random_numbers, fake_setup),
		cmocka_unit_test_setup(watchdog_is_fed, fake_setup),
		cmocka_unit_test_setup(watchdog_expires, fake_setup),
		cmocka_unit_test_setup(watchdog_has_an_owner, fake_setup),
		cmocka_unit_test_setup(watchdog_timeout_of_another, fake_setup),
	};

	return cmocka_run_group_tests_name("devices, rng, watchdog", tests, NULL, NULL);
}
