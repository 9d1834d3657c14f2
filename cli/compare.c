// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * "compare": the same scenario in several variants, in one table and one picture.
 */
#include <string.h>

#include "chart.h"
#include "command.h"
#include "output.h"
#include "table.h"

static const char *const names[] = {
	[VARIANT_AS_IT_IS] = "as it is", [VARIANT_LANES] = "with lanes",
	[VARIANT_NO_LANES] = "without lanes",
};

/**
 * struct comparison - what is compared
 * @variants:	@num of them
 * @scenarios:	by variant
 * @results:	by variant
 * @records:	by variant
 */
struct comparison {
	enum variant variants[MAX_VARIANTS];
	unsigned int num;
	struct scenario scenarios[MAX_VARIANTS];
	struct result results[MAX_VARIANTS];
	struct record records[MAX_VARIANTS];
};

static void set_variants(struct comparison *cmp, const struct command *cmd)
{
	unsigned int n;

	cmp->num = cmd->num_variants;
	for (n = 0; n < cmp->num; n++)
		cmp->variants[n] = cmd->variants[n];
	if (cmp->num > 1)
		return;
	/*
	 * --lanes or --no-lanes alone is compared with the scenario as it is. Without either, the
	 * scenario is run without lanes and with them.
	 */
	cmp->variants[1] = cmp->num ? cmp->variants[0] : VARIANT_LANES;
	cmp->variants[0] = cmp->num ? VARIANT_AS_IT_IS : VARIANT_NO_LANES;
	cmp->num = 2;
}

/* What came of a client in each variant */
static void print_cells(const struct comparison *cmp, unsigned int client)
{
	const struct result_client *cell;
	char p50[24], worst[24];
	unsigned int n;

	for (n = 0; n < cmp->num; n++) {
		cell = &cmp->results[n].clients[client];
		printf(" %5u %4u %7s %7s %-*s", cell->calls, cell->late,
		       cell->calls ? table_ms(cell->p50_ns, p50, sizeof(p50)) : "-",
		       cell->calls ? table_ms(cell->worst_ns, worst, sizeof(worst)) : "-",
		       n + 1 < cmp->num ? 7 : 0, result_end_name(cell->end));
	}
	printf("\n");
}

static int name_width(const struct comparison *cmp)
{
	int width = 6, len;
	unsigned int n;

	for (n = 0; n < cmp->results[0].num_clients; n++) {
		len = (int)strlen(cmp->results[0].clients[n].name);
		width = len > width ? len : width;
	}
	return width;
}

static void print_comparison(const struct comparison *cmp)
{
	int width = name_width(cmp);
	unsigned int n;

	printf("%*s", width, "");
	for (n = 0; n < cmp->num; n++)
		printf("   %-*s", n + 1 < cmp->num ? 32 : 0, names[cmp->variants[n]]);
	printf("\n%-*s", width, "client");
	for (n = 0; n < cmp->num; n++)
		printf(" %5s %4s %7s %7s outcome", "calls", "late", "p50 ms", "worst");
	printf("\n");
	for (n = 0; n < cmp->results[0].num_clients; n++) {
		printf("%-*s", width, cmp->results[0].clients[n].name);
		print_cells(cmp, n);
	}
	printf("\n");
	for (n = 0; n < cmp->num; n++)
		printf("%s: %s\n", names[cmp->variants[n]],
		       result_outcome_name(cmp->results[n].outcome));
}

/* All charts have the same scale: what takes longer is longer. */
static void draw_comparison(const struct comparison *cmp, const char *path)
{
	unsigned int height[MAX_VARIANTS], total = 0, n;
	FILE *out = output_open(path);
	char title[SCENARIO_TEXT + 40];
	uint64_t ns = 1;

	if (!out)
		return;
	for (n = 0; n < cmp->num; n++) {
		height[n] = record_height(&cmp->records[n]);
		total += height[n];
		if (cmp->records[n].end - cmp->records[n].begin > ns)
			ns = cmp->records[n].end - cmp->records[n].begin;
	}
	chart_file_begin(out, total);
	for (n = 0, total = 0; n < cmp->num; total += height[n++]) {
		snprintf(title, sizeof(title), "%s: %s, %s", names[cmp->variants[n]],
			 cmp->scenarios[n].title, result_outcome_name(cmp->results[n].outcome));
		record_draw(out, &cmp->records[n], title, total, ns);
	}
	chart_file_end(out);
	output_close(out, path);
}

static void write_comparison(const struct comparison *cmp, const char *path)
{
	FILE *out = output_open(path);
	unsigned int n;

	if (!out)
		return;
	fprintf(out, "[\n");
	for (n = 0; n < cmp->num; n++) {
		fprintf(out, "%s", n ? ",\n" : "");
		result_json(&cmp->results[n], out);
	}
	fprintf(out, "]\n");
	output_close(out, path);
}

static int run_variant(struct comparison *cmp, const struct command *cmd, unsigned int n)
{
	struct run_options opt = cmd->opt;

	opt.timeline = TIMELINE_NONE;
	opt.svg = NULL;
	opt.dot = NULL;
	opt.record = &cmp->records[n];
	opt.out = fopen("/dev/null", "w");
	if (!opt.out)
		return -1;
	run_scenario(&cmp->scenarios[n], &opt, &cmp->results[n]);
	fclose(opt.out);
	return cmp->results[n].outcome == RUN_BROKEN || cmp->results[n].still_on;
}

/**
 * command_compare() - "compare"
 * @cmd:	the command line
 *
 * Return: the exit status: 0 if all runs came to an end, well or not.
 */
int command_compare(const struct command *cmd)
{
	static struct comparison cmp;
	unsigned int n;
	int bad = 0;

	set_variants(&cmp, cmd);
	for (n = 0; n < cmp.num; n++) {
		if (command_read(&cmp.scenarios[n], cmd))
			return EXIT_USAGE;
		command_set_lanes(&cmp.scenarios[n], cmp.variants[n]);
		if (command_check(&cmp.scenarios[n]))
			return EXIT_USAGE;
	}
	if (!output_can_be_written(cmd->opt.svg) || !output_can_be_written(cmd->result))
		return EXIT_OUTPUT;
	if (cmp.scenarios[0].title[0])
		printf("%s\n\n", cmp.scenarios[0].title);
	for (n = 0; n < cmp.num && !bad; n++)
		bad = run_variant(&cmp, cmd, n);
	if (!bad) {
		print_comparison(&cmp);
		draw_comparison(&cmp, cmd->opt.svg);
		write_comparison(&cmp, cmd->result);
	}
	for (n = 0; n < cmp.num; n++)
		record_free(&cmp.records[n]);
	return cmd->opt.stop && *cmd->opt.stop ? (int)RUN_STOPPED : bad ? (int)RUN_BROKEN : 0;
}
