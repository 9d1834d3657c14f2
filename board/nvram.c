// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The flash behind an emulated device.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "nvram.h"

static int open_flash(const char *path)
{
	int fd = path ? open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600) :
			memfd_create("nvram", MFD_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

/* A new file reads as zeroes, which is what a blank flash is here. */
static int set_flash_size(int fd, size_t size)
{
	struct stat st;

	if (fstat(fd, &st))
		return -errno;
	if ((size_t)st.st_size == size)
		return 0;
	if (st.st_size)
		return -EINVAL;
	return ftruncate(fd, (off_t)size) ? -errno : 0;
}

/**
 * nvram_open() - open a flash, or make a blank one
 * @nv:		filled in
 * @path:	a file, made if it is not there; NULL: one in memory, without a name
 * @size:	bytes, a multiple of NVRAM_PAGE
 *
 * Return: 0 or a negative errno; -EINVAL if a file is there, of another size;
 * -EBUSY if somebody else has opened it.
 */
int nvram_open(struct nvram *nv, const char *path, size_t size)
{
	int rc;

	if (!size || size % NVRAM_PAGE)
		return -EINVAL;
	memset(nv, 0, sizeof(*nv));
	nv->size = size;
	nv->fd = open_flash(path);
	if (nv->fd < 0)
		return nv->fd;
	/* Two machines would each overwrite what the other has written. */
	rc = path && flock(nv->fd, LOCK_EX | LOCK_NB) ? -EBUSY : set_flash_size(nv->fd, size);
	if (rc)
		nvram_close(nv);
	return rc;
}

/**
 * nvram_close() - forget a flash
 * @nv:		the flash
 */
void nvram_close(struct nvram *nv)
{
	close(nv->fd);
	nv->fd = -1;
}

static bool is_inside(const struct nvram *nv, size_t offset, size_t len)
{
	return offset <= nv->size && len <= nv->size - offset;
}

/**
 * nvram_read() - read any number of bytes
 * @nv:		the flash
 * @offset:	where
 * @data:		out
 * @len:		how many
 *
 * Return: 0, -EIO, or -EINVAL where [@offset, @offset + @len) is not inside.
 */
int nvram_read(const struct nvram *nv, size_t offset, void *data, size_t len)
{
	if (!is_inside(nv, offset, len))
		return -EINVAL;
	return pread(nv->fd, data, len, (off_t)offset) == (ssize_t)len ? 0 : -EIO;
}

/**
 * nvram_program() - program one page
 * @nv:		the flash
 * @offset:	a multiple of NVRAM_PAGE
 * @page:	NVRAM_PAGE bytes
 *
 * Return: 0; -EIO, also where the supply failed during it or before; -EINVAL.
 */
int nvram_program(struct nvram *nv, size_t offset, const void *page)
{
	size_t len = NVRAM_PAGE;

	if (offset % NVRAM_PAGE || !is_inside(nv, offset, NVRAM_PAGE))
		return -EINVAL;
	if (nv->lost)
		return -EIO;
	nv->programmed++;
	if (nv->cut_at && nv->programmed >= nv->cut_at) {
		nv->cut_at = 0;
		nv->lost = true;
		nv->cuts++;
		len /= 2;
	}
	if (pwrite(nv->fd, page, len, (off_t)offset) != (ssize_t)len)
		return -EIO;
	return nv->lost ? -EIO : 0;
}

/**
 * nvram_cut() - have the supply fail
 * @nv:		the flash
 * @pages:	it fails in the middle of this page, counted from now and from 1;
 *		0: not at all
 */
void nvram_cut(struct nvram *nv, uint64_t pages)
{
	nv->cut_at = pages ? nv->programmed + pages : 0;
}

/**
 * nvram_restore() - the supply of a flash is back
 * @nv:		the flash
 *
 * What was programmed is there; the last page may be torn.
 */
void nvram_restore(struct nvram *nv)
{
	nv->lost = false;
}
