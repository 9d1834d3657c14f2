/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copyright (C) 2026 teelane authors
 *
 * SCMI server: gates, which only the normal world can switch.
 */
#ifndef SERVICES_SCMI_GATE_H
#define SERVICES_SCMI_GATE_H

#include <secure/platform.h>

#include "scmi_msg.h"

void scmi_gate_boot(void);
int32_t scmi_gate_begin(const struct platform_gate *gate, bool on);
void scmi_gate_end(const struct platform_gate *gate);

#endif /* SERVICES_SCMI_GATE_H */
