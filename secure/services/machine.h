/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copyright (C) 2026 teelane authors
 *
 * What services want of the machine beyond <secure/platform.h>: policy and layout that
 * differ from machine to machine.
 *
 * Includes fixed-width types only, as that does.
 */
#ifndef SERVICES_MACHINE_H
#define SERVICES_MACHINE_H

#include <stdbool.h>
#include <stdint.h>

/**
 * platform_scmi_smt() - where the shared memory of an SCMI channel is
 * @channel:	channel, from 0 (Linux: linaro,optee-channel-id)
 *
 * Linux finds it by the `shmem` of the channel's node in the device tree.
 *
 * Return: physical address of SCMI_SMT_SIZE bytes of normal-world memory; 0 if the channel
 * has none.
 */
uint64_t platform_scmi_smt(unsigned int channel);

/**
 * platform_provisioning() - is the machine in the factory?
 *
 * To give an eMMC its key shows the key to the normal world. Anywhere else somebody there could
 * pretend that a new eMMC has come, to get the key of the one that is in use.
 */
bool platform_provisioning(void);

#endif /* SERVICES_MACHINE_H */
