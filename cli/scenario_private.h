/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * What the parts that read scenarios share: scenario.c (sections and keys) and scenario_file.c
 * (lines of a file).
 */
#ifndef CLI_SCENARIO_PRIVATE_H
#define CLI_SCENARIO_PRIVATE_H

#include <stdio.h>

#include "scenario_keys.h"

#define SECTIONS_ALLOWED \
	"[scenario], [machine], [mmc], [i2c N], [supplicant], [client NAME], [fault N] are allowed"

/**
 * struct reader - a file that is being read, or a --set
 * @sc:		the scenario
 * @file:	the file, NULL: it is a --set
 * @line:	the last line that was read, from 1
 * @text:	the same
 * @error:	what is wrong; "": nothing
 * @size:	bytes of @error
 */
struct reader {
	struct scenario *sc;
	FILE *file;
	unsigned int line;
	char *text;
	char *error;
	size_t size;
};

void scenario_refuse(struct reader *r, const char *format, ...);
void *scenario_section(struct reader *r, const char *name, const struct key **keys);
int scenario_key(struct reader *r, const char *section, const char *name, const char *value);

#endif
