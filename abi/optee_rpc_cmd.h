/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copyright (C) 2026 teelane authors
 *
 * What the secure world asks of the normal world: struct optee_msg_arg.cmd in
 * an OPTEE_SMC_RPC_FUNC_CMD. Numbers and parameters: optee_os,
 * core/include/optee_rpc_cmd.h. Constants only.
 *
 * Column 1 of the tables is who serves the command: K the kernel driver, S
 * tee-supplicant. The driver passes every command that it does not know to the
 * supplicant, parameters as they are. "value 0.a" is params[0].u.value.a;
 * memory references are RMEM, or TMEM where the memory is reserved shared
 * memory or the reference is null.
 *
 * An answer is params[] and ret; the secure world presets ret to
 * TEEC_ERROR_GENERIC.
 */
#ifndef TEELANE_ABI_OPTEE_RPC_CMD_H
#define TEELANE_ABI_OPTEE_RPC_CMD_H

/*
 * S LOAD_TA		in   value 0.a-b	UUID of the TA, as octets
 *			out  memref 1		the TA; a null reference asks for
 *						its size
 * S RPMB		in   memref 0		request frames
 *			out  memref 1		response frames
 * S FS			file system; value 0.a in is OPTEE_RPC_FS_*
 */
#define OPTEE_RPC_CMD_LOAD_TA		0
#define OPTEE_RPC_CMD_RPMB		1
#define OPTEE_RPC_CMD_FS		2

/*
 * K GET_TIME		out  value 0.a		seconds since 1970-01-01 UTC
 *			     value 0.b		nanoseconds
 */
#define OPTEE_RPC_CMD_GET_TIME		3

/*
 * K NOTIFICATION	in   value 0.a		OPTEE_RPC_NOTIFICATION_*
 *			     value 0.b		which notification
 *			     value 0.c		WAIT: milliseconds, 0 for ever
 *
 * WAIT returns once the value has been sent, be it by SEND in another call's
 * RPC or by an asynchronous notification; a value that was sent before the
 * wait counts. Answers: TEEC_ERROR_TIMEOUT after 0.c. An OP-TEE that knows no
 * timeout sends 0 there. Older texts say wait queue, sleep and wake-up.
 */
#define OPTEE_RPC_CMD_NOTIFICATION	4
#define OPTEE_RPC_NOTIFICATION_WAIT	0
#define OPTEE_RPC_NOTIFICATION_SEND	1

/*
 * K SUSPEND		in   value 0.a		milliseconds to sleep
 */
#define OPTEE_RPC_CMD_SUSPEND		5

/*
 * K SHM_ALLOC		in   value 0.a		OPTEE_RPC_SHM_TYPE_*
 *			     value 0.b		bytes
 *			     value 0.c		alignment
 *			out  tmem 0		TMEM_OUTPUT in place of the value:
 *						buf_ptr, size, shm_ref (cookie);
 *						NONCONTIG with a page list unless
 *						it is reserved shared memory. The
 *						list stays until the call's next
 *						RPC or its end.
 * K SHM_FREE		in   value 0.a		the type it was allocated with
 *			     value 0.b		cookie
 *
 * For APPL memory the driver turns to the supplicant in its turn, with the
 * same two commands but one VALUE_INOUT: 0.a and 0.b as above, where FREE has
 * the shm id in 0.b, and the answer of ALLOC is the shm id in 0.c.
 *
 * GLOBAL memory would be for the kernel and the supplicant at once. Linux
 * serves APPL and KERNEL only, and answers TEEC_ERROR_BAD_PARAMETERS.
 */
#define OPTEE_RPC_CMD_SHM_ALLOC		6
#define OPTEE_RPC_CMD_SHM_FREE		7
#define OPTEE_RPC_SHM_TYPE_APPL		0
#define OPTEE_RPC_SHM_TYPE_KERNEL	1
#define OPTEE_RPC_SHM_TYPE_GLOBAL	2

/*
 * S SQL_FS		no longer used; the number stays taken
 * S GPROF		i/o  value 0.a		file id, 0 for a new file
 *			in   memref 1		UUID of the TA
 *			in   memref 2		profile data
 * S SOCKET		value 0.a in is OPTEE_RPC_SOCKET_*, 0.b the TA instance
 * S FTRACE		as GPROF, with function graph data
 * S PLUGIN		in   value 0.a		OPTEE_RPC_SUPP_PLUGIN_INVOKE
 *			     value 0.b-c, 1.a-b	UUID of the plugin, 4 words
 *			     value 1.c, 2.a	command, subcommand
 *			out  value 2.b		bytes in memref 3
 *			i/o  memref 3		data
 */
#define OPTEE_RPC_CMD_SQL_FS		8
#define OPTEE_RPC_CMD_GPROF		9
#define OPTEE_RPC_CMD_SOCKET		10
#define OPTEE_RPC_CMD_FTRACE		11
#define OPTEE_RPC_CMD_SUPP_PLUGIN	12
#define OPTEE_RPC_SUPP_PLUGIN_INVOKE	0

/*
 *   BENCH_REG		in   value 0.a		register or unregister
 *			     value 0.b, 0.c	address and size of a buffer
 *			of OP-TEE's benchmark patches; no mainline kernel
 *			serves it
 */
#define OPTEE_RPC_CMD_BENCH_REG		20

/*
 * K I2C_TRANSFER	in   value 0.a		OPTEE_RPC_I2C_TRANSFER_*
 *			     value 0.b		adapter number, 16 bits
 *			     value 0.c		device address, 7 or 10 bits
 *			in   value 1.a		OPTEE_RPC_I2C_FLAGS_*
 *			i/o  memref 2		the data
 *			out  value 3.a		bytes transferred
 */
#define OPTEE_RPC_CMD_I2C_TRANSFER	21
#define OPTEE_RPC_I2C_TRANSFER_RD	0
#define OPTEE_RPC_I2C_TRANSFER_WR	1
#define OPTEE_RPC_I2C_FLAGS_TEN_BIT	0x0001

/*
 * K RPMB_PROBE_RESET	out  value 0.a		OPTEE_RPC_SHM_TYPE_* to use for
 *						the memory of the next two
 * K RPMB_PROBE_NEXT	out  value 0.a		OPTEE_RPC_RPMB_*
 *			     value 0.b		size in 128 KiB (EXT_CSD 168)
 *			     value 0.c		reliable write sector count
 *						(EXT_CSD 222)
 *			out  memref 1		device id (eMMC: the raw CID)
 * K RPMB_FRAMES	in   memref 0		request frames
 *			out  memref 1		response frames
 *
 * RESET starts over at the first device; NEXT selects the next, or answers
 * TEEC_ERROR_ITEM_NOT_FOUND after the last; FRAMES goes to the selected one.
 * K where the kernel has the RPMB subsystem (Linux 6.12), else S: a supplicant
 * that does not know RESET answers TEEC_ERROR_NOT_SUPPORTED. That, and no other
 * error in OP-TEE 4.4, makes OP-TEE fall back to the command RPMB above.
 */
#define OPTEE_RPC_CMD_RPMB_PROBE_RESET	22
#define OPTEE_RPC_CMD_RPMB_PROBE_NEXT	23
#define OPTEE_RPC_CMD_RPMB_FRAMES	24
#define OPTEE_RPC_RPMB_EMMC		0
#define OPTEE_RPC_RPMB_UFS		1
#define OPTEE_RPC_RPMB_NVME		2

/*
 * OPTEE_RPC_CMD_FS, value 0.a in
 *
 * OPEN, CREATE		in memref 1 file name; out value 2.a descriptor
 * CLOSE		in 0.b descriptor
 * READ			in 0.b descriptor, 0.c offset; out memref 1 data
 * WRITE		in 0.b descriptor, 0.c offset, memref 1 data
 * TRUNCATE		in 0.b descriptor, 0.c length
 * REMOVE		in memref 1 file name
 * RENAME		in 0.b may replace, memref 1 old name, memref 2 new name
 * OPENDIR		in memref 1 directory; out value 2.a handle
 * CLOSEDIR		in 0.b handle
 * READDIR		in 0.b handle; out memref 1 file name
 */
#define OPTEE_RPC_FS_OPEN		0
#define OPTEE_RPC_FS_CREATE		1
#define OPTEE_RPC_FS_CLOSE		2
#define OPTEE_RPC_FS_READ		3
#define OPTEE_RPC_FS_WRITE		4
#define OPTEE_RPC_FS_TRUNCATE		5
#define OPTEE_RPC_FS_REMOVE		6
#define OPTEE_RPC_FS_RENAME		7
#define OPTEE_RPC_FS_OPENDIR		8
#define OPTEE_RPC_FS_CLOSEDIR		9
#define OPTEE_RPC_FS_READDIR		10

/*
 * OPTEE_RPC_CMD_SOCKET, value 0.a in
 *
 * OPEN			in 1.a port, 1.b protocol, 1.c IP version, memref 2
 *			address; out value 3.a handle
 * CLOSE		in 0.c handle
 * CLOSE_ALL		nothing more
 * SEND			in 0.c handle, memref 1 data, 2.a timeout in ms; out
 *			2.b bytes sent
 * RECV			in 0.c handle, 2.a timeout in ms; out memref 1 data
 * IOCTL		in 0.c handle, 2.a command; i/o memref 1
 */
#define OPTEE_RPC_SOCKET_OPEN		0
#define OPTEE_RPC_SOCKET_CLOSE		1
#define OPTEE_RPC_SOCKET_CLOSE_ALL	2
#define OPTEE_RPC_SOCKET_SEND		3
#define OPTEE_RPC_SOCKET_RECV		4
#define OPTEE_RPC_SOCKET_IOCTL		5
#define OPTEE_RPC_SOCKET_TIMEOUT_NONBLOCKING	0
#define OPTEE_RPC_SOCKET_TIMEOUT_BLOCKING	0xffffffff

#endif /* TEELANE_ABI_OPTEE_RPC_CMD_H */
