// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Functions by which tests use stored objects, by the names of the objects.
 */
#include "store.h"

u8 store_one[600];
u8 store_two[600];

static struct pta_session session;

int store_setup(void **state)
{
	fake_setup(state);
	emmc_new();
	return open_session(&session, &storage_pta, OPTEE_MSG_LOGIN_PUBLIC);
}

int store_setup_a(void **state)
{
	store_setup(state);
	memset(store_one, 1, sizeof(store_one));
	memset(store_two, 2, sizeof(store_two));
	return store_write("a", store_one, sizeof(store_one));
}

void store_as(u32 login, u8 client)
{
	open_session(&session, &storage_pta, login);
	session.client[0] = client;
}

void store_reboot(void)
{
	fake_reboot();
	open_session(&session, &storage_pta, OPTEE_MSG_LOGIN_PUBLIC);
}

static u32 invoke(u32 cmd, const char *name, struct pta_param data, struct pta_param *out)
{
	size_t len = strlen(name);
	char *copy = malloc(len + 1);
	struct pta_param p[PTA_NUM_PARAMS] = { 0 };
	struct shm shm;
	u32 ret;

	memcpy(copy, name, len);
	p[0] = mem(PTA_MEM_IN, &shm, copy, len);
	p[1] = data;
	ret = call(&session, cmd, p);
	if (out)
		*out = p[1];
	free(copy);
	return ret;
}

u32 store_write(const char *name, const void *data, size_t size)
{
	u8 *copy = malloc(size + 1);
	struct shm shm;
	u32 ret;

	memcpy(copy, data, size);
	ret = invoke(PTA_STORAGE_CMD_WRITE, name, mem(PTA_MEM_IN, &shm, copy, size), NULL);
	free(copy);
	return ret;
}

/* @size is the room in @data when this is called, and the size of the object afterwards. */
u32 store_read(const char *name, void *data, size_t *size)
{
	u8 *copy = malloc(*size + 1);
	struct pta_param out;
	size_t room = *size;
	struct shm shm;
	u32 ret;

	ret = invoke(PTA_STORAGE_CMD_READ, name, mem(PTA_MEM_OUT, &shm, copy, room), &out);
	*size = out.size;
	if (!ret)
		memcpy(data, copy, *size);
	free(copy);
	return ret;
}

u32 store_delete(const char *name)
{
	return invoke(PTA_STORAGE_CMD_DELETE, name, (struct pta_param) { 0 }, NULL);
}

u32 store_info(u32 *objects, u32 *octets)
{
	struct pta_param p[PTA_NUM_PARAMS] = { value_out(), value_out() };
	u32 ret = call(&session, PTA_STORAGE_CMD_INFO, p);

	*objects = p[0].a;
	*octets = p[1].a;
	return ret;
}

void store_has(const char *name, const void *data, size_t size)
{
	u8 *buf = malloc(PTA_STORAGE_SIZE_MAX);
	size_t got = PTA_STORAGE_SIZE_MAX;

	assert_int_equal(store_read(name, buf, &got), TEEC_SUCCESS);
	assert_int_equal(got, size);
	assert_memory_equal(buf, data, size);
	free(buf);
}

void store_has_not(const char *name)
{
	size_t size = 0;

	assert_int_equal(store_read(name, NULL, &size), TEEC_ERROR_ITEM_NOT_FOUND);
}
