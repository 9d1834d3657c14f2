// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * What a trusted OS that reserves threads promises, held against a kernel that keeps to no
 * rules: it stays up, its books stay right, and nothing of its own comes back in a register.
 */
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/slab.h>

#include "hostile.h"

#define reserve(t)	raw_fast(t, OPTEE_SMC_RESERVE_SYS_THREAD)
#define unreserve(t)	raw_fast(t, OPTEE_SMC_UNRESERVE_SYS_THREAD)
#define OK		OPTEE_SMC_RETURN_OK
#define LIMIT		OPTEE_SMC_RETURN_ETHREAD_LIMIT
#define ENTERED		OPTEE_SMC_RETURN_EBADADDR

#define MOST_HELD	32

/* Reserve all threads that can be reserved, and return their number. */
static unsigned int reserve_all(struct raw *t)
{
	unsigned int n = 0;

	while (n <= t->threads && reserve(t) == OK)
		n++;
	expect_eq(t, reserve(t), LIMIT);
	return n;
}

static void unreserve_all(struct raw *t, unsigned int n)
{
	while (n--)
		expect_eq(t, unreserve(t), OK);
}

/* Check that nothing is reserved and that no call holds a thread. */
static void check_books(struct raw *t)
{
	expect_eq(t, reserve_all(t), t->threads - 1);
	unreserve_all(t, t->threads - 1);
	expect_eq(t, unreserve(t), LIMIT);
}

static void hold(struct raw *t, struct held *held, unsigned int n)
{
	while (n--)
		expect(t, raw_hold(t, held++));
}

static void release(struct raw *t, struct held *held, unsigned int n)
{
	while (n--)
		raw_release(t, held++);
}

static void reserve_until_refused(struct raw *t, struct held *held)
{
	unsigned int n;

	for (n = 0; n < 3; n++) {
		expect_eq(t, reserve_all(t), t->threads - 1);
		unreserve_all(t, t->threads - 1);
	}
}

static void unreserve_too_often(struct raw *t, struct held *held)
{
	unsigned int n;

	for (n = 0; n < 3; n++)
		expect_eq(t, unreserve(t), LIMIT);
	expect_eq(t, reserve(t), OK);
	expect_eq(t, unreserve(t), OK);
	expect_eq(t, unreserve(t), LIMIT);
}

static void system_call_without_reservation(struct raw *t, struct held *held)
{
	unsigned int n;

	for (n = 0; n < 2 * t->threads; n++)
		expect_eq(t, raw_call(t, SYSTEM), ENTERED);
	hold(t, held, t->threads - 1);
	expect_eq(t, raw_call(t, SYSTEM), ENTERED);
	release(t, held, t->threads - 1);
}

static void ids_that_are_not_there(struct raw *t, struct held *held)
{
	static const unsigned int ids[] = { 23, 24, 0x7d, 0xff, 0x7fff };
	unsigned int n;

	for (n = 0; n < ARRAY_SIZE(ids); n++)
		expect_eq(t, raw_fast(t, OPTEE_SMC_FAST_CALL_VAL(ids[n])),
			  OPTEE_SMC_RETURN_UNKNOWN_FUNCTION);
	/* RESERVE and UNRESERVE are fast ids; as yielding ones they mean nothing. */
	expect_eq(t, raw_yielding(t, OPTEE_SMC_STD_CALL_VAL(21)), OPTEE_SMC_RETURN_EBADCMD);
	expect_eq(t, raw_yielding(t, OPTEE_SMC_STD_CALL_VAL(22)), OPTEE_SMC_RETURN_EBADCMD);
	for (n = 0; n < ARRAY_SIZE(ids); n++)
		expect_eq(t, raw_yielding(t, OPTEE_SMC_STD_CALL_VAL(ids[n])),
			  OPTEE_SMC_RETURN_EBADCMD);
}

static void all_threads_busy(struct raw *t, struct held *held)
{
	struct held one_more;

	hold(t, held, t->threads);
	expect(t, !raw_hold(t, &one_more));
	expect_eq(t, raw_call(t, ORDINARY), LIMIT);
	expect_eq(t, raw_call(t, SYSTEM), LIMIT);
	expect_eq(t, reserve(t), LIMIT);
	expect_eq(t, unreserve(t), LIMIT);
	release(t, held, t->threads);
}

static void ordinary_calls_leave_it_alone(struct raw *t, struct held *held)
{
	unsigned int reserved, share;
	struct held one_more;

	for (reserved = 1; reserved < t->threads; reserved++) {
		share = t->threads - reserved;
		expect_eq(t, reserve(t), OK);
		hold(t, held, share);
		expect(t, !raw_hold(t, &one_more));
		expect_eq(t, raw_call(t, ORDINARY), LIMIT);
		expect_eq(t, raw_call(t, SYSTEM), ENTERED);
		expect_eq(t, reserve(t), LIMIT);
		release(t, held, share);
	}
	unreserve_all(t, t->threads - 1);
}

static void busy_threads_are_not_promised(struct raw *t, struct held *held)
{
	unsigned int busy;

	for (busy = 1; busy < t->threads; busy++) {
		hold(t, held, busy);
		expect_eq(t, reserve_all(t), t->threads - busy);
		unreserve_all(t, t->threads - busy);
		release(t, held, busy);
	}
}

static void new_kernel_drops_reservations(struct raw *t, struct held *held)
{
	struct arm_smccc_res res;

	hold(t, held, 1);
	expect_eq(t, reserve_all(t), t->threads - 1);
	arm_smccc_smc(OPTEE_SMC_EXCHANGE_CAPABILITIES, 0, 0, 0, 0, 0, 0, 0, &res);
	expect_eq(t, (u32)res.a0, OK);
	expect_eq(t, unreserve(t), LIMIT);
	/* The call that the old kernel has left keeps its thread. */
	expect_eq(t, reserve_all(t), t->threads - 1);
	unreserve_all(t, t->threads - 1);
	release(t, held, 1);
}

static void resume_nobody(struct raw *t, struct held *held)
{
	expect_eq(t, raw_yielding(t, OPTEE_SMC_CALL_RETURN_FROM_RPC), OPTEE_SMC_RETURN_ERESUME);
}

static void two_cpus_at_once(struct raw *t, struct held *held)
{
	raw_two_cpus(t);
}

static const struct {
	const char *name;
	void (*fn)(struct raw *t, struct held *held);
} tests[] = {
#define TEST(name)	{ "raw." #name, name }
	TEST(reserve_until_refused),
	TEST(unreserve_too_often),
	TEST(system_call_without_reservation),
	TEST(ids_that_are_not_there),
	TEST(resume_nobody),
	TEST(all_threads_busy),
	TEST(ordinary_calls_leave_it_alone),
	TEST(busy_threads_are_not_promised),
	TEST(new_kernel_drops_reservations),
	TEST(two_cpus_at_once),
};

static const char *test_name(unsigned int n)
{
	return tests[n].name;
}

static void run_test(unsigned int n, struct suite_verdict *verdict)
{
	struct raw t = { .threads = raw_thread_count() };
	static struct held held[MOST_HELD];

	if (expect(&t, t.threads >= 2 && t.threads <= MOST_HELD)) {
		tests[n].fn(&t, held);
		release(&t, held, MOST_HELD);
		if (!suite_failed(&t.verdict))
			check_books(&t);
	}
	if (suite_failed(&t.verdict))
		suite_fail(verdict, "%u threads: %s", t.threads, t.verdict.why);
}

static struct suite raw_suite = {
	.name = "raw_smc",
	.owner = THIS_MODULE,
	.num = ARRAY_SIZE(tests),
	.test_name = test_name,
	.run = run_test,
};

static int __init raw_init(void)
{
	int rc = suite_register(&raw_suite);

	if (rc)
		return rc;
	rc = suite_register(&hostile_suite);
	if (rc)
		suite_unregister(&raw_suite);
	return rc;
}
module_init(raw_init);

static void __exit raw_exit(void)
{
	suite_unregister(&hostile_suite);
	suite_unregister(&raw_suite);
}
module_exit(raw_exit);

MODULE_AUTHOR("teelane authors");
MODULE_DESCRIPTION("Raw calls to a trusted OS that reserves threads");
MODULE_LICENSE("GPL");
