// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Runs in the guest, and measures how many calls a number of threads make per second.
 *
 *	rate invoke|session THREADS MILLISECONDS
 *
 * Each thread has a context and a session of its own. It invokes a pseudo TA (invoke), or opens and
 * closes one more session (session), until the time is over. Prints how many calls all threads have
 * made together, and in how many milliseconds.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <tee_client_api.h>

#define THREADS_MAX		64
#define INVOKE_TESTS_PARAMS	1

/* The pseudo TA "invoke-tests", which both OP-TEE and our trusted OS have */
static const TEEC_UUID invoke_tests = {
	0xd96a5b40, 0xc3e5, 0x21e3, { 0x87, 0x94, 0x10, 0x02, 0xa5, 0xd5, 0xc6, 0x1b }
};

/**
 * struct caller - a thread that makes calls
 * @context:	its context
 * @session:	its session
 * @calls:	calls that it has made
 * @thread:	itself
 */
static struct caller {
	TEEC_Context context;
	TEEC_Session session;
	unsigned long calls;
	pthread_t thread;
} callers[THREADS_MAX];

static pthread_barrier_t ready;
static atomic_bool over;
static void (*one_call)(struct caller *c);

static void must(const char *what, TEEC_Result result)
{
	if (result) {
		fprintf(stderr, "rate: %s: %#x\n", what, result);
		exit(1);
	}
}

static void open_session(struct caller *c, TEEC_Session *s)
{
	must("open", TEEC_OpenSession(&c->context, s, &invoke_tests, TEEC_LOGIN_PUBLIC, NULL, NULL,
				      NULL));
}

static void invoke(struct caller *c)
{
	TEEC_Operation op = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_VALUE_INOUT, TEEC_NONE, TEEC_NONE, TEEC_NONE),
		.params[0].value = { .a = 41, .b = 1 },
	};

	must("invoke", TEEC_InvokeCommand(&c->session, INVOKE_TESTS_PARAMS, &op, NULL));
}

static void open_and_close(struct caller *c)
{
	TEEC_Session s;

	open_session(c, &s);
	TEEC_CloseSession(&s);
}

static void *caller_main(void *arg)
{
	struct caller *c = arg;

	must("context", TEEC_InitializeContext(NULL, &c->context));
	open_session(c, &c->session);
	pthread_barrier_wait(&ready);
	while (!atomic_load_explicit(&over, memory_order_relaxed)) {
		one_call(c);
		c->calls++;
	}
	TEEC_CloseSession(&c->session);
	TEEC_FinalizeContext(&c->context);
	return NULL;
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1000000000.0;
}

int main(int argc, char **argv)
{
	unsigned int threads = argc == 4 ? atoi(argv[2]) : 0;
	unsigned long calls = 0;
	double start, took;
	unsigned int n;

	if (!threads || threads > THREADS_MAX) {
		fprintf(stderr, "usage: rate invoke|session THREADS MILLISECONDS\n");
		return 2;
	}
	one_call = strcmp(argv[1], "session") ? invoke : open_and_close;
	pthread_barrier_init(&ready, NULL, threads + 1);
	for (n = 0; n < threads; n++)
		pthread_create(&callers[n].thread, NULL, caller_main, &callers[n]);
	pthread_barrier_wait(&ready);
	start = now();
	usleep(atoi(argv[3]) * 1000);
	atomic_store(&over, true);
	for (n = 0; n < threads; n++) {
		pthread_join(callers[n].thread, NULL);
		calls += callers[n].calls;
	}
	took = now() - start;
	printf("%lu %.0f\n", calls, took * 1000);
	return 0;
}
