/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Making yielding calls: token, slot, message and RPCs of each.
 */
#ifndef OPTEE_CALL_H
#define OPTEE_CALL_H

#include <linux/list.h>
#include <linux/types.h>

#include "call_state.h"
#include "lanes.h"

struct optee;
struct page;
struct tee_context;
struct tee_shm;

/**
 * struct optee_call_page - a page that argument buffers were cut from
 * @node:	in optee->call_pages
 * @shm:	the page
 * @cookie:	what the secure world knows it by, 0 if it is not registered
 * @num_calls:	entries of @call
 * @num_done:	entries of @call that will not be used again, as the driver ends
 * @call:	the calls whose buffers it holds
 */
struct optee_call_page {
	struct list_head node;
	struct tee_shm *shm;
	u64 cookie;
	unsigned int num_calls;
	unsigned int num_done;
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
 * @session:	the session that it uses (session_table.c) until it is over, 0: none
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

/* Result of optee_call_run() for a call that goes on without its caller */
#define OPTEE_CALL_DETACHED	1

/* call_msg.c: writing messages, and reading answers */
void optee_call_prepare(struct optee_call *call, struct tee_context *ctx, u32 cmd,
			unsigned int num_params);
void optee_call_write_register(struct optee_call *call, u64 cookie, u64 buf_ptr, size_t size);
void optee_call_write_unregister(struct optee_call *call, u64 cookie);
int optee_call_read_unregister(const struct optee_call *call);
void optee_call_pass_by_address(struct optee_call *call);
void optee_call_pass_by_cookie(struct optee_call *call);

/* call.c: one yielding call from its entry to its return, made with a token */
int optee_call_exchange(struct optee_call *call);
int optee_call_resume(struct optee_call *call);

/* call_page.c: the pages that argument buffers are in */
unsigned int optee_calls_per_page(const struct optee *optee);
struct optee_call_page *optee_call_page_make(struct optee *optee, struct lane_call *lane);
void optee_call_page_unregister(struct optee_call_page *page, unsigned long until);
void optee_call_page_free(struct optee_call_page *page);

/* call_slot.c: the slots, each a place for one call with an argument buffer */
int optee_slots_create(struct optee *optee);
void optee_slots_unregister(struct optee *optee);
void optee_slots_destroy(struct optee *optee);
struct optee_call *optee_slot_take(struct optee *optee, struct lane_call *lane);
void optee_slot_put(struct optee_call *call);
void optee_call_end(struct optee_call *call);

/* detach.c: a call whose caller is being killed */
void optee_call_detach(struct optee_call *call);

/* call_token.c: a token and a slot for a call, and running the call */
struct optee_call *optee_call_begin(struct optee *optee, struct tee_context *ctx,
				    const struct optee_call_spec *spec);
int optee_call_run(struct optee_call *call);
int optee_probe_thread(struct lanes *lanes, struct lane_call *request);

/* call_shm.c: the calls by which pages become shared memory, and cease to be */
int optee_call_register(struct tee_context *ctx, u64 cookie, struct page **pages,
			size_t num_pages, size_t offset, size_t size);
int optee_call_unregister(struct tee_context *ctx, u64 cookie, bool immediate);

#endif /* OPTEE_CALL_H */
