/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Notification values: posting them for the normal world, and waiting for one.
 */
#ifndef KERNEL_NOTIF_H
#define KERNEL_NOTIF_H

#include <secure/pta.h>

struct thread;

/* notif.c: asynchronous notifications */
void notif_boot(void);
void notif_post(u32 value);
void notif_enable(bool on);
bool notif_take(u32 *value, bool *more);

/* cancel.c: cancelling what a service does, and waits that this ends */
extern struct secure_lock sessions_lock;

void cancel_begin(struct thread *t, u32 session, u32 cancel_id);
void cancel_end(struct thread *t);
void cancel_requests(const struct thread *by, u32 session, const u32 *cancel_id);

/* wait.c: waiting for another thread */
void wait_for_wake(unsigned int whom, const char *what);
void wake(unsigned int id);

#endif /* KERNEL_NOTIF_H */
