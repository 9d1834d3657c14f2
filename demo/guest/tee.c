// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The two services come from Debian, unchanged: the trusted application "os_test" of the
 * optee-test-qemu package and the pseudo TA "invoke_tests" of its OP-TEE core.  UUIDs and command
 * numbers are those of the public headers ta_os_test.h and pta_invoke_tests.h.
 */
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>

#include <linux/tee.h>
#include <linux/tee_system.h>

#include "tee.h"

#define OS_TEST_CMD_WAIT	9	/* TEE_Wait(value.a milliseconds) */
#define INVOKE_TESTS_CMD_PARAMS	1	/* value inout: a becomes a + b */

static const TEEC_UUID os_test_uuid = {
	0x5b9e0e40, 0x2636, 0x11e1,
	{ 0xad, 0x9e, 0x00, 0x02, 0xa5, 0xd5, 0xc5, 0x1b }
};

static const TEEC_UUID invoke_tests_uuid = {
	0xd96a5b40, 0xc3e5, 0x21e3,
	{ 0x87, 0x94, 0x10, 0x02, 0xa5, 0xd5, 0xc6, 0x1b }
};

static TEEC_Result open_client(struct tee_client *c, const TEEC_UUID *uuid)
{
	TEEC_Result res;

	res = TEEC_InitializeContext(NULL, &c->ctx);
	if (res)
		return res;
	res = TEEC_OpenSession(&c->ctx, &c->sess, uuid, TEEC_LOGIN_PUBLIC,
			       NULL, NULL, NULL);
	if (res)
		TEEC_FinalizeContext(&c->ctx);
	return res;
}

TEEC_Result tee_open_parker(struct tee_client *c)
{
	return open_client(c, &os_test_uuid);
}

TEEC_Result tee_open_short(struct tee_client *c)
{
	return open_client(c, &invoke_tests_uuid);
}

int tee_request_lane(struct tee_client *c)
{
	/*
	 * libteec has no function for this ioctl yet; the lane belongs to the open file of libteec
	 */
	if (ioctl(c->ctx.imp.fd, TEE_IOC_REQUEST_SYSTEM_CONTEXT))
		return errno;
	return 0;
}

TEEC_Result tee_park(struct tee_client *c, unsigned int ms)
{
	TEEC_Operation op;

	memset(&op, 0, sizeof(op));
	op.paramTypes = TEEC_PARAM_TYPES(TEEC_VALUE_INPUT, TEEC_NONE,
					 TEEC_NONE, TEEC_NONE);
	op.params[0].value.a = ms;
	return TEEC_InvokeCommand(&c->sess, OS_TEST_CMD_WAIT, &op, NULL);
}

TEEC_Result tee_kick(struct tee_client *c)
{
	TEEC_Operation op;
	TEEC_Result res;

	memset(&op, 0, sizeof(op));
	op.paramTypes = TEEC_PARAM_TYPES(TEEC_VALUE_INOUT, TEEC_NONE,
					 TEEC_NONE, TEEC_NONE);
	op.params[0].value.a = 40;
	op.params[0].value.b = 2;
	res = TEEC_InvokeCommand(&c->sess, INVOKE_TESTS_CMD_PARAMS, &op, NULL);
	if (!res && op.params[0].value.a != 42)
		res = TEEC_ERROR_BAD_FORMAT;
	return res;
}

void tee_close(struct tee_client *c)
{
	TEEC_CloseSession(&c->sess);
	TEEC_FinalizeContext(&c->ctx);
}
