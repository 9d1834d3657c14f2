# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 teelane authors
"""Prints the table and the timeline as text of 80 to 120 columns."""

import os
import shutil
import sys

from . import chart, log
from .chart import span_text

LABEL, RESULT = 11, 10
COLUMN = 22        # width of the first column of the table
SGR = {"good": "32", "bad": "31", "head": "1", "dim": "2", "hold": "34",
       "wait": "33", "idle": "31"}
FANCY = {"hold": "█", "wait": "░", "idle": "·", "met": "●", "missed": "✗",
         "mark": "┊", "rule": "─", "axis": "┴"}
PLAIN = {"hold": "#", "wait": ".", "idle": "_", "met": "o", "missed": "x",
         "mark": "|", "rule": "-", "axis": "+"}


class Screen:
    """Writes to out with the colours, width and characters that out can show."""

    def __init__(self, out=sys.stdout):
        self.out = out
        tty = out.isatty()
        self.colour = tty and not os.environ.get("NO_COLOR") \
            and os.environ.get("TERM") != "dumb"
        columns = shutil.get_terminal_size((100, 24)).columns
        self.width = min(120, max(80, columns - 1 if tty else columns))
        try:
            "".join(FANCY.values()).encode(out.encoding or "ascii")
            self.glyph = FANCY
        except UnicodeEncodeError:
            self.glyph = PLAIN

    def paint(self, text, style):
        if not self.colour or not style or not text.strip():
            return text
        return f"\033[{SGR[style]}m{text}\033[0m"

    def line(self, text=""):
        print(text.rstrip(), file=self.out)

    def rule(self, title):
        fill = self.glyph["rule"] * max(2, self.width - len(title) - 4)
        self.line(self.paint(f"{self.glyph['rule']} {title} {fill}", "head"))


# --- the table ------------------------------------------------------------


def _table_rows(stock, ours):
    """Rows of the table: (heading,) or (what, stock, ours, stock is good, ours is good)."""
    runs = (stock, ours)
    w = [log.watch(r) for r in runs]
    yield ("two clients park both threads, a watchdog is due each 100 ms",)
    yield ("deadlines missed", *(f"{x.missed} of {x.total}" for x in w),
           *(not x.missed for x in w))
    yield ("worst wait for a call", *(span_text(x.worst) for x in w),
           *(x.worst <= log.DEADLINE_MS for x in w))
    yield ("median wait", *(span_text(x.middle) for x in w), None, None)
    yield ("system context", *(log.lane_text(x.lane) for x in w), None, None)
    yield ("price: both parked calls took", *(span_text(x.parked)
                                                 for x in w), None, None)
    yield ("a thread is free again: the last short call is through after",)
    for name, what in (("parked-first", "parked call came first"),
                       ("parked-second", "parked call came second"),
                       ("mark-spent", "after a call came and went"),
                       ("newcomer", "and a newcomer calls later")):
        late = [max(log.waits(r.scenes[name])) for r in runs]
        yield (what, *(span_text(max(x, 0.0)) for x in late),
               *(x <= log.DEADLINE_MS for x in late))
    late = [log.rescued(r.scenes["newcomer"]) for r in runs]
    yield ("only after the newcomer came", *("yes" if x else "no" for x in late),
           *(not x for x in late))
    bad = [len(r.failed) for r in runs]
    yield ("in all",)
    yield ("calls failed", *(f"{b} of {len(r.calls)}" for b, r in
                             zip(bad, runs)), *(not b for b in bad))


def table(s, stock, ours):
    """Stock and ours side by side."""
    wide = s.width - 2 * COLUMN - 4
    s.line(s.paint(f"  {'':{wide}}{'stock':>{COLUMN}}{'teelane':>{COLUMN}}",
                   "head"))
    for head, *cells in _table_rows(stock, ours):
        if not cells:
            s.line(s.paint(f"  {head}", "dim"))
            continue
        text = f"    {head:{wide - 2}}"
        for value, good in zip(cells[:2], cells[2:]):
            style = None if good is None else "good" if good else "bad"
            text += s.paint(f"{value:>{COLUMN}}", style)
        s.line(text)


# --- the timeline ---------------------------------------------------------


def _row(s, row, panel, per_ms, columns):
    cells = [(" ", None)] * columns

    def column(ms):
        return min(columns - 1, max(0, int(ms * per_ms)))

    if panel.mark is not None:
        cells[column(panel.mark)] = (s.glyph["mark"], "dim")
    for sp in row.spans:
        lo = column(sp.begin)
        for i in range(lo, max(lo + 1, column(sp.end))):
            cells[i] = (s.glyph[sp.style], sp.style)
    for t in row.ticks:
        i = column(t.at)
        # If two ticks share a column, a missed one must not be hidden.
        if t.good and cells[i][0] == s.glyph["missed"]:
            continue
        cells[i] = (s.glyph["met" if t.good else "missed"],
                    "good" if t.good else "bad")
    text, run, style = "", "", None
    for char, st in cells:
        if st != style:
            text, run, style = text + s.paint(run, style), "", st
        run += char
    text += s.paint(run, style)
    tone = None if row.good is None else "good" if row.good else "bad"
    return f"  {row.label:{LABEL}}{text} {s.paint(row.result, tone)}"


def _axis(s, end, per_ms, columns):
    step = 500 if end < 2500 else 1000 if end < 10000 else 2000
    line, names = [s.glyph["rule"]] * columns, [" "] * (columns + 8)
    for ms in range(0, int(end) + 1, step):
        i = min(columns - 1, int(ms * per_ms))
        line[i] = s.glyph["axis"]
        name = f"{ms / 1000:g} s"
        names[i:i + len(name)] = name
    pad = " " * (LABEL + 2)
    s.line(s.paint(pad + "".join(line), "dim"))
    s.line(s.paint(pad + "".join(names), "dim"))


LEGEND = (("hold", "hold", "holds a thread"), ("wait", "wait", "waits"),
          ("idle", "idle", "thread free, none woken"),
          ("met", "good", "in time"), ("missed", "bad", "too late"))


def timeline(s, charts, legend=LEGEND):
    """legend: (glyph, style, text) for each kind of mark."""
    columns = s.width - LABEL - RESULT - 3
    for c in charts:
        s.line()
        s.rule(c.title)
        per_ms = columns / c.end
        if c.even:
            per_ms = max(1, int(per_ms * c.even)) / c.even
        for p in c.panels:
            s.line(f"  {s.paint(p.driver, 'head')}: "
                   f"{s.paint(p.verdict, 'good' if p.good else 'bad')}")
            for r in p.rows:
                s.line(_row(s, r, p, per_ms, int(c.end * per_ms) + 1))
        _axis(s, c.end, per_ms, int(c.end * per_ms) + 1)
    s.line()
    s.line("  " + "  ".join(f"{s.paint(s.glyph[g], style)} {text}"
                            for g, style, text in legend))
