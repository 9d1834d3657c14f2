// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * "run" and "trace", and what the other commands have in common with them.
 */
#include "budget.h"
#include "command.h"
#include "output.h"

/**
 * command_set_lanes() - change a scenario as --lanes or --no-lanes wants it
 * @sc:		the scenario
 * @variant:	what is wanted
 */
void command_set_lanes(struct scenario *sc, enum variant variant)
{
	bool lanes = variant == VARIANT_LANES;
	unsigned int n;

	if (variant == VARIANT_AS_IT_IS)
		return;
	sc->mmc.lane = lanes ? LANE_YES : LANE_NO;
	for (n = 0; n < SCENARIO_BUSES; n++)
		sc->i2c[n].lane = sc->mmc.lane;
	for (n = 0; !lanes && n < sc->num_clients; n++)
		sc->clients[n].lanes = 0;
}

/**
 * command_read() - read the scenario, and change it as --set wants it
 * @sc:		out
 * @cmd:	the command line
 *
 * Return: 0, or -1: it was said what is wrong with it.
 */
int command_read(struct scenario *sc, const struct command *cmd)
{
	char error[SCENARIO_ERROR];
	unsigned int n;
	int rc;

	rc = scenario_read(sc, cmd->path, error, sizeof(error));
	for (n = 0; !rc && n < cmd->num_settings; n++)
		rc = scenario_set(sc, cmd->settings[n], error, sizeof(error));
	if (!rc && cmd->keep_going)
		sc->keep_going = true;
	if (rc)
		fprintf(stderr, "teelane: %s\n", error);
	return rc;
}

/**
 * command_check() - does the scenario make sense?
 * @sc:		the scenario, as it is to be run
 *
 * Return: as command_read().
 */
int command_check(const struct scenario *sc)
{
	char error[SCENARIO_ERROR];

	if (!scenario_check(sc, error, sizeof(error)))
		return 0;
	fprintf(stderr, "teelane: %s\n", error);
	return -1;
}

/**
 * command_write_result() - write the result, if a file for it was named
 * @cmd:	the command line
 * @res:	the result
 */
void command_write_result(const struct command *cmd, const struct result *res)
{
	FILE *out = output_open(cmd->result);

	if (!out)
		return;
	result_json(res, out);
	output_close(out, cmd->result);
}

static void print_agent(const char *name, const struct scenario_agent *agent)
{
	static const char *const words[] = {
		[LANE_NO] = "as ordinary calls", [LANE_YES] = "on a lane",
		[LANE_SHARED] = "on the shared lane",
	};

	printf("SCMI messages of %s %s\n", name, words[agent->lane]);
}

static void print_head(const struct scenario *sc)
{
	struct budget budget;
	char text[1024];

	budget_of(&budget, sc);
	budget_text(&budget, text, sizeof(text));
	if (sc->title[0])
		printf("%s\n", sc->title);
	printf("%s; %u core%s\n", text, sc->cores, sc->cores == 1 ? "" : "s");
	print_agent("the eMMC's path", &sc->mmc);
	if (sc->mmc_gated) {
		print_agent("I2C bus 0", &sc->i2c[0]);
		print_agent("I2C bus 1", &sc->i2c[1]);
	}
	printf("\n");
}

static bool files_can_be_written(const struct command *cmd)
{
	return output_can_be_written(cmd->opt.json) && output_can_be_written(cmd->opt.picture) &&
	       output_can_be_written(cmd->opt.dot) && output_can_be_written(cmd->opt.svg) &&
	       output_can_be_written(cmd->result);
}

static void print_end(const struct command *cmd, const struct result *res)
{
	static const char *const words[] = {
		[RUN_DONE] = "all work was done", [RUN_FAILED] = "FAILED",
		[RUN_DEADLOCK] = "DEADLOCK", [RUN_BROKEN] = "the machine does not work",
		[RUN_STOPPED] = "stopped before the end",
	};

	if (cmd->check)
		expect_print(&res->sc->expect, res, stdout);
	printf("%s: %s%s\n", cmd->path, words[res->outcome],
	       expect_all(&res->sc->expect, res) ? ", as expected" : "");
	if (cmd->kind == COMMAND_TRACE && res->outcome != RUN_BROKEN)
		printf("%s: %s, %s\n", res->lost ? "not all that happened" : "all that happened",
		       cmd->opt.picture, cmd->opt.json);
	if (res->lost)
		printf("%llu events were lost\n", (unsigned long long)res->lost);
}

/**
 * command_run() - "run" and "trace"
 * @cmd:	the command line
 *
 * Return: the exit status.
 */
int command_run(const struct command *cmd)
{
	static struct scenario sc;
	static struct result res;
	struct run_options opt = cmd->opt;

	if (command_read(&sc, cmd))
		return EXIT_USAGE;
	if (cmd->num_variants)
		command_set_lanes(&sc, cmd->variants[0]);
	if (command_check(&sc))
		return EXIT_USAGE;
	if (!files_can_be_written(cmd))
		return EXIT_OUTPUT;
	print_head(&sc);
	/* The picture shows what the timeline would. */
	if (cmd->kind == COMMAND_TRACE && opt.timeline == TIMELINE_AUTO)
		opt.timeline = TIMELINE_NONE;
	run_scenario(&sc, &opt, &res);
	print_end(cmd, &res);
	command_write_result(cmd, &res);
	if (cmd->kind == COMMAND_TRACE && res.lost)
		return EXIT_OUTPUT;
	if (cmd->check)
		return expect_all(&sc.expect, &res) ? 0 : 1;
	return (int)res.outcome;
}
