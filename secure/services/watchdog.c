// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * Watchdog. The machine's own does the counting and the reset, also when no call comes in any more.
 * Whether it resets a trusted OS that hangs with interrupts masked depends on the machine. Here is
 * decided who may feed it.
 *
 * Any client may start it while it does not run, and need not feed it. Who may open the TEE device
 * can therefore reset the machine, or keep the watchdog from others.
 *
 * Invariant: once the deadline has passed, nothing but a boot makes the machine go on. A PING that
 * comes too late must not stop a reset that is due, so the deadline is looked at under the lock
 * under which it is moved.
 *
 * Closing a session does not stop the watchdog: a daemon that is killed is what it is there for.
 * While it runs, only the client that has started it may stop it, change its timeout or feed it: a
 * client that feeds it in the place of a daemon that hangs would defeat it. When the session of
 * that client is closed, a new session of the same client goes on.
 */
#include <secure/platform.h>

#include "optee_pta.h"
#include "owner.h"
#include "services.h"

#define TIMEOUT_MIN	1
#define TIMEOUT_MAX	3600
#define TIMEOUT_DEFAULT	60
#define NS_PER_S	1000000000ULL

/**
 * struct watchdog - the watchdog
 * @lock:	of all the rest; nothing under it waits
 * @running:	it counts
 * @owner:	client that has started it, if @running
 * @keeper:	id of that client's session, 0 when it has been closed
 * @setter:	id of the session that has set @timeout while it did not run, 0: none
 * @timeout:	seconds
 * @deadline:	if @running, when it expires, platform_time_ns()
 */
struct watchdog {
	struct secure_lock lock;
	bool running;
	struct owner owner;
	u32 keeper;
	u32 setter;
	u32 timeout;
	u64 deadline;
};

static struct watchdog dog;

static void watchdog_boot(void)
{
	secure_lock(&dog.lock);
	dog.running = false;
	dog.keeper = 0;
	dog.setter = 0;
	dog.timeout = TIMEOUT_DEFAULT;
	secure_unlock(&dog.lock);
	platform_watchdog_arm(0);
}

static bool has_expired(u64 now)
{
	return dog.running && now >= dog.deadline;
}

static void kick_watchdog(u64 now)
{
	dog.deadline = now + dog.timeout * NS_PER_S;
	platform_watchdog_arm(dog.timeout * 1000);
}

/* May this session have a say in a watchdog that runs? */
static bool is_keeper(const struct pta_session *s)
{
	const struct owner client = owner_of(s);

	if (dog.keeper)
		return dog.keeper == s->id;
	return is_same_owner(&dog.owner, &client);
}

static u32 enable_keeper(struct pta_session *s, u32 on, u64 now)
{
	switch (on) {
	case 0:
		dog.running = false;
		dog.keeper = 0;
		platform_watchdog_arm(0);
		return TEEC_SUCCESS;
	case 1:
		/* The timeout that another client has set does not apply to this one. */
		if (!dog.running && dog.setter != s->id)
			dog.timeout = TIMEOUT_DEFAULT;
		dog.owner = owner_of(s);
		dog.keeper = s->id;
		dog.running = true;
		kick_watchdog(now);
		return TEEC_SUCCESS;
	default:
		return TEEC_ERROR_BAD_PARAMETERS;
	}
}

static u32 set_timeout(const struct pta_session *s, u32 timeout, u64 now)
{
	if (timeout < TIMEOUT_MIN || timeout > TIMEOUT_MAX)
		return TEEC_ERROR_BAD_PARAMETERS;
	dog.timeout = timeout;
	dog.setter = s->id;
	if (dog.running)
		kick_watchdog(now);
	return TEEC_SUCCESS;
}

static u32 ping_watchdog(u64 now)
{
	if (!dog.running)
		return TEEC_ERROR_BAD_STATE;
	kick_watchdog(now);
	return TEEC_SUCCESS;
}

static u32 get_timeleft(struct pta_param *out, u64 now)
{
	if (!dog.running)
		return TEEC_ERROR_BAD_STATE;
	out->a = (u32)((dog.deadline - now) / NS_PER_S);
	out->b = 0;
	return TEEC_SUCCESS;
}

static bool changes_something(u32 cmd)
{
	return cmd == PTA_WATCHDOG_CMD_SET_TIMEOUT || cmd == PTA_WATCHDOG_CMD_ENABLE ||
	       cmd == PTA_WATCHDOG_CMD_PING;
}

/* With the lock taken, and the watchdog not expired */
static u32 do_watchdog_command(struct pta_session *s, u32 cmd, struct pta_param *p, u64 now)
{
	if (dog.running && changes_something(cmd) && !is_keeper(s))
		return TEEC_ERROR_ACCESS_DENIED;
	switch (cmd) {
	case PTA_WATCHDOG_CMD_INIT:
		p->a = TIMEOUT_MIN;
		p->b = TIMEOUT_MAX;
		return TEEC_SUCCESS;
	case PTA_WATCHDOG_CMD_SET_TIMEOUT:
		return set_timeout(s, p->a, now);
	case PTA_WATCHDOG_CMD_ENABLE:
		return enable_keeper(s, p->a, now);
	case PTA_WATCHDOG_CMD_PING:
		return ping_watchdog(now);
	default:
		return get_timeleft(p, now);
	}
}

static u32 watchdog_invoke(struct pta_session *s, u32 cmd, struct pta_param p[PTA_NUM_PARAMS])
{
	static const u8 types[] = {
		[PTA_WATCHDOG_CMD_INIT] = PTA_VALUE_OUT,
		[PTA_WATCHDOG_CMD_SET_TIMEOUT] = PTA_VALUE_IN,
		[PTA_WATCHDOG_CMD_ENABLE] = PTA_VALUE_IN,
		[PTA_WATCHDOG_CMD_PING] = PTA_NONE,
		[PTA_WATCHDOG_CMD_GET_TIMELEFT] = PTA_VALUE_OUT,
	};
	bool late;
	u32 ret;
	u64 now;

	if (cmd >= ARRAY_SIZE(types))
		return TEEC_ERROR_NOT_IMPLEMENTED;
	cmd = secure_index(cmd, ARRAY_SIZE(types));
	if (pta_types(p) != PTA_TYPES(types[cmd], PTA_NONE, PTA_NONE, PTA_NONE))
		return TEEC_ERROR_BAD_PARAMETERS;

	secure_lock(&dog.lock);
	now = platform_time_ns();
	late = has_expired(now);
	ret = late ? TEEC_ERROR_TARGET_DEAD : do_watchdog_command(s, cmd, &p[0], now);
	secure_unlock(&dog.lock);

	/* The machine's own has counted it already, unless its clock is a slower one. */
	if (late)
		platform_watchdog_reset();
	return ret;
}

static void watchdog_close(struct pta_session *s)
{
	secure_lock(&dog.lock);
	/* The id will be another session's. */
	if (dog.keeper == s->id)
		dog.keeper = 0;
	if (dog.setter == s->id)
		dog.setter = 0;
	secure_unlock(&dog.lock);
}

const struct pta watchdog_pta = {
	.uuid = PTA_WATCHDOG_UUID_OCTETS,
	.name = "watchdog",
	.flags = PTA_SYSTEM | PTA_ENUM_DEVICE,
	.boot = watchdog_boot,
	.close = watchdog_close,
	.invoke = watchdog_invoke,
};
