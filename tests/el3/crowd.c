// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * A system call needs an argument buffer that is registered (docs/abi.md). The driver registers as
 * many buffers as there are threads when it is loaded, and a call that waits for a thread has none
 * yet. So a call on a lane finds a buffer, however many calls wait.
 */
#include <unistd.h>
#include "../user/tee.h"

#define CROWD	24	/* many more calls than there are threads and buffers */
#define PARKED	20000	/* ms; long against what the test takes, also on a busy host */

static struct client parked, first, second;

/*
 * Make a context with a lane. A call of another context has the only ordinary thread, and CROWD
 * calls wait for it.
 */
static void crowd(void)
{
	int fd = tee_open();

	first = client_start(fd);
	second = client_start(fd);
	parked = client_start(-1);
	assert_rc(tee_lane_request(fd), 0);
	park(&parked, 1, PARKED, 1);
	for (int i = 0; i < CROWD; i++) {
		if (!fork()) {
			do_session(tee_open(), uuid_pta);
			_exit(0);
		}
		while (lanes("waiting") <= i)
			sleep_ms(2);
	}
}

static void lane_stays_free(void)
{
	crowd();
	/* Of two threads one can be a lane, and the context has it. */
	assert_rc(client_do(&second, OP_REQUEST, 0).err, -EBUSY);
	assert_true(client_pending(&parked));

	/* The second call of the context comes while the first has the lane, and waits for it. */
	client_cmd(&first, OP_WAIT, 300);
	lanes_reach("busy", 2);
	client_cmd(&second, OP_SHORT, 0);
	assert_int_equal(client_reply(&first, 20000).res, TEE_OK);
	for (int i = 0; i < 5; i++)
		assert_int_equal(client_do(&first, OP_SHORT, 0).res, TEE_OK);
	assert_int_equal(client_reply(&second, 20000).res, TEE_OK);
	assert_true(client_pending(&parked));
	assert_int_equal(lanes("refused"), 0);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		TEE_TEST(lane_stays_free, 60),
	};

	tee_test_main(argc, argv);
	return cmocka_run_group_tests_name("crowd", tests, NULL, NULL);
}
