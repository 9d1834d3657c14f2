// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The sessions of a context.
 *
 * A client knows a session by an id of this table, and not by the id of the trusted OS. Ids of this
 * table are small and dense, so a session is found, entered and forgotten in a few instructions,
 * whatever numbers the trusted OS uses. A trusted OS that gives one number to two sessions cannot
 * confuse the driver either.
 *
 * The place of a session is set aside before the trusted OS is asked to open it. So a session that
 * is open always has a place, and nothing is allocated while the call keeps a thread.
 */
#include <linux/errno.h>
#include <linux/nospec.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/wait.h>

#include "session_table.h"

/* Sessions of one context, at most; the table is then still an allocation that can succeed */
#define MAX_SESSIONS	65536

/* Put the places from @from on into the list of free ones; the list is empty. */
static void add_free_places(struct optee_session *place, u32 from, u32 num, u32 *first_free)
{
	u32 n;

	for (n = from; n < num; n++)
		place[n].next_free = n + 1 < num ? n + 2 : 0;
	*first_free = from + 1;
}

/**
 * optee_sessions_init() - make an empty table
 * @table:	zeroed
 */
void optee_sessions_init(struct optee_session_table *table)
{
	spin_lock_init(&table->lock);
	init_waitqueue_head(&table->unused);
	table->place = table->first;
	table->num = OPTEE_FIRST_SESSIONS;
	add_free_places(table->place, 0, table->num, &table->first_free);
}

static void free_places(struct optee_session_table *table, struct optee_session *place)
{
	if (place != table->first)
		kfree(place);
}

/**
 * optee_sessions_destroy() - free a table
 * @table:	nobody uses it any more
 */
void optee_sessions_destroy(struct optee_session_table *table)
{
	free_places(table, table->place);
}

/* Double the number of places, unless a place has become free, or another task has done it. */
static int grow_table(struct optee_session_table *table)
{
	u32 old_num = READ_ONCE(table->num);
	u32 num = 2 * old_num;
	struct optee_session *place, *old;

	if (num > MAX_SESSIONS)
		return -ENOMEM;
	/*
	 * GFP_NOIO, because memory reclaim may wait for what a client with a lane provides, and
	 * that client may be the one that opens a session here.
	 */
	place = kcalloc(num, sizeof(*place), GFP_NOIO | __GFP_ACCOUNT);
	if (!place)
		return -ENOMEM;
	old = place;
	spin_lock(&table->lock);
	if (table->num == old_num && !table->first_free) {
		old = table->place;
		memcpy(place, old, old_num * sizeof(*place));
		add_free_places(place, old_num, num, &table->first_free);
		table->place = place;
		WRITE_ONCE(table->num, num);
	}
	spin_unlock(&table->lock);
	free_places(table, old);
	return 0;
}

static bool take_free_place(struct optee_session_table *table, u32 *id)
{
	struct optee_session *s;
	u32 free;

	spin_lock(&table->lock);
	free = table->first_free;
	if (free) {
		s = &table->place[free - 1];
		table->first_free = s->next_free;
		s->state = SESSION_OPENING;
		s->system = false;
	}
	spin_unlock(&table->lock);
	*id = free;
	return free;
}

/**
 * optee_session_new() - set an id aside for a session that is going to be opened
 * @table:	of its context
 * @id:		the id, never 0
 *
 * May sleep. Does not allocate while the context has fewer sessions than OPTEE_FIRST_SESSIONS.
 *
 * Return: 0 or -ENOMEM. After 0, optee_session_opened() or optee_session_forget() is due.
 */
int optee_session_new(struct optee_session_table *table, u32 *id)
{
	int rc;

	while (!take_free_place(table, id)) {
		rc = grow_table(table);
		if (rc)
			return rc;
	}
	return 0;
}

/**
 * optee_session_opened() - the trusted OS has opened a session
 * @table:	of its context
 * @id:		from optee_session_new()
 * @secure_id:	what the trusted OS calls it
 */
void optee_session_opened(struct optee_session_table *table, u32 id, u32 secure_id)
{
	struct optee_session *s;

	spin_lock(&table->lock);
	s = &table->place[id - 1];
	s->secure_id = secure_id;
	s->state = SESSION_OPEN;
	spin_unlock(&table->lock);
}

/**
 * optee_session_forget() - a session was not opened, or is closed: its id can be used again
 * @table:	of its context
 * @id:		of a session that this task opens or closes, without users
 */
void optee_session_forget(struct optee_session_table *table, u32 id)
{
	struct optee_session *s;

	spin_lock(&table->lock);
	s = &table->place[id - 1];
	s->state = SESSION_FREE;
	s->next_free = table->first_free;
	table->first_free = id;
	spin_unlock(&table->lock);
}

/* Under the lock: the open session @id, or NULL. */
static struct optee_session *open_session(struct optee_session_table *table, u32 id)
{
	struct optee_session *s;

	if (id - 1 >= table->num)
		return NULL;
	s = &table->place[array_index_nospec(id - 1, table->num)];
	return s->state == SESSION_OPEN ? s : NULL;
}

/*
 * Find the open session @id, give it @new_users more users and @new_state, and return a copy; one
 * that is SESSION_FREE if there is no such session. Inline, as it is a part of each invocation.
 */
static __always_inline struct optee_session find_and_mark(struct optee_session_table *table, u32 id,
							  u32 new_users, u8 new_state)
{
	struct optee_session copy = { .state = SESSION_FREE };
	struct optee_session *s;

	spin_lock(&table->lock);
	s = open_session(table, id);
	if (s) {
		s->users += new_users;
		s->state = new_state;
		copy = *s;
	}
	spin_unlock(&table->lock);
	return copy;
}

/**
 * optee_session_find() - find an open session
 * @table:	of a context
 * @id:		any number
 *
 * Return: a copy of the session; SESSION_FREE if the context has no such session.
 */
struct optee_session optee_session_find(struct optee_session_table *table, u32 id)
{
	return find_and_mark(table, id, 0, SESSION_OPEN);
}

/**
 * optee_session_use() - find an open session for a call
 * @table:	of a context
 * @id:		any number
 *
 * Return: a copy of the session, and optee_session_unuse() is due when the call is over;
 * SESSION_FREE if the context has no such session.
 */
struct optee_session optee_session_use(struct optee_session_table *table, u32 id)
{
	return find_and_mark(table, id, 1, SESSION_OPEN);
}

/**
 * optee_session_unuse() - a call that has used a session is over
 * @table:	of its context
 * @id:		of a session that was found by optee_session_use()
 */
void optee_session_unuse(struct optee_session_table *table, u32 id)
{
	struct optee_session *s;

	spin_lock(&table->lock);
	s = &table->place[id - 1];
	s->users--;
	if (unlikely(s->state == SESSION_CLOSING) && !s->users)
		wake_up_all(&table->unused);
	spin_unlock(&table->lock);
}

/**
 * optee_session_begin_to_close() - find a session, and let no other task find it
 * @table:	of a context
 * @id:		any number
 *
 * Return: a copy of the session, and optee_session_forget() or optee_session_stays() is due;
 * SESSION_FREE if the context has no such session.
 */
struct optee_session optee_session_begin_to_close(struct optee_session_table *table, u32 id)
{
	return find_and_mark(table, id, 0, SESSION_CLOSING);
}

static bool is_unused(struct optee_session_table *table, u32 id)
{
	bool unused;

	spin_lock(&table->lock);
	unused = !table->place[id - 1].users;
	spin_unlock(&table->lock);
	return unused;
}

/**
 * optee_session_wait_unused() - wait until the calls that use a session are over
 * @table:	of its context
 * @id:		of a session that this task closes, so that no other call finds it
 * @state:	the state in which the task sleeps
 *
 * Return: 0, or -ERESTARTSYS for a signal that ends the sleep.
 */
int optee_session_wait_unused(struct optee_session_table *table, u32 id, unsigned int state)
{
	return wait_event_state(table->unused, is_unused(table, id), state);
}

/**
 * optee_session_stays() - a session could not be closed, and is open as before
 * @table:	of its context
 * @id:		of a session that this task closes
 */
void optee_session_stays(struct optee_session_table *table, u32 id)
{
	spin_lock(&table->lock);
	table->place[id - 1].state = SESSION_OPEN;
	spin_unlock(&table->lock);
}

/**
 * optee_session_make_system() - let a session use the lane that system sessions share
 * @table:	of a context
 * @id:		any number
 *
 * Return: 0; -EEXIST if it does so already; -EINVAL if the context has no such session.
 */
int optee_session_make_system(struct optee_session_table *table, u32 id)
{
	struct optee_session *s;
	int rc = 0;

	spin_lock(&table->lock);
	s = open_session(table, id);
	if (!s)
		rc = -EINVAL;
	else if (s->system)
		rc = -EEXIST;
	else
		s->system = true;
	spin_unlock(&table->lock);
	return rc;
}
