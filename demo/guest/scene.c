// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * scene SPEC... - let several processes call the TEE by a timetable and print
 * when each call was due, issued and returned.
 *
 *   scene:NAME:BASE                     what follows belongs to scene NAME; its
 *                                       times count from BASE
 *   park:WHO:AT:MS                      one call that holds a thread for MS
 *   short:WHO:AT                        one short call
 *   watchdog:WHO:AT:PERIOD:COUNT        COUNT short calls, one each PERIOD, on
 *                                       a system context where there is one
 *   tick:T:AT                           begin such that OP-TEE's notification
 *                                       falls on AT, T being the time of one
 *                                       (see tick.c; T = 0: there is none)
 *
 * BASE, AT, MS and PERIOD are milliseconds.  The specs of one WHO are of one
 * kind and by rising time: each WHO is a process with a file and a session of
 * its own and makes one call at a time.
 *
 * All sessions are opened before the start and closed after the last call of
 * the last client: a session that opens or closes meanwhile is one more call
 * that ends, and that is an event the drivers under comparison react to.
 *
 * Exit status: 0 if each call succeeded, 1 if one failed, 2 if the scenes could
 * not be played.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "tee.h"

#define MAX_SCENES	8
#define MAX_CLIENTS	16
#define MAX_CALLS	256
#define NSEC_PER_MSEC	1000000ull
#define NSEC_PER_SEC	1000000000ull
/* from the parent's go to the start, so that all clients are awake by then */
#define LEAD_MS		100

enum kind { PARK, SHORT, WATCHDOG };

static const char * const kind_name[] = { "park", "short", "watchdog" };

/* All times that are stored are nanoseconds of CLOCK_MONOTONIC. */
struct call {
	unsigned int scene;
	unsigned int at_ms;	/* counted from the common start */
	unsigned int hold_ms;
	uint64_t due;
	uint64_t issued;
	uint64_t returned;
	TEEC_Result res;
};

/* From the start on, only the process of the client writes to this struct. */
struct client {
	enum kind kind;
	char who[16];
	int lane_errno;
	unsigned int ncalls;
	unsigned int done;
	struct call call[MAX_CALLS];
};

struct scene {
	char name[32];
	unsigned int base_ms;
};

struct board {
	uint64_t start;
	uint64_t tick;		/* a time at which OP-TEE sent its notification, or 0 */
	unsigned int tick_at_ms;
	unsigned int nscenes;
	unsigned int nclients;
	struct scene scene[MAX_SCENES];
	struct client client[MAX_CLIENTS];
};

/*
 * All clients meet twice. In a meeting each client writes a byte to up[1] and reads down[0], which
 * ends when the parent closes down[1].  A client that dies instead closes its copies of up[1], and
 * the parent's read ends when the last client has.
 */
struct meeting {
	int up[2];
	int down[2];
};

static uint64_t now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * NSEC_PER_SEC + ts.tv_nsec;
}

static void sleep_until(uint64_t t)
{
	struct timespec ts = {
		.tv_sec = t / NSEC_PER_SEC,
		.tv_nsec = t % NSEC_PER_SEC,
	};

	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &ts, NULL) == EINTR)
		;
}

static int meet(struct meeting *m)
{
	char c = 0;

	if (write(m->up[1], &c, 1) != 1)
		return -1;
	close(m->up[1]);
	return read(m->down[0], &c, 1);
}

static int await_all(struct meeting *m, unsigned int n)
{
	char c;

	close(m->up[1]);
	for (; n; n--)
		if (read(m->up[0], &c, 1) != 1)
			return -1;
	return 0;
}

/* The first call of a session may load code, so it is made before the scene begins. */
static int prepare(struct client *cl, struct tee_client *tee)
{
	TEEC_Result res;

	res = cl->kind == PARK ? tee_open_parker(tee) : tee_open_short(tee);
	if (res) {
		fprintf(stderr, "scene: %s: cannot open a session: 0x%08x\n",
			cl->who, res);
		return -1;
	}
	if (cl->kind == WATCHDOG)
		cl->lane_errno = tee_request_lane(tee);
	res = cl->kind == PARK ? tee_park(tee, 0) : tee_kick(tee);
	if (res) {
		fprintf(stderr, "scene: %s: first call: 0x%08x\n", cl->who, res);
		tee_close(tee);
		return -1;
	}
	return 0;
}

static int play(struct board *b, struct client *cl, struct meeting *go,
		struct meeting *end)
{
	struct tee_client tee;
	unsigned int i;

	if (prepare(cl, &tee) || meet(go))
		return 2;
	for (i = 0; i < cl->ncalls; i++) {
		struct call *c = &cl->call[i];

		c->due = b->start + c->at_ms * NSEC_PER_MSEC;
		sleep_until(c->due);
		c->issued = now_ns();
		c->res = cl->kind == PARK ? tee_park(&tee, c->hold_ms) :
					    tee_kick(&tee);
		c->returned = now_ns();
		cl->done = i + 1;
	}
	if (meet(end))
		return 2;
	tee_close(&tee);
	return 0;
}

static int report_call(const struct board *b, const struct client *cl,
		       const struct call *c)
{
	printf("call %s %s %s %u %llu %llu %llu %08x\n",
	       b->scene[c->scene].name, cl->who, kind_name[cl->kind], c->hold_ms,
	       (unsigned long long)c->due, (unsigned long long)c->issued,
	       (unsigned long long)c->returned, c->res);
	return !!c->res;
}

static int report(const struct board *b)
{
	const struct client *cl;
	const struct scene *sc;
	const struct call *c;
	int bad = 0;

	for (sc = b->scene; sc < b->scene + b->nscenes; sc++)
		printf("scene %s %llu\n", sc->name, (unsigned long long)
		       (b->start + sc->base_ms * NSEC_PER_MSEC));
	for (cl = b->client; cl < b->client + b->nclients; cl++) {
		if (cl->kind == WATCHDOG)
			printf("lane %s %s %d %s\n",
			       b->scene[cl->call[0].scene].name, cl->who,
			       cl->lane_errno, cl->lane_errno ?
			       strerrorname_np(cl->lane_errno) : "granted");
		for (c = cl->call; c < cl->call + cl->done; c++)
			bad |= report_call(b, cl, c);
	}
	for (sc = b->scene; sc < b->scene + b->nscenes; sc++)
		printf("end %s\n", sc->name);
	return bad;
}

static struct client *find_client(struct board *b, const char *who, enum kind kind)
{
	struct client *cl;

	for (cl = b->client; cl < b->client + b->nclients; cl++)
		if (!strcmp(cl->who, who))
			return cl->kind == kind ? cl : NULL;
	if (b->nclients == MAX_CLIENTS)
		return NULL;
	b->nclients++;
	cl->kind = kind;
	strcpy(cl->who, who);
	return cl;
}

static int parse_scene(struct board *b, const char *spec)
{
	struct scene *sc = &b->scene[b->nscenes];
	int len = 0;

	if (b->nscenes == MAX_SCENES ||
	    sscanf(spec, "scene:%31[^:]:%u%n", sc->name, &sc->base_ms, &len) != 2 ||
	    spec[len])
		return -1;
	b->nscenes++;
	return 0;
}

static int parse_client(struct board *b, const char *spec)
{
	unsigned int at, hold = 0, period = 0, count = 1;
	struct client *cl;
	struct call *c;
	enum kind kind;
	char who[16];
	int len = 0;

	if (sscanf(spec, "park:%15[^:]:%u:%u%n", who, &at, &hold, &len) == 3)
		kind = PARK;
	else if (sscanf(spec, "short:%15[^:]:%u%n", who, &at, &len) == 2)
		kind = SHORT;
	else if (sscanf(spec, "watchdog:%15[^:]:%u:%u:%u%n", who, &at, &period,
			&count, &len) == 4)
		kind = WATCHDOG;
	else
		return -1;
	if (spec[len] || !b->nscenes)
		return -1;
	cl = find_client(b, who, kind);
	if (!cl || count > MAX_CALLS - cl->ncalls)
		return -1;
	for (; count; count--, at += period) {
		c = &cl->call[cl->ncalls++];
		c->scene = b->nscenes - 1;
		c->at_ms = b->scene[c->scene].base_ms + at;
		c->hold_ms = hold;
	}
	return 0;
}

static int parse_tick(struct board *b, const char *spec)
{
	unsigned long long tick;
	int len = 0;

	if (sscanf(spec, "tick:%llu:%u%n", &tick, &b->tick_at_ms, &len) != 2 ||
	    spec[len])
		return -1;
	b->tick = tick;
	return 0;
}

/*
 * Choose the start so that the notification, which comes once a second, falls on the wanted time.
 */
static uint64_t start_time(const struct board *b)
{
	uint64_t t = now_ns() + LEAD_MS * NSEC_PER_MSEC;
	uint64_t first = b->tick + NSEC_PER_SEC - b->tick_at_ms * NSEC_PER_MSEC;

	if (b->tick)
		t += (NSEC_PER_SEC - (t - first) % NSEC_PER_SEC) % NSEC_PER_SEC;
	return t;
}

static int start_clients(struct board *b, struct meeting *go, struct meeting *end)
{
	unsigned int i;
	pid_t pid;

	for (i = 0; i < b->nclients; i++) {
		pid = fork();
		if (pid < 0)
			return -1;
		if (pid)
			continue;
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		/* otherwise this process would wait for itself */
		close(go->down[1]);
		close(end->down[1]);
		_exit(play(b, &b->client[i], go, end));
	}
	return 0;
}

int main(int argc, char **argv)
{
	struct meeting go, end;
	struct board *b;
	int i, status, bad = 0;

	b = mmap(NULL, sizeof(*b), PROT_READ | PROT_WRITE,
		 MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (b == MAP_FAILED || pipe(go.up) || pipe(go.down) || pipe(end.up) ||
	    pipe(end.down)) {
		perror("scene");
		return 2;
	}
	for (i = 1; i < argc; i++) {
		if (!parse_tick(b, argv[i]) || !parse_scene(b, argv[i]) ||
		    !parse_client(b, argv[i]))
			continue;
		fprintf(stderr, "scene: cannot use %s\n", argv[i]);
		return 2;
	}
	if (!b->nclients) {
		fprintf(stderr, "usage: scene SPEC...\n");
		return 2;
	}
	if (start_clients(b, &go, &end) || await_all(&go, b->nclients)) {
		fprintf(stderr, "scene: not every client is ready\n");
		return 2;
	}
	b->start = start_time(b);
	close(go.down[1]);
	if (await_all(&end, b->nclients))
		bad = 2;
	close(end.down[1]);
	while (wait(&status) > 0)
		if (status)
			bad = 2;
	return report(b) && !bad ? 1 : bad;
}
