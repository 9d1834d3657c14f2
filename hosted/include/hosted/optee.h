/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * The OP-TEE driver on the machine.
 */
#ifndef HOSTED_OPTEE_H
#define HOSTED_OPTEE_H

#include <stdint.h>

/**
 * typedef hosted_smc_fn - the conduit
 * @reg:	a0 to a7 in; a0 to a3 out, as a 32-bit call of SMCCC
 *
 * Called by the task that makes the call, concurrently; also by interrupt
 * handlers. Must not sleep, as the CPU is in the other world.
 */
typedef void hosted_smc_fn(uint64_t reg[8]);

/**
 * hosted_optee_probe() - there is a trusted OS: load the driver, which probes it
 * @smc:	the conduit
 * @irq:	interrupt of asynchronous notifications, see hosted_irq_raise();
 *		0: none
 * @percpu:	that interrupt is one for each CPU
 *
 * Return: 0, or what the driver's probe said; it is not loaded then.
 */
int hosted_optee_probe(hosted_smc_fn *smc, unsigned int irq, int percpu);

/**
 * hosted_optee_remove() - unload the driver
 *
 * Return: 0, or -EBUSY while something of a client is left.
 */
int hosted_optee_remove(void);

/* The machine goes down with the driver loaded: its shutdown operation. */
void hosted_optee_shutdown(void);

#endif
