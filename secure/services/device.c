// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * Device enumeration: which services the normal world should look for drivers for.
 */
#include "optee_pta.h"
#include "services.h"

#define UUID_SIZE	sizeof(((struct pta *)0)->uuid)

static u32 list_devices(u32 flag, struct pta_param *out)
{
	const struct pta *const *pta;
	size_t room = out->mem.size;
	size_t size = 0;

	for (pta = secure_ptas; *pta; pta++)
		if ((*pta)->flags & flag)
			size += UUID_SIZE;
	out->size = size;
	if (room < size)
		return TEEC_ERROR_SHORT_BUFFER;

	size = 0;
	for (pta = secure_ptas; *pta; pta++) {
		if (!((*pta)->flags & flag))
			continue;
		if (pta_mem_write(&out->mem, size, (*pta)->uuid, UUID_SIZE))
			return TEEC_ERROR_GENERIC;
		size += UUID_SIZE;
	}
	return TEEC_SUCCESS;
}

static u32 device_invoke(struct pta_session *s, u32 cmd, struct pta_param p[PTA_NUM_PARAMS])
{
	(void)s;
	if (pta_types(p) != PTA_TYPES(PTA_MEM_OUT, PTA_NONE, PTA_NONE, PTA_NONE))
		return TEEC_ERROR_BAD_PARAMETERS;
	switch (cmd) {
	case PTA_CMD_GET_DEVICES:
		return list_devices(PTA_ENUM_DEVICE, &p[0]);
	case PTA_CMD_GET_DEVICES_SUPP:
		return list_devices(PTA_ENUM_DEVICE_SUPP, &p[0]);
	case PTA_CMD_GET_DEVICES_RPMB:
		return list_devices(PTA_ENUM_DEVICE_RPMB, &p[0]);
	default:
		return TEEC_ERROR_NOT_IMPLEMENTED;
	}
}

const struct pta device_pta = {
	.uuid = PTA_DEVICE_UUID_OCTETS,
	.name = "devices",
	.flags = PTA_SYSTEM,
	.invoke = device_invoke,
};
