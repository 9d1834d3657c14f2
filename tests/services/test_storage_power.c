// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Storage when the power fails: at each write, and at random.
 *
 * After each power cut the machine starts again, and every object is as a model says: the one that
 * was being changed has the old or the new contents, all others are unchanged.
 */
#include "store.h"
#include "storage.h"
#include "tests.h"

#define NUM_NAMES	12
#define SEEDS		1000
#define STEPS		12

/**
 * struct object - what an object is to be
 * @there:	the object exists
 * @seed:	seed of the contents
 * @size:	size of the contents
 */
struct object {
	bool there;
	u64 seed;
	size_t size;
};

static u8 content[PTA_STORAGE_SIZE_MAX];
static u8 found[PTA_STORAGE_SIZE_MAX];

static const char *name_of(unsigned int i)
{
	static char name[16];

	snprintf(name, sizeof(name), "name-%u", i);
	return name;
}

static void fill(const struct object *o)
{
	u64 seed = o->seed;
	size_t i;

	for (i = 0; i < o->size; i++)
		content[i] = i % 64 ? (u8)i ^ (u8)seed : fake_random64(&seed) >> 56;
}

static u32 apply(unsigned int i, const struct object *o)
{
	if (!o->there)
		return store_delete(name_of(i));
	fill(o);
	return store_write(name_of(i), content, o->size);
}

static bool is(unsigned int i, const struct object *o)
{
	size_t size = sizeof(found);
	u32 ret = store_read(name_of(i), found, &size);

	if (ret == TEEC_ERROR_ITEM_NOT_FOUND)
		return !o->there;
	assert_int_equal(ret, TEEC_SUCCESS);
	fill(o);
	return o->there && size == o->size && !memcmp(found, content, size);
}

/*
 * Check all objects against the model. The object @changed may also be as @o says; the model is
 * then changed to that.
 */
static void check(struct object model[NUM_NAMES], unsigned int changed, const struct object *o)
{
	unsigned int i;
	u32 objects;
	u32 octets;
	u32 there = 0;
	u32 blocks = 0;

	for (i = 0; i < NUM_NAMES; i++) {
		if (i == changed && is(i, o))
			model[i] = *o;
		else
			assert_true(is(i, &model[i]));
		there += model[i].there;
		if (model[i].there)
			blocks += DIV_ROUND_UP(model[i].size, RPMB_BLOCK_SIZE);
	}
	/* No space is lost: all space that no object has is free. */
	assert_int_equal(store_info(&objects, &octets), TEEC_SUCCESS);
	assert_int_equal(objects, there);
	assert_int_equal(octets, (EMMC_BLOCKS - STORAGE_CONTENT - blocks) * RPMB_BLOCK_SIZE);
}

/* Make a change, and lose power at its @n-th write. Returns whether there were that many. */
static bool cut(struct object model[NUM_NAMES], unsigned int i, const struct object *change,
		unsigned int n, enum emmc_cut how)
{
	u32 ret;

	emmc_power(n, how);
	ret = apply(i, change);
	/* A change that was reported as done must be there. */
	if (!ret)
		model[i] = *change;
	assert_true(!ret || emmc.off);
	return emmc.off;
}

static void restart(void)
{
	store_reboot();
	emmc_power(0, EMMC_CUT_BEFORE);
}

/*
 * Restart, and lose power at the @n-th write of the restart. The restart may report a failure or
 * not.
 */
static void restart_and_cut(unsigned int n, enum emmc_cut how)
{
	size_t size = sizeof(found);

	store_reboot();
	emmc_power(n, how);
	store_read(name_of(0), found, &size);
}

/*
 * Make @change and have the power fail at its @n-th write, and once more at the @again-th write of
 * the restart (0: not again). Returns whether there is an @n-th write.
 */
static bool cut_twice(unsigned int i, const struct object *change, unsigned int n,
		      unsigned int again, enum emmc_cut how)
{
	struct object model[NUM_NAMES] = {
		[0] = { true, 1, 700 },
		[2] = { true, 2, 256 },
		[3] = { true, 3, 8192 },
	};
	unsigned int k;
	bool went;

	store_setup(NULL);
	for (k = 0; k < NUM_NAMES; k++)
		if (model[k].there)
			assert_int_equal(apply(k, &model[k]), TEEC_SUCCESS);
	went = cut(model, i, change, n, how);
	if (again)
		restart_and_cut(again, how);
	restart();
	check(model, i, change);
	restart();
	check(model, NUM_NAMES, NULL);
	return went;
}

static unsigned int cut_everywhere(unsigned int i, const struct object *change)
{
	unsigned int cuts = 0;
	unsigned int again;
	unsigned int how;
	unsigned int n;

	for (how = 0; how < EMMC_NUM_CUTS; how++)
		for (again = 0; again < 4; again++)
			for (n = 1; cut_twice(i, change, n, again, how); n++)
				cuts++;
	return cuts;
}

/* Make each kind of change: existing objects are replaced and deleted, others are created. */
static void at_each_write(void **state)
{
	static const struct object changes[] = {
		{ true, 5, 1000 }, { true, 6, 0 }, { true, 8, 3000 }, { false, 0, 0 },
	};
	unsigned int cuts = 0;
	unsigned int i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(changes); i++) {
		cuts += cut_everywhere(0, &changes[i]);
		if (changes[i].there)
			cuts += cut_everywhere(1, &changes[i]);
	}
	print_message("power cut at %u writes\n", cuts);
	assert_true(cuts > 300);
}

/* Make many random changes with power cuts, others for each seed. */
static void at_random(void **state)
{
	unsigned int cuts = 0;
	u64 seed;

	for (seed = 1; seed <= SEEDS; seed++) {
		struct object model[NUM_NAMES] = { 0 };
		u64 r = seed * 0x9e3779b97f4a7c15ULL;
		unsigned int step;

		store_setup(state);
		machine.random = r;
		for (step = 0; step < STEPS; step++) {
			unsigned int i = fake_random64(&r) % NUM_NAMES;
			struct object o = {
				.there = fake_random64(&r) % 4 || !model[i].there,
				.seed = fake_random64(&r),
				.size = fake_random64(&r) % 3000,
			};
			bool went = cut(model, i, &o, 1 + fake_random64(&r) % 16,
					fake_random64(&r) % EMMC_NUM_CUTS);

			if (!went)
				continue;
			cuts++;
			while (fake_random64(&r) % 2)
				restart_and_cut(1 + fake_random64(&r) % 3,
						fake_random64(&r) % EMMC_NUM_CUTS);
			restart();
			check(model, i, &o);
		}
		restart();
		check(model, NUM_NAMES, NULL);
	}
	print_message("%u seeds, %u power cuts\n", SEEDS, cuts);
}

int test_storage_power(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(at_each_write, store_setup),
		cmocka_unit_test_setup(at_random, store_setup),
	};

	return cmocka_run_group_tests_name("storage: power", tests, NULL, NULL);
}
