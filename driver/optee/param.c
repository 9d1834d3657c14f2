// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Parameters: struct tee_param of the TEE core, and struct optee_msg_param of a message. What the
 * secure world has written is read once, and checked afterwards.
 */
#include <linux/overflow.h>

#include "call_state.h"
#include "optee.h"
#include "param.h"
#include "shm.h"

/*
 * The types input, output and inout follow each other in all three encodings of memory references,
 * so a difference translates one encoding into another.
 */
#define MEMREF_TO_RMEM	(OPTEE_MSG_ATTR_TYPE_RMEM_INPUT - TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT)
#define MEMREF_TO_TMEM	(OPTEE_MSG_ATTR_TYPE_TMEM_INPUT - TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT)

static int memref_to_msg(struct optee_msg_param *mp, const struct tee_param *p)
{
	struct tee_shm *shm = p->u.memref.shm;
	phys_addr_t pa;

	if (tee_shm_is_dynamic(shm)) {
		mp->attr = p->attr + MEMREF_TO_RMEM;
		mp->u.rmem.offs = p->u.memref.shm_offs;
		mp->u.rmem.size = p->u.memref.size;
		mp->u.rmem.shm_ref = shm->sec_world_id;
		return 0;
	}

	mp->attr = p->attr + MEMREF_TO_TMEM;
	mp->u.tmem.size = p->u.memref.size;
	if (!shm) {
		mp->u.tmem.buf_ptr = 0;
		mp->u.tmem.shm_ref = 0;
		return 0;
	}
	if (tee_shm_get_pa(shm, p->u.memref.shm_offs, &pa))
		return -EINVAL;
	mp->attr |= OPTEE_MSG_ATTR_CACHE_PREDEFINED << OPTEE_MSG_ATTR_CACHE_SHIFT;
	mp->u.tmem.buf_ptr = pa;
	/* Not a cookie: the secure world only checks whether it is 0, that is, no memory at all. */
	mp->u.tmem.shm_ref = pa;
	return 0;
}

/**
 * optee_params_to_msg() - write a client's parameters into a call's message
 * @call:	the call
 * @first:	where they start in the message, behind meta parameters
 * @num_params:	how many
 * @params:	checked by the TEE core against the memory they name
 *
 * Return: 0, or -EINVAL for a parameter of unknown kind.
 */
int optee_params_to_msg(struct optee_call *call, unsigned int first, unsigned int num_params,
			const struct tee_param *params)
{
	unsigned int n;
	int rc;

	for (n = 0; n < num_params; n++) {
		struct optee_msg_param *mp = &call->msg->params[first + n];
		const struct tee_param *p = &params[n];

		/* Most of the four parameters of most calls */
		if (p->attr == TEE_IOCTL_PARAM_ATTR_TYPE_NONE) {
			*mp = (struct optee_msg_param){ .attr = OPTEE_MSG_ATTR_TYPE_NONE };
			continue;
		}
		switch (p->attr) {
		case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT:
		case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT:
		case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT:
			mp->attr = p->attr;
			mp->u.value.a = p->u.value.a;
			mp->u.value.b = p->u.value.b;
			mp->u.value.c = p->u.value.c;
			break;
		case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT:
		case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT:
		case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT:
			rc = memref_to_msg(mp, p);
			if (rc)
				return rc;
			call->held[first + n] = p->u.memref.shm;
			break;
		default:
			return -EINVAL;
		}
	}
	return 0;
}

/**
 * optee_params_from_msg() - read the outputs of a call for the client
 * @call:	the call, answered
 * @first:	as for optee_params_to_msg()
 * @num_params:	as for optee_params_to_msg()
 * @params:	the client's; values and sizes of outputs are updated
 *
 * The types of the parameters are those that the client chose, whatever the secure world has
 * written there. The size of an output may be larger than its memory: that is how the secure world
 * says how much it needs.
 */
void optee_params_from_msg(const struct optee_call *call, unsigned int first,
			   unsigned int num_params, struct tee_param *params)
{
	unsigned int n;

	for (n = 0; n < num_params; n++) {
		struct optee_msg_param *mp = &call->msg->params[first + n];
		struct tee_param *p = &params[n];

		if (p->attr == TEE_IOCTL_PARAM_ATTR_TYPE_NONE)
			continue;
		switch (p->attr) {
		case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT:
		case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT:
			p->u.value.a = READ_ONCE(mp->u.value.a);
			p->u.value.b = READ_ONCE(mp->u.value.b);
			p->u.value.c = READ_ONCE(mp->u.value.c);
			break;
		case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT:
		case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT:
			/* The size is in the same place for RMEM and TMEM. */
			p->u.memref.size = READ_ONCE(mp->u.rmem.size);
			break;
		default:
			break;
		}
	}
}

/*
 * The functions below drop references by tee_shm_put_later(). The last reference may lead to a call
 * that unregisters the memory, and that call needs a thread. If the call that made the RPC waited
 * for it, a task would hold one thread and wait for another.
 */

/* Look up the memory that an RPC names, and check that the range is inside of it. */
static int rpc_memref_get(struct optee *optee, struct tee_param *p, u64 cookie, u64 offset,
			  u64 size)
{
	struct tee_shm *shm = NULL;
	u64 end;

	if (cookie) {
		shm = optee_cookie_get(optee, cookie);
		if (!shm)
			return -EINVAL;
		if (check_add_overflow(offset, size, &end) || end > tee_shm_get_size(shm)) {
			tee_shm_put_later(shm);
			return -EINVAL;
		}
	} else {
		offset = 0;
	}
	p->u.memref.shm = shm;
	p->u.memref.shm_offs = offset;
	p->u.memref.size = size;
	return 0;
}

/* TMEM names memory by a cookie and by an address in it: the offset is the difference. */
static int rpc_tmem_get(struct optee *optee, struct tee_param *p,
			const struct optee_msg_param *mp)
{
	u64 cookie = mp->u.tmem.shm_ref;
	struct tee_shm *shm;
	u64 offset = 0;

	if (cookie) {
		shm = optee_cookie_get(optee, cookie);
		if (!shm)
			return -EINVAL;
		/* If the address is before the memory, the offset wraps, and is refused below. */
		offset = mp->u.tmem.buf_ptr - shm->paddr;
		tee_shm_put_later(shm);
	}
	return rpc_memref_get(optee, p, cookie, offset, mp->u.tmem.size);
}

static int rpc_param_get(struct optee *optee, struct tee_param *p,
			 const struct optee_msg_param *mp)
{
	u32 type = mp->attr & OPTEE_MSG_ATTR_TYPE_MASK;

	switch (type) {
	case OPTEE_MSG_ATTR_TYPE_NONE:
		p->attr = TEE_IOCTL_PARAM_ATTR_TYPE_NONE;
		return 0;
	case OPTEE_MSG_ATTR_TYPE_VALUE_INPUT:
	case OPTEE_MSG_ATTR_TYPE_VALUE_OUTPUT:
	case OPTEE_MSG_ATTR_TYPE_VALUE_INOUT:
		p->attr = type;
		p->u.value.a = mp->u.value.a;
		p->u.value.b = mp->u.value.b;
		p->u.value.c = mp->u.value.c;
		return 0;
	case OPTEE_MSG_ATTR_TYPE_TMEM_INPUT:
	case OPTEE_MSG_ATTR_TYPE_TMEM_OUTPUT:
	case OPTEE_MSG_ATTR_TYPE_TMEM_INOUT:
		p->attr = type - MEMREF_TO_TMEM;
		return rpc_tmem_get(optee, p, mp);
	case OPTEE_MSG_ATTR_TYPE_RMEM_INPUT:
	case OPTEE_MSG_ATTR_TYPE_RMEM_OUTPUT:
	case OPTEE_MSG_ATTR_TYPE_RMEM_INOUT:
		p->attr = type - MEMREF_TO_RMEM;
		return rpc_memref_get(optee, p, mp->u.rmem.shm_ref, mp->u.rmem.offs,
				      mp->u.rmem.size);
	default:
		return -EINVAL;
	}
}

static void put_memrefs(struct tee_param *params, unsigned int num_params)
{
	unsigned int n;

	for (n = 0; n < num_params; n++)
		if (tee_param_is_memref(&params[n]) && params[n].u.memref.shm)
			tee_shm_put_later(params[n].u.memref.shm);
}

/**
 * optee_rpc_params_get() - translate an RPC's parameters into those of the TEE core
 * @rpc:	the RPC
 * @params:	room for OPTEE_MAX_RPC_PARAMS
 *
 * Every memory reference is checked to be inside of memory that the secure world may name, and
 * holds a reference on it, which optee_rpc_params_put() drops.
 *
 * Return: 0; or -EINVAL, and no reference is held.
 */
int optee_rpc_params_get(struct optee_rpc *rpc, struct tee_param *params)
{
	unsigned int n;
	int rc;

	memset(params, 0, rpc->num_params * sizeof(*params));
	for (n = 0; n < rpc->num_params; n++) {
		rc = rpc_param_get(rpc->optee, &params[n], &rpc->params[n]);
		if (rc) {
			put_memrefs(params, n);
			return rc;
		}
	}
	return 0;
}

/**
 * optee_rpc_params_put() - undo optee_rpc_params_get()
 * @rpc:	the RPC
 * @params:	its parameters, as they came out of optee_rpc_params_get()
 */
void optee_rpc_params_put(struct optee_rpc *rpc, struct tee_param *params)
{
	put_memrefs(params, rpc->num_params);
}

/**
 * optee_rpc_params_answer() - copy the outputs of an RPC into its answer
 * @rpc:	the RPC
 * @params:	values and sizes to answer with
 */
void optee_rpc_params_answer(struct optee_rpc *rpc, const struct tee_param *params)
{
	unsigned int n;

	for (n = 0; n < rpc->num_params; n++) {
		struct optee_msg_param *mp = &rpc->params[n];
		const struct tee_param *p = &params[n];

		switch (mp->attr & OPTEE_MSG_ATTR_TYPE_MASK) {
		case OPTEE_MSG_ATTR_TYPE_VALUE_OUTPUT:
		case OPTEE_MSG_ATTR_TYPE_VALUE_INOUT:
			mp->u.value.a = p->u.value.a;
			mp->u.value.b = p->u.value.b;
			mp->u.value.c = p->u.value.c;
			break;
		case OPTEE_MSG_ATTR_TYPE_TMEM_OUTPUT:
		case OPTEE_MSG_ATTR_TYPE_TMEM_INOUT:
		case OPTEE_MSG_ATTR_TYPE_RMEM_OUTPUT:
		case OPTEE_MSG_ATTR_TYPE_RMEM_INOUT:
			mp->u.rmem.size = p->u.memref.size;
			break;
		default:
			break;
		}
	}
}
