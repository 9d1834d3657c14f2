// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * Invoke tests: parameters of all kinds, in any place.
 */
#include "invoke_tests.h"

/* Memory is copied in pieces of this size, so that each byte is read once. */
#define CHUNK	256

static unsigned int count_params(const struct pta_param p[PTA_NUM_PARAMS], enum pta_param_type type)
{
	unsigned int n = 0;
	unsigned int i;

	for (i = 0; i < PTA_NUM_PARAMS; i++)
		n += p[i].type == type;
	return n;
}

static struct pta_param *find_param(struct pta_param p[PTA_NUM_PARAMS], enum pta_param_type type)
{
	unsigned int i = 0;

	while (p[i].type != type)
		i++;
	return &p[i];
}

static u32 sum_values(struct pta_param p[PTA_NUM_PARAMS])
{
	struct pta_param *out = find_param(p, PTA_VALUE_OUT);
	unsigned int i;

	out->a = 0;
	out->b = 0;
	for (i = 0; i < PTA_NUM_PARAMS; i++) {
		if (p[i].type != PTA_VALUE_IN)
			continue;
		out->a += p[i].a;
		out->b += p[i].b;
	}
	return TEEC_SUCCESS;
}

static u32 sum_memory(const struct pta_param *param)
{
	u8 chunk[CHUNK];
	size_t done;
	u8 sum = 0;
	size_t n;
	size_t i;

	for (done = 0; done < param->mem.size; done += n) {
		n = param->mem.size - done < CHUNK ? param->mem.size - done : CHUNK;
		if (pta_mem_read(&param->mem, done, chunk, n))
			return TEEC_ERROR_BAD_PARAMETERS;
		for (i = 0; i < n; i++)
			sum += chunk[i];
	}
	return pta_mem_write(&param->mem, 0, &sum, 1) ? TEEC_ERROR_BAD_PARAMETERS : TEEC_SUCCESS;
}

/**
 * test_params() - PTA_INVOKE_TESTS_CMD_PARAMS
 * @p:		parameters; their types say what is to be done
 *
 * Return: TEEC_SUCCESS, or TEEC_ERROR_BAD_PARAMETERS.
 */
u32 test_params(struct pta_param p[PTA_NUM_PARAMS])
{
	unsigned int none = count_params(p, PTA_NONE);
	struct pta_param *param;

	if (count_params(p, PTA_VALUE_IN) == 3 && count_params(p, PTA_VALUE_OUT) == 1)
		return sum_values(p);
	if (none == 3 && count_params(p, PTA_VALUE_INOUT) == 1) {
		param = find_param(p, PTA_VALUE_INOUT);
		param->a += param->b;
		return TEEC_SUCCESS;
	}
	if (none == 3 && count_params(p, PTA_MEM_INOUT) == 1)
		return sum_memory(find_param(p, PTA_MEM_INOUT));
	return TEEC_ERROR_BAD_PARAMETERS;
}

/**
 * test_copy() - PTA_INVOKE_TESTS_CMD_COPY
 * @in:		what
 * @out:	where to
 *
 * Return: TEEC_SUCCESS, or TEEC_ERROR_SHORT_BUFFER.
 */
u32 test_copy(const struct pta_param *in, struct pta_param *out)
{
	u8 chunk[CHUNK];
	size_t done;
	size_t n;

	out->size = in->mem.size;
	if (out->mem.size < in->mem.size)
		return TEEC_ERROR_SHORT_BUFFER;
	for (done = 0; done < in->mem.size; done += n) {
		n = in->mem.size - done < CHUNK ? in->mem.size - done : CHUNK;
		if (pta_mem_read(&in->mem, done, chunk, n) ||
		    pta_mem_write(&out->mem, done, chunk, n))
			return TEEC_ERROR_BAD_PARAMETERS;
	}
	return TEEC_SUCCESS;
}
