/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Parameters: struct tee_param of the TEE core and struct optee_msg_param of a message.
 */
#ifndef OPTEE_PARAM_H
#define OPTEE_PARAM_H

#include <tee_compat.h>

struct optee_call;
struct optee_rpc;

int optee_params_to_msg(struct optee_call *call, unsigned int first, unsigned int num_params,
			const struct tee_param *params);
void optee_params_from_msg(const struct optee_call *call, unsigned int first,
			   unsigned int num_params, struct tee_param *params);
int optee_rpc_params_get(struct optee_rpc *rpc, struct tee_param *params);
void optee_rpc_params_put(struct optee_rpc *rpc, struct tee_param *params);
void optee_rpc_params_answer(struct optee_rpc *rpc, const struct tee_param *params);

#endif /* OPTEE_PARAM_H */
