// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * Sessions of clients with services.
 *
 * Commands run side by side, also on one session. When a session is closed while commands run on
 * it, no new command can begin, and those that run are cancelled. The last of them to end calls the
 * close function of the service. So closing never waits.
 *
 * Invariants, under the lock
 *  - A session is OPEN from the service's consent until it is closed.
 *  - It holds one reference while it is OPENING or OPEN, and one for each command
 *    that runs; the slot is FREE when there is none.
 *  - @of_processes slots that are not FREE are a process's.
 *  - Two sessions that follow each other in a slot have different ids. So a message about the first
 *    that comes late does not reach the second.
 */
#include "config.h"
#include "notif.h"
#include "session.h"
#include "spin.h"

/*
 * An id has the slot in its lower bits, and in the upper bits how often the slot has been used. A
 * slot needs no check: SLOT() is below the end whatever the id is.
 */
#define SLOT_BITS	8
#define SLOT(id)	((id) % SECURE_MAX_SESSIONS)
_Static_assert(SECURE_MAX_SESSIONS == 1 << SLOT_BITS, "a slot number fits");

/* Slots that processes leave to the normal world's kernel and to system calls */
#define KERNEL_SHARE	32
/* Sessions of all processes together, and of one client among them */
#define PROCESSES_MAX	(SECURE_MAX_SESSIONS - KERNEL_SHARE)
#define CLIENT_MAX	(PROCESSES_MAX - 32)

enum session_state { SESSION_FREE, SESSION_OPENING, SESSION_OPEN, SESSION_CLOSING };

/**
 * struct session - a slot
 * @pub:	what the service sees
 * @state:	see above
 * @guest:	a7 of the call that opened it, which a hypervisor sets; no other guest can use it
 * @process:	it counts as a process's, not as the kernel's
 * @refs:	see above
 * @uses:	how often the slot has been used
 */
struct session {
	struct pta_session pub;
	enum session_state state;
	u32 guest;
	bool process;
	u32 refs;
	u32 uses;
};

static struct session sessions[SECURE_MAX_SESSIONS];
static unsigned int of_processes;

/**
 * sessions_boot() - there are none
 */
void sessions_boot(void)
{
	memset(sessions, 0, sizeof(sessions));
	of_processes = 0;
}

/* Compare in two words. The copies are for the compiler: no address needs to be aligned. */
static bool same_uuid(const u8 a[16], const u8 b[16])
{
	u64 x[2], y[2];

	memcpy(x, a, sizeof(x));
	memcpy(y, b, sizeof(y));
	return x[0] == y[0] && x[1] == y[1];
}

static const struct pta *find_pta(const u8 uuid[16])
{
	unsigned int n;

	for (n = 0; secure_ptas[n]; n++)
		if (same_uuid(secure_ptas[n]->uuid, uuid))
			return secure_ptas[n];
	return NULL;
}

/* The count of uses starts at 1, and again at 1 when it wraps, so that no id is 0. */
static u32 next_id(struct session *s)
{
	s->uses = (s->uses + 1) & (~0U >> SLOT_BITS);
	if (!s->uses)
		s->uses = 1;
	return s->uses << SLOT_BITS | (s - sessions);
}

static bool is_kernel(const struct thread *t, u32 login)
{
	return t->system || pta_is_kernel_login(login);
}

/* A client is known by how it logs in and by its UUID. All public ones are one client. */
static unsigned int count_client(u32 login, const u8 client[16])
{
	unsigned int num = 0;
	unsigned int n;

	for (n = 0; n < SECURE_MAX_SESSIONS; n++)
		num += sessions[n].state != SESSION_FREE && sessions[n].process &&
		       sessions[n].pub.login == login &&
		       same_uuid(sessions[n].pub.client, client);
	return num;
}

/* Sessions of one client are counted only if all processes together have more than it may have. */
static bool process_may_open(u32 login, const u8 client[16])
{
	return of_processes < CLIENT_MAX ||
	       (of_processes < PROCESSES_MAX && count_client(login, client) < CLIENT_MAX);
}

static struct session *find_free(void)
{
	unsigned int n;

	for (n = 0; n < SECURE_MAX_SESSIONS; n++)
		if (sessions[n].state == SESSION_FREE)
			return &sessions[n];
	return NULL;
}

static struct session *alloc_slot(struct thread *t, const struct pta *pta, const u8 client[16],
				  u32 login)
{
	bool process = !is_kernel(t, login);
	struct session *s = NULL;

	spin_lock(&sessions_lock);
	if (!process || process_may_open(login, client))
		s = find_free();
	if (s) {
		s->state = SESSION_OPENING;
		s->refs = 1;
		s->guest = t->client;
		s->process = process;
		of_processes += process;
		s->pub = (struct pta_session){ .pta = pta, .id = next_id(s), .login = login };
		memcpy(s->pub.client, client, sizeof(s->pub.client));
		cancel_begin(t, 0, t->msg.arg.cancel_id);
		t->pta = pta;
	}
	spin_unlock(&sessions_lock);
	return s;
}

/* Under the lock: is @id an open session of the guest whose call @t has? */
static bool is_open(const struct session *s, u32 id, const struct thread *t)
{
	return s->state == SESSION_OPEN && s->pub.id == id && s->guest == t->client;
}

/* The open session @id, and a reference for the command that @t is going to run. */
static struct session *get_session(struct thread *t, u32 id)
{
	struct session *s = &sessions[SLOT(id)];

	spin_lock(&sessions_lock);
	if (is_open(s, id, t)) {
		s->refs++;
		cancel_begin(t, id, t->msg.arg.cancel_id);
		t->pta = s->pub.pta;
	} else {
		s = NULL;
	}
	spin_unlock(&sessions_lock);
	return s;
}

/* Under the lock. */
static void free_slot(struct session *s)
{
	s->state = SESSION_FREE;
	of_processes -= s->process;
}

/* May suspend: the last reference closes the session. */
static void put_session(struct thread *t, struct session *s)
{
	const struct pta *pta = s->pub.pta;
	bool last;

	spin_lock(&sessions_lock);
	cancel_end(t);
	last = !--s->refs;
	spin_unlock(&sessions_lock);
	if (last) {
		t->pta = pta;
		if (pta->close)
			pta->close(&s->pub);
		trace(.event = SECURE_EV_CLOSED, .thread = t->id, .system = t->system,
		      .session = s->pub.id, .what = pta->name);
		spin_lock(&sessions_lock);
		free_slot(s);
		spin_unlock(&sessions_lock);
	}
	t->pta = NULL;
}

/*
 * A session that was being opened is open, or its slot is free again, as the service has answered.
 */
static void settle_opening(struct thread *t, struct session *s, bool open)
{
	spin_lock(&sessions_lock);
	cancel_end(t);
	if (open)
		s->state = SESSION_OPEN;
	else
		free_slot(s);
	spin_unlock(&sessions_lock);
	t->pta = NULL;
}

/**
 * session_open() - open a session; suspends if the service does
 * @t:		current thread
 * @uuid:	with which service
 * @client:	UUID of the client
 * @login:	OPTEE_MSG_LOGIN_*
 * @p:		parameters for the service
 * @origin:	TEEC_ORIGIN_*: who decided
 * @id:		the session, 0 if there is none
 *
 * Return: TEEC_SUCCESS; TEEC_ERROR_ITEM_NOT_FOUND; TEEC_ERROR_OUT_OF_MEMORY if there is no slot, or
 * none for this client; or as the service says.
 */
u32 session_open(struct thread *t, const u8 uuid[16], const u8 client[16], u32 login,
		 struct pta_param p[PTA_NUM_PARAMS], u32 *origin, u32 *id)
{
	const struct pta *pta = find_pta(uuid);
	u32 ret = TEEC_SUCCESS;
	struct session *s;

	*origin = TEEC_ORIGIN_TEE;
	*id = 0;
	if (!pta)
		return TEEC_ERROR_ITEM_NOT_FOUND;
	s = alloc_slot(t, pta, client, login);
	if (!s)
		return TEEC_ERROR_OUT_OF_MEMORY;
	*origin = TEEC_ORIGIN_TRUSTED_APP;
	trace(.event = SECURE_EV_OPENING, .thread = t->id, .system = t->system,
	      .session = s->pub.id, .what = pta->name);
	if (pta->open)
		ret = pta->open(&s->pub, p);
	trace(.event = SECURE_EV_OPENED, .thread = t->id, .system = t->system,
	      .session = s->pub.id, .value = ret, .what = pta->name);
	if (!ret)
		*id = s->pub.id;
	settle_opening(t, s, !ret);
	return ret;
}

/**
 * session_invoke() - have a service execute a command; suspends if the service does
 * @t:		current thread
 * @id:		session
 * @cmd:	command of its service
 * @p:		its parameters
 * @origin:	TEEC_ORIGIN_*: who decided
 *
 * Return: TEEC_ERROR_BAD_PARAMETERS if there is no such session, or as the service says.
 */
u32 session_invoke(struct thread *t, u32 id, u32 cmd, struct pta_param p[PTA_NUM_PARAMS],
		   u32 *origin)
{
	struct session *s = get_session(t, id);
	const struct pta *pta;
	u32 ret;

	*origin = TEEC_ORIGIN_TEE;
	if (!s)
		return TEEC_ERROR_BAD_PARAMETERS;
	pta = s->pub.pta;
	*origin = TEEC_ORIGIN_TRUSTED_APP;
	trace(.event = SECURE_EV_INVOKING, .thread = t->id, .system = t->system, .session = id,
	      .cmd = cmd, .what = pta->name);
	ret = pta->invoke(&s->pub, cmd, p);
	trace(.event = SECURE_EV_INVOKED, .thread = t->id, .system = t->system, .session = id,
	      .cmd = cmd, .value = ret, .what = pta->name);
	put_session(t, s);
	return ret;
}

/**
 * session_close() - close a session; suspends if the service does, or to cancel commands
 * @t:		current thread
 * @id:		session
 *
 * Return: TEEC_SUCCESS, or TEEC_ERROR_BAD_PARAMETERS if there is no such session.
 */
u32 session_close(struct thread *t, u32 id)
{
	struct session *s = &sessions[SLOT(id)];
	bool found;

	spin_lock(&sessions_lock);
	found = is_open(s, id, t);
	if (found)
		s->state = SESSION_CLOSING;
	spin_unlock(&sessions_lock);
	if (!found)
		return TEEC_ERROR_BAD_PARAMETERS;
	cancel_requests(t, id, NULL);
	put_session(t, s);
	return TEEC_SUCCESS;
}

/**
 * session_cancel() - cancel a request; suspends if it waits for a notification
 * @t:		current thread
 * @id:		session it runs on, 0 for one that is being opened
 * @cancel_id:	what the client calls it
 *
 * Return: TEEC_SUCCESS, also where nothing of that name runs; TEEC_ERROR_BAD_PARAMETERS if there is
 * no such session.
 */
u32 session_cancel(struct thread *t, u32 id, u32 cancel_id)
{
	struct session *s = &sessions[SLOT(id)];
	bool found;

	spin_lock(&sessions_lock);
	found = !id || is_open(s, id, t);
	spin_unlock(&sessions_lock);
	if (!found)
		return TEEC_ERROR_BAD_PARAMETERS;
	cancel_requests(t, id, &cancel_id);
	return TEEC_SUCCESS;
}
