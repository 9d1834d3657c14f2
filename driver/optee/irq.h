/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Asynchronous notifications: their interrupt, and the messages about them.
 */
#ifndef OPTEE_IRQ_H
#define OPTEE_IRQ_H

struct optee;

/* irq.c: the interrupt */
int optee_irq_init(struct optee *optee, unsigned int irq);
void optee_irq_destroy(struct optee *optee);

/* bottom_half.c: calls about notifications */
int optee_bottom_half(struct optee *optee);
int optee_stop_async_notif(struct optee *optee);

#endif /* OPTEE_IRQ_H */
