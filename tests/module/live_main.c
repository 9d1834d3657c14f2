// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The lanes of the loaded optee.ko with a real trusted OS, as client drivers see them.
 * tee-supplicant must run: it loads the test TA.
 */
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/sched.h>

#include "live.h"

static char *only;
module_param(only, charp, 0444);
MODULE_PARM_DESC(only, "run only tests whose name contains this");

/* Request all lanes that one context can have. */
static void request_all(struct live *live, struct client *c)
{
	unsigned int n;

	for (n = 1; c && n < live->threads; n++)
		expect_eq(live, tee_client_request_system_context(c->ctx), 0);
}

/*
 * The clients whose calls park threads. They stay open from the first use to the end of the module.
 */
static struct client parker[16];

static bool open_parkers(struct live *live, unsigned int n)
{
	unsigned int i;

	if (!expect(live, n <= ARRAY_SIZE(parker)))
		return false;
	for (i = 0; i < n; i++) {
		if (!parker[i].ctx && !expect_eq(live, client_open_context(&parker[i]), 0))
			return false;
		if (!parker[i].ta && !expect_eq(live, client_open_ta(&parker[i]), 0))
			return false;
	}
	return true;
}

static void close_parkers(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(parker); i++)
		if (parker[i].ctx)
			tee_client_close_context(parker[i].ctx);
}

/*
 * Park @n calls, each of a context of its own. All of them are in the trusted OS when this returns
 * one of them.
 */
struct task *live_park(struct live *live, unsigned int n, unsigned int ms)
{
	struct task *task = NULL;
	unsigned int i;

	if (!open_parkers(live, n))
		return NULL;
	for (i = 0; i < n; i++)
		task = task_park(live, &parker[i], ms);
	expect(live, until(live, live_lanes(live, BUSY) >= n));
	return task;
}

/* G4, G5, G6: requests and releases return what the contract says. */
static void request_and_release(struct live *live)
{
	struct client *c = client_open(live), *other = client_open(live);
	unsigned int n;

	if (!c || !other)
		return;
	expect_eq(live, tee_client_release_system_context(c->ctx), -EINVAL);
	request_all(live, c);
	expect_eq(live, live_lanes(live, RESERVED), live->threads - 1);
	expect_eq(live, tee_client_request_system_context(c->ctx), -EBUSY);
	expect_eq(live, tee_client_request_system_context(other->ctx), -EBUSY);
	expect_eq(live, tee_client_release_system_context(other->ctx), -EINVAL);
	client_short(live, c);
	client_short(live, other);
	for (n = 1; n < live->threads; n++)
		expect_eq(live, tee_client_release_system_context(c->ctx), 0);
	expect_eq(live, tee_client_release_system_context(c->ctx), -EINVAL);
	expect_eq(live, live_lanes(live, RESERVED), 0);
	client_short(live, c);
}

/*
 * G1, G2: calls on the lane get through while all ordinary threads are parked and other calls wait.
 */
static void lane_gets_through(struct live *live)
{
	struct client *c = client_open(live), *other = client_open(live);
	struct task *parked, *waiting[2];
	u32 session;
	int n;

	open_parkers(live, 1);
	request_all(live, c);
	parked = live_park(live, 1, PARK_MS);
	for (n = 0; n < 2; n++)
		waiting[n] = task_short(live, other);
	expect(live, until(live, live_lanes(live, WAITING) >= 2));
	for (n = 0; n < 20; n++)
		client_short(live, c);
	for (n = 0; c && n < 5; n++) {
		expect_eq(live, client_open_pta(c, &session), 0);
		expect_eq(live, tee_client_close_session(c->ctx, session), 0);
	}
	for (n = 0; n < 2; n++)
		expect(live, waiting[n] && !waiting[n]->finished);
	expect(live, parked && !parked->finished);
	expect_eq(live, task_result(parked), 0);
	for (n = 0; n < 2; n++)
		expect_eq(live, task_result(waiting[n]), 0);
}

/* The same calls without a lane must wait, or the test above would show nothing. */
static void without_a_lane_it_waits(struct live *live)
{
	struct client *c = client_open(live);
	struct task *parked = live_park(live, live->threads, PARK_MS), *task;

	task = task_short(live, c);
	expect(live, until(live, live_lanes(live, WAITING) >= 1));
	msleep(200);
	expect(live, task && !task->finished);
	expect_eq(live, task_result(task), 0);
	expect_eq(live, task_result(parked), 0);
}

/* G5: the request waits for the thread that will back the lane. */
static void request_waits(struct live *live)
{
	struct client *c = client_open(live);
	struct task *parked = live_park(live, live->threads, PARK_MS), *request;

	request = task_request(live, c);
	expect(live, until(live, live_lanes(live, WAITING) >= 1));
	msleep(100);
	expect(live, request && !request->finished);
	expect_eq(live, task_result(parked), 0);
	expect_eq(live, task_result(request), 0);
	expect_eq(live, live_lanes(live, RESERVED), 1);
	client_short(live, c);
}

/* G5, G7: a request that waits for a thread can be killed. */
static void killed_request(struct live *live)
{
	struct client *c = client_open(live);
	struct task *request;

	live_park(live, live->threads, PARK_MS);
	request = task_request(live, c);
	expect(live, until(live, live_lanes(live, WAITING) >= 1));
	task_kill(request);
	expect_eq(live, task_result(request), -EINTR);
	expect(live, live_lanes(live, BUSY) >= live->threads); /* no parked call has ended */
	expect_eq(live, live_lanes(live, RESERVED), 0);
	if (c)
		expect_eq(live, tee_client_release_system_context(c->ctx), -EINVAL);
}

/*
 * G7: a kernel client's call ends when it is killed while it waits for a thread. One that has
 * entered is not over before the secure world has answered, since the client owns its buffers.
 */
static void killed_calls(struct live *live)
{
	struct client *c = client_open(live);
	struct task *parked = live_park(live, live->threads, PARK_MS), *task;

	task = task_short(live, c);
	expect(live, until(live, live_lanes(live, WAITING) >= 1));
	task_kill(task);
	expect_eq(live, task_result(task), -EINTR);
	expect(live, live_lanes(live, BUSY) >= live->threads); /* no parked call has ended */
	task_kill(parked);
	expect_eq(live, task_result(parked), 0);
	expect(live, until(live, !live_lanes(live, BUSY)));
	client_short(live, c);
}

/* G7: a call that waits for a thread is cancelled without one. */
static void cancelled_call(struct live *live)
{
	struct tee_ioctl_cancel_arg arg = { };
	struct client *c = client_open(live);
	struct task *task;

	live_park(live, live->threads, PARK_MS);
	if (!c)
		return;
	c->cancel_id = 17;
	task = task_short(live, c);
	expect(live, until(live, live_lanes(live, WAITING) >= 1));
	arg.session = c->pta;
	arg.cancel_id = c->cancel_id;
	expect_eq(live, tee_client_cancel_req(c->ctx, &arg), 0);
	expect_eq(live, task_result(task), -ECANCELED);
	expect(live, live_lanes(live, BUSY) >= live->threads); /* no parked call has ended */
}

static int run_close(struct task *task)
{
	return tee_client_close_session(task->client->ctx, task->client->pta);
}

static int run_free(struct task *task)
{
	tee_shm_free(task->client->shm);
	return 0;
}

/*
 * Calls that have no cancel id are not cancelled. Otherwise a session would stay open, or memory
 * would be freed that the trusted OS may still write to.
 */
static void cancel_ends_no_other_call(struct live *live)
{
	struct tee_ioctl_cancel_arg arg = { };
	struct client *c = client_open(live);
	struct task *close, *free;

	if (!c)
		return;
	c->shm = tee_shm_alloc_kernel_buf(c->ctx, PAGE_SIZE);
	if (!expect(live, !IS_ERR(c->shm)))
		return;
	live_park(live, live->threads, PARK_MS);
	close = task_start(live, c, run_close, 0);
	free = task_start(live, c, run_free, 0);
	expect(live, until(live, live_lanes(live, WAITING) >= 2));
	tee_client_cancel_req(c->ctx, &arg);
	arg.session = c->pta;
	tee_client_cancel_req(c->ctx, &arg);
	msleep(50);
	expect(live, close && !close->finished);
	expect(live, free && !free->finished);
	expect_eq(live, task_result(close), 0);
	expect_eq(live, task_result(free), 0);
}

/* G6: a lane in use is given back when its call returns. */
static void release_while_a_call_runs(struct live *live)
{
	struct client *c = client_open(live);
	struct task *task;

	if (!c || !expect_eq(live, client_open_ta(c), 0))
		return;
	expect_eq(live, tee_client_request_system_context(c->ctx), 0);
	task = task_park(live, c, PARK_MS);
	expect(live, until(live, live_lanes(live, BUSY) >= 1));
	expect_eq(live, tee_client_release_system_context(c->ctx), 0);
	expect_eq(live, live_lanes(live, RESERVED), 1);
	expect_eq(live, task_result(task), 0);
	expect_eq(live, live_lanes(live, RESERVED), 0);
}

/* G6: the context is closed while its calls run; one has its lane, one has not. */
static void close_while_calls_run(struct live *live)
{
	struct client *c = client_open(live);
	struct tee_context *ctx;
	struct task *on_lane;

	if (!c || !expect_eq(live, client_open_ta(c), 0))
		return;
	ctx = c->ctx;
	teedev_ctx_get(ctx); /* an open file holds such a reference during an ioctl */
	request_all(live, c);
	on_lane = task_park(live, c, PARK_MS);
	expect(live, until(live, live_lanes(live, BUSY) >= 1));
	list_del(&c->node);
	tee_client_close_context(ctx);
	expect(live, on_lane && !on_lane->finished);
	/* The idle lane is back already. The one in use comes back when its call leaves. */
	expect_eq(live, live_lanes(live, RESERVED), 1);
	expect_eq(live, task_result(on_lane), 0);
	expect_eq(live, live_lanes(live, RESERVED), 0);
	teedev_ctx_put(ctx);
	kfree(c);
}

/* G6: a hundred clients open a context, get lanes, use them, and close it. */
static void again_and_again(struct live *live)
{
	struct client c = { };
	u32 sum;
	int n;

	for (n = 0; n < 100; n++) {
		if (!expect_eq(live, client_open_context(&c), 0))
			return;
		expect_eq(live, client_open_pta(&c, &c.pta), 0);
		request_all(live, &c);
		expect_eq(live, client_add(&c, c.pta, n, 1, &sum), 0);
		tee_client_close_context(c.ctx);
		expect_eq(live, live_lanes(live, RESERVED), 0);
	}
}

/* System sessions share one lane, which is there from the first to the last. */
static void system_sessions(struct live *live)
{
	struct client *c = client_open(live), *d = client_open(live), *e = client_open(live);
	struct task *parked, *ordinary;
	u32 session, system;
	int n;

	if (!c || !d || !e || !open_parkers(live, live->threads - 1) ||
	    !expect_eq(live, client_open_pta(c, &session), 0))
		return;
	expect_eq(live, tee_client_system_session(c->ctx, c->pta), 0);
	expect_eq(live, tee_client_system_session(c->ctx, c->pta), 0);
	expect_eq(live, tee_client_system_session(d->ctx, d->pta), 0);
	expect_eq(live, live_lanes(live, RESERVED), 1);
	parked = live_park(live, live->threads - 1, PARK_MS);
	for (n = 0; n < 10; n++) {
		client_short(live, c);
		client_short(live, d);
	}
	expect(live, parked && !parked->finished);
	/* Other sessions of the same contexts do not use that lane. */
	system = c->pta;
	c->pta = session;
	ordinary = task_short(live, c);
	expect(live, until(live, live_lanes(live, WAITING) >= 1));
	client_short(live, d);
	expect(live, ordinary && !ordinary->finished);
	/* Closing a system session needs no ordinary thread, either. */
	expect_eq(live, tee_client_close_session(c->ctx, system), 0);
	expect(live, ordinary && !ordinary->finished);
	expect_eq(live, live_lanes(live, RESERVED), 1);
	expect_eq(live, tee_client_system_session(c->ctx, system), -EINVAL);
	expect_eq(live, tee_client_close_session(d->ctx, d->pta), 0);
	expect_eq(live, live_lanes(live, RESERVED), 0);
	expect_eq(live, task_result(parked), 0);
	/* A session that is closed with its context counts as well. */
	expect_eq(live, tee_client_system_session(e->ctx, e->pta), 0);
	expect_eq(live, live_lanes(live, RESERVED), 1);
}

/* G4 for system sessions: there is no lane left that they could share. */
static void system_session_without_a_lane(struct live *live)
{
	struct client *c = client_open(live), *d = client_open(live);

	if (!c || !d)
		return;
	request_all(live, c);
	expect_eq(live, tee_client_system_session(d->ctx, d->pta), -EBUSY);
	client_short(live, d);
	expect_eq(live, tee_client_release_system_context(c->ctx), 0);
	expect_eq(live, tee_client_system_session(d->ctx, d->pta), 0);
	client_short(live, d);
}

static const struct {
	const char *name;
	void (*fn)(struct live *live);
} tests[] = {
	{ "live.G4.request_and_release", request_and_release },
	{ "live.G1.lane_gets_through", lane_gets_through },
	{ "live.G1.without_a_lane_it_waits", without_a_lane_it_waits },
	{ "live.G5.request_waits", request_waits },
	{ "live.G5.killed_request", killed_request },
	{ "live.G7.killed_calls", killed_calls },
	{ "live.G7.cancelled_call", cancelled_call },
	{ "live.G7.cancel_ends_no_other_call", cancel_ends_no_other_call },
	{ "live.G6.release_while_a_call_runs", release_while_a_call_runs },
	{ "live.G6.close_while_calls_run", close_while_calls_run },
	{ "live.G6.again_and_again", again_and_again },
	{ "live.system.sessions", system_sessions },
	{ "live.system.without_a_lane", system_session_without_a_lane },
	{ "live.shm.higher_order_block", shm_higher_order_block },
	{ "live.shm.slab_and_vmalloc", shm_slab_and_vmalloc },
	{ "live.shm.without_pages", shm_without_pages },
	{ "live.shm.freed_by_killed_task", shm_freed_by_killed_task },
};

static const char *test_name(unsigned int n)
{
	return tests[n].name;
}

static void run_test(unsigned int n, struct suite_verdict *verdict)
{
	struct live live = { };

	if (live_begin(&live)) {
		tests[n].fn(&live);
		live_end(&live);
	}
	if (suite_failed(&live.verdict))
		suite_fail(verdict, "%s", live.verdict.why);
}

static struct suite live_suite = {
	.name = "lanes_live",
	.owner = THIS_MODULE,
	.num = ARRAY_SIZE(tests),
	.test_name = test_name,
	.run = run_test,
};

static int __init live_init(void)
{
	int rc = caller_init();

	if (rc)
		return rc;
	live_suite.only = only;
	rc = suite_register(&live_suite);
	if (rc)
		caller_exit();
	return rc;
}
module_init(live_init);

static void __exit live_exit(void)
{
	suite_unregister(&live_suite);
	close_parkers();
	caller_exit();
}
module_exit(live_exit);

MODULE_DESCRIPTION("Tests of lanes with the trusted OS there is");
MODULE_AUTHOR("teelane authors");
MODULE_LICENSE("GPL");
