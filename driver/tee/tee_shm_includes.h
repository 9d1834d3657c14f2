/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * The includes of the files that export shared memory functions.  As for
 * tee_core_includes.h, the versions (CRCs) of the exported symbols depend on
 * them: check with tests/crc-check after every change.
 */
#ifndef TEE_SHM_INCLUDES_H
#define TEE_SHM_INCLUDES_H

#include <linux/anon_inodes.h>
#include <linux/device.h>
#include <linux/idr.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/uio.h>

#include "shm_private.h"

#ifdef TEE_SHM_WITH_HIGHMEM
#include <linux/highmem.h>
#endif

#endif /* TEE_SHM_INCLUDES_H */
