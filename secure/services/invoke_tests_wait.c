// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * Invoke tests: keeping a thread context, suspended or not, for as long as a test wants.
 *
 * The normal world decides how long an RPC takes. So after each RPC the command checks its own
 * clock, and whether the client has cancelled it.
 */
#include <secure/platform.h>
#include <secure/secure.h>

#include "invoke_tests.h"

#define NS_PER_MS	1000000ULL
#define NS_PER_US	1000ULL
#define SLICE_MS	10

/* A bit for each notification that was posted and has not ended a wait yet */
static _Atomic u64 posted;

/**
 * test_wait_boot() - nothing is posted
 */
void test_wait_boot(void)
{
	atomic_store(&posted, 0);
}

/* Milliseconds until @deadline, at least 1; 0 if that is over. */
static u32 ms_left(u64 deadline)
{
	u64 now = platform_time_ns();

	return now >= deadline ? 0 : (u32)DIV_ROUND_UP(deadline - now, NS_PER_MS);
}

/**
 * test_park() - PTA_INVOKE_TESTS_CMD_PARK; suspends
 * @ms:		how long
 * @slice_ms:	for one RPC at most; 0: SLICE_MS
 *
 * Return: TEEC_SUCCESS, or TEEC_ERROR_CANCEL.
 */
u32 test_park(u32 ms, u32 slice_ms)
{
	u64 deadline = platform_time_ns() + ms * NS_PER_MS;
	u32 left;

	if (!slice_ms)
		slice_ms = SLICE_MS;
	for (;;) {
		if (secure_cancelled())
			return TEEC_ERROR_CANCEL;
		left = ms_left(deadline);
		if (!left)
			return TEEC_SUCCESS;
		secure_sleep_ms(left < slice_ms ? left : slice_ms);
	}
}

/**
 * test_compute() - PTA_INVOKE_TESTS_CMD_COMPUTE; does not suspend
 * @us:		how long
 *
 * Return: TEEC_SUCCESS, or TEEC_ERROR_CANCEL.
 */
u32 test_compute(u32 us)
{
	u64 deadline = platform_time_ns() + us * NS_PER_US;

	while (platform_time_ns() < deadline)
		if (secure_cancelled())
			return TEEC_ERROR_CANCEL;
	return TEEC_SUCCESS;
}

static bool is_valid_wait(u32 value)
{
	return value && value < SECURE_NOTIF_SYNC;
}

/**
 * test_post_notif() - PTA_INVOKE_TESTS_CMD_POST_NOTIF
 * @value:	which
 *
 * Return: TEEC_SUCCESS, or TEEC_ERROR_BAD_PARAMETERS.
 */
u32 test_post_notif(u32 value)
{
	if (!is_valid_wait(value))
		return TEEC_ERROR_BAD_PARAMETERS;
	atomic_fetch_or(&posted, 1ULL << value);
	secure_notif_send(value);
	return TEEC_SUCCESS;
}

/**
 * test_wait_notif() - PTA_INVOKE_TESTS_CMD_WAIT_NOTIF; suspends
 * @value:	which
 * @timeout_ms:	0 for ever
 *
 * One post ends one wait.
 *
 * Return: TEEC_SUCCESS; TEEC_ERROR_BAD_PARAMETERS; or as secure_notif_wait().
 */
u32 test_wait_notif(u32 value, u32 timeout_ms)
{
	u64 deadline = platform_time_ns() + timeout_ms * NS_PER_MS;
	u32 left = 0;
	u32 ret;

	if (!is_valid_wait(value))
		return TEEC_ERROR_BAD_PARAMETERS;
	while (!(atomic_fetch_and(&posted, ~(1ULL << value)) & 1ULL << value)) {
		if (secure_cancelled())
			return TEEC_ERROR_CANCEL;
		if (timeout_ms) {
			left = ms_left(deadline);
			if (!left)
				return TEEC_ERROR_TIMEOUT;
		}
		ret = secure_notif_wait(value, left);
		/* If it was posted just when the time was up, the wait has succeeded. */
		if (ret && ret != TEEC_ERROR_TIMEOUT)
			return ret;
	}
	return TEEC_SUCCESS;
}
