/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copyright (C) 2026 teelane authors
 *
 * The normal world's memory, by physical address.
 */
#ifndef KERNEL_NSEC_H
#define KERNEL_NSEC_H

#include <secure/types.h>

int nsec_read(void *dst, u64 pa, size_t len);
int nsec_write(u64 pa, const void *src, size_t len);

#endif /* KERNEL_NSEC_H */
