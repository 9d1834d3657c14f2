/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * The driver and the trusted OS with nothing else around them: no eMMC, no emulation of
 * cores, so that what is measured is theirs.
 */
#ifndef BENCH_WORLDS_H
#define BENCH_WORLDS_H

#include <stdbool.h>

#include <linux/tee.h>

#define CLIENT_PARAMS	4	/* libteec always has so many */

/**
 * struct client - a session with the invoke-tests service
 * @fd:		its /dev/tee0
 * @buf:	argument of TEE_IOC_INVOKE, points to @arg
 * @arg:	a command that does nothing, its parameters of type NONE
 */
struct client {
	int fd;
	struct tee_ioctl_buf_data buf;
	struct {
		struct tee_ioctl_invoke_arg head;
		struct tee_ioctl_param params[CLIENT_PARAMS];
	} arg;
};

/**
 * worlds_on() - boot both, and load the driver
 *
 * The calling thread becomes the kernel's first task.
 *
 * Return: 0 or -1.
 */
int worlds_on(void);

/* By the same thread. 0, or -1: something was left behind. */
int worlds_off(void);

/**
 * worlds_stub() - from now on yielding calls do not get to the trusted OS
 * @stub:	they return OK at once; false: they do again
 *
 * The driver cannot tell: it has zeroed the message, and zeroes say that the command
 * succeeded. So what it does for a call is the same with and without.
 */
void worlds_stub(bool stub);

/* @client is static. By the thread that booted. 0 or -1. */
int client_open(struct client *client);
void client_close(struct client *client);

/* A null invocation, from ioctl to ioctl. 0 or -1. */
int client_call(struct client *client);

#endif
