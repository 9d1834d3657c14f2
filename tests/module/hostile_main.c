// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * What our trusted OS promises beyond what raw_main.c tests of any that reserves threads.
 */
#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/irq_work.h>
#include <linux/irqflags.h>
#include <linux/module.h>
#include <linux/prandom.h>
#include <linux/slab.h>

#include "hostile.h"

#define MOST_PREEMPTED	20000
#define WORK_ORDER	4
#define WORK_SIZE	(PAGE_SIZE << WORK_ORDER)

/* Rounds of SMCs at random, and steps of a round */
static unsigned int fuzz_seeds = 4;
module_param(fuzz_seeds, uint, 0400);
#define FUZZ_STEPS	3000

static void nothing(struct irq_work *work)
{
}

/* With an interrupt of this CPU pending, and masked in the normal world. */
static u32 call_under_interrupt(struct raw *t, struct optee_msg_arg *msg, unsigned int *preempted)
{
	struct irq_work work = IRQ_WORK_INIT_HARD(nothing);
	u32 ret;

	preempt_disable();
	local_irq_disable();
	irq_work_queue(&work);
	ret = hostile_call(t, msg, preempted, MOST_PREEMPTED);
	local_irq_enable();
	preempt_enable();
	irq_work_sync(&work);
	return ret;
}

/* Sum up the bytes of memory, which the service does from the first to the last. */
static void sum_up(struct optee_msg_arg *msg, u32 session, u8 *work)
{
	memset(msg, 0, OPTEE_MSG_GET_ARG_SIZE(1));
	msg->cmd = OPTEE_MSG_CMD_INVOKE_COMMAND;
	msg->session = session;
	msg->func = PTA_INVOKE_TESTS_CMD_PARAMS;
	msg->num_params = 1;
	msg->params[0].attr = OPTEE_MSG_ATTR_TYPE_TMEM_INOUT;
	msg->params[0].u.tmem.buf_ptr = virt_to_phys(work);
	msg->params[0].u.tmem.size = WORK_SIZE;
	msg->params[0].u.tmem.shm_ref = 1;
}

/*
 * An interrupt that is always pending suspends a thread whenever it unmasks interrupts. The call
 * must come to its end all the same, with the right result, although the normal world never handles
 * the interrupt.
 */
static void progress_under_an_interrupt(struct raw *t)
{
	struct optee_msg_arg *msg = (void *)get_zeroed_page(GFP_KERNEL);
	u8 *work = (void *)__get_free_pages(GFP_KERNEL, WORK_ORDER);
	unsigned int preempted, sum = 0, n;
	u32 session;

	if (!expect(t, msg && work))
		goto out;
	get_random_bytes(work, WORK_SIZE);
	for (n = 0; n < WORK_SIZE; n++)
		sum += work[n];
	hostile_open(msg);
	expect_eq(t, call_under_interrupt(t, msg, &preempted), OPTEE_SMC_RETURN_OK);
	if (!expect_eq(t, msg->ret, 0))
		goto out;
	expect(t, preempted > 0);
	session = msg->session;
	sum_up(msg, session, work);
	expect_eq(t, call_under_interrupt(t, msg, &preempted), OPTEE_SMC_RETURN_OK);
	expect_eq(t, msg->ret, 0);
	expect_eq(t, work[0], (u8)sum);
	expect(t, preempted > 0);
	pr_info("hostile_smc: %lu bytes summed up, suspended %u times\n", WORK_SIZE, preempted);
	hostile_close(msg, session);
	expect_eq(t, call_under_interrupt(t, msg, &preempted), OPTEE_SMC_RETURN_OK);
	expect_eq(t, msg->ret, 0);
out:
	free_pages((unsigned long)work, WORK_ORDER);
	free_page((unsigned long)msg);
}

/* No call holds a thread, and none is reserved. */
static void check_threads(struct raw *t)
{
	unsigned int n;

	for (n = 1; n < t->threads; n++)
		expect_eq(t, raw_fast(t, OPTEE_SMC_RESERVE_SYS_THREAD), OPTEE_SMC_RETURN_OK);
	expect_eq(t, raw_fast(t, OPTEE_SMC_RESERVE_SYS_THREAD), OPTEE_SMC_RETURN_ETHREAD_LIMIT);
	while (raw_fast(t, OPTEE_SMC_UNRESERVE_SYS_THREAD) == OPTEE_SMC_RETURN_OK)
		;
}

static void madness(struct raw *t)
{
	unsigned long smcs = 0;
	unsigned int seed;

	for (seed = 1; seed <= fuzz_seeds && !suite_failed(&t->verdict); seed++) {
		smcs += hostile_fuzz(t, seed, FUZZ_STEPS);
		check_threads(t);
	}
	pr_info("hostile_smc: %lu random SMCs\n", smcs);
}

static const struct {
	const char *name;
	void (*fn)(struct raw *t);
} tests[] = {
#define TEST(name)	{ "hostile." #name, name }
	TEST(progress_under_an_interrupt),
	TEST(madness),
};

static const char *test_name(unsigned int n)
{
	return tests[n].name;
}

static void run_test(unsigned int n, struct suite_verdict *verdict)
{
	struct raw t = { .threads = raw_thread_count() };

	tests[n].fn(&t);
	if (suite_failed(&t.verdict))
		suite_fail(verdict, "%s", t.verdict.why);
}

struct suite hostile_suite = {
	.name = "hostile_smc",
	.owner = THIS_MODULE,
	.num = ARRAY_SIZE(tests),
	.test_name = test_name,
	.run = run_test,
};
