/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Pseudo TAs, the services inside OP-TEE's core, that teelane speaks to.
 * UUIDs and commands: optee_os, lib/libutee/include/pta_device.h and
 * pta_invoke_tests.h. Constants only.
 *
 * UUIDs are 16 octets in RFC 4122 order, as on the wire, in the ioctls and in
 * Linux's uuid_t: `const uuid_t id = { .b = PTA_DEVICE_UUID_OCTETS };`
 */
#ifndef TEELANE_ABI_OPTEE_PTA_H
#define TEELANE_ABI_OPTEE_PTA_H

/*
 * Device enumeration: 7011a688-ddde-4053-a5a9-7b3c4ddf13b8
 *
 * Every command: out memref 0, an array of UUIDs. TEEC_ERROR_SHORT_BUFFER and
 * the wanted size if they do not fit; ask with size 0 first.
 *
 * GET_DEVICES		services that need nothing of user space
 * GET_DEVICES_SUPP	services that need tee-supplicant running
 * GET_DEVICES_RPMB	services that need RPMB storage, which the call looks
 *			for by RPCs; TEEC_ERROR_STORAGE_NOT_AVAILABLE if there
 *			is none. OP-TEE 4.4 and later; an older one answers
 *			TEEC_ERROR_NOT_IMPLEMENTED
 */
#define PTA_DEVICE_UUID_OCTETS \
	{ 0x70, 0x11, 0xa6, 0x88, 0xdd, 0xde, 0x40, 0x53, \
	  0xa5, 0xa9, 0x7b, 0x3c, 0x4d, 0xdf, 0x13, 0xb8 }
#define PTA_CMD_GET_DEVICES			0
#define PTA_CMD_GET_DEVICES_SUPP		1
#define PTA_CMD_GET_DEVICES_RPMB		2

/*
 * Invoke tests: d96a5b40-c3e5-21e3-8794-1002a5d5c61b, in builds of OP-TEE with
 * embedded tests.
 *
 * TRACE		no parameters; logs a line
 * PARAMS		checks the parameters by their types
 * SELF_TESTS		the core's own tests; no parameters
 */
#define PTA_INVOKE_TESTS_UUID_OCTETS \
	{ 0xd9, 0x6a, 0x5b, 0x40, 0xc3, 0xe5, 0x21, 0xe3, \
	  0x87, 0x94, 0x10, 0x02, 0xa5, 0xd5, 0xc6, 0x1b }
#define PTA_INVOKE_TESTS_CMD_TRACE		0
#define PTA_INVOKE_TESTS_CMD_PARAMS		1
#define PTA_INVOKE_TESTS_CMD_SELF_TESTS		2

#endif /* TEELANE_ABI_OPTEE_PTA_H */
