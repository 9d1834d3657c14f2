// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The fake trusted OS without the capability RPC_ARG. It borrows memory by an RPC, writes the
 * message of another RPC into it, and gives it back when the call is over. All this is done in
 * front of the fake with RPC_ARG, which is asked for the rest.
 */
#include <pthread.h>
#include <string.h>

#include <hosted/mem.h>

#include "fake.h"
#include "optee_msg.h"
#include "optee_smc.h"

#define MAX_THREADS	16
#define PAGE		4096

/* The number of no thread: the call is over when the RPC that gives memory back is answered. */
#define GIVES_BACK	MAX_THREADS

/**
 * struct thread - a call in an RPC
 * @arg:	the call's message, where the fake puts the RPC's message behind it
 * @msg:	memory for the RPC's message, once it was borrowed
 * @cookie:	its name, 0: it was given back
 * @borrows:	the RPC is the one that borrows it
 */
struct thread {
	struct optee_msg_arg *arg;
	void *msg;
	u64 cookie;
	bool borrows;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* protects the following */
static struct thread threads[MAX_THREADS];
static bool gives_back_all;

void fake_give_back_all(void)
{
	pthread_mutex_lock(&lock);
	gives_back_all = true;
	pthread_mutex_unlock(&lock);
}

static void *rpc_message(struct optee_msg_arg *arg)
{
	return (char *)arg + OPTEE_MSG_GET_ARG_SIZE(arg->num_params);
}

static void make_rpc(uint64_t reg[8], u32 func, unsigned int n)
{
	reg[0] = OPTEE_SMC_RPC_VAL(func);
	reg[3] = n;
}

static void ask(uint64_t reg[8], unsigned int n)
{
	memcpy(threads[n].msg, rpc_message(threads[n].arg), OPTEE_MSG_GET_ARG_SIZE(1));
	make_rpc(reg, OPTEE_SMC_RPC_FUNC_CMD, n);
	reg[1] = optee_smc_hi(threads[n].cookie);
	reg[2] = optee_smc_lo(threads[n].cookie);
}

static void borrow(uint64_t reg[8], unsigned int n, struct optee_msg_arg *arg)
{
	threads[n] = (struct thread){ .arg = arg, .borrows = true };
	make_rpc(reg, OPTEE_SMC_RPC_FUNC_ALLOC, n);
	reg[1] = PAGE;
}

/* Memory was borrowed, or not. */
static void take_memory(const uint64_t reg[8], struct thread *t)
{
	t->borrows = false;
	t->msg = hosted_phys_ptr(optee_smc_pair_to_u64(reg[1], reg[2]), PAGE);
	t->cookie = optee_smc_pair_to_u64(reg[4], reg[5]);
}

/* A call is over: the memory of which thread is to be given back? */
static struct thread *who_gives_back(struct thread *t)
{
	unsigned int n;

	if (t && t->cookie)
		return t;
	for (n = 0; gives_back_all && n < MAX_THREADS; n++)
		if (threads[n].cookie)
			return &threads[n];
	return NULL;
}

static void give_back(uint64_t reg[8], struct thread *t)
{
	make_rpc(reg, OPTEE_SMC_RPC_FUNC_FREE, GIVES_BACK);
	reg[1] = optee_smc_hi(t->cookie);
	reg[2] = optee_smc_lo(t->cookie);
	t->cookie = 0;
}

/* The fake has returned from the call whose message is @arg, which was in thread @t if not NULL. */
static void go_on(uint64_t reg[8], struct optee_msg_arg *arg, struct thread *t)
{
	unsigned int n = reg[3];

	if (reg[0] == OPTEE_SMC_RETURN_RPC_CMD && t)
		ask(reg, n);
	else if (reg[0] == OPTEE_SMC_RETURN_RPC_CMD)
		borrow(reg, n, arg);
	else if (reg[0] == OPTEE_SMC_RETURN_OK && who_gives_back(t))
		give_back(reg, who_gives_back(t));
}

static void enter(uint64_t reg[8])
{
	struct optee_msg_arg *arg;

	arg = hosted_phys_ptr(optee_smc_pair_to_u64(reg[1], reg[2]), sizeof(*arg));
	fake_smc(reg);
	go_on(reg, arg, NULL);
}

static void resume(uint64_t reg[8])
{
	unsigned int n = reg[3];
	struct thread *t = &threads[n];

	if (n == GIVES_BACK) {
		reg[0] = OPTEE_SMC_RETURN_OK;
	} else if (t->borrows) {
		take_memory(reg, t);
		ask(reg, n);
	} else {
		/* What was given back may be the memory of somebody else. */
		if (t->cookie)
			memcpy(rpc_message(t->arg), t->msg, OPTEE_MSG_GET_ARG_SIZE(1));
		fake_smc(reg);
		go_on(reg, t->arg, t);
	}
}

void fake_old_smc(uint64_t reg[8])
{
	bool caps = reg[0] == OPTEE_SMC_EXCHANGE_CAPABILITIES;

	pthread_mutex_lock(&lock);
	switch (reg[0]) {
	case OPTEE_SMC_CALL_WITH_ARG:
		enter(reg);
		break;
	case OPTEE_SMC_CALL_RETURN_FROM_RPC:
		resume(reg);
		break;
	default:
		fake_smc(reg);
		break;
	}
	/* This is the first call of a driver, which expects nothing of the one before. */
	if (caps) {
		reg[1] &= ~(uint64_t)OPTEE_SMC_SEC_CAP_RPC_ARG;
		memset(threads, 0, sizeof(threads));
		gives_back_all = false;
	}
	pthread_mutex_unlock(&lock);
}
