// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Scenario files. libinih cuts lines into keys and values. It is given the lines one by one, so
 * that the line of each is known, and that what it would pass over in silence is seen: sections
 * without keys, lines that are too long, and lines that it would take for the rest of the one
 * before.
 *
 * What a key can be is in scenario_keys.c, what keys say together in scenario_check.c.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <ini.h>

#include "escape.h"
#include "scenario_keys.h"

/* More libinih does not take, with the line's end. */
#define MAX_LINE	198

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

static void refuse(struct reader *r, const char *format, ...)
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

/* What a section is about, which is made if need be, and its keys. NULL with an error. */
static void *find_section(struct reader *r, const char *name, const struct key **keys)
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
			refuse(r, "[%s]: a NAME of 1 to %d bytes, and %d of them are allowed", name,
			       SCENARIO_NAME - 1, SCENARIO_CLIENTS);
	} else if (!strncmp(name, "fault ", 6)) {
		*keys = fault_keys;
		object = get_fault(r->sc, name + 6);
		if (!object)
			refuse(r, "[%s]: faults are numbered 1, 2, 3 and so on, up to %d", name,
			       SCENARIO_FAULTS);
	} else {
		refuse(r, "[%s]: there is no such section; %s", name, SECTIONS_ALLOWED);
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
			refuse(r, "[%s] %s: there already, in line %u; one of each is allowed",
			       section, key, sc->places[n].line);
			return -1;
		}
		return 0;
	}
	if (n == SCENARIO_PLACES) {
		refuse(r, "[%s] %s: too many keys", section, key);
		return -1;
	}
	sc->places[sc->num_places++] = (struct scenario_place){ member, r->file ? r->line : 0 };
	return 0;
}

static int set_one_key(struct reader *r, const char *section, const char *name, const char *value)
{
	const struct key *keys, *key;
	void *object = find_section(r, section, &keys);
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

/* libinih has a key and its value. Of sections and of lines that are none it is told below. */
static int read_key(void *arg, const char *section, const char *key, const char *value)
{
	struct reader *r = arg;

	if (!*section && !*r->error)
		refuse(r, "%s = %s: there is no section before this key; %s", key, value,
		       SECTIONS_ALLOWED);
	return !*r->error && !set_one_key(r, section, key, value);
}

static int add_section(struct reader *r, const char *name)
{
	struct scenario *sc = r->sc;
	const struct key *keys;
	unsigned int n;

	for (n = 0; n < sc->num_sections; n++) {
		if (strcmp(sc->sections[n].name, name))
			continue;
		refuse(r, "[%s]: there already, in line %u; one of each is allowed", name,
		       sc->sections[n].line);
		return -1;
	}
	if (!find_section(r, name, &keys))
		return -1;
	if (n == SCENARIO_SECTIONS) {
		refuse(r, "[%s]: there are too many sections", name);
		return -1;
	}
	strcpy(sc->sections[n].name, name);
	sc->sections[n].line = r->line;
	sc->num_sections++;
	return 0;
}

static int read_section(struct reader *r, char *line)
{
	char *end = strchr(line, ']'), name[SCENARIO_SECTION];
	const char *rest;

	if (!end || (size_t)(end - line) > sizeof(name)) {
		refuse(r, "%s: neither [section] nor key = value; a section is up to %d bytes long",
		       line, SCENARIO_SECTION - 1);
		return -1;
	}
	snprintf(name, sizeof(name), "%.*s", (int)(end - line - 1), line + 1);
	rest = end + 1 + strspn(end + 1, " \t");
	if (*rest && *rest != ';' && *rest != '#') {
		refuse(r, "[%s]%s: nothing but a comment is allowed behind a section", name,
		       end + 1);
		return -1;
	}
	return add_section(r, name);
}

/* Look at a line before libinih sees it. */
static int check_line(struct reader *r, char *line, size_t length)
{
	if (strlen(line) != length) {
		refuse(r, "there is a NUL character in this line; UTF-8 text is allowed");
		return -1;
	}
	if (length > MAX_LINE) {
		refuse(r, "%.40s...: this line has %zu bytes; %d are allowed", line, length,
		       MAX_LINE);
		return -1;
	}
	if (*line == ';' || *line == '#' || !*line)
		return 0;
	if (!escape_is_text(line)) {
		refuse(r, "this line has control characters or is no UTF-8; UTF-8 text is allowed");
		return -1;
	}
	if (*line == '[')
		return read_section(r, line);
	if (!strpbrk(line, "=:")) {
		refuse(r, "%s: neither [section] nor key = value", line);
		return -1;
	}
	return 0;
}

/* The next line, for libinih; as fgets(). Blanks in front would make it a part of the last one. */
static char *next_line(char *to, int room, void *arg)
{
	struct reader *r = arg;
	size_t size = 0;
	ssize_t length;
	char *line;

	if (*r->error)
		return NULL;
	free(r->text);
	r->text = NULL;
	length = getline(&r->text, &size, r->file);
	if (length < 0)
		return NULL;
	r->line++;
	if (r->line == 1 && length >= 3 && !memcmp(r->text, "\xef\xbb\xbf", 3))
		memmove(r->text, r->text + 3, (size_t)(length -= 3) + 1);
	while (length && strchr("\r\n\t ", r->text[length - 1]) && r->text[length - 1])
		r->text[--length] = 0;
	for (line = r->text; line < r->text + length; line++)
		*line = *line == '\t' ? ' ' : *line;
	line = r->text + strspn(r->text, " \t");
	if (check_line(r, line, (size_t)(length - (line - r->text))))
		return NULL;
	snprintf(to, (size_t)room, "%s\n", line);
	return to;
}

static void set_defaults(struct scenario *sc)
{
	memset(sc, 0, sizeof(*sc));
	sc->threads = 2;
	sc->cores = 2;
	sc->supplicant = 1;
}

/* @path, or where there is no such file @path with ".ini" behind it. */
static FILE *open_scenario(struct scenario *sc, const char *path, char *error_buf, size_t size)
{
	struct stat st;
	FILE *file;

	if (strlen(path) + sizeof(".ini") > sizeof(sc->file)) {
		snprintf(error_buf, size, "%.40s...: the name is too long", path);
		return NULL;
	}
	snprintf(sc->file, sizeof(sc->file), "%s.ini", path);
	if (!stat(path, &st) || stat(sc->file, &st))
		strcpy(sc->file, path);
	if (!stat(sc->file, &st) && S_ISDIR(st.st_mode)) {
		snprintf(error_buf, size, "%s: is a directory; a scenario is a file", sc->file);
		return NULL;
	}
	file = fopen(sc->file, "r");
	if (!file)
		snprintf(error_buf, size, "%s: cannot be read: %s", path, strerror(errno));
	return file;
}

/**
 * scenario_read() - read a scenario from a file
 * @sc:		filled in
 * @path:	the file; where there is none, @path with ".ini" behind it
 * @error_buf:	what is wrong with it, with file, line, key, value, and what is allowed
 * @size:	bytes of @error_buf
 *
 * What keys say together is left to scenario_check(), since they can be changed before.
 *
 * Return: 0 or -1 with @error_buf.
 */
int scenario_read(struct scenario *sc, const char *path, char *error_buf, size_t size)
{
	struct reader r = { .sc = sc, .error = error_buf, .size = size };
	int rc;

	set_defaults(sc);
	*error_buf = 0;
	r.file = open_scenario(sc, path, error_buf, size);
	if (!r.file)
		return -1;
	rc = ini_parse_stream(next_line, &r, read_key, &r);
	if (rc && !*error_buf)
		refuse(&r, "%s: neither [section] nor key = value", r.text ? r.text : "");
	if (ferror(r.file) && !*error_buf)
		snprintf(error_buf, size, "%s: cannot be read", sc->file);
	free(r.text);
	fclose(r.file);
	return *error_buf ? -1 : 0;
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
	return set_one_key(&r, section, key, equals + 1);
}
