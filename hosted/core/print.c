// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Messages, and the formats that only the kernel knows.
 */
#include <stdio.h>

#include <linux/bug.h>
#include <linux/gfp.h>
#include <linux/jiffies.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/sysfs.h>
#include <linux/uuid.h>

#include "internal.h"

#define LINE_SIZE	512

static int log_level = 4;
static void (*log_fn)(int level, const char *text);

/*
 * What is between "%" and the letter that ends a conversion is handed on to the C
 * library; so is the argument, of the type that its length says.
 */
struct conversion {
	char spec[32];
	int stars;
	int star[2];
	char length;
	char letter;
};

static const char *parse_conversion(const char *fmt, struct conversion *c)
{
	size_t len = 0;

	memset(c, 0, sizeof(*c));
	do {
		c->spec[len++] = *fmt;
		if (*fmt == '*')
			c->stars++;
		if (*fmt == 'l' || *fmt == 'z')
			c->length = *fmt == 'l' && c->length ? 'q' : *fmt;
		fmt++;
	} while (*fmt && !strchr("diouxXcspn%", *fmt) && len < sizeof(c->spec) - 2);
	c->letter = *fmt;
	c->spec[len] = *fmt;
	return *fmt ? fmt + 1 : fmt;
}

static int put_uuid(char *buf, size_t size, const u8 *b)
{
	return snprintf(buf, size,
			"%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x",
			b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10],
			b[11], b[12], b[13], b[14], b[15]);
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"

#define PUT(value)								\
	(c.stars == 2 ? snprintf(buf + len, room, c.spec, c.star[0], c.star[1], value) :	\
	 c.stars == 1 ? snprintf(buf + len, room, c.spec, c.star[0], value) :	\
			snprintf(buf + len, room, c.spec, value))

int vscnprintf(char *buf, size_t size, const char *fmt, va_list args)
{
	struct conversion c;
	size_t len = 0;
	int n;

	if (!size)
		return 0;
	while (*fmt && len < size - 1) {
		size_t room = size - len;

		if (*fmt != '%') {
			buf[len++] = *fmt++;
			continue;
		}
		fmt = parse_conversion(fmt, &c);
		for (n = 0; n < c.stars; n++)
			c.star[n] = va_arg(args, int);
		switch (c.letter) {
		case '%':
			n = snprintf(buf + len, room, "%%");
			break;
		case 's':
			n = PUT(va_arg(args, const char *));
			break;
		case 'p':
			if (fmt[0] == 'U') {
				n = put_uuid(buf + len, room, va_arg(args, const u8 *));
				fmt += fmt[1] == 'b' ? 2 : 1;
			} else {
				n = PUT(va_arg(args, void *));
			}
			break;
		case 'c':
			n = PUT(va_arg(args, int));
			break;
		default:
			if (c.length)
				n = PUT(va_arg(args, long));
			else
				n = PUT(va_arg(args, int));
			break;
		}
		len += min_t(size_t, n < 0 ? 0 : n, room - 1);
	}
	buf[len] = '\0';
	return len;
}

#pragma GCC diagnostic pop

int scnprintf(char *buf, size_t size, const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = vscnprintf(buf, size, fmt, args);
	va_end(args);
	return len;
}

int sysfs_emit(char *buf, const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = vscnprintf(buf, 4096, fmt, args);
	va_end(args);
	return len;
}

/* Messages */

/**
 * hosted_log_setup() - say where messages go
 * @level:	messages up to this level are shown, 0: up to warnings
 * @log:	called with each, NULL: they go to the terminal
 */
void hosted_log_setup(int level, void (*log)(int level, const char *text))
{
	log_level = level ? level : 4;
	log_fn = log;
}

/**
 * hosted_vprintk() - print a message
 * @level:	as in syslog(2)
 * @fmt:	format of the kernel
 * @args:	its arguments
 */
void hosted_vprintk(int level, const char *fmt, va_list args)
{
	char line[LINE_SIZE];

	if (level > log_level)
		return;
	vscnprintf(line, sizeof(line), fmt, args);
	if (log_fn)
		log_fn(level, line);
	else
		hosted_host_write(line);
}

/**
 * hosted_printk() - print a message
 * @level:	as in syslog(2)
 * @fmt:	format of the kernel, with its arguments
 */
void hosted_printk(int level, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	hosted_vprintk(level, fmt, args);
	va_end(args);
}

/**
 * hosted_warn() - report a bug, and go on
 * @what:	the condition that was true
 * @file:	source file
 * @line:	line in it
 *
 * Return: true.
 */
bool hosted_warn(const char *what, const char *file, int line)
{
	hosted_printk(0, "%s:%d: WARNING: %s\n", file, line, what);
	return true;
}

/**
 * hosted_bug() - report a bug, and end the program
 * @what:	the bug
 * @file:	source file
 * @line:	line in it
 */
void hosted_bug(const char *what, const char *file, int line)
{
	hosted_printk(0, "%s:%d: BUG: %s\n", file, line, what);
	hosted_host_abort();
}

/* Strings */

ssize_t strscpy(char *dst, const char *src, size_t size)
{
	size_t len = strnlen(src, size);

	if (!size)
		return -E2BIG;
	if (len == size)
		len--;
	memcpy(dst, src, len);
	dst[len] = '\0';
	return src[len] ? -E2BIG : (ssize_t)len;
}
