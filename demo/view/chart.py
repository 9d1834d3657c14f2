# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 teelane authors
"""The charts, before they are drawn: rows of spans and ticks on a time axis.

Linux sees when a call is issued and when it returns, not when it enters the
trusted OS.  A parked call is taken to be inside for as long as it asked to be
parked.  If it took at least SLACK_MS longer, the rest is taken for waiting; a
shorter rest comes from the emulator's timer and scheduler.
"""

from dataclasses import dataclass, field

from . import log

SLACK_MS = 150.0
HOLD, WAIT, IDLE = "hold", "wait", "idle"


@dataclass
class Span:
    begin: float
    end: float
    style: str
    text: str = ""


@dataclass
class Tick:
    at: float
    good: bool


@dataclass
class Row:
    label: str
    spans: list = field(default_factory=list)
    ticks: list = field(default_factory=list)
    result: str = ""
    good: bool = None       # None: neither good nor bad


@dataclass
class Panel:
    """One driver's run of one scene."""
    driver: str
    rows: list
    verdict: str
    good: bool
    mark: float = None      # a moment that is pointed at, with mark_text
    mark_text: str = ""


@dataclass
class Chart:
    title: str
    text: str
    panels: list
    even: float = 0.0       # period of the ticks, which are spaced evenly
    end: float = 0.0

    def __post_init__(self):
        last = max(t for p in self.panels for r in p.rows for t in
                   [s.end for s in r.spans] + [k.at for k in r.ticks])
        self.end = last * 1.015


def span_text(ms):
    """A duration with as many digits as a reader needs."""
    if ms < 9.95:
        return f"{ms:.1f} ms"
    if ms < 999.5:
        return f"{ms:.0f} ms"
    return f"{ms / 1000:.2f} s"


def _parked(call, label, why="waits for a thread"):
    wait = call.returned - call.issued - call.hold
    entered = call.returned - call.hold if wait > SLACK_MS else call.issued
    row = Row(label, [Span(entered, call.returned, HOLD,
                           f"parked {call.hold / 1000:.1f} s")])
    if entered > call.issued:
        row.spans.insert(0, Span(call.issued, entered, WAIT, why))
    return row


def _watch_panel(driver, run):
    scene, w = run.scenes["watchdog"], log.watch(run)
    dog = Row("watchdog")
    for c in scene.of("W"):
        dog.ticks.append(Tick(c.due, c.met))
        if c.returned - c.issued > log.DEADLINE_MS:
            dog.spans.append(Span(c.issued, c.returned, WAIT))
    why = "waits for a thread" if w.lane[0] else \
        "waits: the other thread is the watchdog's"
    rows = [_parked(scene.one("A"), "client A", why),
            _parked(scene.one("B"), "client B", why), dog]
    return Panel(driver, rows, f"{w.missed} of {w.total} deadlines missed, "
                 f"worst wait {span_text(w.worst)}", not w.missed)


def watchdog(runs):
    """Scene (a), one panel for each (driver, log) of runs."""
    return Chart("Two clients park both threads, a watchdog is due each 100 ms",
                 "The watchdog asks for a system context. Where it gets one, a "
                 "thread is kept for it, and client B waits for A.",
                 [_watch_panel(*r) for r in runs], log.DEADLINE_MS)


def _freed_panel(driver, scene):
    p, q, free = scene.one("P"), scene.one("Q"), log.freed(scene)
    shorts, waits = scene.shorts, log.waits(scene)
    first = min(c.returned for c in shorts + [c for c in scene.of("N")])
    one = Row("thread 1", [Span(p.issued, p.returned, HOLD,
                                f"call P, parked {p.hold / 1000:.1f} s")])
    two = Row("thread 2", [Span(q.issued, free, HOLD, "Q")])
    if first - free > log.DEADLINE_MS:
        two.spans.append(Span(free, first, IDLE, "free, though calls wait"))
    rows = [one, two]
    for c, late in zip(shorts, waits):
        rows.append(Row(f"short {c.who[1:]}",
                        [Span(c.issued, c.returned, WAIT)],
                        [Tick(c.returned, late <= log.DEADLINE_MS)],
                        f"+{span_text(max(late, 0.0))}",
                        late <= log.DEADLINE_MS))
    for c in scene.of("N"):
        rows.append(Row("newcomer", [], [Tick(c.returned, c.met)],
                        f"in {span_text(c.returned - c.issued)}", c.met))
    for c in scene.of("X"):
        rows[1].ticks.append(Tick(c.returned, c.met))
    worst = max(waits)
    return Panel(driver, rows, "last short call through "
                 f"{span_text(max(worst, 0.0))} after a thread was free",
                 worst <= log.DEADLINE_MS, free, "a thread is free")


FREED = {
    "parked-first": (
        "A thread is free again, another call stays parked",
        "P takes thread 1, Q takes thread 2 for 0.4 s, three short calls come "
        "meanwhile. Stock wakes the oldest call, waiting or not: P."),
    "parked-second": (
        "The same, the parked call being the second",
        "Q comes first, then P, then the short calls. When Q ends, P is the "
        "oldest call."),
    "newcomer": (
        "The same, and a new call comes later",
        "On stock it takes the free thread, past those who wait; its end wakes "
        "them."),
    "mark-spent": (
        "The same, after another call has come and gone",
        "A short call has ended since P began: stock has woken P once already, "
        "and its next wake-up finds a waiter."),
}


def freed(name, runs):
    """The scene (b) called name, one panel for each (driver, log) of runs."""
    return Chart(*FREED[name],
                 [_freed_panel(d, r.scenes[name]) for d, r in runs])


def every(runs):
    return [watchdog(runs)] + [freed(n, runs) for n in FREED]
