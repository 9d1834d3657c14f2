// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Trusted applications are files, named after their UUIDs.
 */
#include <stdio.h>
#include <sys/stat.h>

#include "request.h"

#define TA_DIR	"/usr/lib/optee_armtz"

uint32_t load_ta(const uint8_t *u, const struct memory *to, size_t *size)
{
	char path[128];
	struct stat st;
	size_t n;
	FILE *f;

	snprintf(path, sizeof(path),
		 TA_DIR "/%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x.ta",
		 u[0], u[1], u[2], u[3], u[4], u[5], u[6], u[7],
		 u[8], u[9], u[10], u[11], u[12], u[13], u[14], u[15]);
	f = fopen(path, "r");
	if (!f || fstat(fileno(f), &st)) {
		if (f)
			fclose(f);
		return RES_ITEM_NOT_FOUND;
	}
	*size = st.st_size;
	if (!to->at) {
		fclose(f);
		return RES_SUCCESS;
	}
	if (to->size < *size) {
		fclose(f);
		return RES_SHORT_BUFFER;
	}
	n = fread(to->at, 1, *size, f);
	fclose(f);
	return n == *size ? RES_SUCCESS : RES_GENERIC;
}
