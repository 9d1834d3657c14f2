/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * What the guest tests share: raw calls of the TEE user API, client processes
 * that a test steers from outside, the lanes counters, and tests that run in a
 * process of their own under a watchdog.
 *
 * Every helper asserts all that the test which calls it is not about, so that a test has only its
 * own assertions.  Times are milliseconds of CLOCK_MONOTONIC, which all processes share.
 */
#ifndef TESTS_TEE_H
#define TESTS_TEE_H

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <unistd.h>
#include <cmocka.h>
#include <linux/tee.h>

/*
 * A limit which only ends a hang is written down as it would do on a host that is not busy, and
 * multiplied by this.
 */
#define SLOW_HOST	5

/* The page size of the kernel: 4 KiB or 16 KiB. */
#define PAGE		((unsigned long)sysconf(_SC_PAGESIZE))

/* Results and origins: GlobalPlatform TEE Client API 1.0, section 4.4.2. */
#define TEE_OK			0x00000000u
#define TEE_CANCEL		0xffff0002u
#define TEE_BAD_PARAMETERS	0xffff0006u
#define TEE_ITEM_NOT_FOUND	0xffff0008u
#define TEE_OUT_OF_MEMORY	0xffff000cu
#define TEE_COMMUNICATION	0xffff000eu

/* Commands of OP-TEE's test TA "os_test". */
#define OS_TEST_WAIT		9	/* value in: TEE_Wait() of a ms */
#define OS_TEST_GLOBAL_VAR	18	/* value out: returns at once */
#define OS_TEST_IDENTITY	20	/* value out: login; memref out: UUID */

/*
 * A trusted OS without TAs has commands of the pseudo TA for the same; they are in optee_pta.h, as
 * PTA_INVOKE_TESTS_CMD_*. Tests that use the two commands above run on either: see busy_service().
 */
#define PTA_PARK		0x7400	/* value in: suspended for a ms */
#define PTA_COMPUTE		0x7404	/* value in: computes for a us */

/* Commands of "sims", a TA that keeps blobs for whoever asks. */
#define SIMS_READ		1	/* value in: index; memref out */
#define SIMS_WRITE		2	/* value in: index; memref in */

typedef __u8 u8;
typedef __u32 u32;
typedef __u64 u64;
typedef __s64 s64;

extern const u8 uuid_os_test[TEE_IOCTL_UUID_LEN];
extern const u8 uuid_sims[TEE_IOCTL_UUID_LEN];
extern const u8 uuid_storage[TEE_IOCTL_UUID_LEN];
extern const u8 uuid_pta[TEE_IOCTL_UUID_LEN]; /* invoke-tests pseudo TA */

#define MAX_PARAMS	4

/* An open-session or invoke argument with its parameters, as the ioctl has it. */
struct open_arg {
	struct tee_ioctl_open_session_arg arg;
	struct tee_ioctl_param params[MAX_PARAMS];
};

struct invoke_arg {
	struct tee_ioctl_invoke_arg arg;
	struct tee_ioctl_param params[MAX_PARAMS];
};

static inline struct tee_ioctl_param p_value(unsigned int type, u64 a,
					     u64 b)
{
	return (struct tee_ioctl_param){ .attr = type, .a = a, .b = b };
}

static inline struct tee_ioctl_param p_mem(unsigned int type, u64 offset,
					   u64 size, s64 shm_id)
{
	return (struct tee_ioctl_param){ .attr = type, .a = offset, .b = size,
					 .c = (u64)shm_id };
}

#define VALUE_IN(a)	p_value(TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT, a, 0)
#define VALUE_OUT	p_value(TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT, 0, 0)
#define MEM_IN(o, s, i)	p_mem(TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT, o, s, i)
#define MEM_OUT(o, s, i) p_mem(TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT, o, s, i)

/* dev.c: the user API.  do_*() assert success, tee_*() return 0 or -errno. */
int tee_open(void);
int tee_open_session(int fd, struct open_arg *o);
int tee_invoke(int fd, struct invoke_arg *i);
int tee_cancel(int fd, u32 session, u32 cancel_id);
int tee_close_session(int fd, u32 session);
int tee_shm_alloc(int fd, u64 size, int *id);	/* fd or -errno */
int tee_shm_register(int fd, const void *p, u64 len, int *id);
int tee_lane_request(int fd);
int tee_lane_release(int fd);
u32 do_session(int fd, const u8 *uuid);
u32 do_invoke(int fd, u32 session, u32 func, unsigned int n,
	      struct tee_ioctl_param *p);		/* the TEE result */
void do_short(int fd, u32 session);

/**
 * struct busy_service - what tests keep the trusted OS busy with
 * @uuid:	of the service
 * @wait:	command that waits for a number of ms
 * @brief:	command that returns at once
 * @attr:	type of its one parameter
 */
struct busy_service {
	const u8 *uuid;
	u32 wait;
	u32 brief;
	u64 attr;
};

/* dev.c: os_test; with TEE_BUSY=pta in the environment the pseudo TA of our trusted OS. */
const struct busy_service *busy_service(void);

/* dev.c: counters of the driver; the value is -1 where the driver has no such counter. */
void lanes_note_own(void);	/* called before the first test, while no client has a lane */
long lanes(const char *counter);
long lanes_wait(const char *counter, long value, int ms); /* returns how many ms it took, or -1 */
void lanes_reach(const char *counter, long value); /* waits until the counter is @value or more */
bool lanes_reach_until(const char *counter, long value, double until); /* false: too late */
void lanes_idle(int ms);
int tee_threads(void);

/* client.c: a process with a context, which the test tells what to do. */
enum client_op {
	OP_SHORT,	/* invoke os_test, which returns at once */
	OP_WAIT,	/* park in os_test for arg ms */
	OP_PTA,		/* open and close a session of a pseudo TA */
	OP_REQUEST,	/* ask for a lane for the context */
	OP_RELEASE,
	OP_CLOSE,	/* close the session and the context; the client's last command */
	OP_REGISTER,	/* register and unregister 4 pages */
};

struct client {
	pid_t pid;
	int to, from;		/* pipes: commands, replies */
	int fd;			/* the shared context, or -1 if the client has its own */
};

struct reply {
	int err;		/* 0 or -errno of the system call */
	u32 res;		/* TEE result */
	u32 session;	/* the client's session, so that others can try to cancel its calls */
	double start, end;
};

/* The cancel ID of each call that a client makes in a session */
#define CLIENT_CANCEL_ID	0x1234

struct client client_start(int shared_fd);
void client_cmd(struct client *c, enum client_op op, unsigned int arg);
struct reply client_reply(struct client *c, int ms);
int client_pending(struct client *c);	/* 1: no reply yet */
struct reply client_do(struct client *c, enum client_op op, unsigned int arg);
double client_kill(struct client *c);	/* ms from SIGKILL until the client is gone */
void client_end(struct client *c);
void park(struct client *c, int n, unsigned int ms, int busy);

/* harness.c */
double now_ms(void);
void sleep_ms(double ms);
double proc_gone(pid_t pid, int ms);	/* ms until the process could be reaped, or -1 */
double proc_kill(pid_t pid);		/* the process must be a child */
bool task_in_call(pid_t pid, pid_t tid);	/* asleep in an ioctl */
/*
 * Make a test whose calls take @length, then twice as long, and so on up to @most, until it returns
 * true: it was over before they ended.  On a busy host it can be too slow to tell anything.
 */
void until_in_time(bool (*test)(unsigned int length), unsigned int length, unsigned int most);

struct tee_test {
	void (*fn)(void);
	int seconds;
};

void tee_test_run(void **state);
void tee_test_main(int argc, char **argv);

/* A test that runs @fn in a process of its own; it hangs if it takes more than @seconds. */
#define TEE_TEST(fn, seconds) \
	{ #fn, tee_test_run, NULL, NULL, &(struct tee_test){ fn, seconds } }

/* The result of a system call must be @want: 0, a positive number, or -errno. */
void check_rc(const char *what, long rc, long want, const char *file, int line);
#define assert_rc(call, want) check_rc(#call, call, want, __FILE__, __LINE__)

/* A time must be between two limits, both in ms. */
void check_ms(const char *what, double ms, double min, double max,
	      const char *file, int line);
#define assert_between(ms, min, max) \
	check_ms(#ms, ms, min, max, __FILE__, __LINE__)
#define assert_below(ms, max)	assert_between(ms, 0, max)

#endif
