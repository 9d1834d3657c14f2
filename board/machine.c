// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The machine.
 */
#include <errno.h>
#include <semaphore.h>
#include <string.h>

#include <hosted/hosted.h>
#include <hosted/optee.h>
#include <hosted/user.h>
#include <secure/platform.h>
#include <secure/secure.h>

#include "machine.h"
#include "mmc.h"
#include "frame.h"
#include "optee_smc.h"
#include "platform.h"
#include "supplicant.h"
#include "supply.h"
#include "watch.h"

/* A small card: 128 KiB of RPMB, reliable writes of 16 sectors */
#define RPMB_SIZE_MULT		1
#define RPMB_REL_WR_SEC_C	16

#define REMOVE_MS		5000

/* SCMI channels: I2C bus n has CHANNEL_I2C + n */
#define CHANNEL_MMC		0
#define CHANNEL_I2C		1

static struct emmc card;

/* Counts the cores that are not in the trusted OS */
static sem_t cores;

static void core_take(void)
{
	while (sem_wait(&cores))
		;
}

/*
 * The conduit. The wait for a core is none that could be part of a deadlock: the
 * trusted OS comes back from every SMC by itself.
 */
static void machine_smc(uint64_t reg[8])
{
	struct smc_regs regs;

	memcpy(regs.a, reg, sizeof(regs.a));
	watch_wait_for_room();
	core_take();
	watch_smc_begin();
	secure_smc(&regs);
	watch_smc_end();
	sem_post(&cores);
	memcpy(reg, regs.a, sizeof(regs.a));
}

static int boot_secure(const struct machine_config *cfg)
{
	const struct secure_config secure = {
		.threads = cfg->threads,
		.hide_caps = cfg->enforce == MACHINE_ENFORCE_SECURE ? 0 :
			     OPTEE_SMC_SEC_CAP_SYSTEM_THREAD,
		.hide_thread_count = cfg->enforce == MACHINE_ENFORCE_NONE,
		.trace = cfg->unwatched ? NULL : &watch_trace,
	};

	return secure_boot(&secure) ? -EINVAL : 0;
}

static int boot_kernel(const struct machine_config *cfg)
{
	const struct hosted_config hosted = {
		.cpus = cfg->cores,
		.log_level = cfg->log_level,
		.sched = cfg->unwatched ? &hosted_sched_threads : &watch_sched,
	};

	return hosted_boot(&hosted);
}

/* The node of an agent in the device tree */
static struct scmi_config agent_node(const struct machine_agent *agent, unsigned int channel)
{
	return (struct scmi_config){
		.channel = channel,
		.shmem = agent->smt ? platform_scmi_smt(channel) : 0,
		.lane = agent->lane,
	};
}

static int start_buses(const struct machine_config *cfg)
{
	const struct scmi_config nodes[I2C_BUSES] = {
		agent_node(&cfg->i2c[0], CHANNEL_I2C), agent_node(&cfg->i2c[1], CHANNEL_I2C + 1),
	};

	return cfg->gated ? i2c_start(nodes) : 0;
}

static int load_drivers(const struct machine_config *cfg)
{
	const struct scmi_config mmc = agent_node(&cfg->mmc, CHANNEL_MMC);
	int rc;

	rc = hosted_optee_probe(machine_smc, PLATFORM_NOTIF_IRQ, 0);
	if (rc)
		return rc;
	rc = start_buses(cfg);
	if (rc)
		goto remove;
	rc = mmc_start(&card, &mmc, cfg->mmc_idle_ms);
	if (rc)
		goto stop_buses;
	if (cfg->supplicant)
		rc = supplicant_start(cfg->supplicant);
	if (!rc)
		return 0;

	mmc_stop();
stop_buses:
	i2c_stop();
remove:
	hosted_optee_remove();
	return rc;
}

/**
 * machine_on() - switch the machine on
 * @cfg:	which
 *
 * The calling thread becomes the kernel's first task. When this returns, both
 * worlds are up, and so is the MMC path. One machine at a time.
 *
 * Return: 0 or a negative errno; all is off then.
 */
int machine_on(const struct machine_config *cfg)
{
	int rc;

	if (!cfg->cores || cfg->cores > MACHINE_CORES)
		return -EINVAL;
	sem_init(&cores, 0, cfg->cores);
	watch_init();
	platform_init();
	supply_init(cfg->gated);
	rc = emmc_open(&card, cfg->emmc_path, RPMB_SIZE_MULT, RPMB_REL_WR_SEC_C);
	if (rc)
		return rc;
	rc = boot_kernel(cfg);
	if (rc)
		goto close_card;
	rc = cfg->unwatched ? 0 : watch_driver_begin();
	if (rc)
		goto shut_down;
	rc = platform_smt_reserve();
	if (rc)
		goto end_watch;
	rc = boot_secure(cfg);
	if (!rc)
		rc = load_drivers(cfg);
	if (!rc)
		return 0;

	platform_smt_free();
end_watch:
	watch_driver_end();
shut_down:
	hosted_shutdown();
close_card:
	emmc_close(&card);
	return rc;
}

/*
 * Calls of clients that were killed go on for a moment, on workers of the driver, and
 * keep it in use. They all end, now that no supplicant is there.
 */
static int remove_driver(void)
{
	unsigned int ms;
	int rc = -EBUSY;

	for (ms = 0; ms < REMOVE_MS && rc == -EBUSY; ms++) {
		rc = hosted_optee_remove();
		if (rc == -EBUSY)
			hosted_msleep(1);
	}
	return rc;
}

/**
 * machine_off() - shut it down in good order
 *
 * By the thread that switched it on. All other tasks it started were joined.
 *
 * Return: 0, or what hosted_optee_remove() or hosted_shutdown() say: somebody
 * has left something behind.
 */
int machine_off(void)
{
	int rc;

	supplicant_kill();
	mmc_stop();
	i2c_stop();
	rc = remove_driver();
	if (rc)
		return rc;
	platform_smt_free();
	watch_driver_end();
	rc = hosted_shutdown();
	emmc_close(&card);
	sem_destroy(&cores);
	return rc;
}

/**
 * machine_was_reset() - the watchdog has expired: a real machine would have been reset
 */
bool machine_was_reset(void)
{
	return platform_was_reset();
}
