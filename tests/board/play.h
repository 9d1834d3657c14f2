/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Scenarios for tests: read one, change it, run it, see how it ends.
 */
#ifndef TESTS_BOARD_PLAY_H
#define TESTS_BOARD_PLAY_H

#include "run.h"

/**
 * struct ending - how a run has ended
 * @outcome:	the outcome
 * @text:	all it wrote
 */
struct ending {
	enum run_outcome outcome;
	char *text;
};

/* Where the files are */
extern const char *play_directory;

/* The scenario that is played */
extern struct scenario play_sc;

/* What came of the last one */
extern struct result play_result;

/* Each fails the test if it cannot be done. */
void play_read(const char *name);
void play_set(const char *setting);
struct ending play(struct run_options opt);
void play_ends(enum run_outcome outcome);

/*
 * Shall a run be made again, since it did not end as is wanted, and the host stood still or was
 * busy meanwhile? What is late then tells nothing about the stack.
 */
bool play_again(bool wanted);

/* And it must have written this. */
void play_ends_with(enum run_outcome outcome, const char *text);

#endif
