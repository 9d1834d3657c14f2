/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copyright (C) 2026 teelane authors
 *
 * A yielding call and its message.
 */
#ifndef KERNEL_CALL_H
#define KERNEL_CALL_H

#include "thread.h"

u32 call_run(struct thread *t);

void msg_write_value(struct thread *t, unsigned int n, u64 a, u64 b);
void msg_write_size(struct thread *t, unsigned int n, u64 size);

#endif /* KERNEL_CALL_H */
