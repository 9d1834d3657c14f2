// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * What most tests do at their begin and at their end.
 */
#include "world.h"

#include "extent.h"
#include "shm.h"

static struct {
	struct call *call;
	uint32_t session;
} first;

uint32_t first_session(struct call *c)
{
	call_init(c, 0, 0);
	first.call = c;
	first.session = open_session(c, &test_pta);
	assert_int_not_equal(first.session, 0);
	return first.session;
}

int nothing_lost(void **state)
{
	(void)state;
	machine_on_access = NULL;
	first.call->id = OPTEE_SMC_CALL_WITH_RPC_ARG;
	first.call->guest = 0;
	assert_int_equal(invoke(first.call, first.session, TEST_NOP), TEEC_SUCCESS);
	assert_int_equal(extents_in_use(), 0);
	assert_int_equal(shm_registered(), 0);
	return 0;
}
