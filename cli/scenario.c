// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Sections and keys of scenarios, as they come from a file (scenario_file.c) or from --set.
 *
 * What a key can be is in scenario_keys.c, what keys say together in scenario_check.c.
 */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "scenario_private.h"

/* A message with its place in front, to be closed. */
static FILE *begin_error(struct reader *r)
{
	FILE *out = fmemopen(r->error, r->size, "w");

	if (!out) {
		snprintf(r->error, r->size, "no memory");
		return NULL;
	}
	if (r->file)
		fprintf(out, "%s:%u: ", r->sc->file, r->line);
	return out;
}

/**
 * scenario_refuse() - say what is wrong with the line that was read last, or with a --set
 * @r:		what is read
 * @format:	what, as for printf()
 * @...:		as for printf()
 */
void scenario_refuse(struct reader *r, const char *format, ...)
{
	FILE *out = begin_error(r);
	va_list args;

	if (!out)
		return;
	va_start(args, format);
	vfprintf(out, format, args);
	va_end(args);
	fclose(out);
}

static struct scenario_client *get_client(struct scenario *sc, const char *name)
{
	struct scenario_client *client;
	unsigned int n;

	for (n = 0; n < sc->num_clients; n++)
		if (!strcmp(sc->clients[n].name, name))
			return &sc->clients[n];
	if (n == SCENARIO_CLIENTS || strlen(name) >= SCENARIO_NAME || !*name)
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
	static const char digits[] = "0123456789";
	unsigned long n;

	if (!*name || strspn(name, digits) != strlen(name) || *name == '0' || strlen(name) > 3)
		return NULL;
	n = strtoul(name, NULL, 10);
	if (n > SCENARIO_FAULTS || n > sc->num_faults + 1)
		return NULL;
	if (n > sc->num_faults) {
		sc->num_faults++;
		strcpy(sc->faults[n - 1].target, "supplicant");
	}
	return &sc->faults[n - 1];
}

/**
 * scenario_section() - what a section is about, which is made if need be
 * @r:		what is read
 * @name:	name of the section
 * @keys:	out: the keys it can have
 *
 * Return: NULL: it is refused.
 */
void *scenario_section(struct reader *r, const char *name, const struct key **keys)
{
	static const struct {
		const char *name;
		const struct key *keys;
		size_t offset;
	} fixed[] = {
		{ "scenario", scenario_keys, 0 },
		{ "machine", machine_keys, 0 },
		{ "mmc", mmc_keys, 0 },
		{ "i2c 0", bus_keys, offsetof(struct scenario, i2c[0]) },
		{ "i2c 1", bus_keys, offsetof(struct scenario, i2c[1]) },
		{ "supplicant", supplicant_keys, 0 },
		{ 0 },
	};
	void *object = NULL;
	unsigned int n;

	for (n = 0; fixed[n].name; n++) {
		*keys = fixed[n].keys;
		if (!strcmp(fixed[n].name, name))
			return (char *)r->sc + fixed[n].offset;
	}
	if (!strncmp(name, "client ", 7)) {
		*keys = client_keys;
		object = get_client(r->sc, name + 7);
		if (!object)
			scenario_refuse(r,
					"[%s]: a NAME of 1 to %d bytes, and %d of them are allowed",
					name, SCENARIO_NAME - 1, SCENARIO_CLIENTS);
	} else if (!strncmp(name, "fault ", 6)) {
		*keys = fault_keys;
		object = get_fault(r->sc, name + 6);
		if (!object)
			scenario_refuse(r, "[%s]: faults are numbered 1, 2, 3 and so on, up to %d",
					name, SCENARIO_FAULTS);
	} else {
		scenario_refuse(r, "[%s]: there is no such section; %s", name, SECTIONS_ALLOWED);
	}
	return object;
}

/* A key of the file may be changed with --set, but is in the file only once. */
static int add_place(struct reader *r, size_t member, const char *section, const char *key)
{
	struct scenario *sc = r->sc;
	unsigned int n;

	for (n = 0; n < sc->num_places; n++) {
		if (sc->places[n].member != member)
			continue;
		if (r->file) {
			scenario_refuse(r, "[%s] %s: there already, in line %u; one is allowed",
					section, key, sc->places[n].line);
			return -1;
		}
		return 0;
	}
	if (n == SCENARIO_PLACES) {
		scenario_refuse(r, "[%s] %s: too many keys", section, key);
		return -1;
	}
	sc->places[sc->num_places++] = (struct scenario_place){ member, r->file ? r->line : 0 };
	return 0;
}

/**
 * scenario_key() - set a key
 * @r:		what is read
 * @section:	name of its section
 * @name:	its name
 * @value:	its value
 *
 * Return: 0, or -1: it is refused.
 */
int scenario_key(struct reader *r, const char *section, const char *name, const char *value)
{
	const struct key *keys, *key;
	void *object = scenario_section(r, section, &keys);
	size_t member;
	FILE *out;

	if (!object)
		return -1;
	key = key_find(keys, name);
	if (!key || key_set(key, object, value)) {
		out = begin_error(r);
		if (!out)
			return -1;
		fprintf(out, "[%s] %s = %s: ", section, name, value);
		if (key)
			key_allowed(key, out);
		else
			fprintf(out, "there is no such key; ");
		if (!key)
			key_list(keys, out);
		fclose(out);
		return -1;
	}
	member = (size_t)((char *)object - (char *)r->sc) + key->offset;
	return add_place(r, member, section, name);
}

/**
 * scenario_set() - change one key
 * @sc:		the scenario
 * @text:	"section.key=value", such as "mmc.lane=yes" or "client writer.count=3"
 * @error_buf:	what is wrong with it
 * @size:	bytes of @error_buf
 *
 * Return: 0 or -1 with @error_buf.
 */
int scenario_set(struct scenario *sc, const char *text, char *error_buf, size_t size)
{
	struct reader r = { .sc = sc, .error = error_buf, .size = size };
	const char *equals = strchr(text, '='), *dot = equals;
	char section[SCENARIO_SECTION], key[32];

	while (dot && dot > text && *dot != '.')
		dot--;
	if (!equals || dot == text || (size_t)(dot - text) >= sizeof(section) ||
	    (size_t)(equals - dot - 1) >= sizeof(key)) {
		snprintf(error_buf, size, "%s: SECTION.KEY=VALUE is allowed", text);
		return -1;
	}
	snprintf(section, sizeof(section), "%.*s", (int)(dot - text), text);
	snprintf(key, sizeof(key), "%.*s", (int)(equals - dot - 1), dot + 1);
	*error_buf = 0;
	return scenario_key(&r, section, key, equals + 1);
}
