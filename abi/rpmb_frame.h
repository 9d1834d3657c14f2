/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copyright (C) 2026 teelane authors
 *
 * RPMB, the replay protected memory block of an eMMC: its frames, JEDEC JESD84-B51,
 * "Replay Protected Memory Block"; and the requests that carry them in
 * OPTEE_RPC_CMD_RPMB, as tee-supplicant knows them (optee_client,
 * tee-supplicant/src/rpmb.c).
 *
 * The file includes nothing: the includer brings u8, u16 and u32 with it.
 */
#ifndef TEELANE_ABI_RPMB_FRAME_H
#define TEELANE_ABI_RPMB_FRAME_H

#define RPMB_FRAME_SIZE			512
#define RPMB_BLOCK_SIZE			256
#define RPMB_MAC_SIZE			32
#define RPMB_KEY_SIZE			32
#define RPMB_NONCE_SIZE			16
#define RPMB_CID_SIZE			16

/* EXT_CSD RPMB_SIZE_MULT counts these; there are 128 at most. */
#define RPMB_SIZE_UNIT			(128 * 1024)
#define RPMB_SIZE_MULT_MAX		128

/*
 * Requests, and who answers what. A write is confirmed after RESULT_READ only,
 * which the normal world sends by itself.
 *
 * KEY_PROGRAM	key in key_mac; no MAC anywhere. Only once in a device's life
 * COUNTER_READ	nonce; answer: nonce, counter, MAC
 * DATA_WRITE	data, counter, address, blocks, MAC; answer: counter, one more
 *		than it was, address, MAC
 * DATA_READ	nonce, address; answer: data, nonce, address, blocks; MAC in the
 *		last frame. How many is set by the number of frames asked for.
 */
#define RPMB_REQ_KEY_PROGRAM		0x0001
#define RPMB_REQ_COUNTER_READ		0x0002
#define RPMB_REQ_DATA_WRITE		0x0003
#define RPMB_REQ_DATA_READ		0x0004
#define RPMB_REQ_RESULT_READ		0x0005
#define RPMB_RESP_KEY_PROGRAM		0x0100
#define RPMB_RESP_COUNTER_READ		0x0200
#define RPMB_RESP_DATA_WRITE		0x0300
#define RPMB_RESP_DATA_READ		0x0400

/* Results, in bits 6..0; bit 7: the write counter is at its end, no more writes */
#define RPMB_RESULT_OK			0x00
#define RPMB_RESULT_GENERAL		0x01
#define RPMB_RESULT_AUTH		0x02
#define RPMB_RESULT_COUNTER		0x03
#define RPMB_RESULT_ADDRESS		0x04
#define RPMB_RESULT_WRITE		0x05
#define RPMB_RESULT_READ		0x06
#define RPMB_RESULT_NO_KEY		0x07
#define RPMB_RESULT_MASK		0x7f
#define RPMB_RESULT_EXPIRED		0x80

/* rpmb_request.cmd */
#define RPMB_CMD_DATA_REQ		0
#define RPMB_CMD_GET_DEV_INFO		1

/* rpmb_dev_info.ret_code */
#define RPMB_DEV_INFO_OK		0
#define RPMB_DEV_INFO_ERROR		1

#ifndef __ASSEMBLER__

/**
 * struct rpmb_frame - a frame; numbers are big endian
 * @stuff:	0
 * @key_mac:	key, or HMAC-SHA-256 of @data to @type of all frames of a message,
 *		in the last of them
 * @data:	a block
 * @nonce:	by who asks; the answer repeats it
 * @counter:	writes so far
 * @address:	of the first block, in blocks
 * @blocks:	blocks of the whole message
 * @result:	RPMB_RESULT_*
 * @type:	RPMB_REQ_* or RPMB_RESP_*
 */
struct rpmb_frame {
	u8 stuff[196];
	u8 key_mac[RPMB_MAC_SIZE];
	u8 data[RPMB_BLOCK_SIZE];
	u8 nonce[RPMB_NONCE_SIZE];
	u8 counter[4];
	u8 address[2];
	u8 blocks[2];
	u8 result[2];
	u8 type[2];
};

/* What the MAC covers of a frame */
#define RPMB_MAC_OFFSET			__builtin_offsetof(struct rpmb_frame, data)
#define RPMB_MAC_COVERS			(RPMB_FRAME_SIZE - 228)

/**
 * struct rpmb_request - what the memory of an OPTEE_RPC_CMD_RPMB begins with
 * @cmd:	RPMB_CMD_*
 * @dev_id:	which eMMC
 * @block_count: frames of the answer
 *
 * In the byte order of the CPU. Frames follow at once, not aligned. The answer,
 * in the memory of the other parameter, is frames or a struct rpmb_dev_info.
 */
struct rpmb_request {
	u16 cmd;
	u16 dev_id;
	u16 block_count;
};

/**
 * struct rpmb_dev_info - answer to RPMB_CMD_GET_DEV_INFO
 * @cid:	the device's CID register
 * @size_mult:	EXT_CSD RPMB_SIZE_MULT
 * @rel_wr_sec_c: EXT_CSD REL_WR_SEC_C
 * @ret_code:	RPMB_DEV_INFO_*
 */
struct rpmb_dev_info {
	u8 cid[RPMB_CID_SIZE];
	u8 size_mult;
	u8 rel_wr_sec_c;
	u8 ret_code;
};

static inline u16 rpmb_get16(const u8 at[2])
{
	return (u16)(at[0] << 8 | at[1]);
}

static inline void rpmb_put16(u8 at[2], u16 val)
{
	at[0] = (u8)(val >> 8);
	at[1] = (u8)val;
}

static inline u32 rpmb_get32(const u8 at[4])
{
	return (u32)rpmb_get16(at) << 16 | rpmb_get16(at + 2);
}

static inline void rpmb_put32(u8 at[4], u32 val)
{
	rpmb_put16(at, (u16)(val >> 16));
	rpmb_put16(at + 2, (u16)val);
}

_Static_assert(sizeof(struct rpmb_frame) == RPMB_FRAME_SIZE, "frame");
_Static_assert(RPMB_MAC_OFFSET + RPMB_MAC_COVERS == RPMB_FRAME_SIZE, "MAC");
_Static_assert(sizeof(struct rpmb_request) == 6, "request");
_Static_assert(sizeof(struct rpmb_dev_info) == 19, "device info");

#endif /* __ASSEMBLER__ */
#endif /* TEELANE_ABI_RPMB_FRAME_H */
