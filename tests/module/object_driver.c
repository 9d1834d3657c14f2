// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * A TEE driver that has objects, as OP-TEE's has not, to see what tee.ko passes to such a driver
 * and back.  It has no trusted OS: the driver itself answers, in the way that object.h describes.
 *
 * Two devices: one for clients, and one for a supplicant.
 */
#include <linux/err.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "object.h"
#include "tee_compat.h"

static unsigned int closed, released;
static struct tee_device *clients, *privileged;

module_param(closed, uint, 0444);
MODULE_PARM_DESC(closed, "how many files of the devices have been closed");
module_param(released, uint, 0444);
MODULE_PARM_DESC(released, "how many contexts have been released");

static void get_version(struct tee_device *teedev, struct tee_ioctl_version_data *version)
{
	*version = (struct tee_ioctl_version_data){
		.impl_id = OBJECT_IMPL_ID,
		.gen_caps = TEE_GEN_CAP_OBJREF,
	};
}

static int get_revision(struct tee_device *teedev, char *buf, size_t len)
{
	strscpy(buf, OBJECT_REVISION, len);
	return 0;
}

static int open_context(struct tee_context *ctx)
{
	return 0;
}

/* The test uses one file at a time, so the counters need no lock. */
static void close_context(struct tee_context *ctx)
{
	closed++;
}

static void release_context(struct tee_context *ctx)
{
	released++;
}

/*
 * Work on a buffer of the client: @in and @out say what the driver does with it.
 * Return: the sum of its bytes, or a negative errno.
 */
static s64 answer_buffer(struct tee_param_ubuf *buf, bool in, bool out)
{
	s64 sum = 0;
	size_t n;
	u8 *p;

	if (buf->size > OBJECT_MAX_BUFFER)
		return -E2BIG;
	p = kmalloc(OBJECT_MAX_BUFFER, GFP_KERNEL);
	if (!p)
		return -ENOMEM;
	memset(p, OBJECT_FILL, OBJECT_MAX_BUFFER);
	if (in && copy_from_user(p, buf->uaddr, buf->size))
		sum = -EFAULT;
	for (n = 0; in && sum >= 0 && n < buf->size; n++) {
		sum += p[n];
		p[n] = ~p[n];
	}
	if (out && sum >= 0 && copy_to_user(buf->uaddr, p, buf->size))
		sum = -EFAULT;
	kfree(p);
	if (sum < 0)
		return sum;

	if (out)
		buf->size = in ? buf->size + 1 : buf->size / 2;
	return in && !out ? sum : 0;
}

/* Return: what the parameter adds to the sum, or a negative errno. */
static s64 answer_param(struct tee_param *p)
{
	struct tee_param_objref *object = &p->u.objref;
	struct tee_param_value *value = &p->u.value;

	switch (p->attr) {
	case TEE_IOCTL_PARAM_ATTR_TYPE_NONE:
		return 0;
	case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT:
		return value->a + value->b + value->c;
	case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT:
		*value = (struct tee_param_value){ 1, 2, 3 };
		return 0;
	case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT:
		value->a++;
		value->b++;
		value->c++;
		return 0;
	case TEE_IOCTL_PARAM_ATTR_TYPE_UBUF_INPUT:
		return answer_buffer(&p->u.ubuf, true, false);
	case TEE_IOCTL_PARAM_ATTR_TYPE_UBUF_OUTPUT:
		return answer_buffer(&p->u.ubuf, false, true);
	case TEE_IOCTL_PARAM_ATTR_TYPE_UBUF_INOUT:
		return answer_buffer(&p->u.ubuf, true, true);
	case TEE_IOCTL_PARAM_ATTR_TYPE_OBJREF_INPUT:
		return object->id + object->flags;
	case TEE_IOCTL_PARAM_ATTR_TYPE_OBJREF_OUTPUT:
		object->id = OBJECT_NEW_ID;
		object->flags = OBJECT_NEW_FLAGS;
		return 0;
	case TEE_IOCTL_PARAM_ATTR_TYPE_OBJREF_INOUT:
		object->id++;
		object->flags = ~object->flags;
		return 0;
	default:
		return -EINVAL;
	}
}

static int invoke_object(struct tee_context *ctx, struct tee_ioctl_object_invoke_arg *arg,
			 struct tee_param *param)
{
	s64 sum = arg->id;
	u32 n;

	for (n = 0; n < arg->num_params; n++) {
		s64 part = answer_param(param + n);

		if (part < 0)
			return part;
		sum += part;
	}
	arg->ret = sum;

	return arg->op == OBJECT_OP_ANSWER ? 0 : OBJECT_FAIL_RC;
}

static int give_request(struct tee_context *ctx, u32 *func, u32 *num_params,
			struct tee_param *param)
{
	void __user *addr = (void __user *)OBJECT_SUPP_ADDR;

	if (*num_params < OBJECT_SUPP_PARAMS)
		return -EINVAL;
	*func = OBJECT_SUPP_FUNC;
	*num_params = OBJECT_SUPP_PARAMS;
	memset(param, 0, OBJECT_SUPP_PARAMS * sizeof(*param));
	param[0].attr = TEE_IOCTL_PARAM_ATTR_TYPE_UBUF_INPUT;
	param[1].attr = TEE_IOCTL_PARAM_ATTR_TYPE_UBUF_INOUT;
	param[0].u.ubuf.uaddr = addr;
	param[1].u.ubuf.uaddr = addr;
	param[0].u.ubuf.size = OBJECT_SUPP_SIZE;
	param[1].u.ubuf.size = OBJECT_SUPP_SIZE;
	param[2].attr = TEE_IOCTL_PARAM_ATTR_TYPE_OBJREF_INOUT;
	param[2].u.objref.id = OBJECT_NEW_ID;
	param[2].u.objref.flags = OBJECT_NEW_FLAGS;
	param[3].attr = TEE_IOCTL_PARAM_ATTR_TYPE_OBJREF_OUTPUT;

	return 0;
}

/* Of the buffer that is only read, the reply tells nothing. */
static bool is_right_reply(u32 ret, u32 num_params, const struct tee_param *param)
{
	void __user *addr = (void __user *)(OBJECT_SUPP_ADDR / 2);

	return ret == OBJECT_SUPP_RET && num_params == OBJECT_SUPP_PARAMS &&
	       !param[0].u.ubuf.uaddr && !param[0].u.ubuf.size &&
	       param[1].u.ubuf.uaddr == addr && param[1].u.ubuf.size == OBJECT_SUPP_SIZE / 2 &&
	       param[2].u.objref.id == OBJECT_NEW_ID + 1 &&
	       param[2].u.objref.flags == ~OBJECT_NEW_FLAGS &&
	       param[3].u.objref.id == 5 && param[3].u.objref.flags == 6;
}

static int take_reply(struct tee_context *ctx, u32 ret, u32 num_params, struct tee_param *param)
{
	return is_right_reply(ret, num_params, param) ? 0 : -EBADMSG;
}

static const struct tee_driver_ops client_ops = {
	.get_version = get_version,
	.open = open_context,
	.close_context = close_context,
	.release = release_context,
	.object_invoke_func = invoke_object,
	TEE_REVISION_OP(get_revision)
};

static const struct tee_desc client_desc = {
	.name = "teelane-objects",
	.ops = &client_ops,
	.owner = THIS_MODULE,
};

static const struct tee_driver_ops supp_ops = {
	.get_version = get_version,
	.open = open_context,
	.release = release_context,
	.supp_recv = give_request,
	.supp_send = take_reply,
};

static const struct tee_desc supp_desc = {
	.name = "teelane-objects-supplicant",
	.ops = &supp_ops,
	.owner = THIS_MODULE,
	.flags = TEE_DESC_PRIVILEGED,
};

static struct tee_device *add_device(const struct tee_desc *desc)
{
	struct tee_device *dev = tee_device_alloc(desc, NULL, NULL, NULL);
	int rc;

	if (IS_ERR(dev))
		return dev;
	rc = tee_device_register(dev);
	if (!rc)
		return dev;
	tee_device_unregister(dev);
	return ERR_PTR(rc);
}

static int __init object_driver_init(void)
{
	clients = add_device(&client_desc);
	if (IS_ERR(clients))
		return PTR_ERR(clients);
	privileged = add_device(&supp_desc);
	if (IS_ERR(privileged)) {
		tee_device_unregister(clients);
		return PTR_ERR(privileged);
	}
	return 0;
}
module_init(object_driver_init);

static void __exit object_driver_exit(void)
{
	tee_device_unregister(privileged);
	tee_device_unregister(clients);
}
module_exit(object_driver_exit);

MODULE_DESCRIPTION("TEE driver with objects, to test what tee.ko passes on");
MODULE_LICENSE("GPL");
