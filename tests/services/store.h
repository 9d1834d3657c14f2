/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Functions by which tests use stored objects, by the names of the objects.
 */
#ifndef STORE_H
#define STORE_H

#include "emmc.h"
#include "fake.h"

/* A cmocka setup: make a new eMMC, and open a session. */
int store_setup(void **state);
/* A cmocka setup: the same, and store an object "a" with the contents store_one. */
int store_setup_a(void **state);
/* Turn the machine off and on. */
void store_reboot(void);

/* Two contents that differ in every octet */
extern u8 store_one[600];
extern u8 store_two[600];

/* Have the calls from now on come from another client. */
void store_as(u32 login, u8 client);
u32 store_write(const char *name, const void *data, size_t size);
u32 store_read(const char *name, void *data, size_t *size);
u32 store_delete(const char *name);
u32 store_info(u32 *objects, u32 *octets);

void store_has(const char *name, const void *data, size_t size);
void store_has_not(const char *name);

#endif /* STORE_H */
