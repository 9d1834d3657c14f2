// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Fuzzing: a normal world that makes SMCs at random (tests/module/fuzz.h), two of them in turn, so
 * that each resumes threads of the other. Sanitizers find wrong accesses; at the end nothing may
 * have been lost. In the guest the same worlds are on two CPUs at once (hostile_fuzz.c).
 */
#include "world.h"

#include "../module/fuzz.c"

#define THREADS		4
#define WORLDS		2
#define SEEDS		12
#define STEPS		3000

/* The trusted OS must ignore the upper halves of registers. */
#define NOISE		0xdead000000000000UL

static void smc_of_fuzz(struct fuzz *f, unsigned long *regs)
{
	struct smc_regs r;
	unsigned int n;

	(void)f;
	for (n = 0; n < 8; n++)
		r.a[n] = (u32)regs[n] | NOISE;
	secure_smc(&r);
	for (n = 0; n < 8; n++)
		regs[n] = (u32)r.a[n];
}

/* Commands that end the trusted OS or use up the stack are tested elsewhere. */
static u32 commands(u32 *cmds)
{
	u32 cmd, num = 0;

	for (cmd = 0; cmd < TEST_RPC_MANY + 2; cmd++)
		if (cmd != TEST_LOCKED && cmd != TEST_STACK)
			cmds[num++] = cmd;
	return num;
}

static void start(struct fuzz *f, u32 number, u32 seed)
{
	static const u64 bad[] = { NSEC_HOLE, NSEC_HOLE - 1, NSEC_END, NSEC_END - 1, SECRET_BASE };
	static u32 cmds[TEST_RPC_MANY + 2];
	static u8 uuids[2][16];

	memcpy(uuids[0], test_pta.uuid, sizeof(uuids[0]));
	memcpy(uuids[1], system_pta.uuid, sizeof(uuids[1]));
	*f = (struct fuzz){
		.seed = seed * WORLDS + number + 1,
		.number = number,
		.threads = THREADS,
		.base = pages_alloc(FUZZ_PAGES),
		.ram = NSEC_BASE,
		.ram_end = NSEC_END,
		.bad = bad,
		.num_bad = ARRAY_SIZE(bad),
		.uuids = uuids,
		.num_uuids = ARRAY_SIZE(uuids),
		.cmds = cmds,
		.num_cmds = commands(cmds),
		.smc = smc_of_fuzz,
	};
	f->memory = pa_ptr(f->base);
	fuzz_start(f);
}

static void assert_nothing_lost(void)
{
	struct call c;
	unsigned int n;

	assert_int_equal(fast(OPTEE_SMC_DISABLE_SHM_CACHE), OPTEE_SMC_RETURN_ENOTAVAIL);
	for (n = 1; n < THREADS; n++)
		assert_int_equal(fast(OPTEE_SMC_RESERVE_SYS_THREAD), OPTEE_SMC_RETURN_OK);
	assert_int_equal(fast(OPTEE_SMC_RESERVE_SYS_THREAD), OPTEE_SMC_RETURN_ETHREAD_LIMIT);
	call_init(&c, 0, 0);
	for (n = 0; n < SECURE_MAX_SESSIONS / 2; n++)
		assert_int_not_equal(open_session(&c, &test_pta), 0);
}

static void madness(void **state)
{
	struct fuzz f[WORLDS];
	unsigned int seed, step, n;

	(void)state;
	for (seed = 1; seed <= SEEDS; seed++) {
		boot(THREADS);
		for (n = 0; n < WORLDS; n++)
			start(&f[n], n, seed);
		for (step = 0; step < STEPS; step++)
			fuzz_step(&f[step % WORLDS]);
		for (n = 0; n < WORLDS; n++)
			assert_true(fuzz_end(&f[n]));
		for (n = 0; n < WORLDS; n++)
			fuzz_tidy(&f[n]);
		assert_nothing_lost();
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(madness),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
