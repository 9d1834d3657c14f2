/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * The kernel whose API this is.
 */
#ifndef HOSTED_LINUX_VERSION_H
#define HOSTED_LINUX_VERSION_H

#define LINUX_VERSION_MAJOR		6
#define LINUX_VERSION_PATCHLEVEL	12

#endif
