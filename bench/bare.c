// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The world switch alone. The makefile links this with a copy of secure/arch whose names no other
 * code sees, because the trusted OS exports only the functions of secure.h.
 */
#include "arch.h"
#include "bare.h"

static void do_nothing(unsigned int id)
{
	(void)id;
	for (;;)
		arch_leave();
}

/**
 * bench_bare_boot() - make a context that does nothing
 *
 * Return: 0, or -1: there is no memory for its stack.
 */
int bench_bare_boot(void)
{
	return arch_boot(1, do_nothing);
}

/**
 * bench_bare_switch() - switch into that context, and back
 */
void bench_bare_switch(void)
{
	arch_enter(0);
}
