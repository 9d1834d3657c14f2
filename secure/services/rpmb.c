// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * RPMB of an eMMC that the normal world drives. Frames: abi/rpmb_frame.h.
 *
 * Frames pass through memory of the normal world. A frame is copied out of it once, and the copy is
 * used only after its MAC has been checked.
 */
#include <secure/platform.h>

#include "rpmb.h"
#include "rpmb_mac.h"

/* Where things are in that memory: a request of one frame, then an answer */
#define REQUEST_SIZE	(sizeof(struct rpmb_request) + RPMB_FRAME_SIZE)
#define ANSWER		1024
#define SHM_SIZE	(ANSWER + RPMB_READ_MAX * RPMB_FRAME_SIZE)

/* Number of the eMMC: there is one. */
#define DEV_ID		0

_Static_assert(REQUEST_SIZE <= ANSWER, "request and answer side by side");

/**
 * rpmb_begin() - prepare for RPCs; suspends
 * @rpmb:	ours for the time being
 *
 * Return: TEEC_SUCCESS, and rpmb_end() must follow; or as secure_rpc_shm_alloc().
 */
u32 rpmb_begin(struct rpmb *rpmb)
{
	/* It is not kept, because tee-supplicant maps it and may be another process next time. */
	return secure_rpc_shm_alloc(&rpmb->shm, OPTEE_RPC_SHM_TYPE_APPL, SHM_SIZE);
}

/**
 * rpmb_end() - end a sequence of RPCs; suspends
 * @rpmb:	from rpmb_begin()
 */
void rpmb_end(struct rpmb *rpmb)
{
	secure_rpc_shm_free(&rpmb->shm);
}

static u32 rpmb_rpc(struct rpmb *rpmb, const struct rpmb_request *head, size_t request_size,
		    size_t answer_size)
{
	struct optee_msg_param params[2];

	if (pta_mem_write(&rpmb->shm.mem, 0, head, sizeof(*head)))
		return TEEC_ERROR_OUT_OF_MEMORY;
	secure_rpc_param_mem(&params[0], OPTEE_MSG_ATTR_TYPE_RMEM_INPUT, &rpmb->shm, 0,
			     request_size);
	secure_rpc_param_mem(&params[1], OPTEE_MSG_ATTR_TYPE_RMEM_OUTPUT, &rpmb->shm, ANSWER,
			     answer_size);
	return secure_rpc(OPTEE_RPC_CMD_RPMB, params, ARRAY_SIZE(params));
}

/* Send a request. The answer of @num frames is then in the shared memory. */
static u32 exchange_frames(struct rpmb *rpmb, const struct rpmb_frame *request, unsigned int num)
{
	struct rpmb_request head = {
		.cmd = RPMB_CMD_DATA_REQ,
		.dev_id = DEV_ID,
		.block_count = (u16)num,
	};

	if (pta_mem_write(&rpmb->shm.mem, sizeof(head), request, sizeof(*request)))
		return TEEC_ERROR_OUT_OF_MEMORY;
	if (rpmb_rpc(rpmb, &head, REQUEST_SIZE, num * RPMB_FRAME_SIZE))
		return TEEC_ERROR_COMMUNICATION;
	return TEEC_SUCCESS;
}

static u32 get_answer(struct rpmb *rpmb, unsigned int n, struct rpmb_frame *frame)
{
	return pta_mem_read(&rpmb->shm.mem, ANSWER + n * RPMB_FRAME_SIZE, frame, sizeof(*frame)) ?
	       TEEC_ERROR_OUT_OF_MEMORY : TEEC_SUCCESS;
}

static u32 check_to_result(const struct rpmb_check *check)
{
	/*
	 * Without a key the answer has no MAC. With a made-up answer the normal world can only
	 * prevent that the device is used, which it can do anyway.
	 */
	if (check->result == RPMB_RESULT_NO_KEY)
		return TEEC_ERROR_STORAGE_NOT_AVAILABLE;
	return check->ok ? TEEC_ERROR_COMMUNICATION : TEEC_ERROR_SECURITY;
}

static u32 read_counter(struct rpmb *rpmb)
{
	struct rpmb_frame frame = { 0 };
	u8 nonce[RPMB_NONCE_SIZE];
	struct rpmb_check check;
	u32 ret;

	platform_random(nonce, sizeof(nonce));
	memcpy(frame.nonce, nonce, sizeof(nonce));
	rpmb_put16(frame.type, RPMB_REQ_COUNTER_READ);
	ret = exchange_frames(rpmb, &frame, 1);
	if (!ret)
		ret = get_answer(rpmb, 0, &frame);
	if (ret)
		return ret;

	rpmb_check_start(&check, rpmb->key, RPMB_RESP_COUNTER_READ, nonce);
	rpmb_check_frame(&check, &frame);
	if (!rpmb_check_finish(&check, &frame))
		return check_to_result(&check);
	rpmb->counter = rpmb_get32(frame.counter);
	return TEEC_SUCCESS;
}

/* Whether this has worked is seen from the MAC of the next answer. */
static u32 program_key(struct rpmb *rpmb)
{
	struct rpmb_frame frame = { 0 };
	u32 ret;

	memcpy(frame.key_mac, rpmb->key, sizeof(frame.key_mac));
	rpmb_put16(frame.type, RPMB_REQ_KEY_PROGRAM);
	ret = exchange_frames(rpmb, &frame, 1);
	if (!ret)
		ret = get_answer(rpmb, 0, &frame);
	if (ret)
		return ret;
	if (rpmb_get16(frame.type) != RPMB_RESP_KEY_PROGRAM ||
	    rpmb_get16(frame.result) != RPMB_RESULT_OK)
		return TEEC_ERROR_STORAGE_NOT_AVAILABLE;
	return TEEC_SUCCESS;
}

/*
 * One key for each eMMC. Of the CID, the product revision changes with the eMMC's firmware, and the
 * checksum with it (JESD84-B51, "CID register"): they do not count.
 */
static void derive_key(struct rpmb *rpmb, const u8 cid[RPMB_CID_SIZE])
{
	static const char label[] = "teelane RPMB key";
	u8 id[RPMB_CID_SIZE];
	struct hmac mac;
	u8 huk[32];

	memcpy(id, cid, sizeof(id));
	id[9] = 0;
	id[15] = 0;
	platform_huk(huk);
	hmac_start(&mac, huk, sizeof(huk));
	hmac_update(&mac, label, sizeof(label));
	hmac_update(&mac, id, sizeof(id));
	hmac_finish(&mac, rpmb->key);
	memset(huk, 0, sizeof(huk));
	__asm__ volatile("" ::"r"(huk) : "memory");
}

static u32 get_dev_info(struct rpmb *rpmb)
{
	struct rpmb_request head = { .cmd = RPMB_CMD_GET_DEV_INFO, .dev_id = DEV_ID };
	struct rpmb_dev_info info;

	switch (rpmb_rpc(rpmb, &head, sizeof(head), sizeof(info))) {
	case TEEC_SUCCESS:
		break;
	case TEEC_ERROR_COMMUNICATION:
	case TEEC_ERROR_TARGET_DEAD:
		return TEEC_ERROR_COMMUNICATION;
	default:
		return TEEC_ERROR_STORAGE_NOT_AVAILABLE;
	}
	if (pta_mem_read(&rpmb->shm.mem, ANSWER, &info, sizeof(info)))
		return TEEC_ERROR_OUT_OF_MEMORY;
	if (info.ret_code != RPMB_DEV_INFO_OK || !info.size_mult ||
	    info.size_mult > RPMB_SIZE_MULT_MAX)
		return TEEC_ERROR_STORAGE_NOT_AVAILABLE;
	rpmb->blocks = info.size_mult * (RPMB_SIZE_UNIT / RPMB_BLOCK_SIZE);
	derive_key(rpmb, info.cid);
	return TEEC_SUCCESS;
}

/**
 * rpmb_open() - learn what eMMC there is, and whether it has our key; suspends
 * @rpmb:	in use
 *
 * An eMMC without a key gets one if the machine allows it (platform_provisioning()).
 *
 * Return: TEEC_SUCCESS, and it is known and has our key; TEEC_ERROR_STORAGE_NOT_AVAILABLE: there
 * is none, or none that can be used; or as rpmb_read().
 */
u32 rpmb_open(struct rpmb *rpmb)
{
	u32 ret = get_dev_info(rpmb);

	if (ret)
		return ret;
	ret = read_counter(rpmb);
	if (ret != TEEC_ERROR_STORAGE_NOT_AVAILABLE || !platform_provisioning())
		return ret;
	ret = program_key(rpmb);
	return ret ? ret : read_counter(rpmb);
}

/**
 * rpmb_read() - read; suspends
 * @rpmb:	in use, open
 * @block:	first block
 * @num:	how many, 1 to RPMB_READ_MAX
 * @dst:	for their content, private; of no value if it fails
 *
 * Return: TEEC_SUCCESS; TEEC_ERROR_COMMUNICATION: no answer; TEEC_ERROR_SECURITY: not the eMMC's
 * answer; TEEC_ERROR_OUT_OF_MEMORY.
 */
u32 rpmb_read(struct rpmb *rpmb, u32 block, unsigned int num, void *dst)
{
	struct rpmb_frame frame = { 0 };
	u8 nonce[RPMB_NONCE_SIZE];
	struct rpmb_check check;
	unsigned int i;
	u32 ret;

	platform_random(nonce, sizeof(nonce));
	memcpy(frame.nonce, nonce, sizeof(nonce));
	rpmb_put16(frame.address, (u16)block);
	rpmb_put16(frame.type, RPMB_REQ_DATA_READ);
	ret = exchange_frames(rpmb, &frame, num);
	if (ret)
		return ret;

	rpmb_check_start(&check, rpmb->key, RPMB_RESP_DATA_READ, nonce);
	for (i = 0; i < num; i++) {
		ret = get_answer(rpmb, i, &frame);
		if (ret)
			return ret;
		rpmb_check_frame(&check, &frame);
		if (rpmb_get16(frame.address) != block)
			check.ok = false;
		memcpy((u8 *)dst + i * RPMB_BLOCK_SIZE, frame.data, RPMB_BLOCK_SIZE);
	}
	return rpmb_check_finish(&check, &frame) ? TEEC_SUCCESS : check_to_result(&check);
}

/**
 * rpmb_write() - write a block; suspends
 * @rpmb:	in use, open
 * @block:	which
 * @src:	its content, private
 *
 * An answer has no nonce. It is the answer to this request if counter and address are right, for
 * no other request to this block has been made with this counter: see storage.h.
 *
 * Return: TEEC_SUCCESS: it is written. TEEC_ERROR_STORAGE_NO_SPACE: the eMMC takes no more writes,
 * ever. Or as rpmb_read(), and it is not known whether it is or will be written.
 */
u32 rpmb_write(struct rpmb *rpmb, u32 block, const void *src)
{
	struct rpmb_frame frame = { 0 };
	struct rpmb_check check;
	u32 ret;

	if (rpmb->counter == UINT32_MAX)
		return TEEC_ERROR_STORAGE_NO_SPACE;
	memcpy(frame.data, src, RPMB_BLOCK_SIZE);
	rpmb_put32(frame.counter, rpmb->counter);
	rpmb_put16(frame.address, (u16)block);
	rpmb_put16(frame.blocks, 1);
	rpmb_put16(frame.type, RPMB_REQ_DATA_WRITE);
	rpmb_sign(&frame, rpmb->key);
	ret = exchange_frames(rpmb, &frame, 1);
	if (!ret)
		ret = get_answer(rpmb, 0, &frame);
	if (ret)
		return ret;

	rpmb_check_start(&check, rpmb->key, RPMB_RESP_DATA_WRITE, NULL);
	rpmb_check_frame(&check, &frame);
	if (rpmb_get16(frame.address) != block || rpmb_get32(frame.counter) != rpmb->counter + 1)
		check.ok = false;
	if (!rpmb_check_finish(&check, &frame))
		return check_to_result(&check);
	rpmb->counter++;
	return TEEC_SUCCESS;
}
