// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * escape xml|json|dot - write each line of the standard input as a document of that format, with
 * the line as a text in it; a NUL ends a document. A line is any bytes but a NUL and a newline.
 */
#include <stdlib.h>
#include <string.h>

#include "escape.h"

static void write_document(const char *format, const char *text)
{
	if (!strcmp(format, "xml")) {
		printf("<a b=\"");
		escape_xml(stdout, text);
		printf("\">");
		escape_xml(stdout, text);
		printf("</a>");
	} else if (!strcmp(format, "json")) {
		printf("{\"a\": ");
		escape_json(stdout, text);
		printf("}");
	} else {
		printf("digraph a { b [label=");
		escape_dot(stdout, text);
		printf("]; }\n");
	}
	putchar(0);
}

int main(int argc, char **argv)
{
	size_t size = 0;
	char *line = NULL;
	ssize_t length;

	if (argc != 2)
		return 2;
	while ((length = getline(&line, &size, stdin)) > 0) {
		if (line[length - 1] == '\n')
			line[length - 1] = 0;
		write_document(argv[1], line);
	}
	free(line);
	return 0;
}
