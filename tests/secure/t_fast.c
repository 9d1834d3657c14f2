// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Fast calls.
 */
#include "world.h"

/* All capabilities that the default configuration offers */
#define CAPS	0x76

static void who_answers(void **state)
{
	struct smc_regs r;

	(void)state;
	boot(2);
	assert_int_equal(fast(OPTEE_SMC_CALLS_COUNT), 19);
	r = smc(OPTEE_SMC_CALLS_UID, 0, 0, 0);
	assert_int_equal(r.a[0], 0x384fb3e0);
	assert_int_equal(r.a[1], 0xe7f811e3);
	assert_int_equal(r.a[2], 0xaf630002);
	assert_int_equal(r.a[3], 0xa5d5c51b);
	r = smc(OPTEE_SMC_CALLS_REVISION, 0, 0, 0);
	assert_int_equal(r.a[0], 2);
	assert_int_equal(r.a[1], 0);
	r = smc(OPTEE_SMC_CALL_GET_OS_UUID, 0, 0, 0);
	assert_int_equal(r.a[0], SECURE_OS_UUID_0);
	assert_int_equal(r.a[3], SECURE_OS_UUID_3);
	r = smc(OPTEE_SMC_CALL_GET_OS_REVISION, 0, 0, 0);
	assert_int_equal(r.a[0], 0);
	assert_int_equal(r.a[1], 1);
	assert_int_equal(r.a[2], 0);
}

static void capabilities(void **state)
{
	struct smc_regs r;

	(void)state;
	boot(2);
	r = smc(OPTEE_SMC_EXCHANGE_CAPABILITIES, 0, 9, 9);
	assert_int_equal(r.a[0], OPTEE_SMC_RETURN_OK);
	assert_int_equal(r.a[1], CAPS);
	assert_int_equal(r.a[2], SECURE_NOTIF_MAX);
	assert_int_equal(r.a[3], SECURE_RPC_PARAMS);
	r = smc(OPTEE_SMC_EXCHANGE_CAPABILITIES, OPTEE_SMC_NSEC_CAP_UNIPROCESSOR, 0, 0);
	assert_int_equal(r.a[0], OPTEE_SMC_RETURN_OK);
	r = smc(OPTEE_SMC_EXCHANGE_CAPABILITIES, 2, 0, 0);
	assert_int_equal(r.a[0], OPTEE_SMC_RETURN_ENOTAVAIL);
}

/* A capability that is hidden is answered as if it were not implemented. */
static void hidden(void **state)
{
	struct smc_regs r;
	struct call c;

	(void)state;
	boot_hiding(2, OPTEE_SMC_SEC_CAP_SYSTEM_THREAD | OPTEE_SMC_SEC_CAP_RPC_ARG |
		       OPTEE_SMC_SEC_CAP_ASYNC_NOTIF);
	r = smc(OPTEE_SMC_EXCHANGE_CAPABILITIES, 0, 9, 9);
	assert_int_equal(r.a[1], OPTEE_SMC_SEC_CAP_UNREGISTERED_SHM |
				 OPTEE_SMC_SEC_CAP_DYNAMIC_SHM | OPTEE_SMC_SEC_CAP_MEMREF_NULL);
	assert_int_equal(r.a[2], 0);
	assert_int_equal(r.a[3], 0);
	assert_int_equal(fast(OPTEE_SMC_RESERVE_SYS_THREAD), OPTEE_SMC_RETURN_UNKNOWN_FUNCTION);
	assert_int_equal(fast(OPTEE_SMC_UNRESERVE_SYS_THREAD), OPTEE_SMC_RETURN_UNKNOWN_FUNCTION);
	assert_int_equal(fast(OPTEE_SMC_ENABLE_ASYNC_NOTIF), OPTEE_SMC_RETURN_ENOTAVAIL);
	assert_int_equal(fast(OPTEE_SMC_GET_ASYNC_NOTIF_VALUE), OPTEE_SMC_RETURN_ENOTAVAIL);
	assert_int_equal(fast(OPTEE_SMC_CALL_WITH_RPC_ARG), OPTEE_SMC_RETURN_EBADCMD);
	assert_int_equal(fast(OPTEE_SMC_CALL_WITH_REGD_ARG), OPTEE_SMC_RETURN_EBADCMD);
	assert_int_equal(fast(OPTEE_SMC_CALL_SYSTEM_WITH_REGD_ARG), OPTEE_SMC_RETURN_EBADCMD);
	assert_int_equal(fast(OPTEE_SMC_CALL_WITH_ARG), OPTEE_SMC_RETURN_EBADADDR);

	boot_hiding(2, OPTEE_SMC_SEC_CAP_DYNAMIC_SHM);
	call_init(&c, OPTEE_MSG_CMD_REGISTER_SHM, 1);
	assert_int_equal(call_enter(&c), OPTEE_SMC_RETURN_EBADCMD);
	call_set(&c, OPTEE_MSG_CMD_UNREGISTER_SHM, 1);
	assert_int_equal(call_enter(&c), OPTEE_SMC_RETURN_EBADCMD);
}

static void thread_count(void **state)
{
	unsigned int n;
	struct smc_regs r;

	(void)state;
	for (n = 1; n <= SECURE_MAX_THREADS; n++) {
		boot(n);
		r = smc(OPTEE_SMC_GET_THREAD_COUNT, 0, 0, 0);
		assert_int_equal(r.a[0], OPTEE_SMC_RETURN_OK);
		assert_int_equal(r.a[1], n);
	}
	boot_config(&(struct secure_config){ .threads = 4, .hide_thread_count = true });
	assert_int_equal(fast(OPTEE_SMC_GET_THREAD_COUNT), OPTEE_SMC_RETURN_UNKNOWN_FUNCTION);
	assert_int_equal(secure_boot(&(struct secure_config){ .threads = 0 }), -1);
	assert_int_equal(secure_boot(&(struct secure_config){ .threads = 65 }), -1);
}

static void shared_memory(void **state)
{
	(void)state;
	boot(2);
	assert_int_equal(fast(OPTEE_SMC_GET_SHM_CONFIG), OPTEE_SMC_RETURN_ENOTAVAIL);
	/* Calls bring the memory for RPCs along, so none is kept. */
	assert_int_equal(fast(OPTEE_SMC_ENABLE_SHM_CACHE), OPTEE_SMC_RETURN_OK);
	assert_int_equal(fast(OPTEE_SMC_DISABLE_SHM_CACHE), OPTEE_SMC_RETURN_ENOTAVAIL);
}

static void reservations(void **state)
{
	(void)state;
	boot(3);
	assert_int_equal(fast(OPTEE_SMC_UNRESERVE_SYS_THREAD), OPTEE_SMC_RETURN_ETHREAD_LIMIT);
	assert_int_equal(fast(OPTEE_SMC_RESERVE_SYS_THREAD), OPTEE_SMC_RETURN_OK);
	assert_int_equal(fast(OPTEE_SMC_RESERVE_SYS_THREAD), OPTEE_SMC_RETURN_OK);
	assert_int_equal(fast(OPTEE_SMC_RESERVE_SYS_THREAD), OPTEE_SMC_RETURN_ETHREAD_LIMIT);
	assert_int_equal(fast(OPTEE_SMC_UNRESERVE_SYS_THREAD), OPTEE_SMC_RETURN_OK);
	assert_int_equal(fast(OPTEE_SMC_UNRESERVE_SYS_THREAD), OPTEE_SMC_RETURN_OK);
	assert_int_equal(fast(OPTEE_SMC_UNRESERVE_SYS_THREAD), OPTEE_SMC_RETURN_ETHREAD_LIMIT);
	boot(1);
	assert_int_equal(fast(OPTEE_SMC_RESERVE_SYS_THREAD), OPTEE_SMC_RETURN_ETHREAD_LIMIT);
}

/*
 * A new kernel that takes the place of a crashed one starts anew, and its driver tells the trusted
 * OS so.
 */
static void new_kernel(void **state)
{
	(void)state;
	boot(3);
	assert_int_equal(fast_as(1, OPTEE_SMC_RESERVE_SYS_THREAD), OPTEE_SMC_RETURN_OK);
	assert_int_equal(fast_as(2, OPTEE_SMC_RESERVE_SYS_THREAD), OPTEE_SMC_RETURN_OK);
	assert_int_equal(fast_as(1, OPTEE_SMC_EXCHANGE_CAPABILITIES), OPTEE_SMC_RETURN_OK);
	assert_int_equal(fast_as(1, OPTEE_SMC_UNRESERVE_SYS_THREAD),
			 OPTEE_SMC_RETURN_ETHREAD_LIMIT);
	assert_int_equal(fast_as(1, OPTEE_SMC_RESERVE_SYS_THREAD), OPTEE_SMC_RETURN_OK);
	assert_int_equal(fast_as(1, OPTEE_SMC_RESERVE_SYS_THREAD),
			 OPTEE_SMC_RETURN_ETHREAD_LIMIT);
	assert_int_equal(fast_as(2, OPTEE_SMC_UNRESERVE_SYS_THREAD), OPTEE_SMC_RETURN_OK);
	assert_int_equal(fast_as(2, OPTEE_SMC_UNRESERVE_SYS_THREAD),
			 OPTEE_SMC_RETURN_ETHREAD_LIMIT);
}

static void unknown(void **state)
{
	static const uint32_t ids[] = {
		0x84000000,	/* PSCI_VERSION */
		0xf2000001,	/* 64-bit */
		0x72000004,	/* 64-bit, yielding */
		0xb20000ff,	/* no call has this number */
		0xb2000008,	/* L2CC_MUTEX */
		0xb200000c,	/* BOOT_SECONDARY */
		0xb2000014,	/* fast 20 */
		0xbf00ff02,	/* a number of the API that is not in use */
		0x3f00ff01,	/* API: not a yielding call */
		0x31000004,	/* a call to a trusted application */
	};
	struct smc_regs r;
	unsigned int n;

	(void)state;
	boot(2);
	for (n = 0; n < ARRAY_SIZE(ids); n++) {
		r = smc(ids[n], 1, 2, 3);
		assert_int_equal(r.a[0], 0xffffffff);
		assert_int_equal(r.a[1], 1);
		assert_int_equal(r.a[3], 3);
	}
	/* A yielding call to the trusted OS, with a number that it does not have */
	assert_int_equal(fast(0x32000005), OPTEE_SMC_RETURN_EBADCMD);
	assert_int_equal(fast(0x32000015), OPTEE_SMC_RETURN_EBADCMD);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_answers),
		cmocka_unit_test(capabilities),
		cmocka_unit_test(hidden),
		cmocka_unit_test(thread_count),
		cmocka_unit_test(shared_memory),
		cmocka_unit_test(reservations),
		cmocka_unit_test(new_kernel),
		cmocka_unit_test(unknown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
