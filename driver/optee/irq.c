// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The interrupt of asynchronous notifications: one for all CPUs, or a per-CPU interrupt.
 *
 * The hard handler fetches values and wakes the calls that wait for them. The trusted OS's bottom
 * half needs a yielding call, which sleeps. The interrupt's thread makes that call, or a worker
 * where the interrupt is per CPU, because such an interrupt can have no thread.
 */
#include <linux/cpuhotplug.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/percpu.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include "optee_smc.h"

#include "irq.h"
#include "optee.h"

/**
 * struct optee_irq - the interrupt
 * @optee:	the trusted OS
 * @irq:	its number
 * @percpu:	for each CPU a pointer back here, NULL where the interrupt is shared
 * @node:	in the list of CPU hotplug state @state
 * @state:	enables the interrupt on each CPU that comes up
 * @wq:		runs @work
 * @work:	the bottom half
 */
struct optee_irq {
	struct optee *optee;
	unsigned int irq;
	struct optee_irq * __percpu *percpu;
	struct hlist_node node;
	enum cpuhp_state state;
	struct workqueue_struct *wq;
	struct work_struct work;
};

/* Return: IRQ_WAKE_THREAD if the bottom half has to run, IRQ_NONE if there was no value. */
static irqreturn_t fetch_values(struct optee *optee)
{
	irqreturn_t ret = IRQ_NONE;
	bool pending;
	u32 value;

	do {
		if (!optee_smc_async_notif_value(optee->invoke_fn, &value, &pending))
			break;
		if (value == OPTEE_SMC_ASYNC_NOTIF_VALUE_DO_BOTTOM_HALF) {
			ret = IRQ_WAKE_THREAD;
		} else {
			optee_notif_send(&optee->notif, value);
			if (ret == IRQ_NONE)
				ret = IRQ_HANDLED;
		}
	} while (pending);
	return ret;
}

static void run_bottom_half(struct optee_irq *oirq)
{
	int rc = optee_bottom_half(oirq->optee);

	if (rc && rc != -ESHUTDOWN)
		pr_warn_ratelimited("optee: bottom half of a notification: %d\n", rc);
}

static irqreturn_t shared_handler(int irq, void *data)
{
	struct optee_irq *oirq = data;

	return fetch_values(oirq->optee);
}

static irqreturn_t shared_thread(int irq, void *data)
{
	run_bottom_half(data);
	return IRQ_HANDLED;
}

static irqreturn_t percpu_handler(int irq, void *data)
{
	struct optee_irq *oirq = *(struct optee_irq **)data;

	if (fetch_values(oirq->optee) == IRQ_WAKE_THREAD)
		queue_work(oirq->wq, &oirq->work);
	return IRQ_HANDLED;
}

static void bottom_half_fn(struct work_struct *work)
{
	run_bottom_half(container_of(work, struct optee_irq, work));
}

static int enable_on_cpu(unsigned int cpu, struct hlist_node *node)
{
	struct optee_irq *oirq = hlist_entry(node, struct optee_irq, node);

	enable_percpu_irq(oirq->irq, IRQ_TYPE_NONE);
	return 0;
}

static int disable_on_cpu(unsigned int cpu, struct hlist_node *node)
{
	struct optee_irq *oirq = hlist_entry(node, struct optee_irq, node);

	disable_percpu_irq(oirq->irq);
	return 0;
}

static int enable_on_all_cpus(struct optee_irq *oirq)
{
	int rc;

	rc = cpuhp_setup_state_multi(CPUHP_AP_ONLINE_DYN, "optee/notification:online",
				     enable_on_cpu, disable_on_cpu);
	if (rc < 0)
		return rc;
	oirq->state = rc;
	rc = cpuhp_state_add_instance(oirq->state, &oirq->node);
	if (rc)
		cpuhp_remove_multi_state(oirq->state);
	return rc;
}

static int init_percpu(struct optee_irq *oirq)
{
	int rc = -ENOMEM;
	int cpu;

	oirq->percpu = alloc_percpu(struct optee_irq *);
	if (!oirq->percpu)
		return rc;
	for_each_possible_cpu(cpu) {
		struct optee_irq **self = per_cpu_ptr(oirq->percpu, cpu);

		*self = oirq;
	}

	/*
	 * WQ_MEM_RECLAIM: memory reclaim may wait for a call that waits for the notification, so
	 * there must be a worker even where none can be allocated.
	 */
	INIT_WORK(&oirq->work, bottom_half_fn);
	oirq->wq = alloc_workqueue("optee_notification", WQ_UNBOUND | WQ_MEM_RECLAIM, 1);
	if (!oirq->wq)
		goto err_percpu;
	rc = request_percpu_irq(oirq->irq, percpu_handler, "optee_notification", oirq->percpu);
	if (rc)
		goto err_wq;
	rc = enable_on_all_cpus(oirq);
	if (rc)
		goto err_irq;
	return 0;

err_irq:
	free_percpu_irq(oirq->irq, oirq->percpu);
err_wq:
	destroy_workqueue(oirq->wq);
err_percpu:
	free_percpu(oirq->percpu);
	return rc;
}

/*
 * The order matters: removing the instance disables the interrupt on each CPU, so that no handler
 * runs any more; after that nothing queues the work, so it can be waited for.
 */
static void destroy_percpu(struct optee_irq *oirq)
{
	cpuhp_state_remove_instance(oirq->state, &oirq->node);
	cpuhp_remove_multi_state(oirq->state);
	free_percpu_irq(oirq->irq, oirq->percpu);
	destroy_workqueue(oirq->wq);
	free_percpu(oirq->percpu);
}

/**
 * optee_irq_init() - request the interrupt of asynchronous notifications
 * @optee:	the trusted OS
 * @irq:	the interrupt
 *
 * Process context. @optee->notif must be initialized, since the handlers use it. Bottom halves run
 * from now on.
 *
 * Return: 0, -ENOMEM, or an error of requesting the interrupt.
 */
int optee_irq_init(struct optee *optee, unsigned int irq)
{
	struct optee_irq *oirq;
	int rc;

	oirq = kzalloc(sizeof(*oirq), GFP_KERNEL);
	if (!oirq)
		return -ENOMEM;
	oirq->optee = optee;
	oirq->irq = irq;
	if (irq_is_percpu_devid(irq))
		rc = init_percpu(oirq);
	else
		rc = request_threaded_irq(irq, shared_handler, shared_thread, 0,
					  "optee_notification", oirq);
	if (rc) {
		kfree(oirq);
		return rc;
	}
	optee->irq = oirq;
	return 0;
}

/**
 * optee_irq_destroy() - undo optee_irq_init()
 * @optee:	the trusted OS, told by optee_stop_async_notif() to raise no interrupts. Its lanes
 *		must be closed: otherwise this function could wait for a bottom half that waits for
 *		a thread
 *
 * Process context. Does nothing where there is no interrupt. When it returns no
 * handler and no bottom half runs, and calls may be torn down.
 */
void optee_irq_destroy(struct optee *optee)
{
	struct optee_irq *oirq = optee->irq;

	if (!oirq)
		return;
	optee->irq = NULL;
	if (oirq->percpu)
		destroy_percpu(oirq);
	else
		free_irq(oirq->irq, oirq);
	kfree(oirq);
}
