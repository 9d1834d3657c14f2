# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 teelane authors
"""Every format that is written is read by a parser of its own, with hostile names and any bytes."""
import json
import os
import random
import subprocess
import unittest

from common import Case, parse_dot, parse_xml, teelane

TITLE = """eMMC & PMIC <rev "B"> 'x' \\N ]]> {|} \u00e4\u6f22 &lt; %s -->"""
NAMES = ['a"b', "<&'\\", "\\N\\G{|}", "\u6f22\u5b57-x", "]]&lt;-->%n"]

HOSTILE = [TITLE, *NAMES, "", "\t", "\\", "\\\\", '"', '\\"', "<![CDATA[", "&#0;", "\x01\x1f\x7f",
           "a;b", "//", "/*", "#", "<!--"]


def deadlock(names):
    """rpmb-deadlock with these clients. It comes within a few writes."""
    return ("[scenario]\ntitle = %s\n[machine]\nthreads = 2\n[supplicant]\nthreads = 2\n" % TITLE +
            "".join("[client %s]\nservice = rpmb\nrepeat = 100000\n" % n for n in names))


class Formats(Case):
    def setUp(self):
        super().setUp()
        self.scenario = self.write(deadlock(n for n in NAMES if "]" not in n and "," not in n))
        self.names = [n for n in NAMES if "]" not in n]

    def test_deadlock(self):
        run = teelane("run", "--timeline=none", "--dot", self.path("a.dot"), "--svg",
                      self.path("a.svg"), "--json", self.path("a.json"), self.scenario)
        self.assertEqual(run.returncode, 3, run.stdout + run.stderr)
        svg = [e[2].strip() for e in parse_xml(self.read("a.svg"))]
        dot = parse_dot(self.read("a.dot"))
        labels = [o.get("label") for o in dot["objects"]]
        result = self.result("a.json")
        self.assertEqual(result["title"], TITLE)
        self.assertEqual([c["name"] for c in result["clients"]], self.names)
        for name in self.names:
            self.assertIn(name, svg)
            # dot writes its labels as it reads them, with its escapes.
            self.assertIn(name.replace("\\", "\\\\").replace("&", "&amp;"), labels)

    def test_trace(self):
        run = teelane("trace", "--json", self.path("a.json"), "--svg", self.path("a.svg"),
                      self.scenario)
        self.assertEqual(run.returncode, 3, run.stdout + run.stderr)
        svg = [e[2].strip() for e in parse_xml(self.read("a.svg"))]
        self.assertIn(TITLE, svg)
        trace = self.result("a.json")["traceEvents"]
        rows = [e["args"]["name"] for e in trace if e["name"] == "thread_name"]
        for name in self.names:
            self.assertIn(name, svg)
            self.assertIn(name, rows)
        self.assertIn("deadlock", [e.get("cat") for e in trace])
        self.assertIn("deadlock", svg)

    def test_compare_and_sweep(self):
        path = self.write(deadlock(self.names).replace("100000", "20"), "b.ini")
        run = teelane("compare", "--lanes", "--svg", self.path("a.svg"), "--json",
                      self.path("a.json"), path)
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertTrue(any(TITLE in e[2] for e in parse_xml(self.read("a.svg"))))
        self.assertEqual([r["title"] for r in self.result("a.json")], [TITLE, TITLE])
        run = teelane("sweep", "--lanes", "--svg", self.path("a.svg"), "--json",
                      self.path("a.json"), path, "machine.threads=1..4")
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertTrue(any(TITLE in e[2] for e in parse_xml(self.read("a.svg"))))
        self.assertEqual(self.result("a.json")["smallest"], 2)
        self.assertIn("2 would do", self.result("a.json")["values"][0]["refused"])


class Escape(unittest.TestCase):
    """The functions alone, with any bytes: what is UTF-8 comes back as it was."""

    def setUp(self):
        rand = random.Random(2)
        self.texts = [t.encode() for t in HOSTILE]
        alphabets = (bytes(range(1, 256)), b'"\\<>&\'{}[]|',
                     bytes(range(0xc0, 0x100)) + b"\x80\xbf")
        for n in range(400):
            letters = alphabets[n % 3]
            self.texts.append(bytes(rand.choice(letters) for _ in range(rand.randint(0, 40))))
        self.texts = [t.replace(b"\n", b" ").replace(b"\0", b" ") for t in self.texts]

    def documents(self, kind, texts):
        made = subprocess.run([os.environ["ESCAPE"], kind], input=b"\n".join(texts) + b"\n",
                              capture_output=True, check=True)
        documents = made.stdout.split(b"\0")[:-1]
        self.assertEqual(len(documents), len(texts))
        return zip(texts, documents)

    def expect(self, text):
        """None: something of it is no UTF-8, and is replaced by something."""
        try:
            return text.decode()
        except UnicodeDecodeError:
            return None

    def test_json(self):
        for text, document in self.documents("json", self.texts):
            wanted = self.expect(text)
            found = json.loads(document.decode())["a"]
            if wanted is not None and "\ufffe" not in wanted and "\uffff" not in wanted:
                self.assertEqual(found, wanted)

    def test_xml(self):
        for text, document in self.documents("xml", self.texts):
            wanted = self.expect(text)
            element = parse_xml(document)[0]
            if wanted is None or "\ufffe" in wanted or "\uffff" in wanted:
                continue
            wanted = "".join("\ufffd" if ord(c) < 32 and c != "\t" or ord(c) == 127 else c
                             for c in wanted).replace("\t", " ")
            self.assertEqual(element[1]["b"], wanted)
            self.assertEqual(element[2], wanted)

    def test_dot(self):
        made = list(self.documents("dot", self.texts))
        parsed = subprocess.run(["dot", "-Tdot_json"], input=b"".join(d for _, d in made),
                                capture_output=True, check=False)
        self.assertEqual(parsed.returncode, 0, parsed.stderr)
        self.assertEqual(parsed.stderr, b"")
        # One JSON document after the other
        decoder, at, found, text = json.JSONDecoder(), 0, [], parsed.stdout.decode()
        while at < len(text.rstrip()):
            graph, at = decoder.raw_decode(text, at)
            found.append(graph["objects"][0])
            at += len(text[at:]) - len(text[at:].lstrip())
        self.assertEqual(len(found), len(made))
        for node in found:
            self.assertEqual(node["name"], "b")


if __name__ == "__main__":
    unittest.main()
