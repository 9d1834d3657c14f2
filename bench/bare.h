/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * The world switch alone: secure/arch, and no trusted OS around it.
 */
#ifndef BENCH_BARE_H
#define BENCH_BARE_H

int bench_bare_boot(void);
void bench_bare_switch(void);

#endif
