// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The command line. See teelane(1).
 */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "options.h"
#include "words.h"

#define LIMIT_MAX	86400

enum {
	OPT_LANES = 256,
	OPT_NO_LANES,
	OPT_TIMELINE,
	OPT_EMMC,
	OPT_DOT,
	OPT_SVG,
	OPT_JSON,
	OPT_RESULT,
	OPT_CHECK,
	OPT_KEEP_GOING,
	OPT_LIMIT,
	OPT_VERSION,
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
	{ "result", required_argument, NULL, OPT_RESULT },
	{ "check", no_argument, NULL, OPT_CHECK },
	{ "keep-going", no_argument, NULL, OPT_KEEP_GOING },
	{ "limit", required_argument, NULL, OPT_LIMIT },
	{ "verbose", no_argument, NULL, 'v' },
	{ "version", no_argument, NULL, OPT_VERSION },
	{ "help", no_argument, NULL, 'h' },
	{ 0 },
};

static const char usage[] =
	"usage: teelane run [option]... SCENARIO\n"
	"       teelane trace [option]... SCENARIO\n"
	"       teelane compare [option]... SCENARIO\n"
	"       teelane sweep [option]... SCENARIO SECTION.KEY=FROM..TO\n"
	"       teelane bench [PART]...\n"
	"\n"
	"Run a TEE stack in this process, both worlds of it, and see how a scenario ends.\n"
	"  trace    also writes down all that happens\n"
	"  compare  runs it without lanes and with them, side by side\n"
	"  sweep    finds the smallest value of a key with which it works\n"
	"  bench    measures what things cost: all, or the parts that are named\n"
	"SCENARIO is a file such as scenarios/rpmb-deadlock (\".ini\" may be left out).\n"
	"\n"
	"  --lanes            each SCMI client of the kernel has a lane\n"
	"  --no-lanes         nobody has one, whatever the scenario says\n"
	"  -s, --set SECTION.KEY=VALUE\n"
	"                     change the scenario: -s machine.threads=4\n"
	"  --keep-going       a deadlock does not end the run while other clients can go on\n"
	"  --limit=SECONDS    stop after so long\n"
	"  --timeline=auto|all|none\n"
	"                     how much of the timeline is shown\n"
	"  --emmc=FILE        keep the eMMC's state in FILE\n"
	"  --dot=FILE         write the graph of a deadlock, for Graphviz\n"
	"  --svg=FILE         run: write a picture of a deadlock\n"
	"                     trace: write a picture of all that happened (teelane.svg)\n"
	"                     compare, sweep: write a picture of all runs\n"
	"  --json=FILE        write the result, for programs\n"
	"                     trace: write a record for Perfetto (teelane.json)\n"
	"  --result=FILE      trace, too: write the result, for programs\n"
	"  --check            exit with 0 if it ends as the scenario expects, else with 1\n"
	"  -v, --verbose      show the kernel's messages\n"
	"  --version          show the version\n"
	"  -h, --help         show this\n"
	"\n"
	"Exit status: 0 all work was done, in time; 1 it was not; 2 wrong usage;\n"
	"3 deadlock; 4 the machine does not work; 5 a file or the output could not be\n"
	"written, or is not complete; 6 stopped before the end.\n"
	"\n"
	"Parts of bench:\n";

/**
 * options_help() - print a summary
 */
void options_help(void)
{
	fputs(usage, stdout);
}

static int complain_of(const char *what, const char *value)
{
	fprintf(stderr, "teelane: %s%s%s\n", what, *value ? ": " : "", value);
	return -1;
}

static int set_timeline(struct run_options *opt, const char *word)
{
	static const char *const words[] = {
		[TIMELINE_AUTO] = "auto", [TIMELINE_ALL] = "all", [TIMELINE_NONE] = "none", NULL,
	};
	int n = find_word(words, word);

	if (n >= 0) {
		opt->timeline = (enum timeline_mode)n;
		return 0;
	}
	return complain_of("--timeline: auto, all or none is allowed, not", word);
}

static int set_limit(struct run_options *opt, const char *text)
{
	double seconds;
	char *end;

	seconds = strtod(text, &end);
	if (end == text || *end || !(seconds >= 0.001 && seconds <= LIMIT_MAX))
		return complain_of("--limit: seconds from 0.001 to 86400 are allowed, not", text);
	opt->limit_ms = (unsigned int)(seconds * 1000);
	return 0;
}

static int add_variant(struct command *cmd, enum variant variant)
{
	if (cmd->num_variants == MAX_VARIANTS)
		return complain_of("too many of --lanes and --no-lanes", "");
	cmd->variants[cmd->num_variants++] = variant;
	return 0;
}

static int add_setting(struct command *cmd, const char *text)
{
	if (cmd->num_settings == MAX_SETTINGS)
		return complain_of("too many settings", text);
	cmd->settings[cmd->num_settings++] = text;
	return 0;
}

static int parse_option(struct command *cmd, int c)
{
	switch (c) {
	case OPT_LANES:
		return add_variant(cmd, VARIANT_LANES);
	case OPT_NO_LANES:
		return add_variant(cmd, VARIANT_NO_LANES);
	case 's':
		return add_setting(cmd, optarg);
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
	case OPT_RESULT:
		cmd->result = optarg;
		return 0;
	case OPT_CHECK:
		cmd->check = true;
		return 0;
	case OPT_KEEP_GOING:
		cmd->keep_going = true;
		return 0;
	case OPT_LIMIT:
		return set_limit(&cmd->opt, optarg);
	case 'v':
		cmd->opt.log_level = 6;
		return 0;
	case OPT_VERSION:
		cmd->kind = COMMAND_VERSION;
		return 0;
	case 'h':
		cmd->kind = COMMAND_HELP;
		return 0;
	default:
		return -1;
	}
}

/* Only "trace" writes a record; the picture is one of all that happened then. */
static void set_files(struct command *cmd)
{
	if (cmd->kind == COMMAND_TRACE) {
		cmd->opt.picture = cmd->opt.svg ? cmd->opt.svg : "teelane.svg";
		cmd->opt.svg = NULL;
		if (!cmd->opt.json)
			cmd->opt.json = "teelane.json";
		return;
	}
	if (cmd->opt.json)
		cmd->result = cmd->opt.json;
	cmd->opt.json = NULL;
}

static int set_kind(struct command *cmd, const char *word)
{
	static const char *const words[] = {
		[COMMAND_RUN] = "run", [COMMAND_TRACE] = "trace", [COMMAND_COMPARE] = "compare",
		[COMMAND_SWEEP] = "sweep", [COMMAND_BENCH] = "bench", [COMMAND_HELP] = "help", NULL,
	};
	int n = find_word(words, word);

	if (n >= 0) {
		cmd->kind = (enum command_kind)n;
		return 0;
	}
	return complain_of("run, trace, compare, sweep, bench or help is allowed, not", word);
}

static int set_words(struct command *cmd, char **words, int num)
{
	bool sweep;

	if (!num)
		return complain_of("run, trace, compare, sweep, bench or help is wanted", "");
	if (set_kind(cmd, words[0]))
		return -1;
	if (cmd->kind == COMMAND_BENCH) {
		cmd->parts = words + 1;
		return 0;
	}
	if (cmd->kind == COMMAND_HELP)
		return 0;
	sweep = cmd->kind == COMMAND_SWEEP;
	if (num != (sweep ? 3 : 2))
		return complain_of(sweep ? "SCENARIO and SECTION.KEY=FROM..TO are wanted behind" :
				   "one SCENARIO is wanted behind", words[0]);
	cmd->path = words[1];
	cmd->range = sweep ? words[2] : NULL;
	if (cmd->num_variants > 1 && cmd->kind != COMMAND_COMPARE)
		return complain_of("only compare can have more than one of --lanes and --no-lanes",
				   "");
	set_files(cmd);
	return 0;
}

/**
 * options_parse() - read the command line
 * @cmd:	out; what is not on it stays
 * @argc:	of main()
 * @argv:	of main()
 *
 * Return: 0, or -1: it was said what is wrong with it.
 */
int options_parse(struct command *cmd, int argc, char **argv)
{
	int c;

	while ((c = getopt_long(argc, argv, "s:vh", long_options, NULL)) != -1)
		if (parse_option(cmd, c))
			return -1;
	if (cmd->kind == COMMAND_HELP || cmd->kind == COMMAND_VERSION)
		return 0;
	return set_words(cmd, argv + optind, argc - optind);
}
