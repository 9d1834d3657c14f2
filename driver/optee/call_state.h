/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * The state of a yielding call. RPCs and the supplicant work on it; making calls is in call.h.
 */
#ifndef OPTEE_CALL_STATE_H
#define OPTEE_CALL_STATE_H

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

/**
 * struct optee_call - a slot: a yielding call with its argument buffer
 * @next_free:	the next free slot, while this one is free
 * @page:	the page the buffer was cut from
 * @optee:	the trusted OS
 * @cmd:	OPTEE_MSG_CMD_* of @msg, where the secure world cannot change it
 * @msg:	the message, shared with the secure world
 * @offset:	of the buffer in its page, bytes
 * @plain:	a page of its own for messages that are passed by address, or NULL
 * @ctx:	the context the call is made for, NULL for the driver's own pages
 * @lane:	its token
 * @by_address:	the secure world is told the address of @msg, not the page's cookie
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
	struct optee_call *next_free;
	struct optee_call_page *page;
	struct optee *optee;
	u32 cmd;
	struct optee_msg_arg *msg;
	unsigned int offset;
	void *plain;
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

#endif /* OPTEE_CALL_STATE_H */
