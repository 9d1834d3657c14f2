/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copyright (C) 2026 teelane authors
 *
 * The owner of a thing that outlives a session: the client, as its login tells.
 *
 * The normal world's kernel vouches for login and UUID of a client (TEE Client API 1.0, section
 * 4.2: connection methods). Clients with a public login cannot be told from each other: to a
 * service they are one client.
 */
#ifndef SERVICES_OWNER_H
#define SERVICES_OWNER_H

#include <secure/pta.h>

/**
 * struct owner - a client
 * @login:	OPTEE_MSG_LOGIN_*
 * @client:	UUID, all zero for a login that has none
 */
struct owner {
	u32 login;
	u8 client[16];
};

static inline struct owner owner_of(const struct pta_session *s)
{
	struct owner owner = { .login = s->login };

	memcpy(owner.client, s->client, sizeof(owner.client));
	return owner;
}

static inline bool is_same_owner(const struct owner *a, const struct owner *b)
{
	return a->login == b->login && !memcmp(a->client, b->client, sizeof(a->client));
}

#endif /* SERVICES_OWNER_H */
