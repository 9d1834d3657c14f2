/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * What differs between the kernels these drivers build for (6.1 to 7.3).  The
 * .c files hold no version checks: each difference is a macro, a type or an
 * inline function here, named after what it does.  Where the kernel's headers
 * show a difference by a macro of theirs, that is asked for rather than the
 * version.
 *
 * Includes nothing that defines structures beyond those of the TEE headers:
 * the version (CRC) of an exported symbol depends on which structures its file
 * can see.
 */
#ifndef TEE_COMPAT_H
#define TEE_COMPAT_H

#include <crypto/sha1.h>
#include <linux/string.h>
#include <linux/tee_drv.h>
#include <linux/version.h>

#define KERNEL_SINCE(major, minor)					\
	(LINUX_VERSION_MAJOR * 256 + LINUX_VERSION_PATCHLEVEL >=	\
	 (major) * 256 + (minor))

/* The interface for TEE drivers has a header of its own since 6.10. */
#if KERNEL_SINCE(6, 10)
#include <linux/tee_core.h>
#define TEE_DEVICE_DECLARED	/* struct tee_device, too */
#endif

#include <linux/tee_system.h>

/*
 * The TEE core and what its drivers need from it
 */

/* tee_get_drvdata() without the call of a function, where the structure is known. */
static inline void *tee_drvdata(struct tee_device *teedev)
{
#ifdef TEE_DEVICE_DECLARED
	return dev_get_drvdata(&teedev->dev);
#else
	return tee_get_drvdata(teedev);
#endif
}

/* Constants of the user API that came with 6.10. */
#ifndef TEE_IMPL_ID_TSTEE
#define TEE_IMPL_ID_TSTEE	3
#endif

/* struct tee_driver_ops has a system_session operation since 6.8. */
typedef int (*tee_system_session_t)(struct tee_context *ctx, u32 session);
#if KERNEL_SINCE(6, 8)
#define TEE_SYSTEM_SESSION_OP(fn)	.system_session = (fn),
static inline tee_system_session_t
tee_system_session_op(const struct tee_driver_ops *ops)
{
	return ops->system_session;
}
#else
#define TEE_SYSTEM_SESSION_OP(fn)
static inline tee_system_session_t
tee_system_session_op(const struct tee_driver_ops *ops)
{
	return NULL;
}
#endif

/*
 * TEE objects: calls on them, their parameter types, and with them an operation
 * that tells the driver that a file is closed.
 */
#ifdef TEE_IOC_OBJECT_INVOKE
#define TEE_WITH_OBJECTS
static inline void tee_close_context_op(struct tee_context *ctx,
					const struct tee_driver_ops *ops)
{
	if (ops->close_context)
		ops->close_context(ctx);
}
#else
static inline void tee_close_context_op(struct tee_context *ctx,
					const struct tee_driver_ops *ops)
{
}
#endif

/* Memory objects made of dma-bufs, which are of heaps of protected memory. */
#ifdef TEE_SHM_DMA_BUF
#define TEE_WITH_DMA_BUF
#endif

/* A driver can tell the revision of its trusted OS. */
typedef int (*tee_revision_t)(struct tee_device *teedev, char *buf, size_t len);
#ifdef TEE_REVISION_STR_SIZE
#define TEE_REVISION_OP(fn)	.get_tee_revision = (fn),
static inline tee_revision_t tee_revision_op(const struct tee_driver_ops *ops)
{
	return ops->get_tee_revision;
}
#else
#define TEE_REVISION_STR_SIZE	128
#define TEE_REVISION_OP(fn)
static inline tee_revision_t tee_revision_op(const struct tee_driver_ops *ops)
{
	return NULL;
}
#endif

/* The bus calls the drivers of its devices itself; they are registered with it. */
#ifdef tee_client_driver_register
#define TEE_BUS_CALLS_DRIVERS
#define TEE_BUS_DRIVER_OPS						\
	.probe = tee_bus_probe,						\
	.remove = tee_bus_remove,					\
	.shutdown = tee_bus_shutdown,
#else
#define TEE_BUS_DRIVER_OPS
#endif

/*
 * The stock files that export shared memory functions include
 * <linux/highmem.h> since 6.3.  It brings no function we need, but structures
 * that count for the symbol versions.
 */
#if KERNEL_SINCE(6, 3)
#define TEE_SHM_WITH_HIGHMEM
#endif

/* tee_bus_type is const since 6.9. */
#if KERNEL_SINCE(6, 9)
#define TEE_BUS_TYPE_CONST	const
#else
#define TEE_BUS_TYPE_CONST
#endif

/* The driver given to a bus's match operation is const since 6.11. */
#if KERNEL_SINCE(6, 11)
#define TEE_BUS_MATCH_CONST	const
#else
#define TEE_BUS_MATCH_CONST
#endif

/* The device given to a bus's uevent operation is const since 6.3. */
#if KERNEL_SINCE(6, 3)
#define TEE_BUS_UEVENT_CONST	const
#else
#define TEE_BUS_UEVENT_CONST
#endif

/*
 * tee_sha1_short() - SHA-1 of at most 55 bytes, without an allocation
 *
 * sha1() came with 6.17.  Before, the library has only the block function; 55
 * bytes are what fits into one block beside the end mark and the length.
 */
#if KERNEL_SINCE(6, 17)
#define tee_sha1_short(data, len, digest)	sha1(data, len, digest)
#else
static inline void tee_sha1_short(const u8 *data, size_t len,
				  u8 digest[SHA1_DIGEST_SIZE])
{
	u8 block[SHA1_BLOCK_SIZE] = { };
	u32 state[SHA1_DIGEST_WORDS];
	u32 work[SHA1_WORKSPACE_WORDS];
	unsigned int n;
	__be32 word;

	memcpy(block, data, len);
	block[len] = 0x80;
	/* the length in bits, big endian; two bytes of the eight suffice */
	block[SHA1_BLOCK_SIZE - 2] = len * 8 >> 8;
	block[SHA1_BLOCK_SIZE - 1] = (u8)(len * 8);

	sha1_init(state);
	sha1_transform(state, (const char *)block, work);
	for (n = 0; n < SHA1_DIGEST_WORDS; n++) {
		word = cpu_to_be32(state[n]);
		memcpy(digest + n * sizeof(word), &word, sizeof(word));
	}
}
#endif

/*
 * Platform drivers
 */

/*
 * PLATFORM_REMOVE_VOID(wrapper, fn) - define wrapper to be the .remove operation
 * of a platform driver, given void fn(struct platform_device *).  The operation
 * returns nothing since 6.11.
 */
#if KERNEL_SINCE(6, 11)
#define PLATFORM_REMOVE_VOID(wrapper, fn)				\
static void wrapper(struct platform_device *pdev)			\
{									\
	fn(pdev);							\
}
#else
#define PLATFORM_REMOVE_VOID(wrapper, fn)				\
static void (*const wrapper##_fn)(struct platform_device *) = fn;	\
static int wrapper(struct platform_device *pdev)			\
{									\
	wrapper##_fn(pdev);						\
	return 0;							\
}
#endif

/*
 * Timers: 6.1 has timer_delete_sync() already, later kernels have only that;
 * use it.  timer_container_of() was from_timer() before 6.16.
 */
#if !KERNEL_SINCE(6, 16)
#define timer_container_of(var, timer, field) from_timer(var, timer, field)
#endif

#endif /* TEE_COMPAT_H */
