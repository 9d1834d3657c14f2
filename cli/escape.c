// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Text for the formats that the command writes.
 *
 * All three formats are UTF-8, and their parsers refuse what is none. XML also has no way to write
 * most control characters. What cannot be written becomes U+FFFD.
 */
#include <stdbool.h>
#include <stdint.h>

#include "escape.h"

#define REPLACEMENT	"\xef\xbf\xbd"

/*
 * The length of the UTF-8 sequence at @s, 0: it is none. Sequences that are longer than need be,
 * surrogates, the two non-characters that XML refuses, and what is beyond Unicode are none.
 */
static unsigned int utf8_length(const char *s)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	const unsigned char *c = (const unsigned char *)s;
	unsigned int len, n;
	uint32_t code;

	if (*c < 0x80)
		return 1;
	len = *c >= 0xf0 ? 4 : *c >= 0xe0 ? 3 : *c >= 0xc0 ? 2 : 0;
	if (!len || *c >= 0xf8)
		return 0;
	code = *c & (0x7f >> len);
	for (n = 1; n < len; n++) {
		if ((c[n] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (c[n] & 0x3f);
	}
	if (code < least[len] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000) ||
	    code == 0xfffe || code == 0xffff)
		return 0;
	return len;
}

/**
 * escape_is_text() - is it UTF-8 without control characters?
 * @text:	any bytes
 */
bool escape_is_text(const char *text)
{
	unsigned int len;

	for (; *text; text += len) {
		len = utf8_length(text);
		if (!len || (unsigned char)*text < 0x20 || *text == 0x7f)
			return false;
		/* U+0080 to U+009F are control characters of terminals. */
		if (len == 2 && (unsigned char)text[0] == 0xc2 && (unsigned char)text[1] < 0xa0)
			return false;
	}
	return true;
}

static void escape_text(FILE *out, const char *text, bool (*special)(FILE *out, unsigned char c))
{
	unsigned int len;

	for (; *text; text += len ? len : 1) {
		len = utf8_length(text);
		if (!len)
			fputs(REPLACEMENT, out);
		else if (len > 1 || !special(out, (unsigned char)*text))
			fwrite(text, 1, len, out);
	}
}

static bool special_xml(FILE *out, unsigned char c)
{
	switch (c) {
	case '&':
		fputs("&amp;", out);
		return true;
	case '<':
		fputs("&lt;", out);
		return true;
	case '>':
		fputs("&gt;", out);
		return true;
	case '"':
		fputs("&quot;", out);
		return true;
	case '\'':
		fputs("&#39;", out);
		return true;
	default:
		if (c >= 0x20 && c != 0x7f)
			return false;
		fputs(c == '\t' || c == '\n' ? " " : REPLACEMENT, out);
		return true;
	}
}

/**
 * escape_xml() - text for the content of an element, or for the value of an attribute
 * @out:	where to
 * @text:	any text
 */
void escape_xml(FILE *out, const char *text)
{
	escape_text(out, text, special_xml);
}

static bool special_json(FILE *out, unsigned char c)
{
	if (c == '"' || c == '\\')
		fprintf(out, "\\%c", c);
	else if (c < 0x20 || c == 0x7f)
		fprintf(out, "\\u%04x", c);
	else
		return false;
	return true;
}

/**
 * escape_json() - text for a string, with its quotes
 * @out:	where to
 * @text:	any text
 */
void escape_json(FILE *out, const char *text)
{
	fputc('"', out);
	escape_text(out, text, special_json);
	fputc('"', out);
}

/*
 * In a label a backslash begins what dot replaces ("\N" is the node's name), and dot reads entities
 * like "&lt;" of HTML as characters.
 */
static bool special_dot(FILE *out, unsigned char c)
{
	if (c == '&')
		fputs("&amp;", out);
	else if (c == '"' || c == '\\')
		fprintf(out, "\\%c", c);
	else if (c == '\t' || c == '\n')
		fputc(' ', out);
	else if (c < 0x20 || c == 0x7f)
		fputs(REPLACEMENT, out);
	else
		return false;
	return true;
}

/**
 * escape_dot() - text for a quoted string, with its quotes
 * @out:	where to
 * @text:	any text
 */
void escape_dot(FILE *out, const char *text)
{
	fputc('"', out);
	escape_text(out, text, special_dot);
	fputc('"', out);
}
