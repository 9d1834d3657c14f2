/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * The includes of the files that export device, client and bus functions.  The
 * version (CRC) of an exported symbol covers every structure its file can see,
 * so this set is what makes the versions equal to the stock ones: check with
 * tests/crc-check after every change.
 */
#ifndef TEE_CORE_INCLUDES_H
#define TEE_CORE_INCLUDES_H

#include <linux/cdev.h>
#include <linux/cred.h>
#include <linux/fs.h>
#include <linux/idr.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "tee_private.h"

#endif /* TEE_CORE_INCLUDES_H */
