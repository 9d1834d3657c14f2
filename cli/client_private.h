/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * What the parts of a client share: client.c (when it calls) and client_calls.c (the calls).
 */
#ifndef CLI_CLIENT_PRIVATE_H
#define CLI_CLIENT_PRIVATE_H

#include "client.h"

/**
 * struct user - a client at work
 * @client:	who
 * @fd:		its /dev/tee0
 * @session:	with the service
 * @shm_id:	memory it shares with it
 * @shm:	the same, as it sees it
 */
struct user {
	struct client *client;
	int fd;
	uint32_t session;
	int shm_id;
	uint8_t *shm;
};

int client_begin(struct user *u);
int client_make_call(struct user *u, unsigned int n);
int client_end(struct user *u, unsigned int calls);
int client_try_storage(struct user *u);

#endif
