/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * What the files of the TEE core share.
 *
 * The stock structures are part of the symbol versions of the exported
 * functions, field by field, so whatever this core adds stands in a larger
 * structure around them.
 */
#ifndef TEE_PRIVATE_H
#define TEE_PRIVATE_H

#include <linux/cdev.h>
#include <linux/completion.h>
#include <linux/device.h>
#include <linux/idr.h>
#include <linux/kref.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/types.h>

#include "tee_compat.h"

/* Device numbers: ids 0 to 15 are ordinary devices, 16 to 31 privileged ones. */
#define TEE_NUM_DEVICES		32

#ifndef TEE_DEVICE_DECLARED
#define TEE_DEVICE_FLAG_REGISTERED	0x1
#define TEE_MAX_DEV_NAME_LEN		32

/*
 * struct tee_device - as in <linux/tee_core.h> of later kernels, field by field
 */
struct tee_device {
	char name[TEE_MAX_DEV_NAME_LEN];
	const struct tee_desc *desc;
	int id;
	unsigned int flags;

	struct device dev;
	struct cdev cdev;

	size_t num_users;
	struct completion c_no_users;
	struct mutex mutex;	/* not used, see struct tee_core_device */

	struct idr idr;
	struct tee_shm_pool *pool;
};
#endif

/**
 * struct tee_core_device - a TEE device and what this core adds to it
 * @teedev:	the stock structure, first member
 * @lock:	protects @teedev's num_users, its desc while no user is known to
 *		exist, and changes to its idr.  Held for a few instructions
 *		only, never across an allocation or a sleep, so that a call on
 *		a lane can take it.  Looking up an id takes no lock but RCU.
 * @system_ops:	operations for system contexts, or NULL; set before the device
 *		is registered, constant afterwards
 */
struct tee_core_device {
	struct tee_device teedev;
	spinlock_t lock;	/* see above */
	const struct tee_system_ops *system_ops;
};

static inline struct tee_core_device *to_core_device(struct tee_device *teedev)
{
	return container_of(teedev, struct tee_core_device, teedev);
}

/* Operations for system contexts of the device behind a context, or NULL. */
static inline const struct tee_system_ops *
tee_ctx_system_ops(struct tee_context *ctx)
{
	return to_core_device(ctx->teedev)->system_ops;
}

/* device_user.c */
bool tee_device_get(struct tee_device *teedev);
void tee_device_put(struct tee_device *teedev);
void tee_device_end_use(struct tee_device *teedev);

/* context.c */
enum tee_opener { TEE_OPENED_BY_DRIVER, TEE_OPENED_BY_CLIENT, TEE_OPENED_BY_FILE };
struct tee_context *tee_context_open(struct tee_device *teedev,
				     enum tee_opener opener);
void tee_ctx_get(struct tee_context *ctx, bool pin);
void tee_ctx_put(struct tee_context *ctx, bool pin);
void tee_ctx_put_here(struct tee_context *ctx, bool pin);

/* ioctl.c */
long tee_ioctl(struct file *file, unsigned int cmd, unsigned long arg);

/* shm.c */
struct tee_shm *tee_shm_alloc_user_buf(struct tee_context *ctx, size_t size);

/* shm_register.c */
struct tee_shm *tee_shm_register_user_buf(struct tee_context *ctx,
					  unsigned long addr, size_t length);

/* shm_file.c */
int tee_shm_get_fd(struct tee_shm *shm);

/* chrdev.c */
int tee_chrdev_init(struct tee_device *teedev, struct device *parent,
		    void *driver_data);
int tee_chrdev_add(struct tee_device *teedev);
void tee_chrdev_del(struct tee_device *teedev);
struct tee_device *tee_chrdev_find(struct tee_device *start,
				   int (*match)(struct tee_device *teedev,
						void *data), void *data);
int tee_chrdev_setup(void);
void tee_chrdev_cleanup(void);

/* bus.c */
int tee_bus_setup(void);
void tee_bus_cleanup(void);

#endif /* TEE_PRIVATE_H */
