/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * What the linker puts between the parts of the machine: __wrap_NAME() is called in place
 * of NAME(), which is __real_NAME() for it. See the makefile.
 */
#ifndef TESTS_STACK_WRAPS_H
#define TESTS_STACK_WRAPS_H

#include <hosted/hosted.h>
#include <secure/secure.h>

int __real_hosted_boot(const struct hosted_config *cfg);
int __wrap_hosted_boot(const struct hosted_config *cfg);

int __real_secure_boot(const struct secure_config *cfg);
int __wrap_secure_boot(const struct secure_config *cfg);

void __real_secure_smc(struct smc_regs *regs);
void __wrap_secure_smc(struct smc_regs *regs);

struct tee_context;
void __real_teedev_ctx_put(struct tee_context *ctx);
void __wrap_teedev_ctx_put(struct tee_context *ctx);

long __real_hosted_ioctl(int fd, unsigned int cmd, const void *arg);
long __wrap_hosted_ioctl(int fd, unsigned int cmd, const void *arg);

#endif
