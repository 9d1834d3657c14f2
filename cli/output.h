/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Files that the command writes.
 */
#ifndef CLI_OUTPUT_H
#define CLI_OUTPUT_H

#include <stdbool.h>
#include <stdio.h>

bool output_can_be_written(const char *path);
FILE *output_open(const char *path);
bool output_close(FILE *out, const char *path);
bool output_failed(void);

#endif
