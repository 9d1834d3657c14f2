// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * XArray and IDR: numbers are given and found as Linux does, whatever fails. And lists.
 */
#include <linux/idr.h>
#include <linux/list.h>
#include <linux/xarray.h>

#include <hosted/mem.h>
#include <hosted/task.h>

#include "shim.h"

static int things[8];

static void store_and_load(void **state)
{
	static const unsigned long at[] = { 0, 1, 63, 64, 4095, 4096, 1000000, UINT_MAX };
	size_t used = hosted_slab_used();
	struct xarray xa;
	unsigned long index;
	unsigned int n;
	void *entry;

	xa_init(&xa);
	assert_true(xa_empty(&xa));
	for (n = 0; n < ARRAY_SIZE(at); n++)
		assert_null(xa_store(&xa, at[n], &things[n], GFP_KERNEL));
	assert_ptr_equal(xa_store(&xa, 63, &things[0], GFP_KERNEL), &things[2]);
	assert_ptr_equal(xa_store(&xa, 63, &things[2], GFP_NOWAIT), &things[0]);
	assert_null(xa_load(&xa, 2));
	assert_null(xa_load(&xa, 1UL << 40));
	n = 0;
	xa_for_each(&xa, index, entry) {
		assert_int_equal(index, at[n]);
		assert_ptr_equal(entry, &things[n]);
		/* An entry that was found may be erased at once. */
		assert_ptr_equal(xa_erase(&xa, index), entry);
		n++;
	}
	assert_int_equal(n, ARRAY_SIZE(at));
	assert_true(xa_empty(&xa));
	assert_int_equal(hosted_slab_used(), used);
}

static void values_and_errors(void **state)
{
	struct xarray xa;

	xa_init(&xa);
	assert_true(xa_is_value(xa_mk_value(0)));
	assert_int_equal(xa_to_value(xa_mk_value(77)), 77);
	assert_int_equal(xa_err(xa_mk_err(-ENOMEM)), -ENOMEM);
	assert_int_equal(xa_err(&things[1]), 0);
	assert_int_equal(xa_err(xa_mk_value(-1)), 0);
	hosted_fail_all(hosted_task_current(), true);
	assert_int_equal(xa_err(xa_store(&xa, 5, &things[0], GFP_KERNEL)), -ENOMEM);
	hosted_fail_all(hosted_task_current(), false);
	assert_null(xa_load(&xa, 5));
	assert_null(xa_cmpxchg(&xa, 5, xa_mk_value(0), xa_mk_value(1), GFP_KERNEL));
	assert_null(xa_store(&xa, 5, xa_mk_value(0), GFP_KERNEL));
	assert_ptr_equal(xa_cmpxchg(&xa, 5, xa_mk_value(2), xa_mk_value(1), GFP_KERNEL),
			 xa_mk_value(0));
	assert_ptr_equal(xa_cmpxchg(&xa, 5, xa_mk_value(0), xa_mk_value(1), GFP_KERNEL),
			 xa_mk_value(0));
	assert_ptr_equal(xa_load(&xa, 5), xa_mk_value(1));
	xa_destroy(&xa);
	assert_null(xa_load(&xa, 5));
}

static void alloc_and_marks(void **state)
{
	struct xarray xa;
	u32 id;

	xa_init_flags(&xa, XA_FLAGS_ALLOC1);
	assert_int_equal(xa_alloc(&xa, &id, &things[0], xa_limit_31b, GFP_KERNEL), 0);
	assert_int_equal(id, 1);
	assert_int_equal(xa_alloc(&xa, &id, &things[1], XA_LIMIT(1, 2), GFP_KERNEL), 0);
	assert_int_equal(id, 2);
	assert_int_equal(xa_alloc(&xa, &id, &things[2], XA_LIMIT(1, 2), GFP_KERNEL), -EBUSY);
	xa_set_mark(&xa, 2, XA_MARK_1);
	xa_set_mark(&xa, 3, XA_MARK_1);
	assert_true(xa_get_mark(&xa, 2, XA_MARK_1));
	assert_false(xa_get_mark(&xa, 2, XA_MARK_2));
	assert_false(xa_get_mark(&xa, 3, XA_MARK_1));
	/* A number that is given anew has no marks. */
	assert_ptr_equal(xa_erase(&xa, 2), &things[1]);
	assert_int_equal(xa_alloc(&xa, &id, &things[1], xa_limit_31b, GFP_KERNEL), 0);
	assert_int_equal(id, 2);
	assert_false(xa_get_mark(&xa, 2, XA_MARK_1));
	xa_destroy(&xa);
}

/* A number that stands for NULL is taken, and a store to it needs no memory. */
static void reserved_number(void **state)
{
	struct xarray xa;
	unsigned long index;
	u32 id, next = 0;
	void *entry;

	xa_init_flags(&xa, XA_FLAGS_ALLOC1);
	assert_int_equal(xa_alloc_cyclic(&xa, &id, NULL, XA_LIMIT(1, 3), &next, GFP_KERNEL), 0);
	assert_int_equal(id, 1);
	assert_null(xa_load(&xa, 1));
	xa_for_each(&xa, index, entry)
		fail();
	hosted_fail_all(hosted_task_current(), true);
	assert_null(xa_store(&xa, 1, &things[0], GFP_NOWAIT));
	hosted_fail_all(hosted_task_current(), false);
	xa_release(&xa, 1); /* is not NULL any more: stays */
	assert_ptr_equal(xa_load(&xa, 1), &things[0]);

	/* The numbers wrap around. */
	xa_erase(&xa, 1);
	assert_int_equal(xa_alloc_cyclic(&xa, &id, NULL, XA_LIMIT(1, 3), &next, GFP_KERNEL), 0);
	assert_int_equal(id, 2);
	xa_release(&xa, 2);
	assert_int_equal(xa_alloc_cyclic(&xa, &id, NULL, XA_LIMIT(1, 3), &next, GFP_KERNEL), 0);
	assert_int_equal(id, 3);
	assert_int_equal(xa_alloc_cyclic(&xa, &id, NULL, XA_LIMIT(1, 3), &next, GFP_KERNEL), 0);
	assert_int_equal(id, 1);
	xa_destroy(&xa);
}

static void idr(void **state)
{
	struct idr idr;
	int n;

	idr_init(&idr);
	for (n = 1; n <= 5000; n++)
		assert_int_equal(idr_alloc(&idr, NULL, 1, 0, GFP_KERNEL), n);
	assert_null(idr_find(&idr, 77));
	assert_null(idr_replace(&idr, &things[0], 77));
	assert_ptr_equal(idr_find(&idr, 77), &things[0]);
	assert_ptr_equal(idr_remove(&idr, 77), &things[0]);
	assert_int_equal(PTR_ERR(idr_replace(&idr, &things[0], 77)), -ENOENT);
	assert_int_equal(idr_alloc(&idr, &things[1], 1, 0, GFP_KERNEL), 77);
	assert_int_equal(idr_alloc(&idr, &things[1], 1, 5001, GFP_KERNEL), -ENOSPC);
	idr_destroy(&idr);

	/* The nodes that were set aside are enough. */
	idr_init(&idr);
	idr_preload(GFP_KERNEL);
	hosted_fail_all(hosted_task_current(), true);
	assert_int_equal(idr_alloc(&idr, &things[0], 100000, 0, GFP_NOWAIT), 100000);
	idr_preload_end();
	assert_int_equal(idr_alloc(&idr, &things[0], 70000, 0, GFP_KERNEL), -ENOMEM);
	hosted_fail_all(hosted_task_current(), false);
	idr_destroy(&idr);
}

/* Compare with a plain array, at random, with a third of the allocations failing. */
static void like_an_array(void **state)
{
	size_t used = hosted_slab_used();
	void *model[5000] = { };
	struct xarray xa;
	unsigned int n, index, seed = 1;
	unsigned long at;
	void *entry, *old;

	xa_init(&xa);
	for (n = 0; n < 30000; n++) {
		seed = seed * 1664525 + 1013904223;
		/* Few neighbours, so that nodes come and go */
		index = (seed >> 8) % 50 * 97 + (seed >> 20) % 3;
		if (n % 3 == 0)
			hosted_fail_nth(hosted_task_current(), 1 + n % 2);
		if (seed >> 31) {
			old = xa_store(&xa, index, &things[n % 8], GFP_KERNEL);
			if (!xa_err(old)) {
				assert_ptr_equal(old, model[index]);
				model[index] = &things[n % 8];
			}
		} else {
			assert_ptr_equal(xa_erase(&xa, index), model[index]);
			model[index] = NULL;
		}
		hosted_fail_nth(hosted_task_current(), 0);
	}
	index = 0;
	xa_for_each(&xa, at, entry) {
		while (!model[index])
			index++;
		assert_int_equal(at, index);
		assert_ptr_equal(entry, model[index]);
		index++;
	}
	while (index < 5000)
		assert_null(model[index++]);
	xa_destroy(&xa);
	assert_int_equal(hosted_slab_used(), used);
}

static void spliced(void **state)
{
	struct list_head node[4];
	LIST_HEAD(from);
	LIST_HEAD(to);

	list_splice_init(&from, &to);
	assert_true(list_empty(&to));
	list_add_tail(&node[2], &to);
	list_add_tail(&node[3], &to);
	list_add_tail(&node[0], &from);
	list_add_tail(&node[1], &from);
	list_splice_init(&from, &to);
	assert_true(list_empty(&from));
	for (unsigned int n = 0; n < ARRAY_SIZE(node); n++) {
		assert_ptr_equal(to.next, &node[n]);
		list_del(&node[n]);
	}
	assert_true(list_empty(&to));
	assert_ptr_equal(to.prev, &to);
}

const struct CMUnitTest table_tests[] = {
	SHIM_TEST(store_and_load),
	SHIM_TEST(values_and_errors),
	SHIM_TEST(alloc_and_marks),
	SHIM_TEST(reserved_number),
	SHIM_TEST(idr),
	SHIM_TEST(like_an_array),
	SHIM_TEST(spliced),
};

const unsigned int num_table_tests = ARRAY_SIZE(table_tests);
