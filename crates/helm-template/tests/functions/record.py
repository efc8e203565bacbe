#!/usr/bin/env python3
"""Records what a real helm makes of the cases in cases.txt.

    HELM=/path/to/helm python3 record.py

A line of cases.txt is an expression or, if it has braces, a template. `[[a¦b]]` stands for either, and
a line for all that it can become. An expression is printed with its Go type. Besides, every function is
called with a few arguments that mostly are wrong. What differs between two runs is left out.
"""

import base64
import itertools
import json
import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

HERE = os.path.dirname(os.path.abspath(__file__))
HELM = os.environ.get("HELM", "helm")
GROUP = 60

# What is handed to every function, right or wrong.
ARGUMENTS = [
    "", "nil", "1", '"a"', '(list "b" "a")', '(dict "a" 1)', '"a" "b"', '"a" 1', '1 "a"',
    '(dict "a" 1) "a"', '"a" "b" "c"', '1 2 "abc"',
]

# What is printed today is not printed tomorrow.
OF_TODAY = {"now", "htmlDate", "htmlDateInZone", "ago"}

# These may be the same twice by chance.
OF_CHANCE = re.compile(r"rand\w+ 1$")

# These are another room's.
LEFT_OUT = re.compile("Yaml|Json|Toml")


def expand(line):
    parts = re.split(r"\[\[(.*?)\]\]", line)
    choices = [part.split("¦") if index % 2 else [part] for index, part in enumerate(parts)]
    return ["".join(choice) for choice in itertools.product(*choices)]


def template(text):
    if "{{" in text:
        return text
    return '{{ $r := %s }}{{ printf "%%T|%%v" $r $r }}' % text


def cases():
    with open(os.path.join(HERE, "cases.txt"), encoding="utf-8") as file:
        lines = [line.rstrip("\n") for line in file]
    with open(os.path.join(HERE, "names.txt"), encoding="utf-8") as file:
        names = file.read().split()
    texts = [text for line in lines if line and not line.startswith("#") for text in expand(line)]
    for name in names:
        if name not in OF_TODAY and not LEFT_OUT.search(name):
            texts += [f"{name} {arguments}".strip() for arguments in ARGUMENTS]
    texts = [text for text in texts if not OF_CHANCE.match(text)]
    return list(dict.fromkeys(template(text) for text in texts))


def render(group):
    """What helm makes of a group of cases, by number; a case that fails is left out of the next run."""
    results = {}
    left = dict(group)
    while left:
        with tempfile.TemporaryDirectory() as chart:
            write(chart, left)
            run = subprocess.run([HELM, "template", "r", chart], capture_output=True, text=True)
        if run.returncode == 0:
            for number, text in re.findall(r'^case-(\d+): "(\S*)"$', run.stdout, re.M):
                results[int(number)] = {"output": base64.b64decode(text).decode("latin-1")}
            break
        failed = re.search(r'executing "case-(\d+)" (.*)', run.stderr, re.S)
        if failed:
            number, text = int(failed[1]), failed[2]
        else:
            failed = re.search(r"parse error at \(c/templates/_(\d+)\.tpl:\d+\): (.*)", run.stderr, re.S)
            if not failed:
                # A helm that dies of a case says nothing of which.
                if len(left) == 1:
                    break
                for one in left.items():
                    results.update(render([one]))
                break
            number, text = int(failed[1]), failed[2]
        results[number] = {"error": text.split("\n\nUse --debug")[0]}
        del left[number]
    return results


def write(chart, group):
    os.mkdir(os.path.join(chart, "templates"))

    def put(name, text):
        with open(os.path.join(chart, name), "w", encoding="utf-8") as file:
            file.write(text)

    put("Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\n")
    with open(os.path.join(HERE, "values.json"), encoding="utf-8") as file:
        put("values.yaml", file.read())
    for number, text in group.items():
        put(f"templates/_{number}.tpl", '{{ define "case-%d" }}%s{{ end }}' % (number, text))
    calls = ['case-%d: "{{ include "case-%d" . | b64enc }}"' % (number, number) for number in group]
    put("templates/all.yaml", "\n".join(calls) + "\n")


def record(numbered):
    groups = [numbered[start : start + GROUP] for start in range(0, len(numbered), GROUP)]
    results = {}
    with ThreadPoolExecutor(2) as pool:
        for part in pool.map(render, groups):
            results.update(part)
    return results


def main():
    path = os.path.join(HERE, "recorded.json")
    texts = cases()
    if "--new" in sys.argv and os.path.exists(path):
        with open(path, encoding="utf-8") as file:
            known = {case["template"]: case for case in json.load(file)}
    else:
        known = {}
    new = [text for text in texts if text not in known]
    first = record(list(enumerate(new)))
    # Errors do not depend on chance.
    printed = [(number, new[number]) for number, result in first.items() if "output" in result]
    second = record(printed)
    for number, text in enumerate(new):
        result = first.get(number)
        if result and ("error" in result or result == second.get(number)):
            known[text] = {"template": text, **result}
    recorded = [known[text] for text in texts if text in known]
    with open(path, "w", encoding="utf-8") as file:
        lines = [json.dumps(case, ensure_ascii=True) for case in recorded]
        file.write("[\n" + ",\n".join(lines) + "\n]\n")
    dropped = [text for text in texts if text not in known]
    print(f"{len(recorded)} cases, {len(dropped)} left out")
    for text in dropped[:40]:
        print("left out:", text)


main()
