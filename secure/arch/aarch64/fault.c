// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * Faults of the trusted OS itself: registers and a backtrace are printed on the secure console, and
 * the core stops. The normal world gets no information.
 */
#include <secure/platform.h>

#include "aarch64.h"

#define ESR_CLASS(esr)		((esr) >> 26 & 0x3f)
#define ESR_DATA_ABORT		0x25
#define BACKTRACE_MAX		16
#define ADDRESS_MASK		((1ULL << 39) - 1)

/* "WHAT 0123456789abcdef" */
static void log_hex(const char *what, u64 value)
{
	char line[40];
	unsigned int at;
	int shift;

	for (at = 0; what[at] && at < sizeof(line) - 18; at++)
		line[at] = what[at];
	line[at++] = ' ';
	for (shift = 60; shift >= 0; shift -= 4)
		line[at++] = "0123456789abcdef"[value >> shift & 15];
	line[at] = 0;
	platform_log(line);
}

/*
 * Frame records are pairs of the caller's record and the return address. That is signed where the
 * processor can: the signature is above the bits that addresses have (mmu.c).
 */
static void log_backtrace(u64 fp)
{
	unsigned int n;

	for (n = 0; n < BACKTRACE_MAX && fp && !(fp & 7) && mmu_maps(fp) && mmu_maps(fp + 8); n++) {
		const u64 *record = (const u64 *)fp;

		log_hex("  called from", record[1] & ADDRESS_MASK);
		if (record[0] <= fp)
			break;
		fp = record[0];
	}
}

static bool in_guard_page(u64 address)
{
	return address >= (u64)stacks_start && address < (u64)stacks_end &&
	       (address - (u64)stacks_start) % STACK_STRIDE < STACK_STRIDE - STACK_SIZE;
}

/**
 * aarch64_fault() - handle an exception that must not happen
 * @frame:	registers of the code that caused it
 * @vector:	number of the exception vector, 0 to 15
 */
void aarch64_fault(const struct exception_frame *frame, u64 vector)
{
	static const char * const names[] = {
		"x0", "x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12",
		"x13", "x14", "x15", "x16", "x17", "x18", "x19", "x20", "x21", "x22", "x23", "x24",
		"x25", "x26", "x27", "x28", "x29", "x30"
	};
	u64 esr = read_sysreg(esr_el1);
	u64 far = read_sysreg(far_el1);
	unsigned int n;

	if (ESR_CLASS(esr) == ESR_DATA_ABORT && in_guard_page(far))
		platform_log("Panic: stack overflow");
	else
		platform_log("Panic: unexpected exception");
	log_hex("vector", vector);
	log_hex("esr", esr);
	log_hex("far", far);
	log_hex("elr", frame->elr);
	log_hex("spsr", frame->spsr);
	log_hex("sp", frame->sp);
	for (n = 0; n < ARRAY_SIZE(names); n++)
		log_hex(names[n], frame->x[n]);
	log_backtrace(frame->x[29]);
	arch_stop();
}

/* See platform.h. */
void platform_panic(const char *why)
{
	platform_log("Panic:");
	platform_log(why);
	log_backtrace((u64)__builtin_frame_address(0));
	arch_stop();
}
