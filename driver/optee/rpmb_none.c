// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * RPMB where the kernel has no RPMB subsystem: tee-supplicant serves it. A supplicant that does not
 * know RPMB_PROBE_RESET refuses that request, and the trusted OS uses the RPC command RPMB instead.
 */
#include "devices.h"
#include "optee.h"
#include "rpc.h"

/* See rpmb.c. */
int optee_rpmb_init(struct optee *optee)
{
	return 0;
}

/* See rpmb.c. */
int optee_rpmb_start(struct optee *optee)
{
	return 0;
}

/* See rpmb.c. */
void optee_rpmb_stop(struct optee *optee)
{
}

/* See rpmb.c. */
void optee_rpmb_destroy(struct optee *optee)
{
}

/* See rpmb.c. */
int optee_rpmb_rpc(struct optee_rpc *rpc)
{
	return optee_rpc_supplicant(rpc);
}
