/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * What the files of the hosted kernel share.
 */
#ifndef HOSTED_INTERNAL_H
#define HOSTED_INTERNAL_H

#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/types.h>

#include <hosted/hosted.h>

struct arm_smccc_res;
struct device;
struct file;
struct module;
struct mm_struct;
struct page;

extern const struct hosted_sched *hosted_sched;

/* host.c: services of the host */
void hosted_host_stack(unsigned long *start, size_t *size);
__noreturn void hosted_host_abort(void);
void hosted_host_write(const char *text);
int hosted_host_ram(size_t size, char **ram, int *fd);
void hosted_host_ram_free(char *ram, size_t size, int fd);
void *hosted_host_reserve(size_t size);
int hosted_host_map(void *at, size_t size, int fd, size_t offset);
int hosted_host_protect_none(void *at, size_t size);
void hosted_host_unmap(void *at, size_t size);
void hosted_host_nap(void);
void *hosted_host_alloc(size_t size);
void hosted_host_free(void *ptr);
void hosted_host_real_time(s64 *sec, long *nsec);

/* exit.c: ending a thread from anywhere in it */
void hosted_run_until_exit(struct task_struct *task, void (*fn)(struct task_struct *task));
__noreturn void hosted_exit_thread(struct task_struct *task);

/* task.c */
struct task_struct *hosted_task_create(const char *name, int (*fn)(void *data), void *data,
				       struct mm_struct *mm);
int hosted_task_run(struct task_struct *task);
struct task_struct *hosted_kthread(const char *name, int (*fn)(void *data), void *data);
void hosted_kill_mm(struct mm_struct *mm);
void hosted_make_init(struct mm_struct *mm);
void hosted_unmake_init(void);
unsigned int hosted_tasks_left(void);
void hosted_lock_tasks(void);
void hosted_unlock_tasks(void);
extern struct list_head hosted_tasks;

/* freeze.c */
void hosted_freeze_point(void);

/* mm.c, file.c: processes */
struct mm_struct *hosted_mm_create(void);
void hosted_mm_get(struct mm_struct *mm);
void hosted_mm_exit(struct mm_struct *mm);
void hosted_files_close(struct mm_struct *mm);
struct file *hosted_file_new(const void *ops, void *data);
void hosted_file_get(struct file *file);
void hosted_file_put(struct file *file);
struct file *hosted_fd_get(int fd);
int hosted_fd_install(struct file *file);
struct file *hosted_fd_take(struct mm_struct *mm, int fd);

/* syscall.c */
void hosted_syscall_enter(void);
void hosted_syscall_exit(void);

/* page.c */
int hosted_pages_init(phys_addr_t base, size_t size);
void hosted_pages_exit(void);
struct page *hosted_page_alloc(gfp_t gfp);
size_t hosted_span_size(const void *va);
int hosted_ram_fd(void);

/* slab.c */
bool hosted_should_fail(size_t size, gfp_t gfp);

/* device.c, chrdev.c */
struct device *hosted_device_find(const char *name);
int hosted_chrdev_open(const char *name, struct file **file);

/* timer.c, workqueue.c, rcu.c, platform.c */
int hosted_timers_init(void);
void hosted_timers_exit(void);
int hosted_workqueues_init(void);
void hosted_workqueues_exit(void);
int hosted_rcu_init(void);
void hosted_rcu_exit(void);

/* module.c, and the modules of driver/ */
extern struct module hosted_module_tee;
int hosted_init_tee(void);
void hosted_exit_tee(void);
extern struct module hosted_module_optee;
int hosted_init_optee(void);
void hosted_exit_optee(void);
int hosted_module_load(struct module *module, int (*init)(void));
int hosted_module_unload(struct module *module, void (*exit)(void));

/* print.c */
void hosted_log_setup(int level, void (*log)(int level, const char *text));

/* sleep.c */
extern u64 hosted_boot_ns;

#endif
