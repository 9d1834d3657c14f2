// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * Invoke-tests pseudo TA: the commands that xtest uses in 1001, 1002 and 1025, and commands that
 * keep a thread, for tests of the driver. No secure data path here: its commands (3 to 5) are
 * unknown.
 */
#include <secure/platform.h>

#include "invoke_tests.h"
#include "optee_pta.h"
#include "services.h"

static u32 test_trace(void)
{
	platform_log("invoke tests: hello");
	return TEEC_SUCCESS;
}

static u32 test_memref_null(const struct pta_param *param)
{
	return param->mem.shm || param->mem.size ? TEEC_ERROR_BAD_PARAMETERS : TEEC_SUCCESS;
}

/* Commands whose parameters have fixed types */
static const struct {
	u32 cmd;
	u32 types;
} commands[] = {
	{ PTA_INVOKE_TESTS_CMD_MEMREF_NULL,
	  PTA_TYPES(PTA_MEM_INOUT, PTA_NONE, PTA_NONE, PTA_NONE) },
	{ PTA_INVOKE_TESTS_CMD_PARK, PTA_TYPES(PTA_VALUE_IN, PTA_NONE, PTA_NONE, PTA_NONE) },
	{ PTA_INVOKE_TESTS_CMD_WAIT_NOTIF, PTA_TYPES(PTA_VALUE_IN, PTA_NONE, PTA_NONE, PTA_NONE) },
	{ PTA_INVOKE_TESTS_CMD_POST_NOTIF, PTA_TYPES(PTA_VALUE_IN, PTA_NONE, PTA_NONE, PTA_NONE) },
	{ PTA_INVOKE_TESTS_CMD_COMPUTE, PTA_TYPES(PTA_VALUE_IN, PTA_NONE, PTA_NONE, PTA_NONE) },
	{ PTA_INVOKE_TESTS_CMD_COPY, PTA_TYPES(PTA_MEM_IN, PTA_MEM_OUT, PTA_NONE, PTA_NONE) },
};

static bool types_fit(u32 cmd, u32 types)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(commands); i++)
		if (commands[i].cmd == cmd)
			return commands[i].types == types;
	return true;
}

static u32 invoke_tests_invoke(struct pta_session *s, u32 cmd, struct pta_param p[PTA_NUM_PARAMS])
{
	(void)s;
	if (!types_fit(cmd, pta_types(p)))
		return TEEC_ERROR_BAD_PARAMETERS;
	switch (cmd) {
	case PTA_INVOKE_TESTS_CMD_TRACE:
		return test_trace();
	case PTA_INVOKE_TESTS_CMD_PARAMS:
		return test_params(p);
	case PTA_INVOKE_TESTS_CMD_SELF_TESTS:
		return test_self();
	case PTA_INVOKE_TESTS_CMD_MEMREF_NULL:
		return test_memref_null(&p[0]);
	case PTA_INVOKE_TESTS_CMD_DT_DRIVER_TESTS:
		return test_platform();
	case PTA_INVOKE_TESTS_CMD_PARK:
		return test_park(p[0].a, p[0].b);
	case PTA_INVOKE_TESTS_CMD_WAIT_NOTIF:
		return test_wait_notif(p[0].a, p[0].b);
	case PTA_INVOKE_TESTS_CMD_POST_NOTIF:
		return test_post_notif(p[0].a);
	case PTA_INVOKE_TESTS_CMD_COPY:
		return test_copy(&p[0], &p[1]);
	case PTA_INVOKE_TESTS_CMD_COMPUTE:
		return test_compute(p[0].a);
	default:
		/* xtest understands this answer as a test that is not built in, and skips it. */
		return TEEC_ERROR_NOT_SUPPORTED;
	}
}

const struct pta invoke_tests_pta = {
	.uuid = PTA_INVOKE_TESTS_UUID_OCTETS,
	.name = "invoke-tests",
	.flags = PTA_ENUM_DEVICE,
	.boot = test_wait_boot,
	.invoke = invoke_tests_invoke,
};
