// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Files and descriptors, system calls, and who a process is.
 */
#include <linux/anon_inodes.h>
#include <linux/capability.h>
#include <linux/cdev.h>
#include <linux/cred.h>
#include <linux/delay.h>
#include <linux/fs.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/slab.h>

#include <hosted/user.h>

#include "internal.h"
#include "mm.h"

struct user_namespace init_user_ns;

/*
 * A system call begins where a process that is to freeze stops, and ends where
 * one that is killed ends.
 */
void hosted_syscall_enter(void)
{
	struct task_struct *task = current;

	FATAL_IF(!task->mm);
	__atomic_store_n(&task->in_kernel, true, __ATOMIC_SEQ_CST);
	hosted_freeze_point();
}

void hosted_syscall_exit(void)
{
	struct task_struct *task = current;

	FATAL_IF(task->atomic);
	if (signal_pending(task))
		hosted_exit_thread(task);
	__atomic_store_n(&task->in_kernel, false, __ATOMIC_SEQ_CST);
}

/* With one reference. */
struct file *hosted_file_new(const void *ops, void *data)
{
	struct file *file = kzalloc(sizeof(*file), GFP_KERNEL);

	if (!file)
		return NULL;
	file->f_op = ops;
	file->private_data = data;
	refcount_set(&file->refs, 1);
	file->owner = file->f_op->owner;
	__module_get(file->owner);
	return file;
}

void hosted_file_get(struct file *file)
{
	refcount_inc(&file->refs);
}

static void release(struct file *file)
{
	struct module *owner = NULL;

	if (file->f_op && file->f_op->release)
		file->f_op->release(&file->inode, file);
	if (file->dev)
		owner = file->inode.i_cdev->owner;
	put_device(file->dev);
	module_put(owner);
}

void hosted_file_put(struct file *file)
{
	struct module *owner;

	if (!refcount_dec_and_test(&file->refs))
		return;
	owner = file->owner;
	release(file);
	kfree(file);
	module_put(owner);
}

/* The file of a descriptor of the current process, with a reference, or NULL. */
struct file *hosted_fd_get(int fd)
{
	struct mm_struct *mm = current->mm;
	struct file *file = NULL;

	if (fd < 0 || fd >= MAX_FDS)
		return NULL;
	spin_lock(&mm->lock);
	if (mm->files[fd]) {
		file = mm->files[fd];
		hosted_file_get(file);
	}
	spin_unlock(&mm->lock);
	return file;
}

/* The reference becomes the descriptor's. -EMFILE. */
int hosted_fd_install(struct file *file)
{
	struct mm_struct *mm = current->mm;
	int fd = -EMFILE;
	int n;

	spin_lock(&mm->lock);
	for (n = 0; n < MAX_FDS && fd < 0; n++) {
		if (mm->files[n])
			continue;
		mm->files[n] = file;
		fd = n;
	}
	spin_unlock(&mm->lock);
	return fd;
}

static struct file *take_fd(struct mm_struct *mm, int fd)
{
	struct file *file;

	if (fd < 0 || fd >= MAX_FDS)
		return NULL;
	spin_lock(&mm->lock);
	file = mm->files[fd];
	mm->files[fd] = NULL;
	spin_unlock(&mm->lock);
	return file;
}

void hosted_files_close(struct mm_struct *mm)
{
	struct file *file;
	int fd;

	for (fd = 0; fd < MAX_FDS; fd++) {
		file = take_fd(mm, fd);
		if (file)
			hosted_file_put(file);
	}
}

int anon_inode_getfd(const char *name, const struct file_operations *ops, void *data, int flags)
{
	struct file *file = hosted_file_new(ops, data);
	int fd;

	if (!file)
		return -ENOMEM;
	fd = hosted_fd_install(file);
	if (fd < 0) {
		/* What it stands for stays the caller's. */
		file->f_op = NULL;
		hosted_file_put(file);
	}
	return fd;
}

static int open(const char *path)
{
	struct file *file;
	int fd;
	int rc;

	if (strncmp(path, "/dev/", 5))
		return -ENOENT;
	rc = hosted_chrdev_open(path + 5, &file);
	if (rc)
		return rc;
	fd = hosted_fd_install(file);
	if (fd < 0)
		hosted_file_put(file);
	return fd;
}

static long ioctl(int fd, unsigned int cmd, const void *arg)
{
	struct file *file = hosted_fd_get(fd);
	long rc = -ENOTTY;

	if (!file)
		return -EBADF;
	if (file->f_op->unlocked_ioctl)
		rc = file->f_op->unlocked_ioctl(file, cmd, (unsigned long)arg);
	hosted_file_put(file);
	return rc;
}

/* <hosted/user.h> */

int hosted_open(const char *path)
{
	int rc;

	hosted_syscall_enter();
	rc = open(path);
	hosted_syscall_exit();
	return rc;
}

int hosted_close(int fd)
{
	struct file *file;

	hosted_syscall_enter();
	file = take_fd(current->mm, fd);
	if (file)
		hosted_file_put(file);
	hosted_syscall_exit();
	return file ? 0 : -EBADF;
}

long hosted_ioctl(int fd, unsigned int cmd, const void *arg)
{
	long rc;

	hosted_syscall_enter();
	rc = ioctl(fd, cmd, arg);
	hosted_syscall_exit();
	return rc;
}

void hosted_exit(void)
{
	hosted_exit_thread(current);
}

static void sleep_until(u64 end)
{
	unsigned int state = TASK_INTERRUPTIBLE | TASK_FREEZABLE;

	hosted_syscall_enter();
	while (hosted_now() < end && !signal_pending(current)) {
		set_current_state(state);
		hosted_schedule(end, NULL, "time", __func__);
	}
	__set_current_state(TASK_RUNNING);
	hosted_syscall_exit();
}

void hosted_msleep(unsigned int ms)
{
	sleep_until(hosted_now() + ms * NSEC_PER_MSEC);
}

void hosted_sleep_until(unsigned long long ns)
{
	sleep_until(hosted_boot_ns + ns);
}

/* Who a process is */

void hosted_set_ids(unsigned int uid, unsigned int gid, int may_reserve)
{
	struct mm_struct *mm = current->mm;

	spin_lock(&mm->lock);
	mm->uid = uid;
	mm->gid = gid;
	mm->may_reserve = may_reserve;
	spin_unlock(&mm->lock);
}

struct who {
	unsigned int uid;
	unsigned int gid;
	bool may_reserve;
};

static struct who who(void)
{
	struct who who = { .may_reserve = true };
	struct mm_struct *mm = current->mm;

	if (!mm)
		return who;
	spin_lock(&mm->lock);
	who = (struct who){ .uid = mm->uid, .gid = mm->gid, .may_reserve = mm->may_reserve };
	spin_unlock(&mm->lock);
	return who;
}

kuid_t current_euid(void)
{
	return (kuid_t){ who().uid };
}

bool in_egroup_p(kgid_t gid)
{
	return gid.val == who().gid;
}

bool capable(int cap)
{
	return cap == CAP_SYS_RESOURCE && who().may_reserve;
}
