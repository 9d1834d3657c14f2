/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * The part of these tests that is in the kernel.
 */
#ifndef TESTS_STACK_KERNEL_H
#define TESTS_STACK_KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct call_param;
struct caller;
struct kernel_client;

/* A client driver, as struct caller says. NULL: no memory, or no TEE. */
struct kernel_client *kernel_open(size_t shm_size, void **shm);
int kernel_request_lane(struct kernel_client *c);
int kernel_release_lane(struct kernel_client *c);
int kernel_open_session(struct kernel_client *c, const uint8_t uuid[16], uint32_t *session);
int kernel_system_session(struct kernel_client *c, uint32_t session);
int kernel_close_session(struct kernel_client *c, uint32_t session);
void kernel_close(struct kernel_client *c);

/* A page registered as its shared memory and freed again. Whether it could be registered. */
bool kernel_registers(struct kernel_client *c);

/* caller_invoke() and caller_cancel() of such a client */
int kernel_invoke(struct caller *c, uint32_t cmd, struct call_param *param, uint32_t *ret);
int kernel_cancel(struct caller *c);

/*
 * Ask the kernel for memory of each kind once: whether all of it was refused. What is had
 * is given back.
 */
bool kernel_all_refused(void);

/**
 * struct kernel_probes - who is told what happens to a call that finds no thread
 * @wait:	the calling task will wait; no lock is held
 * @grant:	a call is given a token, with the driver's lock held: in order. @ticket
 *		grows with the arrival of calls; @lane: the token is a lane's
 */
struct kernel_probes {
	void (*wait)(void);
	void (*grant)(unsigned long ticket, bool lane);
};

/* Between machine_on() and machine_off(); 0 or a negative errno. */
int kernel_probe(const struct kernel_probes *probes);
void kernel_unprobe(const struct kernel_probes *probes);

#endif
