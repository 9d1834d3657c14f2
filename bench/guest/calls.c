// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Runs in the guest, and measures what a call costs. Time there is counted in instructions, see
 * bench/guest/run.
 *
 * Prints "WHAT INSTRUCTIONS" for the least that a system call of /dev/tee0 costs (version), an
 * invocation of a pseudo TA (invoke), and a session with it that is opened and closed (session).
 * Each is the mean of some calls, repeated, and the median of that.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <time.h>

#include <linux/tee.h>
#include <tee_client_api.h>

#define ROUNDS			5
#define INVOKE_TESTS_PARAMS	1

/* The pseudo TA "invoke-tests", which both OP-TEE and our trusted OS have */
static const TEEC_UUID invoke_tests = {
	0xd96a5b40, 0xc3e5, 0x21e3, { 0x87, 0x94, 0x10, 0x02, 0xa5, 0xd5, 0xc6, 0x1b }
};

static TEEC_Context context;
static TEEC_Session session;
static int dev;

static void must(const char *what, TEEC_Result result)
{
	if (result) {
		fprintf(stderr, "calls: %s: %#x\n", what, result);
		exit(1);
	}
}

static void version(void)
{
	struct tee_ioctl_version_data data;

	must("version", ioctl(dev, TEE_IOC_VERSION, &data) ? TEEC_ERROR_GENERIC : 0);
}

/* Invoke the command that adds one value to another, and returns the sum. */
static void invoke(void)
{
	TEEC_Operation op = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_VALUE_INOUT, TEEC_NONE, TEEC_NONE, TEEC_NONE),
		.params[0].value = { .a = 41, .b = 1 },
	};

	must("invoke", TEEC_InvokeCommand(&session, INVOKE_TESTS_PARAMS, &op, NULL));
	must("its result", op.params[0].value.a == 42 ? 0 : TEEC_ERROR_GENERIC);
}

static void open_session(TEEC_Session *s)
{
	must("open", TEEC_OpenSession(&context, s, &invoke_tests, TEEC_LOGIN_PUBLIC, NULL, NULL,
				      NULL));
}

static void open_and_close(void)
{
	TEEC_Session s;

	open_session(&s);
	TEEC_CloseSession(&s);
}

static long long now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static int compare(const void *a, const void *b)
{
	long long x = *(const long long *)a, y = *(const long long *)b;

	return x < y ? -1 : x > y;
}

static void measure(const char *what, void (*call)(void), long num)
{
	long long each[ROUNDS];
	unsigned int round;
	long n;

	for (round = 0; round < ROUNDS; round++) {
		long long start = now_ns();

		for (n = 0; n < num; n++)
			call();
		each[round] = (now_ns() - start) / num;
	}
	qsort(each, ROUNDS, sizeof(each[0]), compare);
	printf("%s %lld\n", what, each[ROUNDS / 2]);
}

int main(void)
{
	must("context", TEEC_InitializeContext(NULL, &context));
	dev = open("/dev/tee0", O_RDWR);
	must("/dev/tee0", dev < 0 ? TEEC_ERROR_GENERIC : 0);
	open_session(&session);
	measure("version", version, 2000);
	measure("invoke", invoke, 1000);
	measure("session", open_and_close, 200);
	TEEC_CloseSession(&session);
	return 0;
}
