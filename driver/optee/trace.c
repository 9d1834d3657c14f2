// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The file that defines the trace events of optee_trace.h.
 */
#define CREATE_TRACE_POINTS
#include "optee_trace.h"
