// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The two calls by which the secure world learns of shared memory, and forgets it.
 *
 * Both messages are passed by address, as the stock driver does it, unless the call is on a lane
 * that the secure world keeps: such a call must have a registered buffer. OP-TEE maps the message
 * for the duration of the call, and takes blocks of its heap for that, next to a copy of the page
 * list. The hole that both leave can take a later object only if the message was passed by address,
 * because the blocks for a registered argument page are too small ("The heap of OP-TEE" in
 * docs/design.md, tests/capacity).
 */
#include <linux/err.h>
#include <linux/mm_types.h>

#include "tee_result.h"

#include "call.h"
#include "shm.h"

static int run_register(struct optee_call *call)
{
	int rc = optee_call_run(call);

	if (rc)
		return rc;
	if (READ_ONCE(call->msg->ret) != TEEC_SUCCESS)
		rc = -EINVAL;
	optee_call_end(call);
	return rc;
}

/**
 * optee_call_register() - make pages known to the secure world
 * @ctx:	for which context
 * @cookie:	the name the pages get
 * @pages:	the pages
 * @num_pages:	how many
 * @offset:	where in the first page the memory starts, bytes
 * @size:	size of the memory, bytes
 *
 * Return: 0; -ENOMEM; -EINTR when killed before the secure world knows of the pages; -EINVAL when
 * it does not accept them.
 */
int optee_call_register(struct tee_context *ctx, u64 cookie, struct page **pages,
			size_t num_pages, size_t offset, size_t size)
{
	static const struct optee_call_spec spec = {
		.cmd = OPTEE_MSG_CMD_REGISTER_SHM, .num_params = 1,
	};
	struct optee_call *call;
	size_t list_size;
	u64 *list;
	int rc;

	list = optee_page_list_alloc(pages, num_pages, offset, &list_size);
	if (!list)
		return -ENOMEM;
	call = optee_call_begin(tee_drvdata(ctx->teedev), ctx, &spec);
	rc = PTR_ERR_OR_ZERO(call);
	if (!rc) {
		optee_call_pass_by_address(call);
		optee_call_write_register(call, cookie, optee_page_list_addr(list, offset), size);
		rc = run_register(call);
	}
	optee_page_list_free(list, list_size);
	return rc;
}

/**
 * optee_call_unregister() - make the secure world forget pages
 * @ctx:	for which context
 * @cookie:	the name of the pages
 * @immediate:	at shutdown: do not wait for a token
 *
 * Return: 0; -EINTR when killed before the secure world was asked; -ENOMEM or -EBUSY when it could
 * not be asked or had no memory, and is to be asked again; -EINVAL when it refuses for good;
 * -ESHUTDOWN and -EAGAIN as lanes_enter().
 */
int optee_call_unregister(struct tee_context *ctx, u64 cookie, bool immediate)
{
	struct optee_call_spec spec = {
		.cmd = OPTEE_MSG_CMD_UNREGISTER_SHM, .num_params = 1, .immediate = immediate,
	};
	struct optee_call *call;
	int rc;

	call = optee_call_begin(tee_drvdata(ctx->teedev), ctx, &spec);
	if (IS_ERR(call))
		return PTR_ERR(call);
	optee_call_pass_by_address(call);
	optee_call_write_unregister(call, cookie);
	rc = optee_call_run(call);
	if (rc)
		return rc;
	rc = optee_call_read_unregister(call);
	optee_call_end(call);
	return rc;
}
