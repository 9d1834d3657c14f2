/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Words that a user chooses from.
 */
#ifndef CLI_WORDS_H
#define CLI_WORDS_H

#include <string.h>

/**
 * find_word() - which of the allowed words is it?
 * @words:	the allowed words, with NULL behind the last
 * @word:	what the user has written
 *
 * Return: the index in @words, or -1.
 */
static inline int find_word(const char *const *words, const char *word)
{
	int n;

	for (n = 0; words[n]; n++)
		if (!strcmp(words[n], word))
			return n;
	return -1;
}

#endif
