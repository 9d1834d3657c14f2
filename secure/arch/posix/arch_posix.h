/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copyright (C) 2026 teelane authors
 *
 * What the files of arch/posix share.
 */
#ifndef ARCH_POSIX_H
#define ARCH_POSIX_H

#include <secure/types.h>

/**
 * arch_switch() - continue on another stack
 * @save:	where to keep what is needed to come back here
 * @load:	what an earlier arch_switch() has kept, or arch_first_frame() has made
 *
 * Keeps the registers a C function must keep. Floating-point control registers go with the core:
 * nothing in the trusted OS changes them.
 */
void arch_switch(void **save, void *load);

/**
 * arch_first_frame() - make the first stack frame of a context
 * @top:	end of an unused stack, aligned to 16 bytes
 * @entry:	where to begin; never returns
 *
 * Return: the @load of the first arch_switch() to it.
 */
void *arch_first_frame(void *top, void (*entry)(void));

/*
 * The context that this host thread executes. A file of its own: a compiler may assume that the
 * thread does not change while a function runs, which is not so in one that switches.
 */
unsigned int arch_get_current(void);
void arch_set_current(unsigned int id);

#endif /* ARCH_POSIX_H */
