// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * writers write|read N [teelane] - N processes, each with a session of xtest's trusted application
 * "storage", or of the storage service of teelane's trusted OS, and shared memory that is
 * registered beforehand. Each writes an object to RPMB, or reads it back and compares.
 *
 * The sessions are opened one after the other. Then "ready" is printed, and with a line from
 * standard input all go to work at once. Prints, with the times of CLOCK_MONOTONIC in ms:
 *
 *   pid NUMBER PID
 *   ready MS
 *   begin NUMBER MS
 *   end NUMBER MS RESULT	0, or what the trusted OS says; ffffffff: other data
 *
 * Exit status: 0 if all ended with 0.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <tee_client_api.h>

#include "optee_pta.h"

#define SIZE		1024	/* bytes of an object */
#define ID_SIZE		16
#define PAGE		4096
#define DIFFERENT	0xffffffff

/* Commands of the trusted application; parameters in this order. */
#define CMD_OPEN	0	/* mem id; value: flags, handle; value: storage */
#define CMD_CLOSE	1	/* value: handle */
#define CMD_READ	2	/* mem out; value: handle, bytes read */
#define CMD_CREATE	4	/* mem id; value: flags, handle; value: attributes, storage; mem */
#define STORAGE_RPMB	0x80000100
#define FLAGS_READ	0x001
#define FLAGS_CREATE	0x407	/* read, write, delete; overwrite */

/* Those of the trusted application, and of the storage service of teelane's trusted OS. */
static const TEEC_UUID ta_uuid = {
	0xb689f2a7, 0x8adf, 0x477a,
	{ 0x9f, 0x99, 0x32, 0xe9, 0x0c, 0x0a, 0xd0, 0xa2 }
};

static const TEEC_UUID teelane_uuid = {
	0x045a19f6, 0xc73a, 0x4492,
	{ 0xa4, 0x93, 0x53, 0xd9, 0x7a, 0x50, 0x46, 0x10 }
};

static int on_teelane;

struct writer {
	unsigned int number;
	TEEC_Context ctx;
	TEEC_Session sess;
	TEEC_SharedMemory id;
	TEEC_SharedMemory data;
};

static long now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000l + ts.tv_nsec / 1000000;
}

static void fill(uint8_t *p, unsigned int number)
{
	unsigned int i;

	for (i = 0; i < SIZE; i++)
		p[i] = 31 * number + 7 * i + (i >> 8);
}

static TEEC_Result share(struct writer *w, TEEC_SharedMemory *m, size_t size)
{
	m->size = size;
	m->flags = TEEC_MEM_INPUT | TEEC_MEM_OUTPUT;
	if (posix_memalign(&m->buffer, PAGE, PAGE))
		return TEEC_ERROR_OUT_OF_MEMORY;
	memset(m->buffer, 0, PAGE);
	return TEEC_RegisterSharedMemory(&w->ctx, m);
}

static TEEC_Result prepare(struct writer *w)
{
	TEEC_Result res = TEEC_InitializeContext(NULL, &w->ctx);

	if (!res)
		res = TEEC_OpenSession(&w->ctx, &w->sess, on_teelane ? &teelane_uuid : &ta_uuid,
				       TEEC_LOGIN_PUBLIC, NULL, NULL, NULL);
	if (!res)
		res = share(w, &w->id, ID_SIZE);
	if (!res)
		res = share(w, &w->data, SIZE);
	if (!res)
		snprintf(w->id.buffer, ID_SIZE, "emmc-%u", w->number);
	return res;
}

static void whole(TEEC_Parameter *p, TEEC_SharedMemory *m)
{
	p->memref.parent = m;
	p->memref.size = m->size;
}

static TEEC_Result teelane_write(struct writer *w)
{
	TEEC_Operation op = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_PARTIAL_INPUT, TEEC_MEMREF_PARTIAL_INPUT,
					       TEEC_NONE, TEEC_NONE),
	};

	whole(&op.params[0], &w->id);
	whole(&op.params[1], &w->data);
	return TEEC_InvokeCommand(&w->sess, PTA_STORAGE_CMD_WRITE, &op, NULL);
}

static TEEC_Result teelane_read(struct writer *w, size_t *size)
{
	TEEC_Operation op = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_PARTIAL_INPUT,
					       TEEC_MEMREF_PARTIAL_OUTPUT, TEEC_NONE, TEEC_NONE),
	};
	TEEC_Result res;

	whole(&op.params[0], &w->id);
	whole(&op.params[1], &w->data);
	res = TEEC_InvokeCommand(&w->sess, PTA_STORAGE_CMD_READ, &op, NULL);
	*size = op.params[1].memref.size;
	return res;
}

static TEEC_Result ta_write(struct writer *w)
{
	TEEC_Operation op = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_PARTIAL_INPUT, TEEC_VALUE_INOUT,
					       TEEC_VALUE_INPUT, TEEC_MEMREF_PARTIAL_INPUT),
	};

	whole(&op.params[0], &w->id);
	op.params[1].value.a = FLAGS_CREATE;
	op.params[2].value.b = STORAGE_RPMB;
	whole(&op.params[3], &w->data);
	return TEEC_InvokeCommand(&w->sess, CMD_CREATE, &op, NULL);
}

static TEEC_Result ta_read(struct writer *w, size_t *size)
{
	TEEC_Operation op = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_PARTIAL_INPUT, TEEC_VALUE_INOUT,
					       TEEC_VALUE_INPUT, TEEC_NONE),
	};
	TEEC_Result res;

	whole(&op.params[0], &w->id);
	op.params[1].value.a = FLAGS_READ;
	op.params[2].value.a = STORAGE_RPMB;
	res = TEEC_InvokeCommand(&w->sess, CMD_OPEN, &op, NULL);
	if (res)
		return res;
	op.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_PARTIAL_OUTPUT, TEEC_VALUE_INOUT, TEEC_NONE,
					 TEEC_NONE);
	op.params[1].value.a = op.params[1].value.b;
	op.params[1].value.b = 0;
	whole(&op.params[0], &w->data);
	res = TEEC_InvokeCommand(&w->sess, CMD_READ, &op, NULL);
	*size = op.params[1].value.b;
	return res;
}

static TEEC_Result do_write(struct writer *w)
{
	fill(w->data.buffer, w->number);
	return on_teelane ? teelane_write(w) : ta_write(w);
}

static TEEC_Result do_read(struct writer *w)
{
	uint8_t expected[SIZE];
	size_t size;
	TEEC_Result res = on_teelane ? teelane_read(w, &size) : ta_read(w, &size);

	fill(expected, w->number);
	if (!res && (size != SIZE || memcmp(expected, w->data.buffer, SIZE)))
		res = DIFFERENT;
	return res;
}

/* Returns when the parent has opened all sessions and was told to go on. */
static int child(unsigned int number, int reads, int ready, int go)
{
	struct writer w = { .number = number };
	TEEC_Result res = prepare(&w);
	char c = res ? 'x' : 'r';

	if (res)
		fprintf(stderr, "writers: %u: cannot open a session: %08x\n", number, res);
	if (write(ready, &c, 1) != 1 || res || read(go, &c, 1) != 0)
		return 1;
	dprintf(1, "begin %u %ld\n", number, now_ms());
	res = reads ? do_read(&w) : do_write(&w);
	dprintf(1, "end %u %ld %x\n", number, now_ms(), res);
	TEEC_CloseSession(&w.sess);
	TEEC_FinalizeContext(&w.ctx);
	return res != 0;
}

int main(int argc, char **argv)
{
	unsigned int i, n = argc >= 3 ? atoi(argv[2]) : 0;
	int reads, status, bad = 0, ready[2], go[2];
	char line[16];
	pid_t pid;

	if (!n || (strcmp(argv[1], "read") && strcmp(argv[1], "write"))) {
		fprintf(stderr, "usage: writers write|read N [teelane]\n");
		return 2;
	}
	on_teelane = argc > 3 && !strcmp(argv[3], "teelane");
	reads = !strcmp(argv[1], "read");
	if (pipe(ready) || pipe(go)) {
		perror("writers");
		return 2;
	}
	for (i = 0; i < n; i++) {
		pid = fork();
		if (!pid) {
			close(go[1]);
			close(ready[0]);
			_exit(child(i, reads, ready[1], go[0]));
		}
		dprintf(1, "pid %u %d\n", i, (int)pid);
		if (pid < 0)
			return 2;
		if (read(ready[0], line, 1) != 1 || *line != 'r')
			return 2;
	}
	dprintf(1, "ready %ld\n", now_ms());
	if (!fgets(line, sizeof(line), stdin))
		return 2;
	close(go[1]);
	while (wait(&status) > 0)
		bad |= status != 0;
	return bad;
}
