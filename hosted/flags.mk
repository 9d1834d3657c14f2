# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 teelane authors
#
# How code for, on and around the hosted kernel is built. To be included with $(top) set
# to the top of the source.
#
#   HOSTED_CFLAGS		all of it
#   HOSTED_KERNEL_CPPFLAGS	code in the kernel, which sees kernel headers only
#   HOSTED_USER_CPPFLAGS	programs around it, which see <hosted/*.h> and the C library's
#   HOSTED_LIB, HOSTED_LDFLAGS	to link with

BUILD ?= $(top)/build
SAN ?= plain

HOSTED_OUT := $(abspath $(BUILD))/hosted/$(SAN)
HOSTED_LIB := $(HOSTED_OUT)/libhosted.a

hosted_san_plain :=
hosted_san_asan := -fsanitize=address,undefined -fno-sanitize-recover=undefined
hosted_san_tsan := -fsanitize=thread
hosted_san := $(hosted_san_$(SAN))

HOSTED_CFLAGS := -std=gnu11 -O2 -g -fno-omit-frame-pointer -fno-strict-aliasing -pthread \
	-Wall -Wextra -Werror -Wno-unused-parameter -Wno-sign-compare \
	-Wno-missing-field-initializers -D_GNU_SOURCE $(hosted_san)
# Linux compares unsigned numbers with constants that can be 0.
HOSTED_DRIVER_CFLAGS := -Wno-type-limits
HOSTED_KERNEL_CPPFLAGS := -I$(top)/hosted/kernel -I$(top)/hosted/include \
	-I$(top)/driver/include -I$(top)/abi
HOSTED_USER_CPPFLAGS := -I$(top)/hosted/include -I$(top)/driver/include/uapi
HOSTED_LDFLAGS := -pthread $(hosted_san)
