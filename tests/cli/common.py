# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 teelane authors
"""What the tests of the command have in common."""
import glob
import json
import os
import subprocess
import tempfile
import unittest
import xml.parsers.expat

TEELANE = os.environ["TEELANE"]
SCENARIOS = os.environ["SCENARIOS"]


def scenarios():
    return sorted(glob.glob(SCENARIOS + "/*.ini"))


def teelane(*args, **kwargs):
    """Run the command. More than any run takes, so what is slow because of others is not wrong."""
    return subprocess.run([TEELANE, *args], stdin=subprocess.DEVNULL, capture_output=True,
                          text=kwargs.pop("text", True), timeout=300, check=False, **kwargs)


def cpu_pressure():
    """Microseconds in which somebody on this machine waited for a processor, or 0."""
    try:
        with open("/proc/pressure/cpu", encoding="ascii") as lines:
            return int(next(lines).rpartition("total=")[2])
    except (OSError, ValueError, StopIteration):
        return 0


def parse_xml(data):
    """Names and texts of all elements, in their order, by expat."""
    found = []
    parser = xml.parsers.expat.ParserCreate()
    parser.StartElementHandler = lambda name, attrs: found.append([name, attrs, ""])

    def text(chars):
        found[-1][2] += chars

    parser.CharacterDataHandler = text
    parser.Parse(data, True)
    return found


def parse_dot(data):
    """What dot makes of a graph, as JSON."""
    made = subprocess.run(["dot", "-Tdot_json"], input=data, capture_output=True, check=False)
    if made.returncode or made.stderr:
        raise ValueError(made.stderr.decode(errors="replace"))
    return json.loads(made.stdout)


class Case(unittest.TestCase):
    """A test with a directory of its own."""

    def setUp(self):
        self.dir = tempfile.TemporaryDirectory(prefix="teelane-cli-")
        self.addCleanup(self.dir.cleanup)

    def path(self, name):
        return os.path.join(self.dir.name, name)

    def write(self, text, name="test.ini"):
        mode = "wb" if isinstance(text, bytes) else "w"
        with open(self.path(name), mode) as out:
            out.write(text)
        return self.path(name)

    def read(self, name):
        with open(self.path(name), "rb") as file:
            return file.read()

    def result(self, name="result.json"):
        return json.loads(self.read(name))
