// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The reservation policy: the test goes through every state that can be reached with few threads,
 * and tests the same rules by calls.
 */
#include "reserve.h"
#include "world.h"

#define MAX_T	7

static bool seen[MAX_T + 1][MAX_T + 1][MAX_T + 1];
static unsigned int states;

static unsigned int promised(const struct reserve *r)
{
	return r->system < r->reserved ? r->reserved - r->system : 0;
}

static unsigned int idle(const struct reserve *r)
{
	return r->total - r->ordinary - r->system;
}

static bool is_sound(const struct reserve *r)
{
	return r->ordinary + r->system <= r->total && r->reserved < r->total &&
	       promised(r) <= idle(r);
}

/*
 * G1: as many system calls as there are reservations get a thread, whatever other calls there are.
 */
static void check_lanes(struct reserve r)
{
	while (r.system < r.reserved)
		assert_true(reserve_enter(&r, true));
}

/* G4: reservations alone never keep ordinary calls out. */
static void check_ordinary(struct reserve r)
{
	if (r.ordinary || r.system > r.reserved)
		return;
	while (r.system < r.reserved)
		assert_true(reserve_enter(&r, true));
	assert_true(reserve_enter(&r, false));
}

static bool admits(struct reserve r, bool system)
{
	return reserve_enter(&r, system);
}

/* A step is refused only if it would break an invariant. */
static void check_refusals(const struct reserve *r)
{
	struct reserve after = *r;

	after.ordinary++;
	assert_int_equal(is_sound(&after), admits(*r, false));
	after = *r;
	after.system++;
	assert_int_equal(is_sound(&after), admits(*r, true));
}

/* G5: for each reservation that is granted there is a thread that was promised to no other. */
static void check_add(const struct reserve *r)
{
	struct reserve after = *r;
	bool backed = idle(r) > promised(r) && r->reserved + 2 <= r->total;

	assert_int_equal(reserve_add(&after), backed);
	assert_int_equal(after.reserved, r->reserved + backed);
}

static void visit(struct reserve r);

static void visit_changed(struct reserve r, bool (*change)(struct reserve *r))
{
	if (change(&r))
		visit(r);
}

static void visit_entered(struct reserve r, bool system)
{
	if (reserve_enter(&r, system))
		visit(r);
}

static void visit_left(struct reserve r, bool system)
{
	if (!(system ? r.system : r.ordinary))
		return;
	reserve_leave(&r, system);
	visit(r);
}

static void visit(struct reserve r)
{
	if (seen[r.reserved][r.ordinary][r.system])
		return;
	seen[r.reserved][r.ordinary][r.system] = true;
	states++;
	assert_true(is_sound(&r));
	check_lanes(r);
	check_ordinary(r);
	check_refusals(&r);
	check_add(&r);
	visit_entered(r, false);
	visit_entered(r, true);
	visit_left(r, false);
	visit_left(r, true);
	visit_changed(r, reserve_add);
	visit_changed(r, reserve_remove);
}

static void all_states(void **state)
{
	unsigned int t, sound, res, ord, sys;

	(void)state;
	for (t = 1; t <= MAX_T; t++) {
		struct reserve r;

		memset(seen, 0, sizeof(seen));
		states = 0;
		reserve_init(&r, t);
		visit(r);
		/*
		 * Every state that keeps the invariants is reached, so no rule is stricter than it
		 * must be.
		 */
		sound = 0;
		for (res = 0; res <= t; res++)
			for (ord = 0; ord <= t; ord++)
				for (sys = 0; sys <= t; sys++)
					sound += is_sound(&(struct reserve){ t, res, ord, sys });
		assert_int_equal(states, sound);
	}
}

/* ---- the same by calls ---- */

/* Calls that are suspended, in the order in which they entered */
struct crowd {
	struct call call[MAX_T];
	bool parked[MAX_T];
	struct reserve model;
	uint32_t session;
};

static void crowd_start(struct crowd *crowd, unsigned int threads)
{
	unsigned int n;

	memset(crowd, 0, sizeof(*crowd));
	boot(threads);
	for (n = 0; n < MAX_T; n++) {
		call_init(&crowd->call[n], 0, 0);
		call_register(&crowd->call[n], n + 1);
	}
	crowd->session = open_session(&crowd->call[0], &test_pta);
	reserve_init(&crowd->model, threads);
}

static bool is_system(const struct call *c)
{
	return c->id == OPTEE_SMC_CALL_SYSTEM_WITH_REGD_ARG;
}

static void crowd_enter(struct crowd *crowd, unsigned int n, bool system)
{
	struct call *c = &crowd->call[n];
	bool ok = reserve_enter(&crowd->model, system);

	c->id = system ? OPTEE_SMC_CALL_SYSTEM_WITH_REGD_ARG : OPTEE_SMC_CALL_WITH_REGD_ARG;
	set_invoke(c, crowd->session, TEST_PREEMPT, 1);
	set_value(c, 0, OPTEE_MSG_ATTR_TYPE_VALUE_INPUT, 1, 0);
	assert_int_equal(call_enter(c), ok ? OPTEE_SMC_RETURN_RPC_FOREIGN_INTR :
					     OPTEE_SMC_RETURN_ETHREAD_LIMIT);
	crowd->parked[n] = ok;
}

static void crowd_leave(struct crowd *crowd, unsigned int n)
{
	assert_int_equal(call_resume(&crowd->call[n]), OPTEE_SMC_RETURN_OK);
	reserve_leave(&crowd->model, is_system(&crowd->call[n]));
	crowd->parked[n] = false;
}

static void crowd_reserve(struct crowd *crowd, bool add)
{
	bool ok = add ? reserve_add(&crowd->model) : reserve_remove(&crowd->model);
	uint32_t id = add ? OPTEE_SMC_RESERVE_SYS_THREAD : OPTEE_SMC_UNRESERVE_SYS_THREAD;

	assert_int_equal(fast(id), ok ? OPTEE_SMC_RETURN_OK : OPTEE_SMC_RETURN_ETHREAD_LIMIT);
}

static void by_calls(void **state)
{
	static struct crowd crowd;
	unsigned int t, step, n;

	(void)state;
	srand(1);
	for (t = 1; t < MAX_T; t++) {
		crowd_start(&crowd, t);
		for (step = 0; step < 3000; step++) {
			n = rand() % MAX_T;
			if (rand() % 4 == 0)
				crowd_reserve(&crowd, rand() % 2);
			else if (crowd.parked[n])
				crowd_leave(&crowd, n);
			else
				crowd_enter(&crowd, n, rand() % 2);
		}
	}
}

/* The deadlock of README.md, and the same calls with a reservation */
static void the_cure(void **state)
{
	static struct crowd crowd;

	(void)state;
	crowd_start(&crowd, 2);
	crowd_enter(&crowd, 0, false);
	crowd_enter(&crowd, 1, false);
	crowd_enter(&crowd, 2, true);
	assert_false(crowd.parked[2]);

	crowd_start(&crowd, 2);
	crowd_reserve(&crowd, true);
	crowd_enter(&crowd, 0, false);
	crowd_enter(&crowd, 1, false);
	assert_false(crowd.parked[1]);
	crowd_enter(&crowd, 2, true);
	assert_true(crowd.parked[2]);
	/* While the system call runs, there is still a thread for ordinary calls. */
	crowd_leave(&crowd, 0);
	crowd_enter(&crowd, 1, false);
	assert_true(crowd.parked[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_states),
		cmocka_unit_test(by_calls),
		cmocka_unit_test(the_cure),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
