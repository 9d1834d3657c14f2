/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * What the driver does when the system suspends or goes down.
 */
#ifndef OPTEE_POWER_H
#define OPTEE_POWER_H

struct optee;

/* suspend.c: before processes are frozen */
int optee_suspend_init(struct optee *optee);
void optee_suspend_destroy(struct optee *optee);

/* shutdown.c: the end of all calls */
void optee_end_calls(struct optee *optee);
void optee_shutdown_calls(struct optee *optee);

#endif /* OPTEE_POWER_H */
