/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copyright (C) 2026 teelane authors
 *
 * The message of a call: its parameters, as services have them, and its outputs.
 */
#ifndef KERNEL_MESSAGE_H
#define KERNEL_MESSAGE_H

#include "thread.h"

/* message.c */
void msg_write_value(struct thread *t, unsigned int n, u64 a, u64 b);
void msg_write_size(struct thread *t, unsigned int n, u64 size);

/* param.c */
u32 params_get(struct thread *t, unsigned int first, struct pta_param p[PTA_NUM_PARAMS]);
void params_answer(struct thread *t, unsigned int first,
		   const struct pta_param p[PTA_NUM_PARAMS]);
void params_put(struct thread *t, unsigned int first, struct pta_param p[PTA_NUM_PARAMS]);

#endif /* KERNEL_MESSAGE_H */
