// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * tee-supplicant: requests and answers, and one that dies or never comes.
 */
#include "user.h"

#define META_VALUE	(TEE_IOCTL_PARAM_ATTR_META | TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT)

struct supp_msg {
	u32 func_or_ret;
	u32 num_params;
	struct tee_ioctl_param params[3];
};

static long supp_ioctl(int fd, unsigned int cmd, struct supp_msg *msg)
{
	struct tee_ioctl_buf_data buf = {
		.buf_ptr = (uintptr_t)msg,
		.buf_len = sizeof(*msg),
	};

	return hosted_ioctl(fd, cmd, &buf);
}

static long supp_recv(int fd, struct supp_msg *msg, bool meta)
{
	*msg = (struct supp_msg){ .num_params = 3 };
	if (meta)
		msg->params[0].attr = TEE_IOCTL_PARAM_ATTR_META;
	return supp_ioctl(fd, TEE_IOC_SUPPL_RECV, msg);
}

/* @meta: the request's id comes and goes with it. */
static long supp_answer(int fd, struct supp_msg *msg, bool meta)
{
	struct tee_ioctl_param *p = &msg->params[meta];

	p->b = p->a + 1;
	msg->func_or_ret = TEE_OK;
	return supp_ioctl(fd, TEE_IOC_SUPPL_SEND, msg);
}

struct client {
	long rc;
	u32 ret;
	u64 answer;
	struct task_struct *task;
};

static void run_client(void *arg)
{
	struct tee_ioctl_param params[4] = {
		{ .attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT, .a = 41 },
	};
	struct client *c = arg;
	u32 session;
	int fd = client_open(&session);

	c->rc = invoke(fd, session, FAKE_ASK, params, &c->ret);
	c->answer = params[0].b;
}

static void client_start(struct client *c)
{
	*c = (struct client){ .rc = 1 };
	c->task = hosted_task_start("client", run_client, c);
	assert_non_null(c->task);
}

static void with_ids(void **state)
{
	int fd = hosted_open("/dev/teepriv0");
	struct supp_msg msg;
	struct client c;

	client_start(&c);
	assert_int_equal(supp_recv(fd, &msg, true), 0);
	assert_int_equal(msg.func_or_ret, FAKE_RPC_CMD);
	assert_int_equal(msg.num_params, 2);
	assert_int_equal(msg.params[0].attr, META_VALUE);
	assert_int_equal(msg.params[1].a, 41);
	assert_int_equal(supp_answer(fd, &msg, true), 0);
	assert_false(hosted_task_join(c.task));
	assert_int_equal(c.rc, 0);
	assert_int_equal(c.ret, TEE_OK);
	assert_int_equal(c.answer, 42);
	assert_int_equal(supp_answer(fd, &msg, true), -ENOENT);
	assert_int_equal(hosted_close(fd), 0);
}

static void one_at_a_time(void **state)
{
	int fd = hosted_open("/dev/teepriv0");
	struct client first, second;
	struct supp_msg msg, other;

	client_start(&first);
	assert_int_equal(supp_recv(fd, &msg, false), 0);
	client_start(&second);
	until(fake_state().inside == 2);
	assert_int_equal(supp_recv(fd, &other, false), -EINVAL);
	assert_int_equal(supp_answer(fd, &msg, false), 0);
	assert_int_equal(supp_recv(fd, &msg, false), 0);
	assert_int_equal(supp_answer(fd, &msg, false), 0);
	assert_false(hosted_task_join(first.task));
	assert_false(hosted_task_join(second.task));
	assert_int_equal(first.answer, 42);
	assert_int_equal(second.answer, 42);
	assert_int_equal(hosted_close(fd), 0);
}

/* While an answer is due, a further receive is refused; otherwise it could wait for ever. */
static void does_not_wait_for_itself(void **state)
{
	int fd = hosted_open("/dev/teepriv0");
	struct supp_msg msg, other;
	struct client c;

	client_start(&c);
	assert_int_equal(supp_recv(fd, &msg, false), 0);
	assert_int_equal(supp_recv(fd, &other, false), -EINVAL);
	assert_int_equal(supp_recv(fd, &other, true), -EINVAL);
	assert_int_equal(supp_answer(fd, &msg, false), 0);
	assert_false(hosted_task_join(c.task));
	assert_int_equal(c.answer, 42);
	assert_int_equal(hosted_close(fd), 0);
}

/**
 * struct receiver - a thread of the supplicant that waits for a request
 * @fd:		the device
 * @msg:	where the request is to go, in memory that goes away
 * @meta:	with an id
 * @rc:		what the receive returned
 */
struct receiver {
	int fd;
	struct supp_msg *msg;
	bool meta;
	long rc;
};

static void run_receiver(void *arg)
{
	struct receiver *r = arg;

	r->rc = supp_recv(r->fd, r->msg, r->meta);
}

/* A request that cannot be copied to a receiver goes to the next receiver. */
static void request_goes_back(bool meta)
{
	struct receiver r = { .fd = hosted_open("/dev/teepriv0"), .meta = meta };
	struct hosted_task_info info;
	struct task_struct *task;
	struct supp_msg msg;
	struct client c;

	assert_int_equal(hosted_mmap(-1, 4096, (void **)&r.msg), 0);
	task = hosted_thread_start("receiver", run_receiver, &r);
	do {
		hosted_msleep(1);
		hosted_task_info(task, &info);
	} while (!info.blocked);
	assert_int_equal(hosted_mprotect_none(r.msg), 0);
	client_start(&c);
	assert_false(hosted_task_join(task));
	assert_int_equal(r.rc, -EFAULT);
	assert_int_equal(supp_recv(r.fd, &msg, meta), 0);
	assert_int_equal(msg.params[meta].a, 41);
	assert_int_equal(supp_answer(r.fd, &msg, meta), 0);
	assert_false(hosted_task_join(c.task));
	assert_int_equal(c.answer, 42);
	assert_int_equal(hosted_munmap(r.msg), 0);
	assert_int_equal(hosted_close(r.fd), 0);
}

static void request_with_id_goes_back(void **state)
{
	request_goes_back(true);
}

static void only_request_goes_back(void **state)
{
	request_goes_back(false);
}

/* This supplicant takes requests and answers none. */
static void run_mute_supplicant(void *arg)
{
	int fd = hosted_open("/dev/teepriv0");
	struct supp_msg msg;

	while (!supp_recv(fd, &msg, true))
		__atomic_fetch_add((int *)arg, 1, __ATOMIC_RELAXED);
}

struct task_struct *mute_supplicant_start(int *taken)
{
	return hosted_task_start("supplicant", run_mute_supplicant, taken);
}

/* If the supplicant dies while it has requests, these are answered with an error. */
static void dies(void **state)
{
	int taken = 0;
	struct task_struct *supp = mute_supplicant_start(&taken);
	struct client c;

	client_start(&c);
	until(__atomic_load_n(&taken, __ATOMIC_RELAXED) == 1);
	hosted_task_kill(supp);
	assert_true(hosted_task_join(supp));
	assert_false(hosted_task_join(c.task));
	assert_int_equal(c.rc, 0);
	assert_int_equal(c.ret, TEE_COMMUNICATION);
}

/* A process that waits for a supplicant to appear can be killed, and is served when one appears. */
static void appears_late(void **state)
{
	struct client killed, patient;
	struct supp_msg msg;
	int fd;

	client_start(&killed);
	client_start(&patient);
	until(fake_state().inside == 2);
	hosted_task_kill(killed.task);
	assert_true(hosted_task_join(killed.task));
	/* The request of a process that is gone does not wait for a supplicant to come. */
	until(fake_state().inside == 1);
	fd = hosted_open("/dev/teepriv0");
	assert_int_equal(supp_recv(fd, &msg, true), 0);
	assert_int_equal(supp_answer(fd, &msg, true), 0);
	assert_false(hosted_task_join(patient.task));
	assert_int_equal(patient.answer, 42);
	assert_int_equal(killed.rc, 1);
	until(fake_state().inside == 0);
	assert_int_equal(hosted_close(fd), 0);
}

void supplicant_serves_one(void)
{
	int fd = hosted_open("/dev/teepriv0");
	struct supp_msg msg;

	assert_int_equal(supp_recv(fd, &msg, true), 0);
	assert_int_equal(supp_answer(fd, &msg, true), 0);
	assert_int_equal(hosted_close(fd), 0);
}

/* While the supplicant is frozen, other processes can be frozen, too. */
static void frozen(void **state)
{
	int taken = 0;
	struct task_struct *supp = mute_supplicant_start(&taken);
	struct client c;

	client_start(&c);
	until(__atomic_load_n(&taken, __ATOMIC_RELAXED) == 1);
	assert_int_equal(hosted_freeze(60000), 0);
	hosted_thaw();
	hosted_task_kill(supp);
	hosted_task_join(supp);
	assert_false(hosted_task_join(c.task));
	assert_int_equal(c.ret, TEE_COMMUNICATION);
}

#define PARKED_AT	7 /* notification value */

static void open_parked(void *arg)
{
	int fd = hosted_open("/dev/tee0");
	u32 session, ret;

	(void)arg;
	open_parked_session(fd, PARKED_AT, &session, &ret);
}

/* Return: number of tasks that wait for an answer of the supplicant. */
static unsigned int askers(void)
{
	return tasks_in("optee_supp_ask", false);
}

/*
 * A process is killed while it opens a session, and the system suspends. The worker that goes on
 * with the call closes the session meanwhile, for which the secure world wants something of the
 * supplicant. No suspend waits for that, so the request waits until the supplicant is thawed.
 */
static void killed_before_suspend(void **state)
{
	int fd = hosted_open("/dev/teepriv0");
	struct task_struct *client = hosted_task_start("client", open_parked, NULL);
	struct supp_msg msg;

	until(fake_state().inside == 1);
	hosted_task_kill(client);
	assert_true(hosted_task_join(client));
	assert_int_equal(hosted_freeze(60000), 0);
	fake_notify(PARKED_AT);
	until(askers() == 1);
	hosted_thaw();
	assert_int_equal(supp_recv(fd, &msg, true), 0);
	assert_int_equal(supp_answer(fd, &msg, true), 0);
	until(fake_state().inside == 0);
	assert_int_equal(fake_state().answer, 42);
	assert_int_equal(fake_state().sessions, 0);
	assert_int_equal(hosted_close(fd), 0);
}

static int start_asking_notified(void **state)
{
	machine_start(&(struct fake_config){ .threads = 2, .notifies = true, .asks = true },
		      FAKE_IRQ, 0);
	return 0;
}

static int start_borrowing_rpcs(void **state)
{
	machine_start(&(struct fake_config){ .threads = 2, .borrows_rpcs = true }, 0, 0);
	return 0;
}

static void with_borrowed_message(void **state)
{
	with_ids(state);
}

/*
 * The message that asks for something of the supplicant is in memory that the trusted OS gives back
 * while the supplicant works, and then the client is killed. The worker that goes on with the call
 * has to wait for the supplicant all the same, for the request is in the call.
 */
static void message_given_back(void **state)
{
	int supp = hosted_open("/dev/teepriv0");
	struct supp_msg msg;
	struct client c;
	u32 session;
	int fd;

	client_start(&c);
	assert_int_equal(supp_recv(supp, &msg, true), 0);
	fake_give_back_all();
	fd = client_open(&session);
	hosted_task_kill(c.task);
	assert_true(hosted_task_join(c.task));
	until(askers() == 1);
	assert_int_equal(supp_answer(supp, &msg, true), 0);
	until(fake_state().inside == 0);
	assert_int_equal(hosted_close(fd), 0);
	assert_int_equal(hosted_close(supp), 0);
}

const struct CMUnitTest supp_tests[] = {
	cmocka_unit_test_setup_teardown(with_ids, start_two_threads, stop),
	cmocka_unit_test_setup_teardown(one_at_a_time, start_two_threads, stop),
	cmocka_unit_test_setup_teardown(does_not_wait_for_itself, start_two_threads, stop),
	cmocka_unit_test_setup_teardown(request_with_id_goes_back, start_two_threads, stop),
	cmocka_unit_test_setup_teardown(only_request_goes_back, start_two_threads, stop),
	cmocka_unit_test_setup_teardown(dies, start_two_threads, stop),
	cmocka_unit_test_setup_teardown(appears_late, start_two_threads, stop),
	cmocka_unit_test_setup_teardown(frozen, start_two_threads, stop),
	cmocka_unit_test_setup_teardown(killed_before_suspend, start_asking_notified, stop),
	cmocka_unit_test_setup_teardown(with_borrowed_message, start_borrowing_rpcs, stop),
	cmocka_unit_test_setup_teardown(message_given_back, start_borrowing_rpcs, stop),
};

const unsigned int num_supp_tests = ARRAY_SIZE(supp_tests);
