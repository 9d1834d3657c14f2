// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * The memory map: every address is the physical one, with a granule of 4 KiB and 39 bits.
 *
 * Invariants: nothing can be written and executed; the normal world's memory can never be
 * executed; the first page of each stack is not mapped. The tables do not change once the MMU
 * is on. Formats are from the Arm Architecture Reference Manual (DDI 0487), chapter D8.
 */
#include <secure/platform.h>

#include "aarch64.h"

#define PAGE_SHIFT	12
#define LEVEL_BITS	9
#define ENTRIES		512
#define NUM_TABLES	24

#define DESC_VALID	0x1ULL
#define DESC_TABLE	0x2ULL	/* levels 1 and 2; at level 3: a page */
#define DESC_DEVICE	0x0ULL	/* MAIR index */
#define DESC_MEMORY	0x4ULL
#define DESC_NS		0x20ULL
#define DESC_READ_ONLY	0x80ULL
#define DESC_INNER	0x300ULL
#define DESC_ACCESSED	0x400ULL
#define DESC_GUARDED	0x4000000000000ULL
#define DESC_PXN	0x20000000000000ULL
#define DESC_UXN	0x40000000000000ULL
#define DESC_ADDRESS	0x0000fffffffff000ULL

/* Index 0: Device-nGnRE; 1: normal, write back, allocate on reads and writes */
#define MAIR		0xff04ULL
/* T0SZ 25, walks in write-back memory, inner shareable, no TTBR1, 40 bits of physical address */
#define TCR		((64 - 39) | 1ULL << 8 | 1ULL << 10 | 3ULL << 12 | 1ULL << 23 | 2ULL << 32)
/* RES1 bits of Armv8.0, and: MMU, alignment of the stack pointer, caches, WXN */
#define SCTLR		(0x30d00800ULL | 1 << 0 | 1 << 2 | 1 << 3 | 1 << 4 | 1 << 12 | 1 << 19)

static _Alignas(4096) u64 tables[NUM_TABLES][ENTRIES];
static unsigned int tables_used;

/* ID_AA64PFR1_EL1.BT: in guarded pages an indirect branch must arrive at a BTI instruction. */
static bool has_branch_targets(void)
{
	return read_sysreg(id_aa64pfr1_el1) & 0xf;
}

static u64 page_attributes(enum mmu_kind kind)
{
	const u64 memory = DESC_VALID | DESC_ACCESSED | DESC_MEMORY | DESC_INNER | DESC_UXN;

	switch (kind) {
	case MMU_CODE:
		return memory | DESC_READ_ONLY | (has_branch_targets() ? DESC_GUARDED : 0);
	case MMU_CONST:
		return memory | DESC_READ_ONLY | DESC_PXN;
	case MMU_DATA:
		return memory | DESC_PXN;
	case MMU_NSEC:
		return memory | DESC_PXN | DESC_NS;
	default:
		return DESC_VALID | DESC_ACCESSED | DESC_DEVICE | DESC_PXN | DESC_UXN;
	}
}

static unsigned int shift_of(unsigned int level)
{
	return PAGE_SHIFT + (3 - level) * LEVEL_BITS;
}

/* Return: the table that @entry points to, made if there is none */
static u64 *next_table(u64 *entry)
{
	if (!(*entry & DESC_VALID)) {
		if (tables_used == NUM_TABLES)
			platform_panic("no more translation tables");
		*entry = (u64)tables[tables_used++] | DESC_TABLE | DESC_VALID;
	}
	return (u64 *)(*entry & DESC_ADDRESS);
}

/**
 * mmu_map() - map memory; the MMU is off
 * @address:	physical and virtual, of a page
 * @size:	bytes, of whole pages
 * @kind:	what it is
 *
 * Takes the largest blocks that fit. A range is mapped once.
 */
void mmu_map(u64 address, u64 size, enum mmu_kind kind)
{
	u64 end = address + size;

	while (address < end) {
		u64 *table = tables[0];
		unsigned int level = 1;
		u64 *entry;

		for (;;) {
			u64 block = 1ULL << shift_of(level);

			entry = &table[(address >> shift_of(level)) % ENTRIES];
			if (level == 3)
				break;
			if (!(*entry & DESC_VALID) && !(address % block) && end - address >= block)
				break;
			table = next_table(entry);
			level++;
		}
		*entry = address | page_attributes(kind) | (level == 3 ? DESC_TABLE : 0);
		address += 1ULL << shift_of(level);
	}
}

/**
 * mmu_init() - make the tables with the image and its stacks in them
 */
void mmu_init(void)
{
	u8 *stack;

	tables_used = 1;
	mmu_map((u64)code_start, code_end - code_start, MMU_CODE);
	mmu_map((u64)const_start, const_end - const_start, MMU_CONST);
	mmu_map((u64)data_start, data_end - data_start, MMU_DATA);
	mmu_map((u64)bss_start, bss_end - bss_start, MMU_DATA);
	for (stack = stacks_start; stack < stacks_end; stack += STACK_STRIDE)
		mmu_map((u64)stack + STACK_STRIDE - STACK_SIZE, STACK_SIZE, MMU_DATA);
}

/**
 * mmu_enable() - switch this core's MMU on
 */
void mmu_enable(void)
{
	write_sysreg(mair_el1, MAIR);
	write_sysreg(tcr_el1, TCR);
	write_sysreg(ttbr0_el1, (u64)tables[0]);
	__asm__ volatile("dsb sy; tlbi vmalle1; dsb sy; ic iallu; dsb sy; isb" : : : "memory");
	write_sysreg(sctlr_el1, SCTLR);
	__asm__ volatile("isb" : : : "memory");
}

/**
 * mmu_maps() - can an address be read? For the backtrace, whose pointers may be damaged.
 * @address:	of a byte
 */
bool mmu_maps(u64 address)
{
	u64 par;

	__asm__ volatile("at s1e1r, %0; isb" : : "r" (address) : "memory");
	par = read_sysreg(par_el1);
	return !(par & 1);
}
