// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * G8: a call on a lane never waits for an ordinary call. The only ordinary call that there is room
 * for is stopped at each of its RPCs in turn, until calls on the lane have been made.
 */
#include "caller.h"
#include "frame.h" /* the types of abi/ */
#include "hold.h"
#include "optee_pta.h"
#include "optee_rpc_cmd.h"
#include "world.h"

#define NAME		"held"

#define SLICE_MS	50
#define PARK_MS		100
#define NOTIF		5

#define NEVER_MS	600000

#define MAX_ROUNDS	100

/* ---- what is held ---- */

static bool write_held(struct caller *c)
{
	static uint8_t fill;
	bool ok;

	hold_arm(true);
	ok = caller_writes(c, NAME, ++fill);
	hold_arm(false);
	return ok && caller_reads(c, NAME) == fill;
}

static bool sleep_held(struct caller *c)
{
	long ret;

	hold_arm(true);
	ret = caller_value(c, PTA_INVOKE_TESTS_CMD_PARK, PARK_MS, SLICE_MS);
	hold_arm(false);
	return !ret;
}

static bool wait_held(struct caller *c)
{
	long ret;

	hold_arm(true);
	ret = caller_value(c, PTA_INVOKE_TESTS_CMD_WAIT_NOTIF, NOTIF, 0);
	hold_arm(false);
	return !ret;
}

/* A wait that the test does not hold at an RPC: the call sleeps in the driver. */
static bool wait_alone(struct caller *c)
{
	return !caller_value(c, PTA_INVOKE_TESTS_CMD_WAIT_NOTIF, NOTIF, 0);
}

/**
 * struct victim - a call to be held
 * @uuid:	pseudo TA
 * @call:	makes the call; whether it came out right
 * @waits:	for NOTIF, for ever: it has one round, and the lane's holder posts it
 * @ok:		whether it came out right, in the last round
 */
struct victim {
	const uint8_t *uuid;
	bool (*call)(struct caller *c);
	bool waits;
	bool ok;
};

static void victim_main(void *arg)
{
	struct victim *v = arg;
	struct caller c;

	hold_me();
	v->ok = !caller_open(&c, CALLER_PROCESS, 0, v->uuid) && v->call(&c);
	hold_over();
}

/* ---- who holds it ---- */

static void call_on_lane(struct caller *c, unsigned int seed)
{
	unsigned int before = world_system_calls();

	assert_true(caller_adds(c, seed));
	assert_true(caller_copies(c, seed));
	assert_int_equal(caller_value(c, PTA_INVOKE_TESTS_CMD_PARK, 1, 1), 0);
	assert_int_equal(world_system_calls(), before + 3);
}

static void post_on_lane(struct caller *c)
{
	assert_int_equal(caller_value(c, PTA_INVOKE_TESTS_CMD_POST_NOTIF, NOTIF, 0), 0);
}

/* Return: true if the call had one more RPC to be held at. */
static bool play_round(struct caller *lane, struct victim *v, enum hold_place place,
		       unsigned int nth)
{
	struct task_struct *task;
	bool held;

	hold_at(place, nth);
	task = hosted_task_start("held", victim_main, v);
	assert_non_null(task);
	held = hold_wait();
	if (held) {
		call_on_lane(lane, nth);
		if (v->waits)
			post_on_lane(lane);
		assert_int_equal(hold_met(), nth);
		hold_let_go();
		assert_false(hold_wait());
	}
	assert_false(hosted_task_join(task));
	assert_true(v->ok);
	return held;
}

static void play_rounds(struct caller *lane, struct victim v, enum hold_place place)
{
	unsigned int nth = 1;

	while (play_round(lane, &v, place, nth) && !v.waits)
		assert_in_range(++nth, 1, MAX_ROUNDS);
}

static bool sleeps_killably(struct task_struct *task)
{
	struct hosted_task_info info;

	hosted_task_info(task, &info);
	return info.blocked && info.state == 'K';
}

static void play_asleep(struct caller *lane)
{
	struct victim v = { .uuid = caller_tests_uuid, .call = wait_alone };
	unsigned int before = world_suspended();
	struct task_struct *task;

	task = hosted_task_start("asleep", victim_main, &v);
	assert_non_null(task);
	until(world_suspended() > before && sleeps_killably(task));
	call_on_lane(lane, before);
	post_on_lane(lane);
	assert_false(hold_wait());
	assert_false(hosted_task_join(task));
	assert_true(v.ok);
}

/* Give the eMMC its key and its supply, while there is no lane yet. */
static void prepare_storage(void)
{
	struct caller c;

	assert_int_equal(caller_open(&c, CALLER_PROCESS, 0, caller_storage_uuid), 0);
	assert_true(caller_writes(&c, NAME, 1));
	assert_int_equal(caller_reads(&c, NAME), 1);
	assert_int_equal(caller_close_session(&c), 0);
	caller_close(&c);
}

static void check_kinds(void)
{
	static const uint32_t expected[] = {
		OPTEE_RPC_CMD_RPMB, OPTEE_RPC_CMD_SHM_ALLOC, OPTEE_RPC_CMD_SHM_FREE,
		OPTEE_RPC_CMD_SUSPEND, OPTEE_RPC_CMD_NOTIFICATION,
	};
	unsigned int n;

	for (n = 0; n < ARRAY_SIZE(expected); n++)
		assert_int_not_equal(hold_kinds(expected[n]), 0);
}

/*
 * One thread for the lane, and one for everybody else. The lane of system sessions is shared with
 * the agent that switches the eMMC's supply on and off, for each transfer of the call that is
 * held; else nobody has a thread for that, and it stays on.
 */
static void hold_in_turn(enum caller_kind kind)
{
	const struct machine_config cfg = {
		.threads = 2, .cores = 4, .unwatched = true, .supplicant = 1,
		.mmc.lane = kind == CALLER_SYSTEM ? SCMI_SYSTEM : SCMI_ORDINARY,
		.mmc_idle_ms = kind == CALLER_SYSTEM ? 0 : NEVER_MS,
	};
	const struct victim writes = { .uuid = caller_storage_uuid, .call = write_held };
	const struct victim sleeps = { .uuid = caller_tests_uuid, .call = sleep_held };
	const struct victim waits = {
		.uuid = caller_tests_uuid, .call = wait_held, .waits = true,
	};
	struct caller lane;

	hold_init();
	world_on(&cfg, &hold_watch);
	prepare_storage();
	assert_int_equal(caller_open(&lane, kind, kind != CALLER_SYSTEM, caller_tests_uuid), 0);
	assert_int_equal(world_reserved(), 1);

	play_rounds(&lane, writes, IN_CONDUIT);
	play_rounds(&lane, writes, AT_SUPPLICANT);
	play_rounds(&lane, sleeps, IN_CONDUIT);
	play_rounds(&lane, waits, IN_CONDUIT);
	play_asleep(&lane);
	check_kinds();

	assert_int_equal(caller_close_session(&lane), 0);
	caller_close(&lane);
	world_off();
	hold_destroy();
}

static void held_by_process(void **state)
{
	(void)state;
	hold_in_turn(CALLER_PROCESS);
}

static void held_by_kernel(void **state)
{
	(void)state;
	hold_in_turn(CALLER_KERNEL);
}

static void held_by_system(void **state)
{
	(void)state;
	hold_in_turn(CALLER_SYSTEM);
}

const struct CMUnitTest rpc_tests[] = {
	cmocka_unit_test(held_by_process),
	cmocka_unit_test(held_by_kernel),
	cmocka_unit_test(held_by_system),
};

const unsigned int num_rpc_tests = ARRAY_SIZE(rpc_tests);
