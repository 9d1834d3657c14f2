// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * Which context this host thread executes.
 */
#include "../../kernel/arch.h"
#include "arch_posix.h"

/* Plus 1, so that a new thread executes none. */
static _Thread_local unsigned int current;

unsigned int arch_get_current(void)
{
	return current ? current - 1 : ARCH_NO_CONTEXT;
}

void arch_set_current(unsigned int id)
{
	current = id == ARCH_NO_CONTEXT ? 0 : id + 1;
}
