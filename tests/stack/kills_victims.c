// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Clients that are killed at any moment.
 *
 * A process ends in the system call in which it is killed. Code of the kernel does not: it sees
 * its calls return, and goes on with the memory that it had lent to them.
 */
#include <errno.h>
#include <pthread.h>
#include <unistd.h>

#include <hosted/hosted.h>
#include <hosted/task.h>

#include "kills_victims.h"
#include "kills_watch.h"
#include "optee_pta.h"
#include "random.h"
#include "tee_result.h"
#include "world.h"

#define MOST_CALLS	40	/* of a client, until it closes and ends */
#define MOST_PARK_MS	2
#define NOTIFS		8	/* the first is 1 */
#define CANCEL_ID	7
#define CANCEL_EVERY_US	300

/**
 * struct driver - a driver with one client, as SCMI, fTPM and RTC are
 * @lock:	protects the rest, the client's buffers above all
 * @tests:	its client with a session of invoke-tests
 * @storage:	another one, of storage
 * @with_storage: the latter is there
 * @fill:	the octet that the client's object in storage consists of; -1: the one before the
 *		last write, or the one after
 */
static struct driver {
	pthread_mutex_t lock;
	struct caller tests;
	struct caller storage;
	bool with_storage;
	int fill;
} driver = { .lock = PTHREAD_MUTEX_INITIALIZER };

static bool i_am_killed(void)
{
	struct hosted_task_info info;

	hosted_task_info(hosted_task_current(), &info);
	return info.killed;
}

/* ---- calls; each returns NULL, or the name of what came out wrong ---- */

/* The calls that sleep can be cancelled, so they have a cancel ID. */
static struct caller cancellable(const struct caller *c)
{
	struct caller named = *c;

	named.cancel_id = CANCEL_ID;
	return named;
}

static const char *parks(struct victim *v, const struct caller *c, uint32_t *seed)
{
	uint32_t ms = random_next(seed) % (MOST_PARK_MS + 1);
	struct caller named = cancellable(c);
	long ret = caller_value(&named, PTA_INVOKE_TESTS_CMD_PARK, ms, 0);

	return !ret || (v->canceller && ret == TEEC_ERROR_CANCEL) ? NULL : "park";
}

static const char *waits(struct victim *v, const struct caller *c, uint32_t *seed)
{
	uint32_t notif = 1 + random_next(seed) % NOTIFS;
	struct caller named = cancellable(c);
	long ret = caller_value(&named, PTA_INVOKE_TESTS_CMD_WAIT_NOTIF, notif, 1);

	/* BAD_PARAMETERS tells that another call waits for the same notification. */
	if (!ret || ret == TEEC_ERROR_TIMEOUT || ret == TEEC_ERROR_BAD_PARAMETERS)
		return NULL;
	return v->canceller && ret == TEEC_ERROR_CANCEL ? NULL : "wait";
}

static const char *posts(struct caller *c, uint32_t *seed)
{
	uint32_t notif = 1 + random_next(seed) % NOTIFS;

	return caller_value(c, PTA_INVOKE_TESTS_CMD_POST_NOTIF, notif, 0) ? "post" : NULL;
}

/* A request may fail because no lane is left. */
static const char *requests(struct caller *c)
{
	int rc = caller_request(c);

	return !rc || rc == -EBUSY ? NULL : "request";
}

static const char *calls_any(struct victim *v, struct caller *c, uint32_t *seed)
{
	switch (random_next(seed) % 8) {
	case 0:
		return caller_adds(c, *seed) ? NULL : "add";
	case 1:
		return !c->shm || caller_copies(c, *seed) ? NULL : "copy";
	case 2:
		return caller_registers(c) ? NULL : "register";
	case 3:
		return posts(c, seed);
	case 4:
		return waits(v, c, seed);
	default:
		return parks(v, c, seed);
	}
}

/*
 * Any content will do, as long as it is of one piece: who was killed in this place before may
 * have left a write that is still to come.
 */
static const char *stores(struct victim *v, struct caller *c, uint32_t *seed)
{
	if (random_next(seed) % 2)
		return caller_writes(c, v->name, (uint8_t)*seed) ? NULL : "write";
	return caller_reads(c, v->name) >= 0 ? NULL : "read";
}

/* Check that a call of a kernel client does not return before the trusted OS is done with it. */
static void check_inside(struct victim *v, const atomic_uint *inside)
{
	if (v->kind != VICTIM_PROCESS && *inside)
		v->left++;
}

static void goes_wrong(struct victim *v, const char *what)
{
	__atomic_store_n(&v->wrong, what, __ATOMIC_SEQ_CST);
}

static void judge(struct victim *v, const char *wrong)
{
	check_inside(v, &v->inside[v->life]);
	if (!wrong)
		v->calls++;
	else if (!i_am_killed())
		goes_wrong(v, wrong);
}

static bool goes_on(struct victim *v)
{
	return !v->stop && !i_am_killed();
}

/* ---- a driver with a context for each user ---- */

static void cancel_main(void *arg)
{
	struct victim *v = arg;
	struct caller named = cancellable(&v->caller);

	kills_watch_me(&v->canceller_inside);
	while (!v->over && !i_am_killed()) {
		if (caller_cancel(&named) && !i_am_killed())
			goes_wrong(v, "cancel");
		check_inside(v, &v->canceller_inside);
		usleep(CANCEL_EVERY_US);
	}
}

static void start_canceller(struct victim *v)
{
	v->canceller = hosted_thread_start("canceller", cancel_main, v);
	if (!v->canceller)
		goes_wrong(v, "thread");
}

static void end_canceller(struct victim *v)
{
	v->over = true;
	if (v->canceller)
		hosted_task_join(v->canceller);
	v->canceller = NULL;
}

static void make_calls(struct victim *v, bool storage, uint32_t *seed)
{
	struct caller *c = &v->caller;
	unsigned int left = random_next(seed) % MOST_CALLS;

	if (!storage && !(random_next(seed) % 4))
		start_canceller(v);
	if (!(random_next(seed) % 4))
		judge(v, requests(c));
	if (storage)
		judge(v, caller_writes(c, v->name, 0) ? NULL : "first write");
	while (left-- && goes_on(v))
		judge(v, storage ? stores(v, c, seed) : calls_any(v, c, seed));
	end_canceller(v);
	if (random_next(seed) % 2)
		judge(v, caller_close_session(c) ? "close" : NULL);
}

static void client_main(void *arg)
{
	struct victim *v = arg;
	uint32_t seed = v->seed;
	bool storage = v->storage && !(random_next(&seed) % 4);
	enum caller_kind kind = CALLER_KERNEL;
	bool ok;

	/* Without memory, a call that goes on can be the last thing that keeps a context. */
	if (v->kind == VICTIM_PROCESS)
		kind = storage || random_next(&seed) % 2 ? CALLER_PROCESS : CALLER_BARE;

	kills_watch_me(&v->inside[v->life]);
	ok = !caller_open(&v->caller, kind, 0, storage ? caller_storage_uuid : caller_tests_uuid);
	judge(v, ok ? NULL : "open");
	if (ok)
		make_calls(v, storage, &seed);
	caller_close(&v->caller);
	check_inside(v, &v->inside[v->life]);
	kills_watch_me(NULL);
}

/* ---- a driver with one context for all users ---- */

static bool driver_stores(uint8_t fill)
{
	driver.fill = -1;
	if (!caller_writes(&driver.storage, "driver", fill))
		return false;
	driver.fill = fill;
	return true;
}

/* The memory has the content of the last write, and of nothing that came later. */
static bool driver_reads(void)
{
	int fill = caller_reads(&driver.storage, "driver");

	return fill >= 0 && (driver.fill < 0 || fill == driver.fill);
}

static const char *driver_calls(struct victim *v, uint32_t *seed)
{
	if (driver.with_storage && !(random_next(seed) % 8))
		return driver_stores((uint8_t)*seed) ? NULL : "driver's write";
	if (driver.with_storage && !(random_next(seed) % 8))
		return driver_reads() ? NULL : "driver's read";
	return calls_any(v, &driver.tests, seed);
}

static void driver_main(void *arg)
{
	struct victim *v = arg;
	uint32_t seed = v->seed;
	unsigned int left = random_next(&seed) % MOST_CALLS;

	kills_watch_me(&v->inside[v->life]);
	while (left-- && goes_on(v)) {
		pthread_mutex_lock(&driver.lock);
		judge(v, driver_calls(v, &seed));
		pthread_mutex_unlock(&driver.lock);
	}
	kills_watch_me(NULL);
}

void victims_driver_open(enum caller_kind kind, bool storage)
{
	assert_int_equal(caller_open(&driver.tests, kind, 0, caller_tests_uuid), 0);
	driver.with_storage = storage;
	if (!storage)
		return;
	/* Not on the lane of system sessions, which the supply of the eMMC is switched on. */
	assert_int_equal(caller_open(&driver.storage, CALLER_KERNEL, 0, caller_storage_uuid), 0);
	/* A kernel client does not wait for the supplicant to come. */
	until(driver_stores(0));
}

void victims_driver_close(void)
{
	if (driver.with_storage)
		caller_close(&driver.storage);
	caller_close(&driver.tests);
}

/* ---- by who kills ---- */

const char *victim_wrong(const struct victim *v)
{
	return __atomic_load_n(&v->wrong, __ATOMIC_SEQ_CST);
}

void victim_start(struct victim *v)
{
	v->seed = random_fork(&v->seed);
	v->caller = (struct caller){ .fd = -1 };
	v->over = false;
	v->life = !v->life;
	v->killed_at = 0;
	v->task = hosted_task_start(v->name, v->kind == VICTIM_DRIVER ? driver_main : client_main,
				    v);
	assert_non_null(v->task);
}

void victim_kill(struct victim *v)
{
	v->killed_at = hosted_time_ns();
	hosted_task_kill(v->task);
}

bool victim_is_inside(const struct victim *v)
{
	return v->inside[v->life];
}

bool victim_has_ended(struct victim *v)
{
	if (!hosted_task_try_join(v->task))
		return false;
	v->task = NULL;
	/* The first task was killed before it could wait for this one. */
	if (v->canceller)
		hosted_task_join(v->canceller);
	v->canceller = NULL;
	return true;
}
