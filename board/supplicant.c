// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * A tee-supplicant for the board.
 *
 * The supplicant is a process of the hosted kernel: it uses /dev/teepriv0 and the eMMC's driver,
 * and a kill can end it in any system call. So it never holds a lock or memory from malloc()
 * across a system call: nobody would give those back.
 */
#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <linux/tee.h>

#include <hosted/task.h>
#include <hosted/user.h>

#include "frame.h"
#include "i2c.h"
#include "mmc.h"
#include "optee_rpc_cmd.h"
#include "supplicant.h"
#include "tee_result.h"
#include "watch.h"

#define MAX_PARAMS	5	/* with the meta parameter in front */
#define MAX_SHMS	64
#define OPEN_RETRY_MS	1
#define HOLD_MS		1
#define FRAMES_SIZE	(EMMC_MAX_FRAMES * RPMB_FRAME_SIZE)

/**
 * struct shm - memory that was allocated for the trusted OS
 * @used:	yes
 * @id:		its id
 * @fd:		its descriptor
 * @addr:	where it is mapped
 * @size:	bytes
 */
struct shm {
	bool used;
	int id;
	int fd;
	void *addr;
	size_t size;
};

/**
 * struct worker - a thread
 * @task:	it, NULL if it was not started
 * @request:	private copy of the frames it sends
 * @response:	and of those it gets
 */
struct worker {
	struct task_struct *task;
	uint8_t request[FRAMES_SIZE];
	uint8_t response[FRAMES_SIZE];
};

static struct {
	pthread_mutex_t lock;	/* protects shms; never held in a system call */
	int fd;
	unsigned int num_workers;
	struct worker workers[SUPPLICANT_THREADS];
	struct shm shms[MAX_SHMS];
} supp = { .lock = PTHREAD_MUTEX_INITIALIZER };

/* What supplicant_hold() was told */
static struct {
	supplicant_hold_fn *ask;
	const void *arg;
} held;

/**
 * struct message - a request and its answer
 * @head:	func; in an answer the result
 * @params:	a meta parameter with the request's id, then those of the request
 */
struct message {
	struct tee_iocl_supp_recv_arg head;
	struct tee_ioctl_param params[MAX_PARAMS];
};

static long supplicant_ioctl(unsigned int cmd, struct message *msg)
{
	struct tee_ioctl_buf_data buf = {
		.buf_ptr = (uintptr_t)msg,
		.buf_len = sizeof(msg->head) + msg->head.num_params * sizeof(msg->params[0]),
	};

	return hosted_ioctl(supp.fd, cmd, &buf);
}

static bool shm_add(const struct shm *shm)
{
	unsigned int n;
	bool added = false;

	pthread_mutex_lock(&supp.lock);
	for (n = 0; n < MAX_SHMS && !added; n++) {
		if (!supp.shms[n].used) {
			supp.shms[n] = *shm;
			added = true;
		}
	}
	pthread_mutex_unlock(&supp.lock);
	return added;
}

/* Find memory by its id, and forget it if @take. */
static bool shm_find(int id, bool take, struct shm *shm)
{
	unsigned int n;
	bool found = false;

	pthread_mutex_lock(&supp.lock);
	for (n = 0; n < MAX_SHMS && !found; n++) {
		if (supp.shms[n].used && supp.shms[n].id == id) {
			*shm = supp.shms[n];
			supp.shms[n].used = !take;
			found = true;
		}
	}
	pthread_mutex_unlock(&supp.lock);
	return found;
}

static void shm_unmap(const struct shm *shm)
{
	hosted_munmap(shm->addr);
	hosted_close(shm->fd);
}

static u32 serve_shm_alloc(struct message *msg)
{
	struct tee_ioctl_shm_alloc_data data = { .size = msg->params[1].b };
	struct shm shm = { .used = true };

	if (msg->head.num_params != 2 || msg->params[1].a != OPTEE_RPC_SHM_TYPE_APPL)
		return TEEC_ERROR_BAD_PARAMETERS;
	shm.fd = (int)hosted_ioctl(supp.fd, TEE_IOC_SHM_ALLOC, &data);
	if (shm.fd < 0)
		return TEEC_ERROR_OUT_OF_MEMORY;
	shm.id = data.id;
	shm.size = data.size;
	if (hosted_mmap(shm.fd, shm.size, &shm.addr)) {
		hosted_close(shm.fd);
		return TEEC_ERROR_OUT_OF_MEMORY;
	}
	if (!shm_add(&shm)) {
		shm_unmap(&shm);
		return TEEC_ERROR_OUT_OF_MEMORY;
	}
	msg->params[1].c = (u32)shm.id;
	return TEEC_SUCCESS;
}

static u32 serve_shm_free(const struct message *msg)
{
	struct shm shm;

	if (msg->head.num_params != 2 || msg->params[1].a != OPTEE_RPC_SHM_TYPE_APPL ||
	    !shm_find((int)msg->params[1].b, true, &shm))
		return TEEC_ERROR_BAD_PARAMETERS;
	shm_unmap(&shm);
	return TEEC_SUCCESS;
}

/* The memory of a parameter, NULL unless it is a reference to memory of ours. */
static uint8_t *param_memory(const struct tee_ioctl_param *param, u64 type)
{
	struct shm shm;

	if ((param->attr & TEE_IOCTL_PARAM_ATTR_TYPE_MASK) != type ||
	    !shm_find((int)param->c, false, &shm) || param->a > shm.size ||
	    param->b > shm.size - param->a)
		return NULL;
	return (uint8_t *)shm.addr + param->a;
}

static u32 rpmb_device_info(const struct emmc *card, uint8_t *to, struct tee_ioctl_param *param)
{
	struct rpmb_dev_info info = {
		.size_mult = card->size_mult,
		.rel_wr_sec_c = card->rel_wr_sec_c,
		.ret_code = RPMB_DEV_INFO_OK,
	};

	if (param->b < sizeof(info))
		return TEEC_ERROR_SHORT_BUFFER;
	emmc_cid(card, info.cid);
	memcpy(to, &info, sizeof(info));
	param->b = sizeof(info);
	return TEEC_SUCCESS;
}

static u32 rpmb_transfer(struct worker *worker, const struct rpmb_request *head,
			 const uint8_t *frames, u64 size, uint8_t *to,
			 struct tee_ioctl_param *param)
{
	size_t answer = (size_t)head->block_count * RPMB_FRAME_SIZE;

	if (!size || size > FRAMES_SIZE || size % RPMB_FRAME_SIZE || !answer ||
	    answer > FRAMES_SIZE)
		return TEEC_ERROR_BAD_PARAMETERS;
	if (param->b < answer)
		return TEEC_ERROR_SHORT_BUFFER;
	memcpy(worker->request, frames, size);
	if (mmc_rpmb(worker->request, (unsigned int)(size / RPMB_FRAME_SIZE), worker->response,
		     head->block_count))
		return TEEC_ERROR_COMMUNICATION;
	memcpy(to, worker->response, answer);
	param->b = answer;
	return TEEC_SUCCESS;
}

static u32 serve_rpmb(struct worker *worker, struct message *msg)
{
	const uint8_t *from = param_memory(&msg->params[1], TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT);
	uint8_t *to = param_memory(&msg->params[2], TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT);
	u64 size = msg->params[1].b;
	struct rpmb_request head;

	if (msg->head.num_params != 3 || !from || !to || size < sizeof(head))
		return TEEC_ERROR_BAD_PARAMETERS;
	memcpy(&head, from, sizeof(head));
	if (head.dev_id)
		return TEEC_ERROR_ITEM_NOT_FOUND;

	switch (head.cmd) {
	case RPMB_CMD_DATA_REQ:
		return rpmb_transfer(worker, &head, from + sizeof(head), size - sizeof(head), to,
				&msg->params[2]);
	case RPMB_CMD_GET_DEV_INFO:
		return rpmb_device_info(mmc_card(), to, &msg->params[2]);
	default:
		return TEEC_ERROR_BAD_PARAMETERS;
	}
}

/* The only plugin: it switches gates in chips on I2C buses. Its UUID comes as four words. */
static u32 serve_plugin(const struct message *msg)
{
	static const uint8_t known[16] = SUPPLY_PLUGIN_UUID;
	const struct tee_ioctl_param *p = &msg->params[1];
	const u32 uuid[4] = { (u32)p[0].b, (u32)p[0].c, (u32)p[1].a, (u32)p[1].b };

	if (msg->head.num_params != 5 || p[0].a != OPTEE_RPC_SUPP_PLUGIN_INVOKE)
		return TEEC_ERROR_BAD_PARAMETERS;
	if (memcmp(uuid, known, sizeof(known)))
		return TEEC_ERROR_ITEM_NOT_FOUND;
	return i2c_switch_gate((unsigned int)p[1].c, p[2].a) ? TEEC_ERROR_COMMUNICATION :
							       TEEC_SUCCESS;
}

static u32 serve_request(struct worker *worker, struct message *msg)
{
	switch (msg->head.func) {
	case OPTEE_RPC_CMD_SHM_ALLOC:
		return serve_shm_alloc(msg);
	case OPTEE_RPC_CMD_SHM_FREE:
		return serve_shm_free(msg);
	case OPTEE_RPC_CMD_RPMB:
		return serve_rpmb(worker, msg);
	case OPTEE_RPC_CMD_SUPP_PLUGIN:
		return serve_plugin(msg);
	default:
		return TEEC_ERROR_NOT_SUPPORTED;
	}
}

static void supplicant_work(void *arg)
{
	struct worker *worker = arg;
	struct message msg;

	for (;;) {
		memset(&msg, 0, sizeof(msg));
		msg.head.num_params = MAX_PARAMS;
		msg.params[0].attr = TEE_IOCTL_PARAM_ATTR_META;
		watch_serves(-1);
		if (supplicant_ioctl(TEE_IOC_SUPPL_RECV, &msg))
			return;
		watch_serves((int)msg.head.func);
		while (held.ask && held.ask(held.arg))
			hosted_msleep(HOLD_MS);
		msg.head.func = serve_request(worker, &msg);
		/* The driver refuses an answer to a request that no call waits for any more. */
		supplicant_ioctl(TEE_IOC_SUPPL_SEND, &msg);
	}
}

/* A supplicant that was killed may still be about to give the device back. */
static void supplicant_first_work(void *arg)
{
	char name[32];
	unsigned int n;

	for (;;) {
		supp.fd = hosted_open("/dev/teepriv0");
		if (supp.fd >= 0)
			break;
		hosted_msleep(OPEN_RETRY_MS);
	}
	for (n = 1; n < supp.num_workers; n++) {
		snprintf(name, sizeof(name), "supplicant-%u", n + 1);
		supp.workers[n].task = hosted_thread_start(name, supplicant_work, &supp.workers[n]);
	}
	supplicant_work(arg);
}

/**
 * supplicant_hold() - have requests wait, after they were taken
 * @hold:	asked each millisecond, by the threads of the supplicant, until it says no, or NULL
 * @arg:	for @hold
 *
 * While there is no supplicant.
 */
void supplicant_hold(supplicant_hold_fn *hold, const void *arg)
{
	held.ask = hold;
	held.arg = arg;
}

/**
 * supplicant_start() - start the process
 * @threads:	so many of its threads take requests, 1 to SUPPLICANT_THREADS
 *
 * By the task that booted. There is at most one at a time.
 *
 * Return: 0, -EBUSY: it is running, -EINVAL, -ENOMEM.
 */
int supplicant_start(unsigned int threads)
{
	if (!threads || threads > SUPPLICANT_THREADS)
		return -EINVAL;
	if (supp.num_workers)
		return -EBUSY;
	memset(supp.shms, 0, sizeof(supp.shms));
	memset(supp.workers, 0, sizeof(supp.workers));
	supp.num_workers = threads;
	supp.workers[0].task =
		hosted_task_start("supplicant-1", supplicant_first_work, &supp.workers[0]);
	if (supp.workers[0].task)
		return 0;
	supp.num_workers = 0;
	return -ENOMEM;
}

/**
 * supplicant_kill() - kill it, and wait until it is gone
 *
 * By the task that booted.
 *
 * Return: false: it was not running.
 */
bool supplicant_kill(void)
{
	unsigned int n;

	if (!supp.num_workers)
		return false;
	hosted_task_kill(supp.workers[0].task);
	/* The first thread starts the others, so no more are started once it has ended. */
	for (n = 0; n < supp.num_workers; n++)
		if (supp.workers[n].task)
			hosted_task_join(supp.workers[n].task);
	supp.num_workers = 0;
	return true;
}
