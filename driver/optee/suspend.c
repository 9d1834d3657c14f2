// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Before the system suspends or hibernates: see to it that calls can be made while processes are
 * frozen.
 *
 * Suspend operations of drivers may call the trusted OS when all processes, tee-supplicant among
 * them, are frozen already. For such a call there must be a thread (lanes_suspend.c), and it must
 * not wait for the supplicant (supp.c). Where this cannot be arranged within a second, the suspend
 * is refused here, before anything is frozen, and the log says why.
 */
#include <linux/jiffies.h>
#include <linux/notifier.h>
#include <linux/suspend.h>

#include "optee.h"
#include "power.h"

/* How long calls that are inside have to end before the suspend is refused */
#define SUSPEND_WAIT_MS		1000

static void resume_from_suspend(struct optee *optee)
{
	optee_supp_resume(&optee->supp);
	lanes_resume(&optee->lanes);
}

static int prepare_suspend(struct optee *optee)
{
	unsigned long timeout = msecs_to_jiffies(SUSPEND_WAIT_MS);
	int rc;

	rc = lanes_suspend(&optee->lanes, timeout);
	if (rc) {
		pr_warn("optee: no suspend: processes have all threads of the trusted OS\n");
		return rc;
	}
	rc = optee_supp_suspend(&optee->supp, timeout);
	if (rc) {
		pr_warn("optee: no suspend: a kernel client waits for tee-supplicant\n");
		lanes_resume(&optee->lanes);
	}
	return rc;
}

static int optee_pm_event(struct notifier_block *nb, unsigned long event, void *unused)
{
	struct optee *optee = container_of(nb, struct optee, pm_nb);

	switch (event) {
	case PM_SUSPEND_PREPARE:
	case PM_HIBERNATION_PREPARE:
	case PM_RESTORE_PREPARE:
		return notifier_from_errno(prepare_suspend(optee));
	case PM_POST_SUSPEND:
	case PM_POST_HIBERNATION:
	case PM_POST_RESTORE:
		resume_from_suspend(optee);
		return NOTIFY_OK;
	default:
		return NOTIFY_DONE;
	}
}

/**
 * optee_suspend_init() - be called before the system suspends
 * @optee:	the trusted OS
 *
 * Return: 0 or an error of register_pm_notifier().
 */
int optee_suspend_init(struct optee *optee)
{
	optee->pm_nb.notifier_call = optee_pm_event;
	return register_pm_notifier(&optee->pm_nb);
}

/**
 * optee_suspend_destroy() - undo optee_suspend_init()
 * @optee:	the trusted OS
 */
void optee_suspend_destroy(struct optee *optee)
{
	unregister_pm_notifier(&optee->pm_nb);
}
