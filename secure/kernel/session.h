/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Sessions.
 */
#ifndef KERNEL_SESSION_H
#define KERNEL_SESSION_H

#include "thread.h"

void sessions_boot(void);
u32 session_open(struct thread *t, const u8 uuid[16], const u8 client[16], u32 login,
		 struct pta_param p[PTA_NUM_PARAMS], u32 *origin, u32 *id);
u32 session_invoke(struct thread *t, u32 id, u32 cmd, struct pta_param p[PTA_NUM_PARAMS],
		   u32 *origin);
u32 session_close(struct thread *t, u32 id);
u32 session_cancel(struct thread *t, u32 id, u32 cancel_id);

#endif /* KERNEL_SESSION_H */
