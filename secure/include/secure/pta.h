/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Pseudo TAs: services inside the trusted OS, and what the kernel does for them.
 *
 * A service runs on the thread context of the call that invokes it. Several
 * calls can be in one service at once, on one session too, on several cores: it
 * guards what it shares with secure_lock(), for a few instructions, never across
 * a function that is marked "suspends". A suspended thread comes back when the
 * normal world likes, perhaps never.
 *
 * There is no allocator: what a service needs it has from boot.
 */
#ifndef SECURE_PTA_H
#define SECURE_PTA_H

#include <stdatomic.h>

#include <secure/types.h>

#include "optee_msg.h"
#include "optee_rpc_cmd.h"
#include "tee_result.h"

#define PTA_NUM_PARAMS		4

/* The device enumeration PTA lists the service (PTA_CMD_GET_DEVICES) */
#define PTA_ENUM_DEVICE		0x1
/* The same, for what needs tee-supplicant (PTA_CMD_GET_DEVICES_SUPP) */
#define PTA_ENUM_DEVICE_SUPP	0x2
/* The same, for what needs RPMB (PTA_CMD_GET_DEVICES_RPMB) */
#define PTA_ENUM_DEVICE_RPMB	0x4
/*
 * A service that system contexts depend on: it waits for no other call, so the kernel lets it
 * take no turn (secure_turn_take()).
 */
#define PTA_SYSTEM		0x8

struct shm;
struct thread;

/**
 * struct pta_mem - memory of the normal world, for as long as a call lasts
 * @shm:	kernel's, NULL for no memory
 * @offset:	kernel's
 * @size:	bytes that can be read and written
 */
struct pta_mem {
	struct shm *shm;
	u64 offset;
	size_t size;
};

/* Kinds of parameters, numbered as GlobalPlatform's TEE_PARAM_TYPE_* */
enum pta_param_type {
	PTA_NONE = 0,
	PTA_VALUE_IN = 1,
	PTA_VALUE_OUT = 2,
	PTA_VALUE_INOUT = 3,
	PTA_MEM_IN = 5,
	PTA_MEM_OUT = 6,
	PTA_MEM_INOUT = 7,
};

/**
 * struct pta_param - a parameter
 * @type:	what it is; not to be changed
 * @a:		first value; taken over at the end if it is an output
 * @b:		second value; as @a
 * @mem:	memory; not to be changed
 * @size:	bytes of @mem as the client says; for an output set it to the bytes written, or with
 *		TEEC_ERROR_SHORT_BUFFER to the bytes wanted, which may exceed @mem.size
 *
 * All of it is private to the call; only what @mem names is shared with the normal world.
 */
struct pta_param {
	enum pta_param_type type;
	u32 a;
	u32 b;
	struct pta_mem mem;
	size_t size;
};

/* The four types of a call in one number, for comparison */
#define PTA_TYPES(t0, t1, t2, t3) \
	((u32)(t0) | (u32)(t1) << 4 | (u32)(t2) << 8 | (u32)(t3) << 12)

static inline u32 pta_types(const struct pta_param p[PTA_NUM_PARAMS])
{
	return PTA_TYPES(p[0].type, p[1].type, p[2].type, p[3].type);
}

/* Is a login the normal world's kernel's, and no process's? */
static inline bool pta_is_kernel_login(u32 login)
{
	return login >= OPTEE_MSG_LOGIN_REE_KERNEL_MIN && login <= OPTEE_MSG_LOGIN_REE_KERNEL_MAX;
}

/**
 * struct pta_session - a client's session
 * @pta:	with what
 * @id:		its id, not 0
 * @login:	OPTEE_MSG_LOGIN_* by which the client opened it
 * @client:	UUID of the client, as the normal world says
 * @data:	the service's
 */
struct pta_session {
	const struct pta *pta;
	u32 id;
	u32 login;
	u8 client[16];
	void *data;
};

/**
 * struct pta - a service
 * @uuid:	its UUID, in RFC 4122 order
 * @name:	for people
 * @flags:	PTA_*
 * @boot:	set everything to what it is when the machine is switched on; may be NULL. Called at
 *		each boot; may not suspend.
 * @open:	a session is opened; NULL: everybody may. May suspend. An error ends the session
 *		without @close.
 * @close:	a session is closed, and none of its commands is running; may be NULL. May suspend.
 * @invoke:	a command. May suspend.
 * @bottom_half: do what secure_bottom_half_request() was called for; may be NULL. May suspend.
 *		Called for every service whenever any has asked.
 *
 * Results are TEEC_*; they go to the client as of origin TEEC_ORIGIN_TRUSTED_APP.
 */
struct pta {
	u8 uuid[16];
	const char *name;
	u32 flags;
	void (*boot)(void);
	u32 (*open)(struct pta_session *s, struct pta_param p[PTA_NUM_PARAMS]);
	void (*close)(struct pta_session *s);
	u32 (*invoke)(struct pta_session *s, u32 cmd, struct pta_param p[PTA_NUM_PARAMS]);
	void (*bottom_half)(void);
};

/* All services, ended by NULL: whoever links a trusted OS says which there are. */
extern const struct pta *const secure_ptas[];

/*
 * Memory of the normal world. It can change at any time: read a thing once and
 * work on the copy.
 */

/**
 * pta_mem_read() - copy out of the normal world's memory
 * @mem:	which
 * @offset:	where in it
 * @dst:	private memory
 * @len:	bytes
 *
 * Return: 0; -1, and nothing is copied, if it is not all inside of @mem.
 */
int pta_mem_read(const struct pta_mem *mem, size_t offset, void *dst, size_t len);

/**
 * pta_mem_write() - copy into the normal world's memory
 * @mem:	which
 * @offset:	where in it
 * @src:	private memory
 * @len:	bytes
 *
 * Return: as pta_mem_read().
 */
int pta_mem_write(const struct pta_mem *mem, size_t offset, const void *src, size_t len);

/*
 * Calls to the normal world
 */

/**
 * secure_rpc() - have the normal world do something; suspends
 * @cmd:	OPTEE_RPC_CMD_*
 * @params:	private; outputs come back here: values, sizes of memory references. The rest of
 *		it, and the attributes, stay as they were.
 * @num:	how many, at most SECURE_RPC_PARAMS
 *
 * Return: the normal world's result, not to be trusted any more than the outputs;
 * TEEC_ERROR_OUT_OF_MEMORY if there is no room for the request.
 */
u32 secure_rpc(u32 cmd, struct optee_msg_param *params, unsigned int num);

/**
 * struct secure_rpc_shm - memory that the normal world lends
 * @mem:	it
 * @cookie:	its name
 * @type:	OPTEE_RPC_SHM_TYPE_*
 */
struct secure_rpc_shm {
	struct pta_mem mem;
	u64 cookie;
	u32 type;
};

/**
 * secure_rpc_shm_alloc() - borrow memory; suspends
 * @shm:	what came of it
 * @type:	OPTEE_RPC_SHM_TYPE_KERNEL, or _APPL to share it with the supplicant
 * @size:	bytes, not 0
 *
 * It stays until it is freed, also after the call.
 *
 * Return: TEEC_SUCCESS, TEEC_ERROR_OUT_OF_MEMORY, or another TEEC_* of the normal world's.
 */
u32 secure_rpc_shm_alloc(struct secure_rpc_shm *shm, u32 type, size_t size);

/**
 * secure_rpc_shm_free() - give borrowed memory back; suspends
 * @shm:	from secure_rpc_shm_alloc(), in use by nobody
 */
void secure_rpc_shm_free(struct secure_rpc_shm *shm);

/**
 * secure_rpc_param_mem() - a parameter of an RPC that names borrowed memory
 * @param:	to be filled in
 * @type:	OPTEE_MSG_ATTR_TYPE_RMEM_*
 * @shm:	the memory
 * @offset:	where in it
 * @size:	bytes
 */
void secure_rpc_param_mem(struct optee_msg_param *param, u32 type,
			  const struct secure_rpc_shm *shm, size_t offset, size_t size);

/**
 * secure_sleep_ms() - sleep; suspends
 * @ms:		milliseconds
 *
 * The normal world decides how long the sleep really is.
 */
void secure_sleep_ms(u32 ms);

/**
 * secure_preempt() - let the normal world run; suspends
 *
 * For long computations. The effect is that of an interrupt of the normal world.
 */
void secure_preempt(void);

/**
 * secure_cancelled() - has the client asked to cancel the call that is running?
 */
bool secure_cancelled(void);

/*
 * Notifications
 */

/**
 * secure_notif_send() - post a notification value
 * @value:	1 to SECURE_NOTIF_SYNC - 1
 *
 * Can be called anywhere, also outside of calls; takes a lock for some instructions. A value that
 * is posted again before the normal world has fetched it is one post. Values are kept until the
 * normal world enables notifications.
 */
void secure_notif_send(u32 value);

/**
 * secure_notif_wait() - wait until a value is posted; suspends
 * @value:	1 to SECURE_NOTIF_SYNC - 1
 * @timeout_ms:	0 for ever
 *
 * The normal world can end the wait whenever it likes: check what was waited for.
 *
 * Return: TEEC_SUCCESS, TEEC_ERROR_TIMEOUT, TEEC_ERROR_CANCEL if the call has been cancelled, or
 * another TEEC_* of the normal world's.
 */
u32 secure_notif_wait(u32 value, u32 timeout_ms);

/**
 * secure_bottom_half_request() - have the bottom halves called, soon, on a thread
 *
 * Can be called anywhere, as secure_notif_send().
 */
void secure_bottom_half_request(void);

/*
 * Locks
 */

/**
 * struct secure_lock - a spinlock; all zeroes is unlocked
 * @taken:	yes
 * @interrupts:	the holder's, what arch_mask_interrupts() returned when it took the lock
 */
struct secure_lock {
	atomic_bool taken;
	unsigned long interrupts;
};

/**
 * secure_lock() - take a spinlock
 * @lock:	it; to suspend with one taken is a panic
 *
 * Until secure_unlock() the core takes no interrupt. Locks that are held together are given back
 * in the reverse order.
 */
void secure_lock(struct secure_lock *lock);

/**
 * secure_unlock() - release a spinlock
 * @lock:	it
 */
void secure_unlock(struct secure_lock *lock);

/**
 * secure_index() - the same index, and no other while a core executes past a bounds check
 * @index:	that the normal world has chosen; a check that it is less than @size comes before
 * @size:	bound, not 0
 *
 * Without this a core that predicts the check wrongly loads from beyond the end, and the normal
 * world can tell what. To be used between the check and the first use of the index.
 *
 * Return: @index, or 0 if it is not less than @size.
 */
size_t secure_index(size_t index, size_t size);

/**
 * struct secure_turn - whose turn it is to make a sequence of RPCs that no other may interrupt
 * @lock:	of the rest
 * @holder:	thread whose turn it is, NULL for none
 * @head:	first thread that waits, NULL for none
 * @tail:	last thread that waits
 * @name:	shown to people as what a thread waits for; static
 *
 * Unlike a lock a turn may be kept while the thread is suspended; threads that wait for it are
 * suspended as well. So it is only for services that no system context depends on, and services
 * with PTA_SYSTEM cannot take it. A structure that is zero except for @name is a turn that no
 * thread has.
 */
struct secure_turn {
	struct secure_lock lock;
	struct thread *holder;
	struct thread *head;
	struct thread *tail;
	const char *name;
};

/**
 * secure_turn_take() - take the turn, waiting for it if need be; suspends
 * @turn:	first come, first served
 *
 * Return: TEEC_SUCCESS, and secure_turn_give() must follow in this call; TEEC_ERROR_BAD_STATE in
 * a PTA_SYSTEM service or if the thread has the turn already; TEEC_ERROR_BUSY if a call of another
 * guest has it; TEEC_ERROR_OUT_OF_MEMORY if the normal world lends no memory for RPCs.
 */
u32 secure_turn_take(struct secure_turn *turn);

/**
 * secure_turn_give() - give the turn to the next thread; suspends if there is one
 * @turn:	that the thread has
 */
void secure_turn_give(struct secure_turn *turn);

#endif /* SECURE_PTA_H */
