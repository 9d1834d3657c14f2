// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * The secure console: a PL011 (Arm DDI 0183), which TF-A has initialized.
 */
#include <secure/platform.h>

#include "../../kernel/spin.h"
#include "qemu_virt.h"

#define UARTDR		0x00
#define UARTFR		0x18
#define UARTFR_TXFF	0x20

static struct secure_lock console_lock;

static void put_char(char c)
{
	while (mmio_read32(SECURE_UART_BASE + UARTFR) & UARTFR_TXFF)
		;
	mmio_write32(SECURE_UART_BASE + UARTDR, (u8)c);
}

static void put_text(const char *text)
{
	while (*text)
		put_char(*text++);
}

/* See platform.h. Lines of several cores do not mix. */
void platform_log(const char *line)
{
	spin_lock(&console_lock);
	put_text("teelane: ");
	put_text(line);
	put_text("\r\n");
	spin_unlock(&console_lock);
}
