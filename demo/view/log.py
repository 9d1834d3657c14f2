# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 teelane authors
"""Read one boot's event log (demo/guest/scene.c writes it) and measure."""

from dataclasses import dataclass, field
from statistics import median

DEADLINE_MS = 100.0
SCENES = ("watchdog", "parked-first", "parked-second", "newcomer", "mark-spent")


class BadLog(Exception):
    """The log is incomplete or not of the expected form."""


@dataclass
class Call:
    """One TEE call; times are milliseconds from the start of its scene."""
    who: str
    kind: str
    hold: float
    due: float
    issued: float
    returned: float
    result: int

    @property
    def late(self):
        """How long after it was due the call returned."""
        return self.returned - self.due

    @property
    def met(self):
        return self.late <= DEADLINE_MS


@dataclass
class Scene:
    name: str
    start: int
    calls: list = field(default_factory=list)
    lane: tuple = None          # (errno, its name or "granted")
    complete: bool = False

    def of(self, who):
        """The calls of one client, in order."""
        return [c for c in self.calls if c.who == who]

    def one(self, who):
        calls = self.of(who)
        if len(calls) != 1:
            raise BadLog(f"scene {self.name}: {len(calls)} calls of {who}")
        return calls[0]

    @property
    def shorts(self):
        """The short calls that wait, by order of arrival."""
        return sorted((c for c in self.calls if c.who.startswith("S")),
                      key=lambda c: c.issued)

    @property
    def end(self):
        return max(c.returned for c in self.calls)


@dataclass
class Log:
    """Everything one boot reported."""
    kernel: str = "?"
    modules: dict = field(default_factory=dict)
    scenes: dict = field(default_factory=dict)
    lanes: dict = field(default_factory=dict)
    done: int = None

    @property
    def calls(self):
        return [c for s in self.scenes.values() for c in s.calls]

    @property
    def failed(self):
        return [c for c in self.calls if c.result]


def _call(scene, f):
    due, issued, returned = ((int(t) - scene.start) / 1e6 for t in f[4:7])
    if not 0 <= due <= issued <= returned:
        raise ValueError("time runs backwards")
    return Call(f[1], f[2], float(f[3]), due, issued, returned, int(f[7], 16))


def read(path):
    """Parse the log at path; lines that begin with other words are ignored."""
    log = Log()
    with open(path, encoding="utf-8", errors="replace") as lines:
        for line in lines:
            word, *f = line.split() or [""]
            try:
                _line(log, word, f)
            except (IndexError, KeyError, ValueError) as err:
                raise BadLog(f"{path}: cannot read: {line.strip()}") from err
    missing = [name for name in SCENES if name not in log.scenes or
               not log.scenes[name].complete]
    if log.done is None or missing:
        raise BadLog(f"{path}: the guest did not play to the end; missing: "
                     f"{' '.join(missing) or 'its last word'}")
    return log


def _line(log, word, f):
    if word == "kernel":
        log.kernel = f[0]
    elif word == "module":
        log.modules[f[0]] = f[1]
    elif word == "lanes":
        log.lanes[f[0]] = {k: int(v) for k, v in (p.split("=") for p in f[1:])}
    elif word == "scene":
        log.scenes[f[0]] = Scene(f[0], int(f[1]))
    elif word == "lane":
        log.scenes[f[0]].lane = (int(f[2]), f[3])
    elif word == "call":
        log.scenes[f[0]].calls.append(_call(log.scenes[f[0]], f))
    elif word == "end":
        log.scenes[f[0]].complete = True
    elif word == "done":
        log.done = int(f[0])


# --- the figures by which the two drivers are compared --------------------


@dataclass
class Watch:
    """Scene (a): the deadlines of the watchdog, and how long the parked calls took."""
    total: int
    missed: int
    worst: float
    middle: float
    parked: float       # from the start of the first parked call to the end of the last
    lane: tuple


def watch(log):
    s = log.scenes["watchdog"]
    late = [c.late for c in s.of("W")]
    parks = [c for c in s.calls if c.kind == "park"]
    return Watch(len(late), sum(not c.met for c in s.of("W")), max(late),
                 median(late), max(c.returned for c in parks) -
                 min(c.issued for c in parks), s.lane)


# The errors of an ioctl that a TEE driver does not know.
UNKNOWN_IOCTL = ("EINVAL", "ENOTTY")


def lane_text(lane):
    """The result of the watchdog's request for a system context."""
    errno, name = lane
    if not errno:
        return "granted"
    return f"not there ({name})" if name in UNKNOWN_IOCTL else \
        f"refused ({name})"


def freed(scene):
    """When the shorter parked call of a scene (b) gives its thread back."""
    return scene.one("Q").returned


def waits(scene):
    """For each short call: the time from when the thread is free to its return."""
    return [c.returned - freed(scene) for c in scene.shorts]


def handovers(scene):
    """The time from when each thread is free to the return of the call that gets it.

    Each short call gives the thread on to the next one, so that a slow host
    adds up in waits() but not here.
    """
    ends = [freed(scene)] + sorted(c.returned for c in scene.shorts)
    return [b - a for a, b in zip(ends, ends[1:])]


def rescued(scene):
    """Whether the calls that waited returned only after the newcomer came."""
    return min(c.returned for c in scene.shorts) > scene.one("N").issued


def set_up(scene):
    """Why the scene was not set up as planned, or None."""
    if scene.name == "watchdog":
        a, b = scene.one("A"), scene.one("B")
        if b.issued > a.returned:
            return "the parked calls did not overlap"
        return None
    p, q = scene.one("P"), scene.one("Q")
    if max(p.issued, q.issued) > min(c.issued for c in scene.shorts):
        return "a short call was issued before both threads were busy"
    if scene.shorts[-1].issued > min(p.returned, q.returned):
        return "a thread was free before the last short call was issued"
    return None
