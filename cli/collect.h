/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * The thread of the host that takes events from the watch while a scenario runs, and hands them to
 * the timeline and the record.
 */
#ifndef CLI_COLLECT_H
#define CLI_COLLECT_H

#include <pthread.h>
#include <stdatomic.h>

#include "record.h"
#include "timeline.h"

/**
 * struct collector - who takes the events
 * @tl:		the timeline
 * @rec:	the record, NULL: nobody wants one
 * @thread:	it
 * @stop:	no more events are to come
 */
struct collector {
	struct timeline *tl;
	struct record *rec;
	pthread_t thread;
	atomic_bool stop;
};

int collector_start(struct collector *c);
void collector_stop(struct collector *c);

#endif
