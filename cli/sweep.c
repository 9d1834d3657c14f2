// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * "sweep": the same scenario with one value of a key after the other, up to the smallest with which
 * it works, and how much better it becomes with more.
 */
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "escape.h"
#include "output.h"
#include "table.h"

#define MAX_VALUES	64
#define BAR_WIDTH	30
#define SETTING		96

/**
 * struct sweep_value - a value that was tried
 * @value:	it
 * @refused:	the scenario makes no sense with it: why
 * @res:	what came, if not @refused
 * @worst_ns:	the worst call of all clients
 * @works:	it ended well: all work was done, in time
 */
struct sweep_value {
	unsigned int value;
	char refused[SCENARIO_ERROR];
	struct result res;
	uint64_t worst_ns;
	bool works;
};

/**
 * struct sweep - all of it
 * @key:	"SECTION.KEY"
 * @from:	first value
 * @to:		last value
 * @values:	@num of them
 */
struct sweep {
	char key[SETTING / 2];
	unsigned int from;
	unsigned int to;
	struct sweep_value values[MAX_VALUES];
	unsigned int num;
};

static int parse_range(struct sweep *sweep, const char *text)
{
	const char *equals = strrchr(text, '=');
	int end = 0;

	if (!equals || (size_t)(equals - text) >= sizeof(sweep->key) ||
	    sscanf(equals, "=%u..%u%n", &sweep->from, &sweep->to, &end) != 2 || equals[end] ||
	    sweep->from > sweep->to || sweep->to - sweep->from >= MAX_VALUES) {
		fprintf(stderr, "teelane: %s: SECTION.KEY=FROM..TO, up to %d values, is allowed\n",
			text, MAX_VALUES);
		return -1;
	}
	snprintf(sweep->key, sizeof(sweep->key), "%.*s", (int)(equals - text), text);
	return 0;
}

static void find_worst(struct sweep_value *v)
{
	unsigned int n;

	for (n = 0; n < v->res.num_clients; n++)
		if (v->res.clients[n].worst_ns > v->worst_ns)
			v->worst_ns = v->res.clients[n].worst_ns;
}

static int try_value(struct sweep_value *v, const struct sweep *sweep, const struct command *cmd,
		     struct scenario *sc)
{
	struct run_options opt = cmd->opt;
	char setting[SETTING];

	snprintf(setting, sizeof(setting), "%s=%u", sweep->key, v->value);
	if (command_read(sc, cmd))
		return -1;
	if (scenario_set(sc, setting, v->refused, sizeof(v->refused)))
		return 0;
	if (cmd->num_variants)
		command_set_lanes(sc, cmd->variants[0]);
	if (scenario_check(sc, v->refused, sizeof(v->refused)))
		return 0;
	opt.timeline = TIMELINE_NONE;
	opt.svg = NULL;
	opt.dot = NULL;
	opt.out = fopen("/dev/null", "w");
	if (!opt.out)
		return -1;
	v->works = run_scenario(sc, &opt, &v->res) == RUN_DONE;
	fclose(opt.out);
	find_worst(v);
	return 0;
}

static const char *outcome_of(const struct sweep_value *v)
{
	return *v->refused ? "refused" : result_outcome_name(v->res.outcome);
}

static uint64_t longest_call(const struct sweep *sweep)
{
	uint64_t ns = 1;
	unsigned int n;

	for (n = 0; n < sweep->num; n++)
		if (sweep->values[n].worst_ns > ns)
			ns = sweep->values[n].worst_ns;
	return ns;
}

static void print_sweep(const struct sweep *sweep)
{
	uint64_t most = longest_call(sweep);
	const struct sweep_value *v;
	unsigned int n, i, bar;
	char buf[24];

	printf("%8s  %-9s %10s\n", "value", "outcome", "worst ms");
	for (n = 0; n < sweep->num; n++) {
		v = &sweep->values[n];
		bar = (unsigned int)(v->worst_ns * BAR_WIDTH / most);
		printf("%8u  %-9s %10s  ", v->value, outcome_of(v),
		       v->worst_ns ? table_ms(v->worst_ns, buf, sizeof(buf)) : "-");
		for (i = 0; i < bar || (v->worst_ns && !i); i++)
			putchar(v->works ? '=' : 'x');
		printf("%s\n", v->works ? "" : v->worst_ns ? " does not work" : "does not work");
	}
	printf("\n");
}

/* A value works if it and all above it do: one that works by luck is not what is looked for. */
static int smallest_value(const struct sweep *sweep)
{
	int found = -1, n;

	for (n = (int)sweep->num - 1; n >= 0 && sweep->values[n].works; n--)
		found = n;
	return found;
}

static void write_sweep(const struct sweep *sweep, const struct command *cmd)
{
	FILE *out = output_open(cmd->result);
	int found = smallest_value(sweep);
	unsigned int n;

	if (!out)
		return;
	fprintf(out, "{\"key\": ");
	escape_json(out, sweep->key);
	if (found >= 0)
		fprintf(out, ", \"smallest\": %u", sweep->values[found].value);
	fprintf(out, ", \"values\": [\n");
	for (n = 0; n < sweep->num; n++) {
		fprintf(out, "%s{\"value\": %u, ", n ? ",\n" : "", sweep->values[n].value);
		fprintf(out, *sweep->values[n].refused ? "\"refused\": " : "\"result\": ");
		if (*sweep->values[n].refused)
			escape_json(out, sweep->values[n].refused);
		else
			result_json(&sweep->values[n].res, out);
		fprintf(out, "}");
	}
	fprintf(out, "]}\n");
	output_close(out, cmd->result);
}

static void draw_value(FILE *out, const struct sweep_value *v, unsigned int row, uint64_t most)
{
	unsigned int y = 50 + row * 24;
	char buf[24];

	fprintf(out, "<text x=\"60\" y=\"%u\" text-anchor=\"end\">%u</text>\n", y + 13, v->value);
	fprintf(out, "<rect x=\"70\" y=\"%u\" width=\"%.1f\" height=\"17\" fill=\"%s\"/>\n", y,
		1 + 500.0 * (double)v->worst_ns / (double)most, v->works ? "#2f8f4e" : "#b00020");
	fprintf(out, "<text x=\"580\" y=\"%u\">%s%s%s</text>\n", y + 13, outcome_of(v),
		v->worst_ns ? ", worst call in ms: " : "",
		v->worst_ns ? table_ms(v->worst_ns, buf, sizeof(buf)) : "");
}

static void draw_sweep(const struct sweep *sweep, const struct command *cmd, const char *title)
{
	FILE *out = output_open(cmd->opt.svg);
	uint64_t most = longest_call(sweep);
	unsigned int n;

	if (!out)
		return;
	fprintf(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 860 %u\" ",
		70 + sweep->num * 24);
	fprintf(out, "font-family=\"sans-serif\" font-size=\"12\">\n");
	fprintf(out, "<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n");
	fprintf(out, "<text x=\"8\" y=\"22\" font-size=\"15\" font-weight=\"bold\">");
	escape_xml(out, sweep->key);
	fprintf(out, ": ");
	escape_xml(out, title);
	fprintf(out, "</text>\n<text x=\"8\" y=\"40\">the worst call of all clients; green: ");
	fprintf(out, "all work was done in time, red: it was not</text>\n");
	for (n = 0; n < sweep->num; n++)
		draw_value(out, &sweep->values[n], n, most);
	fprintf(out, "</svg>\n");
	output_close(out, cmd->opt.svg);
}

/**
 * command_sweep() - "sweep"
 * @cmd:	the command line
 *
 * Return: the exit status: 0 if it works with the last value at least.
 */
int command_sweep(const struct command *cmd)
{
	static struct sweep sweep;
	static struct scenario sc;
	int found;

	if (parse_range(&sweep, cmd->range) || command_read(&sc, cmd))
		return EXIT_USAGE;
	if (!output_can_be_written(cmd->opt.svg) || !output_can_be_written(cmd->result))
		return EXIT_OUTPUT;
	for (; sweep.num <= sweep.to - sweep.from; sweep.num++) {
		sweep.values[sweep.num].value = sweep.from + sweep.num;
		if (try_value(&sweep.values[sweep.num], &sweep, cmd, &sc))
			return RUN_BROKEN;
		if (sweep.values[sweep.num].res.still_on)
			break;
	}
	printf("%s\n", sc.title);
	print_sweep(&sweep);
	found = smallest_value(&sweep);
	if (found < 0)
		printf("%s: none of these values works\n", sweep.key);
	else
		printf("%s: %u is the smallest that works, and so do those above it\n", sweep.key,
		       sweep.values[found].value);
	draw_sweep(&sweep, cmd, sc.title);
	write_sweep(&sweep, cmd);
	if (cmd->opt.stop && *cmd->opt.stop)
		return RUN_STOPPED;
	return found < 0 ? RUN_FAILED : RUN_DONE;
}
