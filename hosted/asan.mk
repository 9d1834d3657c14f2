# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 teelane authors
#
# For makefiles of what is linked with hosted/:
#   HOSTED_ASAN		what to compile and link with, to have it checked by AddressSanitizer and
#			UBSan
#
# The memory of a process of hosted/ is its stack and what it has mapped. AddressSanitizer of gcc 14
# keeps variables elsewhere, unless it is told not to.

HOSTED_ASAN := -fsanitize=address,undefined --param asan-use-after-return=0
