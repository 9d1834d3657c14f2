/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Cancellation.
 */
#ifndef KERNEL_CANCEL_H
#define KERNEL_CANCEL_H

#include "thread.h"

void cancel_begin(struct thread *t, u32 session, u32 cancel_id);
void cancel_end(struct thread *t);
bool cancel_wait_begin(struct thread *t, u32 value);
void cancel_wait_end(struct thread *t);
void cancel_requests(const struct thread *by, u32 session, const u32 *cancel_id);

#endif /* KERNEL_CANCEL_H */
