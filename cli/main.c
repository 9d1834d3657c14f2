// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The teelane command. See teelane(1).
 */
#include <getopt.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "run.h"

#define EXIT_USAGE	2
#define MAX_SETTINGS	32

enum {
	OPT_LANES = 256,
	OPT_NO_LANES,
	OPT_TIMELINE,
	OPT_EMMC,
	OPT_DOT,
	OPT_SVG,
	OPT_JSON,
	OPT_CHECK,
};

static const struct option long_options[] = {
	{ "lanes", no_argument, NULL, OPT_LANES },
	{ "no-lanes", no_argument, NULL, OPT_NO_LANES },
	{ "set", required_argument, NULL, 's' },
	{ "timeline", required_argument, NULL, OPT_TIMELINE },
	{ "emmc", required_argument, NULL, OPT_EMMC },
	{ "dot", required_argument, NULL, OPT_DOT },
	{ "svg", required_argument, NULL, OPT_SVG },
	{ "json", required_argument, NULL, OPT_JSON },
	{ "check", no_argument, NULL, OPT_CHECK },
	{ "verbose", no_argument, NULL, 'v' },
	{ "help", no_argument, NULL, 'h' },
	{ 0 },
};

static const char usage[] =
	"usage: teelane run [option]... SCENARIO\n"
	"       teelane trace [option]... SCENARIO\n"
	"       teelane bench [PART]...\n"
	"\n"
	"Run a TEE stack in this process, both worlds of it, and see how a scenario ends;\n"
	"\"trace\" also writes down all that happens. \"bench\" measures what it costs: all, or\n"
	"the parts that are named.\n"
	"SCENARIO is a file such as scenarios/rpmb-deadlock (\".ini\" may be left out).\n"
	"\n"
	"  --lanes            each SCMI client of the kernel has a lane\n"
	"  --no-lanes         nobody has one, whatever the scenario says\n"
	"  -s, --set SECTION.KEY=VALUE\n"
	"                     change the scenario: -s machine.threads=4\n"
	"  --timeline=auto|all|none\n"
	"                     how much of the timeline is shown\n"
	"  --emmc=FILE        keep the eMMC's state in FILE\n"
	"  --dot=FILE         write the graph of a deadlock, for Graphviz\n"
	"  --svg=FILE         run: write a picture of it\n"
	"                     trace: write a picture of all that happened (teelane.svg)\n"
	"  --json=FILE        trace: write a record for Perfetto (teelane.json)\n"
	"  --check            exit with 0 if it ends as the scenario expects\n"
	"  -v, --verbose      show the kernel's messages\n"
	"  -h, --help         show this\n"
	"\n"
	"Exit status: 0 all work was done, in time; 1 it was not; 3 deadlock;\n"
	"2 wrong usage; 4 the machine does not work.\n"
	"\n"
	"Parts of bench:\n";

/**
 * struct command - the command line
 * @trace:	"trace", not "run"
 * @bench:	"bench", which has no options: the names behind it, and NULL
 * @path:	the scenario
 * @lanes:	1 --lanes, 0 --no-lanes, -1 as the scenario says
 * @check:	--check
 * @settings:	--set, @num_settings of them
 * @opt:	all others
 */
struct command {
	bool trace;
	char **bench;
	const char *path;
	int lanes;
	bool check;
	const char *settings[MAX_SETTINGS];
	unsigned int num_settings;
	struct run_options opt;
};

static int set_timeline(struct run_options *opt, const char *word)
{
	static const char *const words[] = {
		[TIMELINE_AUTO] = "auto", [TIMELINE_ALL] = "all", [TIMELINE_NONE] = "none", NULL,
	};
	unsigned int n;

	for (n = 0; words[n]; n++) {
		if (!strcmp(word, words[n])) {
			opt->timeline = (enum timeline_mode)n;
			return 0;
		}
	}
	return -1;
}

/* -1: wrong; 1: all that was wanted is help. */
static int parse_option(struct command *cmd, int c)
{
	switch (c) {
	case OPT_LANES:
	case OPT_NO_LANES:
		cmd->lanes = c == OPT_LANES;
		return 0;
	case 's':
		if (cmd->num_settings == MAX_SETTINGS)
			return -1;
		cmd->settings[cmd->num_settings++] = optarg;
		return 0;
	case OPT_TIMELINE:
		return set_timeline(&cmd->opt, optarg);
	case OPT_EMMC:
		cmd->opt.emmc = optarg;
		return 0;
	case OPT_DOT:
		cmd->opt.dot = optarg;
		return 0;
	case OPT_SVG:
		cmd->opt.svg = optarg;
		return 0;
	case OPT_JSON:
		cmd->opt.json = optarg;
		return 0;
	case OPT_CHECK:
		cmd->check = true;
		return 0;
	case 'v':
		cmd->opt.log_level = 6;
		return 0;
	case 'h':
		return 1;
	default:
		return -1;
	}
}

/* There the picture is one of all that happened; the timeline would be the same once more. */
static void set_trace(struct command *cmd)
{
	cmd->trace = true;
	cmd->opt.timeline = TIMELINE_NONE;
	cmd->opt.picture = cmd->opt.svg ? cmd->opt.svg : "teelane.svg";
	cmd->opt.svg = NULL;
	if (!cmd->opt.json)
		cmd->opt.json = "teelane.json";
}

static int parse(struct command *cmd, int argc, char **argv)
{
	int c, rc;

	while ((c = getopt_long(argc, argv, "s:vh", long_options, NULL)) != -1) {
		rc = parse_option(cmd, c);
		if (rc)
			return rc;
	}
	if (optind + 1 == argc && !strcmp(argv[optind], "help"))
		return 1;
	if (optind == 1 && argc > 1 && !strcmp(argv[1], "bench")) {
		cmd->bench = argv + 2;
		return 0;
	}
	if (optind + 2 != argc)
		return -1;
	cmd->path = argv[optind + 1];
	if (!strcmp(argv[optind], "trace")) {
		set_trace(cmd);
		return 0;
	}
	return strcmp(argv[optind], "run") || cmd->opt.json ? -1 : 0;
}

static void set_lanes(struct scenario *sc, bool lanes)
{
	unsigned int n;

	sc->mmc.lane = lanes ? LANE_YES : LANE_NO;
	for (n = 0; n < SCENARIO_BUSES; n++)
		sc->i2c[n].lane = sc->mmc.lane;
	for (n = 0; !lanes && n < sc->num_clients; n++)
		sc->clients[n].lanes = 0;
}

static int prepare(struct scenario *sc, const struct command *cmd)
{
	const char *problem;
	char error[512];
	unsigned int n;

	if (scenario_read(sc, cmd->path, error, sizeof(error))) {
		fprintf(stderr, "teelane: %s\n", error);
		return -1;
	}
	if (cmd->lanes >= 0)
		set_lanes(sc, cmd->lanes);
	for (n = 0; n < cmd->num_settings; n++) {
		problem = scenario_set(sc, cmd->settings[n]);
		if (problem) {
			fprintf(stderr, "teelane: %s: %s\n", cmd->settings[n], problem);
			return -1;
		}
	}
	problem = scenario_check(sc);
	if (problem)
		fprintf(stderr, "teelane: %s\n", problem);
	return problem ? -1 : 0;
}

static int run_bench(char **parts)
{
	static const int statuses[] = {
		[BENCH_DONE] = RUN_DONE, [BENCH_FAILED] = RUN_FAILED,
		[BENCH_UNKNOWN] = EXIT_USAGE, [BENCH_BROKEN] = RUN_BROKEN,
	};
	enum bench_outcome outcome = bench(parts);

	if (outcome == BENCH_UNKNOWN)
		fprintf(stderr, "teelane: see teelane --help for what can be measured\n");
	return statuses[outcome];
}

static bool is_expected(const struct scenario *sc, enum run_outcome outcome)
{
	return outcome == (sc->expect == EXPECT_DEADLOCK ? RUN_DEADLOCK : RUN_DONE);
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
	printf("%s\n%u threads, %u cores\n", sc->title, sc->threads, sc->cores);
	print_agent("the eMMC's path", &sc->mmc);
	if (sc->mmc_gated) {
		print_agent("I2C bus 0", &sc->i2c[0]);
		print_agent("I2C bus 1", &sc->i2c[1]);
	}
	printf("\n");
}

static int run(const struct command *cmd)
{
	static const char *const words[] = {
		[RUN_DONE] = "all work was done", [RUN_FAILED] = "FAILED",
		[RUN_DEADLOCK] = "DEADLOCK", [RUN_BROKEN] = "the machine does not work",
	};
	static struct scenario sc;
	enum run_outcome outcome;

	if (prepare(&sc, cmd))
		return EXIT_USAGE;
	print_head(&sc);
	outcome = run_scenario(&sc, &cmd->opt);
	printf("%s: %s%s\n", cmd->path, words[outcome],
	       is_expected(&sc, outcome) ? ", as expected" : "");
	if (cmd->trace)
		printf("all that happened: %s, %s\n", cmd->opt.picture, cmd->opt.json);
	if (cmd->check)
		return is_expected(&sc, outcome) ? 0 : 1;
	return (int)outcome;
}

int main(int argc, char **argv)
{
	struct command cmd = {
		.lanes = -1,
		.opt = { .out = stdout, .log_level = 4 },
	};
	int rc = parse(&cmd, argc, argv);

	if (rc > 0) {
		fputs(usage, stdout);
		bench_print_parts();
		return 0;
	}
	if (rc < 0) {
		fprintf(stderr, "teelane: see teelane --help\n");
		return EXIT_USAGE;
	}
	if (cmd.bench)
		return run_bench(cmd.bench);
	return run(&cmd);
}
