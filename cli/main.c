// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The teelane command. See teelane(1).
 */
#include <signal.h>
#include <unistd.h>

#include "bench.h"
#include "command.h"
#include "output.h"
#include "teelane_version.h"

static atomic_bool stop;

/* The second time it ends the program: the run does not want to stop. */
static void on_signal(int number)
{
	(void)number;
	stop = true;
}

static void catch_signals(void)
{
	struct sigaction action = {
		.sa_handler = on_signal, .sa_flags = SA_RESTART | SA_RESETHAND,
	};

	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	/* What is written to a pipe that nobody reads is a write error like others. */
	signal(SIGPIPE, SIG_IGN);
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

static int do_command(const struct command *cmd)
{
	switch (cmd->kind) {
	case COMMAND_HELP:
		options_help();
		bench_print_parts();
		return 0;
	case COMMAND_VERSION:
		/* It begins with "teelane-", as the drivers say it. */
		printf("teelane %s\n", TEELANE_VERSION + sizeof("teelane-") - 1);
		return 0;
	case COMMAND_BENCH:
		return run_bench(cmd->parts);
	case COMMAND_COMPARE:
		return command_compare(cmd);
	case COMMAND_SWEEP:
		return command_sweep(cmd);
	default:
		return command_run(cmd);
	}
}

int main(int argc, char **argv)
{
	struct command cmd = {
		.opt = {
			.out = stdout, .log_level = 4, .stop = &stop, .progress = isatty(2),
		},
	};
	int status;

	if (options_parse(&cmd, argc, argv)) {
		fprintf(stderr, "teelane: see teelane --help\n");
		return EXIT_USAGE;
	}
	if (cmd.kind != COMMAND_BENCH)
		catch_signals();
	status = do_command(&cmd);
	output_close(stdout, "the standard output");
	return output_failed() ? EXIT_OUTPUT : status;
}
