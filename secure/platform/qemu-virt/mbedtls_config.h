/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copyright (C) 2026 teelane authors
 *
 * What is built of Mbed TLS, without a C library below it.
 */
#ifndef MBEDTLS_CONFIG_QEMU_VIRT_H
#define MBEDTLS_CONFIG_QEMU_VIRT_H

#define MBEDTLS_SHA256_C
#define MBEDTLS_MD_C
#define MBEDTLS_HMAC_DRBG_C
#define MBEDTLS_PLATFORM_C
#define MBEDTLS_PLATFORM_MEMORY
#define MBEDTLS_PLATFORM_CALLOC_MACRO	random_calloc
#define MBEDTLS_PLATFORM_FREE_MACRO	random_free

#include <stddef.h>

void *random_calloc(size_t num, size_t size);
void random_free(void *piece);

#endif /* MBEDTLS_CONFIG_QEMU_VIRT_H */
