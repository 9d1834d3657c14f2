// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Boot and shutdown.
 */
#include <linux/cpumask.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/rcupdate.h>

#include <hosted/mem.h>

#include "internal.h"
#include "mm.h"

/* How long host threads may take to be gone after their tasks have ended */
#define LAST_NAPS	50000
/* How long threads may take to be gone after they have announced their end */
#define EXIT_NAPS	5000

static struct task_struct *init_task;

static int start_services(void)
{
	int rc;

	rc = hosted_timers_init();
	if (rc)
		return rc;
	rc = hosted_rcu_init();
	if (rc)
		goto err_timers;
	rc = hosted_workqueues_init();
	if (rc)
		goto err_rcu;
	rc = hosted_module_load(&hosted_module_tee, hosted_init_tee);
	if (rc)
		goto err_workqueues;
	return 0;

err_workqueues:
	hosted_workqueues_exit();
err_rcu:
	hosted_rcu_exit();
err_timers:
	hosted_timers_exit();
	return rc;
}

static void wait_for_tasks(void)
{
	unsigned int naps = LAST_NAPS;

	while (hosted_tasks_left() && --naps)
		hosted_host_nap();
	FATAL_IF(hosted_tasks_left());
}

int hosted_boot(const struct hosted_config *cfg)
{
	static const struct hosted_config defaults;
	struct mm_struct *mm;
	int rc;

	if (init_task)
		return -EBUSY;
	cfg = cfg ? cfg : &defaults;
	if ((cfg->ram_base | cfg->ram_size) & ~PAGE_MASK)
		return -EINVAL;
	hosted_sched = cfg->sched ? cfg->sched : &hosted_sched_threads;
	hosted_boot_ns = hosted_now();
	hosted_log_setup(cfg->log_level, cfg->log);
	nr_cpu_ids = cfg->cpus ? cfg->cpus : 2;
	rc = hosted_pages_init(cfg->ram_base ? cfg->ram_base : HOSTED_RAM_BASE,
			       cfg->ram_size ? cfg->ram_size : HOSTED_RAM_SIZE);
	if (rc)
		return rc;
	mm = hosted_mm_create();
	if (!mm) {
		hosted_pages_exit();
		return -ENOMEM;
	}
	hosted_make_init(mm);
	rc = start_services();
	if (rc) {
		wait_for_tasks();
		hosted_mm_exit(mm);
		hosted_unmake_init();
		hosted_pages_exit();
		return rc;
	}
	init_task = current;
	return 0;
}

/* Is there a thread that hosted_shutdown() does not stop? */
static bool has_threads(void)
{
	struct task_struct *task;
	bool busy = false;

	hosted_lock_tasks();
	list_for_each_entry(task, &hosted_tasks, node)
		busy = busy || !(task->own || task->adopted);
	hosted_unlock_tasks();
	return busy;
}

static bool is_busy(void)
{
	unsigned int naps = EXIT_NAPS;

	while (has_threads() && --naps)
		hosted_host_nap();
	return !naps;
}

int hosted_shutdown(void)
{
	struct mm_struct *mm = current->mm;
	int rc;

	if (!init_task || current != init_task)
		return -EPERM;
	hosted_files_close(mm);
	if (is_busy())
		return -EBUSY;
	rc = hosted_module_unload(&hosted_module_tee, hosted_exit_tee);
	if (rc)
		return rc;
	rcu_barrier();
	hosted_mm_exit(mm);
	hosted_workqueues_exit();
	hosted_rcu_exit();
	hosted_timers_exit();
	wait_for_tasks();
	hosted_unmake_init();
	init_task = NULL;
	rc = hosted_pages_used() || hosted_slab_used() ? -ENOTEMPTY : 0;
	hosted_pages_exit();
	return rc;
}
