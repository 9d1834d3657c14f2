/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * What the kernel asks of a compiler. READ_ONCE() and its kin are relaxed atomics, so
 * that the thread sanitizer knows them for what they are.
 */
#ifndef HOSTED_LINUX_COMPILER_H
#define HOSTED_LINUX_COMPILER_H

#define __user
#define __iomem
#define __percpu
#define __force
#define __init
#define __exit
#define __noreturn	__attribute__((noreturn))
#define __printf(a, b)	__attribute__((format(printf, a, b)))
#ifndef __always_inline
#define __always_inline	inline __attribute__((always_inline))
#endif
#define noinline	__attribute__((noinline))
#define __aligned(x)	__attribute__((aligned(x)))
#define __uninitialized	__attribute__((uninitialized))
#define fallthrough	__attribute__((fallthrough))

/* For sparse, when it checks the Linux build. */
#define __acquires(x)
#define __releases(x)
#define __must_hold(x)

#define likely(x)	__builtin_expect(!!(x), 1)
#define unlikely(x)	__builtin_expect(!!(x), 0)
#define barrier()	__asm__ __volatile__("" : : : "memory")

#define READ_ONCE(x)		__atomic_load_n(&(x), __ATOMIC_RELAXED)
#define WRITE_ONCE(x, val)	__atomic_store_n(&(x), val, __ATOMIC_RELAXED)

#define smp_load_acquire(p)	__atomic_load_n(p, __ATOMIC_ACQUIRE)
#define smp_store_release(p, v)	__atomic_store_n(p, v, __ATOMIC_RELEASE)

#define __stringify_1(x...)	#x
#define __stringify(x...)	__stringify_1(x)
#define __PASTE_1(a, b)		a##b
#define __PASTE(a, b)		__PASTE_1(a, b)

#define IS_REACHABLE(option)	0

#endif
