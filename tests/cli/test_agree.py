# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 teelane authors
"""Every number in a report agrees with the event lines and the trace of the same run."""
import json
import os
import re
import resource
import unittest

from common import Case, parse_xml, scenarios, teelane

DONE = re.compile(r"^ *[\d.]+  \[[^]]*\] *(\S.*?): call (\d+) is done ([\d.]+) ms after it was due"
                  r"(: LATE)?$")
AGAIN = re.compile(r"^ *[\d.]+  \[[^]]*\] *(\S.*?): call (\d+) failed \(.*\), and is made again$")
RPC = re.compile(r"^ *[\d.]+  \[.*: RPC ")
REFUSED = re.compile(r"^ *[\d.]+  \[.*: finds no thread$")
SWITCHES = re.compile(r"^(\d+) world switches, (\d+) RPCs, (\d+) calls refused a thread$")


def rank(values, percent):
    return sorted(values)[(len(values) * percent + 99) // 100 - 1]


class Agree(Case):
    def lines(self, text, pattern):
        return [m for m in map(pattern.match, text.splitlines()) if m]

    def check_client(self, client, done, again, trace):
        name = client["name"]
        self.assertEqual(client["calls"], len(done), name)
        self.assertEqual(client["late"], sum(1 for d in done if d[4]), name)
        self.assertEqual(client["retried"], again, name)
        self.assertEqual(client["calls"], len(trace), name)
        self.assertEqual(client["late"], sum(1 for t in trace if t["args"].get("late")), name)
        if not done:
            return
        for key, percent in ("p50_ns", 50), ("p99_ns", 99), ("worst_ns", 100):
            line = rank([float(d[3]) for d in done], percent)
            self.assertAlmostEqual(client[key] / 1e6, line, delta=0.001, msg=name + " " + key)
            span = rank([t["dur"] for t in trace], percent)
            self.assertAlmostEqual(client[key] / 1e3, span, delta=0.001, msg=name + " " + key)

    def check_table(self, client, text):
        rows = [r.split() for r in text.splitlines() if r.startswith(client["name"] + " ")]
        row = [r for r in rows if client["service"] == r[1]][0]
        calls = str(client["calls"])
        self.assertIn(row[2], (calls, "%s/%d" % (calls, client["wanted"])))
        self.assertIn(row[3], (str(client["late"]), "-"))
        self.assertEqual(row[4], str(client["retried"]))
        self.assertEqual(row[-1], client["outcome"])
        if client["calls"]:
            self.assertAlmostEqual(float(row[7]), client["worst_ns"] / 1e6,
                                   delta=client["worst_ns"] / 1e6 / 500 + 0.001)

    def check_machine(self, res, text, events):
        entries = [e for e in events if e.get("cat") == "entry"]
        suspended = [e for e in events if e.get("cat") == "suspended"]
        entered = sum(1 for e in entries if not e["args"].get("before"))
        resumed = sum(1 for e in suspended if not e["args"].get("open"))
        head = self.lines(text, SWITCHES)[0]
        self.assertEqual(res["entries"], entered)
        self.assertEqual(res["world_switches"], entered + resumed)
        self.assertEqual(int(head[1]), res["world_switches"])
        self.assertEqual(res["rpcs"], len(self.lines(text, RPC)))
        self.assertEqual(int(head[2]), res["rpcs"])
        self.assertEqual(res["refused"], len(self.lines(text, REFUSED)))
        self.assertEqual(int(head[3]), res["refused"])

    def agrees(self, path, *options):
        run = teelane("trace", "--timeline=all", "--json", self.path("trace.json"), "--svg",
                      self.path("trace.svg"), "--result", self.path("result.json"), *options, path)
        self.assertIn(run.returncode, (0, 1, 3), run.stderr)
        res = self.result()
        trace = json.loads(self.read("trace.json"))
        self.assertTrue(trace["otherData"]["complete"])
        self.assertEqual(res["events_lost"], 0)
        self.check_machine(res, run.stdout, trace["traceEvents"])
        done, again = self.lines(run.stdout, DONE), self.lines(run.stdout, AGAIN)
        calls = [e for e in trace["traceEvents"] if e.get("cat") == "call" and
                 not e["args"].get("open") and not e["args"].get("failed")]
        table = run.stdout[run.stdout.rindex("\nclient "):]
        for client in res["clients"]:
            name = client["name"]
            self.check_client(client, [d for d in done if d[1] == name],
                              len([a for a in again if a[1] == name]),
                              [c for c in calls if c["args"]["task"] == name])
            self.check_table(client, table)
        return res, run

    def test_each_scenario(self):
        for path in scenarios():
            with self.subTest(scenario=path):
                self.agrees(path)

    def test_late_calls(self):
        """Without a lane kicks are late; how many depends on when the other calls come."""
        res, run = self.agrees([s for s in scenarios() if s.endswith("/watchdog.ini")][0],
                               "--no-lanes", "--set", "client busy.repeat=10")
        watchdog = [c for c in res["clients"] if c["name"] == "watchdog"][0]
        self.assertGreaterEqual(watchdog["late"], 1)
        self.assertEqual(run.returncode, 1)

    def test_failed_calls(self):
        path = self.write("[client a]\nservice = rpmb\nrepeat = 5\n[supplicant]\nthreads = 1\n"
                          "[mmc]\nlane = yes\n[machine]\nthreads = 3\n"
                          "[fault 1]\ndo = power-cut\npages = 2\n")
        res, run = self.agrees(path)
        self.assertEqual(res["clients"][0]["outcome"], "failed")
        self.assertEqual(run.returncode, 1)

    def test_nothing_is_lost(self):
        """More events than there is room for at once: those who cause them are held back."""
        path = self.write("[machine]\nthreads = 8\ncores = 8\n"
                          "[client fast]\nservice = null\ncount = 32\nrepeat = 1500\n")
        res, _ = self.agrees(path)
        self.assertEqual(sum(c["calls"] for c in res["clients"]), 48000)

    def test_what_is_lost_is_said(self):
        """With no memory for a record: in words, in both files, and in the exit status."""
        path = self.write("[client a]\nservice = null\nrepeat = 300000\n")

        def run(limit):
            def set_limit():
                resource.setrlimit(resource.RLIMIT_AS, (limit << 20, limit << 20))
            return teelane("trace", "--json", self.path("t.json"), "--svg", self.path("t.svg"),
                           "--result", self.path("result.json"), path, preexec_fn=set_limit,
                           env=dict(os.environ, MALLOC_ARENA_MAX="1"))

        # Enough for the machine, and not for the record
        for limit in range(96, 320, 8):
            made = run(limit)
            if made.returncode == 5:
                break
            self.assertEqual(made.returncode, 4, made.stdout + made.stderr)
        self.assertEqual(made.returncode, 5)
        self.assertRegex(made.stdout, r"not all that happened: .*\n[1-9]\d* events were lost\n")
        self.assertGreater(self.result()["events_lost"], 0)
        # The table does not come from the record.
        self.assertEqual(self.result()["clients"][0]["calls"], 300000)
        self.assertFalse(json.loads(self.read("t.json"))["otherData"]["complete"])
        self.assertTrue(any("NOT COMPLETE" in e[2] for e in parse_xml(self.read("t.svg"))))


if __name__ == "__main__":
    unittest.main()
