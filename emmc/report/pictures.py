# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 teelane authors
"""The runs as a table, and as rows of spans on a time axis for demo/view to draw."""

from view import svg
from view.chart import HOLD, IDLE, WAIT, Chart, Panel, Row, Span, Tick, span_text

from . import deadlock


def _last(run):
    return max([w.end for w in run.writers if w.end is not None] +
               [s.at for s in run.samples])


def _supply_row(run, end):
    row, since = Row("supply on"), None
    for at, event, _ in run.supply:
        if event == "regulator_enable_complete":
            since = at
        elif event == "regulator_disable" and since is not None:
            row.spans.append(Span(since - run.begin, at - run.begin, HOLD))
            since = None
    if since is not None:
        row.spans.append(Span(since - run.begin, end, HOLD))
    row.spans = [Span(max(s.begin, 0.0), s.end, HOLD) for s in row.spans if s.end > 0]
    return row


def _request_row(run, end, stuck):
    """The one that waits for the supply."""
    row = Row("request" if run.routed else "supplicant")
    asked = [at for at, event, _ in run.supply
             if event == "regulator_enable" and at >= run.begin]
    on = [at for at, event, _ in run.supply
          if event == "regulator_enable_complete" and at >= run.begin]
    if on:
        row.spans.append(Span((asked or on)[0] - run.begin, on[0] - run.begin, WAIT))
    elif stuck:
        first = next(s.at for s in run.samples if any(
            "mmc_runtime_resume" in t.stack for t in s.tasks))
        begin = min([w.entered for w in run.writers if w.entered is not None] + [first])
        row.spans.append(Span(begin - run.begin, end, IDLE))
    return row


def _writer_row(run, w, end):
    row, begin = Row(""), w.begin - run.begin
    until = end if w.end is None else w.end - run.begin
    entered = until if w.entered is None else w.entered - run.begin
    row.spans.append(Span(begin, entered, WAIT))
    if w.entered is not None:
        row.spans.append(Span(entered, until, HOLD))
    if w.end is not None:
        row.ticks.append(Tick(until, w.good))
    return row


def panel(name, run):
    stuck = deadlock.found(run)
    end = _last(run) - run.begin
    # in the order in which they came in and were done
    last = end + run.begin
    order = sorted(run.writers, key=lambda w: (w.end or last, w.entered or last))
    writers = [_writer_row(run, w, end) for w in order]
    writers[0].label = "writers"
    good = len(run.done) == len(run.writers)
    if stuck:
        verdict = f"deadlock: {len(run.done)} of {len(run.writers)} written"
    else:
        verdict = f"{len(run.done)} of {len(run.writers)} written"
        if good:
            verdict += f" in {span_text(max(w.end for w in run.writers) - run.begin)}"
    return Panel(name, [_supply_row(run, end), _request_row(run, end, stuck)] + writers,
                 verdict, good)


def chart(runs):
    four = ", teelane's own OS four" if len(runs) > 3 else ""
    return Chart("14 processes write to RPMB at once; the eMMC's supply is off",
                 f"OP-TEE has two threads{four}. A write holds one until the eMMC answers. Its "
                 "supply needs one more call.",
                 [panel(name, run) for name, run in runs])


def write_svg(path, picture, run):
    """Smaller rows than the demo's, as there are many of them."""
    svg.ROW, svg.BAR, svg.LABEL = 12, 7, "tag soft"
    d = svg.Drawing()
    d.y = svg.PAD + 4
    d.text(svg.PAD, d.y + 16,
           "A trusted OS keeps its data in an eMMC whose supply it switches", "h1")
    how = "RPMB frames passed on by the kernel" if run.routed else "the same card and clients"
    on = ", or teelane's own OS" if len(picture.panels) > 3 else ""
    d.text(svg.PAD, d.y + 39, f"Linux {run.kernel}, QEMU 11, {how}; OP-TEE 4.10, patched in the "
           f"third run{on}.", "soft")
    d.y += 58
    svg.legend(d, (("hold", "holds a thread of the trusted OS"), ("waits", "waits for a thread"),
                   ("idle", "waits for ever"), (True, "written")))
    d.y += 14
    svg.chart(d, picture)
    with open(path, "w", encoding="utf-8") as f:
        f.write(svg.frame(d, "RPMB behind a supply that the trusted OS controls"))


def table(s, rows, names):
    """(what, value...) or (what, value..., good...) as text."""
    cells = [names] + [[str(value) for value, _ in r[1]] for r in rows]
    column = max(len(c) for row in cells for c in row) + 1
    wide = max(len(r[0]) for r in rows) + 1
    s.line(s.paint(f"  {'':{wide}}" + "".join(f"{n:>{column}}" for n in names), "head"))
    for what, cells in rows:
        text = f"  {what:{wide}}"
        for value, good in cells:
            style = None if good is None else "good" if good else "bad"
            text += s.paint(f"{value:>{column}}", style)
        s.line(text)
