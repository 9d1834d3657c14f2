// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Files that the command writes. What cannot be written is said at once, and once more by the exit
 * status, which main() takes from output_failed().
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "output.h"

static bool failed;

static void complain_of_file(const char *path)
{
	fprintf(stderr, "teelane: %s: cannot be written: %s\n", path,
		errno ? strerror(errno) : "an error");
	failed = true;
}

/**
 * output_can_be_written() - will it be possible to write a file when the run is over?
 * @path:	the file, NULL: none is wanted
 *
 * A run may take long, so this is found out before. Nothing in a file that is there is changed.
 *
 * Return: false: no, and it was said why.
 */
bool output_can_be_written(const char *path)
{
	bool there;
	int fd;

	if (!path)
		return true;
	there = !access(path, F_OK);
	errno = 0;
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
	if (fd < 0) {
		complain_of_file(path);
		return false;
	}
	close(fd);
	if (!there)
		unlink(path);
	return true;
}

/**
 * output_open() - begin to write a file
 * @path:	the file, NULL: none is wanted
 *
 * Return: NULL: none is wanted, or it cannot be written, and that was said.
 */
FILE *output_open(const char *path)
{
	FILE *out;

	if (!path)
		return NULL;
	errno = 0;
	out = fopen(path, "w");
	if (!out)
		complain_of_file(path);
	return out;
}

/**
 * output_close() - end it
 * @out:	the file; the standard output is only flushed
 * @path:	its name
 *
 * Return: false: something of it could not be written, and that was said.
 */
bool output_close(FILE *out, const char *path)
{
	bool bad = ferror(out);

	errno = 0;
	if (out == stdout ? fflush(out) : fclose(out))
		bad = true;
	if (bad)
		complain_of_file(path);
	return !bad;
}

/**
 * output_failed() - has there been anything that could not be written?
 */
bool output_failed(void)
{
	return failed;
}
