// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The end of all calls: the kernel goes down, perhaps to start another one by kexec, or the driver
 * is unloaded.
 *
 * A thread of the secure world that is suspended in an RPC when the kernel goes is lost until the
 * board is reset, since only this kernel could have resumed it. And memory that is still shared
 * then belongs to the next kernel, while the secure world may go on to use it. So no call is let
 * in any more, those that are inside are helped out, and what is shared is taken back.
 */
#include <linux/delay.h>
#include <linux/jiffies.h>

#include "call.h"
#include "irq.h"
#include "optee.h"
#include "power.h"
#include "shm.h"

/*
 * How long calls may take to leave, milliseconds. An early answer does not end every sleep: OP-TEE
 * asks again until the time that a trusted application has given TEE_Wait() is over. Most of those
 * are a few seconds at most, and a thread that is left behind is lost until the board is reset.
 */
#define DRAIN_MS	10000

/* How long it may take to unregister what clients have registered, milliseconds. */
#define UNREGISTER_MS	2000
/* Time between two attempts */
#define UNREGISTER_POLL_MS	20

/**
 * optee_end_calls() - let no call in any more, and help out those that are inside
 * @optee:	the trusted OS
 *
 * Calls that wait for a thread fail. RPCs in which a call sleeps are answered early, from now on,
 * and those that tee-supplicant has not answered yet with TEEC_ERROR_COMMUNICATION. Does not sleep.
 */
void optee_end_calls(struct optee *optee)
{
	lanes_close(&optee->lanes);
	optee_supp_stop(&optee->supp);
	optee_notif_end(&optee->notif);
}

/* Where the trusted OS has no memory to do it with it is asked again. */
static int unregister_by(struct optee *optee, u64 cookie, unsigned long until)
{
	int rc;

	while (((rc = optee_call_unregister(optee->ctx, cookie, true)) == -ENOMEM ||
		rc == -EBUSY) && time_before(jiffies, until))
		msleep(UNREGISTER_POLL_MS);
	return rc;
}

static void unregister_clients_memory(struct optee *optee)
{
	unsigned long until = jiffies + msecs_to_jiffies(UNREGISTER_MS);
	unsigned long cookie;
	struct tee_shm *shm;
	void *entry;

	xa_for_each(&optee->shms, cookie, entry) {
		if (time_after(jiffies, until))
			return;
		shm = optee_cookie_get(optee, cookie);
		if (!shm)
			continue;
		/* Argument pages and what the secure world has allocated by RPC have no such id. */
		if (shm->sec_world_id == cookie && !unregister_by(optee, cookie, until)) {
			shm->sec_world_id = 0;
			optee_cookie_forget(optee, cookie);
		}
		tee_shm_put_later(shm);
	}
}

/**
 * optee_shutdown_calls() - leave the secure world as the next kernel wants to find it
 * @optee:	the trusted OS
 *
 * Process context, sleeps for less than 20 s. Afterwards no thread is held by a call and no
 * memory is shared, or the log says that a call has not come back.
 */
void optee_shutdown_calls(struct optee *optee)
{
	optee_end_calls(optee);
	if (!lanes_drain(&optee->lanes, DRAIN_MS))
		pr_warn("optee: calls have not left the secure world, their threads are lost\n");
	if (optee->irq)
		optee_stop_async_notif(optee);
	unregister_clients_memory(optee);
	if (!optee->caps.rpc_params)
		optee_smc_disable_shm_cache(optee, true);
	optee_slots_unregister(optee);
	lanes_shutdown(&optee->lanes);
}
