# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 teelane authors
"""Is it a deadlock, and who waits for whom?

Two things must come together. Nothing has run for QUIET_MS: in all looks at the tasks of
that time they have the same stacks and the same numbers of context switches, and no client
was done. And the stacks close a circle: a supplicant thread whose request to the eMMC waits
for the supply waits, at last, for a client that waits for the supplicant. Where the kernel
passes the frames itself, a client's own call is what has the eMMC wait for the supply.

The functions are those of the stock driver of Linux 6.12.
"""

from dataclasses import dataclass

QUIET_MS = 8000.0

# Innermost functions. Compilers have the second for a thread in the first, or not.
FOR_MUTEX = ("optee_get_msg_arg",)
FOR_THREAD = ("optee_cq_wait_init", "optee_cq_wait_for_completion")
FOR_SUPPLICANT = ("optee_supp_thrd_req",)
FOR_SUPPLY = ("mmc_runtime_resume", "regulator_enable")
WHY = "the eMMC's supply is off; to have it on, the trusted OS is called, and "


@dataclass
class Link:
    """One task of the circle."""
    task: object
    waits_for: str
    because: str


def _where(task, functions):
    return bool(task.stack) and task.stack[0] in functions


def quiet(run):
    """For how long nothing has run at the end of a run, in ms."""
    last = run.samples[-1]
    since = last.at
    for s in reversed(run.samples[:-1]):
        if not s.still(last):
            break
        since = s.at
    return last.at - since


def holders(tasks):
    """Those that hold a thread of the trusted OS, suspended, until the supplicant answers."""
    return [t for t in tasks if _where(t, FOR_SUPPLICANT)]


def circle(run):
    """The circle as a list of links, or None."""
    tasks = run.samples[-1].tasks
    at_mmc = [t for t in tasks if all(f in t.stack for f in FOR_SUPPLY)]
    if not at_mmc:
        return None
    asks = at_mmc[0]
    if asks.role == "supplicant":
        inside = holders(tasks)
        if not inside:
            return None
        client, why = inside[0], WHY
        links = [Link(client, "the supplicant", "its call keeps a thread, suspended, "
                      "until the supplicant has the eMMC's answer")]
    else:
        client, why = asks, "its call keeps a thread, suspended, until it has the " \
            "eMMC's answer; " + WHY
        links = []
    if _where(asks, FOR_MUTEX):
        owner = next((t for t in tasks if _where(t, FOR_THREAD) and
                      any(f in t.stack for f in FOR_MUTEX)), None)
        if not owner:
            return None
        links += [
            Link(asks, owner.role, why + "that call waits for the mutex of the argument cache"),
            Link(owner, client.role, "it holds that mutex while it registers a page for arguments, "
                 "by a call that waits for a thread")]
    elif _where(asks, FOR_THREAD):
        links.append(Link(asks, client.role, why + "that call waits for a thread"))
    else:
        return None
    return links


def found(run):
    """The circle, if nothing has run for long enough; else None."""
    return circle(run) if len(run.done) == 0 and quiet(run) >= QUIET_MS else None
