/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Pseudo TAs, the services inside OP-TEE's core, that teelane speaks to.
 * UUIDs and commands: optee_os, lib/libutee/include/pta_device.h, pta_rng.h,
 * pta_scmi_client.h and pta_invoke_tests.h; Linux,
 * drivers/firmware/arm_scmi/transports/optee.c and
 * drivers/char/hw_random/optee-rng.c. Those of storage and watchdog are our own.
 * Constants only.
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
 * Random numbers: ab7a617c-b8e7-4d8f-8301-d09b61036b64
 *
 * GET_ENTROPY		i/o memref 0, filled with random numbers; not more than
 *			4096, else TEEC_ERROR_NOT_SUPPORTED
 * GET_INFO		out value 0.a octets per second, 0.b bits of entropy in
 *			1024 bits
 */
#define PTA_RNG_UUID_OCTETS \
	{ 0xab, 0x7a, 0x61, 0x7c, 0xb8, 0xe7, 0x4d, 0x8f, \
	  0x83, 0x01, 0xd0, 0x9b, 0x61, 0x03, 0x6b, 0x64 }
#define PTA_RNG_CMD_GET_ENTROPY			0
#define PTA_RNG_CMD_GET_INFO			1
#define PTA_RNG_ENTROPY_MAX			4096

/*
 * SCMI server: a8cfe406-d4f5-4a2e-9f8d-a25dc754c099, for sessions opened with
 * OPTEE_MSG_LOGIN_REE_KERNEL. The messages are in scmi.h.
 *
 * CAPABILITIES		out value 0.a PTA_SCMI_CAPS_*, 0.b 0
 * PROCESS_SMT_CHANNEL	in value 0.a channel handle: serve the message in the
 *			channel's own shared memory
 * PROCESS_SMT_CHANNEL_MESSAGE
 *			in value 0.a channel handle, i/o memref 1 a struct
 *			scmi_smt: serve the message in it
 * GET_CHANNEL_HANDLE	i/o value 0.a channel id, then its handle; in value 0.b
 *			one of PTA_SCMI_CAPS_*: which kind of messages
 * PROCESS_MSG_CHANNEL	in value 0.a channel handle, in memref 1 a struct
 *			scmi_msg_frame, out memref 2 the answer. Both may be the
 *			same memory.
 */
#define PTA_SCMI_UUID_OCTETS \
	{ 0xa8, 0xcf, 0xe4, 0x06, 0xd4, 0xf5, 0x4a, 0x2e, \
	  0x9f, 0x8d, 0xa2, 0x5d, 0xc7, 0x54, 0xc0, 0x99 }
#define PTA_SCMI_CMD_CAPABILITIES		0
#define PTA_SCMI_CMD_PROCESS_SMT_CHANNEL	1
#define PTA_SCMI_CMD_PROCESS_SMT_CHANNEL_MESSAGE 2
#define PTA_SCMI_CMD_GET_CHANNEL_HANDLE		3
#define PTA_SCMI_CMD_PROCESS_MSG_CHANNEL	4
#define PTA_SCMI_CAPS_SMT_HEADER		0x1
#define PTA_SCMI_CAPS_MSG_HEADER		0x2

/*
 * Storage in RPMB: 045a19f6-c73a-4492-a493-53d97a504610. Objects have a name of
 * 1 to NAME_MAX octets and up to SIZE_MAX octets of content, and are written as
 * a whole or not at all. Each client has objects of its own: what it is known by is its login and
 * its UUID, and all clients with a public login are one client.
 *
 * READ			in memref 0 name, out memref 1 content;
 *			TEEC_ERROR_SHORT_BUFFER and the wanted size if it does
 *			not fit
 * WRITE		in memref 0 name, in memref 1 content; replaces what was
 * DELETE		in memref 0 name
 * INFO			out value 0.a objects, 0.b how many there can be, value
 *			1.a octets free for contents, 1.b write counter
 *
 * A new eMMC is given its key at the first command, where the machine allows it.
 *
 * TEEC_ERROR_ITEM_NOT_FOUND: no such object. TEEC_ERROR_STORAGE_NO_SPACE: the
 * store is full, or the client has as much of it as one may have, which INFO does
 * not tell. TEEC_ERROR_BUSY: a call of another guest is under way.
 * TEEC_ERROR_STORAGE_NOT_AVAILABLE: no eMMC, or it has no key.
 * TEEC_ERROR_SECURITY: an answer fails the check of its MAC, nonce, address or
 * counter, so the eMMC has not made it for this request; or the content does not
 * match the head of the object.
 * TEEC_ERROR_COMMUNICATION: no answer; a write may have been made or not.
 */
#define PTA_STORAGE_UUID_OCTETS \
	{ 0x04, 0x5a, 0x19, 0xf6, 0xc7, 0x3a, 0x44, 0x92, \
	  0xa4, 0x93, 0x53, 0xd9, 0x7a, 0x50, 0x46, 0x10 }
#define PTA_STORAGE_CMD_READ			0
#define PTA_STORAGE_CMD_WRITE			1
#define PTA_STORAGE_CMD_DELETE			2
#define PTA_STORAGE_CMD_INFO			3
#define PTA_STORAGE_NAME_MAX			32
#define PTA_STORAGE_SIZE_MAX			8192

/*
 * Watchdog: 7184b45e-6c54-49a9-827c-4aec70d03a0c. Commands as those of the SMC
 * watchdog (Linux, drivers/watchdog/arm_smc_wdt.c), times in seconds.
 *
 * INIT			out value 0.a shortest, 0.b longest timeout
 * SET_TIMEOUT		in value 0.a timeout; counts from now
 * ENABLE		in value 0.a 1: start, and from now on this session is
 *			the only one that may stop, feed or change it; 0: stop
 * PING			no parameters; counts from now
 * GET_TIMELEFT		out value 0.a
 *
 * A new session of the same client (login and UUID) may go on when the one that
 * started it has been closed. TEEC_ERROR_ACCESS_DENIED for any other while it runs.
 *
 * TEEC_ERROR_BAD_STATE: it has not been started. An expired one resets the
 * machine; it cannot be revived.
 */
#define PTA_WATCHDOG_UUID_OCTETS \
	{ 0x71, 0x84, 0xb4, 0x5e, 0x6c, 0x54, 0x49, 0xa9, \
	  0x82, 0x7c, 0x4a, 0xec, 0x70, 0xd0, 0x3a, 0x0c }
#define PTA_WATCHDOG_CMD_INIT			0
#define PTA_WATCHDOG_CMD_SET_TIMEOUT		1
#define PTA_WATCHDOG_CMD_ENABLE			2
#define PTA_WATCHDOG_CMD_PING			3
#define PTA_WATCHDOG_CMD_GET_TIMELEFT		4

/*
 * Invoke tests: d96a5b40-c3e5-21e3-8794-1002a5d5c61b, in builds of OP-TEE with
 * embedded tests.
 *
 * TRACE		no parameters; logs a line
 * PARAMS		checks the parameters by their types: one i/o value, a
 *			becomes a + b; three values in and one out, which becomes
 *			their sum; one i/o memref, whose first octet becomes the
 *			sum of all
 * SELF_TESTS		the core's own tests; no parameters
 * MEMREF_NULL		i/o memref 0, which must be null
 * DT_DRIVER_TESTS	how the core finds its devices; no parameters
 *
 * Our own, from 0x7400 on:
 * PARK			in value 0.a milliseconds to hold the thread, by SUSPEND
 *			RPCs of 0.b milliseconds at most, 0 for 10;
 *			TEEC_ERROR_CANCEL once cancelled
 * WAIT_NOTIF		in value 0.a number of a notification, 0.b milliseconds, 0
 *			for ever: wait until it is posted
 * POST_NOTIF		in value 0.a number of a notification
 * COPY			in memref 0, out memref 1
 * COMPUTE		in value 0.a microseconds to keep the processor busy, with
 *			no RPC; TEEC_ERROR_CANCEL once cancelled
 */
#define PTA_INVOKE_TESTS_UUID_OCTETS \
	{ 0xd9, 0x6a, 0x5b, 0x40, 0xc3, 0xe5, 0x21, 0xe3, \
	  0x87, 0x94, 0x10, 0x02, 0xa5, 0xd5, 0xc6, 0x1b }
#define PTA_INVOKE_TESTS_CMD_TRACE		0
#define PTA_INVOKE_TESTS_CMD_PARAMS		1
#define PTA_INVOKE_TESTS_CMD_SELF_TESTS		2
#define PTA_INVOKE_TESTS_CMD_MEMREF_NULL	10
#define PTA_INVOKE_TESTS_CMD_DT_DRIVER_TESTS	11
#define PTA_INVOKE_TESTS_CMD_PARK		0x7400
#define PTA_INVOKE_TESTS_CMD_WAIT_NOTIF		0x7401
#define PTA_INVOKE_TESTS_CMD_POST_NOTIF		0x7402
#define PTA_INVOKE_TESTS_CMD_COPY		0x7403
#define PTA_INVOKE_TESTS_CMD_COMPUTE		0x7404

#endif /* TEELANE_ABI_OPTEE_PTA_H */
