// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The functions that the compiler calls by itself (secure/arch/aarch64/lib.c), under other names
 * and compiled as for the image: what goes wrong there depends on the order in which the compiler
 * has words loaded and stored.
 */
#include "functions.h"
#include "world.h"

/* Every alignment to 8 bytes, and runs of 4 words, of words, and of bytes */
#define PLACES		40
#define LONGEST	75
#define ROOM		(PLACES + LONGEST + 8)

static _Alignas(8) u8 room[ROOM], other[ROOM];

static void number(u8 *bytes, u8 first)
{
	unsigned int n;

	for (n = 0; n < ROOM; n++)
		bytes[n] = first + n;
}

/* @size bytes at @to are numbered from @from on now, and the others still from @first on. */
static void check_copied(const u8 *bytes, u8 first, unsigned int to, u8 from, unsigned int size)
{
	unsigned int n;

	for (n = 0; n < ROOM; n++)
		assert_int_equal(bytes[n], (u8)(n >= to && n < to + size ? from + n - to :
									 first + n));
}

static void moves(void **state)
{
	unsigned int from, to, size;

	(void)state;
	for (from = 0; from < PLACES; from++) {
		for (to = 0; to < PLACES; to++) {
			for (size = 0; size <= LONGEST; size++) {
				number(room, 0);
				assert_ptr_equal(lib_memmove(room + to, room + from, size),
						 room + to);
				check_copied(room, 0, to, from, size);
			}
		}
	}
}

static void copies(void **state)
{
	unsigned int from, to, size;

	(void)state;
	number(other, 128);
	for (from = 0; from < 8; from++) {
		for (to = 0; to < 8; to++) {
			for (size = 0; size <= LONGEST; size++) {
				number(room, 0);
				assert_ptr_equal(lib_memcpy(room + to, other + from, size),
						 room + to);
				check_copied(room, 0, to, 128 + from, size);
			}
		}
	}
}

static void sets(void **state)
{
	unsigned int to, size, n;

	(void)state;
	for (to = 0; to < 8; to++) {
		for (size = 0; size <= LONGEST; size++) {
			number(room, 0);
			assert_ptr_equal(lib_memset(room + to, 0x1a5, size), room + to);
			for (n = 0; n < ROOM; n++)
				assert_int_equal(room[n],
						 n >= to && n < to + size ? 0xa5 : (u8)n);
		}
	}
}

static void compares(void **state)
{
	unsigned int size, n;

	(void)state;
	number(room, 0);
	number(other, 0);
	for (size = 0; size <= LONGEST; size++) {
		assert_int_equal(lib_memcmp(room, other, size), 0);
		for (n = 0; n < size; n++) {
			other[n] ^= 0x80;
			assert_true(room[n] < other[n] ? lib_memcmp(room, other, size) < 0 :
							 lib_memcmp(room, other, size) > 0);
			other[n] ^= 0x80;
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(moves),
		cmocka_unit_test(copies),
		cmocka_unit_test(sets),
		cmocka_unit_test(compares),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
