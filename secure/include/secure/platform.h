/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copyright (C) 2026 teelane authors
 *
 * What the trusted OS needs from the machine below it. The machine implements
 * these functions; tests have their own. Unless it says so, none of them may call
 * into the trusted OS, and none may wait for the normal world to do anything. Each
 * may run on several cores at once. Where its caller may be interrupted, so may it, and it
 * is then resumed at any later time, perhaps on another core; around what must not be
 * interrupted it masks interrupts itself.
 *
 * Includes fixed-width types only, so that it goes together with any other
 * header, those of a kernel among them.
 */
#ifndef SECURE_PLATFORM_H
#define SECURE_PLATFORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * platform_nsec_ptr() - reach memory of the normal world
 * @pa:		physical address
 * @size:	bytes, not 0
 *
 * The answer for a given range is the same for as long as the machine is on.
 * Everything the trusted OS reads from or writes to the normal world goes through
 * this. A range that does not belong to the normal world as a whole must be refused. That must also
 * hold while a core executes past the check of @pa: see arch_index() in kernel/arch.h.
 *
 * Return: where it is mapped; NULL unless it is wholly in normal-world memory.
 */
void *platform_nsec_ptr(uint64_t pa, size_t size);

/**
 * platform_time_ns() - nanoseconds since the machine was switched on, monotonic
 */
uint64_t platform_time_ns(void);

/**
 * platform_random() - random numbers fit for keys
 * @buf:	where to
 * @size:	bytes
 */
void platform_random(void *buf, size_t size);

/**
 * platform_huk() - the machine's unique key, from which others are derived
 * @key:	where to, 32 bytes; the same at each boot
 */
void platform_huk(uint8_t key[32]);

/**
 * platform_raise_notif() - raise the interrupt of asynchronous notifications
 *
 * Edge triggered. The normal world answers with GET_ASYNC_NOTIF_VALUE, which may
 * be at once on another core, but not on this one before this function returns.
 */
void platform_raise_notif(void);

/**
 * platform_relax() - called while another core holds a spinlock that this one waits for
 */
void platform_relax(void);

/**
 * platform_log() - a line for the secure console
 * @line:	text without line end
 */
void platform_log(const char *line);

/**
 * platform_panic() - the trusted OS has found an error of its own
 * @why:	what about
 *
 * No input from the normal world, however bad, leads here.
 */
_Noreturn void platform_panic(const char *why);

/**
 * platform_watchdog_arm() - start the hardware watchdog, or kick it
 * @ms:		the machine resets after so many milliseconds unless this is called again; 0: stop
 */
void platform_watchdog_arm(uint32_t ms);

/**
 * platform_watchdog_reset() - reset the machine, for a watchdog that has expired
 *
 * May return before the machine resets.
 */
void platform_watchdog_reset(void);

/*
 * Supplies, clocks and reset lines, which the normal world reaches by SCMI only.
 * Ids count from 0 without gaps. The setters return 0, or -1 for an id or a value
 * that does not exist.
 */

/**
 * struct platform_gate - a switch that only the normal world can reach
 * @plugin:	plugin of tee-supplicant that does, UUID in RFC 4122 order
 * @id:		what the plugin knows it by, 0 to 31; of all gates of a machine
 *
 * Example: a chip on a bus that the normal world drives. The normal world switches it, or claims to
 * have done so. So a gate is for what the trusted OS manages but does not rely on.
 */
struct platform_gate {
	uint8_t plugin[16];
	uint32_t id;
};

/**
 * struct platform_supply - a voltage domain
 * @name:	at most 15 characters
 * @min_uv:	lowest level, microvolts
 * @max_uv:	highest level, microvolts
 * @step_uv:	distance between levels, microvolts
 * @gate:	to be switched before the supply is switched on or off; NULL: none
 */
struct platform_supply {
	const char *name;
	int32_t min_uv;
	int32_t max_uv;
	int32_t step_uv;
	const struct platform_gate *gate;
};

/**
 * struct platform_clock - a clock
 * @name:	at most 15 characters
 * @min_hz:	lowest rate
 * @max_hz:	highest rate
 * @step_hz:	distance between rates; 0: @min_hz and @max_hz only
 * @gate:	to be switched before the clock is switched on or off; NULL: none
 */
struct platform_clock {
	const char *name;
	uint64_t min_hz;
	uint64_t max_hz;
	uint64_t step_hz;
	const struct platform_gate *gate;
};

/**
 * struct platform_reset - a reset line
 * @name:	at most 15 characters
 */
struct platform_reset {
	const char *name;
};

unsigned int platform_supply_count(void);
const struct platform_supply *platform_supply_desc(unsigned int id);
int platform_supply_set(unsigned int id, bool on, int32_t microvolt);
void platform_supply_get(unsigned int id, bool *on, int32_t *microvolt);

unsigned int platform_clock_count(void);
const struct platform_clock *platform_clock_desc(unsigned int id);
int platform_clock_set(unsigned int id, bool on, uint64_t hz);
void platform_clock_get(unsigned int id, bool *on, uint64_t *hz);

unsigned int platform_reset_count(void);
const struct platform_reset *platform_reset_desc(unsigned int id);
int platform_reset_set(unsigned int id, bool asserted);
void platform_reset_get(unsigned int id, bool *asserted);

/**
 * platform_scmi_smt() - where the shared memory of an SCMI channel is
 * @channel:	channel, from 0 (Linux: linaro,optee-channel-id)
 *
 * Linux finds it by the `shmem` of the channel's node in the device tree.
 *
 * Return: physical address of SCMI_SMT_SIZE bytes of normal-world memory; 0 if the channel
 * has none.
 */
uint64_t platform_scmi_smt(unsigned int channel);

/**
 * platform_provisioning() - is the machine in the factory?
 *
 * To give an eMMC its key shows the key to the normal world. Anywhere else somebody there could
 * pretend that a new eMMC has come, to get the key of the one that is in use.
 */
bool platform_provisioning(void);

#endif /* SECURE_PLATFORM_H */
