// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The parameter types that came with TEE objects: references to objects, and
 * buffers of user space that the driver itself reads and writes.
 *
 * Each function is asked for the types that params.c does not know.
 */
#include <linux/errno.h>
#include <linux/uaccess.h>

#include "params.h"

#ifdef TEE_WITH_OBJECTS

static int ubuf_from_user(struct tee_param *p, const struct tee_ioctl_param *ip)
{
	if (ip->a > ULONG_MAX || ip->b > SIZE_MAX ||
	    !access_ok(u64_to_user_ptr(ip->a), ip->b))
		return -EFAULT;

	p->u.ubuf.uaddr = u64_to_user_ptr(ip->a);
	p->u.ubuf.size = ip->b;
	return 0;
}

static void objref_from_user(struct tee_param *p,
			     const struct tee_ioctl_param *ip)
{
	p->u.objref.id = ip->a;
	p->u.objref.flags = ip->b;
}

/**
 * tee_param_object_from_user() - read a parameter of a client's command
 * @p:		parameter with its attributes, zeroed otherwise
 * @ip:		what the user says
 *
 * Return: 0, -EFAULT for a buffer that cannot be the user's, or -EINVAL for a
 * type that there is not.
 */
int tee_param_object_from_user(struct tee_param *p,
			       const struct tee_ioctl_param *ip)
{
	switch (ip->attr & TEE_IOCTL_PARAM_ATTR_TYPE_MASK) {
	case TEE_IOCTL_PARAM_ATTR_TYPE_UBUF_INPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_UBUF_OUTPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_UBUF_INOUT:
		return ubuf_from_user(p, ip);
	case TEE_IOCTL_PARAM_ATTR_TYPE_OBJREF_INPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_OBJREF_INOUT:
		objref_from_user(p, ip);
		return 0;
	case TEE_IOCTL_PARAM_ATTR_TYPE_OBJREF_OUTPUT:
		return 0;
	default:
		return -EINVAL;
	}
}

/**
 * tee_param_object_to_user() - write back what a call has put out
 * @up:		the user's parameter
 * @p:		parameter as the driver left it
 *
 * Return: 0 or -EFAULT.
 */
int tee_param_object_to_user(struct tee_ioctl_param __user *up,
			     const struct tee_param *p)
{
	switch (p->attr & TEE_IOCTL_PARAM_ATTR_TYPE_MASK) {
	case TEE_IOCTL_PARAM_ATTR_TYPE_UBUF_OUTPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_UBUF_INOUT:
		return put_user((u64)p->u.ubuf.size, &up->b);
	case TEE_IOCTL_PARAM_ATTR_TYPE_OBJREF_OUTPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_OBJREF_INOUT:
		return put_user(p->u.objref.id, &up->a) ?:
		       put_user(p->u.objref.flags, &up->b);
	default:
		return 0;
	}
}

/**
 * tee_param_object_from_supp() - read a parameter of a supplicant's reply
 * @p:		parameter with its attributes, zeroed otherwise
 * @ip:		what the supplicant says
 *
 * Return: 0, or -EFAULT for a buffer that cannot be the supplicant's.
 */
int tee_param_object_from_supp(struct tee_param *p,
			       const struct tee_ioctl_param *ip)
{
	switch (ip->attr & TEE_IOCTL_PARAM_ATTR_TYPE_MASK) {
	case TEE_IOCTL_PARAM_ATTR_TYPE_UBUF_OUTPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_UBUF_INOUT:
		return ubuf_from_user(p, ip);
	case TEE_IOCTL_PARAM_ATTR_TYPE_OBJREF_OUTPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_OBJREF_INOUT:
		objref_from_user(p, ip);
		return 0;
	default:
		/* Nothing else can come back. */
		return 0;
	}
}

/**
 * tee_param_object_to_supp() - tell the supplicant a parameter of a request
 * @ip:		to be told, zeroed but for its attributes
 * @p:		parameter as the driver filled it in
 */
void tee_param_object_to_supp(struct tee_ioctl_param *ip,
			      const struct tee_param *p)
{
	switch (p->attr & TEE_IOCTL_PARAM_ATTR_TYPE_MASK) {
	case TEE_IOCTL_PARAM_ATTR_TYPE_UBUF_INPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_UBUF_OUTPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_UBUF_INOUT:
		ip->a = (__force unsigned long)p->u.ubuf.uaddr;
		ip->b = p->u.ubuf.size;
		break;
	case TEE_IOCTL_PARAM_ATTR_TYPE_OBJREF_INPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_OBJREF_INOUT:
		ip->a = p->u.objref.id;
		ip->b = p->u.objref.flags;
		break;
	default:
		break;
	}
}

#else /* a kernel without TEE objects */

int tee_param_object_from_user(struct tee_param *p,
			       const struct tee_ioctl_param *ip)
{
	return -EINVAL;
}

int tee_param_object_to_user(struct tee_ioctl_param __user *up,
			     const struct tee_param *p)
{
	return 0;
}

int tee_param_object_from_supp(struct tee_param *p,
			       const struct tee_ioctl_param *ip)
{
	return 0;
}

void tee_param_object_to_supp(struct tee_ioctl_param *ip,
			      const struct tee_param *p)
{
}

#endif /* TEE_WITH_OBJECTS */
