/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * The driver and the trusted OS, without the other parts of the machine: there is no eMMC and no
 * emulation of cores, so that only the two are measured.
 */
#ifndef BENCH_WORLDS_H
#define BENCH_WORLDS_H

#include <stdbool.h>

#include <linux/tee.h>

#define CLIENT_PARAMS	4	/* libteec always passes this many */

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

int worlds_on(void);
int worlds_off(void);
void worlds_stub(bool stub);
int client_open(struct client *client);
void client_close(struct client *client);
int client_call(struct client *client);

#endif
