// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Argument pages: where the messages of calls are. A page is registered with the secure world when
 * the driver is loaded, before memory of clients has filled the trusted OS's heap, and holds the
 * argument buffers of one slot or several (call_slot.c).
 *
 * Some messages are passed by address all the same (call_shm.c). These must start a page, so where
 * a page has several slots each has a buffer in a page of its own for them, which nobody registers.
 */
#include <linux/align.h>
#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/slab.h>

#include "optee_smc.h"
#include "tee_result.h"

#include "call.h"
#include "optee.h"
#include "shm.h"

#define CALL_PAGE_SIZE	OPTEE_MSG_NONCONTIG_PAGE_SIZE

/* The alignment keeps messages of different calls in different cache lines. */
#define CALL_ALIGN	64

/* Time between two attempts to unregister a page */
#define UNREGISTER_POLL_MS	20

static size_t buffer_size(const struct optee *optee)
{
	size_t size = OPTEE_MSG_GET_ARG_SIZE(OPTEE_MAX_MSG_PARAMS);

	if (optee->caps.rpc_params)
		size += OPTEE_MSG_GET_ARG_SIZE(optee->caps.rpc_params);
	return ALIGN(size, CALL_ALIGN);
}

static bool registers_pages(const struct optee *optee)
{
	return optee->caps.bits & OPTEE_SMC_SEC_CAP_DYNAMIC_SHM && optee->caps.rpc_params;
}

/*
 * OP-TEE maps a registered page when a call enters and unmaps it when the last one on it returns.
 * To unmap it disturbs all cores, whose translations must go, so calls that overlap had better be
 * on one page (docs/bench.md). Before 3.22, OP-TEE panics where one of them returns while another
 * enters and returns (core/mm/mobj_dyn_shm.c, mobj_reg_shm_dec_map(); its pull request 6137).
 */
static bool may_share_page(const struct optee_os_revision *revision)
{
	return revision->major > 3 || (revision->major == 3 && revision->minor >= 22);
}

/**
 * optee_calls_per_page() - how many slots a new page has
 * @optee:	the trusted OS
 *
 * Return: at least 1.
 */
unsigned int optee_calls_per_page(const struct optee *optee)
{
	unsigned int room = CALL_PAGE_SIZE / buffer_size(optee);

	/* Messages in reserved shared memory may be anywhere (OP-TEE, core/tee/entry_std.c). */
	if (!(optee->caps.bits & OPTEE_SMC_SEC_CAP_DYNAMIC_SHM))
		return room;
	if (registers_pages(optee) && may_share_page(&optee->revision))
		return max(1U, min(optee->caps.threads, room));
	return 1;
}

/**
 * optee_call_page_free() - free a page and its slots
 * @page:	not registered any more, and none of its slots is used
 */
void optee_call_page_free(struct optee_call_page *page)
{
	unsigned int n;

	for (n = 0; n < page->num_calls; n++)
		if (page->call[n].plain)
			free_pages_exact(page->call[n].plain, CALL_PAGE_SIZE);
	tee_shm_free(page->shm);
	kfree(page);
}

static int init_slots(struct optee_call_page *page, struct optee *optee)
{
	bool plain = registers_pages(optee) && page->num_calls > 1;
	struct optee_call *call;

	for (call = page->call; call < page->call + page->num_calls; call++) {
		call->page = page;
		call->optee = optee;
		call->offset = (call - page->call) * buffer_size(optee);
		init_completion(&call->supp.answered);
		if (plain) {
			call->plain = alloc_pages_exact(CALL_PAGE_SIZE, GFP_KERNEL | __GFP_ZERO);
			if (!call->plain)
				return -ENOMEM;
		}
	}
	return 0;
}

static struct optee_call_page *alloc_call_page(struct optee *optee)
{
	unsigned int num = optee_calls_per_page(optee);
	struct optee_call_page *page;
	int rc;

	page = kzalloc(struct_size(page, call, num), GFP_KERNEL);
	if (!page)
		return ERR_PTR(-ENOMEM);
	page->num_calls = num;
	page->shm = tee_shm_alloc_priv_buf(optee->ctx, CALL_PAGE_SIZE);
	rc = PTR_ERR_OR_ZERO(page->shm);
	if (rc)
		page->shm = NULL;
	else
		rc = init_slots(page, optee);
	if (rc) {
		optee_call_page_free(page);
		return ERR_PTR(rc);
	}
	return page;
}

/*
 * Tell the secure world of the page, by a message of its first slot, to which the caller has given
 * its token.
 */
static int register_call_page(struct optee_call_page *page)
{
	struct optee_call *call = &page->call[0];
	struct page *pages = virt_to_page(page->shm->kaddr);
	size_t list_size;
	u64 cookie;
	u64 *list;
	int rc;

	if (!registers_pages(call->optee))
		return 0;
	rc = optee_cookie_alloc(call->optee, &cookie);
	if (rc)
		return rc;
	list = optee_page_list_alloc(&pages, 1, 0, &list_size);
	if (!list) {
		optee_cookie_forget(call->optee, cookie);
		return -ENOMEM;
	}
	optee_call_prepare(call, NULL, OPTEE_MSG_CMD_REGISTER_SHM, 1);
	optee_call_pass_by_address(call);
	optee_call_write_register(call, cookie, optee_page_list_addr(list, 0), CALL_PAGE_SIZE);
	rc = optee_call_exchange(call);
	if (!rc && READ_ONCE(call->msg->ret) != TEEC_SUCCESS)
		rc = -ENOMEM;
	optee_page_list_free(list, list_size);
	if (rc)
		optee_cookie_forget(call->optee, cookie);
	else
		page->cookie = cookie;
	return rc;
}

/* Ask the secure world once to forget a page, whose slots are free, by a message in the first. */
static int try_to_unregister(struct optee_call_page *page)
{
	struct lane_call lane = { .immediate = true };
	struct optee_call *call = &page->call[0];
	struct lanes *lanes = &call->optee->lanes;
	int rc;

	rc = lanes_enter(lanes, &lane);
	if (rc)
		return rc;
	lane_call_copy(&call->lane, &lane);
	optee_call_prepare(call, NULL, OPTEE_MSG_CMD_UNREGISTER_SHM, 1);
	optee_call_pass_by_address(call);
	optee_call_write_unregister(call, page->cookie);
	rc = optee_call_exchange(call);
	if (!rc)
		rc = optee_call_read_unregister(call);
	lanes_leave(lanes, &call->lane);
	return rc;
}

static bool may_be_asked_again(int rc)
{
	/* -EAGAIN: no thread is free now. The others come from the trusted OS, and pass. */
	return rc == -EAGAIN || rc == -ENOMEM || rc == -EBUSY;
}

/**
 * optee_call_page_unregister() - have the secure world forget a page
 * @page:	registered, and none of its slots is used
 * @until:	time to give up where no thread is free, jiffies
 *
 * Process context. The page is freed after this, so in any case its cookie does not lead to the
 * page any more.
 */
void optee_call_page_unregister(struct optee_call_page *page, unsigned long until)
{
	struct optee *optee = page->call[0].optee;
	int rc;

	while (may_be_asked_again(rc = try_to_unregister(page)) && time_before(jiffies, until))
		msleep(UNREGISTER_POLL_MS);
	if (rc) {
		pr_warn("optee: argument page %llu stays registered: error %d\n", page->cookie, rc);
		optee_cookie_bury(optee, page->cookie);
		/*
		 * The secure world may still write to the page. The reference keeps it from being
		 * used for anything else. The memory object is freed all the same, because it would
		 * keep the TEE device.
		 */
		get_page(virt_to_page(page->shm->kaddr));
	} else {
		optee_cookie_forget(optee, page->cookie);
	}
	page->cookie = 0;
}

/**
 * optee_call_page_make() - make a page and register it
 * @optee:	the trusted OS
 * @lane:	the token of the caller. A call that is refused may get another one, which is there
 *		when this returns, in any case; the first slot has a copy.
 *
 * Process context.
 *
 * Return: the page, none of whose slots is used yet; or ERR_PTR of -ENOMEM, -EBUSY, -EINVAL or an
 * error of lanes_refused().
 */
struct optee_call_page *optee_call_page_make(struct optee *optee, struct lane_call *lane)
{
	struct optee_call_page *page = alloc_call_page(optee);
	int rc;

	if (IS_ERR(page))
		return page;
	lane_call_copy(&page->call[0].lane, lane);
	rc = register_call_page(page);
	lane_call_copy(lane, &page->call[0].lane);
	if (rc) {
		optee_call_page_free(page);
		return ERR_PTR(rc);
	}
	spin_lock(&optee->calls_lock);
	list_add(&page->node, &optee->call_pages);
	spin_unlock(&optee->calls_lock);
	return page;
}
