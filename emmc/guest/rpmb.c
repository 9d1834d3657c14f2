// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * RPMB frames to and from the eMMC, by one MMC_IOC_MULTI_CMD for each request, so that
 * nothing comes between its commands. What the frames say is between the trusted OS and
 * the eMMC: only the type of a request is looked at here.
 */
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <linux/mmc/ioctl.h>

#include "request.h"

#define DEVICE		"/dev/mmcblk0rpmb"
#define SYSFS		"/sys/block/mmcblk0/device/"
#define FRAME		512
#define FRAME_TYPE	510	/* big endian, 2 bytes */
#define MAX_FRAMES	64

/* Requests, by eMMC 5.1, 6.6.22.4 */
#define TYPE_KEY	1
#define TYPE_COUNTER	2
#define TYPE_WRITE	3
#define TYPE_READ	4
#define TYPE_RESULT	5

/* MMC commands and how Linux wants their flags */
#define CMD_READ_BLOCKS		18
#define CMD_WRITE_BLOCKS	25
#define RSP_R1			0x15
#define CMD_ADTC		0x20
#define WRITE			1
#define RELIABLE_WRITE		(-0x7fffffff - 1)	/* bit 31 */

#define HEAD_FRAMES	0
#define HEAD_INFO	1

struct rpmb_head {
	uint16_t what;
	uint16_t device;
	uint16_t frames;
};

struct rpmb_info {
	uint8_t cid[16];
	uint8_t size_mult;	/* in 128 KiB */
	uint8_t reliable_sectors;
	uint8_t error;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* one request at a time */

static int sysfs(const char *name, char *text, size_t size)
{
	char path[96];
	FILE *f;
	int ok;

	snprintf(path, sizeof(path), SYSFS "%s", name);
	f = fopen(path, "r");
	if (!f)
		return -1;
	ok = !!fgets(text, size, f);
	fclose(f);
	return ok ? 0 : -1;
}

static uint32_t info(const struct memory *out)
{
	struct rpmb_info *i = out->at;
	char text[64], digits[3] = "";
	int n;

	if (out->size < sizeof(*i))
		return RES_SHORT_BUFFER;
	memset(i, 0, sizeof(*i));
	if (sysfs("cid", text, sizeof(text)) || strlen(text) < 32)
		return RES_ITEM_NOT_FOUND;
	for (n = 0; n < 16; n++) {
		memcpy(digits, text + 2 * n, 2);
		i->cid[n] = strtoul(digits, NULL, 16);
	}
	if (sysfs("raw_rpmb_size_mult", text, sizeof(text)))
		return RES_ITEM_NOT_FOUND;
	i->size_mult = strtoul(text, NULL, 0);
	if (sysfs("rel_sectors", text, sizeof(text)))
		return RES_ITEM_NOT_FOUND;
	i->reliable_sectors = strtoul(text, NULL, 0);
	return RES_SUCCESS;
}

static void command(struct mmc_ioc_cmd *c, int write_flag, void *frames, unsigned int n)
{
	memset(c, 0, sizeof(*c));
	c->write_flag = write_flag;
	c->opcode = write_flag ? CMD_WRITE_BLOCKS : CMD_READ_BLOCKS;
	c->flags = RSP_R1 | CMD_ADTC;
	c->blksz = FRAME;
	c->blocks = n;
	mmc_ioc_cmd_set_data((*c), frames);
}

uint32_t rpmb_exchange(uint8_t *request, unsigned int nin, uint8_t *answer, unsigned int nout)
{
	unsigned int type = request[FRAME_TYPE] << 8 | request[FRAME_TYPE + 1];
	struct {
		struct mmc_ioc_multi_cmd multi;
		struct mmc_ioc_cmd cmd[3];
	} m = { 0 };
	uint8_t ask_result[FRAME] = { 0 };
	struct mmc_ioc_cmd *c = m.multi.cmds;
	int fd, rc;

	switch (type) {
	case TYPE_KEY:
	case TYPE_WRITE:
		ask_result[FRAME_TYPE + 1] = TYPE_RESULT;
		command(c++, WRITE | RELIABLE_WRITE, request, nin);
		command(c++, WRITE, ask_result, 1);
		break;
	case TYPE_COUNTER:
	case TYPE_READ:
		command(c++, WRITE, request, nin);
		break;
	default:
		return RES_BAD_PARAMETERS;
	}
	command(c++, 0, answer, nout);
	m.multi.num_of_cmds = c - m.multi.cmds;
	fd = open(DEVICE, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return RES_ITEM_NOT_FOUND;
	rc = ioctl(fd, MMC_IOC_MULTI_CMD, &m.multi);
	if (rc)
		perror("supplicant: " DEVICE);
	close(fd);
	return rc ? RES_GENERIC : RES_SUCCESS;
}

uint32_t rpmb_request(const struct memory *in, const struct memory *out)
{
	const struct rpmb_head *head = in->at;
	unsigned int nin, nout;
	uint8_t *frames;
	uint32_t res;

	if (!in->at || !out->at || in->size < sizeof(*head))
		return RES_BAD_PARAMETERS;
	if (head->what == HEAD_INFO)
		return info(out);
	nin = (in->size - sizeof(*head)) / FRAME;
	nout = out->size / FRAME;
	if (head->what != HEAD_FRAMES || !nin || nin > MAX_FRAMES || !nout || nout > MAX_FRAMES)
		return RES_BAD_PARAMETERS;
	/* frames need no alignment in the request, but the kernel copies them anyway */
	frames = (uint8_t *)in->at + sizeof(*head);
	pthread_mutex_lock(&lock);
	res = rpmb_exchange(frames, nin, out->at, nout);
	pthread_mutex_unlock(&lock);
	return res;
}
