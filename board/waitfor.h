/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * The wait-for graph: who waits for whom, and who can never go on.
 */
#ifndef BOARD_WAITFOR_H
#define BOARD_WAITFOR_H

#include "watch.h"

#define WAITFOR_EDGES	4096

/**
 * struct waitfor_edge - one task could end the wait of another
 * @from:	who waits; index into snap.tasks
 * @to:		who could end that
 * @thread:	because it holds this thread, -1: for another reason
 */
struct waitfor_edge {
	unsigned int from;
	unsigned int to;
	int thread;
};

/**
 * struct waitfor - the graph of a snapshot
 * @snap:	the snapshot
 * @edges:	@num_edges of them
 * @live:	by task: it runs, or will, or can be woken by one that does
 * @dead:	by task: it waits, and nobody who could end that is live
 * @num_dead:	tasks that are dead
 */
struct waitfor {
	struct watch_snapshot snap;
	struct waitfor_edge edges[WAITFOR_EDGES];
	unsigned int num_edges;
	bool live[WATCH_TASKS];
	bool dead[WATCH_TASKS];
	unsigned int num_dead;
};

/**
 * struct waitfor_judge - what the last look has shown
 * @dead:	tasks that were dead, and how often each had gone to sleep
 * @num_dead:	how many
 */
struct waitfor_judge {
	struct waitfor_mark {
		const struct task_struct *task;
		uint64_t seq;
	} dead[WATCH_TASKS];
	unsigned int num_dead;
};

void waitfor_solve(struct waitfor *wf);
bool waitfor_is_deadlock(struct waitfor_judge *judge, struct waitfor *wf);

#endif
