/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 */
#ifndef HOSTED_LINUX_ANON_INODES_H
#define HOSTED_LINUX_ANON_INODES_H

#include <linux/fs.h>

int anon_inode_getfd(const char *name, const struct file_operations *ops, void *data, int flags);

#endif
