# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 teelane authors
"""Installing the command, its manual page, and what bash completes."""
import os
import re
import subprocess
import unittest

from common import Case, SCENARIOS, TEELANE, teelane

TOP = os.path.dirname(SCENARIOS)
COMPLETION = os.path.join(TOP, "cli/completions/teelane")


def complete(*words):
    """What bash completes, splitting words as it does."""
    split = [w for word in words for w in re.split("(=)", word) if w] + \
        ([""] if words[-1] == "" or words[-1].endswith("=") else [])
    array = " ".join("'%s'" % w for w in split)
    script = (". %s; COMP_WORDS=(%s); COMP_CWORD=%d; _teelane; "
              "printf '%%s\\n' \"${COMPREPLY[@]}\"") % (
        COMPLETION, array, len(split) - 1)
    run = subprocess.run(["bash", "-c", script], capture_output=True, text=True, cwd=TOP,
                         check=True)
    return run.stdout.split()


class Install(Case):
    def test_install(self):
        build = os.path.dirname(os.path.dirname(TEELANE))
        subprocess.run(["make", "-s", "-C", TOP, "install-cli", "BUILD=" + build, "PREFIX=/usr",
                        "DESTDIR=" + self.dir.name], check=True, capture_output=True)
        run = subprocess.run([self.path("usr/bin/teelane"), "--version"], check=False)
        self.assertEqual(run.returncode, 0)
        for file in ("share/man/man1/teelane.1", "share/bash-completion/completions/teelane",
                     "share/teelane/scenarios/watchdog.ini"):
            self.assertTrue(os.path.exists(self.path("usr/" + file)), file)
        subprocess.run(["make", "-s", "-C", TOP, "uninstall-cli", "PREFIX=/usr",
                        "DESTDIR=" + self.dir.name], check=True, capture_output=True)
        left = [f for _, _, files in os.walk(self.dir.name) for f in files]
        self.assertEqual(left, [])

    def test_setup_wants_no_apt(self):
        """Where the libraries are there it does not matter how they came."""
        for tool in ("sh", "cc", "uname", "dirname", "printf", "cat", "env"):
            found = subprocess.run(["which", tool], capture_output=True, text=True, check=False)
            if found.returncode == 0:
                os.symlink(found.stdout.strip(), self.path(tool))
        run = subprocess.run([os.path.join(TOP, "tools/setup"), "sim"], capture_output=True,
                             text=True, check=False, env={"PATH": self.dir.name})
        self.assertEqual((run.returncode, run.stdout, run.stderr), (0, "", ""))


class Completion(unittest.TestCase):
    def test_words(self):
        self.assertEqual(complete("teelane", "tr"), ["trace"])
        self.assertIn("scenarios/watchdog.ini", complete("teelane", "run", "scenarios/w"))
        self.assertEqual(complete("teelane", "run", "--timeline="), ["auto", "all", "none"])
        self.assertEqual(complete("teelane", "run", "--svg=Makef"), ["Makefile"])
        self.assertEqual(complete("teelane", "bench", "wa"), ["wake"])

    def test_has_all_options(self):
        """And so have the help and the manual page."""
        help_text = teelane("--help").stdout
        options = set(re.findall(r"--[a-z-]+", help_text)) - {"--help"}
        self.assertGreaterEqual(len(options), 14)
        with open(os.path.join(TOP, "cli/teelane.1"), encoding="utf-8") as file:
            manual = file.read().replace("\\-", "-")
        completed = {c.rstrip("=") for c in complete("teelane", "run", "--")}
        for option in options:
            self.assertIn(option, manual)
            self.assertIn(option, completed)

    def test_manual_has_all_keys(self):
        with open(os.path.join(TOP, "cli/scenario_keys.c"), encoding="utf-8") as file:
            keys = set(re.findall(r'{ "([a-z_]+)", KEY_', file.read()))
        self.assertGreaterEqual(len(keys), 25)
        with open(os.path.join(TOP, "cli/teelane.1"), encoding="utf-8") as file:
            manual = file.read()
        for key in keys:
            self.assertRegex(manual, r"(?m)^\.BR? (.*\W)?%s\b" % key)


if __name__ == "__main__":
    unittest.main()
