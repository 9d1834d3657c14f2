/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Yielding calls: token, slot, message and RPCs of each.
 */
#ifndef OPTEE_CALL_H
#define OPTEE_CALL_H

#include <linux/list.h>
#include <linux/sched.h>
#include <linux/types.h>
#include <linux/workqueue.h>

#include <tee_compat.h>

#include "lanes.h"
#include "optee_msg.h"
#include "rpc.h"
#include "supp.h"

/* Parameters of a message: a TA takes up to 4, and to open a session adds 2 */
#define OPTEE_MAX_MSG_PARAMS	6

struct optee;
struct optee_call_page;
struct page;

/**
 * struct optee_call - a slot: a yielding call with its argument buffer
 * @node:	in optee->calls while the slot is free
 * @page:	the page the buffer was cut from
 * @optee:	the trusted OS
 * @cmd:	OPTEE_MSG_CMD_* of @msg, where the secure world cannot change it
 * @msg:	the message, shared with the secure world
 * @offset:	of @msg in its page, bytes
 * @ctx:	the context the call is made for, NULL for the driver's own pages
 * @lane:	its token
 * @by_address:	the secure world is told the address of @msg, not the cookie, unless the
 *		call is on a lane that the secure world keeps
 * @reg:	registers of the next SMC
 * @num_params:	parameters of @msg, where the secure world cannot change it
 * @held:	shared memory objects the parameters name
 * @noio:	memory allocated by its RPCs must not wait for I/O
 * @detachable:	may go on without its caller, a process that is being killed
 * @freezable:	its caller is a process, which the freezer may stop in an RPC
 * @detached:	a worker serves its RPCs, since the caller was killed
 * @rpc:	the RPC command that is served
 * @supp:	request to tee-supplicant
 * @rpc_until:	end of the sleep the current RPC asked for, jiffies; 0: none
 * @rpc_list:	page list shown to the secure world by the last RPC
 * @rpc_list_size: its size in bytes
 * @work:	runs it when detached
 */
struct optee_call {
	struct list_head node;
	struct optee_call_page *page;
	struct optee *optee;
	u32 cmd;
	struct optee_msg_arg *msg;
	unsigned int offset;
	struct tee_context *ctx;
	struct lane_call lane;
	bool by_address;
	unsigned long reg[8];
	unsigned int num_params;
	struct tee_shm *held[OPTEE_MAX_MSG_PARAMS];
	bool noio;
	bool detachable;
	bool freezable;
	bool detached;
	struct optee_rpc rpc;
	struct optee_supp_request supp;
	unsigned long rpc_until;
	u64 *rpc_list;
	size_t rpc_list_size;
	struct work_struct work;
};

/**
 * struct optee_call_page - a page that argument buffers were cut from
 * @node:	in optee->call_pages
 * @shm:	the page
 * @cookie:	what the secure world knows it by, 0 if it is not registered
 * @num_calls:	entries of @call
 * @call:	the calls whose buffers it holds
 */
struct optee_call_page {
	struct list_head node;
	struct tee_shm *shm;
	u64 cookie;
	unsigned int num_calls;
	struct optee_call call[];
};

/**
 * struct optee_call_spec - what a client says of a call before it has a token
 * @cmd:	OPTEE_MSG_CMD_*
 * @num_params:	parameters of its message, at most OPTEE_MAX_MSG_PARAMS
 * @system:	it is made for a system session, and may use the lane these share
 * @detachable:	a process that is killed may leave it, see detach.c
 * @immediate:	a call of the driver itself when it starts or ends, which does not wait for a token
 * @cancellable: the client can cancel it by @session and @cancel_id
 * @session:	its session, 0 for one that is being opened
 * @cancel_id:	the number that the client has given it
 */
struct optee_call_spec {
	u32 cmd;
	unsigned int num_params;
	bool system;
	bool detachable;
	bool immediate;
	bool cancellable;
	u32 session;
	u32 cancel_id;
};

/* What optee_call_run() returns of a call that goes on without its caller */
#define OPTEE_CALL_DETACHED	1

/* The state in which a task sleeps while an RPC of @call is served. */
static inline unsigned int optee_call_sleep_state(const struct optee_call *call)
{
	/*
	 * TASK_IDLE, because a sleep that no signal ends would otherwise count as load, and the
	 * secure world decides how long the sleep takes.
	 */
	return (call->detachable ? TASK_KILLABLE : TASK_IDLE) |
	       (call->freezable ? TASK_FREEZABLE : 0);
}

/* call_msg.c: writing messages */
void optee_call_prepare(struct optee_call *call, struct tee_context *ctx, u32 cmd,
			unsigned int num_params);
void optee_call_write_register(struct optee_call *call, u64 cookie, u64 buf_ptr, size_t size);
void optee_call_write_unregister(struct optee_call *call, u64 cookie);

/* call.c: one yielding call from its entry to its return, made with a token */
int optee_call_exchange(struct optee_call *call);
int optee_call_resume(struct optee_call *call);

/* call_slot.c: the slots, each a place for one call with an argument buffer */
int optee_slots_create(struct optee *optee);
void optee_slots_unregister(struct optee *optee);
void optee_slots_destroy(struct optee *optee);
struct optee_call *optee_slot_take(struct optee *optee, const struct lane_call *lane);
void optee_slot_put(struct optee_call *call);
void optee_call_end(struct optee_call *call);

/* detach.c: a call whose caller is being killed */
void optee_call_detach(struct optee_call *call);

/* call_token.c: a token and a slot for a call, and running the call */
struct optee_call *optee_call_begin(struct optee *optee, struct tee_context *ctx,
				    const struct optee_call_spec *spec);
int optee_call_run(struct optee_call *call);

/* call_shm.c: the calls by which pages become shared memory, and cease to be */
int optee_call_register(struct tee_context *ctx, u64 cookie, struct page **pages,
			size_t num_pages, size_t offset, size_t size);
int optee_call_unregister(struct tee_context *ctx, u64 cookie, bool immediate);

#endif /* OPTEE_CALL_H */
