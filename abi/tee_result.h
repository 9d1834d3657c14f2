/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Result codes and their origins, as in struct optee_msg_arg.ret and
 * .ret_origin: GlobalPlatform TEE Client API ("Return Codes", "Return Code
 * Origins"), and from the Internal Core API those that a driver meets.
 */
#ifndef TEELANE_ABI_TEE_RESULT_H
#define TEELANE_ABI_TEE_RESULT_H

#define TEEC_SUCCESS				0x00000000
#define TEEC_ERROR_STORAGE_NOT_AVAILABLE	0xf0100003
#define TEEC_ERROR_GENERIC			0xffff0000
#define TEEC_ERROR_ACCESS_DENIED		0xffff0001
#define TEEC_ERROR_CANCEL			0xffff0002
#define TEEC_ERROR_ACCESS_CONFLICT		0xffff0003
#define TEEC_ERROR_EXCESS_DATA			0xffff0004
#define TEEC_ERROR_BAD_FORMAT			0xffff0005
#define TEEC_ERROR_BAD_PARAMETERS		0xffff0006
#define TEEC_ERROR_BAD_STATE			0xffff0007
#define TEEC_ERROR_ITEM_NOT_FOUND		0xffff0008
#define TEEC_ERROR_NOT_IMPLEMENTED		0xffff0009
#define TEEC_ERROR_NOT_SUPPORTED		0xffff000a
#define TEEC_ERROR_NO_DATA			0xffff000b
#define TEEC_ERROR_OUT_OF_MEMORY		0xffff000c
#define TEEC_ERROR_BUSY				0xffff000d
#define TEEC_ERROR_COMMUNICATION		0xffff000e
#define TEEC_ERROR_SECURITY			0xffff000f
#define TEEC_ERROR_SHORT_BUFFER			0xffff0010
#define TEEC_ERROR_EXTERNAL_CANCEL		0xffff0011
#define TEEC_ERROR_TIMEOUT			0xffff3001
#define TEEC_ERROR_OVERFLOW			0xffff300f
#define TEEC_ERROR_TARGET_DEAD			0xffff3024
#define TEEC_ERROR_STORAGE_NO_SPACE		0xffff3041

#define TEEC_ORIGIN_API				0x00000001
#define TEEC_ORIGIN_COMMS			0x00000002
#define TEEC_ORIGIN_TEE				0x00000003
#define TEEC_ORIGIN_TRUSTED_APP			0x00000004

#endif /* TEELANE_ABI_TEE_RESULT_H */
