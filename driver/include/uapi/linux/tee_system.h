/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/*
 * Copyright (C) 2026 teelane authors
 *
 * System contexts for user space: two ioctls on /dev/tee[0-9]* beside those of
 * <linux/tee.h>.
 *
 * A trusted OS has few thread contexts.  A call that finds all of them taken
 * waits, and so do calls that other TEE users depend on.  A process that must
 * never wait for other TEE users reserves threads ("lanes") for its own open
 * file: after n successful requests, n calls at a time made through that file
 * enter the trusted OS at once.
 */
#ifndef _UAPI_LINUX_TEE_SYSTEM_H
#define _UAPI_LINUX_TEE_SYSTEM_H

#include <linux/ioctl.h>
#include <linux/tee.h>

/**
 * TEE_IOC_REQUEST_SYSTEM_CONTEXT - reserve one more lane for this open file
 *
 * Takes no argument. Returns 0 when a thread of the trusted OS has been set
 * aside. May sleep until an ordinary call ends; a fatal signal ends that sleep.
 *
 * The lanes of a file are returned by TEE_IOC_RELEASE_SYSTEM_CONTEXT and when
 * the last descriptor of the file is closed, also by a kill. A lane that a call
 * is using goes back when that call leaves the trusted OS.
 *
 * EPERM:	the caller lacks CAP_SYS_RESOURCE
 * EOPNOTSUPP:	neither the driver nor the trusted OS can keep a thread free
 * EBUSY:	no thread would be left for ordinary calls
 * EINTR:	a fatal signal arrived during the wait
 */
#define TEE_IOC_REQUEST_SYSTEM_CONTEXT	_IO(TEE_IOC_MAGIC, TEE_IOC_BASE + 0x60)

/**
 * TEE_IOC_RELEASE_SYSTEM_CONTEXT - return one lane of this open file
 *
 * Takes no argument. A lane that is in use by a call is returned when that call
 * ends; the request itself does not wait. Needs no capability, so that a
 * process can drop its privileges after it has made its requests.
 *
 * EOPNOTSUPP:	the TEE driver has no system contexts
 * EINVAL:	the file holds no lane
 */
#define TEE_IOC_RELEASE_SYSTEM_CONTEXT	_IO(TEE_IOC_MAGIC, TEE_IOC_BASE + 0x61)

#endif /* _UAPI_LINUX_TEE_SYSTEM_H */
