/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Has tee-supplicant run, stop or die, or puts the test itself in its place.
 */
#ifndef TESTS_SUPP_H
#define TESTS_SUPP_H

#include "tee.h"

pid_t supp_pid(void);		/* 0 if no supplicant runs */
void supp_signal(int sig);
void supp_kill(void);		/* returns when the supplicant is gone */
void supp_start(void);		/* returns when the new supplicant has the device */
int supp_open(void);		/* kill the supplicant and take its place */

/* A request as TEE_IOC_SUPPL_RECV has it, with room for its parameters. */
struct supp_msg {
	struct tee_iocl_supp_recv_arg arg;	/* func is ret of an answer */
	struct tee_ioctl_param params[MAX_PARAMS + 1];
};

int supp_recv(int fd, struct supp_msg *m);
int supp_send(int fd, struct supp_msg *m);

#endif
