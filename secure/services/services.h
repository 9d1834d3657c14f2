/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copyright (C) 2026 teelane authors
 *
 * The services of the trusted OS, each a pseudo TA. UUIDs, commands and
 * parameters: abi/optee_pta.h.
 */
#ifndef SERVICES_SERVICES_H
#define SERVICES_SERVICES_H

#include <secure/pta.h>

extern const struct pta device_pta;
extern const struct pta invoke_tests_pta;
extern const struct pta rng_pta;
extern const struct pta scmi_pta;
extern const struct pta storage_pta;
extern const struct pta watchdog_pta;

#endif /* SERVICES_SERVICES_H */
