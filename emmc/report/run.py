# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 teelane authors
"""What one boot has left: emmc/guest/emmc.sh tells the files. Times are milliseconds."""

import os
import re
from dataclasses import dataclass, field

EVENT = re.compile(r"-(\d+) +\[\d+\] \S+ +([\d.]+): (\w+): (.*)")


class BadRun(Exception):
    """Files that are not there or say something else."""


@dataclass
class Writer:
    number: int
    pid: int
    begin: float = None
    entered: float = None       # its first SMC
    end: float = None
    result: int = None

    @property
    def good(self):
        return self.result == 0


@dataclass
class Task:
    """A task as one look at it has found it."""
    role: str
    tid: int
    state: str
    switches: int
    stack: list = field(default_factory=list)   # innermost first


@dataclass
class Sample:
    at: float
    tasks: list = field(default_factory=list)

    def still(self, other):
        """Nothing has run in between."""
        return self.tasks == other.tasks


@dataclass
class Run:
    modules: dict
    says: list
    kernel: str
    writers: list
    samples: list
    supply: list                # (ms, what, pid), what being a trace event of the regulator
    routing: str = ""           # who passes RPMB frames on: kernel or user
    supplicant: str = ""        # its pid, or none

    @property
    def begin(self):
        return min(w.begin for w in self.writers if w.begin is not None)

    @property
    def done(self):
        return [w for w in self.writers if w.good]

    @property
    def routed(self):
        """The kernel passes RPMB frames on, and there is nobody else who could."""
        return self.routing == "kernel" and self.supplicant == "none"

    @property
    def lanes(self):
        for line in self.says:
            m = re.search(r"lanes enforced by (.*)", line)
            if m:
                return m.group(1)
        return None


def _lines(directory, name):
    try:
        with open(os.path.join(directory, name), encoding="utf-8", errors="replace") as f:
            return f.read().splitlines()
    except OSError as err:
        raise BadRun(f"{directory}: {err.strerror}: {name}") from err


def names(directory):
    return _lines(directory, "runs")


def _writers(lines):
    writers = {}
    for line in lines:
        word, *rest = line.split()
        if word == "pid":
            writers[int(rest[0])] = Writer(int(rest[0]), int(rest[1]))
        elif word == "begin":
            writers[int(rest[0])].begin = float(rest[1])
        elif word == "end":
            w = writers[int(rest[0])]
            w.end, w.result = float(rest[1]), int(rest[2], 16)
    return [writers[n] for n in sorted(writers)]


def _samples(lines):
    samples = []
    for line in lines:
        if line.startswith("sample "):
            samples.append(Sample(float(line.split()[1]) * 1000))
        elif line.startswith("task "):
            word = line.split()
            if len(word) == 5:          # a task that ended meanwhile has less to tell
                samples[-1].tasks.append(Task(word[1], int(word[2]), word[3], int(word[4])))
        elif line.startswith(" ") and samples and samples[-1].tasks:
            samples[-1].tasks[-1].stack.append(line.strip())
    return samples


def _trace(lines, writers):
    supply, by_pid = [], {w.pid: w for w in writers}
    for line in lines:
        m = EVENT.search(line)
        if not m:
            continue
        pid, at, event, text = int(m[1]), float(m[2]) * 1000, m[3], m[4]
        w = by_pid.get(pid)
        if event.startswith("regulator_") and "name=emmc" in text:
            supply.append((at, event, pid))
        elif event == "optee_invoke_fn_begin" and w and w.begin is not None and \
                w.entered is None and at >= w.begin:
            w.entered = at
    return supply


def _fact(facts, what):
    return next((f.split()[1] for f in facts if f.startswith(what + " ")), "")


def read(directory):
    facts = _lines(directory, "facts")
    modules = {}
    for line in facts:
        word = line.split()
        if word[0] == "module" and len(word) == 3:
            modules[word[1]] = word[2]
    writers = _writers(_lines(directory, "events"))
    if not writers or any(w.begin is None for w in writers):
        raise BadRun(f"{directory}: not all clients have begun")
    supply = _trace(_lines(directory, "trace"), writers)
    return Run(modules, [f[5:] for f in facts if f.startswith("says ")],
               _fact(facts, "kernel"), writers,
               _samples(_lines(directory, "samples")), supply, _fact(facts, "routing"),
               _fact(facts, "supplicant"))
