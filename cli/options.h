/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * The command line.
 */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include <stdbool.h>

#include "run.h"

#define MAX_SETTINGS	32
#define MAX_VARIANTS	4

/* Exit statuses beside those of enum run_outcome */
#define EXIT_USAGE	2
#define EXIT_OUTPUT	5

enum command_kind {
	COMMAND_RUN,
	COMMAND_TRACE,
	COMMAND_COMPARE,
	COMMAND_SWEEP,
	COMMAND_BENCH,
	COMMAND_HELP,
	COMMAND_VERSION,
};

/* What --lanes and --no-lanes make of a scenario */
enum variant {
	VARIANT_AS_IT_IS,
	VARIANT_LANES,
	VARIANT_NO_LANES,
};

/**
 * struct command - the command line
 * @kind:	what is to be done
 * @parts:	COMMAND_BENCH: the names behind it, and NULL
 * @path:	the scenario
 * @range:	COMMAND_SWEEP: "SECTION.KEY=FROM..TO"
 * @variants:	--lanes and --no-lanes, @num_variants of them in their order
 * @check:	--check
 * @keep_going:	--keep-going
 * @settings:	--set, @num_settings of them
 * @result:	where the result goes, or NULL
 * @opt:	all others
 */
struct command {
	enum command_kind kind;
	char **parts;
	const char *path;
	const char *range;
	enum variant variants[MAX_VARIANTS];
	unsigned int num_variants;
	bool check;
	bool keep_going;
	const char *settings[MAX_SETTINGS];
	unsigned int num_settings;
	const char *result;
	struct run_options opt;
};

int options_parse(struct command *cmd, int argc, char **argv);
void options_help(void);

#endif
