/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * A fake trusted OS behind the conduit, as small as can be. It has as many threads as it is told,
 * and one TA.
 */
#ifndef TESTS_HOSTED_FAKE_H
#define TESTS_HOSTED_FAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef unsigned long long u64;

/*
 * Commands of the TA. Its open entry point waits for the notification value b, or is suspended for
 * a ms, where value in: a, b is there.
 */
enum {
	FAKE_ADD,	/* value inout: a += b */
	FAKE_FILL,	/* memref out: every byte becomes its offset + value in: a */
	FAKE_PARK,	/* value in: a: waits for this notification value */
	FAKE_SLEEP,	/* value in: a: suspended for so many ms */
	FAKE_ASK,	/* value inout: the supplicant gets a, and b is its answer */
	FAKE_ASK_MEM,	/* memref inout: the supplicant gets it */
	FAKE_ASK_REFUSED, /* the supplicant gets the memory that a refused call has named */
	FAKE_GIVE_BACK,	/* value in: a: gives memory back that was lent under this cookie */
};

/* The request to the supplicant: it has one value, and the answer to a comes in b. */
#define FAKE_RPC_CMD	10

#define FAKE_IRQ	3

#define FAKE_SESSION	100

/**
 * struct fake_config - what the fake trusted OS can do
 * @threads:	thread contexts, up to 16
 * @old:	it says that it is OP-TEE 3.21, not 3.22
 * @reserves:	offers RESERVE_SYS_THREAD
 * @notifies:	has asynchronous notifications
 * @pool_pa:	reserved shared memory, in the place of dynamic
 * @pool_size:	its size
 * @same_ids:	it gives all sessions the same number
 * @slow:	it takes 20 ms to close a session
 * @borrows:	it borrows memory from the driver to close a session
 * @asks:	it asks the supplicant to close a session, as FAKE_ASK does
 * @borrows_rpcs: the driver is to probe fake_old_smc()
 */
struct fake_config {
	unsigned int threads;
	bool old;
	bool reserves;
	bool notifies;
	uint64_t pool_pa;
	size_t pool_size;
	bool same_ids;
	bool slow;
	bool borrows;
	bool asks;
	bool borrows_rpcs;
};

/**
 * struct fake_state - what is under way in the fake trusted OS
 * @outside:	messages to invoke that fake_hold() has stopped
 * @inside:	calls that have a thread
 * @entered:	calls that were given one so far
 * @reserved:	threads set aside
 * @sessions:	open sessions
 * @opened:	sessions that have been opened; the last one's number is FAKE_SESSION more
 * @named:	the session that the last message to invoke or to close has named
 * @shms:	registered memory
 * @max_shms:	the most of it there was
 * @by_address:	calls whose message was named by its address
 * @bottom_halves: DO_BOTTOM_HALF messages
 * @registering: REGISTER_SHM calls that fake_stop_register() has stopped
 * @borrowed:	memory that was borrowed, and given back
 * @answer:	the last answer of the supplicant; an error is 0
 */
struct fake_state {
	unsigned int outside;
	unsigned int inside;
	unsigned int entered;
	unsigned int reserved;
	unsigned int sessions;
	unsigned int opened;
	unsigned int named;
	unsigned int shms;
	unsigned int max_shms;
	unsigned int by_address;
	unsigned int bottom_halves;
	unsigned int registering;
	unsigned int borrowed;
	u64 answer;
};

void fake_init(const struct fake_config *config);
void fake_smc(uint64_t reg[8]);
/* The same without RPC_ARG: the messages of RPCs are in memory that it borrows, fake_old.c. */
void fake_old_smc(uint64_t reg[8]);
/* From now on each call that is over gives back memory that other calls have borrowed, too. */
void fake_give_back_all(void);
struct fake_state fake_state(void);
/* Stop the CPUs that come with a message to invoke, before they enter; or let them go on. */
void fake_hold(bool hold);
/* Is memory registered under this cookie? */
bool fake_knows(u64 cookie);
/* The cookie of the memory that has been registered first, and still is. */
u64 fake_first_cookie(void);
/* The next @num UNREGISTER_SHM calls fail for lack of memory. */
void fake_starve_unregister(unsigned int num);
/* The next UNREGISTER_SHM call is refused: FAKE_ASK_REFUSED uses the memory's name. */
void fake_refuse_unregister(void);
/*
 * Stop REGISTER_SHM calls inside. When they may go on they are refused; FAKE_ASK_REFUSED uses the
 * memory's name, also while the call is stopped.
 */
void fake_stop_register(bool stop);
/* So many threads are held by calls of a kernel that ran before. */
void fake_lose_threads(unsigned int num);
/* Values from 1 on wake who is parked; 0 asks for a bottom half. */
void fake_notify(u32 value);

#endif
