/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Parts of the invoke-tests pseudo TA.
 */
#ifndef SERVICES_INVOKE_TESTS_H
#define SERVICES_INVOKE_TESTS_H

#include <secure/pta.h>

u32 test_params(struct pta_param p[PTA_NUM_PARAMS]);
u32 test_copy(const struct pta_param *in, struct pta_param *out);

u32 test_self(void);
u32 test_platform(void);

void test_wait_boot(void);
u32 test_compute(u32 us);
u32 test_park(u32 ms, u32 slice_ms);
u32 test_wait_notif(u32 value, u32 timeout_ms);
u32 test_post_notif(u32 value);

#endif /* SERVICES_INVOKE_TESTS_H */
