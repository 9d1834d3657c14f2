/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Which sections and keys a scenario has, and what their values can be.
 */
#ifndef CLI_SCENARIO_KEYS_H
#define CLI_SCENARIO_KEYS_H

#include <stddef.h>
#include <stdio.h>

#include "scenario.h"

enum key_kind {
	KEY_UINT,
	KEY_BOOL,
	KEY_TEXT,
	KEY_NAME,
	KEY_WORD,
	KEY_EXPECT,
};

/**
 * struct key - one key of a section
 * @name:	as in the file; NULL ends a table
 * @kind:	what its value is
 * @offset:	of the member it sets, in the object that the section is about
 * @min:	KEY_UINT: smallest value
 * @max:	KEY_UINT: largest value
 * @words:	KEY_WORD: what there is, in the order of the enum; NULL ends it
 */
struct key {
	const char *name;
	enum key_kind kind;
	size_t offset;
	unsigned int min;
	unsigned int max;
	const char *const *words;
};

extern const struct key scenario_keys[];
extern const struct key machine_keys[];
extern const struct key mmc_keys[];
extern const struct key bus_keys[];
extern const struct key supplicant_keys[];
extern const struct key client_keys[];
extern const struct key fault_keys[];

const struct key *key_find(const struct key *keys, const char *name);
int key_set(const struct key *key, void *object, const char *value);
void key_allowed(const struct key *key, FILE *out);
void key_list(const struct key *keys, FILE *out);

#endif
