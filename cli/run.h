/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Running a scenario.
 */
#ifndef CLI_RUN_H
#define CLI_RUN_H

#include <stdio.h>

#include "scenario.h"
#include "timeline.h"

/* How it ended, which is the exit status, too. 2 is for a wrong command line. */
enum run_outcome {
	RUN_DONE = 0,		/* every client has done its work, in time */
	RUN_FAILED = 1,		/* calls failed, or were late, or the machine was reset */
	RUN_DEADLOCK = 3,
	RUN_BROKEN = 4,		/* the machine cannot be switched on or off */
};

/**
 * struct run_options - what the command line says beside the scenario
 * @out:	where timeline, table and report go
 * @timeline:	how much of it
 * @emmc:	file with the eMMC's state, NULL: a blank one
 * @dot:	where a deadlock's graph goes, or NULL
 * @svg:	where a deadlock's picture goes, or NULL
 * @json:	where a record for Perfetto goes, or NULL
 * @picture:	where a picture of the record goes, or NULL
 * @log_level:	kernel messages up to this level
 */
struct run_options {
	FILE *out;
	enum timeline_mode timeline;
	const char *emmc;
	const char *dot;
	const char *svg;
	const char *json;
	const char *picture;
	int log_level;
};

/**
 * run_scenario() - switch a machine on, run a scenario on it, switch it off
 * @sc:		the scenario, checked
 * @opt:	the options
 *
 * By the first thread of the program.
 */
enum run_outcome run_scenario(const struct scenario *sc, const struct run_options *opt);

#endif
