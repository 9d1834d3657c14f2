/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Counting instructions, where a host has no counters for that: a process is made to
 * execute them one by one.
 */
#ifndef BENCH_COUNT_H
#define BENCH_COUNT_H

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
int count_instructions(int (*fn)(void), unsigned long *counts, unsigned int num);

/* Only by @fn of count_instructions(). */
void count_begin(void);
void count_end(void);

#endif
