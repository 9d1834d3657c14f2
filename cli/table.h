/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * What became of the clients, in a table.
 */
#ifndef CLI_TABLE_H
#define CLI_TABLE_H

#include <stdio.h>

#include "client.h"

/* A result of a call in words: a TEEC_*, or a negative errno. */
const char *table_result(long long result, char *buf, size_t size);

void table_print(const struct client *clients, unsigned int num, FILE *out);

#endif
