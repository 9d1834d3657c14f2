// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * The machine: its memory, its time, its key, and its boot.
 */
#include <secure/platform.h>

#include "../../kernel/arch.h"
#include "../../services/services.h"
#include "qemu_virt.h"

/* As many as Debian's OP-TEE has for this machine: CFG_NUM_THREADS */
#define NUM_THREADS	4

#define PAGE_SIZE	4096ULL
#define NS_PER_S	1000000000ULL

const struct pta *const secure_ptas[] = {
	&device_pta,
	&rng_pta,
	&scmi_pta,
	&watchdog_pta,
	&storage_pta,
#if INVOKE_TESTS
	&invoke_tests_pta,
#endif
	NULL
};

static struct {
	struct memory_range range[MAX_MEMORY];
	unsigned int num;
} memory;

/* See aarch64.h. */
void platform_map(u64 device_tree)
{
	unsigned int n;

	mmu_map(SECURE_UART_BASE, PAGE_SIZE, MMU_DEVICE);
	mmu_map(SECURE_GPIO_BASE, PAGE_SIZE, MMU_DEVICE);
	mmu_map(GICD_BASE, GICD_SIZE, MMU_DEVICE);
	mmu_map(GICR_BASE, GICR_SIZE * MAX_CORES, MMU_DEVICE);
	memory.num = device_tree_memory(device_tree, memory.range);
	for (n = 0; n < memory.num; n++)
		mmu_map(memory.range[n].base, memory.range[n].size, MMU_NSEC);
}

/* See aarch64.h. */
void platform_boot(u64 device_tree)
{
	const struct secure_config config = { .threads = NUM_THREADS };
	u8 seed[SEED_MAX];
	size_t size;

	platform_log("boot");
	platform_log("WARNING: the hardware key is a test key that everybody knows");
	if (INVOKE_TESTS)
		platform_log("WARNING: service for tests: any client can keep a thread for good");
	if (PROVISIONING)
		platform_log("WARNING: provisioning: an eMMC without a key is given one");
	if (!device_tree_check_cores(device_tree))
		platform_panic("the device tree has cores that there are no stacks for");
	size = device_tree_take_seed(device_tree, seed);
	random_init(seed, size);
	memset(seed, 0, sizeof(seed));
	device_tree_announce(device_tree);
	platform_core_on();
	if (secure_boot(&config))
		platform_panic("cannot boot");
	platform_log("ready");
}

/*
 * See platform.h. The map has every range at its own address, and the trusted OS's memory too, so
 * arch_index() keeps a core that predicts the check from loading from there.
 */
void *platform_nsec_ptr(uint64_t pa, size_t size)
{
	unsigned int n;

	for (n = 0; n < memory.num; n++) {
		const struct memory_range *range = &memory.range[n];

		if (pa >= range->base && size <= range->size &&
		    pa - range->base <= range->size - size)
			return (void *)(range->base +
					arch_index(pa - range->base, range->size - size + 1));
	}
	return NULL;
}

/* See platform.h. */
uint64_t platform_time_ns(void)
{
	u64 count = read_sysreg(cntpct_el0);
	u64 hz = read_sysreg(cntfrq_el0);

	return count / hz * NS_PER_S + count % hz * NS_PER_S / hz;
}

/* See platform.h. */
void platform_relax(void)
{
	__asm__ volatile("yield");
}

/* See platform.h. The machine has no key of its own. */
void platform_huk(uint8_t key[32])
{
	static const char test_key[32] = "a test key, known to everybody";

	memcpy(key, test_key, sizeof(test_key));
}

/*
 * See platform.h. Linux passes each message along with its call, so no channel has shared memory of
 * its own.
 */
uint64_t platform_scmi_smt(unsigned int channel)
{
	(void)channel;
	return 0;
}

/* See platform.h. */
bool platform_provisioning(void)
{
	return PROVISIONING;
}
