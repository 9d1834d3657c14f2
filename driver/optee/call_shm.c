// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The two calls by which pages become shared memory, and cease to be.
 */
#include <linux/mm_types.h>

#include "optee_private.h"

/**
 * optee_call_register() - make pages known to the secure world
 * @call:	a REGISTER_SHM call with one parameter
 * @cookie:	the name the pages get
 * @pages:	the pages
 * @num_pages:	how many
 * @offset:	where in the first page the memory starts, bytes
 * @size:	size of the memory, bytes
 *
 * Return: 0, -ENOMEM, -EINTR when killed before the secure world knows of the
 * pages, -EINVAL when it does not want them.
 */
int optee_call_register(struct optee_call *call, u64 cookie, struct page **pages,
			size_t num_pages, size_t offset, size_t size)
{
	struct optee_msg_param *param = &call->msg->params[0];
	size_t list_size;
	u64 *list;
	int rc;

	list = optee_page_list_alloc(pages, num_pages, offset, &list_size);
	if (!list)
		return -ENOMEM;
	param->attr = OPTEE_MSG_ATTR_TYPE_TMEM_OUTPUT | OPTEE_MSG_ATTR_NONCONTIG;
	param->u.tmem.buf_ptr = optee_page_list_addr(list, offset);
	param->u.tmem.size = size;
	param->u.tmem.shm_ref = cookie;
	rc = optee_call_run(call);
	if (!rc && READ_ONCE(call->msg->ret) != TEEC_SUCCESS)
		rc = -EINVAL;
	optee_page_list_free(list, list_size);
	return rc;
}

/**
 * optee_call_unregister() - make the secure world forget pages
 * @call:	an UNREGISTER_SHM call with one parameter
 * @cookie:	the name of the pages
 *
 * Return: 0, -EINTR when killed before the secure world was asked, -EINVAL
 * when it did not do so.
 */
int optee_call_unregister(struct optee_call *call, u64 cookie)
{
	struct optee_msg_param *param = &call->msg->params[0];
	int rc;

	param->attr = OPTEE_MSG_ATTR_TYPE_RMEM_INPUT;
	param->u.rmem.shm_ref = cookie;
	rc = optee_call_run(call);
	if (!rc && READ_ONCE(call->msg->ret) != TEEC_SUCCESS)
		rc = -EINVAL;
	return rc;
}
