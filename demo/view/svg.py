# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 teelane authors
"""Draws the charts as one SVG file without scripts, fonts or links, light and dark."""

from xml.sax.saxutils import escape

from .chart import HOLD, IDLE, WAIT

WIDTH = 960
LEFT, RIGHT = 112, 804          # the time axis lies between the two
ROW, BAR = 24, 16
LABEL = "soft"                  # CSS class of the label of a row
PAD = 20

LIGHT = {
    "card": "#ffffff", "edge": "#d1d9e0", "panel": "#f6f8fa", "text": "#1f2328",
    "soft": "#59636e", "grid": "#d1d9e0", "hold": "#54709c", "ink": "#ffffff",
    "wait": "#bf8700", "veil": "#fff3c4", "idle": "#cf222e", "blush": "#ffe9e7",
    "good": "#1a7f37", "bad": "#cf222e",
}
DARK = {
    "card": "#0d1117", "edge": "#3d444d", "panel": "#151b23", "text": "#f0f6fc",
    "soft": "#9198a1", "grid": "#30363d", "hold": "#5878ad", "ink": "#ffffff",
    "wait": "#d29922", "veil": "#33290f", "idle": "#f85149", "blush": "#3a1719",
    "good": "#3fb950", "bad": "#f85149",
}
FONT = ("-apple-system, BlinkMacSystemFont, 'Segoe UI', 'Noto Sans', Helvetica, "
        "Arial, 'DejaVu Sans', sans-serif")


def _rules(c):
    return f"""
.card {{ fill: {c['card']}; stroke: {c['edge']} }}
.panel {{ fill: {c['panel']} }}
text {{ fill: {c['text']} }}
.soft {{ fill: {c['soft']} }}
.grid {{ stroke: {c['grid']} }}
.hold {{ fill: {c['hold']} }}
.ink {{ fill: {c['ink']} }}
.veil {{ fill: {c['veil']} }}
.hatch {{ stroke: {c['wait']} }}
.waits {{ stroke: {c['wait']} }}
.idle {{ fill: {c['blush']}; stroke: {c['idle']} }}
.alarm, .bad {{ fill: {c['bad']} }}
.good {{ fill: {c['good']} }}
.cross {{ stroke: {c['bad']} }}
.halo {{ stroke: {c['veil']} }}
.free {{ stroke: {c['soft']} }}
"""


STYLE = f"""
text {{ font: 13px {FONT} }}
.h1 {{ font-size: 21px; font-weight: 600 }}
.h2 {{ font-size: 15.5px; font-weight: 600 }}
.name {{ font-size: 13px; font-weight: 600 }}
.small {{ font-size: 12px }}
.tag {{ font-size: 11px }}
.num {{ font-weight: 600; font-variant-numeric: tabular-nums }}
.grid {{ stroke-width: 1 }}
.hatch {{ stroke-width: 1.6; stroke-opacity: 0.75 }}
.waits {{ fill: url(#wait); stroke-width: 0.8 }}
.idle {{ stroke-width: 1; stroke-dasharray: 4 3 }}
.cross {{ stroke-width: 2.2; stroke-linecap: round; fill: none }}
.halo {{ stroke-width: 5.5; stroke-linecap: round; fill: none }}
.free {{ stroke-width: 1.2; stroke-dasharray: 2 3 }}
"""


class Drawing:
    """Collects elements from the top down."""

    def __init__(self):
        self.out = []
        self.y = 0.0

    def add(self, text):
        self.out.append(text)

    def text(self, x, y, what, cls="", anchor="start"):
        end = "" if anchor == "start" else f' text-anchor="{anchor}"'
        name = f' class="{cls}"' if cls else ""
        self.add(f'<text x="{x:.1f}" y="{y:.1f}"{name}{end}>{escape(what)}</text>')

    def rect(self, x, y, w, h, cls, r=3.0):
        self.add(f'<rect x="{x:.1f}" y="{y:.1f}" width="{w:.1f}" '
                 f'height="{h:.1f}" rx="{r:g}" class="{cls}"/>')

    def line(self, x1, y1, x2, y2, cls):
        self.add(f'<path d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" class="{cls}"/>')


def _tick(d, x, y, good):
    if good:
        d.rect(x - 1.7, y - 6.5, 3.4, 13, "good", 1.7)
    else:
        cross = f'<path d="M{x - 3.6:.1f} {y - 3.6:.1f}l7.2 7.2m0 -7.2l-7.2 7.2"'
        # The halo keeps the hatching away from the cross.
        d.add(f'{cross} class="halo"/>{cross} class="cross"/>')


def _span(d, span, x0, x1, y):
    top, width = y - BAR / 2, max(1.5, x1 - x0)
    cls = {HOLD: "hold", WAIT: "waits", IDLE: "idle"}[span.style]
    d.rect(x0, top, width, BAR, cls)
    if span.text and width > 12 + 6.6 * len(span.text):
        tone = {HOLD: "small ink", IDLE: "small alarm", WAIT: "small"}[span.style]
        middle = (x0 + x1) / 2
        if span.style == WAIT:
            # Without a background the hatching would run through the letters.
            half = 3.3 * len(span.text) + 4
            d.rect(middle - half, top + 1, 2 * half, BAR - 2, "veil", 2)
        d.text(middle, y + 4.2, span.text, tone, "middle")


def _steps(end):
    step = 250 if end < 1200 else 500 if end < 2600 else 1000
    return range(0, int(end) + 1, step)


def _row(d, row, y, x):
    d.text(LEFT - 10, y + 4.5, row.label, LABEL, "end")
    for s in row.spans:
        _span(d, s, x(s.begin), x(s.end), y)
    for t in row.ticks:
        _tick(d, x(t.at), y, t.good)
    if row.result:
        tone = "" if row.good is None else " good" if row.good else " bad"
        d.text(WIDTH - PAD - 12, y + 4.5, row.result, "num" + tone, "end")


def _panel(d, panel, x, end):
    top, first = d.y, d.y + 30
    bottom = first + ROW * len(panel.rows) + 6
    d.rect(PAD, top, WIDTH - 2 * PAD, bottom - top, "panel", 6)
    for ms in _steps(end):
        d.line(x(ms), first, x(ms), bottom - 5, "grid")
    d.text(PAD + 12, top + 20, panel.driver, "name")
    d.text(WIDTH - PAD - 12, top + 20, panel.verdict,
           f"name {'good' if panel.good else 'bad'}", "end")
    if panel.mark is not None:
        at = x(panel.mark)
        d.line(at, top + 10, at, bottom - 5, "free")
        d.text(at + 5, top + 20, panel.mark_text, "tag soft")
    for i, row in enumerate(panel.rows):
        _row(d, row, first + ROW * i + ROW / 2, x)
    d.y = bottom + 8


def chart(d, picture):
    """One chart, its panels on a common time axis."""
    d.text(PAD, d.y + 16, picture.title, "h2")
    d.text(PAD, d.y + 37, picture.text, "soft")
    d.y += 50
    scale = (RIGHT - LEFT) / picture.end

    def x(ms):
        return LEFT + ms * scale

    for panel in picture.panels:
        _panel(d, panel, x, picture.end)
    for ms in _steps(picture.end):
        d.text(x(ms), d.y + 6, f"{ms / 1000:g} s", "tag soft", "middle")
    d.y += 34


def legend(d, entries):
    """(class, text) for each kind of span; True and False are ticks."""
    x, y = PAD, d.y + 4

    def entry(cls, text, draw=None):
        nonlocal x
        if draw:
            draw(d, x + 9, y, cls)
        else:
            d.rect(x, y - 6, 20, 12, cls)
        d.text(x + (16 if draw else 27), y + 4.2, text, "small soft")
        x += (16 if draw else 27) + 6.0 * len(text) + 24

    for cls, text in entries:
        entry(cls, text, _tick if isinstance(cls, bool) else None)
    d.y += 22


LEGEND = (("hold", "holds a thread of OP-TEE"), ("waits", "waits for a thread"),
          ("idle", "a thread is free, nobody is woken"),
          (True, "through within 100 ms"), (False, "too late"))


def render(charts, kernel, theme="auto"):
    """The drawing as a string; theme is auto, light or dark."""
    d = Drawing()
    d.y = PAD + 4
    d.text(PAD, d.y + 16, "The same clients on the stock driver and on teelane",
           "h1")
    d.text(PAD, d.y + 39, f"Linux {kernel}, Debian's OP-TEE, QEMU: one flash "
           "image, one kernel, one load; only tee.ko and optee.ko differ.",
           "soft")
    d.y += 58
    legend(d, LEGEND)
    d.y += 14
    for c in charts:
        chart(d, c)
    return frame(d, "Stock driver and teelane, the same TEE load", theme)


def frame(d, title, theme="auto"):
    """The drawing as a whole file."""
    height = round(d.y - 6)
    style = STYLE + _rules(DARK if theme == "dark" else LIGHT)
    if theme == "auto":
        style += f"@media (prefers-color-scheme: dark) {{{_rules(DARK)}}}\n"
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" '
            f'height="{height}" viewBox="0 0 {WIDTH} {height}" role="img">\n'
            "<!-- SPDX-License-Identifier: GPL-2.0-only -->\n"
            f"<title>{title}</title>\n"
            f"<style>{style}</style>\n"
            '<defs><pattern id="wait" width="7" height="7" '
            'patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
            '<rect width="7" height="7" class="veil"/>'
            '<path d="M0 0V7" class="hatch"/></pattern></defs>\n'
            f'<rect x="0.5" y="0.5" width="{WIDTH - 1}" height="{height - 1}" '
            'rx="10" class="card"/>\n' + "\n".join(d.out) + "\n</svg>\n")


def write(path, charts, kernel):
    with open(path, "w", encoding="utf-8") as f:
        f.write(render(charts, kernel))
