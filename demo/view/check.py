# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 teelane authors
"""Checks whose faults make the demo fail.  Each function returns a list of faults."""

from . import log
from .chart import span_text


def modules(run, driver, expected):
    """The build IDs of the loaded modules must be those of the files on the host."""
    faults = []
    if not expected:
        faults.append(f"{driver}: no module to compare the running one with")
    for want in expected:
        name, _, build_id = want.partition("=")
        got = run.modules.get(name, "none")
        if not build_id or got != build_id:
            faults.append(f"{driver}: {name}.ko has build id {got[:12]} in the "
                          f"guest and {build_id[:12]} on the host")
    return faults


def scenes(runs):
    """Each scene must have been set up as planned, and every call must have succeeded."""
    faults = []
    for driver, run in runs:
        for s in run.scenes.values():
            why = log.set_up(s)
            if why:
                faults.append(f"{driver}: scene {s.name}: {why}")
        for c in run.failed:
            faults.append(f"{driver}: a call of {c.who} returned "
                          f"0x{c.result:08x}")
        if run.done and not run.failed:
            faults.append(f"{driver}: a client of a scene failed")
    if runs[0][1].kernel != runs[1][1].kernel:
        faults.append("the two boots are not of the same kernel")
    return faults


def promises(ours):
    """The run with teelane must have kept its promises, apart from those about time."""
    faults = []
    w = log.watch(ours)
    if w.lane[0]:
        faults.append("teelane: the watchdog got no system context: "
                      f"{log.lane_text(w.lane)}")
    after = ours.lanes.get("after")
    if not after:
        faults.append("teelane: no lane counters in sysfs")
    elif after["reserved"] or after["busy"] or after["waiting"]:
        faults.append("teelane: not everything was given back: " +
                      " ".join(f"{k}={v}" for k, v in after.items()))
    return faults


def times(ours):
    """The promises about time, which a host that does not let the guest run breaks as well."""
    faults = []
    w = log.watch(ours)
    if w.missed:
        faults.append(f"teelane: {w.missed} of {w.total} deadlines missed")
    for s in ours.scenes.values():
        if s.name == "watchdog":
            continue
        late = max(log.handovers(s))
        if late > log.DEADLINE_MS:
            faults.append(f"teelane: scene {s.name}: a thread was free for "
                          f"{span_text(late)} while a call waited")
    return faults


def summary(stock, ours):
    s, o = log.watch(stock), log.watch(ours)
    return (f"teelane met all {o.total} deadlines (stock missed {s.missed}) and "
            "gave each freed thread to a waiter within "
            f"{span_text(_slowest(ours))} (stock: {span_text(_slowest(stock))})")


def _slowest(run):
    return max(max(log.handovers(s)) for s in run.scenes.values()
               if s.name != "watchdog")
