/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copyright (C) 2026 teelane authors
 *
 * What the files of arch/aarch64 share, also with the platform code of the machine.
 */
#ifndef AARCH64_H
#define AARCH64_H

/*
 * Cores, at most: TF-A's qemu platform has 2 clusters of 16 (platform_def.h). A core is in cluster
 * MPIDR_EL1.Aff1 and has the number Aff0 there. All other bits of its affinity are 0.
 */
#define CLUSTER_SHIFT		4
#define MAX_CORES		32
#define MPIDR_AFFINITY		0xff00ffffff
#define MPIDR_USED		\
	(((MAX_CORES >> CLUSTER_SHIFT) - 1) << 8 | ((1 << CLUSTER_SHIFT) - 1))

/* Each stack begins with a page that is not mapped. STACK_STRIDE is a power of two. */
#define STACK_STRIDE		16384
#define STACK_SIZE		(STACK_STRIDE - 4096)

/* TPIDR_EL1 points to the core's struct core. These are its offsets for assembly. */
#define CORE_STACK		0
#define CORE_CONTEXT		8
#define CORE_HOST_SP		16
#define CORE_SIZE		32

/* Offsets in struct exception_frame, for assembly */
#define FRAME_SIZE		272
#define FRAME_LR		240
#define FRAME_ELR		248
#define FRAME_SPSR		256

#ifndef __ASSEMBLER__

#include <secure/secure.h>
#include <secure/types.h>

/**
 * struct core - what belongs to a core
 * @stack:	top of the stack on which it enters the trusted OS
 * @context:	context it executes, valid between arch_enter() and its return
 * @host_sp:	where to go to leave that context
 * @quantum:	that context has a quantum (quantum.c)
 */
struct core {
	void *stack;
	u64 context;
	void *host_sp;
	u64 quantum;
};

/**
 * struct exception_frame - registers of the interrupted code
 * @x:		x0 to x30
 * @elr:	where it was
 * @spsr:	its processor state
 * @sp:		its stack pointer, where the handler knows it
 */
struct exception_frame {
	u64 x[31];
	u64 elr;
	u64 spsr;
	u64 sp;
};

_Static_assert(sizeof(struct exception_frame) == FRAME_SIZE, "FRAME_SIZE");

#define read_sysreg(name) ({						\
	u64 value_;							\
									\
	__asm__ volatile("mrs %0, " #name : "=r" (value_));		\
	value_;								\
})
#define write_sysreg(name, value) ({					\
	__asm__ volatile("msr " #name ", %0" : : "r" ((u64)(value)) : "memory"); \
})

static inline u32 mmio_read32(u64 address)
{
	u32 value;

	__asm__ volatile("ldr %w0, [%1]" : "=r" (value) : "r" (address) : "memory");
	return value;
}

static inline void mmio_write32(u64 address, u32 value)
{
	__asm__ volatile("str %w0, [%1]" : : "r" (value), "r" (address) : "memory");
}

/* link.lds */
extern u8 code_start[], code_end[], const_start[], const_end[], data_start[], data_end[];
extern u8 bss_start[], bss_end[], stacks_start[], stacks_end[];

extern struct core aarch64_cores[MAX_CORES];
extern u8 aarch64_context_stacks[SECURE_MAX_THREADS][STACK_STRIDE];
extern u8 aarch64_core_stacks[MAX_CORES][STACK_STRIDE];
extern u8 aarch64_exception_stacks[MAX_CORES][STACK_STRIDE];

void cores_init(void);

/* Kinds of mappings, see mmu.c */
enum mmu_kind {
	MMU_CODE,
	MMU_CONST,
	MMU_DATA,
	MMU_DEVICE,
	MMU_NSEC,
};

void mmu_map(u64 address, u64 size, enum mmu_kind kind);
void mmu_init(void);
void mmu_enable(void);
bool mmu_maps(u64 address);

/* context.S */
void aarch64_switch(void **save, void *load);
extern const char aarch64_context_begin[];

/* Called from assembly. */
void aarch64_boot(u64 device_tree);
void aarch64_boot_mapped(u64 device_tree);
void aarch64_context_main(unsigned int id);
void aarch64_foreign_interrupt(struct exception_frame *frame);
void aarch64_native_interrupt(struct exception_frame *frame);
void __stack_chk_fail(void);
_Noreturn void aarch64_fault(const struct exception_frame *frame, u64 vector);

struct core *aarch64_this_core(void);

/* quantum.c */
void quantum_begin(struct exception_frame *frame);
void quantum_end(struct exception_frame *frame);

/**
 * arch_stop() - stop this core for good
 */
_Noreturn void arch_stop(void);

/* Functions of the machine's platform code that the architecture calls */

/**
 * platform_map() - call mmu_map() for the devices and the normal world's memory
 * @device_tree:	physical address of the device tree; the MMU is off
 */
void platform_map(u64 device_tree);

/**
 * platform_boot() - the MMU is on; make the rest of the machine usable and call secure_boot()
 * @device_tree:	physical address of the device tree
 */
void platform_boot(u64 device_tree);

/**
 * platform_core_on() - this core has come on, or back from a suspend; interrupts are masked
 *
 * The architecture does not call it for the core that boots.
 */
void platform_core_on(void);

/**
 * platform_core_off() - this core goes off or is suspended, with interrupts masked until it is
 */
void platform_core_off(void);

/**
 * platform_set_timer() - set this core's secure timer to what the platform code wants of it
 *
 * The architecture has used it for itself; interrupts are masked.
 */
void platform_set_timer(void);

/**
 * platform_native_interrupt() - acknowledge and handle a secure interrupt
 */
void platform_native_interrupt(void);

#endif /* __ASSEMBLER__ */
#endif /* AARCH64_H */
