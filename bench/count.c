// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * A child process executes a function and its parent single-steps it (ptrace(2),
 * PTRACE_SINGLESTEP). Virtual machines mostly have no performance counters; this method is exact,
 * and needs nothing but Linux.
 */
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include "count.h"

#define BEGIN		SIGUSR1
#define END		SIGUSR2

/*
 * A child that takes more steps than this is in a loop that does not end. On an Arm host without
 * LSE that happens to the exclusive loads and stores of an atomic operation: each step is an
 * exception, and the return from one clears the monitor (DDI 0487, "Software Step exceptions").
 */
#define MAX_STEPS	1000000UL

/**
 * struct tally - what the parent has seen of a child
 * @pid:	the child
 * @counts:	the instructions of each pair of count_begin() and count_end()
 * @num:	how many elements @counts has
 * @pairs:	how many pairs are over; the first of them has nothing between its two calls
 * @own:	the steps of that first pair, which are those of count_begin() and count_end()
 * @steps:	the steps since the last count_begin()
 * @counting:	the child is between count_begin() and count_end()
 */
struct tally {
	pid_t pid;
	unsigned long *counts;
	unsigned int num;
	unsigned int pairs;
	unsigned long own;
	unsigned long steps;
	bool counting;
};

/**
 * count_begin() - count instructions from here on
 *
 * To be called only by the function that count_instructions() runs.
 */
void count_begin(void)
{
	raise(BEGIN);
}

/**
 * count_end() - stop counting instructions
 *
 * To be called only by the function that count_instructions() runs.
 */
void count_end(void)
{
	raise(END);
}

static _Noreturn void count_child(int (*fn)(void))
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (ptrace(PTRACE_TRACEME, 0, NULL, NULL)) {
		perror("  ptrace");
		_exit(1);
	}
	count_begin();
	count_end();
	_exit(fn() ? 1 : 0);
}

static void take_count(struct tally *t)
{
	if (!t->pairs)
		t->own = t->steps;
	else if (t->pairs <= t->num)
		t->counts[t->pairs - 1] = t->steps - t->own;
	t->pairs++;
}

/* Record that the child has stopped with @sig, and let it go on. */
static int take_stop(struct tally *t, int sig)
{
	int pass = 0;

	switch (sig) {
	case BEGIN:
		t->steps = 0;
		t->counting = true;
		break;
	case END:
		t->counting = false;
		take_count(t);
		break;
	default:
		if (sig == SIGTRAP && t->counting)
			t->steps++;
		else
			pass = sig;
		break;
	}
	if (t->steps == MAX_STEPS)
		return -1;
	return ptrace(t->counting ? PTRACE_SINGLESTEP : PTRACE_CONT, t->pid, NULL, pass) ? -1 : 0;
}

/* Follow the child to its end. Returns 0, or -1 if the child failed. */
static int follow_child(struct tally *t)
{
	int status;

	for (;;) {
		if (waitpid(t->pid, &status, 0) != t->pid)
			return -1;
		if (WIFEXITED(status))
			return WEXITSTATUS(status) ? -1 : 0;
		if (WIFSIGNALED(status))
			return -1;
		if (take_stop(t, WSTOPSIG(status))) {
			kill(t->pid, SIGKILL);
			waitpid(t->pid, &status, 0);
			return -1;
		}
	}
}

/**
 * count_instructions() - count what a function does between count_begin() and count_end()
 * @fn:		executed in a process of its own; 0, or -1 if it could not do it
 * @counts:	filled in: one for each pair, in that order
 * @num:	how many pairs it has to execute
 *
 * What is counted are the instructions in user mode of the thread that executes @fn, and
 * not those of threads that it starts. A system call is one instruction, and so is each
 * turn of an x86 string instruction. By a program that has one thread.
 *
 * Return: 0; -1, and a message has been printed.
 */
int count_instructions(int (*fn)(void), unsigned long *counts, unsigned int num)
{
	struct tally t = { .counts = counts, .num = num };
	int rc = -1;

	fflush(NULL);
	t.pid = fork();
	if (!t.pid)
		count_child(fn);
	if (t.pid > 0)
		rc = follow_child(&t);
	if (!rc && t.pairs == num + 1)
		return 0;
	printf("  instructions could not be counted\n");
	return -1;
}
