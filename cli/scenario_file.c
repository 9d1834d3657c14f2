// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Scenario files. libinih cuts lines into keys and values. It is given the lines one by one, so
 * that the line of each is known, and that what it would pass over in silence is seen: sections
 * without keys, lines that are too long, and lines that it would take for the rest of the one
 * before.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <ini.h>

#include "escape.h"
#include "scenario_private.h"

/* More libinih does not take, with the line's end. */
#define MAX_LINE	198

/* libinih has a key and its value. Of sections and of lines that are none it is told below. */
static int read_key(void *arg, const char *section, const char *key, const char *value)
{
	struct reader *r = arg;

	if (!*section && !*r->error)
		scenario_refuse(r, "%s = %s: there is no section before this key; %s", key, value,
				SECTIONS_ALLOWED);
	return !*r->error && !scenario_key(r, section, key, value);
}

static int add_section(struct reader *r, const char *name)
{
	struct scenario *sc = r->sc;
	const struct key *keys;
	unsigned int n;

	for (n = 0; n < sc->num_sections; n++) {
		if (strcmp(sc->sections[n].name, name))
			continue;
		scenario_refuse(r, "[%s]: there already, in line %u; one of each is allowed", name,
				sc->sections[n].line);
		return -1;
	}
	if (!scenario_section(r, name, &keys))
		return -1;
	if (n == SCENARIO_SECTIONS) {
		scenario_refuse(r, "[%s]: there are too many sections", name);
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
		scenario_refuse(r, "%s: neither [section] of up to %d bytes nor key = value",
				line, SCENARIO_SECTION - 1);
		return -1;
	}
	snprintf(name, sizeof(name), "%.*s", (int)(end - line - 1), line + 1);
	rest = end + 1 + strspn(end + 1, " \t");
	if (*rest && *rest != ';' && *rest != '#') {
		scenario_refuse(r, "[%s]%s: nothing but a comment is allowed behind a section",
				name, end + 1);
		return -1;
	}
	return add_section(r, name);
}

/* Look at a line before libinih sees it. */
static int check_line(struct reader *r, char *line, size_t length)
{
	if (strlen(line) != length) {
		scenario_refuse(r, "there is a NUL character in this line; UTF-8 text is allowed");
		return -1;
	}
	if (length > MAX_LINE) {
		scenario_refuse(r, "%.40s...: this line has %zu bytes; %d are allowed", line,
				length, MAX_LINE);
		return -1;
	}
	if (*line == ';' || *line == '#' || !*line)
		return 0;
	if (!escape_is_text(line)) {
		scenario_refuse(r, "no UTF-8, or control characters; UTF-8 text is allowed");
		return -1;
	}
	if (*line == '[')
		return read_section(r, line);
	if (!strpbrk(line, "=:")) {
		scenario_refuse(r, "%s: neither [section] nor key = value", line);
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
		scenario_refuse(&r, "%s: neither [section] nor key = value", r.text ? r.text : "");
	if (ferror(r.file) && !*error_buf)
		snprintf(error_buf, size, "%s: cannot be read", sc->file);
	free(r.text);
	fclose(r.file);
	return *error_buf ? -1 : 0;
}
