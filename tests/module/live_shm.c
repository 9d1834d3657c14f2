// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Memory that a kernel client registers belongs to the client, before and after.
 */
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "live.h"

#define ORDER	2

/* Register memory and free it again. Returns 0, or the error of the registration. */
static int register_and_free(struct client *c, void *addr, size_t size)
{
	struct tee_shm *shm = tee_shm_register_kernel_buf(c->ctx, addr, size);

	if (IS_ERR(shm))
		return PTR_ERR(shm);
	tee_shm_free(shm);
	return 0;
}

/*
 * The tail pages of a higher-order block have no references of their own, and the driver must not
 * take any on them.
 */
void shm_higher_order_block(struct live *live)
{
	struct client *c = client_open(live);
	struct page *block = alloc_pages(GFP_KERNEL, ORDER);
	struct tee_shm *shm;
	unsigned int n;

	if (!c || !expect(live, block))
		return;
	shm = tee_shm_register_kernel_buf(c->ctx, page_address(block), PAGE_SIZE << ORDER);
	if (expect(live, !IS_ERR(shm))) {
		expect_eq(live, page_count(block), 1);
		for (n = 1; n < 1 << ORDER; n++)
			expect_eq(live, page_count(block + n), 0);
		tee_shm_free(shm);
	}
	expect_eq(live, page_count(block), 1);
	__free_pages(block, ORDER);
}

void shm_slab_and_vmalloc(struct live *live)
{
	struct client *c = client_open(live);
	char *slab = kmalloc(64, GFP_KERNEL);
	char *area = vmalloc(3 * PAGE_SIZE);

	if (c && expect(live, slab && area)) {
		expect_eq(live, register_and_free(c, slab + 1, 62), 0);
		expect_eq(live, register_and_free(c, area + 1, 2 * PAGE_SIZE), 0);
		tee_shm_free(NULL);
	}
	vfree(area);
	kfree(slab);
}

/* The UART of QEMU's virt machine, which has no struct page. */
#define UART	0x09000000

void shm_without_pages(struct live *live)
{
	struct client *c = client_open(live);
	void __iomem *uart = ioremap(UART, PAGE_SIZE);

	if (c && expect(live, uart)) {
		expect_eq(live, register_and_free(c, (void __force *)uart, PAGE_SIZE), -EINVAL);
		expect_eq(live, register_and_free(c, (void *)PAGE_SIZE, PAGE_SIZE), -EINVAL);
		expect_eq(live, register_and_free(c, c, 0), -ENOMEM);
	}
	if (uart)
		iounmap(uart);
}

static int run_free(struct task *task)
{
	tee_shm_free(task->client->shm);
	return 0;
}

/*
 * When tee_shm_free() returns, also in a killed task, the trusted OS does not use the memory any
 * more.
 */
void shm_freed_by_killed_task(struct live *live)
{
	struct client *c = client_open(live);
	struct task *free;

	if (!c)
		return;
	c->shm = tee_shm_alloc_kernel_buf(c->ctx, PAGE_SIZE);
	if (!expect(live, !IS_ERR(c->shm)))
		return;
	live_park(live, live->threads, PARK_MS);
	free = task_start(live, c, run_free, 0);
	expect(live, until(live, live_lanes(live, WAITING) >= 1));
	task_kill(free);
	msleep(100);
	expect(live, free && !free->finished);
	expect_eq(live, task_result(free), 0);
}
