// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * Indices of the normal world, for services.
 */
#include <secure/pta.h>

#include "arch.h"

/* See pta.h. */
size_t secure_index(size_t index, size_t size)
{
	return arch_index(index, size);
}
