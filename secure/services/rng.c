// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * Random numbers for the normal world (Linux: optee-rng).
 */
#include <secure/platform.h>

#include "optee_pta.h"
#include "services.h"

/*
 * Linux asks for the rate because some sources are slow: it sleeps until missing bytes should be
 * there. No bytes are ever missing here. With 1 MB/s such a sleep would be short.
 */
#define RATE		(1024 * 1024)
#define QUALITY		1024

static u32 get_entropy(struct pta_param *out)
{
	u8 chunk[64];
	size_t done;
	size_t n;

	if (out->mem.size > PTA_RNG_ENTROPY_MAX)
		return TEEC_ERROR_NOT_SUPPORTED;
	for (done = 0; done < out->mem.size; done += n) {
		n = out->mem.size - done;
		if (n > sizeof(chunk))
			n = sizeof(chunk);
		platform_random(chunk, n);
		if (pta_mem_write(&out->mem, done, chunk, n))
			return TEEC_ERROR_GENERIC;
	}
	out->size = done;
	return TEEC_SUCCESS;
}

static u32 rng_invoke(struct pta_session *s, u32 cmd, struct pta_param p[PTA_NUM_PARAMS])
{
	(void)s;
	switch (cmd) {
	case PTA_RNG_CMD_GET_ENTROPY:
		if (pta_types(p) != PTA_TYPES(PTA_MEM_INOUT, PTA_NONE, PTA_NONE, PTA_NONE))
			return TEEC_ERROR_BAD_PARAMETERS;
		return get_entropy(&p[0]);
	case PTA_RNG_CMD_GET_INFO:
		if (pta_types(p) != PTA_TYPES(PTA_VALUE_OUT, PTA_NONE, PTA_NONE, PTA_NONE))
			return TEEC_ERROR_BAD_PARAMETERS;
		p[0].a = RATE;
		p[0].b = QUALITY;
		return TEEC_SUCCESS;
	default:
		return TEEC_ERROR_NOT_IMPLEMENTED;
	}
}

const struct pta rng_pta = {
	.uuid = PTA_RNG_UUID_OCTETS,
	.name = "rng",
	.flags = PTA_SYSTEM | PTA_ENUM_DEVICE,
	.invoke = rng_invoke,
};
