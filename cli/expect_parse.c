// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * What a scenario expects of its run: reading it.
 */
#include <stdlib.h>
#include <string.h>

#include "expect.h"
#include "result.h"
#include "words.h"

/**
 * expect_allowed() - say what the value of "expect" can be
 * @out:	where to
 */
void expect_allowed(FILE *out)
{
	fprintf(out, "conditions with commas between them are allowed: ");
	fprintf(out, "done, deadlock or failed; ");
	fprintf(out, "CLIENT and done, failed, killed, stuck or stopped; ");
	fprintf(out, "CLIENT or nothing, then calls, late or retried, then >=, <=, =, < or >, ");
	fprintf(out, "then a number; refused and the same");
}

const char *const expect_ops[] = { ">=", "<=", "=", "<", ">", NULL };
const char *const expect_counters[] = { "calls", "late", "retried", "refused", NULL };

#define NUM_OUTCOMES	3
static const enum run_outcome outcomes[NUM_OUTCOMES] = { RUN_DONE, RUN_DEADLOCK, RUN_FAILED };

static char *trim_blanks(char *text)
{
	char *end;

	text += strspn(text, " \t");
	end = text + strlen(text);
	while (end > text && strchr(" \t", end[-1]))
		*--end = 0;
	return text;
}

/* Cut off the last word of @text, which becomes what is before it. */
static char *last_word(char *text)
{
	char *at = text + strlen(text);

	while (at > text && !strchr(" \t", at[-1]))
		at--;
	if (at > text)
		at[-1] = 0;
	return at;
}

static int set_client(struct expect_condition *cond, char *from, const char *word)
{
	/* There was one word: that is the counter or the end, and nothing is before it. */
	const char *name = from == word ? "" : trim_blanks(from);

	if (strlen(name) >= sizeof(cond->client))
		return -1;
	strcpy(cond->client, name);
	return 0;
}

/* Where the comparison is. It is the last of its kind, since a client may have such a name. */
static char *find_op(char *text)
{
	char *op = text + strlen(text);

	while (op > text && !strchr("<>=", op[-1]))
		op--;
	if (op == text)
		return NULL;
	while (op > text && strchr("<>=", op[-1]))
		op--;
	return op;
}

/* "[CLIENT] COUNTER OP NUMBER" */
static int parse_count(struct expect_condition *cond, char *text)
{
	char *number, *end, *word, *op = find_op(text);
	char sign[4] = "";
	size_t len;
	int n;

	if (!op)
		return -1;
	len = strspn(op, "<>=");
	if (len >= sizeof(sign))
		return -1;
	memcpy(sign, op, len);
	n = find_word(expect_ops, sign);
	number = trim_blanks(op + len);
	*op = 0;
	if (n < 0 || strspn(number, "0123456789") != strlen(number) || !*number)
		return -1;
	cond->kind = EXPECT_COUNT;
	cond->op = (unsigned int)n;
	cond->number = strtoull(number, &end, 10);
	text = trim_blanks(text);
	word = last_word(text);
	n = find_word(expect_counters, word);
	if (n < 0 || (n == COUNT_REFUSED && word != text))
		return -1;
	cond->what = (unsigned int)n;
	return set_client(cond, text, word);
}

static int parse_word(struct expect_condition *cond, char *text)
{
	unsigned int n;
	char *word;

	for (n = 0; n < NUM_OUTCOMES; n++) {
		if (strcmp(result_outcome_name(outcomes[n]), text))
			continue;
		cond->kind = EXPECT_OUTCOME;
		cond->what = outcomes[n];
		return 0;
	}
	word = last_word(text);
	if (word == text)
		return -1;
	cond->kind = EXPECT_END;
	for (n = 0; n < NUM_ENDS; n++) {
		if (strcmp(result_end_name((enum client_end)n), word))
			continue;
		cond->what = n;
		return set_client(cond, text, word);
	}
	return -1;
}

/**
 * expect_parse() - read the value of "expect"
 * @expect:	out
 * @text:	the value
 *
 * Return: 0, or -1: it is not what expect_allowed() says.
 */
int expect_parse(struct expect *expect, const char *text)
{
	char copy[512], word[512], *part, *next;
	struct expect_condition cond;

	if (strlen(text) >= sizeof(copy))
		return -1;
	strcpy(copy, text);
	expect->num = 0;
	for (part = copy; part; part = next) {
		next = strchr(part, ',');
		if (next)
			*next++ = 0;
		memset(&cond, 0, sizeof(cond));
		part = trim_blanks(part);
		strcpy(word, part);
		if (expect->num == EXPECT_CONDITIONS ||
		    (parse_word(&cond, word) && parse_count(&cond, part)))
			return -1;
		expect->conditions[expect->num++] = cond;
	}
	return 0;
}
