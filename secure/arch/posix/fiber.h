/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copyright (C) 2026 teelane authors
 *
 * What the sanitizers have to be told about stacks (compiler-rt, common_interface_defs.h and
 * tsan_interface.h). Without sanitizers these functions do nothing.
 *
 * ASan has to know which stack is in use, and which one a switch goes to. TSan
 * sees a context as a thread of its own, and each switch as a hand-over: what
 * happened before it has happened before what follows. TSan also keeps a call
 * stack for each, so these must not be calls of their own.
 */
#ifndef ARCH_FIBER_H
#define ARCH_FIBER_H

#include <sys/cdefs.h>

#include <secure/types.h>

/* gcc defines the __SANITIZE macros itself, and has __has_feature since version 14, too. */
#ifdef __has_feature
#if __has_feature(address_sanitizer) && !defined(__SANITIZE_ADDRESS__)
#define __SANITIZE_ADDRESS__ 1
#endif
#if __has_feature(thread_sanitizer) && !defined(__SANITIZE_THREAD__)
#define __SANITIZE_THREAD__ 1
#endif
#endif

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif
#ifdef __SANITIZE_THREAD__
#include <sanitizer/tsan_interface.h>
#endif

/**
 * struct fiber - a stack, to the sanitizers
 * @tsan:	TSan's name for it
 * @fake_stack:	ASan's other half of it
 * @bottom:	lowest address
 * @size:	bytes
 */
struct fiber {
	void *tsan;
	void *fake_stack;
	const void *bottom;
	size_t size;
};

/* Tell of a new stack. What the sanitizers know of an old stack in its place is void. */
static __always_inline void fiber_create(struct fiber *f, const void *bottom, size_t size)
{
	*f = (struct fiber){ .bottom = bottom, .size = size };
#ifdef __SANITIZE_ADDRESS__
	__asan_unpoison_memory_region(bottom, size);
#endif
#ifdef __SANITIZE_THREAD__
	f->tsan = __tsan_create_fiber(0);
#endif
}

static __always_inline void fiber_destroy(struct fiber *f)
{
#ifdef __SANITIZE_THREAD__
	if (f->tsan)
		__tsan_destroy_fiber(f->tsan);
#endif
	f->tsan = NULL;
}

/*
 * Note that the current stack is a host thread's. ASan says where it is to the context entered
 * next.
 */
static __always_inline void fiber_this(struct fiber *f)
{
#ifdef __SANITIZE_THREAD__
	f->tsan = __tsan_get_current_fiber();
#endif
	(void)f;
}

/* To be called right before the switch */
static __always_inline void fiber_leave(struct fiber *from, const struct fiber *to)
{
#ifdef __SANITIZE_ADDRESS__
	__sanitizer_start_switch_fiber(&from->fake_stack, to->bottom, to->size);
#endif
#ifdef __SANITIZE_THREAD__
	__tsan_switch_to_fiber(to->tsan, 0);
#endif
	(void)from;
	(void)to;
}

/* To be called right after the switch */
static __always_inline void fiber_arrive(struct fiber *at, struct fiber *from)
{
#ifdef __SANITIZE_ADDRESS__
	__sanitizer_finish_switch_fiber(at->fake_stack, &from->bottom, &from->size);
#endif
	(void)at;
	(void)from;
}

#endif /* ARCH_FIBER_H */
