# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 teelane authors
"""From the guests' event logs to a table, a terminal timeline and an SVG."""
