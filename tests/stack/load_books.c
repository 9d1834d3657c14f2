// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The books, see load.h.
 *
 * A thread of the trusted OS runs on the stack of the trusted OS, but on the host thread of the
 * task that entered, so what is said of that task can be asked in there.
 */
#include <stdlib.h>
#include <string.h>

#include "load.h"

#define MAX_HOLDERS	4096

struct books books;

static __thread struct holder *my_holder;
static __thread bool i_am_on_lane;

/* Whose system call a thread of the trusted OS has; by who is on it */
static struct holder *on_thread[SECURE_MAX_THREADS];

static pthread_mutex_t sum_lock = PTHREAD_MUTEX_INITIALIZER;
static unsigned int sum;	/* under sum_lock */
static unsigned int base;	/* lanes that were reserved before */

static struct holder *holders[MAX_HOLDERS];
static atomic_uint num_holders;

static unsigned long last_ticket;	/* under the driver's lock */

/*
 * What a process leaves behind when it is killed, workers of the driver clean up, on its lanes
 * while there are any. They are nobody in particular: what is reserved, and is not the
 * living ones', is theirs.
 */
static struct holder nobody;

static bool nobody_has_lanes_for(unsigned int inside)
{
	bool ok;

	pthread_mutex_lock(&sum_lock);
	ok = base + sum + inside <= world_reserved();
	pthread_mutex_unlock(&sum_lock);
	return ok;
}

static void taken_by_system(struct holder *h)
{
	books.system++;
	if (h != &nobody) {
		if (++h->inside > h->granted)
			books.trespasses++;
	} else if (!nobody_has_lanes_for(++h->inside)) {
		books.strangers++;
	}
}

static void taken(const struct secure_event_info *info)
{
	struct holder *h = my_holder ? my_holder : &nobody;

	on_thread[info->thread] = info->system ? h : NULL;
	if (info->system) {
		taken_by_system(h);
	} else {
		books.ordinary++;
		if (i_am_on_lane)
			books.demoted++;
	}
}

/* The trusted OS reports this event before another call can take the thread. */
static void freed(const struct secure_event_info *info)
{
	struct holder *h = on_thread[info->thread];

	if (h)
		h->inside--;
}

static void event(const struct secure_event_info *info)
{
	switch (info->event) {
	case SECURE_EV_TAKEN:
		taken(info);
		break;
	case SECURE_EV_FREED:
		freed(info);
		break;
	case SECURE_EV_REFUSED:
		books.refused++;
		break;
	default:
		break;
	}
}

const struct world_watch books_watch = { .event = event };

static void waits(void)
{
	books.waits++;
	if (i_am_on_lane)
		books.on_lane_waits++;
}

static void granted(unsigned long ticket, bool lane)
{
	books.grants++;
	if (lane)
		return;
	if (ticket <= last_ticket)
		books.overtaken++;
	last_ticket = ticket;
}

const struct kernel_probes books_probes = { .wait = waits, .grant = granted };

void books_open(void)
{
	memset(&books, 0, sizeof(books));
	memset(on_thread, 0, sizeof(on_thread));
	nobody.inside = 0;
	last_ticket = 0;
	sum = 0;
	base = world_reserved();
	assert_int_equal(kernel_probe(&books_probes), 0);
}

void books_check(void)
{
	assert_int_equal(books.on_lane_waits, 0);
	assert_int_equal(books.demoted, 0);
	assert_int_equal(books.trespasses, 0);
	assert_int_equal(books.strangers, 0);
	assert_int_equal(books.refused, 0);
	assert_int_equal(books.overtaken, 0);
	assert_int_equal(books.unbacked, 0);
}

void books_close(void)
{
	kernel_unprobe(&books_probes);
	print_message("system %u, ordinary %u, waited %u, granted %u; holders %u\n", books.system,
		      books.ordinary, books.waits, books.grants, num_holders);
	books_check();
	assert_int_equal(world_lanes("refused"), 0);
	/* The events that the test is about have happened. */
	assert_int_not_equal(books.system, 0);
	assert_in_range(books.grants, 1, books.waits);
}

void books_i_am(struct holder *holder, bool on_lane)
{
	my_holder = holder;
	i_am_on_lane = on_lane;
}

/* A killed client is not used again, because its calls may go on. */
struct holder *holder_new(void)
{
	struct holder *h = calloc(1, sizeof(*h));
	unsigned int n = num_holders++;

	assert_non_null(h);
	assert_in_range(n, 0, MAX_HOLDERS - 1);
	pthread_mutex_init(&h->lock, NULL);
	holders[n] = h;
	return h;
}

void holders_free(void)
{
	while (num_holders) {
		pthread_mutex_destroy(&holders[--num_holders]->lock);
		free(holders[num_holders]);
	}
}

static void add_to_sum(int by)
{
	pthread_mutex_lock(&sum_lock);
	sum += by;
	/* A lane leaves the sum before it can go back, and joins it when it is there. */
	if (sum + base > world_reserved())
		books.unbacked++;
	pthread_mutex_unlock(&sum_lock);
}

void holder_requests(struct holder *h)
{
	h->granted++;
}

void holder_requested(struct holder *h, bool granted)
{
	if (!granted) {
		h->granted--;
		return;
	}
	pthread_mutex_lock(&h->lock);
	if (!h->dead) {
		h->counted++;
		add_to_sum(1);
	}
	pthread_mutex_unlock(&h->lock);
}

void holder_releases(struct holder *h)
{
	pthread_mutex_lock(&h->lock);
	if (!h->dead) {
		h->counted--;
		add_to_sum(-1);
	}
	pthread_mutex_unlock(&h->lock);
}

void holder_released(struct holder *h)
{
	h->granted--;
}

void holder_ends(struct holder *h)
{
	pthread_mutex_lock(&h->lock);
	h->dead = true;
	add_to_sum(-(int)h->counted);
	h->counted = 0;
	pthread_mutex_unlock(&h->lock);
}

unsigned int holders_sum(void)
{
	unsigned int now;

	pthread_mutex_lock(&sum_lock);
	now = sum;
	pthread_mutex_unlock(&sum_lock);
	return now;
}
