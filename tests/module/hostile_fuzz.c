// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The normal world of fuzz.h on two CPUs at once, with the trusted OS on the processor. What comes
 * back in registers must not be the trusted OS's own.
 */
#include <linux/completion.h>
#include <linux/cpumask.h>
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/sizes.h>
#include <linux/string.h>

#include "hostile.h"
#include "fuzz.c"

#define WORLDS		2
#define MARK		0x7ee1a9e0000ul

/* QEMU's virt machine: memory of the normal world, and of the trusted OS (docs/bl32.md) */
#define RAM		0x40000000ull
#define SECURE		0x0e000000ull
#define SECURE_END	0x0f000000ull

struct fuzzer {
	struct fuzz f;
	struct raw *t;
	unsigned int steps;
	struct completion done;
};

static const u64 bad[] = {
	0, 0x08000000, 0x080a0000, 0x09000000, 0x09040000, SECURE, 0x0e0a0000, 0x0e100000,
	0x0e200000, 0x0e300000, SECURE_END - 4096, 0x4000000000, 0xfffffffffffff000,
};

/* All but the watchdog, which would reset the machine */
static const u8 uuids[][16] = {
	PTA_INVOKE_TESTS_UUID_OCTETS, PTA_RNG_UUID_OCTETS, PTA_SCMI_UUID_OCTETS,
	PTA_DEVICE_UUID_OCTETS, PTA_STORAGE_UUID_OCTETS,
};

static const u32 cmds[] = {
	0, 1, 2, 3, 4, 5, 6, 7, 10, 11, PTA_INVOKE_TESTS_CMD_PARK, PTA_INVOKE_TESTS_CMD_WAIT_NOTIF,
	PTA_INVOKE_TESTS_CMD_POST_NOTIF, PTA_INVOKE_TESTS_CMD_COPY, PTA_INVOKE_TESTS_CMD_COMPUTE,
};

/* Is it an address of the secure world's, and not one that we have passed? */
static bool is_secret(unsigned long value, const unsigned long *in)
{
	unsigned int n;

	if (value < SECURE || value >= SECURE_END)
		return false;
	for (n = 0; n < 18; n++)
		if (in[n] == value)
			return false;
	return true;
}

static void smc_of_fuzz(struct fuzz *f, unsigned long *regs)
{
	struct raw *t = container_of(f, struct fuzzer, f)->t;
	struct arm_smccc_1_2_regs in, out;
	unsigned long *x = &in.a0, *y = &out.a0;
	unsigned int n;

	for (n = 0; n < 18; n++)
		x[n] = n < 8 ? (u32)regs[n] : MARK + n;
	x[6] = MARK + 6;
	arm_smccc_1_2_smc(&in, &out);
	for (n = 4; n < 18; n++)
		if (y[n] != x[n])
			suite_fail(&t->verdict, "call %lx: x%u comes back as %lx", x[0], n, y[n]);
	for (n = 0; n < 4; n++)
		if (is_secret(y[n], x) || y[n] > U32_MAX)
			suite_fail(&t->verdict, "call %lx: %lx in x%u", x[0], y[n], n);
	for (n = 0; n < 8; n++)
		regs[n] = n == 6 ? 0 : y[n];
}

static int fuzz_thread(void *data)
{
	struct fuzzer *z = data;

	while (z->steps-- && !suite_failed(&z->t->verdict)) {
		fuzz_step(&z->f);
		cond_resched();
	}
	kthread_complete_and_exit(&z->done, 0);
}

static bool prepare(struct raw *t, struct fuzzer *z, unsigned int number, u32 seed)
{
	z->f = (struct fuzz){
		.seed = seed * WORLDS + number + 1,
		.number = number,
		.threads = t->threads,
		.memory = (void *)__get_free_pages(GFP_KERNEL, get_order(FUZZ_PAGES * FUZZ_PAGE)),
		.ram = RAM,
		.ram_end = RAM + SZ_1G,
		.bad = bad,
		.num_bad = ARRAY_SIZE(bad),
		.uuids = uuids,
		.num_uuids = ARRAY_SIZE(uuids),
		.cmds = cmds,
		.num_cmds = ARRAY_SIZE(cmds),
		.smc = smc_of_fuzz,
	};
	z->t = t;
	init_completion(&z->done);
	if (!expect(t, z->f.memory))
		return false;
	z->f.base = virt_to_phys(z->f.memory);
	/* Whatever the trusted OS is told about other memory, it would do. */
	if (!expect(t, z->f.base >= RAM && z->f.base < RAM + SZ_1G))
		return false;
	fuzz_start(&z->f);
	return true;
}

static void on_two_cpus(struct raw *t, struct fuzzer *z, unsigned int steps)
{
	unsigned int cpu, n = 0;
	struct task_struct *task;

	for_each_online_cpu(cpu) {
		z[n].steps = steps;
		task = kthread_create(fuzz_thread, &z[n], "fuzz/%u", n);
		if (IS_ERR(task)) {
			suite_fail(&t->verdict, "no thread");
			break;
		}
		kthread_bind(task, cpu);
		wake_up_process(task);
		if (++n == WORLDS)
			break;
	}
	while (n)
		wait_for_completion(&z[--n].done);
}

/**
 * hostile_fuzz() - one round
 * @t:		the test
 * @seed:	of the round
 * @steps:	of each CPU
 *
 * Return: how many SMCs there were.
 */
unsigned long hostile_fuzz(struct raw *t, u32 seed, unsigned int steps)
{
	static struct fuzzer z[WORLDS];
	unsigned long smcs = 0;
	unsigned int n;
	bool ended = false;

	memset(z, 0, sizeof(z));
	if (!expect(t, num_online_cpus() >= WORLDS))
		return 0;
	for (n = 0; n < WORLDS; n++)
		if (!prepare(t, &z[n], n, seed))
			return 0; /* what has been registered keeps its memory */
	on_two_cpus(t, z, steps);
	for (n = 0; n < WORLDS; n++)
		ended = expect(t, fuzz_end(&z[n].f));
	for (n = 0; n < WORLDS && ended; n++) {
		fuzz_tidy(&z[n].f);
		smcs += z[n].f.smcs;
	}
	for (n = 0; n < WORLDS && ended; n++)
		free_pages((unsigned long)z[n].f.memory, get_order(FUZZ_PAGES * FUZZ_PAGE));
	return smcs;
}
