/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * I2C messages; there is no I2C bus, so CONFIG_I2C is not reachable.
 */
#ifndef HOSTED_LINUX_I2C_H
#define HOSTED_LINUX_I2C_H

#include <linux/kernel.h>
#include <linux/types.h>

#define I2C_M_RD	0x0001
#define I2C_M_TEN	0x0010

struct i2c_msg {
	__u16 addr;
	__u16 flags;
	__u16 len;
	__u8 *buf;
};

#endif
