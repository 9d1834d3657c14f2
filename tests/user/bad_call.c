// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Runs a table of bad calls; see bad_call.h.
 */
#define _GNU_SOURCE
#include <assert.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>
#include "bad_call.h"
#include "leak.h"

#define MAX_CASES	100

struct context me, other;
char *rw, *ro;

static struct context context_new(void)
{
	struct context c = { .fd = tee_open() };

	c.session = do_session(c.fd, uuid_pta);
	c.shm_fd = tee_shm_alloc(c.fd, 2 * PAGE, &c.shm_id);
	assert_true(c.shm_fd >= 0);
	return c;
}

static void *map(size_t pages, int prot)
{
	void *p = mmap(NULL, pages * PAGE, prot, MAP_PRIVATE | MAP_ANONYMOUS,
		       -1, 0);

	assert_ptr_not_equal(p, MAP_FAILED);
	return p;
}

static void set_up(void)
{
	me = context_new();
	other = context_new();
	/* Each context numbers its sessions from 1 on, and of this number @me has none. */
	other.session = do_session(other.fd, uuid_pta);
	ro = map(1, PROT_READ);
	rw = map(3, PROT_READ | PROT_WRITE);
	munmap(rw + 2 * PAGE, PAGE);	/* after ro is mapped, which would be put here otherwise */
}

int ctl(unsigned long cmd, void *arg)
{
	int rc = ioctl(me.fd, cmd, arg);

	if (rc < 0)
		return -errno;
	if (cmd == TEE_IOC_SHM_ALLOC || cmd == TEE_IOC_SHM_REGISTER)
		close(rc);
	return 0;
}

int ctl_buf(unsigned long cmd, void *p, u64 len)
{
	struct tee_ioctl_buf_data b = { .buf_ptr = (uintptr_t)p,
					.buf_len = len };

	return ctl(cmd, &b);
}

/* Write an invocation of the pseudo TA without errors to @where. */
struct invoke_arg *good_invoke(void *where)
{
	struct invoke_arg *i = where;

	memset(i, 0, sizeof(*i));
	i->arg.session = me.session;
	i->arg.func = 1;
	i->arg.num_params = 4;
	i->params[0] = p_value(TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT, 1, 1);
	return i;
}

struct open_arg *good_open(void *where)
{
	struct open_arg *o = where;

	memset(o, 0, sizeof(*o));
	memcpy(o->arg.uuid, uuid_pta, sizeof(uuid_pta));
	return o;
}

/* Returns a copy of @p in memory that the kernel can read but not write. */
void *read_only_copy(const void *p, size_t len)
{
	mprotect(ro, PAGE, PROT_READ | PROT_WRITE);
	memcpy(ro, p, len);
	mprotect(ro, PAGE, PROT_READ);
	return ro;
}

static const struct bad_call *table, *now;
static size_t table_len;

static void call(const struct bad_call *c)
{
	check_rc(c->name, c->fn ? c->fn() : c->fn_arg(c->arg), c->rc, __FILE__,
		 __LINE__);
}

static void one_call(void)
{
	set_up();
	call(now);
	/* The context still works after the bad call. */
	assert_rc(tee_invoke(me.fd, good_invoke(rw)), 0);
	assert_int_equal(((struct invoke_arg *)rw)->arg.ret, TEE_OK);
}

static void repeat(const struct bad_call *c)
{
	for (int i = 0; i < c->times; i++)
		call(c);
}

/*
 * Make every call many times.  The search for leaks takes long, so it is done once for all cases.
 * Only if it finds one is it repeated case by case, to name the case that leaks.
 */
static void nothing_left_behind(void)
{
	struct leak l;

	set_up();
	for (size_t i = 0; i < table_len; i++)
		call(&table[i]);	/* the first call may open something that stays open */
	leak_mark(&l);
	for (size_t i = 0; i < table_len; i++)
		repeat(&table[i]);
	if (leak_settled(&l))
		return;
	for (size_t i = 0; i < table_len; i++) {
		leak_mark(&l);
		repeat(&table[i]);
		if (!leak_settled(&l))
			print_error("%s leaks\n", table[i].name);
	}
	leak_check(&l);
	fail_msg("a leak");
}

static void run_case(void **state)
{
	static struct tee_test t = { one_call, 20 };
	void *test = &t;

	now = *state;
	tee_test_run(&test);
}

int bad_call_main(int argc, char **argv, const char *group,
		  const struct bad_call *cases, size_t n)
{
	struct CMUnitTest tests[MAX_CASES + 1] = { 0 };

	assert(n <= MAX_CASES);
	table = cases;
	table_len = n;
	for (size_t i = 0; i < n; i++) {
		tests[i].name = cases[i].name;
		tests[i].test_func = run_case;
		tests[i].initial_state = (void *)&cases[i];
	}
	tests[n] = (struct CMUnitTest)TEE_TEST(nothing_left_behind, 300);
	tee_test_main(argc, argv);
	return _cmocka_run_group_tests(group, tests, n + 1, NULL, NULL);
}
