# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 teelane authors
"""How runs end: exit statuses, files that cannot be written, faults, deadlocks, interrupts."""
import os
import pty
import re
import signal
import subprocess
import time
import unittest

from common import Case, SCENARIOS, TEELANE, cpu_pressure, parse_xml, scenarios, teelane

NULL = "[client a]\nservice = null\nrepeat = 3\n"

# Two writers deadlock; the watchdog has a lane, and nothing to do with it.
PARTIAL = """[scenario]
expect = deadlock, watchdog done, watchdog late = 0, writer stuck
keep_going = yes
[machine]
threads = 4
[supplicant]
threads = 2
[client writer]
service = rpmb
count = 2
repeat = 100000
[client watchdog]
service = watchdog
lanes = 1
repeat = 40
period_ms = 10
deadline_ms = 5000
"""


class Output(Case):
    """What cannot be written is in the exit status, and is known before the run."""

    def test_files(self):
        path = self.write(NULL)
        for option in "--json", "--result", "--dot", "--svg":
            run = teelane("run", option, "/nonexistent/x", path)
            self.assertEqual(run.returncode, 5, option)
            self.assertEqual(run.stdout, "")
            self.assertIn("teelane: /nonexistent/x: cannot be written: No such", run.stderr)
        for option in "--json", "--svg", "--result":
            run = teelane("trace", option, "/nonexistent/x", path, cwd=self.dir.name)
            self.assertEqual(run.returncode, 5, option)
        for words in (["compare"], ["sweep", "machine.threads=1..2"]):
            run = teelane(words[0], "--json", "/nonexistent/x", path, *words[1:])
            self.assertEqual(run.returncode, 5, words)

    def test_full(self):
        path = self.write(NULL)
        deadlock = os.path.join(SCENARIOS, "rpmb-deadlock")
        for words in (["run", "--json", "/dev/full", path], ["trace", "--json", "/dev/full", path],
                      ["trace", "--svg", "/dev/full", path],
                      ["run", "--dot", "/dev/full", deadlock],
                      ["run", "--svg", "/dev/full", deadlock],
                      ["compare", "--svg", "/dev/full", path],
                      ["sweep", "--svg", "/dev/full", path, "machine.threads=1..2"]):
            run = teelane(*words, cwd=self.dir.name)
            self.assertEqual(run.returncode, 5, words)
            self.assertIn("teelane: /dev/full: cannot be written", run.stderr)

    def test_standard_output(self):
        path = self.write(NULL)
        for words in (["run", path], ["--version"], ["--help"], ["bench", "wake"]):
            with open("/dev/full", "w") as full:
                run = subprocess.run([TEELANE, *words], stdout=full, stderr=subprocess.PIPE,
                                     check=False)
            self.assertEqual(run.returncode, 5, words)
            self.assertIn(b"the standard output: cannot be written", run.stderr)

    def test_files_of_a_deadlock_that_does_not_come(self):
        run = teelane("run", "--dot", self.path("a"), self.write(NULL))
        self.assertEqual(run.returncode, 0)
        self.assertFalse(os.path.exists(self.path("a")))


class Ends(Case):
    def run_text(self, text, *options):
        return teelane("run", "--json", self.path("result.json"), *options, self.write(text))

    def test_shipped_scenarios_say_what_they_show(self):
        for path in scenarios():
            for _ in range(20):
                before = cpu_pressure()
                run = teelane("run", "--check", "--timeline=none", path)
                # Who is late since the host stood still or was busy tells nothing of the stack.
                busy = cpu_pressure() - before > 20000
                if not run.returncode or not busy and "the host stood still" not in run.stdout:
                    break
            self.assertEqual(run.returncode, 0, run.stdout)

    def test_fault_that_does_not_happen(self):
        for fault, why in (("do = kill\nat_ms = 600000\n", "the run was over before it was due"),
                           ("do = kill\ntarget = a\nat_calls = 4\n", "the run was over before"),
                           ("do = start\n", "a supplicant was there already")):
            text = NULL + "start_ms = 1000\n[fault 1]\n" + fault
            run = self.run_text(text)
            self.assertEqual(run.returncode, 0, run.stdout)
            self.assertIn("fault 1 DID NOT HAPPEN: " + why, run.stdout)
            run = self.run_text(text, "--check")
            self.assertEqual(run.returncode, 1, run.stdout)
            self.assertIn("wanted: fault 1 happens; came: " + why, run.stdout)
            self.assertFalse(self.result()["faults"][0]["happened"])
            self.assertFalse(self.result()["as_expected"])

    def test_faults_that_happen(self):
        run = self.run_text(NULL + "start_ms = 2000\n[fault 1]\ndo = kill\nat_ms = 1\n"
                            "[fault 2]\ndo = start\nafter_ms = 1\n", "--check")
        self.assertEqual(run.returncode, 0, run.stdout)
        self.assertEqual(self.result()["faults"], [{"happened": True}] * 2)

    def test_conditions(self):
        for condition, holds in (("done", 1), ("deadlock", 0), ("failed", 0), ("a done", 1),
                                 ("a stuck", 0), ("calls = 3", 1), ("a calls >= 4", 0),
                                 ("late = 0", 1), ("retried < 1", 1), ("refused > 0", 0),
                                 ("calls <= 3", 1), ("done, a done, calls = 3", 1),
                                 ("done, a done, calls = 4", 0)):
            run = self.run_text("[scenario]\nexpect = %s\n" % condition + NULL, "--check")
            self.assertEqual(run.returncode, 1 - holds, condition)
            self.assertEqual(run.stdout.count("wanted: "), condition.count(",") + 1)
            self.assertEqual(self.result()["as_expected"], bool(holds))

    def test_keep_going(self):
        """The watchdog survives while storage is dead."""
        run = self.run_text(PARTIAL, "--check")
        self.assertEqual(run.returncode, 0, run.stdout)
        ends = {c["name"]: (c["outcome"], c["calls"]) for c in self.result()["clients"]}
        self.assertEqual(ends["watchdog"], ("done", 40))
        self.assertEqual(ends["writer-1"][0], "stuck")
        self.assertEqual(ends["writer-2"][0], "stuck")
        self.assertNotIn("watchdog", run.stdout[run.stdout.rindex("DEADLOCK: "):
                                                run.stdout.index("the circle")])

    def test_not_going_on(self):
        """Who could go on was stopped, and is not called stuck."""
        run = self.run_text(PARTIAL.replace("keep_going = yes", "").replace("repeat = 40",
                                                                            "repeat = 100000"))
        self.assertEqual(run.returncode, 3, run.stdout)
        ends = {c["name"]: c["outcome"] for c in self.result()["clients"]}
        self.assertEqual(ends, {"watchdog": "stopped", "writer-1": "stuck", "writer-2": "stuck"})

    def test_threads_that_are_set_aside(self):
        run = teelane("run", "--timeline=none", "--svg", self.path("a.svg"), "-s",
                      "client writer.repeat=100000", os.path.join(SCENARIOS, "nested-deadlock"))
        self.assertEqual(run.returncode, 3)
        self.assertIn("  5 threads = mmc 1 + i2c0 1 + notifications 1 + ordinary 2\n", run.stdout)
        self.assertRegex(run.stdout, r"thread \d is free, but set aside: why does nobody take it\?")
        self.assertRegex(run.stdout, r"holds thread \d, a lane \(scmi ")
        words = [e[2].strip() for e in parse_xml(self.read("a.svg"))]
        self.assertEqual(words.count("free, set aside"), 1)
        self.assertEqual(words.count("in use, a lane"), 2)

    def test_budget(self):
        path = self.write("[machine]\nthreads = 6\n[mmc]\nlane = yes\ngated = yes\n[i2c 0]\n"
                          "lane = yes\n[i2c 1]\nlane = yes\n[client w]\nservice = null\n"
                          "lanes = 1\n")
        run = teelane("run", path)
        self.assertIn("6 threads = mmc 1 + i2c0 1 + i2c1 1 + w 1 + notifications 1 + ordinary 1",
                      run.stdout)
        self.assertEqual(run.returncode, 0, run.stdout)
        run = teelane("run", "-s", "machine.threads=5", path)
        self.assertEqual(run.returncode, 2)
        self.assertIn("6 would do", run.stderr)
        run = teelane("sweep", "--json", self.path("s.json"), path, "machine.threads=4..7")
        self.assertEqual(run.returncode, 0, run.stdout)
        self.assertEqual(self.result("s.json")["smallest"], 6)

    def test_long_names_keep_their_numbers(self):
        name = "abcdefghijklmno"
        run = self.run_text("[client %s]\nservice = null\ncount = 12\n" % name, "--timeline=all")
        self.assertEqual([c["name"] for c in self.result()["clients"]],
                         ["%s-%d" % (name, n) for n in range(1, 13)])
        self.assertIn(name + "-12: call 1 is done", run.stdout)

    def test_many_tasks_have_letters(self):
        run = self.run_text("[machine]\nthreads = 8\n[client c]\nservice = null\ncount = 60\n",
                            "--timeline=all")
        start = run.stdout.index("threads: ")
        legend = run.stdout[start:run.stdout.index("\n\n", start)]
        letters = re.findall(r"(\S\S?) c-\d+,", legend)
        self.assertEqual(len(letters), 60)
        self.assertEqual(len(set(letters)), 60)
        self.assertTrue(all(len(line) <= 80 for line in legend.splitlines()))

    def test_table_fits(self):
        self.assertTrue(all(len(line) <= 80 for line in self.table(
            "[client abcdefghijklmno]\nservice = watchdog\ncount = 1\nrepeat = 1000\n"
            "deadline_ms = 5\n")))

    def table(self, text):
        run = self.run_text(text, "--timeline=none")
        lines = run.stdout.splitlines()
        at = [n for n, line in enumerate(lines) if line.startswith("client ")][0]
        return lines[at:lines.index("", at)]

    def test_compute(self):
        """It takes as long as it says, without one RPC that would give the CPU back."""
        run = self.run_text("[client a]\nservice = compute\ncompute_us = 2500\nrepeat = 4\n",
                            "--timeline=all")
        self.assertEqual(run.returncode, 0)
        self.assertGreaterEqual(self.result()["clients"][0]["p50_ns"], 2500000)
        self.assertNotIn("RPC SUSPEND", run.stdout)

    def test_emmc_is_locked(self):
        path = self.write("[client a]\nservice = sleep\nhold_ms = 600000\n")
        first = subprocess.Popen([TEELANE, "run", "--timeline=all", "--emmc", self.path("e"), path],
                                 stdout=subprocess.PIPE, text=True)
        for line in first.stdout:
            if "RPC SUSPEND" in line:
                break
        run = teelane("run", "--emmc", self.path("e"), path)
        first.send_signal(signal.SIGINT)
        rest = first.communicate()[0]
        self.assertEqual(run.returncode, 4)
        self.assertIn("in use by another machine", run.stdout)
        self.assertEqual(first.returncode, 6)
        self.assertRegex(rest, r"\na +sleep +0/1 .* stopped\n")

    def test_faults_and_timeline_have_one_clock(self):
        run = self.run_text("[client a]\nservice = sleep\nhold_ms = 2000\n"
                            "[fault 1]\ndo = kill\nat_ms = 40\n"
                            "[fault 2]\ndo = start\nafter_ms = 30\n", "--timeline=all")
        faults = re.findall(r"^ *([\d.]+)  \[.*fault: the supplicant is", run.stdout, re.M)
        times = [float(t) for t in faults]
        self.assertEqual(len(times), 2)
        self.assertGreaterEqual(times[0], 40)
        self.assertGreaterEqual(times[1], times[0] + 30)

    def test_progress(self):
        """On a terminal what takes long shows that it goes on."""
        path = self.write("[client a]\nservice = sleep\nhold_ms = 500\nrepeat = 5\n")
        master, slave = pty.openpty()
        self.addCleanup(os.close, master)
        run = subprocess.run([TEELANE, "run", path], stdout=subprocess.PIPE, stderr=slave,
                             check=False)
        os.close(slave)
        self.assertEqual(run.returncode, 0)
        self.assertRegex(os.read(master, 4096).decode(), r"\d+ s, \d+ of 5 calls ")

    def test_limit(self):
        run = self.run_text("[client a]\nservice = sleep\nhold_ms = 1000\n", "--limit=0.05")
        self.assertEqual(run.returncode, 6)
        self.assertEqual(self.result()["clients"][0]["outcome"], "stopped")

    def test_host_stands_still(self):
        """A process that is stopped for a while: the clock goes on."""
        path = self.write("[client a]\nservice = sleep\nhold_ms = 3000\n")
        run = subprocess.Popen([TEELANE, "run", "--timeline=all", "--json",
                                self.path("result.json"), path], stdout=subprocess.PIPE, text=True)
        for line in run.stdout:
            if "RPC SUSPEND" in line:
                break
        run.send_signal(signal.SIGSTOP)
        time.sleep(0.3)
        run.send_signal(signal.SIGCONT)
        rest = run.communicate()[0]
        self.assertRegex(rest, r"the host stood still \d+ times?, for \d+\.\d+ ms at ")
        self.assertGreaterEqual(max(p["ns"] for p in self.result()["host_stood_still"]), 250e6)


class Usage(Case):
    def test_usage(self):
        for words in ([], ["walk"], ["run"], ["run", "a", "b"], ["sweep", "a"],
                      ["run", "--timeline=some", "a"], ["run", "--limit=0", "a"],
                      ["run", "--limit=x", "a"], ["run", "--lanes", "--no-lanes", "a"],
                      ["run", "--nothing", "a"], ["bench", "nothing"],
                      ["sweep", "a", "machine.threads"], ["sweep", "a", "machine.threads=3..2"],
                      ["sweep", "a", "machine.threads=1..200"]):
            run = teelane(*words)
            self.assertEqual(run.returncode, 2, words)
            self.assertIn("teelane: ", run.stderr)

    def test_version(self):
        run = teelane("--version")
        self.assertEqual(run.returncode, 0)
        self.assertRegex(run.stdout, r"^teelane \d\S*\n$")


class Picture(Case):
    """The trace's picture shows all that there is, however short it is."""

    def titles(self, *options):
        run = teelane("trace", "--json", self.path("a.json"), "--svg", self.path("a.svg"),
                      "--result", self.path("result.json"), *options)
        self.assertIn(run.returncode, (0, 1), run.stderr)
        elements = parse_xml(self.read("a.svg"))
        return [e[2].strip() for e in elements if e[0] == "title"], elements

    def count(self, titles, what):
        """Bars that are too narrow are drawn together: "a 12 times has a thread, ...\""""
        return sum(int((re.search(r" (\d+) times " + what, t) or [0, 1])[1])
                   for t in titles if re.search("(^| )" + what + ",", t))

    def test_all_is_drawn(self):
        for name in "rpmb-lanes", "watchdog", "power-cut":
            titles, elements = self.titles(os.path.join(SCENARIOS, name))
            events = self.result("a.json")["traceEvents"]
            entries = [e for e in events if e.get("cat") == "entry"]
            self.assertEqual(self.count(titles, "has a thread"), len(entries))
            lanes = [e for e in entries if e["args"].get("lane")]
            self.assertGreater(len(lanes), 0)
            self.assertEqual(self.count(titles, "is on a lane"), len(lanes))
            calls = [e for e in events if e.get("cat") == "call"]
            self.assertEqual(self.count(titles, "calls, from when it was due"), len(calls))
            faults = [e["name"] for e in events if e.get("cat") == "fault"]
            texts = [e[2] for e in elements if e[0] == "text"]
            for number, fault in enumerate(faults, 1):
                self.assertIn(fault, titles)
                self.assertTrue(any(t.startswith("%d: " % number) and fault in t for t in texts))
            self.assertTrue(all(float(e[1]["width"]) >= 0.8 for e in elements
                                if e[0] == "rect" and "class" in e[1]))

    def test_late_calls_and_axis(self):
        titles, elements = self.titles("--no-lanes", os.path.join(SCENARIOS, "watchdog"))
        late = [c for c in self.result()["clients"] if c["name"] == "watchdog"][0]["late"]
        self.assertEqual(self.count(titles, "is LATE"), late)
        texts = [e[2].strip() for e in elements if e[0] == "text"]
        ticks = [float(t[:-3]) for t in texts if re.fullmatch(r"[\d.]+ ms", t)]
        step = ticks[1] - ticks[0]
        self.assertIn(str(step)[0], "125")
        self.assertEqual(ticks, [n * step for n in range(len(ticks))])
        # All four threads, also the one that nobody used
        for thread in range(4):
            self.assertIn("thread %d" % thread, texts)

    def test_colors_and_labels_are_unique(self):
        path = self.write("[machine]\nthreads = 4\n[client c]\nservice = null\ncount = 64\n"
                          "repeat = 3\n")
        _, elements = self.titles(path)
        legend = [e[1]["fill"] for e in elements
                  if e[0] == "rect" and e[1].get("width") == "10" and "fill" in e[1]]
        self.assertGreaterEqual(len(legend), 64)
        self.assertEqual(len(set(legend)), len(legend))
        labels = [e[2].strip() for e in elements
                  if e[0] == "text" and e[1].get("x") == "8" and "class" not in e[1]]
        self.assertEqual(len(set(labels)), len(labels))


if __name__ == "__main__":
    unittest.main()
