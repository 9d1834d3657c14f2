# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 teelane authors
"""Scenario files that make no sense: each is refused, with file, line, key, value, and what is
allowed; and none of them, and no mutation of one, does anything else."""
import os
import random
import unittest

from common import Case, scenarios, teelane

GOOD = {
    "scenario": {"title": "a title", "expect": "done", "keep_going": "no"},
    "machine": {"threads": "4", "cores": "2", "enforce": "secure"},
    "mmc": {"lane": "yes", "channel": "msg", "gated": "yes", "idle_ms": "0"},
    "i2c 0": {"lane": "no", "channel": "msg"},
    "i2c 1": {"lane": "no", "channel": "smt"},
    "supplicant": {"threads": "1"},
    "client a": {"service": "rpmb", "count": "1", "lanes": "0", "repeat": "1", "start_ms": "0",
                 "period_ms": "0", "deadline_ms": "0", "retry": "0"},
    "client b": {"service": "sleep", "hold_ms": "1"},
    "client c": {"service": "compute", "compute_us": "1"},
    "fault 1": {"do": "kill", "target": "a", "at_ms": "1", "at_calls": "1"},
    "fault 2": {"do": "lose-thread", "hold_ms": "1", "after_ms": "1"},
    "fault 3": {"do": "power-cut", "pages": "1"},
    "fault 4": {"do": "kill", "serving": "yes"},
}

# Per key: values that are refused. Numbers share most of theirs.
NUMBERS = ["-4", "+1", "5ms", "1.5", "0x10", "010", "", "many", "99999999999999999999", "1 2",
           "1,2"]
WORDS = ["", "Yes", "maybe", "yes no", "1"]
BAD = {
    "threads": ["65"], "cores": ["0", "65"], "count": ["0", "257"], "lanes": ["64"],
    "repeat": ["0", "1000001"], "hold_ms": ["600001"], "compute_us": ["0", "10000001"],
    "retry": ["1001"], "pages": ["0", "1000001"], "after_ms": ["0"], "at_calls": ["0"],
    "at_ms": ["600001"], "start_ms": ["600001"], "period_ms": ["600001"], "idle_ms": ["600001"],
    "deadline_ms": ["600001"],
}
ALLOWED = {"gated": "yes or no is allowed", "lane": "no, yes or shared is allowed",
           "channel": "msg or smt is allowed", "enforce": "secure, driver or none is allowed",
           "service": "null, rpmb, watchdog, sleep or compute is allowed",
           "do": "kill, start, lose-thread or power-cut is allowed",
           "keep_going": "yes or no is allowed", "serving": "yes or no is allowed"}


def text_of(sections):
    return "".join("[%s]\n" % s + "".join("%s = %s\n" % kv for kv in keys.items())
                   for s, keys in sections.items())


def changed(section, key, value):
    """The good one with one value changed, and the line of it."""
    sections = {s: dict(keys) for s, keys in GOOD.items()}
    sections[section][key] = value
    lines = text_of(sections).splitlines()
    at = lines.index("[%s]" % section) + 1
    while not lines[at].startswith(key + " ="):
        at += 1
    return text_of(sections), at + 1


def bad_values():
    for section, keys in GOOD.items():
        for key in keys:
            if key in ALLOWED:
                values = WORDS + ["encrypt"]
            elif key in BAD:
                values = NUMBERS + BAD[key]
            else:
                continue
            for value in values:
                yield section, key, value


CLIENT = "[client a]\nservice = null\n"
# Text, line (0: the whole file is meant), what is said
TABLE = [
    ("[machin]\n" + CLIENT, 1, "[machin]: there is no such section; [scenario], [machine]"),
    ("[]\n" + CLIENT, 1, "[]: there is no such section"),
    ("[client ]\nservice = null\n", 1, "a NAME of 1 to 15 bytes"),
    ("[client abcdefghijklmnop]\nservice = null\n", 1, "a NAME of 1 to 15 bytes"),
    ("[client]\nservice = null\n", 1, "[client]: there is no such section"),
    ("[i2c 2]\n" + CLIENT, 1, "[i2c 2]: there is no such section"),
    ("[machine\nthreads = 2\n" + CLIENT, 1, "neither [section] of up to 47 bytes nor key ="),
    ("[machine] threads = 2\n" + CLIENT, 1, "nothing but a comment is allowed"),
    ("[" + "x" * 100 + "]\n" + CLIENT, 1, "neither [section] of up to 47 bytes nor"),
    ("threads = 2\n" + CLIENT, 1, "there is no section before this key"),
    ("[machine]\nthreads\n" + CLIENT, 2, "neither [section] nor key = value"),
    ("[machine]\n= 4\n" + CLIENT, 2, "there is no such key; threads, cores and enforce"),
    ("[machine]\nthread = 4\n" + CLIENT, 2, "[machine] thread = 4: there is no such key; threads,"),
    ("[machine]\nThreads = 4\n" + CLIENT, 2, "there is no such key"),
    ("[supplicant]\nthread = 4\n" + CLIENT, 2, "there is no such key; threads is allowed"),
    ("[i2c 0]\ngated = yes\n" + CLIENT, 2, "there is no such key; lane and channel are"),
    ("[machine]\nthreads = 2\nthreads = 3\n" + CLIENT, 3, "threads: there already, in line 2"),
    ("[machine]\nthreads = 2\n  threads = 3\n" + CLIENT, 3, "threads: there already, in line 2"),
    ("[machine]\nthreads = 2\n  3\n" + CLIENT, 3, "neither [section] nor key = value"),
    ("[mmc]\n[mmc]\n" + CLIENT, 2, "[mmc]: there already, in line 1"),
    (CLIENT + CLIENT, 3, "[client a]: there already, in line 1"),
    (CLIENT + "[client b]\n", 3, "[client b]: service is missing; null, rpmb"),
    (CLIENT + "[client b]\ncount = 2\n", 3, "[client b]: service is missing; null, rpmb"),
    ("[client a]\nservice = sleep\n", 1, "[client a]: hold_ms is missing; a number from 0"),
    ("[client a]\nservice = compute\n", 1, "[client a]: compute_us is missing; a number from 1"),
    (CLIENT + "hold_ms = 1\n", 3, "hold_ms: the key has no effect; it is allowed with service ="),
    (CLIENT + "compute_us = 1\n", 3, "compute_us: the key has no effect"),
    (CLIENT + "[fault 1]\n", 3, "[fault 1]: do is missing; kill, start"),
    (CLIENT + "[fault 0]\ndo = kill\n", 3, "faults are numbered 1, 2, 3 and so on, up to 16"),
    (CLIENT + "[fault 2]\ndo = kill\n", 3, "faults are numbered 1, 2, 3"),
    (CLIENT + "[fault x]\ndo = kill\n", 3, "faults are numbered 1, 2, 3"),
    (CLIENT + "[fault 1]\ndo = kill\nhold_ms = 1\n", 5, "hold_ms: the key has no effect"),
    (CLIENT + "[fault 1]\ndo = kill\npages = 1\n", 5, "pages: the key has no effect"),
    (CLIENT + "[fault 1]\ndo = kill\nafter_ms = 1\n", 5, "from the second fault on"),
    (CLIENT + "[fault 1]\ndo = kill\ntarget = b\n", 5, "target = b: there is no such client; supp"),
    (CLIENT + "[fault 1]\ndo = start\ntarget = a\n", 5, "target = a: supplicant is allowed"),
    (CLIENT + "[fault 1]\ndo = lose-thread\ntarget = a\n", 5, "target: the key has no effect"),
    (CLIENT + "[fault 1]\ndo = start\nserving = yes\n", 5, "serving: the key has no effect"),
    (CLIENT + "[fault 1]\ndo = power-cut\n", 3, "power-cut: it is allowed with a client of rpmb"),
    (CLIENT + "[i2c 0]\nlane = yes\n", 4, "it is allowed with gated = yes in [mmc]"),
    (CLIENT + "[client supplicant]\nservice = null\n", 3, "the supplicant has this name"),
    (CLIENT + "count = 2\n[client a-2]\nservice = null\n", 4, "process 2 of [client a] has this"),
    ("[client a,b]\nservice = null\n", 1, "a NAME without"),
    ("[machine]\nthreads = 2\n", 0, "there is no [client NAME]; 1 to 32 are allowed"),
    ("", 0, "there is no [client NAME]"),
    ("; nothing\n", 0, "there is no [client NAME]"),
    (CLIENT + "count = 200\n[client b]\nservice = null\ncount = 57\n", 0, "up to 256 are allowed"),
    ("".join("[client %d]\nservice = null\n" % n for n in range(33)), 65, "32 of them are allowed"),
    (CLIENT + "lanes = 2\n[machine]\nthreads = 3\n", 5, "nothing for ordinary calls; 4 would do"),
    ("[mmc]\nlane = yes\n[machine]\nthreads = 1\n" + CLIENT, 4, "ordinary calls; 2 would do"),
    ("[machine]\nenforce = none\n[mmc]\nlane = yes\n" + CLIENT, 0, "no lanes are allowed"),
    ("[scenario]\nexpect = well\n" + CLIENT, 2, "expect = well: conditions with commas"),
    ("[scenario]\nexpect = done,\n" + CLIENT, 2, "conditions with commas"),
    ("[scenario]\nexpect =\n" + CLIENT, 2, "conditions with commas"),
    ("[scenario]\nexpect = late >= many\n" + CLIENT, 2, "conditions with commas"),
    ("[scenario]\nexpect = late => 1\n" + CLIENT, 2, "conditions with commas"),
    ("[scenario]\nexpect = late >= -1\n" + CLIENT, 2, "conditions with commas"),
    ("[scenario]\nexpect = tardy >= 1\n" + CLIENT, 2, "conditions with commas"),
    ("[scenario]\nexpect = a refused >= 1\n" + CLIENT, 2, "conditions with commas"),
    ("[scenario]\nexpect = b late >= 1\n" + CLIENT, 2, "there is no client b; conditions with"),
    ("[scenario]\nexpect = <b done\n" + CLIENT, 2, "there is no client <b; conditions with"),
    ("[scenario]\nexpect = b done\n" + CLIENT, 2, "there is no client b; conditions with"),
    ("[scenario]\nexpect = " + "done, " * 16 + "done\n" + CLIENT, 2, "conditions with commas"),
    ("[scenario]\ntitle =\n" + CLIENT, 2, "UTF-8 text of 1 to 159 bytes is allowed"),
    ("[scenario]\ntitle = " + "x" * 160 + "\n" + CLIENT, 2, "UTF-8 text of 1 to 159 bytes"),
    ("[scenario]\ntitle = " + "x" * 300 + "\n" + CLIENT, 2, "this line has 308 bytes; 198 are"),
    (b"[scenario]\ntitle = \xff\xfe\n", 2, "UTF-8 text is allowed"),
    (b"[scenario]\ntitle = a\x1b[2Jb\n", 2, "UTF-8 text is allowed"),
    (b"[scenario]\ntitle = a\xc2\x9b2Jb\n", 2, "UTF-8 text is allowed"),
    (b"[scenario]\ntitle = a\x00b\n", 2, "UTF-8 text is allowed"),
    (b"\x7fELF\x02\x01\x01\x00", 1, "UTF-8 text is allowed"),
]


class Malformed(Case):
    def refused(self, text, line, *says):
        path = self.write(text)
        run = teelane("run", path)
        self.assertEqual(run.returncode, 2, (text, run.stdout, run.stderr))
        self.assertEqual(run.stdout, "")
        start = "teelane: %s:" % path + ("%d: " % line if line else " ")
        self.assertTrue(run.stderr.startswith(start), (run.stderr, start))
        for words in says:
            self.assertIn(words, run.stderr)

    def test_the_good_one_is_good(self):
        """Or nothing could be learned from what is wrong with the others."""
        run = teelane("run", "--limit=10", "--timeline=none", self.write(text_of(GOOD)))
        self.assertNotIn(run.returncode, (2, 4), run.stderr)

    def test_values(self):
        number = 0
        for section, key, value in bad_values():
            text, line = changed(section, key, value)
            allowed = ALLOWED.get(key, "a number from ")
            self.refused(text, line, ("[%s] %s = %s" % (section, key, value)).rstrip(), allowed)
            number += 1
        self.assertGreaterEqual(number, 200)

    def test_table(self):
        for text, line, says in TABLE:
            self.refused(text, line, says)

    def test_settings(self):
        path = self.write(CLIENT)
        for setting, says in (("machine.threads=-4", "a number from 1 to 64"),
                              ("threads=4", "SECTION.KEY=VALUE is allowed"),
                              ("machine.threads", "SECTION.KEY=VALUE is allowed"),
                              ("machine.thread=4", "threads, cores and enforce are allowed"),
                              ("machin.threads=4", "there is no such section"),
                              ("client a.hold_ms=4", "has no effect")):
            run = teelane("run", "-s", setting, path)
            self.assertEqual(run.returncode, 2, setting)
            self.assertIn(says, run.stderr)

    def test_files(self):
        for path, says in ((self.path("none"), "cannot be read: No such file or directory"),
                           (self.dir.name, "is a directory")):
            run = teelane("run", path)
            self.assertEqual(run.returncode, 2)
            self.assertIn("teelane: %s: %s" % (path, says), run.stderr)

    def test_mutations(self):
        """Any bytes are refused in words, or run; the command never ends in another way."""
        rand = random.Random(1)
        texts = [text_of(GOOD).encode()]
        for path in scenarios():
            with open(path, "rb") as file:
                texts.append(file.read())
        refused = 0
        for _ in range(300):
            text = bytearray(rand.choice(texts))
            for _ in range(rand.randint(1, 4)):
                at = rand.randrange(len(text))
                what = rand.randrange(4)
                if what == 0:
                    text[at] = rand.randrange(256)
                elif what == 1:
                    del text[at:at + rand.randint(1, 40)]
                elif what == 2:
                    other = rand.choice(texts)
                    text[at:at] = other[rand.randrange(len(other)):][:rand.randint(1, 60)]
                else:
                    text[at:at] = bytes([rand.randrange(256)]) * rand.randint(1, 300)
            path = self.write(bytes(text))
            # A run of what makes sense in spite of it would take long, and is not what is meant.
            run = teelane("run", "--json", "/nonexistent/x", path, text=False)
            self.assertIn(run.returncode, (2, 5), bytes(text))
            if run.returncode == 2:
                self.assertTrue(run.stderr.startswith(b"teelane: " + os.fsencode(path) + b":"))
                self.assertEqual(run.stderr.count(b"\n"), 1)
                refused += 1
        self.assertGreaterEqual(refused, 150)


if __name__ == "__main__":
    unittest.main()
