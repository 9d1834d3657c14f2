/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Indices that a processor may guess wrongly: of no concern within one process.
 */
#ifndef HOSTED_LINUX_NOSPEC_H
#define HOSTED_LINUX_NOSPEC_H

#define array_index_nospec(index, size)	(index)

#endif
