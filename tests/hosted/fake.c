// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The fake trusted OS. A call that makes an RPC keeps its state in its thread, and
 * goes on there when it is resumed.
 */
#include <pthread.h>
#include <string.h>
#include <unistd.h>

#include <hosted/hosted.h>
#include <hosted/mem.h>

#include "fake.h"
#include "optee_msg.h"
#include "optee_rpc_cmd.h"
#include "optee_smc.h"
#include "tee_result.h"

#define MAX_THREADS	16
#define MAX_SHMS	64
#define MAX_PAGES	64
#define RPC_PARAMS	4
#define MAX_VALUE	63
#define PAGE		4096

/* @arg: its message; NULL: free. @lane: came by CALL_SYSTEM_WITH_REGD_ARG. */
struct thread {
	struct optee_msg_arg *arg;
	bool lane;
};

struct shm {
	u64 cookie;
	u64 offset;
	u64 size;
	u64 page[MAX_PAGES];
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* protects the following */
static bool holds;
static pthread_cond_t goes_on = PTHREAD_COND_INITIALIZER;
static struct fake_config config;
static struct fake_state state;
static struct thread threads[MAX_THREADS];
static struct shm shms[MAX_SHMS];
static unsigned int starved;
static bool refuses;
static bool stops_register;
static u64 refused_cookie;
static unsigned int lost;
static u64 notifs;
static bool notif_enabled;

void fake_init(const struct fake_config *c)
{
	pthread_mutex_lock(&lock);
	config = *c;
	memset(&state, 0, sizeof(state));
	memset(threads, 0, sizeof(threads));
	memset(shms, 0, sizeof(shms));
	starved = 0;
	refuses = false;
	stops_register = false;
	refused_cookie = 0;
	holds = false;
	lost = 0;
	notifs = 0;
	notif_enabled = false;
	pthread_mutex_unlock(&lock);
}

struct fake_state fake_state(void)
{
	struct fake_state s;

	pthread_mutex_lock(&lock);
	s = state;
	pthread_mutex_unlock(&lock);
	return s;
}

void fake_notify(u32 value)
{
	pthread_mutex_lock(&lock);
	notifs |= 1ULL << value;
	pthread_mutex_unlock(&lock);
	hosted_irq_raise(FAKE_IRQ);
}

/* Shared memory */

static struct shm *find_shm(u64 cookie)
{
	unsigned int n;

	for (n = 0; n < MAX_SHMS; n++)
		if (shms[n].cookie == cookie)
			return &shms[n];
	return NULL;
}

static void *shm_ptr(const struct shm *shm, u64 offset)
{
	u64 at = shm->offset + offset;

	return hosted_phys_ptr(shm->page[at / PAGE] + at % PAGE, 1);
}

/* The pages of a list, as they are described in optee_msg.h. */
static bool read_list(struct shm *shm, u64 list_pa)
{
	const struct optee_msg_page_list *list = hosted_phys_ptr(list_pa, PAGE);
	u64 num = (shm->offset + shm->size + PAGE - 1) / PAGE;
	u64 n;

	if (!list || num > MAX_PAGES)
		return false;
	for (n = 0; n < num; n++) {
		shm->page[n] = list->page[n];
		if (!hosted_phys_ptr(shm->page[n], PAGE))
			return false;
	}
	return true;
}

static u32 register_shm(const struct optee_msg_param_tmem *tmem)
{
	struct shm *shm = find_shm(0);

	if (!shm || !tmem->shm_ref || find_shm(tmem->shm_ref))
		return TEEC_ERROR_BAD_PARAMETERS;
	shm->offset = tmem->buf_ptr % PAGE;
	shm->size = tmem->size;
	if (!read_list(shm, tmem->buf_ptr - shm->offset))
		return TEEC_ERROR_BAD_PARAMETERS;
	shm->cookie = tmem->shm_ref;
	state.shms++;
	if (state.shms > state.max_shms)
		state.max_shms = state.shms;
	return TEEC_SUCCESS;
}

static u32 stop_and_refuse(u64 cookie)
{
	refused_cookie = cookie;
	state.registering++;
	while (stops_register)
		pthread_cond_wait(&goes_on, &lock);
	state.registering--;
	return TEEC_ERROR_BAD_PARAMETERS;
}

void fake_stop_register(bool stop)
{
	pthread_mutex_lock(&lock);
	stops_register = stop;
	pthread_cond_broadcast(&goes_on);
	pthread_mutex_unlock(&lock);
}

static u32 unregister_shm(u64 cookie)
{
	struct shm *shm = cookie ? find_shm(cookie) : NULL;

	if (starved) {
		starved--;
		return TEEC_ERROR_OUT_OF_MEMORY;
	}
	if (!shm)
		return TEEC_ERROR_BAD_PARAMETERS;
	if (refuses)
		refused_cookie = cookie;
	shm->cookie = 0;
	state.shms--;
	if (!refuses)
		return TEEC_SUCCESS;
	refuses = false;
	return TEEC_ERROR_BAD_PARAMETERS;
}

void fake_refuse_unregister(void)
{
	pthread_mutex_lock(&lock);
	refuses = true;
	pthread_mutex_unlock(&lock);
}

bool fake_knows(u64 cookie)
{
	bool knows;

	pthread_mutex_lock(&lock);
	knows = cookie && find_shm(cookie);
	pthread_mutex_unlock(&lock);
	return knows;
}

u64 fake_first_cookie(void)
{
	u64 cookie;

	pthread_mutex_lock(&lock);
	cookie = shms[0].cookie;
	pthread_mutex_unlock(&lock);
	return cookie;
}

void fake_starve_unregister(unsigned int num)
{
	pthread_mutex_lock(&lock);
	starved = num;
	pthread_mutex_unlock(&lock);
}

void fake_lose_threads(unsigned int num)
{
	pthread_mutex_lock(&lock);
	lost = num;
	pthread_mutex_unlock(&lock);
}

/* The TA */

static u32 fill(struct optee_msg_param *mem, u8 first)
{
	struct shm *shm;
	u64 n;

	if (mem->attr == OPTEE_MSG_ATTR_TYPE_TMEM_OUTPUT) {
		for (n = 0; n < mem->u.tmem.size; n++)
			*(u8 *)hosted_phys_ptr(mem->u.tmem.buf_ptr + n, 1) = first + n;
		return TEEC_SUCCESS;
	}
	shm = find_shm(mem->u.rmem.shm_ref);
	if (mem->attr != OPTEE_MSG_ATTR_TYPE_RMEM_OUTPUT || !shm ||
	    mem->u.rmem.offs + mem->u.rmem.size > shm->size)
		return TEEC_ERROR_BAD_PARAMETERS;
	for (n = 0; n < mem->u.rmem.size; n++)
		*(u8 *)shm_ptr(shm, mem->u.rmem.offs + n) = first + n;
	return TEEC_SUCCESS;
}

static struct optee_msg_arg *rpc_arg(struct optee_msg_arg *arg)
{
	return (void *)((char *)arg + OPTEE_MSG_GET_ARG_SIZE(arg->num_params));
}

static void ask(struct optee_msg_arg *arg, u32 cmd, u64 type, u64 a, u64 b)
{
	struct optee_msg_arg *rpc = rpc_arg(arg);

	memset(rpc, 0, OPTEE_MSG_GET_ARG_SIZE(1));
	rpc->cmd = cmd;
	rpc->num_params = 1;
	rpc->params[0].attr = type;
	rpc->params[0].u.value.a = a;
	rpc->params[0].u.value.b = b;
}

static void ask_supplicant(struct optee_msg_arg *arg, u64 a)
{
	ask(arg, FAKE_RPC_CMD, OPTEE_MSG_ATTR_TYPE_VALUE_INOUT, a, 0);
}

/* True: an RPC is to be made first. */
static bool begin_invoke(struct optee_msg_arg *arg)
{
	struct optee_msg_param *p = arg->params;

	arg->ret = TEEC_SUCCESS;
	switch (arg->func) {
	case FAKE_ADD:
		p[0].u.value.a += p[0].u.value.b;
		return false;
	case FAKE_FILL:
		arg->ret = fill(&p[0], p[1].u.value.a);
		return false;
	case FAKE_PARK:
		ask(arg, OPTEE_RPC_CMD_NOTIFICATION, OPTEE_MSG_ATTR_TYPE_VALUE_INPUT,
		    OPTEE_RPC_NOTIFICATION_WAIT, p[0].u.value.a);
		return true;
	case FAKE_SLEEP:
		ask(arg, OPTEE_RPC_CMD_SUSPEND, OPTEE_MSG_ATTR_TYPE_VALUE_INPUT,
		    p[0].u.value.a, 0);
		return true;
	case FAKE_ASK:
		ask_supplicant(arg, p[0].u.value.a);
		return true;
	case FAKE_ASK_MEM:
		ask(arg, FAKE_RPC_CMD, OPTEE_MSG_ATTR_TYPE_RMEM_INOUT, 0, 0);
		rpc_arg(arg)->params[0].u.rmem = p[0].u.rmem;
		return true;
	case FAKE_ASK_REFUSED:
		ask(arg, FAKE_RPC_CMD, OPTEE_MSG_ATTR_TYPE_RMEM_INOUT, 0, 0);
		rpc_arg(arg)->params[0].u.rmem.shm_ref = refused_cookie;
		return true;
	case FAKE_GIVE_BACK:
		ask(arg, OPTEE_RPC_CMD_SHM_FREE, OPTEE_MSG_ATTR_TYPE_VALUE_INPUT,
		    OPTEE_RPC_SHM_TYPE_KERNEL, p[0].u.value.a);
		return true;
	default:
		arg->ret = TEEC_ERROR_NOT_SUPPORTED;
		return false;
	}
}

/* True: an RPC is to be made to give back what was borrowed. */
static bool give_back(struct optee_msg_arg *arg)
{
	const struct optee_msg_arg *rpc = rpc_arg(arg);

	if (rpc->cmd != OPTEE_RPC_CMD_SHM_ALLOC || rpc->ret)
		return false;
	state.borrowed++;
	ask(arg, OPTEE_RPC_CMD_SHM_FREE, OPTEE_MSG_ATTR_TYPE_VALUE_INPUT,
	    OPTEE_RPC_SHM_TYPE_KERNEL, rpc->params[0].u.tmem.shm_ref);
	return true;
}

/* An RPC has been answered. True: one more is to be made. */
static bool go_on(struct optee_msg_arg *arg)
{
	const struct optee_msg_arg *rpc = rpc_arg(arg);

	if (rpc->cmd == FAKE_RPC_CMD)
		state.answer = rpc->ret ? 0 : rpc->params[0].u.value.b;
	if (arg->cmd == OPTEE_MSG_CMD_CLOSE_SESSION)
		return give_back(arg);
	arg->ret = rpc->ret;
	if (arg->func == FAKE_ASK)
		arg->params[0].u.value.b = rpc->params[0].u.value.b;
	return false;
}

static bool begin(struct optee_msg_arg *arg)
{
	arg->ret_origin = TEEC_ORIGIN_TEE;
	arg->ret = TEEC_SUCCESS;
	switch (arg->cmd) {
	case OPTEE_MSG_CMD_OPEN_SESSION:
		/* There are no pseudo TAs; every UUID that starts with 0xaa is the TA. */
		if (arg->params[0].u.octets[0] != 0xaa) {
			arg->ret = TEEC_ERROR_ITEM_NOT_FOUND;
			return false;
		}
		state.sessions++;
		state.opened++;
		arg->session = config.same_ids ? FAKE_SESSION : FAKE_SESSION + state.opened;
		if (arg->params[2].attr != OPTEE_MSG_ATTR_TYPE_VALUE_INPUT)
			return false;
		ask(arg, OPTEE_RPC_CMD_NOTIFICATION, OPTEE_MSG_ATTR_TYPE_VALUE_INPUT,
		    OPTEE_RPC_NOTIFICATION_WAIT, arg->params[2].u.value.b);
		return true;
	case OPTEE_MSG_CMD_CLOSE_SESSION:
		if (config.slow) {
			pthread_mutex_unlock(&lock);
			usleep(20000);
			pthread_mutex_lock(&lock);
		}
		state.sessions--;
		state.named = arg->session;
		if (config.borrows)
			ask(arg, OPTEE_RPC_CMD_SHM_ALLOC, OPTEE_MSG_ATTR_TYPE_VALUE_INPUT,
			    OPTEE_RPC_SHM_TYPE_KERNEL, PAGE);
		else if (config.asks)
			ask_supplicant(arg, 41);
		return config.borrows || config.asks;
	case OPTEE_MSG_CMD_INVOKE_COMMAND:
		state.named = arg->session;
		return begin_invoke(arg);
	case OPTEE_MSG_CMD_REGISTER_SHM:
		arg->ret = stops_register ? stop_and_refuse(arg->params[0].u.tmem.shm_ref)
					  : register_shm(&arg->params[0].u.tmem);
		return false;
	case OPTEE_MSG_CMD_UNREGISTER_SHM:
		arg->ret = unregister_shm(arg->params[0].u.rmem.shm_ref);
		return false;
	case OPTEE_MSG_CMD_DO_BOTTOM_HALF:
		state.bottom_halves++;
		return false;
	default:
		return false;
	}
}

/* Yielding calls */

static void end_or_rpc(uint64_t reg[8], unsigned int n, bool rpc)
{
	if (rpc) {
		reg[0] = OPTEE_SMC_RETURN_RPC_CMD;
		reg[3] = n;
		return;
	}
	threads[n].arg = NULL;
	state.inside--;
	reg[0] = OPTEE_SMC_RETURN_OK;
}

static struct optee_msg_arg *find_arg(const uint64_t reg[8])
{
	u64 where = optee_smc_pair_to_u64(reg[1], reg[2]);
	struct shm *shm;

	if (reg[0] == OPTEE_SMC_CALL_WITH_ARG || reg[0] == OPTEE_SMC_CALL_WITH_RPC_ARG) {
		/* As OP-TEE, which maps the page. */
		if (!config.pool_size && where % PAGE)
			return NULL;
		return hosted_phys_ptr(where, sizeof(struct optee_msg_arg));
	}
	shm = where ? find_shm(where) : NULL;
	return shm && reg[3] < shm->size ? shm_ptr(shm, reg[3]) : NULL;
}

/* Ordinary calls leave the threads that are set aside alone. */
static bool has_room(bool lane)
{
	unsigned int lanes_in = 0;
	unsigned int n;

	for (n = 0; n < config.threads; n++)
		lanes_in += threads[n].arg && threads[n].lane;
	if (lane)
		return lanes_in < state.reserved && state.inside + lost < config.threads;
	return state.inside - lanes_in + state.reserved + lost < config.threads;
}

void fake_hold(bool hold)
{
	pthread_mutex_lock(&lock);
	holds = hold;
	pthread_cond_broadcast(&goes_on);
	pthread_mutex_unlock(&lock);
}

static void stop_if_held(const struct optee_msg_arg *arg)
{
	if (arg->cmd != OPTEE_MSG_CMD_INVOKE_COMMAND)
		return;
	state.outside++;
	while (holds)
		pthread_cond_wait(&goes_on, &lock);
	state.outside--;
}

static void enter(uint64_t reg[8])
{
	bool lane = reg[0] == OPTEE_SMC_CALL_SYSTEM_WITH_REGD_ARG;
	struct optee_msg_arg *arg = find_arg(reg);
	unsigned int n = 0;

	if (!arg) {
		reg[0] = OPTEE_SMC_RETURN_EBADADDR;
		return;
	}
	stop_if_held(arg);
	if (!has_room(lane)) {
		reg[0] = OPTEE_SMC_RETURN_ETHREAD_LIMIT;
		return;
	}
	/* Before it looks at the message, and after that */
	if (starved % 2 && arg->cmd == OPTEE_MSG_CMD_UNREGISTER_SHM) {
		starved--;
		reg[0] = OPTEE_SMC_RETURN_ENOMEM;
		return;
	}
	while (threads[n].arg)
		n++;
	threads[n].arg = arg;
	state.by_address += reg[0] == OPTEE_SMC_CALL_WITH_RPC_ARG;
	threads[n].lane = lane;
	state.inside++;
	state.entered++;
	end_or_rpc(reg, n, begin(arg));
}

static void resume(uint64_t reg[8])
{
	unsigned int n = reg[3];

	if (n >= config.threads || !threads[n].arg) {
		reg[0] = OPTEE_SMC_RETURN_ERESUME;
		return;
	}
	end_or_rpc(reg, n, go_on(threads[n].arg));
}

/* Fast calls */

static void exchange_caps(uint64_t reg[8])
{
	reg[0] = OPTEE_SMC_RETURN_OK;
	reg[1] = OPTEE_SMC_SEC_CAP_MEMREF_NULL | OPTEE_SMC_SEC_CAP_RPC_ARG;
	reg[2] = MAX_VALUE;
	reg[3] = RPC_PARAMS;
	reg[1] |= config.pool_size ? OPTEE_SMC_SEC_CAP_HAVE_RESERVED_SHM
				   : OPTEE_SMC_SEC_CAP_DYNAMIC_SHM;
	if (config.reserves)
		reg[1] |= OPTEE_SMC_SEC_CAP_SYSTEM_THREAD;
	if (config.notifies)
		reg[1] |= OPTEE_SMC_SEC_CAP_ASYNC_NOTIF;
}

static void next_notif(uint64_t reg[8])
{
	reg[0] = OPTEE_SMC_RETURN_OK;
	reg[2] = 0;
	if (!notifs || !notif_enabled)
		return;
	reg[1] = __builtin_ctzll(notifs);
	notifs &= notifs - 1;
	reg[2] = OPTEE_SMC_ASYNC_NOTIF_VALUE_VALID;
	if (notifs)
		reg[2] |= OPTEE_SMC_ASYNC_NOTIF_VALUE_PENDING;
}

static void reserve(uint64_t reg[8], bool more)
{
	if (!config.reserves) {
		reg[0] = OPTEE_SMC_RETURN_UNKNOWN_FUNCTION;
	} else if (more && (state.reserved + 1 >= config.threads || !has_room(false))) {
		reg[0] = OPTEE_SMC_RETURN_ETHREAD_LIMIT;
	} else {
		state.reserved += more ? 1 : -1;
		reg[0] = OPTEE_SMC_RETURN_OK;
	}
}

static void fast(uint64_t reg[8])
{
	switch (reg[0]) {
	case OPTEE_SMC_CALLS_UID:
		reg[0] = OPTEE_MSG_UID_0;
		reg[1] = OPTEE_MSG_UID_1;
		reg[2] = OPTEE_MSG_UID_2;
		reg[3] = OPTEE_MSG_UID_3;
		break;
	case OPTEE_SMC_CALLS_REVISION:
		reg[0] = OPTEE_MSG_REVISION_MAJOR;
		reg[1] = OPTEE_MSG_REVISION_MINOR;
		break;
	case OPTEE_SMC_CALL_GET_OS_REVISION:
		reg[0] = 3;
		reg[1] = config.old ? 21 : 22;
		reg[2] = 0;
		break;
	case OPTEE_SMC_EXCHANGE_CAPABILITIES:
		exchange_caps(reg);
		break;
	case OPTEE_SMC_GET_SHM_CONFIG:
		reg[0] = OPTEE_SMC_RETURN_OK;
		reg[1] = config.pool_pa;
		reg[2] = config.pool_size;
		reg[3] = OPTEE_SMC_SHM_CACHED;
		break;
	case OPTEE_SMC_GET_THREAD_COUNT:
		reg[0] = OPTEE_SMC_RETURN_OK;
		reg[1] = config.threads;
		break;
	case OPTEE_SMC_DISABLE_SHM_CACHE:
		reg[0] = OPTEE_SMC_RETURN_ENOTAVAIL;
		break;
	case OPTEE_SMC_ENABLE_ASYNC_NOTIF:
		notif_enabled = true;
		reg[0] = OPTEE_SMC_RETURN_OK;
		break;
	case OPTEE_SMC_GET_ASYNC_NOTIF_VALUE:
		next_notif(reg);
		break;
	case OPTEE_SMC_RESERVE_SYS_THREAD:
		reserve(reg, true);
		break;
	case OPTEE_SMC_UNRESERVE_SYS_THREAD:
		reserve(reg, false);
		break;
	default:
		reg[0] = OPTEE_SMC_RETURN_UNKNOWN_FUNCTION;
		break;
	}
}

void fake_smc(uint64_t reg[8])
{
	pthread_mutex_lock(&lock);
	switch (reg[0]) {
	case OPTEE_SMC_CALL_WITH_ARG:
	case OPTEE_SMC_CALL_WITH_RPC_ARG:
	case OPTEE_SMC_CALL_WITH_REGD_ARG:
	case OPTEE_SMC_CALL_SYSTEM_WITH_REGD_ARG:
		enter(reg);
		break;
	case OPTEE_SMC_CALL_RETURN_FROM_RPC:
		resume(reg);
		break;
	default:
		fast(reg);
		break;
	}
	pthread_mutex_unlock(&lock);
}
