/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Pseudo TAs as devices on the TEE bus, and RPMB devices for the trusted OS.
 */
#ifndef OPTEE_DEVICES_H
#define OPTEE_DEVICES_H

#include <linux/types.h>

struct optee;
struct optee_rpc;

/*
 * devices.c: pseudo TAs that are devices on the TEE bus. optee_devices_init()
 * comes first, before anything can fail that ends in optee_unregister_devices().
 */
void optee_devices_init(struct optee *optee);
int optee_enumerate_devices(struct optee *optee, u32 func);
void optee_unregister_devices(struct optee *optee);
void optee_scan_later(struct optee *optee);

/*
 * rpmb.c, rpmb_rpc.c: RPMB devices for RPCs. rpmb_none.c is built where the kernel has no RPMB
 * subsystem. optee_rpmb_init() comes before tee_device_register(), optee_rpmb_start() last of
 * all; optee_rpmb_stop() comes before optee_unregister_devices(), optee_rpmb_destroy() when no
 * call is under way any more.
 */
int optee_rpmb_init(struct optee *optee);
int optee_rpmb_start(struct optee *optee);
void optee_rpmb_stop(struct optee *optee);
void optee_rpmb_destroy(struct optee *optee);
int optee_rpmb_rpc(struct optee_rpc *rpc);

#endif /* OPTEE_DEVICES_H */
