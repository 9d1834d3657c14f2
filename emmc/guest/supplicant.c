// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * tee-supplicant [-d] - a supplicant that serves what this case needs: it loads trusted
 * applications and passes RPMB frames to the eMMC. Debian's emulates RPMB instead. All
 * else is answered with an error, which is said once for each kind of request.
 *
 * With -d it returns once the device is open. Several threads serve, as with Debian's.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <linux/tee.h>

#include "request.h"

#define DEVICE		"/dev/teepriv0"
#define THREADS		4
#define MAX_PARAMS	5	/* the first one is the request's id */
#define MAX_SHM		64
#define PAGE		4096ul

/* Requests of OP-TEE */
#define RPC_LOAD_TA	0
#define RPC_RPMB	1
#define RPC_SHM_ALLOC	6
#define RPC_SHM_FREE	7

struct message {
	struct tee_iocl_supp_recv_arg arg;	/* func is the result of an answer */
	struct tee_ioctl_param params[MAX_PARAMS];
};

static int device = -1;

/* Memory that the trusted OS has asked for, by its id. */
static struct shared {
	int fd;
	int id;
	void *at;
	size_t size;
} shared[MAX_SHM];
static pthread_mutex_t shared_lock = PTHREAD_MUTEX_INITIALIZER;

/* Memory of ours is registered, which takes no call to the trusted OS: it might have no thread. */
static uint32_t shm_alloc(struct tee_ioctl_param *p)
{
	size_t size = (p->b + PAGE - 1) & ~(PAGE - 1);
	struct tee_ioctl_shm_register_data reg = { .length = size };
	uint32_t res = RES_OUT_OF_MEMORY;
	struct shared *s;
	void *at;
	int fd;

	if (!size || posix_memalign(&at, PAGE, size))
		return RES_OUT_OF_MEMORY;
	memset(at, 0, size);
	reg.addr = (uintptr_t)at;
	fd = ioctl(device, TEE_IOC_SHM_REGISTER, &reg);
	if (fd < 0) {
		free(at);
		return RES_OUT_OF_MEMORY;
	}
	pthread_mutex_lock(&shared_lock);
	for (s = shared; s < shared + MAX_SHM; s++) {
		if (s->at)
			continue;
		*s = (struct shared){ .fd = fd, .id = reg.id, .at = at, .size = size };
		res = RES_SUCCESS;
		break;
	}
	pthread_mutex_unlock(&shared_lock);
	if (res) {
		close(fd);
		free(at);
	}
	p->c = reg.id;
	return res;
}

static uint32_t shm_free(const struct tee_ioctl_param *p)
{
	struct shared *s, old = { .at = NULL };

	pthread_mutex_lock(&shared_lock);
	for (s = shared; s < shared + MAX_SHM; s++) {
		if (!s->at || s->id != (int)p->b)
			continue;
		old = *s;
		s->at = NULL;
		break;
	}
	pthread_mutex_unlock(&shared_lock);
	if (!old.at)
		return RES_BAD_PARAMETERS;
	close(old.fd);
	free(old.at);
	return RES_SUCCESS;
}

/* What a memory parameter names; @m->at is NULL where that is nothing. */
static int find_memory(const struct tee_ioctl_param *p, struct memory *m)
{
	struct shared *s;
	int rc = -1;

	*m = (struct memory){ .size = p->b };
	if ((int)p->c == -1)
		return 0;
	pthread_mutex_lock(&shared_lock);
	for (s = shared; s < shared + MAX_SHM; s++) {
		if (!s->at || s->id != (int)p->c)
			continue;
		if (p->a <= s->size && p->b <= s->size - p->a) {
			m->at = (char *)s->at + p->a;
			rc = 0;
		}
		break;
	}
	pthread_mutex_unlock(&shared_lock);
	return rc;
}

static int is_memory(const struct tee_ioctl_param *p)
{
	uint64_t type = p->attr & TEE_IOCTL_PARAM_ATTR_TYPE_MASK;

	return type >= TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT &&
	       type <= TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT;
}

static uint32_t serve_load_ta(struct tee_ioctl_param *p, unsigned int n)
{
	struct memory to;
	size_t size = 0;
	uint32_t res;

	if (n != 2 || is_memory(&p[0]) || !is_memory(&p[1]) || find_memory(&p[1], &to))
		return RES_BAD_PARAMETERS;
	res = load_ta((const uint8_t *)&p[0].a, &to, &size);
	p[1].b = size;
	return res;
}

static uint32_t serve_rpmb(struct tee_ioctl_param *p, unsigned int n)
{
	struct memory in, out;

	if (n != 2 || !is_memory(&p[0]) || !is_memory(&p[1]) || find_memory(&p[0], &in) ||
	    find_memory(&p[1], &out))
		return RES_BAD_PARAMETERS;
	return rpmb_request(&in, &out);
}

static uint32_t refuse(unsigned int func)
{
	static unsigned int said;

	if (func < 32 && !(__atomic_fetch_or(&said, 1u << func, __ATOMIC_RELAXED) & 1u << func))
		fprintf(stderr, "supplicant: request %u is not served here\n", func);
	return RES_NOT_SUPPORTED;
}

static uint32_t serve(unsigned int func, struct tee_ioctl_param *p, unsigned int n)
{
	switch (func) {
	case RPC_LOAD_TA:
		return serve_load_ta(p, n);
	case RPC_RPMB:
		return serve_rpmb(p, n);
	case RPC_SHM_ALLOC:
		return n == 1 ? shm_alloc(p) : RES_BAD_PARAMETERS;
	case RPC_SHM_FREE:
		return n == 1 ? shm_free(p) : RES_BAD_PARAMETERS;
	default:
		return refuse(func);
	}
}

static void *server(void *unused)
{
	struct message m;
	struct tee_ioctl_buf_data buf = { .buf_ptr = (uintptr_t)&m };
	uint32_t func;

	for (;;) {
		memset(&m, 0, sizeof(m));
		m.arg.num_params = MAX_PARAMS;
		m.params[0].attr = TEE_IOCTL_PARAM_ATTR_META;
		buf.buf_len = sizeof(m);
		if (ioctl(device, TEE_IOC_SUPPL_RECV, &buf)) {
			if (errno == EINTR)
				continue;
			perror("supplicant: receive");
			exit(1);
		}
		func = m.arg.func;
		m.arg.func = serve(func, m.params + 1, m.arg.num_params - 1);
		buf.buf_len = sizeof(m.arg) + m.arg.num_params * sizeof(m.params[0]);
		if (ioctl(device, TEE_IOC_SUPPL_SEND, &buf))
			perror("supplicant: send"); /* the client is gone */
	}
	return unused;
}

int main(int argc, char **argv)
{
	pthread_t t;
	int i;

	device = open(DEVICE, O_RDWR | O_CLOEXEC);
	if (device < 0) {
		perror("supplicant: " DEVICE);
		return 1;
	}
	if (argc > 1 && !strcmp(argv[1], "-d") && daemon(0, 1)) {
		perror("supplicant: daemon");
		return 1;
	}
	for (i = 1; i < THREADS; i++) {
		if (pthread_create(&t, NULL, server, NULL)) {
			perror("supplicant: thread");
			return 1;
		}
	}
	server(NULL);
	return 0;
}
