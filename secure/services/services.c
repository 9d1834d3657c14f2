// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * The list of services in libsecure.a. An image for a machine has its own list, in the platform's
 * machine.c. The service for tests is in this one only on request, because any client can keep a
 * thread with it for as long as it likes.
 */
#include "services.h"

const struct pta *const secure_ptas[] = {
	&device_pta,
	&rng_pta,
	&scmi_pta,
	&watchdog_pta,
	&storage_pta,
#ifdef SECURE_INVOKE_TESTS
	&invoke_tests_pta,
#endif
	NULL
};
