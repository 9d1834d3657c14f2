/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copyright (C) 2026 teelane authors
 *
 * The OP-TEE message: struct optee_msg_arg, its parameters, the commands of
 * the normal world. Layout and numbers: optee_os, core/include/optee_msg.h.
 *
 * The file includes nothing: the includer brings u8, u16, u32 and u64 with it.
 * All fields are little endian, as the CPU is, and naturally aligned.
 *
 * These structs live in shared memory: the other world can change every field
 * at any time. Whoever reads one copies it once and works on the copy.
 */
#ifndef TEELANE_ABI_OPTEE_MSG_H
#define TEELANE_ABI_OPTEE_MSG_H

/* optee_msg_param.attr, bits 7..0: which member of the union, and direction */
#define OPTEE_MSG_ATTR_TYPE_NONE		0x0
#define OPTEE_MSG_ATTR_TYPE_VALUE_INPUT		0x1
#define OPTEE_MSG_ATTR_TYPE_VALUE_OUTPUT	0x2
#define OPTEE_MSG_ATTR_TYPE_VALUE_INOUT		0x3
#define OPTEE_MSG_ATTR_TYPE_RMEM_INPUT		0x5
#define OPTEE_MSG_ATTR_TYPE_RMEM_OUTPUT		0x6
#define OPTEE_MSG_ATTR_TYPE_RMEM_INOUT		0x7
#define OPTEE_MSG_ATTR_TYPE_TMEM_INPUT		0x9
#define OPTEE_MSG_ATTR_TYPE_TMEM_OUTPUT		0xa
#define OPTEE_MSG_ATTR_TYPE_TMEM_INOUT		0xb
/* The FF-A transport reuses the RMEM numbers. */
#define OPTEE_MSG_ATTR_TYPE_FMEM_INPUT		OPTEE_MSG_ATTR_TYPE_RMEM_INPUT
#define OPTEE_MSG_ATTR_TYPE_FMEM_OUTPUT		OPTEE_MSG_ATTR_TYPE_RMEM_OUTPUT
#define OPTEE_MSG_ATTR_TYPE_FMEM_INOUT		OPTEE_MSG_ATTR_TYPE_RMEM_INOUT
#define OPTEE_MSG_ATTR_TYPE_MASK		0xff

/* For the trusted OS itself, not for the TA; these parameters come first. */
#define OPTEE_MSG_ATTR_META			0x100

/*
 * With TMEM: buf_ptr names a list of pages, not the memory. It is the address
 * of the first struct optee_msg_page_list, plus, in bits 11..0, the offset at
 * which the buffer starts in its first page.
 */
#define OPTEE_MSG_ATTR_NONCONTIG		0x200

/* With TMEM: OPTEE_SMC_SHM_*, or PREDEFINED: as that memory always is. */
#define OPTEE_MSG_ATTR_CACHE_SHIFT		16
#define OPTEE_MSG_ATTR_CACHE_MASK		0x7
#define OPTEE_MSG_ATTR_CACHE_PREDEFINED		0

/* Login classes (GlobalPlatform TEE Client API, "Session Login Methods") */
#define OPTEE_MSG_LOGIN_PUBLIC			0x00000000
#define OPTEE_MSG_LOGIN_USER			0x00000001
#define OPTEE_MSG_LOGIN_GROUP			0x00000002
#define OPTEE_MSG_LOGIN_APPLICATION		0x00000004
#define OPTEE_MSG_LOGIN_APPLICATION_USER	0x00000005
#define OPTEE_MSG_LOGIN_APPLICATION_GROUP	0x00000006
/* The implementation-defined range, which Linux and OP-TEE share */
#define OPTEE_MSG_LOGIN_REE_KERNEL_MIN		0x80000000
#define OPTEE_MSG_LOGIN_REE_KERNEL		0x80000000
#define OPTEE_MSG_LOGIN_REE_KERNEL_MAX		0xbfffffff

/* A page in a page list, whatever page size the normal world has */
#define OPTEE_MSG_NONCONTIG_PAGE_SIZE		4096
#define OPTEE_MSG_NONCONTIG_PAGES_PER_LIST	511

#define OPTEE_MSG_FMEM_INVALID_GLOBAL_ID	0xffffffffffffffff

/* The most parameters OP-TEE takes in one struct (its own limit) */
#define OPTEE_MSG_MAX_NUM_PARAMS		127

#ifndef __ASSEMBLER__

/**
 * struct optee_msg_page_list - one page of a list of pages, page aligned
 * @page: physical addresses, each a multiple of 4096
 * @next: physical address of the next list page; unused in the last
 *
 * How many entries count follows from the size and start of the buffer.
 */
struct optee_msg_page_list {
	u64 page[OPTEE_MSG_NONCONTIG_PAGES_PER_LIST];
	u64 next;
};

/**
 * struct optee_msg_param_tmem - memory the message itself describes
 * @buf_ptr:	physical address; 0 makes it a null reference, which wants
 *		SEC_CAP_MEMREF_NULL; or see OPTEE_MSG_ATTR_NONCONTIG
 * @size:	bytes; on the way out the bytes written, or wanted
 * @shm_ref:	cookie by which this memory is known from now on; 0 in a null
 *		reference from OP-TEE
 */
struct optee_msg_param_tmem {
	u64 buf_ptr;
	u64 size;
	u64 shm_ref;
};

/**
 * struct optee_msg_param_rmem - memory that is registered already
 * @offs:	first byte, counted from the start of the registered memory
 * @size:	bytes; on the way out the bytes written, or wanted
 * @shm_ref:	cookie, never 0
 */
struct optee_msg_param_rmem {
	u64 offs;
	u64 size;
	u64 shm_ref;
};

/**
 * struct optee_msg_param_fmem - memory shared by FF-A; no use over SMC
 * @offs_low:		offset, bits 31..0
 * @offs_high:		offset, bits 47..32
 * @internal_offs:	where the buffer starts in its first page
 * @size:		bytes
 * @global_id:		FF-A handle
 */
struct optee_msg_param_fmem {
	u32 offs_low;
	u16 offs_high;
	u16 internal_offs;
	u64 size;
	u64 global_id;
};

/**
 * struct optee_msg_param_value - three numbers, passed on as they are
 * @a: first
 * @b: second
 * @c: third; a TA is given @a and @b only, 32 bits of each
 */
struct optee_msg_param_value {
	u64 a;
	u64 b;
	u64 c;
};

/**
 * struct optee_msg_param - one parameter
 * @attr:	OPTEE_MSG_ATTR_*; selects the member of @u
 * @u:		the parameter; octets: a value read as bytes (UUIDs, which
 *		travel in RFC 4122 order)
 */
struct optee_msg_param {
	u64 attr;
	union {
		struct optee_msg_param_tmem tmem;
		struct optee_msg_param_rmem rmem;
		struct optee_msg_param_fmem fmem;
		struct optee_msg_param_value value;
		u8 octets[24];
	} u;
};

/**
 * struct optee_msg_arg - a request and its answer
 * @cmd:	in: OPTEE_MSG_CMD_*, in an RPC OPTEE_RPC_CMD_*
 * @func:	in: INVOKE_COMMAND: the command of the TA
 * @session:	in; out with OPEN_SESSION
 * @cancel_id:	in: what CANCEL names this request by; OP-TEE does not read it
 * @pad:	unused
 * @ret:	out: TEEC_SUCCESS or an error, see tee_result.h
 * @ret_origin:	out: who set @ret, TEEC_ORIGIN_*
 * @num_params:	in: entries of @params that count
 * @params:	in and out
 */
struct optee_msg_arg {
	u32 cmd;
	u32 func;
	u32 session;
	u32 cancel_id;
	u32 pad;
	u32 ret;
	u32 ret_origin;
	u32 num_params;
	struct optee_msg_param params[];
};

/*
 * Bytes of a struct optee_msg_arg with @num_params parameters: 32 + 32 for
 * each. The sum does not overflow below 2^27 parameters; bound a number that
 * came from outside first.
 */
#define OPTEE_MSG_GET_ARG_SIZE(num_params) \
	(sizeof(struct optee_msg_arg) + \
	 sizeof(struct optee_msg_param) * (num_params))

_Static_assert(sizeof(struct optee_msg_page_list) ==
	       OPTEE_MSG_NONCONTIG_PAGE_SIZE, "a page list fills a page");
_Static_assert(sizeof(struct optee_msg_param_tmem) == 24, "tmem");
_Static_assert(sizeof(struct optee_msg_param_rmem) == 24, "rmem");
_Static_assert(sizeof(struct optee_msg_param_fmem) == 24, "fmem");
_Static_assert(sizeof(struct optee_msg_param_value) == 24, "value");
_Static_assert(sizeof(struct optee_msg_param) == 32, "param");
_Static_assert(sizeof(struct optee_msg_arg) == 32, "arg");
_Static_assert(OPTEE_MSG_GET_ARG_SIZE(4) == 160, "arg with parameters");

#endif /* __ASSEMBLER__ */

/* CALLS_UID: 384fb3e0-e7f8-11e3-af63-0002a5d5c51b */
#define OPTEE_MSG_UID_0			0x384fb3e0
#define OPTEE_MSG_UID_1			0xe7f811e3
#define OPTEE_MSG_UID_2			0xaf630002
#define OPTEE_MSG_UID_3			0xa5d5c51b

/* CALLS_REVISION */
#define OPTEE_MSG_REVISION_MAJOR	2
#define OPTEE_MSG_REVISION_MINOR	0

/* GET_OS_UUID of OP-TEE: 486178e0-e7f8-11e3-bc5e-0002a5d5c51b */
#define OPTEE_MSG_OS_OPTEE_UUID_0	0x486178e0
#define OPTEE_MSG_OS_OPTEE_UUID_1	0xe7f811e3
#define OPTEE_MSG_OS_OPTEE_UUID_2	0xbc5e0002
#define OPTEE_MSG_OS_OPTEE_UUID_3	0xa5d5c51b

/*
 * Commands (struct optee_msg_arg.cmd)
 *
 * OPEN_SESSION		params[0] META VALUE_INPUT: octets 0..15 UUID of the TA
 *			params[1] META VALUE_INPUT: octets 0..15 UUID of the
 *			client, c its login class
 *			params[2..] the client's, 4 at most
 *			out: session, 0 if there is none
 * INVOKE_COMMAND	session, func, cancel_id; params[] the client's, 4 at
 *			most
 * CLOSE_SESSION	session; no parameters
 * CANCEL		session, cancel_id; no parameters. OP-TEE cancels what
 *			runs on the session
 * REGISTER_SHM		params[0] TMEM_OUTPUT | NONCONTIG, nothing else: the
 *			memory, shm_ref its cookie. Two objects with one cookie
 *			are not detected
 * UNREGISTER_SHM	params[0] RMEM_INPUT: shm_ref the cookie, offs 0, size
 *			0. Waits, in an RPC, until no call uses the memory
 * DO_BOTTOM_HALF	no parameters: do the work that the notification value
 *			DO_BOTTOM_HALF announced. OP-TEE leaves ret alone
 * STOP_ASYNC_NOTIF	no parameters: the normal world takes no more of them.
 *			OP-TEE leaves ret alone
 *
 * 8 to 11 belong to protected memory, which is not spoken here.
 */
#define OPTEE_MSG_CMD_OPEN_SESSION	0
#define OPTEE_MSG_CMD_INVOKE_COMMAND	1
#define OPTEE_MSG_CMD_CLOSE_SESSION	2
#define OPTEE_MSG_CMD_CANCEL		3
#define OPTEE_MSG_CMD_REGISTER_SHM	4
#define OPTEE_MSG_CMD_UNREGISTER_SHM	5
#define OPTEE_MSG_CMD_DO_BOTTOM_HALF	6
#define OPTEE_MSG_CMD_STOP_ASYNC_NOTIF	7

#endif /* TEELANE_ABI_OPTEE_MSG_H */
