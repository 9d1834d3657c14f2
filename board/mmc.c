// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The kernel's way to the eMMC.
 *
 * A task that transfers holds the host's lock, as in Linux (mmc_claim_host()), also while it waits
 * for the supply. The supply is switched by an SCMI message, which is a call to the trusted OS;
 * where that is an ordinary call, the trusted OS waits for itself.
 */
#include <linux/atomic.h>
#include <linux/errno.h>
#include <linux/jiffies.h>
#include <linux/mutex.h>
#include <linux/string.h>
#include <linux/timer.h>
#include <linux/types.h>
#include <linux/workqueue.h>

#include "mmc.h"
#include "rpmb_frame.h"
#include "scmi_agent.h"
#include "supply.h"
#include "watch.h"

/**
 * struct mmc - the host
 * @lock:	serialises those who use it; protects the rest
 * @card:	the card
 * @agent:	switches its supply
 * @on:		the supply is on, as far as we know
 * @losses:	of the supply, when we looked last
 * @idle_ms:	see mmc_start()
 * @idle:	nobody wanted anything for so long
 * @off_work:	switches it off
 * @cuts_told:	power cuts that the timeline has been told of
 * @cut:	see mmc_cut(); 0: no more. Not under @lock: whoever pulls the plug does
 *		not wait for the host.
 */
static struct mmc {
	struct mutex lock; /* see above */
	struct emmc *card;
	struct scmi_agent agent;
	bool on;
	unsigned int losses;
	unsigned int idle_ms;
	struct timer_list idle;
	struct work_struct off_work;
	unsigned int cuts_told;
	atomic_t cut;
} mmc;

/**
 * mmc_cuts() - how often the supply of the card has failed since mmc_start()
 *
 * By any task.
 */
unsigned int mmc_cuts(void)
{
	return mmc.card->store.nv.cuts;
}

static int host_claim(void)
{
	int rc = mutex_lock_killable(&mmc.lock);

	if (!rc)
		watch_lock_taken(&mmc.lock, MMC_LOCK_NAME);
	return rc ? -EINTR : 0;
}

static void host_release(void)
{
	if (mmc_cuts() != mmc.cuts_told)
		watch_fault("the eMMC has lost power while it programmed a page");
	mmc.cuts_told = mmc_cuts();
	watch_lock_given();
	mutex_unlock(&mmc.lock);
}

/* Tell the card what its supply has done since this was called last. */
static void card_follows_supply(void)
{
	unsigned int losses = supply_emmc_losses();

	if (losses != mmc.losses)
		emmc_power(mmc.card, false);
	mmc.losses = losses;
	emmc_power(mmc.card, supply_emmc_is_on());
}

static int mmc_power_on(void)
{
	int rc;

	if (mmc.on)
		return 0;
	rc = scmi_voltage(&mmc.agent, SUPPLY_EMMC_VOLTAGE, true);
	if (!rc)
		rc = scmi_clock(&mmc.agent, SUPPLY_EMMC_CLOCK, true);
	if (rc)
		return rc;
	mmc.on = true;
	watch_note("eMMC: supply on");
	return 0;
}

/* A supply that cannot be switched off now stays on; the next transfer tries again. */
static void mmc_power_off(void)
{
	if (!mmc.on)
		return;
	if (scmi_clock(&mmc.agent, SUPPLY_EMMC_CLOCK, false) ||
	    scmi_voltage(&mmc.agent, SUPPLY_EMMC_VOLTAGE, false))
		return;
	mmc.on = false;
	watch_note("eMMC: supply off");
}

static void mmc_off_fn(struct work_struct *work)
{
	if (host_claim())
		return;
	/* A transfer since the timer expired has set it again, and still needs the supply. */
	if (!timer_pending(&mmc.idle))
		mmc_power_off();
	card_follows_supply();
	host_release();
}

static void mmc_idle_fn(struct timer_list *timer)
{
	queue_work(system_wq, &mmc.off_work);
}

static bool has_result(const struct rpmb_frame *frame)
{
	u16 type = rpmb_get16(frame->type);

	return type == RPMB_REQ_KEY_PROGRAM || type == RPMB_REQ_DATA_WRITE;
}

static int mmc_transfer(const struct rpmb_frame *request, unsigned int num_request, void *response,
			unsigned int num_response)
{
	struct rpmb_frame result = { };
	int cut = atomic_read(&mmc.cut);
	int rc;

	if (cut) {
		atomic_set(&mmc.cut, 0);
		emmc_cut(mmc.card, cut);
	}

	rc = emmc_write_blocks(mmc.card, request, num_request, has_result(request));
	if (!rc && has_result(request)) {
		rpmb_put16(result.type, RPMB_REQ_RESULT_READ);
		rc = emmc_write_blocks(mmc.card, &result, 1, false);
	}
	if (!rc)
		rc = emmc_read_blocks(mmc.card, response, num_response);
	/* A card that does not answer had a power cut. The next transfer switches it on again. */
	if (rc == -ETIMEDOUT)
		watch_note("eMMC: no answer");
	return rc;
}

/**
 * mmc_rpmb() - send frames to the RPMB partition, and read the answer
 * @request:	@num_request frames
 * @num_request: how many
 * @response:	out: @num_response frames
 * @num_response: how many
 *
 * What Linux's MMC_IOC_MULTI_CMD does for tee-supplicant: a write, for key and
 * data writes a request for the result, a read. By any task; sleeps for the
 * host, and for the supply.
 *
 * Return: 0; -EINTR: the caller was killed; -ETIMEDOUT: the card does not
 * answer; what scmi_voltage() says; -EINVAL: not a number of frames.
 */
int mmc_rpmb(const void *request, unsigned int num_request, void *response,
	     unsigned int num_response)
{
	int rc;

	if (!num_request || num_request > EMMC_MAX_FRAMES || !num_response ||
	    num_response > EMMC_MAX_FRAMES)
		return -EINVAL;
	rc = host_claim();
	if (rc)
		return rc;
	timer_delete(&mmc.idle);
	rc = mmc_power_on();
	card_follows_supply();
	if (!rc)
		rc = mmc_transfer(request, num_request, response, num_response);
	if (mmc.idle_ms)
		mod_timer(&mmc.idle, jiffies + msecs_to_jiffies(mmc.idle_ms));
	else
		mmc_power_off();
	card_follows_supply();
	host_release();
	return rc;
}

/**
 * mmc_card() - the card: what of it is the same at all times (sizes, CID)
 */
const struct emmc *mmc_card(void)
{
	return mmc.card;
}

/**
 * mmc_cut() - have the supply of the card fail
 * @pages:	it fails in the middle of this page, counted from 1 and from the next transfer on
 */
void mmc_cut(unsigned int pages)
{
	atomic_set(&mmc.cut, pages);
}

/**
 * mmc_start() - there is an eMMC
 * @card:	it; ours until mmc_stop()
 * @cfg:	how it reaches the SCMI server, which switches its supply
 * @idle_ms:	switch it off so long after the last transfer; 0: at once
 *
 * By a task of the kernel, after the TEE driver was loaded.
 *
 * Return: 0, or what scmi_open() says.
 */
int mmc_start(struct emmc *card, const struct scmi_config *cfg, unsigned int idle_ms)
{
	mutex_init(&mmc.lock);
	mmc.card = card;
	mmc.on = false;
	mmc.cuts_told = mmc_cuts();
	atomic_set(&mmc.cut, 0);
	mmc.losses = supply_emmc_losses();
	mmc.idle_ms = idle_ms;
	timer_setup(&mmc.idle, mmc_idle_fn, 0);
	INIT_WORK(&mmc.off_work, mmc_off_fn);
	return scmi_open(&mmc.agent, cfg);
}

/**
 * mmc_stop() - nobody transfers any more. The supply is switched off
 */
void mmc_stop(void)
{
	timer_delete_sync(&mmc.idle);
	cancel_work_sync(&mmc.off_work);
	mutex_lock(&mmc.lock);
	mmc_power_off();
	card_follows_supply();
	mutex_unlock(&mmc.lock);
	scmi_close(&mmc.agent);
	mutex_destroy(&mmc.lock);
}
