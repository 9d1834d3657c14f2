/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copyright (C) 2026 teelane authors
 *
 * The OP-TEE SMC interface: call ids, registers, capabilities, return codes.
 *
 * The ids are composed as the SMC Calling Convention (Arm DEN 0028, "SMC and
 * HVC Function Identifiers") says; their values and the use of the registers
 * are those of OP-TEE (optee_os, core/arch/arm/include/sm/optee_smc.h) and of
 * the "tee: system invocation" patch series (linux-kernel, February 2023).
 *
 * The file includes nothing: the includer brings u32 and u64 with it. In
 * assembly define __ASSEMBLER__ (compilers do) and only constants remain.
 *
 * How to read the register tables
 * - a0 to a7 are w0 to w7 (r0 to r7 on a 32-bit caller): 32 bits each. Take
 *   results as u32: the upper halves can hold anything. What the secure monitor
 *   answers by itself is all ones in 64 bits (SMC_UNK, -1, in TF-A).
 * - A 64-bit value takes two registers, the upper half in the lower-numbered
 *   one. A pair is named (hi, lo) below.
 * - a7 of every call is the hypervisor client id. A guest, and an OS without a
 *   hypervisor, passes 0; a hypervisor fills it in.
 * - A register that a table leaves out is 0 on the way in and unchanged
 *   ("preserved") on the way out.
 */
#ifndef TEELANE_ABI_OPTEE_SMC_H
#define TEELANE_ABI_OPTEE_SMC_H

/* Call ids: bit 31 fast, bit 30 64-bit, 29..24 owner, 15..0 function number. */
#define OPTEE_SMC_FAST_CALL		0x80000000
#define OPTEE_SMC_STD_CALL		0x00000000
#define OPTEE_SMC_64			0x40000000
#define OPTEE_SMC_32			0x00000000
#define OPTEE_SMC_OWNER_MASK		0x3f
#define OPTEE_SMC_OWNER_SHIFT		24
#define OPTEE_SMC_FUNC_MASK		0xffff

#define OPTEE_SMC_OWNER_TRUSTED_OS	50
#define OPTEE_SMC_OWNER_TRUSTED_OS_API	63

#define OPTEE_SMC_IS_FAST_CALL(id)	((id) & OPTEE_SMC_FAST_CALL)
#define OPTEE_SMC_IS_64(id)		((id) & OPTEE_SMC_64)
#define OPTEE_SMC_FUNC_NUM(id)		((id) & OPTEE_SMC_FUNC_MASK)
#define OPTEE_SMC_OWNER_NUM(id) \
	(((id) >> OPTEE_SMC_OWNER_SHIFT) & OPTEE_SMC_OWNER_MASK)

#define OPTEE_SMC_CALL_VAL(type, conv, owner, func) \
	((type) | (conv) | \
	 (((owner) & OPTEE_SMC_OWNER_MASK) << OPTEE_SMC_OWNER_SHIFT) | \
	 ((func) & OPTEE_SMC_FUNC_MASK))

/* A yielding call: occupies a thread context until it returns for good. */
#define OPTEE_SMC_STD_CALL_VAL(func) \
	OPTEE_SMC_CALL_VAL(OPTEE_SMC_STD_CALL, OPTEE_SMC_32, \
			   OPTEE_SMC_OWNER_TRUSTED_OS, func)
/* A fast call: no thread context, interrupts masked, never suspended. */
#define OPTEE_SMC_FAST_CALL_VAL(func) \
	OPTEE_SMC_CALL_VAL(OPTEE_SMC_FAST_CALL, OPTEE_SMC_32, \
			   OPTEE_SMC_OWNER_TRUSTED_OS, func)
/* A fast call to the range that is the same for every trusted OS. */
#define OPTEE_SMC_API_CALL_VAL(func) \
	OPTEE_SMC_CALL_VAL(OPTEE_SMC_FAST_CALL, OPTEE_SMC_32, \
			   OPTEE_SMC_OWNER_TRUSTED_OS_API, func)

/*
 * Return codes in a0
 *
 * UNKNOWN_FUNCTION may come from the secure monitor as well as from OP-TEE.
 * It lies in the RPC prefix's range, so test for it before testing for RPC.
 */
#define OPTEE_SMC_RETURN_OK			0x0
/* Every thread context is taken; a1 to a7 are preserved, call again later. */
#define OPTEE_SMC_RETURN_ETHREAD_LIMIT		0x1
#define OPTEE_SMC_RETURN_EBUSY			0x2
/* RETURN_FROM_RPC named no suspended thread. */
#define OPTEE_SMC_RETURN_ERESUME		0x3
#define OPTEE_SMC_RETURN_EBADADDR		0x4
#define OPTEE_SMC_RETURN_EBADCMD		0x5
#define OPTEE_SMC_RETURN_ENOMEM			0x6
#define OPTEE_SMC_RETURN_ENOTAVAIL		0x7
#define OPTEE_SMC_RETURN_UNKNOWN_FUNCTION	0xffffffff

#define OPTEE_SMC_RETURN_RPC_PREFIX_MASK	0xffff0000
#define OPTEE_SMC_RETURN_RPC_PREFIX		0xffff0000
#define OPTEE_SMC_RETURN_RPC_FUNC_MASK		0x0000ffff
#define OPTEE_SMC_RPC_VAL(func)		((func) | OPTEE_SMC_RETURN_RPC_PREFIX)
#define OPTEE_SMC_RETURN_GET_RPC_FUNC(ret) \
	((ret) & OPTEE_SMC_RETURN_RPC_FUNC_MASK)

/*
 * Who answers (all fast calls)
 *
 * CALLS_COUNT		out a0 number of calls
 * CALLS_UID		out a0..a3 the UID of this interface, four words:
 *			OPTEE_MSG_UID_0..3 (384fb3e0-e7f8-11e3-af63-0002a5d5c51b)
 * CALLS_REVISION	out a0 major, a1 minor: 2 and 0
 * GET_OS_UUID		out a0..a3 the UUID of the trusted OS, for OP-TEE
 *			OPTEE_MSG_OS_OPTEE_UUID_0..3
 * GET_OS_REVISION	out a0 major, a1 minor, a2 build id or 0
 *
 * None of them returns a status: an unknown call shows as a0 all ones.
 */
#define OPTEE_SMC_FUNCID_CALLS_COUNT		0xff00
#define OPTEE_SMC_FUNCID_CALLS_UID		0xff01
#define OPTEE_SMC_FUNCID_CALLS_REVISION		0xff03
#define OPTEE_SMC_CALLS_COUNT \
	OPTEE_SMC_API_CALL_VAL(OPTEE_SMC_FUNCID_CALLS_COUNT)
#define OPTEE_SMC_CALLS_UID \
	OPTEE_SMC_API_CALL_VAL(OPTEE_SMC_FUNCID_CALLS_UID)
#define OPTEE_SMC_CALLS_REVISION \
	OPTEE_SMC_API_CALL_VAL(OPTEE_SMC_FUNCID_CALLS_REVISION)

#define OPTEE_SMC_FUNCID_GET_OS_UUID		0
#define OPTEE_SMC_FUNCID_GET_OS_REVISION	1
#define OPTEE_SMC_CALL_GET_OS_UUID \
	OPTEE_SMC_FAST_CALL_VAL(OPTEE_SMC_FUNCID_GET_OS_UUID)
#define OPTEE_SMC_CALL_GET_OS_REVISION \
	OPTEE_SMC_FAST_CALL_VAL(OPTEE_SMC_FUNCID_GET_OS_REVISION)

/*
 * The yielding calls that carry a struct optee_msg_arg
 *
 * CALL_WITH_ARG, CALL_WITH_RPC_ARG
 *   in	 (a1, a2) physical address of the struct; outside reserved shared
 *	 memory it is page aligned, and the struct does not leave its page
 *	 a3 OPTEE_SMC_SHM_*; without meaning in reserved shared memory
 * CALL_WITH_REGD_ARG, CALL_SYSTEM_WITH_REGD_ARG
 *   in	 (a1, a2) cookie of registered shared memory, a3 offset of the struct
 *	 in it, a multiple of 8
 *
 * With RPC_ARG and both REGD_ARG calls a second struct follows the first, at
 * OPTEE_MSG_GET_ARG_SIZE(num_params) from its start: OP-TEE uses it for each
 * RPC of the call. It has room for as many parameters as
 * EXCHANGE_CAPABILITIES asked for.
 *
 * CALL_SYSTEM_WITH_REGD_ARG may use a reserved thread context: see
 * RESERVE_SYS_THREAD. In all else it is CALL_WITH_REGD_ARG.
 *
 * out	a0 OK			finished; the result is in the struct
 *	a0 ETHREAD_LIMIT	not begun, nothing was read from memory
 *	a0 EBADADDR, ENOMEM	the struct cannot be reached or mapped
 *	a0 EBADCMD		unknown call id, or unknown cmd in the struct
 *	a0 ENOTAVAIL		no hypervisor announced this guest
 *	a0 RPC			suspended, see below; a3..a7 identify the thread
 *
 * The caller keeps interrupts open during the call, serves RPCs, and does not
 * touch the structs between its last SMC and the next return.
 */
#define OPTEE_SMC_FUNCID_CALL_WITH_ARG			4
#define OPTEE_SMC_FUNCID_CALL_WITH_RPC_ARG		18
#define OPTEE_SMC_FUNCID_CALL_WITH_REGD_ARG		19
#define OPTEE_SMC_FUNCID_CALL_SYSTEM_WITH_REGD_ARG	20
#define OPTEE_SMC_CALL_WITH_ARG \
	OPTEE_SMC_STD_CALL_VAL(OPTEE_SMC_FUNCID_CALL_WITH_ARG)
#define OPTEE_SMC_CALL_WITH_RPC_ARG \
	OPTEE_SMC_STD_CALL_VAL(OPTEE_SMC_FUNCID_CALL_WITH_RPC_ARG)
#define OPTEE_SMC_CALL_WITH_REGD_ARG \
	OPTEE_SMC_STD_CALL_VAL(OPTEE_SMC_FUNCID_CALL_WITH_REGD_ARG)
#define OPTEE_SMC_CALL_SYSTEM_WITH_REGD_ARG \
	OPTEE_SMC_STD_CALL_VAL(OPTEE_SMC_FUNCID_CALL_SYSTEM_WITH_REGD_ARG)

/* Memory attribute of a3: normal memory, write-back cached, SMP shareable. */
#define OPTEE_SMC_SHM_CACHED			1

/*
 * RETURN_FROM_RPC: resume the thread that an RPC suspended (yielding id, but
 * it takes no new thread: it is always possible)
 *
 *   in	 a1, a2 (a4, a5 for ALLOC) as the RPC function says, a3..a7 otherwise
 *	 exactly as the suspension returned them
 *   out as for the call that was suspended; in addition
 *	 a0 ERESUME	a3..a7 name no suspended thread
 */
#define OPTEE_SMC_FUNCID_RETURN_FROM_RPC	3
#define OPTEE_SMC_CALL_RETURN_FROM_RPC \
	OPTEE_SMC_STD_CALL_VAL(OPTEE_SMC_FUNCID_RETURN_FROM_RPC)

/*
 * RPC functions: what a suspended call wants. "from" is what the suspension
 * returned, "to" what RETURN_FROM_RPC carries.
 *
 * ALLOC	memory for a struct optee_msg_arg, which later RPC_CMDs use
 *   from a1 size in bytes
 *   to	  (a1, a2) physical address, 0 if there is none; (a4, a5) its cookie.
 *	  OP-TEE takes the memory if it is reserved shared memory, or if it is
 *	  page aligned and one page at most.
 * FREE		memory that ALLOC handed out
 *   from (a1, a2) cookie
 * FOREIGN_INTR	an interrupt of the normal world came; it is taken when
 *		interrupts are open, then the call goes on. No arguments.
 * CMD		a request in a struct optee_msg_arg, see optee_rpc_cmd.h
 *   from (a1, a2) cookie of the struct that ALLOC gave. After a call with an
 *	  RPC struct of its own it has no meaning: the request is in that
 *	  struct.
 *   to	  a1, a2 unused; answer in the struct: ret and output parameters
 */
#define OPTEE_SMC_RPC_FUNC_ALLOC		0
#define OPTEE_SMC_RPC_FUNC_FREE			2
#define OPTEE_SMC_RPC_FUNC_FOREIGN_INTR		4
#define OPTEE_SMC_RPC_FUNC_CMD			5
#define OPTEE_SMC_RETURN_RPC_ALLOC \
	OPTEE_SMC_RPC_VAL(OPTEE_SMC_RPC_FUNC_ALLOC)
#define OPTEE_SMC_RETURN_RPC_FREE \
	OPTEE_SMC_RPC_VAL(OPTEE_SMC_RPC_FUNC_FREE)
#define OPTEE_SMC_RETURN_RPC_FOREIGN_INTR \
	OPTEE_SMC_RPC_VAL(OPTEE_SMC_RPC_FUNC_FOREIGN_INTR)
#define OPTEE_SMC_RETURN_RPC_CMD \
	OPTEE_SMC_RPC_VAL(OPTEE_SMC_RPC_FUNC_CMD)

/*
 * GET_SHM_CONFIG (fast): where the reserved shared memory is
 *
 *   out a0 OK, a1 physical address, a2 size in bytes, a3 OPTEE_SMC_SHM_*
 *	 a0 ENOTAVAIL		there is none
 *
 * Address and size have 32 bits each here.
 */
#define OPTEE_SMC_FUNCID_GET_SHM_CONFIG		7
#define OPTEE_SMC_GET_SHM_CONFIG \
	OPTEE_SMC_FAST_CALL_VAL(OPTEE_SMC_FUNCID_GET_SHM_CONFIG)

/*
 * EXCHANGE_CAPABILITIES (fast)
 *
 *   in	 a1 OPTEE_SMC_NSEC_CAP_* bits
 *   out a0 OK, a1 OPTEE_SMC_SEC_CAP_* bits
 *	 a2 highest notification value, if ASYNC_NOTIF is set
 *	 a3 bits 7..0: parameters the RPC struct must hold, if RPC_ARG is set;
 *	    the rest is 0
 *	 a0 ENOTAVAIL		the a1 passed in is not acceptable
 */
#define OPTEE_SMC_FUNCID_EXCHANGE_CAPABILITIES	9
#define OPTEE_SMC_EXCHANGE_CAPABILITIES \
	OPTEE_SMC_FAST_CALL_VAL(OPTEE_SMC_FUNCID_EXCHANGE_CAPABILITIES)

/* The normal world runs on one CPU. */
#define OPTEE_SMC_NSEC_CAP_UNIPROCESSOR		0x00000001

/* GET_SHM_CONFIG has something to say. */
#define OPTEE_SMC_SEC_CAP_HAVE_RESERVED_SHM	0x00000001
/* Shared memory need not be registered before it is used. */
#define OPTEE_SMC_SEC_CAP_UNREGISTERED_SHM	0x00000002
/* REGISTER_SHM and UNREGISTER_SHM; argument structs anywhere in RAM. */
#define OPTEE_SMC_SEC_CAP_DYNAMIC_SHM		0x00000004
/* OP-TEE serves several guests. */
#define OPTEE_SMC_SEC_CAP_VIRTUALIZATION	0x00000008
/* A memory reference may be null. */
#define OPTEE_SMC_SEC_CAP_MEMREF_NULL		0x00000010
/* ENABLE_ASYNC_NOTIF and GET_ASYNC_NOTIF_VALUE. */
#define OPTEE_SMC_SEC_CAP_ASYNC_NOTIF		0x00000020
/* CALL_WITH_RPC_ARG and CALL_WITH_REGD_ARG. */
#define OPTEE_SMC_SEC_CAP_RPC_ARG		0x00000040
/*
 * Bit 7 has two meanings. The 2023 patch series took it for "20, 21 and 22 are
 * there"; the series was not merged, and OP-TEE took the bit for "asks the
 * kernel for RPMB devices" (RPMB_PROBE_* in optee_rpc_cmd.h) in 2024. A secure
 * world that sets it means either, or both. So the bit alone never proves that
 * system threads exist: try RESERVE_SYS_THREAD, which answers UNKNOWN_FUNCTION
 * where they do not, and give back at once what it reserved. It proves as
 * little about RPMB, but there no harm can come of it: a secure world that does
 * not know those RPCs never sends them.
 */
#define OPTEE_SMC_SEC_CAP_SYSTEM_THREAD		0x00000080
#define OPTEE_SMC_SEC_CAP_RPMB_PROBE		0x00000080

/*
 * DISABLE_SHM_CACHE, ENABLE_SHM_CACHE (fast)
 *
 * OP-TEE may keep the memory that RPC ALLOC gave it for later calls, one piece
 * for each thread context. DISABLE hands out one piece each time; repeat until
 * ENOTAVAIL, which also says that the cache is off.
 *
 *   out a0 OK		ENABLE: on. DISABLE: (a1, a2) cookie of a piece that
 *			is the caller's again
 *	 a0 ENOTAVAIL	DISABLE: nothing kept any more
 *	 a0 EBUSY	a thread context is in use; try when none is
 */
#define OPTEE_SMC_FUNCID_DISABLE_SHM_CACHE	10
#define OPTEE_SMC_FUNCID_ENABLE_SHM_CACHE	11
#define OPTEE_SMC_DISABLE_SHM_CACHE \
	OPTEE_SMC_FAST_CALL_VAL(OPTEE_SMC_FUNCID_DISABLE_SHM_CACHE)
#define OPTEE_SMC_ENABLE_SHM_CACHE \
	OPTEE_SMC_FAST_CALL_VAL(OPTEE_SMC_FUNCID_ENABLE_SHM_CACHE)

/*
 * Calls that a guest kernel never makes (fast); here because the ids are taken
 *
 * BOOT_SECONDARY	in a1 core index, (a2, a3) entry address in the normal
 *			world; platforms without PSCI
 * VM_CREATED, VM_DESTROYED
 *			in a1 client id; a hypervisor only. ENOTAVAIL: no room
 */
#define OPTEE_SMC_FUNCID_BOOT_SECONDARY		12
#define OPTEE_SMC_FUNCID_VM_CREATED		13
#define OPTEE_SMC_FUNCID_VM_DESTROYED		14
#define OPTEE_SMC_BOOT_SECONDARY \
	OPTEE_SMC_FAST_CALL_VAL(OPTEE_SMC_FUNCID_BOOT_SECONDARY)
#define OPTEE_SMC_VM_CREATED \
	OPTEE_SMC_FAST_CALL_VAL(OPTEE_SMC_FUNCID_VM_CREATED)
#define OPTEE_SMC_VM_DESTROYED \
	OPTEE_SMC_FAST_CALL_VAL(OPTEE_SMC_FUNCID_VM_DESTROYED)

/*
 * GET_THREAD_COUNT (fast): how many yielding calls fit in at once
 *
 *   out a0 OK, a1 thread contexts
 *	 a0 UNKNOWN_FUNCTION	an OP-TEE older than the call
 */
#define OPTEE_SMC_FUNCID_GET_THREAD_COUNT	15
#define OPTEE_SMC_GET_THREAD_COUNT \
	OPTEE_SMC_FAST_CALL_VAL(OPTEE_SMC_FUNCID_GET_THREAD_COUNT)

/*
 * Asynchronous notifications (fast)
 *
 * ENABLE_ASYNC_NOTIF		from here on the normal world takes the
 *				interrupt. out a0 OK or ENOTAVAIL
 * GET_ASYNC_NOTIF_VALUE	takes one posted value, from the interrupt
 *				handler. out a0 OK, a1 value, a2 bits:
 *				VALID (else none was posted), PENDING (there
 *				are more: ask again). a0 ENOTAVAIL: no such
 *				capability
 *
 * The value DO_BOTTOM_HALF asks for a yielding call with
 * OPTEE_MSG_CMD_DO_BOTTOM_HALF; any other wakes who waits for it
 * (OPTEE_RPC_NOTIFICATION_WAIT).
 */
#define OPTEE_SMC_FUNCID_ENABLE_ASYNC_NOTIF	16
#define OPTEE_SMC_FUNCID_GET_ASYNC_NOTIF_VALUE	17
#define OPTEE_SMC_ENABLE_ASYNC_NOTIF \
	OPTEE_SMC_FAST_CALL_VAL(OPTEE_SMC_FUNCID_ENABLE_ASYNC_NOTIF)
#define OPTEE_SMC_GET_ASYNC_NOTIF_VALUE \
	OPTEE_SMC_FAST_CALL_VAL(OPTEE_SMC_FUNCID_GET_ASYNC_NOTIF_VALUE)

#define OPTEE_SMC_ASYNC_NOTIF_VALUE_VALID	0x00000001
#define OPTEE_SMC_ASYNC_NOTIF_VALUE_PENDING	0x00000002
#define OPTEE_SMC_ASYNC_NOTIF_VALUE_DO_BOTTOM_HALF	0

/*
 * RESERVE_SYS_THREAD, UNRESERVE_SYS_THREAD (fast)
 *
 * RESERVE sets one more thread context aside for CALL_SYSTEM_WITH_REGD_ARG,
 * UNRESERVE gives one back. The secure world counts; it does not know who
 * reserved. No arguments.
 *
 *   out a0 OK
 *	 a0 ETHREAD_LIMIT	RESERVE: no context can be spared; UNRESERVE:
 *				none is reserved (our addition: the patch
 *				series left that case open)
 *	 a0 UNKNOWN_FUNCTION	no system threads in this secure world
 *
 * Versions 2 and 3 of the patches built these ids as yielding calls, version 4
 * as fast ones; here they are fast. Fast id 20 is a call of a later OP-TEE, to
 * do with protected memory: it shares no id with the yielding call 20 above.
 */
#define OPTEE_SMC_FUNCID_RESERVE_SYS_THREAD	21
#define OPTEE_SMC_FUNCID_UNRESERVE_SYS_THREAD	22
#define OPTEE_SMC_RESERVE_SYS_THREAD \
	OPTEE_SMC_FAST_CALL_VAL(OPTEE_SMC_FUNCID_RESERVE_SYS_THREAD)
#define OPTEE_SMC_UNRESERVE_SYS_THREAD \
	OPTEE_SMC_FAST_CALL_VAL(OPTEE_SMC_FUNCID_UNRESERVE_SYS_THREAD)

#ifndef __ASSEMBLER__

/* Is @ret (a0 as u32) a suspension, to be served and resumed? */
static inline int optee_smc_return_is_rpc(u32 ret)
{
	return ret != OPTEE_SMC_RETURN_UNKNOWN_FUNCTION &&
	       (ret & OPTEE_SMC_RETURN_RPC_PREFIX_MASK) ==
	       OPTEE_SMC_RETURN_RPC_PREFIX;
}

#define OPTEE_SMC_RETURN_IS_RPC(ret)	optee_smc_return_is_rpc(ret)

/* The 64-bit value in the register pair (@hi, @lo). */
static inline u64 optee_smc_pair_to_u64(u32 hi, u32 lo)
{
	return ((u64)hi << 32) | lo;
}

static inline u32 optee_smc_hi(u64 val)
{
	return (u32)(val >> 32);
}

static inline u32 optee_smc_lo(u64 val)
{
	return (u32)(val & 0xffffffff);
}

_Static_assert(OPTEE_SMC_CALL_WITH_ARG == 0x32000004, "yielding call id");
_Static_assert(OPTEE_SMC_GET_THREAD_COUNT == 0xb200000f, "fast call id");
_Static_assert(OPTEE_SMC_CALLS_UID == 0xbf00ff01, "API call id");
_Static_assert(OPTEE_SMC_RETURN_RPC_CMD == 0xffff0005, "RPC return code");

#endif /* __ASSEMBLER__ */
#endif /* TEELANE_ABI_OPTEE_SMC_H */
