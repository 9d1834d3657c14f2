/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * What differs between the kernels these drivers build for (6.1 to 6.12 and
 * later).  The .c files hold no version checks: each difference is a macro, a
 * type or an inline function here, named after what it does.
 *
 * Includes nothing that defines structures beyond those of the TEE headers:
 * the version (CRC) of an exported symbol depends on which structures its file
 * can see.
 */
#ifndef TEE_COMPAT_H
#define TEE_COMPAT_H

#include <linux/tee_drv.h>
#include <linux/version.h>

/* The interface for TEE drivers has a header of its own since 6.10. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 10, 0)
#include <linux/tee_core.h>
#endif

#include <linux/tee_system.h>

/*
 * The TEE core and what its drivers need from it
 */

/* Constants of the user API that came with 6.10. */
#ifndef TEE_IMPL_ID_TSTEE
#define TEE_IMPL_ID_TSTEE	3
#endif

/* struct tee_driver_ops has a system_session operation since 6.8. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 8, 0)
#define TEE_SYSTEM_SESSION_OP(fn)	.system_session = (fn),
#define tee_system_session_op(ops)	((ops)->system_session)
#else
#define TEE_SYSTEM_SESSION_OP(fn)
#define tee_system_session_op(ops) \
	((int (*)(struct tee_context *, u32))NULL)
#endif

/* tee_bus_type is const since 6.9. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 9, 0)
#define TEE_BUS_TYPE_CONST	const
#else
#define TEE_BUS_TYPE_CONST
#endif

/* The driver given to a bus's match operation is const since 6.11. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 11, 0)
#define TEE_BUS_MATCH_CONST	const
#else
#define TEE_BUS_MATCH_CONST
#endif

/* The device given to a bus's uevent operation is const since 6.3. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 3, 0)
#define TEE_BUS_UEVENT_CONST	const
#else
#define TEE_BUS_UEVENT_CONST
#endif

/*
 * Platform drivers
 */

/*
 * PLATFORM_REMOVE_VOID(wrapper, fn) - define wrapper to be the .remove operation
 * of a platform driver, given void fn(struct platform_device *).  The operation
 * returns nothing since 6.11.
 */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 11, 0)
#define PLATFORM_REMOVE_VOID(wrapper, fn)				\
static void wrapper(struct platform_device *pdev)			\
{									\
	fn(pdev);							\
}
#else
#define PLATFORM_REMOVE_VOID(wrapper, fn)				\
static int wrapper(struct platform_device *pdev)			\
{									\
	fn(pdev);							\
	return 0;							\
}
#endif

/*
 * Timers: 6.1 has timer_delete_sync() already, later kernels have only that;
 * use it.  timer_container_of() was from_timer() before 6.16.
 */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 16, 0)
#define timer_container_of(var, timer, field) from_timer(var, timer, field)
#endif

/*
 * Further sections follow, one for each subject.
 */

#endif /* TEE_COMPAT_H */
