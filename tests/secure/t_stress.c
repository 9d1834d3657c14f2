// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Many cores call the trusted OS at once: all of them use everything that they share, and suspended
 * calls are resumed on other cores. TSan finds races.
 */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

#include "world.h"

#include "extent.h"
#include "shm.h"

#define WORKERS		6
#define ROUNDS		500
#define SHARED_COOKIE	1000

/* The assertions of cmocka work in the main thread only. */
#define check(cond)								\
	do {									\
		if (!(cond)) {							\
			fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #cond); \
			abort();						\
		}								\
	} while (0)

/* ---- notifications, as the driver has them ---- */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static bool pending[SECURE_NOTIF_MAX + 1];

static void serve_notification(const struct optee_msg_param_value *value)
{
	pthread_mutex_lock(&lock);
	if (value->a == OPTEE_RPC_NOTIFICATION_SEND) {
		pending[value->b] = true;
		pthread_cond_broadcast(&changed);
	} else {
		while (!pending[value->b])
			pthread_cond_wait(&changed, &lock);
		pending[value->b] = false;
	}
	pthread_mutex_unlock(&lock);
}

/* ---- the core next door, where some calls go on ---- */

static struct call *handed_over;
static bool closing_time;

static void *neighbour(void *arg)
{
	(void)arg;
	pthread_mutex_lock(&lock);
	while (!closing_time) {
		struct call *c = handed_over;

		if (!c) {
			pthread_cond_wait(&changed, &lock);
			continue;
		}
		pthread_mutex_unlock(&lock);
		call_resume(c);
		pthread_mutex_lock(&lock);
		handed_over = NULL;
		pthread_cond_broadcast(&changed);
	}
	pthread_mutex_unlock(&lock);
	return NULL;
}

/* Let the neighbour core resume the call, if it is free. */
static bool hand_over(struct call *c)
{
	bool mine;

	pthread_mutex_lock(&lock);
	mine = !handed_over;
	if (mine) {
		handed_over = c;
		pthread_cond_broadcast(&changed);
		while (handed_over == c)
			pthread_cond_wait(&changed, &lock);
	}
	pthread_mutex_unlock(&lock);
	return mine;
}

static void serve(struct call *c)
{
	struct optee_msg_arg *rpc = call_rpc(c);

	if (c->regs.a[0] == OPTEE_SMC_RETURN_RPC_CMD && rpc->cmd == OPTEE_RPC_CMD_NOTIFICATION)
		serve_notification(&rpc->params[0].u.value);
	if (c->regs.a[0] != OPTEE_SMC_RETURN_RPC_FOREIGN_INTR || !hand_over(c))
		call_serve(c);
}

static uint32_t run(struct call *c)
{
	while (call_enter(c) == OPTEE_SMC_RETURN_ETHREAD_LIMIT) {
		/* G1: as many system calls as there are reservations are never refused. */
		check(c->id != OPTEE_SMC_CALL_SYSTEM_WITH_REGD_ARG);
		sched_yield();
	}
	while (OPTEE_SMC_RETURN_IS_RPC((uint32_t)c->regs.a[0]))
		serve(c);
	check(c->regs.a[0] == OPTEE_SMC_RETURN_OK);
	return c->msg->ret;
}

/* ---- what workers do ---- */

struct worker {
	pthread_t thread;
	unsigned int n;
	unsigned int seed;
	struct call c;
	uint64_t pa;
	uint32_t session;
};

static uint32_t shared_session;

static void preempted(struct worker *w)
{
	set_invoke(&w->c, shared_session, TEST_PREEMPT, 1);
	set_value(&w->c, 0, OPTEE_MSG_ATTR_TYPE_VALUE_INPUT, 3, 0);
	check(run(&w->c) == TEEC_SUCCESS);
}

static void on_turn(struct worker *w)
{
	set_invoke(&w->c, w->session, TEST_TURN, 2);
	set_value(&w->c, 0, OPTEE_MSG_ATTR_TYPE_VALUE_INPUT, 1, 0);
	set_value(&w->c, 1, OPTEE_MSG_ATTR_TYPE_VALUE_OUTPUT, 0, 0);
	check(run(&w->c) == TEEC_SUCCESS);
}

/*
 * All workers use this memory, and any of them unregisters it. Each call then works, or is told
 * that there is no such memory.
 */
static void on_shared_memory(struct worker *w)
{
	uint32_t ret;

	set_invoke(&w->c, w->session, TEST_HOLD, 2);
	set_rmem(&w->c, 0, OPTEE_MSG_ATTR_TYPE_RMEM_INOUT, SHARED_COOKIE, 8 * w->n, 8);
	set_value(&w->c, 1, OPTEE_MSG_ATTR_TYPE_VALUE_OUTPUT, 0, 0);
	ret = run(&w->c);
	check(ret == TEEC_SUCCESS || ret == TEEC_ERROR_BAD_PARAMETERS);
}

static uint64_t shared_list;

static void reregister(struct worker *w)
{
	uint32_t ret;

	call_set(&w->c, OPTEE_MSG_CMD_UNREGISTER_SHM, 1);
	set_rmem(&w->c, 0, OPTEE_MSG_ATTR_TYPE_RMEM_INPUT, SHARED_COOKIE, 0, 0);
	ret = run(&w->c);
	check(ret == TEEC_SUCCESS || ret == TEEC_ERROR_BAD_PARAMETERS);
	if (ret)
		return;
	call_set(&w->c, OPTEE_MSG_CMD_REGISTER_SHM, 1);
	set_tmem(&w->c, 0, OPTEE_MSG_ATTR_TYPE_TMEM_OUTPUT | OPTEE_MSG_ATTR_NONCONTIG, shared_list,
		 3 * 4096, SHARED_COOKIE);
	check(run(&w->c) == TEEC_SUCCESS);
}

static void new_session(struct worker *w)
{
	call_set(&w->c, OPTEE_MSG_CMD_CLOSE_SESSION, 0);
	w->c.msg->session = w->session;
	check(run(&w->c) == TEEC_SUCCESS);
	set_open(&w->c, &test_pta, 0);
	check(run(&w->c) == TEEC_SUCCESS);
	w->session = w->c.msg->session;
}

static void cancel(struct worker *w)
{
	call_set(&w->c, OPTEE_MSG_CMD_CANCEL, 0);
	w->c.msg->session = shared_session;
	w->c.msg->cancel_id = rand_r(&w->seed) % WORKERS;
	check(run(&w->c) == TEEC_SUCCESS);
}

static void cancellable(struct worker *w)
{
	uint32_t ret;

	set_invoke(&w->c, shared_session, TEST_UNTIL_CANCEL, 1);
	set_value(&w->c, 0, OPTEE_MSG_ATTR_TYPE_VALUE_INPUT, 5, 0);
	w->c.msg->cancel_id = w->n;
	ret = run(&w->c);
	check(ret == TEEC_SUCCESS || ret == TEEC_ERROR_CANCEL);
}

/* Reserve a lane for one call, so that there are never more system calls than lanes. */
static void on_lane(struct worker *w)
{
	unsigned int n;

	if (fast(OPTEE_SMC_RESERVE_SYS_THREAD) != OPTEE_SMC_RETURN_OK)
		return;
	/* Give another core time to resume the call. */
	for (n = 0; n < 5; n++)
		sched_yield();
	w->c.id = OPTEE_SMC_CALL_SYSTEM_WITH_REGD_ARG;
	preempted(w);
	w->c.id = OPTEE_SMC_CALL_WITH_REGD_ARG;
	check(fast(OPTEE_SMC_UNRESERVE_SYS_THREAD) == OPTEE_SMC_RETURN_OK);
}

static void notify(struct worker *w)
{
	secure_notif_send(1 + w->n);
	smc(OPTEE_SMC_GET_ASYNC_NOTIF_VALUE, 0, 0, 0);
}

/* Make a call with temporary, scattered memory. */
static void copy(struct worker *w)
{
	uint64_t list = list_of((uint64_t[]){ w->pa + 4096, w->pa }, 2);

	set_invoke(&w->c, w->session, TEST_COPY, 2);
	set_tmem(&w->c, 0, OPTEE_MSG_ATTR_TYPE_TMEM_INPUT | OPTEE_MSG_ATTR_NONCONTIG, list + 4000,
		 200, 0);
	set_tmem(&w->c, 1, OPTEE_MSG_ATTR_TYPE_TMEM_OUTPUT, w->pa + 300, 200, 0);
	check(run(&w->c) == TEEC_SUCCESS);
}

static void *work(void *arg)
{
	static void (*const jobs[])(struct worker *w) = {
		preempted, on_turn, on_shared_memory, reregister, new_session, cancel, cancellable,
		on_lane, notify,
	};
	struct worker *w = arg;
	unsigned int n;

	for (n = 0; n < ROUNDS; n++) {
		jobs[rand_r(&w->seed) % ARRAY_SIZE(jobs)](w);
		if (n % 40 == 0)
			copy(w);
	}
	return NULL;
}

static void worker_init(struct worker *w, unsigned int n)
{
	*w = (struct worker){ .n = n, .seed = n + 1, .pa = pages_alloc(2) };
	call_init(&w->c, 0, 0);
	w->session = open_session(&w->c, &test_pta);
	call_register(&w->c, 1 + n);
}

static struct worker worker[WORKERS];

static void start(struct call *c, unsigned int threads)
{
	unsigned int n;

	boot(threads);
	memset(pending, 0, sizeof(pending));
	closing_time = false;
	fast(OPTEE_SMC_ENABLE_ASYNC_NOTIF);
	call_init(c, 0, 0);
	shared_session = open_session(c, &test_pta);
	shared_list = list_of((uint64_t[]){ pages_alloc(1), c->pa, pages_alloc(1) }, 3);
	assert_int_equal(register_list(c, shared_list, 3 * 4096, SHARED_COOKIE), TEEC_SUCCESS);
	for (n = 0; n < WORKERS; n++)
		worker_init(&worker[n], n);
}

static void run_all(void)
{
	pthread_t next_door;
	unsigned int n;

	pthread_create(&next_door, NULL, neighbour, NULL);
	for (n = 0; n < WORKERS; n++)
		pthread_create(&worker[n].thread, NULL, work, &worker[n]);
	for (n = 0; n < WORKERS; n++)
		pthread_join(worker[n].thread, NULL);
	pthread_mutex_lock(&lock);
	closing_time = true;
	pthread_cond_broadcast(&changed);
	pthread_mutex_unlock(&lock);
	pthread_join(next_door, NULL);
}

/* Check that all threads, reservations, memory and sessions are free. */
static void assert_nothing_lost(struct call *c, unsigned int threads)
{
	unsigned int n;

	assert_int_equal(fast(OPTEE_SMC_ENABLE_SHM_CACHE), OPTEE_SMC_RETURN_OK);
	for (n = 1; n < threads; n++)
		assert_int_equal(fast(OPTEE_SMC_RESERVE_SYS_THREAD), OPTEE_SMC_RETURN_OK);
	assert_int_equal(shm_registered(), WORKERS + 1);
	assert_int_equal(unregister(c, SHARED_COOKIE), TEEC_SUCCESS);
	assert_int_equal(extents_in_use(), 0);
	for (n = 1; n < SECURE_MAX_SESSIONS - WORKERS; n++)
		assert_int_not_equal(open_session(c, &test_pta), 0);
	assert_int_equal(open_session(c, &test_pta), 0);
}

static void all_at_once(void **state)
{
	static const unsigned int threads[] = { 1, 2, 3, 4, 16 };
	unsigned int n;
	struct call c;

	(void)state;
	for (n = 0; n < ARRAY_SIZE(threads); n++) {
		start(&c, threads[n]);
		run_all();
		assert_nothing_lost(&c, threads[n]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
