// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * Which services there are.
 */
#include "services.h"

const struct pta *const secure_ptas[] = {
	&device_pta,
	&rng_pta,
	&scmi_pta,
	&watchdog_pta,
	&storage_pta,
	&invoke_tests_pta,
	NULL
};
