/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * A normal world that makes SMCs at random, of values that are likely to make a difference: calls,
 * page lists, answers to RPCs, resumptions. It is the same in a process (tests/secure/t_fuzz.c) and
 * in the kernel above the trusted OS on a processor (hostile_fuzz.c). Whoever includes this file
 * brings the types and the ABI's headers.
 *
 * It knows nothing about the trusted OS but what the ABI says. All memory that it names is its own,
 * or memory that the normal world does not have. It spares all other memory of the normal world,
 * because there the trusted OS would write as it is told.
 */
#ifndef TEELANE_FUZZ_H
#define TEELANE_FUZZ_H

#define FUZZ_PAGE	4096ULL
#define FUZZ_CALLS	6
#define FUZZ_LISTS	2
#define FUZZ_PAGES	32
#define FUZZ_COOKIES	6
#define FUZZ_SESSIONS	8

/* Cookies of the pages that messages are in; each world takes FUZZ_CALLS of them. */
#define FUZZ_MSG_COOKIE	1000

/**
 * struct fuzz_call - a yielding call
 * @regs:	its registers, as they came back
 * @msg:	its message, at the beginning of a page
 * @pa:		address of that page
 * @by_addr:	the call has no struct for RPCs behind its message
 * @suspended:	it wants to be resumed
 */
struct fuzz_call {
	unsigned long regs[8];
	struct optee_msg_arg *msg;
	u64 pa;
	bool by_addr;
	bool suspended;
};

/**
 * struct fuzz - such a world
 * @seed:	not 0; changes with each number
 * @number:	of the world, where several are at it at the same time
 * @threads:	thread contexts of the trusted OS
 * @memory:	FUZZ_PAGES pages that follow each other: first those of the calls, then the lists
 * @base:	address of that memory
 * @ram:	address of the normal world's memory
 * @ram_end:	and behind it
 * @bad:	addresses that the normal world does not have
 * @num_bad:	how many
 * @uuids:	services to open sessions with
 * @num_uuids:	how many
 * @cmds:	commands to invoke
 * @num_cmds:	how many
 * @smc:	makes an SMC with these registers, which are changed to what comes back
 * @call:	for fuzz.c, as is all that follows
 * @sessions:	ids of sessions, open or not
 * @largest:	largest id of a session so far
 * @smcs:	how many there were
 */
struct fuzz {
	u32 seed;
	u32 number;
	u32 threads;
	u8 *memory;
	u64 base;
	u64 ram;
	u64 ram_end;
	const u64 *bad;
	u32 num_bad;
	const u8 (*uuids)[16];
	u32 num_uuids;
	const u32 *cmds;
	u32 num_cmds;
	void (*smc)(struct fuzz *f, unsigned long *regs);
	struct fuzz_call call[FUZZ_CALLS];
	u32 sessions[FUZZ_SESSIONS];
	u32 largest;
	unsigned long smcs;
};

void fuzz_start(struct fuzz *f);
void fuzz_step(struct fuzz *f);
bool fuzz_end(struct fuzz *f);
void fuzz_tidy(struct fuzz *f);

#endif
