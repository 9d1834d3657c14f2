// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * set_key - program the key with which OP-TEE signs its RPMB frames into the eMMC, as a
 * factory does. OP-TEE can do that itself only through tee-supplicant. QEMU's eMMC forgets
 * its key when it is turned off, and only that.
 */
#include <stdio.h>
#include <string.h>

#include "request.h"

#define FRAME		512
#define KEY		196	/* where it is in a frame */
#define RESULT		508	/* big endian, 2 bytes */
#define TYPE		510
#define TYPE_KEY	1

/* OP-TEE's with CFG_RPMB_TESTKEY=y */
static const uint8_t test_key[] = {
	0xd3, 0xeb, 0x3e, 0xc3, 0x6e, 0x33, 0x4c, 0x9f, 0x98, 0x8c, 0xe2, 0xc0, 0xb8, 0x59, 0x54,
	0x61, 0x0d, 0x2b, 0xcf, 0x86, 0x64, 0x84, 0x4d, 0xf2, 0xab, 0x56, 0xe6, 0xc6, 0x1b, 0xb7,
	0x01, 0xe4,
};

int main(void)
{
	uint8_t frame[FRAME] = { 0 }, answer[FRAME] = { 0 };
	uint32_t res;

	memcpy(frame + KEY, test_key, sizeof(test_key));
	frame[TYPE + 1] = TYPE_KEY;
	res = rpmb_exchange(frame, 1, answer, 1);
	if (res || answer[TYPE] != TYPE_KEY || answer[RESULT] || answer[RESULT + 1]) {
		fprintf(stderr, "set_key: %08x, the eMMC says %02x%02x\n", res, answer[RESULT],
			answer[RESULT + 1]);
		return 1;
	}
	return 0;
}
