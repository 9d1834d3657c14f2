/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 */
#ifndef TEELANE_VERSION_H
#define TEELANE_VERSION_H

/* The version of both modules, as modinfo(8) shows it. */
#define TEELANE_VERSION	"teelane-0.1"

#endif /* TEELANE_VERSION_H */
