// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Fails if a board that was built without options is in the factory. It is linked with the board's
 * platform.o alone, whose other functions the linker drops.
 */
#include <secure/platform.h>

int main(void)
{
	return platform_provisioning();
}
