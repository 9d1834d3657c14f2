# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 teelane authors
"""Turns the event logs of the guests into a table, a terminal timeline and an SVG."""
