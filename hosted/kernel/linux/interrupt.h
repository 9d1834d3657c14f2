/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Interrupts. A handler runs on the thread of its interrupt, and a threaded handler on a second
 * one.
 */
#ifndef HOSTED_LINUX_INTERRUPT_H
#define HOSTED_LINUX_INTERRUPT_H

#include <linux/compiler.h>

typedef enum {
	IRQ_NONE,
	IRQ_HANDLED,
	IRQ_WAKE_THREAD,
} irqreturn_t;

typedef irqreturn_t (*irq_handler_t)(int irq, void *data);

int request_threaded_irq(unsigned int irq, irq_handler_t handler, irq_handler_t thread,
			 unsigned long flags, const char *name, void *data);
void free_irq(unsigned int irq, void *data);
int request_percpu_irq(unsigned int irq, irq_handler_t handler, const char *name,
		       void __percpu *data);
void free_percpu_irq(unsigned int irq, void __percpu *data);
void enable_percpu_irq(unsigned int irq, unsigned int type);
void disable_percpu_irq(unsigned int irq);

#endif
