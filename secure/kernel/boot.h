/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copyright (C) 2026 teelane authors
 *
 * What was fixed at boot.
 */
#ifndef KERNEL_BOOT_H
#define KERNEL_BOOT_H

#include <secure/types.h>

u32 boot_caps(void);
bool boot_has_cap(u32 cap);
bool boot_hides_thread_count(void);

#endif /* KERNEL_BOOT_H */
