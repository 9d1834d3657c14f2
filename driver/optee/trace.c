// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The one place where the trace events of optee_trace.h are made.
 */
#define CREATE_TRACE_POINTS
#include "optee_trace.h"
