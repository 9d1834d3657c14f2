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

/**
 * console_log_number() - "WHAT 1800000 UNIT" on the secure console
 * @what:	what has that value
 * @value:	value
 * @unit:	its unit
 */
void console_log_number(const char *what, u64 value, const char *unit)
{
	char digits[20], line[64];
	unsigned int num = 0, at = 0;

	do
		digits[num++] = '0' + value % 10;
	while (value /= 10);
	while (*what && at < sizeof(line) / 2)
		line[at++] = *what++;
	line[at++] = ' ';
	while (num)
		line[at++] = digits[--num];
	line[at++] = ' ';
	while (*unit && at < sizeof(line) - 1)
		line[at++] = *unit++;
	line[at] = 0;
	platform_log(line);
}
