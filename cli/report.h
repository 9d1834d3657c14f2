/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * A deadlock in words and as a picture.
 */
#ifndef CLI_REPORT_H
#define CLI_REPORT_H

#include <stddef.h>
#include <stdio.h>

#include "waitfor.h"

/* What task @n waits for, in a few words. */
void report_wait(const struct waitfor *wf, unsigned int n, char *buf, size_t size);

/* The thread that task @n holds, what for, in a few words; "" if it has none. */
void report_hold(const struct waitfor *wf, unsigned int n, char *buf, size_t size);

/* Who holds what and waits for what, and the circle. */
void report_words(const struct waitfor *wf, FILE *out);

/* The same as a graph for Graphviz, and as a picture of its own. */
void report_dot(const struct waitfor *wf, FILE *out);
void report_svg(const struct waitfor *wf, FILE *out);

#endif
