/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Asynchronous notifications.
 */
#ifndef KERNEL_NOTIF_H
#define KERNEL_NOTIF_H

#include <secure/types.h>

void notif_boot(void);
void notif_post(u32 value);
void notif_enable(bool on);
bool notif_take(u32 *value, bool *more);

#endif /* KERNEL_NOTIF_H */
