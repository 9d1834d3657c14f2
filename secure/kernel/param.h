/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Parameters of messages, as services have them.
 */
#ifndef KERNEL_PARAM_H
#define KERNEL_PARAM_H

#include "thread.h"

u32 params_get(struct thread *t, unsigned int first, struct pta_param p[PTA_NUM_PARAMS]);
void params_answer(struct thread *t, unsigned int first,
		   const struct pta_param p[PTA_NUM_PARAMS]);
void params_put(struct thread *t, unsigned int first, struct pta_param p[PTA_NUM_PARAMS]);

#endif /* KERNEL_PARAM_H */
