/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Objects in storage, by their names.
 */
#ifndef STORE_H
#define STORE_H

#include "emmc.h"
#include "fake.h"

/* A new eMMC, a session */
int store_setup(void **state);
/* The same, and an object "a" in it: store_one */
int store_setup_a(void **state);
/* The machine is turned off and on. */
void store_reboot(void);

/* Two contents that differ in every octet */
extern u8 store_one[600];
extern u8 store_two[600];

/* From now on it is another client that calls. */
void store_as(u32 login, u8 client);
u32 store_write(const char *name, const void *data, size_t size);
u32 store_read(const char *name, void *data, size_t *size);
u32 store_delete(const char *name);
u32 store_info(u32 *objects, u32 *octets);

void store_has(const char *name, const void *data, size_t size);
void store_has_not(const char *name);

#endif /* STORE_H */
