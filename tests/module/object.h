/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * What object_driver.ko and its test, ../user/object.c, agree on.
 */
#ifndef TESTS_OBJECT_H
#define TESTS_OBJECT_H

/* TEE_IOC_VERSION tells by this that a device is the test driver's. */
#define OBJECT_IMPL_ID		0x7465696d
#define OBJECT_REVISION		"objects 1.2.3"

/* Operations of each object. */
#define OBJECT_OP_ANSWER	1	/* changes the parameters as below, and returns a sum */
#define OBJECT_OP_FAIL		2	/* changes them as well, and fails with this errno: */
#define OBJECT_FAIL_RC		(-95)	/* -EOPNOTSUPP */

/*
 * OBJECT_OP_ANSWER: the sum begins with the id of the object.
 *   value in	 adds its three numbers to the sum
 *   value out	 gets 1, 2 and 3
 *   value inout each number is one more
 *   buffer in	 adds each of its bytes to the sum
 *   buffer out	 is filled with OBJECT_FILL, and has half the size
 *   buffer inout each byte is inverted, and the size is one more
 *   object in	 adds its id and its flags to the sum
 *   object out	 gets the id and the flags below
 *   object inout the id is one more, and the flags are inverted
 */
#define OBJECT_FILL		0x5a
#define OBJECT_NEW_ID		0x123456789abcdef0ull
#define OBJECT_NEW_FLAGS	0xfedcba9876543210ull
#define OBJECT_MAX_BUFFER	4096	/* larger buffers fail with -E2BIG */

/* The request that the privileged device has for its supplicant, and the reply that it wants. */
#define OBJECT_SUPP_FUNC	77
#define OBJECT_SUPP_RET		78
#define OBJECT_SUPP_PARAMS	4	/* buffer in, buffer inout, object inout, object out */
#define OBJECT_SUPP_ADDR	0x10000	/* of the buffers, and half of it in the reply */
#define OBJECT_SUPP_SIZE	0x200

#endif
