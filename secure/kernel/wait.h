/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Waiting for another thread.
 */
#ifndef KERNEL_WAIT_H
#define KERNEL_WAIT_H

void wait_for_wake(unsigned int whom, const char *what);
void wake(unsigned int id);

#endif /* KERNEL_WAIT_H */
