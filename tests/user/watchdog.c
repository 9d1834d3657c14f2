// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The watchdog service of our trusted OS.
 *
 *	watchdog	run the tests: it is fed by a client with a lane, stopped, and refused
 *	watchdog nolane	the same client without a lane: the machine is reset
 *	watchdog bite	start the watchdog and never feed it: the machine is reset
 *
 * The timeouts are much longer than what a busy host may take a guest's processors away for.
 */
#include <stdio.h>
#include <string.h>
#include "optee_pta.h"
#include "tee.h"

#define TIMEOUT		6	/* s, where it is fed */
#define FED		9000	/* ms */
#define PERIOD		500	/* ms between two pings */
#define STOPPED		3	/* s, where it is stopped at once */
#define UNFED		4	/* s: time to take away the core that has started it */
#define MAX_PARKED	16

#define ACCESS_DENIED	0xffff0001u
#define BAD_STATE	0xffff0007u

static const u8 uuid_watchdog[TEE_IOCTL_UUID_LEN] = PTA_WATCHDOG_UUID_OCTETS;

struct dog {
	int fd;
	u32 session;
};

static struct dog open_dog(int lane)
{
	struct dog d = { .fd = tee_open() };

	if (lane)
		assert_rc(tee_lane_request(d.fd), 0);
	d.session = do_session(d.fd, uuid_watchdog);
	return d;
}

static u32 set(struct dog *d, u32 cmd, u32 value)
{
	struct tee_ioctl_param p = VALUE_IN(value);

	return do_invoke(d->fd, d->session, cmd, 1, &p);
}

static u32 ping(struct dog *d)
{
	return do_invoke(d->fd, d->session, PTA_WATCHDOG_CMD_PING, 0, NULL);
}

/* Every ordinary thread is parked for longer than the timeout, and the watchdog is fed. */
static void feed(int lane)
{
	struct client parked[MAX_PARKED];
	struct dog d = open_dog(lane);
	int n = tee_threads() - !!lane;
	double end;

	assert_true(n > 0 && n <= MAX_PARKED);
	for (int i = 0; i < n; i++)
		parked[i] = client_start(-1);
	assert_int_equal(set(&d, PTA_WATCHDOG_CMD_SET_TIMEOUT, TIMEOUT), TEE_OK);
	assert_int_equal(set(&d, PTA_WATCHDOG_CMD_ENABLE, 1), TEE_OK);
	park(parked, n, FED + 1000, n);
	for (end = now_ms() + FED; now_ms() < end; sleep_ms(PERIOD))
		assert_int_equal(ping(&d), TEE_OK);
	assert_int_equal(set(&d, PTA_WATCHDOG_CMD_ENABLE, 0), TEE_OK);
	for (int i = 0; i < n; i++) {
		assert_int_equal(client_reply(&parked[i], 30000).res, TEE_OK);
		client_end(&parked[i]);
	}
	close(d.fd);
}

static void fed_on_a_lane(void)
{
	feed(1);
}

static void only_its_client(void)
{
	struct dog d = open_dog(0), other = open_dog(0);

	assert_int_equal(ping(&d), BAD_STATE);
	assert_int_equal(set(&d, PTA_WATCHDOG_CMD_ENABLE, 1), TEE_OK);
	assert_int_equal(ping(&other), ACCESS_DENIED);
	assert_int_equal(set(&other, PTA_WATCHDOG_CMD_ENABLE, 0), ACCESS_DENIED);
	assert_int_equal(ping(&d), TEE_OK);
	assert_int_equal(set(&d, PTA_WATCHDOG_CMD_ENABLE, 0), TEE_OK);
	close(other.fd);
	close(d.fd);
}

/* A watchdog that was stopped does not reset the machine, although its timer has been set. */
static void stopped_in_time(void)
{
	struct dog d = open_dog(0);

	assert_int_equal(set(&d, PTA_WATCHDOG_CMD_SET_TIMEOUT, STOPPED), TEE_OK);
	assert_int_equal(set(&d, PTA_WATCHDOG_CMD_ENABLE, 1), TEE_OK);
	assert_int_equal(set(&d, PTA_WATCHDOG_CMD_ENABLE, 0), TEE_OK);
	sleep_ms(1500 * STOPPED);
	close(d.fd);
}

static int bite(void)
{
	struct dog d = open_dog(0);

	assert_int_equal(set(&d, PTA_WATCHDOG_CMD_SET_TIMEOUT, UNFED), TEE_OK);
	printf("the watchdog is not fed from now on\n");
	fflush(stdout);
	assert_int_equal(set(&d, PTA_WATCHDOG_CMD_ENABLE, 1), TEE_OK);
	sleep_ms(60000);
	printf("FAIL: the machine has not been reset\n");
	return 1;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		TEE_TEST(only_its_client, 30),
		TEE_TEST(stopped_in_time, 30),
		TEE_TEST(fed_on_a_lane, 60),
	};

	tee_test_main(1, argv);
	if (argc > 1 && !strcmp(argv[1], "bite"))
		return bite();
	if (argc > 1 && !strcmp(argv[1], "nolane")) {
		feed(0);
		return 1;
	}
	return cmocka_run_group_tests_name("watchdog", tests, NULL, NULL);
}
