// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * Storage pseudo TA: one command at a time, each a sequence of RPCs.
 *
 * The service waits for the normal world's eMMC, which may itself need a service that system
 * contexts use. So storage is not one of those, and shares no lock with them.
 */
#include "services.h"
#include "storage.h"

static struct storage storage = {
	.turn = { .name = "rpmb" },
};

static void storage_boot(void)
{
	memset(&storage, 0, sizeof(storage));
	storage.turn.name = "rpmb";
}

static u32 get_object_name(const struct pta_param *param, struct storage_name *name)
{
	if (!param->mem.size || param->mem.size > sizeof(name->octets) ||
	    pta_mem_read(&param->mem, 0, name->octets, param->mem.size))
		return TEEC_ERROR_BAD_PARAMETERS;
	name->len = (u32)param->mem.size;
	return TEEC_SUCCESS;
}

static void storage_info(const struct storage *st, struct pta_param *objects,
			 struct pta_param *content)
{
	u32 end = storage_end(st);
	u32 i;

	objects->a = 0;
	objects->b = STORAGE_NUM_OBJECTS;
	for (i = 0; i < STORAGE_NUM_SLOTS; i++)
		objects->a += st->slot[i].state == STORAGE_LIVE;
	content->a = 0;
	content->b = st->rpmb.counter;
	for (i = STORAGE_CONTENT; i < end; i++)
		content->a += storage_is_used(st, i) ? 0 : RPMB_BLOCK_SIZE;
}

/* The caller has the turn. */
static u32 do_storage_command(struct storage *st, u32 cmd, const struct storage_name *name,
			      struct pta_param p[PTA_NUM_PARAMS])
{
	u32 ret;

	if (!st->mounted) {
		ret = storage_mount(st);
		if (ret)
			return ret;
	}
	switch (cmd) {
	case PTA_STORAGE_CMD_READ:
		return storage_read(st, name, &p[1]);
	case PTA_STORAGE_CMD_WRITE:
		return storage_write(st, name, &p[1].mem);
	case PTA_STORAGE_CMD_DELETE:
		return storage_delete(st, name);
	default:
		storage_info(st, &p[0], &p[1]);
		return TEEC_SUCCESS;
	}
}

static u32 storage_invoke(struct pta_session *s, u32 cmd, struct pta_param p[PTA_NUM_PARAMS])
{
	static const u32 types[] = {
		[PTA_STORAGE_CMD_READ] = PTA_TYPES(PTA_MEM_IN, PTA_MEM_OUT, PTA_NONE, PTA_NONE),
		[PTA_STORAGE_CMD_WRITE] = PTA_TYPES(PTA_MEM_IN, PTA_MEM_IN, PTA_NONE, PTA_NONE),
		[PTA_STORAGE_CMD_DELETE] = PTA_TYPES(PTA_MEM_IN, PTA_NONE, PTA_NONE, PTA_NONE),
		[PTA_STORAGE_CMD_INFO] =
			PTA_TYPES(PTA_VALUE_OUT, PTA_VALUE_OUT, PTA_NONE, PTA_NONE),
	};
	struct storage_name name = { .owner = owner_of(s) };
	u32 ret;

	if (cmd >= ARRAY_SIZE(types))
		return TEEC_ERROR_NOT_IMPLEMENTED;
	cmd = secure_index(cmd, ARRAY_SIZE(types));
	if (pta_types(p) != types[cmd])
		return TEEC_ERROR_BAD_PARAMETERS;
	if (cmd != PTA_STORAGE_CMD_INFO) {
		ret = get_object_name(&p[0], &name);
		if (ret)
			return ret;
	}

	ret = secure_turn_take(&storage.turn);
	if (ret)
		return ret;
	/* A command that has begun cannot be cancelled, but one that has not need not begin. */
	ret = secure_cancelled() ? TEEC_ERROR_CANCEL : rpmb_begin(&storage.rpmb);
	if (!ret) {
		ret = do_storage_command(&storage, cmd, &name, p);
		rpmb_end(&storage.rpmb);
	}
	secure_turn_give(&storage.turn);
	return ret;
}

const struct pta storage_pta = {
	.uuid = PTA_STORAGE_UUID_OCTETS,
	.name = "storage",
	.flags = PTA_ENUM_DEVICE_SUPP,
	.boot = storage_boot,
	.invoke = storage_invoke,
};
