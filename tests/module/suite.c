// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Runs lists of tests: "cat /sys/kernel/debug/teelane-test/NAME" runs suite NAME
 * and prints "ok TEST" or "FAIL TEST: why" for each of its tests, and at last
 * "end NAME: N tests, M failed, T ms". A text without that last line is no result.
 */
#include <linux/debugfs.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "suite.h"

#define OUTPUT_SIZE	SZ_32K

/* A test that fails waits for its timeout. If many fail, the rest is not run after this time. */
#define MAX_FAILED_MS	120000

/* One run, from the file's first read to its release. */
struct output {
	size_t len;
	char text[OUTPUT_SIZE];
};

static struct dentry *suite_dir;
static DEFINE_MUTEX(suite_mutex); /* one test at a time */

/*
 * Print a line to the file's reader. It also goes to the kernel log, which shows where a test
 * hangs.
 */
static __printf(2, 3) void say(struct output *out, const char *fmt, ...)
{
	size_t start = out->len;
	va_list args;

	va_start(args, fmt);
	out->len += vscnprintf(out->text + start, OUTPUT_SIZE - start, fmt, args);
	va_end(args);
	pr_info("teelane-test: %s", out->text + start);
}

static void run_suite(const struct suite *suite, struct output *out)
{
	unsigned int ran = 0, failed = 0, n;
	ktime_t start = ktime_get();

	for (n = 0; n < suite->num; n++) {
		const char *name = suite->test_name(n);
		struct suite_verdict verdict = { };

		if (suite->only && !strstr(name, suite->only))
			continue;
		if (failed && ktime_ms_delta(ktime_get(), start) > MAX_FAILED_MS) {
			say(out, "FAIL %s: not run, after so many failures\n", name);
			failed++;
			break;
		}
		ran++;
		suite->run(n, &verdict);
		if (!suite_failed(&verdict)) {
			say(out, "ok %s\n", name);
		} else {
			failed++;
			say(out, "FAIL %s: %s\n", name, verdict.why);
		}
	}
	say(out, "end %s: %u tests, %u failed, %lld ms\n", suite->name, ran, failed,
	    ktime_ms_delta(ktime_get(), start));
}

static int suite_open(struct inode *inode, struct file *file)
{
	const struct suite *suite = inode->i_private;
	struct output *out;

	if (!try_module_get(suite->owner))
		return -ENODEV;
	out = kvzalloc(sizeof(*out), GFP_KERNEL);
	if (!out) {
		module_put(suite->owner);
		return -ENOMEM;
	}
	file->private_data = out;
	return 0;
}

/* The first read runs the suite. An open could not, because it is inside a path walk. */
static ssize_t suite_read(struct file *file, char __user *buf, size_t size, loff_t *pos)
{
	struct output *out = file->private_data;

	mutex_lock(&suite_mutex);
	if (!out->len)
		run_suite(file_inode(file)->i_private, out);
	mutex_unlock(&suite_mutex);
	return simple_read_from_buffer(buf, size, pos, out->text, out->len);
}

static int suite_release(struct inode *inode, struct file *file)
{
	const struct suite *suite = inode->i_private;

	kvfree(file->private_data);
	module_put(suite->owner);
	return 0;
}

static const struct file_operations suite_fops = {
	.owner = THIS_MODULE,
	.open = suite_open,
	.read = suite_read,
	.llseek = default_llseek,
	.release = suite_release,
};

/**
 * suite_register() - make the file that runs a suite
 * @suite:	filled in but for @file
 *
 * Return: 0 or the error of debugfs.
 */
int suite_register(struct suite *suite)
{
	suite->file = debugfs_create_file(suite->name, 0400, suite_dir, suite, &suite_fops);
	return PTR_ERR_OR_ZERO(suite->file);
}
EXPORT_SYMBOL_GPL(suite_register);

/**
 * suite_unregister() - remove the file; the suite does not run any more
 * @suite:	from suite_register()
 */
void suite_unregister(struct suite *suite)
{
	debugfs_remove(suite->file);
}
EXPORT_SYMBOL_GPL(suite_unregister);

static int __init suite_init(void)
{
	suite_dir = debugfs_create_dir("teelane-test", NULL);
	return PTR_ERR_OR_ZERO(suite_dir);
}
module_init(suite_init);

static void __exit suite_exit(void)
{
	debugfs_remove(suite_dir);
}
module_exit(suite_exit);

MODULE_DESCRIPTION("Runs test suites from debugfs");
MODULE_AUTHOR("teelane authors");
MODULE_LICENSE("GPL");
