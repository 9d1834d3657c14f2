// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * RPC command I2C_TRANSFER: the secure world accesses a device on an I2C bus of Linux.
 */
#include <linux/i2c.h>
#include <linux/limits.h>

#include "optee_rpc_cmd.h"
#include "tee_result.h"

#include "param.h"
#include "rpc.h"

#define I2C_ADDR_MAX		0x7f
#define I2C_ADDR_MAX_TEN_BIT	0x3ff

#if IS_REACHABLE(CONFIG_I2C)
static u32 transfer_on_i2c_bus(unsigned int bus, struct i2c_msg *msg)
{
	struct i2c_adapter *adapter;
	u32 ret = TEEC_SUCCESS;

	adapter = i2c_get_adapter(bus);
	if (!adapter)
		return TEEC_ERROR_BAD_PARAMETERS;
	if (msg->flags & I2C_M_TEN && !i2c_check_functionality(adapter, I2C_FUNC_10BIT_ADDR))
		ret = TEEC_ERROR_BAD_PARAMETERS;
	else if (i2c_transfer(adapter, msg, 1) != 1)
		ret = TEEC_ERROR_COMMUNICATION;
	i2c_put_adapter(adapter);
	return ret;
}
#else
static u32 transfer_on_i2c_bus(unsigned int bus, struct i2c_msg *msg)
{
	return TEEC_ERROR_NOT_SUPPORTED;
}
#endif

static bool is_i2c_transfer(const struct optee_rpc *rpc, const struct tee_param *params)
{
	return rpc->num_params == 4 &&
	       params[0].attr == TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT &&
	       params[1].attr == TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT &&
	       params[2].attr == TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT &&
	       params[3].attr == TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT;
}

/* Only memory that the kernel has allocated itself has a kernel address. */
static int set_buffer(struct i2c_msg *msg, const struct tee_param_memref *memref)
{
	if (!memref->shm || !memref->shm->kaddr || memref->size > U16_MAX)
		return -EINVAL;
	msg->buf = memref->shm->kaddr + memref->shm_offs;
	msg->len = memref->size;
	return 0;
}

static int set_address(struct i2c_msg *msg, u64 address, u64 flags)
{
	u64 max = I2C_ADDR_MAX;

	if (flags & OPTEE_RPC_I2C_FLAGS_TEN_BIT) {
		msg->flags |= I2C_M_TEN;
		max = I2C_ADDR_MAX_TEN_BIT;
	}
	if (address > max)
		return -EINVAL;
	msg->addr = address;
	return 0;
}

static int set_direction(struct i2c_msg *msg, u64 direction)
{
	switch (direction) {
	case OPTEE_RPC_I2C_TRANSFER_RD:
		msg->flags |= I2C_M_RD;
		return 0;
	case OPTEE_RPC_I2C_TRANSFER_WR:
		return 0;
	default:
		return -EINVAL;
	}
}

static u32 serve_i2c_transfer(const struct optee_rpc *rpc, struct tee_param *params)
{
	struct i2c_msg msg = { };
	u64 bus;
	u32 ret;

	if (!is_i2c_transfer(rpc, params))
		return TEEC_ERROR_BAD_PARAMETERS;
	bus = params[0].u.value.b;
	if (bus > U16_MAX ||
	    set_buffer(&msg, &params[2].u.memref) ||
	    set_address(&msg, params[0].u.value.c, params[1].u.value.a) ||
	    set_direction(&msg, params[0].u.value.a))
		return TEEC_ERROR_BAD_PARAMETERS;

	ret = transfer_on_i2c_bus(bus, &msg);
	if (ret == TEEC_SUCCESS)
		params[3].u.value.a = msg.len;
	return ret;
}

/**
 * optee_rpc_i2c_transfer() - RPC command I2C_TRANSFER
 * @rpc:	value 0: direction, bus, address; value 1: flags; memref 2: data;
 *		value 3 out: bytes transferred
 *
 * May sleep.
 */
void optee_rpc_i2c_transfer(struct optee_rpc *rpc)
{
	struct tee_param params[OPTEE_MAX_RPC_PARAMS];

	rpc->ret = TEEC_ERROR_BAD_PARAMETERS;
	if (optee_rpc_params_get(rpc, params))
		return;
	rpc->ret = serve_i2c_transfer(rpc, params);
	if (rpc->ret == TEEC_SUCCESS)
		optee_rpc_params_answer(rpc, params);
	optee_rpc_params_put(rpc, params);
}
