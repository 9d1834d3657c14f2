/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * The commands: each returns the exit status.
 */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include "options.h"

int command_read(struct scenario *sc, const struct command *cmd);
void command_set_lanes(struct scenario *sc, enum variant variant);
int command_check(const struct scenario *sc);
void command_write_result(const struct command *cmd, const struct result *res);
int command_run(const struct command *cmd);
int command_compare(const struct command *cmd);
int command_sweep(const struct command *cmd);

#endif
