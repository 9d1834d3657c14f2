// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Which sections and keys a scenario has, and what their values can be.
 */
#include <string.h>

#include "escape.h"
#include "scenario_keys.h"
#include "words.h"

#define MS_MAX	600000

static const char *const enforce_words[] = { "secure", "driver", "none", NULL };
static const char *const lane_words[] = { "no", "yes", "shared", NULL };
static const char *const channel_words[] = { "msg", "smt", NULL };
static const char *const service_words[] = { "null", "rpmb", "watchdog", "sleep", "compute", NULL };
static const char *const action_words[] = { "kill", "start", "lose-thread", "power-cut", NULL };

#define IN(type, member)	offsetof(struct type, member)

const struct key scenario_keys[] = {
	{ "title", KEY_TEXT, IN(scenario, title), 0, 0, NULL },
	{ "expect", KEY_EXPECT, IN(scenario, expect), 0, 0, NULL },
	{ "keep_going", KEY_BOOL, IN(scenario, keep_going), 0, 0, NULL },
	{ 0 },
};

const struct key machine_keys[] = {
	{ "threads", KEY_UINT, IN(scenario, threads), 1, 64, NULL },
	{ "cores", KEY_UINT, IN(scenario, cores), 1, 64, NULL },
	{ "enforce", KEY_WORD, IN(scenario, enforce), 0, 0, enforce_words },
	{ 0 },
};

const struct key mmc_keys[] = {
	{ "lane", KEY_WORD, IN(scenario, mmc.lane), 0, 0, lane_words },
	{ "channel", KEY_WORD, IN(scenario, mmc.channel), 0, 0, channel_words },
	{ "gated", KEY_BOOL, IN(scenario, mmc_gated), 0, 0, NULL },
	{ "idle_ms", KEY_UINT, IN(scenario, mmc_idle_ms), 0, MS_MAX, NULL },
	{ 0 },
};

/* Of the section of an I2C bus */
const struct key bus_keys[] = {
	{ "lane", KEY_WORD, IN(scenario_agent, lane), 0, 0, lane_words },
	{ "channel", KEY_WORD, IN(scenario_agent, channel), 0, 0, channel_words },
	{ 0 },
};

const struct key supplicant_keys[] = {
	{ "threads", KEY_UINT, IN(scenario, supplicant), 0, 16, NULL },
	{ 0 },
};

const struct key client_keys[] = {
	{ "service", KEY_WORD, IN(scenario_client, service), 0, 0, service_words },
	{ "count", KEY_UINT, IN(scenario_client, count), 1, SCENARIO_PROCESSES, NULL },
	{ "lanes", KEY_UINT, IN(scenario_client, lanes), 0, 63, NULL },
	{ "repeat", KEY_UINT, IN(scenario_client, repeat), 1, 1000000, NULL },
	{ "start_ms", KEY_UINT, IN(scenario_client, start_ms), 0, MS_MAX, NULL },
	{ "period_ms", KEY_UINT, IN(scenario_client, period_ms), 0, MS_MAX, NULL },
	{ "hold_ms", KEY_UINT, IN(scenario_client, hold_ms), 0, MS_MAX, NULL },
	{ "deadline_ms", KEY_UINT, IN(scenario_client, deadline_ms), 0, MS_MAX, NULL },
	{ "compute_us", KEY_UINT, IN(scenario_client, compute_us), 1, 10000000, NULL },
	{ "retry", KEY_UINT, IN(scenario_client, retry), 0, 1000, NULL },
	{ 0 },
};

const struct key fault_keys[] = {
	{ "do", KEY_WORD, IN(scenario_fault, action), 0, 0, action_words },
	{ "target", KEY_NAME, IN(scenario_fault, target), 0, 0, NULL },
	{ "at_ms", KEY_UINT, IN(scenario_fault, at_ms), 0, MS_MAX, NULL },
	{ "at_calls", KEY_UINT, IN(scenario_fault, at_calls), 1, 1000000, NULL },
	{ "after_ms", KEY_UINT, IN(scenario_fault, after_ms), 1, MS_MAX, NULL },
	{ "serving", KEY_BOOL, IN(scenario_fault, serving), 0, 0, NULL },
	{ "hold_ms", KEY_UINT, IN(scenario_fault, hold_ms), 0, MS_MAX, NULL },
	{ "pages", KEY_UINT, IN(scenario_fault, pages), 1, 1000000, NULL },
	{ 0 },
};

/**
 * key_find() - find a key by its name
 * @keys:	the keys of a section
 * @name:	the name
 *
 * Return: NULL: there is none.
 */
const struct key *key_find(const struct key *keys, const char *name)
{
	for (; keys->name; keys++)
		if (!strcmp(keys->name, name))
			return keys;
	return NULL;
}

/* Decimal digits only: a sign, a unit, or a 0 in front that means octal is a mistake. */
static int set_uint(const struct key *key, unsigned int *to, const char *value)
{
	unsigned long n = 0;
	const char *c;

	if (!*value || (value[0] == '0' && value[1]))
		return -1;
	for (c = value; *c; c++) {
		if (*c < '0' || *c > '9')
			return -1;
		n = n * 10 + (unsigned long)(*c - '0');
		if (n > key->max)
			return -1;
	}
	if (n < key->min)
		return -1;
	*to = (unsigned int)n;
	return 0;
}

static int set_bool(bool *to, const char *value)
{
	if (strcmp(value, "yes") && strcmp(value, "no"))
		return -1;
	*to = value[0] == 'y';
	return 0;
}

/* The members of KEY_WORD are enums that start with 0. */
static int set_word(const struct key *key, unsigned int *to, const char *value)
{
	int n = find_word(key->words, value);

	if (n < 0)
		return -1;
	*to = (unsigned int)n;
	return 0;
}

static int set_text(char *to, size_t size, const char *value)
{
	if (!*value || strlen(value) >= size || !escape_is_text(value))
		return -1;
	strcpy(to, value);
	return 0;
}

/**
 * key_set() - set what a key is about
 * @key:	the key
 * @object:	what its section is about
 * @value:	as in the file
 *
 * Return: 0, or -1: that is no value for it, see key_allowed().
 */
int key_set(const struct key *key, void *object, const char *value)
{
	void *member = (char *)object + key->offset;

	switch (key->kind) {
	case KEY_UINT:
		return set_uint(key, member, value);
	case KEY_BOOL:
		return set_bool(member, value);
	case KEY_TEXT:
		return set_text(member, SCENARIO_TEXT, value);
	case KEY_NAME:
		return set_text(member, SCENARIO_NAME, value);
	case KEY_EXPECT:
		return escape_is_text(value) ? expect_parse(member, value) : -1;
	default:
		return set_word(key, member, value);
	}
}

static const char *unit_of(const char *name)
{
	const char *end = name + strlen(name) - 3;

	if (end < name)
		return "";
	if (!strcmp(end, "_ms"))
		return ", of milliseconds, without a unit";
	return !strcmp(end, "_us") ? ", of microseconds, without a unit" : "";
}

/**
 * key_allowed() - say which values a key can have
 * @key:	the key
 * @out:	where to
 */
void key_allowed(const struct key *key, FILE *out)
{
	unsigned int n;

	switch (key->kind) {
	case KEY_UINT:
		fprintf(out, "a number from %u to %u%s is allowed", key->min, key->max,
			unit_of(key->name));
		break;
	case KEY_BOOL:
		fprintf(out, "yes or no is allowed");
		break;
	case KEY_TEXT:
		fprintf(out, "UTF-8 text of 1 to %d bytes is allowed", SCENARIO_TEXT - 1);
		break;
	case KEY_NAME:
		fprintf(out, "supplicant or the NAME of a [client NAME] is allowed");
		break;
	case KEY_EXPECT:
		expect_allowed(out);
		break;
	case KEY_WORD:
		for (n = 0; key->words[n]; n++)
			fprintf(out, "%s%s", !n ? "" : key->words[n + 1] ? ", " : " or ",
				key->words[n]);
		fprintf(out, " is allowed");
		break;
	}
}

/**
 * key_list() - say which keys a section can have
 * @keys:	the keys
 * @out:	where to
 */
void key_list(const struct key *keys, FILE *out)
{
	const struct key *key;

	for (key = keys; key->name; key++)
		fprintf(out, "%s%s", key == keys ? "" : key[1].name ? ", " : " and ", key->name);
	fprintf(out, "%s allowed", keys[1].name ? " are" : " is");
}
