/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * The sessions of a context, by the ids that its client knows them by.
 */
#ifndef OPTEE_SESSION_TABLE_H
#define OPTEE_SESSION_TABLE_H

#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/wait.h>

/* So many sessions a context has room for from its beginning */
#define OPTEE_FIRST_SESSIONS	8

enum optee_session_state {
	SESSION_FREE,
	SESSION_OPENING,
	SESSION_OPEN,
	SESSION_CLOSING,
};

/**
 * struct optee_session - a session of a context, or the place for one
 * @secure_id:	what the trusted OS calls it
 * @next_free:	of a free place: id of the next free place, 0: none
 * @users:	calls that have found it and are not over yet
 * @state:	SESSION_FREE also before an id has ever been used
 * @system:	it may use the lane that system sessions share
 */
struct optee_session {
	union {
		u32 secure_id;
		u32 next_free;
	};
	u32 users;
	u8 state;
	bool system;
};

/**
 * struct optee_session_table - the sessions of one context
 * @lock:	protects all of it, held for a few instructions
 * @place:	the session whose id is n is at n - 1
 * @num:	how many places there are
 * @first_free:	id of a free place, 0: none
 * @unused:	woken when a session that is being closed has no users any more
 * @first:	the places there are from the beginning
 */
struct optee_session_table {
	spinlock_t lock; /* see above */
	struct optee_session *place;
	u32 num;
	u32 first_free;
	wait_queue_head_t unused;
	struct optee_session first[OPTEE_FIRST_SESSIONS];
};

void optee_sessions_init(struct optee_session_table *table);
void optee_sessions_destroy(struct optee_session_table *table);
int optee_session_new(struct optee_session_table *table, u32 *id);
void optee_session_opened(struct optee_session_table *table, u32 id, u32 secure_id);
void optee_session_forget(struct optee_session_table *table, u32 id);
struct optee_session optee_session_find(struct optee_session_table *table, u32 id);
struct optee_session optee_session_use(struct optee_session_table *table, u32 id);
void optee_session_unuse(struct optee_session_table *table, u32 id);
struct optee_session optee_session_begin_to_close(struct optee_session_table *table, u32 id);
int optee_session_wait_unused(struct optee_session_table *table, u32 id, unsigned int state);
void optee_session_stays(struct optee_session_table *table, u32 id);
int optee_session_make_system(struct optee_session_table *table, u32 id);

#endif /* OPTEE_SESSION_TABLE_H */
