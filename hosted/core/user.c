// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * System calls of a process: files, sleep and exit. And its identity.
 */
#include <linux/capability.h>
#include <linux/cred.h>
#include <linux/delay.h>
#include <linux/fs.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>

#include <hosted/user.h>

#include "internal.h"
#include "mm.h"

struct user_namespace init_user_ns;

static int open_file(const char *path)
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

static long do_ioctl(int fd, unsigned int cmd, const void *arg)
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
	rc = open_file(path);
	hosted_syscall_exit();
	return rc;
}

int hosted_close(int fd)
{
	struct file *file;

	hosted_syscall_enter();
	file = hosted_fd_take(current->mm, fd);
	if (file)
		hosted_file_put(file);
	hosted_syscall_exit();
	return file ? 0 : -EBADF;
}

long hosted_ioctl(int fd, unsigned int cmd, const void *arg)
{
	long rc;

	hosted_syscall_enter();
	rc = do_ioctl(fd, cmd, arg);
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

/* Identity of a process */

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

static struct who caller_who(void)
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
	return (kuid_t){ caller_who().uid };
}

bool in_egroup_p(kgid_t gid)
{
	return gid.val == caller_who().gid;
}

bool capable(int cap)
{
	return cap == CAP_SYS_RESOURCE && caller_who().may_reserve;
}
