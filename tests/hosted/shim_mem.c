// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Memory: pages and their addresses, allocations that fail, pins, copies; and text.
 */
#include <crypto/sha1.h>
#include <linux/genalloc.h>
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/sched/mm.h>
#include <linux/uaccess.h>
#include <linux/uuid.h>

#include <hosted/hosted.h>
#include <hosted/mem.h>
#include <hosted/task.h>
#include <hosted/user.h>

#include "shim.h"

static void pages(void **state)
{
	char *va = alloc_pages_exact(3 * PAGE_SIZE - 1, GFP_KERNEL | __GFP_ZERO);
	struct page *page = virt_to_page(va + PAGE_SIZE);
	phys_addr_t pa = virt_to_phys(va);

	assert_non_null(va);
	assert_int_equal(hosted_pages_used(), 3);
	assert_true(virt_addr_valid(va));
	assert_false(virt_addr_valid(&pa));
	assert_int_equal(page_to_phys(page), pa + PAGE_SIZE);
	assert_ptr_equal(hosted_phys_ptr(pa + 5, 10), va + 5);
	assert_null(hosted_phys_ptr(HOSTED_RAM_BASE - 1, 1));
	assert_null(hosted_phys_ptr(HOSTED_RAM_BASE + HOSTED_RAM_SIZE - 4, 5));
	assert_non_null(hosted_phys_ptr(HOSTED_RAM_BASE + HOSTED_RAM_SIZE - 4, 4));
	assert_null(hosted_phys_ptr(pa, SIZE_MAX));
	/* A page somebody holds is not given out. */
	get_page(page);
	free_pages_exact(va, 3 * PAGE_SIZE);
	assert_int_equal(hosted_pages_used(), 1);
	put_page(page);
	assert_int_equal(hosted_pages_used(), 0);
	/* More than there is */
	assert_null(alloc_pages_exact(HOSTED_RAM_SIZE + 1, GFP_KERNEL));
	va = alloc_pages_exact(HOSTED_RAM_SIZE, GFP_KERNEL);
	assert_non_null(va);
	assert_null(alloc_pages_exact(1, GFP_KERNEL));
	free_pages_exact(va, HOSTED_RAM_SIZE);
	/* From a page on, kmalloc() gives pages. */
	va = kzalloc(PAGE_SIZE + 1, GFP_KERNEL);
	assert_true(virt_addr_valid(va));
	assert_int_equal(hosted_pages_used(), 2);
	kfree(va);
}

static int seen_io, seen_no_io, seen_atomic;

static bool look(size_t bytes, bool may_sleep, bool may_io)
{
	seen_io += may_io;
	seen_no_io += may_sleep && !may_io;
	seen_atomic += !may_sleep;
	return bytes == 13;
}

static void failing(void **state)
{
	struct task_struct *me = hosted_task_current();
	unsigned long before = hosted_alloc_count(me);
	unsigned int flags;
	void *p;

	hosted_fail_nth(me, 2);
	p = kmalloc(1, GFP_KERNEL);
	assert_non_null(p);
	assert_null(kmalloc(1, GFP_KERNEL));
	kfree(p);
	p = kmalloc(1, GFP_KERNEL);
	assert_non_null(p);
	kfree(p);
	assert_int_equal(hosted_alloc_count(me), before + 3);
	assert_int_equal(hosted_fail_nth(me, 5), 0);
	assert_int_equal(hosted_fail_nth(me, 0), 5);
	hosted_fail_all(NULL, true);
	assert_null(alloc_pages_exact(1, GFP_KERNEL));
	hosted_fail_all(NULL, false);
	assert_null(kcalloc(SIZE_MAX / 2, 3, GFP_KERNEL));

	seen_io = 0;
	seen_no_io = 0;
	seen_atomic = 0;
	hosted_alloc_hook(look);
	assert_null(kmalloc(13, GFP_KERNEL));
	flags = memalloc_noio_save();
	assert_null(kmalloc(13, GFP_KERNEL));
	memalloc_noio_restore(flags);
	assert_null(kmalloc(13, GFP_NOWAIT));
	hosted_alloc_hook(NULL);
	assert_int_equal(seen_io, 1);
	assert_int_equal(seen_no_io, 1);
	assert_int_equal(seen_atomic, 1);
}

static void user_copies(void **state)
{
	unsigned char buf[PAGE_SIZE + 10];
	unsigned int word = 0;
	char *mem;

	assert_int_equal(hosted_mmap(-1, 2 * PAGE_SIZE, (void **)&mem), 0);
	assert_false(virt_addr_valid(mem));
	memset(buf, 5, sizeof(buf));
	assert_int_equal(copy_to_user(mem, buf, sizeof(buf)), 0);
	assert_int_equal(mem[PAGE_SIZE + 9], 5);
	assert_int_equal(put_user(77, (unsigned int *)mem), 0);
	assert_int_equal(get_user(word, (unsigned int *)mem), 0);
	assert_int_equal(word, 77);
	/* As much as there is, and zeroes for the rest */
	assert_int_equal(hosted_mprotect_none(mem + PAGE_SIZE), 0);
	assert_int_equal(copy_from_user(buf, mem, sizeof(buf)), 10);
	assert_int_equal(buf[PAGE_SIZE - 1], 5);
	assert_int_equal(buf[PAGE_SIZE], 0);
	assert_int_equal(copy_to_user(mem, buf, sizeof(buf)), 10);
	assert_int_equal(put_user(1, (int *)(mem + PAGE_SIZE)), -EFAULT);
	assert_int_equal(get_user(word, (unsigned int *)NULL), -EFAULT);
	assert_int_equal(word, 0);
	assert_int_equal(hosted_munmap(mem), 0);
	assert_int_equal(hosted_munmap(mem), -EINVAL);
	assert_false(access_ok((void *)-1UL, 1));
	assert_false(access_ok((void *)8, SIZE_MAX));
}

static void pins(void **state)
{
	struct page *pages[3];
	char *mem, *va;

	assert_int_equal(hosted_mmap(-1, 2 * PAGE_SIZE, (void **)&mem), 0);
	assert_int_equal(pin_user_pages_fast((unsigned long)mem, 3, FOLL_WRITE, pages), 2);
	/* Two mappings of the same page */
	va = page_address(pages[1]);
	va[8] = 9;
	assert_int_equal(mem[PAGE_SIZE + 8], 9);
	assert_int_equal(hosted_munmap(mem), 0);
	assert_int_equal(hosted_pages_used(), 2);
	assert_int_equal(va[8], 9);
	unpin_user_pages_dirty_lock(pages, 2, true);
	assert_int_equal(hosted_pages_used(), 0);
	assert_int_equal(pin_user_pages_fast((unsigned long)mem, 1, FOLL_WRITE, pages), -EFAULT);
	/* The stack can be copied, but has no pages. */
	assert_int_equal(pin_user_pages_fast((unsigned long)&va, 1, FOLL_WRITE, pages), -EFAULT);
}

static void ranges(void **state)
{
	char mem[64];
	struct gen_pool *pool = gen_pool_create(3, -1);
	dma_addr_t where;
	void *a, *b;

	memset(mem, 1, sizeof(mem));
	assert_int_equal(gen_pool_add_virt(pool, (unsigned long)mem, 0x1000, 64, -1), 0);
	a = gen_pool_dma_zalloc_align(pool, 8, &where, 16);
	b = gen_pool_dma_zalloc_align(pool, 40, &where, 16);
	assert_ptr_equal(a, mem);
	assert_ptr_equal(b, mem + 16);
	assert_int_equal(where, 0x1010);
	assert_int_equal(mem[7], 0);
	assert_int_equal(mem[8], 1);
	assert_null(gen_pool_dma_zalloc_align(pool, 8, &where, 16));
	gen_pool_free(pool, (unsigned long)a, 8);
	assert_ptr_equal(gen_pool_dma_zalloc_align(pool, 8, &where, 16), a);
	gen_pool_free(pool, (unsigned long)a, 8);
	gen_pool_free(pool, (unsigned long)b, 40);
	gen_pool_destroy(pool);
}

static void text(void **state)
{
	static const uuid_t uuid = UUID_INIT(0x58ac9ca0, 0x2086, 0x4683, 0xa1, 0xb8, 0xec, 0x4b,
					     0xc0, 0x8e, 0x01, 0xb6);
	static const u8 abc[SHA1_DIGEST_SIZE] = { /* FIPS 180-4, example of "abc" */
		0xa9, 0x99, 0x3e, 0x36, 0x47, 0x06, 0x81, 0x6a, 0xba, 0x3e, 0x25, 0x71, 0x78,
		0x50, 0xc2, 0x6c, 0x9c, 0xd0, 0xd8, 0x9d,
	};
	char block[SHA1_BLOCK_SIZE] = "abc\x80";
	u32 words[SHA1_DIGEST_WORDS], work[SHA1_WORKSPACE_WORDS];
	static const char want[] =
		"<58ac9ca0-2086-4683-a1b8-ec4bc08e01b6> ab  | -5|ff|8|1099511627776|z|%|xy";
	char buf[80];
	int n;

	assert_int_equal(scnprintf(buf, sizeof(buf), "<%pUb> %-4s|%3d|%lx|%zu|%llu|%c|%%|%.*s",
				   &uuid, "ab", -5, 255UL, sizeof(u64), 1ULL << 40, 'z', 2,
				   "xyz"), 73);
	assert_string_equal(buf, want);
	assert_int_equal(scnprintf(buf, 4, "%s", "longer"), 3);
	assert_string_equal(buf, "lon");
	assert_int_equal(strscpy(buf, "longer", 4), -E2BIG);
	assert_string_equal(buf, "lon");
	assert_int_equal(strscpy(buf, "lon", 4), 3);

	block[SHA1_BLOCK_SIZE - 1] = 24;
	sha1_init(words);
	sha1_transform(words, block, work);
	for (n = 0; n < SHA1_DIGEST_WORDS; n++)
		words[n] = __builtin_bswap32(words[n]);
	assert_memory_equal(words, abc, sizeof(abc));
}

const struct CMUnitTest mem_tests[] = {
	SHIM_TEST(pages),
	SHIM_TEST(failing),
	SHIM_TEST(user_copies),
	SHIM_TEST(pins),
	SHIM_TEST(ranges),
	SHIM_TEST(text),
};

const unsigned int num_mem_tests = ARRAY_SIZE(mem_tests);
