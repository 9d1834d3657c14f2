# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 teelane authors
