/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Text for the formats that the command writes. Names and titles come from scenario files, which
 * may be anybody's: nothing of them goes to a file in any other way.
 */
#ifndef CLI_ESCAPE_H
#define CLI_ESCAPE_H

#include <stdbool.h>
#include <stdio.h>

bool escape_is_text(const char *text);
void escape_xml(FILE *out, const char *text);
void escape_json(FILE *out, const char *text);
void escape_dot(FILE *out, const char *text);

#endif
