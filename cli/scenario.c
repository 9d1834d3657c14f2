// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Scenario files. libinih cuts them into section, key and value; the tables
 * below say which there are.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <ini.h>

#include "scenario.h"

enum kind {
	KIND_UINT,
	KIND_BOOL,
	KIND_TEXT,
	KIND_NAME,
	KIND_WORD,
};

/**
 * struct key - one key of a section
 * @name:	as in the file
 * @kind:	what its value is
 * @offset:	of the member it sets
 * @min:	KIND_UINT: smallest value
 * @max:	KIND_UINT: largest value
 * @words:	KIND_WORD: what there is, in the order of the enum; NULL ends it
 */
struct key {
	const char *name;
	enum kind kind;
	size_t offset;
	unsigned int min;
	unsigned int max;
	const char *const *words;
};

#define MS_MAX	600000

static const char *const expect_words[] = { "done", "deadlock", NULL };
static const char *const enforce_words[] = { "secure", "driver", "none", NULL };
static const char *const lane_words[] = { "no", "yes", "shared", NULL };
static const char *const channel_words[] = { "msg", "smt", NULL };
static const char *const service_words[] = { "null", "rpmb", "watchdog", "sleep", NULL };
static const char *const action_words[] = { "kill", "start", "lose-thread", "power-cut", NULL };

#define IN(type, member)	offsetof(struct type, member)

static const struct key scenario_keys[] = {
	{ "title", KIND_TEXT, IN(scenario, title), 0, 0, NULL },
	{ "expect", KIND_WORD, IN(scenario, expect), 0, 0, expect_words },
	{ 0 },
};

static const struct key machine_keys[] = {
	{ "threads", KIND_UINT, IN(scenario, threads), 1, 64, NULL },
	{ "cores", KIND_UINT, IN(scenario, cores), 1, 64, NULL },
	{ "enforce", KIND_WORD, IN(scenario, enforce), 0, 0, enforce_words },
	{ 0 },
};

static const struct key mmc_keys[] = {
	{ "lane", KIND_WORD, IN(scenario, mmc.lane), 0, 0, lane_words },
	{ "channel", KIND_WORD, IN(scenario, mmc.channel), 0, 0, channel_words },
	{ "gated", KIND_BOOL, IN(scenario, mmc_gated), 0, 0, NULL },
	{ "idle_ms", KIND_UINT, IN(scenario, mmc_idle_ms), 0, MS_MAX, NULL },
	{ 0 },
};

/* Of the section of an I2C bus */
static const struct key agent_keys[] = {
	{ "lane", KIND_WORD, IN(scenario_agent, lane), 0, 0, lane_words },
	{ "channel", KIND_WORD, IN(scenario_agent, channel), 0, 0, channel_words },
	{ 0 },
};

static const struct key supplicant_keys[] = {
	{ "threads", KIND_UINT, IN(scenario, supplicant), 0, 16, NULL },
	{ 0 },
};

static const struct key client_keys[] = {
	{ "service", KIND_WORD, IN(scenario_client, service), 0, 0, service_words },
	{ "count", KIND_UINT, IN(scenario_client, count), 1, 64, NULL },
	{ "lanes", KIND_UINT, IN(scenario_client, lanes), 0, 63, NULL },
	{ "repeat", KIND_UINT, IN(scenario_client, repeat), 1, 1000000, NULL },
	{ "start_ms", KIND_UINT, IN(scenario_client, start_ms), 0, MS_MAX, NULL },
	{ "period_ms", KIND_UINT, IN(scenario_client, period_ms), 0, MS_MAX, NULL },
	{ "hold_ms", KIND_UINT, IN(scenario_client, hold_ms), 0, MS_MAX, NULL },
	{ "deadline_ms", KIND_UINT, IN(scenario_client, deadline_ms), 0, MS_MAX, NULL },
	{ "retry", KIND_UINT, IN(scenario_client, retry), 0, 1000, NULL },
	{ 0 },
};

static const struct key fault_keys[] = {
	{ "do", KIND_WORD, IN(scenario_fault, action), 0, 0, action_words },
	{ "target", KIND_NAME, IN(scenario_fault, target), 0, 0, NULL },
	{ "at_ms", KIND_UINT, IN(scenario_fault, at_ms), 0, MS_MAX, NULL },
	{ "hold_ms", KIND_UINT, IN(scenario_fault, hold_ms), 0, MS_MAX, NULL },
	{ "pages", KIND_UINT, IN(scenario_fault, pages), 1, 1000000, NULL },
	{ 0 },
};

static int set_uint(const struct key *key, unsigned int *to, const char *value)
{
	unsigned long n;
	char *end;

	errno = 0;
	n = strtoul(value, &end, 0);
	if (errno || end == value || *end || *value == '-' || n < key->min || n > key->max)
		return -1;
	*to = (unsigned int)n;
	return 0;
}

static int set_bool(bool *to, const char *value)
{
	if (!strcmp(value, "yes"))
		*to = true;
	else if (!strcmp(value, "no"))
		*to = false;
	else
		return -1;
	return 0;
}

/* The members of KIND_WORD are enums that start with 0. */
static int set_word(const struct key *key, unsigned int *to, const char *value)
{
	unsigned int n;

	for (n = 0; key->words[n]; n++) {
		if (!strcmp(value, key->words[n])) {
			*to = n;
			return 0;
		}
	}
	return -1;
}

static int set_text(char *to, size_t size, const char *value)
{
	if (strlen(value) >= size)
		return -1;
	strcpy(to, value);
	return 0;
}

static const char *set_key(const struct key *keys, void *object, const char *name,
			   const char *value)
{
	char *member = object;
	int rc = -1;

	while (keys->name && strcmp(keys->name, name))
		keys++;
	if (!keys->name)
		return "no such key";
	member += keys->offset;

	switch (keys->kind) {
	case KIND_UINT:
		rc = set_uint(keys, (unsigned int *)member, value);
		break;
	case KIND_BOOL:
		rc = set_bool((bool *)member, value);
		break;
	case KIND_TEXT:
		rc = set_text(member, SCENARIO_TEXT, value);
		break;
	case KIND_NAME:
		rc = set_text(member, SCENARIO_NAME, value);
		break;
	case KIND_WORD:
		rc = set_word(keys, (unsigned int *)member, value);
		break;
	}
	return rc ? "not a value for this key" : NULL;
}

static struct scenario_client *get_client(struct scenario *sc, const char *name)
{
	struct scenario_client *client;
	unsigned int n;

	for (n = 0; n < sc->num_clients; n++)
		if (!strcmp(sc->clients[n].name, name))
			return &sc->clients[n];
	if (n == SCENARIO_CLIENTS || strlen(name) >= SCENARIO_NAME)
		return NULL;
	client = &sc->clients[sc->num_clients++];
	strcpy(client->name, name);
	client->count = 1;
	client->repeat = 1;
	return client;
}

/* Faults are told apart by nothing but the text behind "fault". */
static struct scenario_fault *get_fault(struct scenario *sc, const char *name)
{
	unsigned long n;
	char *end;

	n = strtoul(name, &end, 10);
	if (end == name || *end || !n || n > SCENARIO_FAULTS || n > sc->num_faults + 1)
		return NULL;
	if (n > sc->num_faults) {
		sc->num_faults++;
		strcpy(sc->faults[n - 1].target, "supplicant");
	}
	return &sc->faults[n - 1];
}

static const char *set(struct scenario *sc, const char *section, const char *key,
		       const char *value)
{
	struct scenario_client *client;
	struct scenario_fault *fault;

	if (!strcmp(section, "scenario"))
		return set_key(scenario_keys, sc, key, value);
	if (!strcmp(section, "machine"))
		return set_key(machine_keys, sc, key, value);
	if (!strcmp(section, "mmc"))
		return set_key(mmc_keys, sc, key, value);
	if (!strcmp(section, "i2c 0"))
		return set_key(agent_keys, &sc->i2c[0], key, value);
	if (!strcmp(section, "i2c 1"))
		return set_key(agent_keys, &sc->i2c[1], key, value);
	if (!strcmp(section, "supplicant"))
		return set_key(supplicant_keys, sc, key, value);
	if (!strncmp(section, "client ", 7)) {
		client = get_client(sc, section + 7);
		return client ? set_key(client_keys, client, key, value) :
				"too many clients, or too long a name";
	}
	if (!strncmp(section, "fault ", 6)) {
		fault = get_fault(sc, section + 6);
		return fault ? set_key(fault_keys, fault, key, value) :
			       "faults are numbered 1, 2, 3 and so on";
	}
	return "no such section";
}

struct reader {
	struct scenario *sc;
	const char *problem;
};

static int read_key(void *arg, const char *section, const char *key, const char *value)
{
	struct reader *reader = arg;

	if (!reader->problem)
		reader->problem = set(reader->sc, section, key, value);
	return !reader->problem;
}

static void set_defaults(struct scenario *sc)
{
	memset(sc, 0, sizeof(*sc));
	sc->threads = 2;
	sc->cores = 2;
	sc->supplicant = 1;
}

int scenario_read(struct scenario *sc, const char *path, char *error, size_t size)
{
	struct reader reader = { .sc = sc };
	char file[PATH_MAX];
	int line;

	set_defaults(sc);
	snprintf(file, sizeof(file), "%s%s", path, access(path, R_OK) ? ".ini" : "");
	line = ini_parse(file, read_key, &reader);
	if (line < 0) {
		snprintf(error, size, "%s: cannot be read", path);
		return -1;
	}
	if (line) {
		snprintf(error, size, "%s:%d: %s", file, line,
			 reader.problem ? reader.problem : "neither [section] nor key = value");
		return -1;
	}
	reader.problem = scenario_check(sc);
	if (reader.problem) {
		snprintf(error, size, "%s: %s", file, reader.problem);
		return -1;
	}
	return 0;
}

const char *scenario_set(struct scenario *sc, const char *text)
{
	const char *dot = strchr(text, '.'), *equals = dot ? strchr(dot, '=') : NULL;
	char section[64], key[32];

	if (!equals || (size_t)(dot - text) >= sizeof(section) ||
	    (size_t)(equals - dot - 1) >= sizeof(key))
		return "not of the form section.key=value";
	snprintf(section, sizeof(section), "%.*s", (int)(dot - text), text);
	snprintf(key, sizeof(key), "%.*s", (int)(equals - dot - 1), dot + 1);
	return set(sc, section, key, equals + 1);
}

static bool is_client(const struct scenario *sc, const char *name)
{
	unsigned int n;

	for (n = 0; n < sc->num_clients; n++)
		if (!strcmp(sc->clients[n].name, name))
			return true;
	return false;
}

const char *scenario_check(const struct scenario *sc)
{
	const struct scenario_fault *fault;
	unsigned int n;

	if (!sc->num_clients)
		return "there is no [client ...]";
	for (n = 0; n < sc->num_faults; n++) {
		fault = &sc->faults[n];
		if (fault->action == FAULT_KILL && strcmp(fault->target, "supplicant") &&
		    !is_client(sc, fault->target))
			return "a fault's target is neither a client nor the supplicant";
		if (fault->action == FAULT_START && strcmp(fault->target, "supplicant"))
			return "only the supplicant can be started by a fault";
	}
	return NULL;
}
