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

#include "budget.h"
#include "waitfor.h"

void report_wait(const struct waitfor *wf, unsigned int n, char *buf, size_t size);
void report_hold(const struct waitfor *wf, unsigned int n, char *buf, size_t size);
void report_words(const struct waitfor *wf, const struct budget *budget, FILE *out);
bool report_is_free(const struct waitfor *wf, const struct budget *budget, unsigned int thread);
bool report_is_set_aside(const struct waitfor *wf, const struct budget *budget,
			 unsigned int thread);
void report_thread(const struct waitfor *wf, const struct budget *budget, unsigned int thread,
		   char *buf, size_t size);
void report_threads(const struct waitfor *wf, const struct budget *budget, FILE *out);
void report_dot(const struct waitfor *wf, const struct budget *budget, FILE *out);
void report_svg(const struct waitfor *wf, const struct budget *budget, FILE *out);

#endif
