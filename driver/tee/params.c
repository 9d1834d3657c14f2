// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Parameters of user commands, to and from struct tee_ioctl_param
 * (<linux/tee.h>).
 *
 * User memory is read once: ioctl_params.c copies the parameters, and only the
 * copy is checked and used.
 */
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "params.h"
#include "tee_private.h"

/* The id in a memref for the supplicant that names no memory */
#define NO_SHM_ID	((u64)-1)

/**
 * tee_params_alloc() - allocate room for more parameters than there is room for on the stack
 * @ps:		storage whose @num is known
 *
 * Return: 0 or -ENOMEM.
 */
int tee_params_alloc(struct tee_params *ps)
{
	ps->param = kcalloc(ps->num, sizeof(*ps->param), GFP_KERNEL);
	ps->held = kcalloc(ps->num, sizeof(*ps->held), GFP_KERNEL);
	if (ps->param && ps->held)
		return 0;
	kfree(ps->param);
	kfree(ps->held);
	return -ENOMEM;
}

/**
 * tee_params_exit() - drop all references and memory of a command's parameters
 * @ps:		parameters
 */
void tee_params_exit(struct tee_params *ps)
{
	u32 n;

	for (n = 0; n < ps->num_held; n++)
		if (ps->held[n])
			tee_shm_put(ps->held[n]);

	if (unlikely(ps->param != ps->inline_param)) {
		kfree(ps->param);
		kfree(ps->held);
	}
}

static int memref_from_user(struct tee_context *ctx,
			    struct tee_param_memref *mr, struct tee_shm **held,
			    const struct tee_ioctl_param *ip)
{
	struct tee_shm *shm;
	u64 end;

	if (ip->c == TEE_MEMREF_NULL) {
		if (!ctx->cap_memref_null)
			return -EINVAL;
		*mr = (struct tee_param_memref){
			.shm_offs = ip->a,
			.size = ip->b,
		};
		return 0;
	}

	/* An id is an int. A larger number would be truncated to the id of another object. */
	if (ip->c > INT_MAX)
		return -EINVAL;
	shm = tee_shm_get_from_id(ctx, ip->c);
	if (IS_ERR(shm))
		return PTR_ERR(shm);
	*held = shm;

	if (check_add_overflow(ip->a, ip->b, &end) || end > shm->size)
		return -EINVAL;

	*mr = (struct tee_param_memref){
		.shm_offs = ip->a,
		.size = ip->b,
		.shm = shm,
	};
	return 0;
}

/*
 * A value lies alike on both sides, and all parameters are of one size. So the user's parameters
 * are copied to where the command's are to be, values stay as they are, and the others are
 * translated in place.
 */
static_assert(sizeof(struct tee_ioctl_param) == sizeof(struct tee_param));
static_assert(offsetof(struct tee_ioctl_param, attr) == offsetof(struct tee_param, attr));
static_assert(offsetof(struct tee_ioctl_param, a) == offsetof(struct tee_param, u.value.a));
static_assert(offsetof(struct tee_ioctl_param, b) == offsetof(struct tee_param, u.value.b));
static_assert(offsetof(struct tee_ioctl_param, c) == offsetof(struct tee_param, u.value.c));

/* A parameter as the user has it. @p keeps nothing of it but its attributes. */
static struct tee_ioctl_param take_user_param(struct tee_param *p)
{
	struct tee_ioctl_param ip = {
		.attr = p->attr, .a = p->u.value.a, .b = p->u.value.b, .c = p->u.value.c,
	};

	p->u.value.a = 0;
	p->u.value.b = 0;
	p->u.value.c = 0;
	return ip;
}

static int param_from_user(struct tee_context *ctx, struct tee_param *p, struct tee_shm **held)
{
	struct tee_ioctl_param ip;

	if (p->attr & ~TEE_IOCTL_PARAM_ATTR_MASK)
		return -EINVAL;
	switch (p->attr & TEE_IOCTL_PARAM_ATTR_TYPE_MASK) {
	case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT:
		return 0;
	case TEE_IOCTL_PARAM_ATTR_TYPE_NONE: /* with a flag */
	case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT:
		take_user_param(p);
		return 0;
	case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT:
		ip = take_user_param(p);
		return memref_from_user(ctx, &p->u.memref, held, &ip);
	default:
		ip = take_user_param(p);
		return tee_param_object_from_user(p, &ip);
	}
}

/**
 * tee_params_from_user() - translate the parameters of a client's command
 * @ctx:	context the command is for
 * @ps:		with a copy of the user's parameters; takes references, also before an error
 *
 * Return: 0, -EFAULT, or -EINVAL for unknown attributes, a memory object that
 * @ctx does not have, or a range outside of it.
 */
int tee_params_from_user(struct tee_context *ctx, struct tee_params *ps)
{
	int rc;
	u32 n;

	for (n = 0; n < ps->num; n++) {
		ps->held[n] = NULL;
		ps->num_held = n + 1;
		if (ps->param[n].attr == TEE_IOCTL_PARAM_ATTR_TYPE_NONE) {
			take_user_param(&ps->param[n]);
			continue;
		}
		rc = param_from_user(ctx, ps->param + n, ps->held + n);
		if (rc)
			return rc;
	}

	return 0;
}

/* Write back the part of a parameter that a call can change, if there is one. */
static int output_to_user(struct tee_ioctl_param __user *up, const struct tee_param *p)
{
	u64 size;

	switch (p->attr & TEE_IOCTL_PARAM_ATTR_TYPE_MASK) {
	case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT:
		return copy_to_user(&up->a, &p->u.value, sizeof(p->u.value)) ? -EFAULT : 0;
	case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT:
		size = p->u.memref.size;
		return put_user(size, &up->b);
	case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT:
		return 0;
	default:
		return tee_param_object_to_user(up, p);
	}
}

/**
 * tee_params_to_user() - write the outputs of a call back to the user
 * @ps:		parameters as the driver left them
 * @up:		the user's parameters, as many
 *
 * Of a memref only the size is written.  It may be larger than the buffer: then
 * the buffer was too short, and this is the size that is needed.
 *
 * Return: 0 or -EFAULT.
 */
int tee_params_to_user(struct tee_params *ps,
		       struct tee_ioctl_param __user *up)
{
	const struct tee_param *p = ps->param;
	const struct tee_param *end = p + ps->num;

	for (; p < end; p++, up++)
		if (p->attr != TEE_IOCTL_PARAM_ATTR_TYPE_NONE && output_to_user(up, p))
			return -EFAULT;

	return 0;
}

static int param_from_supp(struct tee_param *p)
{
	struct tee_ioctl_param ip = take_user_param(p);

	if (ip.attr & ~TEE_IOCTL_PARAM_ATTR_MASK)
		return -EINVAL;

	switch (ip.attr & TEE_IOCTL_PARAM_ATTR_TYPE_MASK) {
	case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT:
		p->u.value = (struct tee_param_value){ ip.a, ip.b, ip.c };
		break;
	case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT:
		/* The driver knows the memory object. A reply changes only the size. */
		p->u.memref.size = ip.b;
		break;
	default:
		/* A reply cannot change an input. */
		return tee_param_object_from_supp(p, &ip);
	}

	return 0;
}

/**
 * tee_params_from_supp() - translate the parameters of a supplicant's reply
 * @ps:		with a copy of the user's parameters
 *
 * Takes no references: memory objects are not looked up.
 *
 * Return: 0, -EFAULT, or -EINVAL for unknown attributes.
 */
int tee_params_from_supp(struct tee_params *ps)
{
	int rc;
	u32 n;

	for (n = 0; n < ps->num; n++) {
		rc = param_from_supp(ps->param + n);
		if (rc)
			return rc;
	}

	return 0;
}

static void param_to_supp(struct tee_ioctl_param *ip,
			  const struct tee_param *p)
{
	*ip = (struct tee_ioctl_param){ .attr = p->attr };

	switch (p->attr & TEE_IOCTL_PARAM_ATTR_TYPE_MASK) {
	case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT:
		ip->a = p->u.value.a;
		ip->b = p->u.value.b;
		ip->c = p->u.value.c;
		break;
	case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT:
		ip->b = p->u.memref.size;
		ip->c = NO_SHM_ID;
		if (p->u.memref.shm) {
			ip->a = p->u.memref.shm_offs;
			ip->c = p->u.memref.shm->id;
		}
		break;
	default:
		tee_param_object_to_supp(ip, p);
		break;
	}
}

/**
 * tee_params_to_supp() - write the parameters of a request to the supplicant
 * @ps:		parameters as the driver filled them in
 * @num:	how many it filled in, at most @ps->num
 * @up:		the user's parameters
 *
 * Return: 0 or -EFAULT.
 */
int tee_params_to_supp(struct tee_params *ps, u32 num,
		       struct tee_ioctl_param __user *up)
{
	struct tee_ioctl_param ip;
	u32 n;

	for (n = 0; n < num; n++) {
		param_to_supp(&ip, ps->param + n);
		if (copy_to_user(up + n, &ip, sizeof(ip)))
			return -EFAULT;
	}

	return 0;
}
