/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * What became of the clients, in a table.
 */
#ifndef CLI_TABLE_H
#define CLI_TABLE_H

#include "result.h"

const char *table_result(long long result, char *buf, size_t size);
const char *table_ms(uint64_t ns, char *buf, size_t size);
void table_print(const struct result *res, FILE *out);

#endif
