/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * The parts of optee.ko and what they offer each other.
 */
#ifndef OPTEE_PRIVATE_H
#define OPTEE_PRIVATE_H

#include <linux/arm-smccc.h>
#include <linux/completion.h>
#include <linux/list.h>
#include <linux/notifier.h>
#include <linux/refcount.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>

#include <tee_compat.h>
#include <linux/tee_system.h>

#include "optee_msg.h"
#include "optee_rpc_cmd.h"
#include "optee_smc.h"
#include "tee_result.h"

#include "call.h"
#include "lanes.h"

#define OPTEE_DRIVER_NAME	"optee"

/* The largest notification value where the trusted OS does not tell one */
#define OPTEE_DEFAULT_MAX_NOTIF_VALUE	255

typedef void optee_invoke_fn(unsigned long a0, unsigned long a1, unsigned long a2,
			     unsigned long a3, unsigned long a4, unsigned long a5,
			     unsigned long a6, unsigned long a7, struct arm_smccc_res *res);

struct optee_irq;
struct optee_rpmb;

/**
 * struct optee_caps - what the trusted OS said at probe
 * @bits:		OPTEE_SMC_SEC_CAP_* as answered
 * @max_notif_value:	largest notification value
 * @rpc_params:		parameters an RPC argument that follows the call's own
 *			has room for; 0: RPC arguments are allocated by RPC
 * @threads:		thread contexts, 0 unknown
 * @reserves_threads:	the trusted OS answered to RESERVE_SYS_THREAD
 */
struct optee_caps {
	u32 bits;
	u32 max_notif_value;
	unsigned int rpc_params;
	unsigned int threads;
	bool reserves_threads;
};

/**
 * struct optee_supp - between calls that need tee-supplicant and the supplicant
 * @lock:	protects the rest; never held across anything that sleeps
 * @ctx:	the supplicant's context, NULL while there is none
 * @process:	its process, a tgid: whose thread has received last
 * @requests:	requests that no supplicant thread has taken yet
 * @taken:	requests a supplicant thread works on, by id
 * @next_id:	where the search for a free id goes on
 * @single_id:	the request a supplicant without ids works on, 0: none
 * @work:	wakes a supplicant thread that waits for a request
 * @asking:	kernel clients that wait for an answer
 * @suspended:	the system suspends: kernel clients are answered with an error
 * @nobody_asks: woken when @asking becomes 0
 * @stopped:	every request is answered with an error at once
 */
struct optee_supp {
	spinlock_t lock; /* see above */
	struct tee_context *ctx;
	pid_t process;
	struct list_head requests;
	struct xarray taken;
	u32 next_id;
	u32 single_id;
	struct wait_queue_head work;
	unsigned int asking;
	bool suspended;
	wait_queue_head_t nobody_asks;
	bool stopped;
};

/**
 * struct optee_notif - who waits for which notification value
 * @lock:	protects the rest; taken in hard interrupt context
 * @max:	largest value
 * @waiters:	on-stack entries
 * @pending:	values that were sent while nobody waited
 * @ending:	nobody sleeps for long any more
 */
struct optee_notif {
	raw_spinlock_t lock;
	u32 max;
	struct list_head waiters;
	unsigned long *pending;
	bool ending;
};

/**
 * struct optee - one trusted OS
 * @invoke_fn:		the conduit, smc or hvc
 * @caps:		what the trusted OS can do
 * @teedev:		/dev/teeN
 * @supp_teedev:	/dev/teeprivN
 * @pool:		where shared memory for both comes from
 * @reserved_shm:	mapping of the reserved shared memory, if that is used
 * @ctx:		context for the driver's own calls
 * @lanes:		who may enter
 * @calls_lock:		protects @calls and @call_pages
 * @calls:		calls, each with its argument buffer, that nobody uses now
 * @call_pages:		all pages that argument buffers were cut from
 * @shms:		shared memory the secure world may name, by cookie
 * @next_cookie:	where the search for a free cookie goes on
 * @notif:		notifications
 * @irq:		their interrupt, Linux only
 * @bottom_half_lane:	their bottom half has a share in the system lane
 * @supp:		tee-supplicant
 * @rpmb:		RPMB devices, where the kernel has the subsystem
 * @wq:			runs detached calls, each of which holds a thread and waits for
 *			none; what waits for a thread must not run here
 * @pm_nb:		told when the system suspends
 * @scan_work:		looks for pseudo TAs that need the supplicant
 * @scan_lock:		protects @scan_done
 * @scan_done:		@scan_work has been started, or must not be any more
 */
struct optee {
	optee_invoke_fn *invoke_fn;
	struct optee_caps caps;
	struct tee_device *teedev;
	struct tee_device *supp_teedev;
	struct tee_shm_pool *pool;
	void *reserved_shm;
	struct tee_context *ctx;
	struct lanes lanes;
	spinlock_t calls_lock;	/* protects calls, call_pages */
	struct list_head calls;
	struct list_head call_pages;
	struct xarray shms;
	u32 next_cookie;
	struct optee_notif notif;
	struct optee_irq *irq;
	bool bottom_half_lane;
	struct optee_supp supp;
	struct optee_rpmb *rpmb;
	struct workqueue_struct *wq;
	struct notifier_block pm_nb;
	struct work_struct scan_work;
	spinlock_t scan_lock; /* protects scan_done */
	bool scan_done;
};

/**
 * struct optee_context - what the driver keeps for a tee_context
 * @set:	its lanes
 * @lanes:	lanes it has, or is about to have
 * @sessions:	open sessions by id; the value tells whether it is a system session
 */
struct optee_context {
	struct lane_set set;
	atomic_t lanes;
	struct xarray sessions;
};

/* session.c: contexts, sessions and what is done with them */
int optee_open(struct tee_context *ctx);
void optee_close(struct tee_context *ctx);
void optee_release(struct tee_context *ctx);
int optee_open_session(struct tee_context *ctx, struct tee_ioctl_open_session_arg *arg,
		       struct tee_param *param);
int optee_close_session(struct tee_context *ctx, u32 session);
int optee_system_session(struct tee_context *ctx, u32 session);
int optee_invoke_func(struct tee_context *ctx, struct tee_ioctl_invoke_arg *arg,
		      struct tee_param *param);
int optee_cancel_req(struct tee_context *ctx, u32 cancel_id, u32 session);

/* system.c: system contexts */
int optee_request_system_context(struct tee_context *ctx);
int optee_release_system_context(struct tee_context *ctx);
int optee_system_get(struct optee *optee);
void optee_system_put(struct optee *optee);
extern const struct lanes_ops optee_lanes_ops;

/* param.c: struct tee_param <-> struct optee_msg_param */
int optee_params_to_msg(struct optee_call *call, unsigned int first, unsigned int num_params,
			const struct tee_param *params);
void optee_params_from_msg(const struct optee_call *call, unsigned int first,
			   unsigned int num_params, struct tee_param *params);
int optee_rpc_params_get(struct optee_rpc *rpc, struct tee_param *params);
void optee_rpc_params_put(struct optee_rpc *rpc, struct tee_param *params);
void optee_rpc_params_answer(struct optee_rpc *rpc, const struct tee_param *params);

/* shm.c: shared memory the secure world knows */
int optee_shm_register(struct tee_context *ctx, struct tee_shm *shm, struct page **pages,
		       size_t num_pages, unsigned long start);
int optee_shm_unregister(struct tee_context *ctx, struct tee_shm *shm);
int optee_shm_register_supp(struct tee_context *ctx, struct tee_shm *shm, struct page **pages,
			    size_t num_pages, unsigned long start);
int optee_shm_unregister_supp(struct tee_context *ctx, struct tee_shm *shm);
struct tee_shm_pool *optee_shm_pool_dynamic(void);

/* mem_type.c, Linux only */
int optee_check_mem_type(unsigned long start, size_t num_pages);

/* shm_cookie.c: the names shared memory goes by */
void optee_cookies_init(struct optee *optee);
int optee_cookie_alloc(struct optee *optee, struct tee_shm *shm, bool lent, u64 *cookie);
struct tee_shm *optee_cookie_get(struct optee *optee, u64 cookie);
void optee_cookie_forget(struct optee *optee, u64 cookie);
void optee_cookie_bury(struct optee *optee, u64 cookie);
struct tee_shm *optee_cookie_take_back(struct optee *optee, u64 cookie);

/* shm_list.c: page lists */
u64 *optee_page_list_alloc(struct page **pages, size_t num_pages, size_t offset, size_t *size);
void optee_page_list_free(u64 *list, size_t size);
u64 optee_page_list_addr(const u64 *list, size_t offset);

/*
 * rpc.c: what the secure world asks for while a call runs. Where something
 * returns an int, -EINTR says that the caller is being killed: ask again, on a
 * worker.
 */
int optee_rpc_handle(struct optee_call *call);
/* rpc_shm.c */
void optee_rpc_func_alloc(struct optee_call *call);
void optee_rpc_func_free(struct optee_call *call);
int optee_rpc_shm_alloc(struct optee_rpc *rpc);
int optee_rpc_shm_free(struct optee_rpc *rpc);
/* rpc_supp.c */
int optee_rpc_supplicant(struct optee_rpc *rpc);
int optee_rpc_supplicant_shm(struct optee_rpc *rpc, u32 func, u64 b, u64 *c);
/* rpc_wait.c */
int optee_rpc_suspend(struct optee_rpc *rpc);
int optee_rpc_notification(struct optee_rpc *rpc);
/* rpc_i2c.c */
void optee_rpc_i2c_transfer(struct optee_rpc *rpc);

/*
 * supp.c: tee-supplicant. optee_supp_close() is for tee_system_ops.close_context:
 * memory that the secure world holds keeps the context alive much longer, and
 * those who wait for the supplicant would wait as long.
 */
void optee_supp_init(struct optee_supp *supp);
void optee_supp_destroy(struct optee_supp *supp);
int optee_supp_open(struct optee_supp *supp, struct tee_context *ctx);
void optee_supp_close(struct optee_supp *supp, struct tee_context *ctx);
void optee_supp_stop(struct optee_supp *supp);
int optee_supp_ask(struct optee_supp *supp, struct optee_call *call, bool nowait);
int optee_supp_suspend(struct optee_supp *supp, unsigned long timeout);
void optee_supp_resume(struct optee_supp *supp);
bool optee_supp_is(struct optee_supp *supp, const struct tee_context *ctx);
struct tee_shm *optee_supp_get_shm(struct optee_supp *supp, int id);
int optee_supp_recv(struct tee_context *ctx, u32 *func, u32 *num_params,
		    struct tee_param *param);
void optee_supp_unrecv(struct tee_context *ctx, const struct tee_param *params);
int optee_supp_send(struct tee_context *ctx, u32 ret, u32 num_params, struct tee_param *param);

/* suspend.c: what must be so before processes are frozen */
int optee_suspend_init(struct optee *optee);
void optee_suspend_destroy(struct optee *optee);

/* notif.c: notification values */
int optee_notif_init(struct optee_notif *notif, u32 max);
void optee_notif_destroy(struct optee_notif *notif);
int optee_notif_wait(struct optee_notif *notif, u32 value, unsigned long until,
		     unsigned int state);
int optee_notif_sleep(struct optee_notif *notif, unsigned long until, unsigned int state);
int optee_notif_send(struct optee_notif *notif, u32 value);
void optee_notif_end(struct optee_notif *notif);

/* bottom_half.c: messages about notifications */
int optee_bottom_half(struct optee *optee);
int optee_stop_async_notif(struct optee *optee);

/* shutdown.c: the end of all calls */
void optee_end_calls(struct optee *optee);
void optee_shutdown_calls(struct optee *optee);

/* irq.c, Linux only */
int optee_irq_init(struct optee *optee, unsigned int irq);
void optee_irq_destroy(struct optee *optee);

/*
 * devices.c: pseudo TAs that are devices on the TEE bus. optee_devices_init()
 * comes first, before anything can fail that ends in optee_unregister_devices().
 */
void optee_devices_init(struct optee *optee);
int optee_enumerate_devices(struct optee *optee, u32 func);
void optee_unregister_devices(struct optee *optee);
void optee_scan_later(struct optee *optee);

/*
 * rpmb.c: RPMB devices for RPCs; rpmb_none.c where the kernel has none.
 * optee_rpmb_init() comes before tee_device_register(), optee_rpmb_start() last
 * of all; optee_unregister_devices() stops it, optee_rpmb_destroy() comes when no
 * call is under way any more.
 */
int optee_rpmb_init(struct optee *optee);
int optee_rpmb_start(struct optee *optee);
void optee_rpmb_stop(struct optee *optee);
void optee_rpmb_destroy(struct optee *optee);
int optee_rpmb_rpc(struct optee_rpc *rpc);

/* sysfs.c, Linux only: for @teedev and for @supp_teedev */
extern const struct attribute_group *optee_dev_groups[];
extern const struct attribute_group *optee_supp_dev_groups[];

/* smc.c: fast calls */
bool optee_smc_is_optee(optee_invoke_fn *invoke_fn);
bool optee_smc_revision_fits(optee_invoke_fn *invoke_fn);
void optee_smc_print_os_revision(optee_invoke_fn *invoke_fn);
int optee_smc_exchange_caps(optee_invoke_fn *invoke_fn, struct optee_caps *caps);
int optee_smc_reserved_shm(optee_invoke_fn *invoke_fn, phys_addr_t *pa, size_t *size);
int optee_smc_reserve_thread(optee_invoke_fn *invoke_fn);
bool optee_smc_unreserve_thread(optee_invoke_fn *invoke_fn);
int optee_smc_enable_async_notif(optee_invoke_fn *invoke_fn);
bool optee_smc_async_notif_value(optee_invoke_fn *invoke_fn, u32 *value, bool *pending);
void optee_smc_enable_shm_cache(struct optee *optee);
void optee_smc_disable_shm_cache(struct optee *optee, bool ours);

#endif
