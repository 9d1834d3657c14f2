// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * Which services there are. The one for tests is not in a build that does not ask for it: any
 * client could keep a thread with it for as long as it likes.
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
