// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * Parameters: struct optee_msg_param of a message, and struct pta_param of a service. Only the
 * private copy of the message is read here.
 *
 * Invariant: the memory of a struct pta_mem lies inside of an object that exists until
 * params_put().
 */
#include "arch.h"
#include "config.h"
#include "message.h"

#include "optee_smc.h"

/* The memory types follow each other in all encodings, so a difference translates between them. */
#define RMEM_TO_PTA	(OPTEE_MSG_ATTR_TYPE_RMEM_INPUT - PTA_MEM_IN)
#define TMEM_TO_PTA	(OPTEE_MSG_ATTR_TYPE_TMEM_INPUT - PTA_MEM_IN)

static bool is_tmem(u64 attr)
{
	return (attr & OPTEE_MSG_ATTR_TYPE_MASK) >= OPTEE_MSG_ATTR_TYPE_TMEM_INPUT;
}

static u32 get_rmem(struct pta_param *p, const struct optee_msg_param_rmem *rmem)
{
	struct shm *shm = shm_get(rmem->shm_ref);
	u64 end;

	if (!shm)
		return TEEC_ERROR_BAD_PARAMETERS;
	if (check_add_overflow(rmem->offs, rmem->size, &end) || end > shm->size) {
		shm_put(shm);
		return TEEC_ERROR_BAD_PARAMETERS;
	}
	p->mem = (struct pta_mem){ .shm = shm, .offset = rmem->offs, .size = rmem->size };
	p->size = rmem->size;
	return TEEC_SUCCESS;
}

static u32 get_tmem(struct pta_param *p, const struct optee_msg_param *mp, struct shm *shm)
{
	const struct optee_msg_param_tmem *tmem = &mp->u.tmem;
	u32 ret;

	if (!tmem->buf_ptr)
		return config_supports(OPTEE_SMC_SEC_CAP_MEMREF_NULL) ? TEEC_SUCCESS :
									TEEC_ERROR_BAD_PARAMETERS;
	if (mp->attr & OPTEE_MSG_ATTR_NONCONTIG)
		ret = shm_describe_list(shm, tmem->buf_ptr, tmem->size,
					thread_current()->system);
	else
		ret = shm_describe(shm, tmem->buf_ptr, tmem->size);
	if (ret)
		return ret;
	p->mem = (struct pta_mem){ .shm = shm, .size = tmem->size };
	p->size = tmem->size;
	return TEEC_SUCCESS;
}

static u32 get_param(struct pta_param *p, const struct optee_msg_param *mp, struct shm *tmp)
{
	u32 type = mp->attr & OPTEE_MSG_ATTR_TYPE_MASK;

	if (mp->attr & OPTEE_MSG_ATTR_META)
		return TEEC_ERROR_BAD_PARAMETERS;
	switch (type) {
	case OPTEE_MSG_ATTR_TYPE_NONE:
		return TEEC_SUCCESS;
	case OPTEE_MSG_ATTR_TYPE_VALUE_INPUT:
	case OPTEE_MSG_ATTR_TYPE_VALUE_OUTPUT:
	case OPTEE_MSG_ATTR_TYPE_VALUE_INOUT:
		p->type = type;
		p->a = mp->u.value.a;
		p->b = mp->u.value.b;
		return TEEC_SUCCESS;
	case OPTEE_MSG_ATTR_TYPE_RMEM_INPUT:
	case OPTEE_MSG_ATTR_TYPE_RMEM_OUTPUT:
	case OPTEE_MSG_ATTR_TYPE_RMEM_INOUT:
		p->type = type - RMEM_TO_PTA;
		return get_rmem(p, &mp->u.rmem);
	case OPTEE_MSG_ATTR_TYPE_TMEM_INPUT:
	case OPTEE_MSG_ATTR_TYPE_TMEM_OUTPUT:
	case OPTEE_MSG_ATTR_TYPE_TMEM_INOUT:
		p->type = type - TMEM_TO_PTA;
		return get_tmem(p, mp, tmp);
	default:
		return TEEC_ERROR_BAD_PARAMETERS;
	}
}

/**
 * params_get() - translate a client's parameters for the service
 * @t:		current thread
 * @first:	where it starts in the message
 * @p:		filled in; PTA_NONE where the message has less
 *
 * Return: TEEC_SUCCESS, and params_put() must follow; or TEEC_ERROR_BAD_PARAMETERS,
 * TEEC_ERROR_OUT_OF_MEMORY.
 */
u32 params_get(struct thread *t, unsigned int first, struct pta_param p[PTA_NUM_PARAMS])
{
	unsigned int n;
	u32 num, ret;

	for (n = 0; n < PTA_NUM_PARAMS; n++)
		p[n] = (struct pta_param){ .type = PTA_NONE };
	if (t->msg.arg.num_params > first + PTA_NUM_PARAMS)
		return TEEC_ERROR_BAD_PARAMETERS;
	num = arch_index(t->msg.arg.num_params, first + PTA_NUM_PARAMS + 1);
	for (n = 0; first + n < num; n++) {
		ret = get_param(&p[n], &t->msg.arg.params[first + n], &t->msg.tmp[n]);
		if (ret) {
			params_put(t, first, p);
			return ret;
		}
	}
	return TEEC_SUCCESS;
}

/**
 * params_answer() - write outputs into the message
 * @t:		current thread
 * @first:	as for params_get()
 * @p:		as the service left them
 */
void params_answer(struct thread *t, unsigned int first,
		   const struct pta_param p[PTA_NUM_PARAMS])
{
	unsigned int n;

	for (n = 0; first + n < t->msg.arg.num_params; n++) {
		switch (p[n].type) {
		case PTA_VALUE_OUT:
		case PTA_VALUE_INOUT:
			msg_write_value(t, first + n, p[n].a, p[n].b);
			break;
		case PTA_MEM_OUT:
		case PTA_MEM_INOUT:
			msg_write_size(t, first + n, p[n].size);
			break;
		default:
			break;
		}
	}
}

/**
 * params_put() - undo params_get(); suspends if somebody waits for the memory
 * @t:		current thread
 * @first:	as for params_get()
 * @p:		parameters, not used any more
 */
void params_put(struct thread *t, unsigned int first, struct pta_param p[PTA_NUM_PARAMS])
{
	unsigned int n;

	for (n = 0; n < PTA_NUM_PARAMS; n++) {
		if (!p[n].mem.shm)
			continue;
		if (is_tmem(t->msg.arg.params[first + n].attr))
			shm_forget(p[n].mem.shm);
		else
			shm_put(p[n].mem.shm);
	}
}

static int check_range(const struct pta_mem *mem, size_t offset, size_t len)
{
	size_t end;

	return check_add_overflow(offset, len, &end) || end > mem->size ? -1 : 0;
}

/* See pta.h. */
int pta_mem_read(const struct pta_mem *mem, size_t offset, void *dst, size_t len)
{
	if (check_range(mem, offset, len))
		return -1;
	return len ? shm_read(mem->shm, mem->offset + offset, dst, len) : 0;
}

/* See pta.h. */
int pta_mem_write(const struct pta_mem *mem, size_t offset, const void *src, size_t len)
{
	if (check_range(mem, offset, len))
		return -1;
	return len ? shm_write(mem->shm, mem->offset + offset, src, len) : 0;
}
