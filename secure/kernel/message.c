// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * Writing the outputs of a call into its message.
 */
#include "message.h"

static u64 param_offset(const struct thread *t, unsigned int n)
{
	return t->msg.offset + OPTEE_MSG_GET_ARG_SIZE(n) + offsetof(struct optee_msg_param, u);
}

/**
 * msg_write_value() - answer with numbers
 * @t:		current thread
 * @n:		parameter of the message
 * @a:		first
 * @b:		second
 */
void msg_write_value(struct thread *t, unsigned int n, u64 a, u64 b)
{
	u64 ab[2] = { a, b };

	_Static_assert(offsetof(struct optee_msg_param_value, b) == sizeof(u64), "b follows a");
	shm_write(t->msg.shm, param_offset(t, n), ab, sizeof(ab));
}

/**
 * msg_write_size() - answer with the size of a memory reference
 * @t:		current thread
 * @n:		parameter of the message
 * @size:	bytes
 */
void msg_write_size(struct thread *t, unsigned int n, u64 size)
{
	_Static_assert(offsetof(struct optee_msg_param_rmem, size) ==
		       offsetof(struct optee_msg_param_tmem, size), "one place for the size");
	shm_write(t->msg.shm, param_offset(t, n) + offsetof(struct optee_msg_param_rmem, size),
		  &size, sizeof(size));
}
