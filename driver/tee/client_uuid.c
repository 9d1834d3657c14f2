// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Client UUIDs: how a Trusted Application recognizes who opens a session.
 *
 * The UUID is of version 5 (RFC 9562, 5.5: SHA-1 of a name space and a name).
 * OP-TEE and its clients agreed on the name space below and on the names
 * "uid=%x" and "gid=%x", with the id as the initial user name space has it.
 */
#include "tee_core_includes.h"

/* 58ac9ca0-2086-4683-a1b8-ec4bc08e01b6 */
static const uuid_t tee_ns = UUID_INIT(0x58ac9ca0, 0x2086, 0x4683, 0xa1, 0xb8,
				       0xec, 0x4b, 0xc0, 0x8e, 0x01, 0xb6);

/* "uid=" or "gid=", 8 digits, and the end of the string */
#define NAME_SIZE	(4 + 8 + 1)

/*
 * UUID of a name in the TEE name space. Allocates nothing and loads nothing:
 * opening a session on a lane must not wait for memory or for the file system.
 */
static void uuid_of_name(uuid_t *uuid, const char *name, size_t len)
{
	u8 msg[UUID_SIZE + NAME_SIZE];
	u8 digest[SHA1_DIGEST_SIZE];

	export_uuid(msg, &tee_ns);
	memcpy(msg + UUID_SIZE, name, len);
	tee_sha1_short(msg, UUID_SIZE + len, digest);

	import_uuid(uuid, digest);
	uuid->b[6] = (uuid->b[6] & 0x0f) | 0x50; /* version 5 */
	uuid->b[8] = (uuid->b[8] & 0x3f) | 0x80; /* variant of RFC 9562 */
}

/**
 * tee_session_calc_client_uuid() - UUID by which a TA is to know the caller
 * @uuid:		the result
 * @connection_method:	TEE_IOCTL_LOGIN_*
 * @connection_data:	for the group login: the group id in its first bytes,
 *			in native byte order, as the caller's user name space
 *			has it
 *
 * The identity is that of the current task.  Does not sleep or allocate.
 *
 * Return: 0, -EPERM for a group the caller is not in, -EINVAL for a login
 * method that has no UUID here.
 */
int tee_session_calc_client_uuid(uuid_t *uuid, u32 connection_method,
				 const u8 connection_data[TEE_IOCTL_UUID_LEN])
{
	char name[NAME_SIZE];
	kgid_t grp;
	gid_t gid;
	int len;

	switch (connection_method) {
	case TEE_IOCTL_LOGIN_PUBLIC:
	case TEE_IOCTL_LOGIN_REE_KERNEL:
		uuid_copy(uuid, &uuid_null);
		return 0;

	case TEE_IOCTL_LOGIN_USER:
		len = scnprintf(name, sizeof(name), "uid=%x",
				from_kuid(&init_user_ns, current_euid()));
		break;

	case TEE_IOCTL_LOGIN_GROUP:
		memcpy(&gid, connection_data, sizeof(gid));
		grp = make_kgid(current_user_ns(), gid);
		if (!gid_valid(grp) || !in_egroup_p(grp))
			return -EPERM;
		len = scnprintf(name, sizeof(name), "gid=%x",
				from_kgid(&init_user_ns, grp));
		break;

	default:
		return -EINVAL;
	}

	uuid_of_name(uuid, name, len);
	return 0;
}
EXPORT_SYMBOL_GPL(tee_session_calc_client_uuid);
