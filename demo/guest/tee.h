/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * The calls that the clients of the demo make to the TEE, by libteec.
 */
#ifndef DEMO_TEE_H
#define DEMO_TEE_H

#include <tee_client_api.h>

/**
 * struct tee_client - one client: a file on the TEE device and one session
 * @ctx:	libteec's context, i.e. one open file on /dev/tee0
 * @sess:	the session all its calls are made on
 */
struct tee_client {
	TEEC_Context ctx;
	TEEC_Session sess;
};

/**
 * tee_open_parker() - connect to the trusted application that can wait
 * @c: client to set up
 *
 * Return: TEEC_SUCCESS or libteec's error.
 */
TEEC_Result tee_open_parker(struct tee_client *c);

/**
 * tee_open_short() - connect to the pseudo TA that serves short calls
 * @c: client to set up
 *
 * Return: TEEC_SUCCESS or libteec's error.
 */
TEEC_Result tee_open_short(struct tee_client *c);

/**
 * tee_request_lane() - ask for a system context on the client's open file
 * @c: an open client
 *
 * Return: 0, or the errno of the ioctl; ENOTTY from a driver without it.
 */
int tee_request_lane(struct tee_client *c);

/**
 * tee_park() - one call that holds a thread of the trusted OS
 * @c: a client opened by tee_open_parker()
 * @ms: how long the trusted application waits before it returns
 *
 * Return: TEEC_SUCCESS or the error of the invocation.
 */
TEEC_Result tee_park(struct tee_client *c, unsigned int ms);

/**
 * tee_kick() - one short call, its answer checked
 * @c: a client opened by tee_open_short()
 *
 * Return: TEEC_SUCCESS, the error of the invocation, or
 * TEEC_ERROR_BAD_FORMAT where the answer is wrong.
 */
TEEC_Result tee_kick(struct tee_client *c);

/**
 * tee_close() - end the session and close the file
 * @c: an open client
 */
void tee_close(struct tee_client *c);

#endif /* DEMO_TEE_H */
