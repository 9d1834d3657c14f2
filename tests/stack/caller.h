/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Clients of the invoke-tests pseudo TA and of others, of all kinds: processes and kernel drivers,
 * with and without a lane.
 */
#ifndef TESTS_STACK_CALLER_H
#define TESTS_STACK_CALLER_H

#include <stdint.h>

#define CALLER_SHM		4096
#define CALLER_PARAMS		4

enum caller_kind {
	CALLER_PROCESS,		/* /dev/tee0 */
	CALLER_BARE,		/* the same, without shared memory */
	CALLER_KERNEL,		/* tee_client_*() */
	CALLER_SYSTEM,		/* the same, and its session is a system session */
};

struct kernel_client;

/**
 * struct caller - a client with one session and some shared memory
 * @kind:	what kind of client this is
 * @fd:		CALLER_PROCESS, CALLER_BARE: its /dev/tee0
 * @shm_id:	CALLER_PROCESS: its shared memory
 * @kernel:	CALLER_KERNEL, CALLER_SYSTEM: see kernel.h
 * @session:	its session
 * @cancel_id:	by which its calls can be cancelled; a copy of this struct can have another
 * @shm:	CALLER_SHM bytes, which the trusted OS knows as well; CALLER_BARE: NULL
 */
struct caller {
	enum caller_kind kind;
	int fd;
	int shm_id;
	struct kernel_client *kernel;
	uint32_t session;
	uint32_t cancel_id;
	uint8_t *shm;
};

/**
 * struct call_param - a parameter
 * @attr:	TEE_IOCTL_PARAM_ATTR_TYPE_*
 * @a:		first value; memory: offset in the shared memory
 * @b:		second value; memory: bytes
 */
struct call_param {
	uint64_t attr;
	uint64_t a;
	uint64_t b;
};

/**
 * caller_open() - a context with a session, shared memory and lanes
 * @c:		filled in, also if it fails: as much of it as there is
 * @kind:	what kind of client is wanted
 * @lanes:	how many lanes are requested, before anything else. The lane of a CALLER_SYSTEM's
 *		system session comes on top of these, and after the session.
 * @uuid:	of the pseudo TA
 *
 * A process may be killed in this function, as in all others of this header.
 *
 * Return: 0 or a negative errno.
 */
int caller_open(struct caller *c, enum caller_kind kind, unsigned int lanes,
		const uint8_t uuid[16]);

/* Request or release a lane for the context. Returns 0 or a negative errno. */
int caller_request(struct caller *c);
int caller_release(struct caller *c);

/*
 * Close the session only, which returns 0 or a negative errno; then close the rest, which a killed
 * client leaves to the kernel.
 */
int caller_close_session(struct caller *c);
void caller_close(struct caller *c);

/**
 * caller_invoke() - a call
 * @c:		client
 * @cmd:	command of the pseudo TA
 * @param:	outputs come back here
 * @ret:	result of the pseudo TA
 *
 * Return: 0 with @ret, or a negative errno.
 */
int caller_invoke(struct caller *c, uint32_t cmd, struct call_param param[CALLER_PARAMS],
		  uint32_t *ret);

/* Have the trusted OS cancel the calls with the cancel ID of @c. Returns 0 or a negative errno. */
int caller_cancel(struct caller *c);

/*
 * Invoke a command of invoke-tests with the values @a and @b. Returns its TEEC_*, or a negative
 * errno.
 */
long caller_value(struct caller *c, uint32_t cmd, uint32_t a, uint32_t b);

/* A sum of values made there; bytes copied there. Whether that came, and came out right. */
_Bool caller_adds(struct caller *c, uint32_t seed);
_Bool caller_copies(struct caller *c, uint32_t seed);

/*
 * Register a page of the client as shared memory, and unregister it. Returns whether it could be
 * registered.
 */
_Bool caller_registers(struct caller *c);

/*
 * An object of pseudo TA storage, all of whose octets are @fill: write it, or read it. A session
 * with that is needed. Whether it was written; the octet, or -1 if there is no object like this.
 */
_Bool caller_writes(struct caller *c, const char *name, uint8_t fill);
int caller_reads(struct caller *c, const char *name);

extern const uint8_t caller_tests_uuid[16];
extern const uint8_t caller_storage_uuid[16];

#endif
