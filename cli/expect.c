// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * What a scenario expects of its run: reading it, and comparing it with what came.
 */
#include <stdlib.h>
#include <string.h>

#include "expect.h"
#include "result.h"

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

static const char *const ops[] = { ">=", "<=", "=", "<", ">", NULL };
static const char *const counters[] = { "calls", "late", "retried", "refused", NULL };

enum {
	COUNT_CALLS,
	COUNT_LATE,
	COUNT_RETRIED,
	COUNT_REFUSED,
};

#define NUM_OUTCOMES	3
static const enum run_outcome outcomes[NUM_OUTCOMES] = { RUN_DONE, RUN_DEADLOCK, RUN_FAILED };

static int find_word(const char *const *words, const char *word)
{
	int n;

	for (n = 0; words[n]; n++)
		if (!strcmp(words[n], word))
			return n;
	return -1;
}

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
	n = find_word(ops, sign);
	number = trim_blanks(op + len);
	*op = 0;
	if (n < 0 || strspn(number, "0123456789") != strlen(number) || !*number)
		return -1;
	cond->kind = EXPECT_COUNT;
	cond->op = (unsigned int)n;
	cond->number = strtoull(number, &end, 10);
	text = trim_blanks(text);
	word = last_word(text);
	n = find_word(counters, word);
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

static bool is_meant(const struct expect_condition *cond, const struct result_client *client)
{
	return !cond->client[0] || !strcmp(cond->client, client->name) ||
	       !strcmp(cond->client, client->sc->name);
}

static unsigned long long count_of(const struct expect_condition *cond, const struct result *res)
{
	const struct result_client *client;
	unsigned long long sum = 0;
	unsigned int n;

	if (cond->what == COUNT_REFUSED)
		return res->counts.refused;
	for (n = 0; n < res->num_clients; n++) {
		client = &res->clients[n];
		if (!is_meant(cond, client))
			continue;
		sum += cond->what == COUNT_CALLS ? client->calls :
		       cond->what == COUNT_LATE ? client->late : client->retried;
	}
	return sum;
}

static bool compare_numbers(unsigned long long a, unsigned int op, unsigned long long b)
{
	switch (op) {
	case 0:
		return a >= b;
	case 1:
		return a <= b;
	case 2:
		return a == b;
	case 3:
		return a < b;
	default:
		return a > b;
	}
}

/* The first client that is meant and ended otherwise, or the last that is meant; NULL: none is. */
static const struct result_client *other_end(const struct expect_condition *cond,
					     const struct result *res)
{
	const struct result_client *client = NULL;
	unsigned int n;

	for (n = 0; n < res->num_clients; n++) {
		if (!is_meant(cond, &res->clients[n]))
			continue;
		client = &res->clients[n];
		if (client->end != cond->what)
			break;
	}
	return client;
}

static const struct expect_condition *condition(const struct expect *expect, unsigned int n)
{
	static const struct expect_condition work_is_done = {
		.kind = EXPECT_OUTCOME, .what = RUN_DONE,
	};

	return expect->num ? &expect->conditions[n] : &work_is_done;
}

/**
 * expect_size() - how many conditions there are, that of a scenario that does not say any included
 * @expect:	the conditions
 */
unsigned int expect_size(const struct expect *expect)
{
	return expect->num ? expect->num : 1;
}

/**
 * expect_holds() - does a condition hold?
 * @expect:	the conditions
 * @n:		which
 * @res:	what came
 * @wanted:	out: the condition in words
 * @came:	out: what came in words
 * @size:	bytes of each
 */
bool expect_holds(const struct expect *expect, unsigned int n, const struct result *res,
		  char *wanted, char *came, size_t size)
{
	const struct expect_condition *cond = condition(expect, n);
	const char *blank = cond->client[0] ? " " : "";
	const struct result_client *client;
	unsigned long long number;

	switch (cond->kind) {
	case EXPECT_OUTCOME:
		snprintf(wanted, size, "%s", result_outcome_name((enum run_outcome)cond->what));
		snprintf(came, size, "%s", result_outcome_name(res->outcome));
		return res->outcome == cond->what;
	case EXPECT_END:
		client = other_end(cond, res);
		snprintf(wanted, size, "%s %s", cond->client,
			 result_end_name((enum client_end)cond->what));
		snprintf(came, size, "%s %s", client ? client->name : "no such client",
			 client ? result_end_name(client->end) : "");
		return client && client->end == cond->what;
	default:
		number = count_of(cond, res);
		snprintf(wanted, size, "%s%s%s %s %llu", cond->client, blank, counters[cond->what],
			 ops[cond->op], cond->number);
		snprintf(came, size, "%s%s%s = %llu", cond->client, blank, counters[cond->what],
			 number);
		return compare_numbers(number, cond->op, cond->number);
	}
}

/* A run in which a fault did not happen shows nothing. */
static bool faults_happened(const struct result *res)
{
	unsigned int n;

	for (n = 0; n < res->sc->num_faults; n++)
		if (!res->faults[n].happened)
			return false;
	return true;
}

/**
 * expect_all() - did all come that a scenario expects, and did all of its faults happen?
 * @expect:	the conditions
 * @res:	what came
 */
bool expect_all(const struct expect *expect, const struct result *res)
{
	char wanted[128], came[128];
	unsigned int n;

	for (n = 0; n < expect_size(expect); n++)
		if (!expect_holds(expect, n, res, wanted, came, sizeof(wanted)))
			return false;
	return faults_happened(res);
}

/**
 * expect_print() - say what was wanted and what came
 * @expect:	the conditions
 * @res:	what came
 * @out:	where to
 *
 * Return: as expect_all().
 */
bool expect_print(const struct expect *expect, const struct result *res, FILE *out)
{
	char wanted[128], came[128];
	unsigned int n;
	bool holds;

	for (n = 0; n < expect_size(expect); n++) {
		holds = expect_holds(expect, n, res, wanted, came, sizeof(wanted));
		fprintf(out, "wanted: %s; came: %s%s\n", wanted, came,
			holds ? "" : "  <-- NOT MET");
	}
	for (n = 0; n < res->sc->num_faults; n++)
		if (!res->faults[n].happened)
			fprintf(out, "wanted: fault %u happens; came: %s  <-- NOT MET\n", n + 1,
				res->faults[n].why);
	return expect_all(expect, res);
}
