// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The part of these tests that is in the kernel: a client driver, allocations, and probes of the
 * driver's trace events.
 */
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/idr.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/tee_drv.h>
#include <linux/tee_system.h>
#include <linux/xarray.h>

#include "caller.h"
#include "kernel.h"
#include "optee_trace.h"

struct kernel_client {
	struct tee_context *ctx;
	struct tee_shm *shm;
};

static int is_optee(struct tee_ioctl_version_data *vers, const void *data)
{
	return vers->impl_id == TEE_IMPL_ID_OPTEE && !(vers->gen_caps & TEE_GEN_CAP_PRIVILEGED);
}

struct kernel_client *kernel_open(size_t shm_size, void **shm)
{
	struct kernel_client *c = kzalloc(sizeof(*c), GFP_KERNEL);

	if (!c)
		return NULL;
	c->ctx = tee_client_open_context(NULL, is_optee, NULL, NULL);
	if (IS_ERR(c->ctx))
		goto free;
	c->shm = tee_shm_alloc_kernel_buf(c->ctx, shm_size);
	if (IS_ERR(c->shm))
		goto close;
	*shm = tee_shm_get_va(c->shm, 0);
	return c;
close:
	tee_client_close_context(c->ctx);
free:
	kfree(c);
	return NULL;
}

int kernel_request_lane(struct kernel_client *c)
{
	return tee_client_request_system_context(c->ctx);
}

int kernel_release_lane(struct kernel_client *c)
{
	return tee_client_release_system_context(c->ctx);
}

int kernel_open_session(struct kernel_client *c, const uint8_t uuid[16], uint32_t *session)
{
	struct tee_ioctl_open_session_arg arg = { .clnt_login = TEE_IOCTL_LOGIN_REE_KERNEL };
	int rc;

	memcpy(arg.uuid, uuid, sizeof(arg.uuid));
	rc = tee_client_open_session(c->ctx, &arg, NULL);
	*session = arg.session;
	if (!rc && arg.ret)
		rc = -EIO;
	return rc;
}

/* A process is in a driver, as when it loads that: the freezer waits for it. */
static void set_in_driver(bool in)
{
	__atomic_store_n(&current->in_kernel, in, __ATOMIC_SEQ_CST);
}

int kernel_system_session(struct kernel_client *c, uint32_t session)
{
	int rc;

	set_in_driver(true);
	rc = tee_client_system_session(c->ctx, session);
	set_in_driver(false);
	return rc;
}

bool kernel_registers(struct kernel_client *c)
{
	void *page = alloc_pages_exact(PAGE_SIZE, GFP_KERNEL);
	struct tee_shm *shm;

	if (!page)
		return false;
	shm = tee_shm_register_kernel_buf(c->ctx, page, PAGE_SIZE);
	if (!IS_ERR(shm))
		tee_shm_free(shm);
	free_pages_exact(page, PAGE_SIZE);
	return !IS_ERR(shm);
}

static void set_param(struct kernel_client *c, struct tee_param *to, const struct call_param *from)
{
	memset(to, 0, sizeof(*to));
	to->attr = from->attr;
	if (from->attr >= TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT) {
		to->u.memref.shm = c->shm;
		to->u.memref.shm_offs = from->a;
		to->u.memref.size = from->b;
	} else {
		to->u.value.a = from->a;
		to->u.value.b = from->b;
	}
}

static void get_param(struct call_param *to, const struct tee_param *from)
{
	if (from->attr >= TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT) {
		to->b = from->u.memref.size;
	} else {
		to->a = from->u.value.a;
		to->b = from->u.value.b;
	}
}

int kernel_invoke(struct caller *c, uint32_t cmd, struct call_param *param, uint32_t *ret)
{
	struct tee_ioctl_invoke_arg arg = {
		.func = cmd, .session = c->session, .num_params = CALLER_PARAMS,
		.cancel_id = c->cancel_id,
	};
	struct tee_param params[CALLER_PARAMS];
	unsigned int n;
	int rc;

	for (n = 0; n < CALLER_PARAMS; n++)
		set_param(c->kernel, &params[n], &param[n]);
	set_in_driver(true);
	rc = tee_client_invoke_func(c->kernel->ctx, &arg, params);
	set_in_driver(false);
	for (n = 0; n < CALLER_PARAMS; n++)
		get_param(&param[n], &params[n]);
	*ret = arg.ret;
	return rc;
}

int kernel_cancel(struct caller *c)
{
	struct tee_ioctl_cancel_arg arg = {
		.session = c->session, .cancel_id = c->cancel_id,
	};

	return tee_client_cancel_req(c->kernel->ctx, &arg);
}

int kernel_close_session(struct kernel_client *c, uint32_t session)
{
	return tee_client_close_session(c->ctx, session);
}

void kernel_close(struct kernel_client *c)
{
	tee_shm_free(c->shm);
	tee_client_close_context(c->ctx);
	kfree(c);
}

static bool slab_refused(void)
{
	void *p = kmalloc(32, GFP_KERNEL);

	kfree(p);
	return !p;
}

static bool page_refused(void)
{
	void *p = alloc_pages_exact(PAGE_SIZE, GFP_KERNEL);

	if (p)
		free_pages_exact(p, PAGE_SIZE);
	return !p;
}

static bool xarray_refused(void)
{
	struct xarray xa;
	int rc;

	xa_init(&xa);
	rc = xa_err(xa_store(&xa, 1, &xa, GFP_KERNEL));
	xa_destroy(&xa);
	return rc == -ENOMEM;
}

static bool idr_refused(void)
{
	struct idr idr;
	int rc;

	idr_init(&idr);
	rc = idr_alloc(&idr, &idr, 1, 0, GFP_KERNEL);
	idr_destroy(&idr);
	return rc == -ENOMEM;
}

bool kernel_all_refused(void)
{
	return slab_refused() && page_refused() && xarray_refused() && idr_refused();
}

static void wait_probe(void *data, const struct lane_call *call)
{
	const struct kernel_probes *probes = data;

	probes->wait();
}

static void grant_probe(void *data, const struct lane_call *call)
{
	const struct kernel_probes *probes = data;

	probes->grant(call->ticket, call->lane);
}

int kernel_probe(const struct kernel_probes *probes)
{
	int rc = register_trace_optee_lane_wait(wait_probe, (void *)probes);

	return rc ? rc : register_trace_optee_lane_grant(grant_probe, (void *)probes);
}

void kernel_unprobe(const struct kernel_probes *probes)
{
	unregister_trace_optee_lane_grant(grant_probe, (void *)probes);
	unregister_trace_optee_lane_wait(wait_probe, (void *)probes);
	tracepoint_synchronize_unregister();
}
