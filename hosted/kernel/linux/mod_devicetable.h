/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 */
#ifndef HOSTED_LINUX_MOD_DEVICETABLE_H
#define HOSTED_LINUX_MOD_DEVICETABLE_H

#include <linux/types.h>
#include <linux/uuid.h>

struct of_device_id {
	char compatible[64];
	const void *data;
};

struct tee_client_device_id {
	uuid_t uuid;
};

#endif
