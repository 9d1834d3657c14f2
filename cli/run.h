/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Running a scenario.
 */
#ifndef CLI_RUN_H
#define CLI_RUN_H

#include <stdatomic.h>
#include <stdio.h>

#include "record.h"
#include "result.h"
#include "scenario.h"
#include "timeline.h"

/**
 * struct run_options - what the command line says beside the scenario
 * @out:	where timeline, table and report go
 * @timeline:	how much of it
 * @emmc:	file with the eMMC's state, NULL: a blank one
 * @dot:	where a deadlock's graph goes, or NULL
 * @svg:	where a deadlock's picture goes, or NULL
 * @json:	where a record for Perfetto goes, or NULL
 * @picture:	where a picture of the record goes, or NULL
 * @record:	out: the record, for the caller to free; NULL: nobody wants it
 * @log_level:	kernel messages up to this level
 * @limit_ms:	stop after so long, 0: never
 * @progress:	tell on the standard error output that it goes on
 * @stop:	stop when this is true; NULL: nobody will say so
 */
struct run_options {
	FILE *out;
	enum timeline_mode timeline;
	const char *emmc;
	const char *dot;
	const char *svg;
	const char *json;
	const char *picture;
	struct record *record;
	int log_level;
	unsigned int limit_ms;
	bool progress;
	const atomic_bool *stop;
};

enum run_outcome run_scenario(const struct scenario *sc, const struct run_options *opt,
			      struct result *res);

#endif
