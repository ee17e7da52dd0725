#!/usr/bin/python3
"""Every example of the help is read as what it promises, in both channels; every subject's words are understood."""
import os, re, subprocess, sys

cabas = os.environ.get("CABAS", "build/asan/cabas")
count = failed = 0


def check(good, name):
    global count, failed
    count += 1
    failed += not good
    print(f"{'' if good else 'not '}ok {count} - {name}")


def section(name, wanted):
    """The lines of a section of a template, without tags."""
    lines, found = [], False
    for line in open(f"templates/fr/{name}.txt", encoding="utf-8"):
        if line.startswith("== "):
            found = line[3:].strip() == wanted
        elif found and line.strip() and "{{" not in line:
            lines.append(line.strip())
    return lines


def parse(rows):
    text = "".join(f"{i}\t{channel}\t2026-03-09T10:00\t{text}\n" for i, (channel, text) in enumerate(rows))
    done = subprocess.run([cabas, "parse", "--tsv", "-"], input=text, capture_output=True, text=True, check=True)
    return [line.split("\t")[1] for line in done.stdout.splitlines()]


rows = [line.rstrip("\n").split("\t") for line in open("tests/data/help/examples.tsv", encoding="utf-8") if line[0] != "#"]
wanted = dict(rows)
shown = {re.search("« (.*) »", " ".join(section("help", "text"))).group(1)}
parts = ["deliveries", "basket", "orders", "money", "account"]
for part in parts:
    shown |= {line.split(" : ")[0] for line in section(f"part_help_{part}", "text")[1:]}
for line in section("help", "sms"):
    if line[:2].isupper():
        shown |= set(line.split(", "))
for example in sorted(shown - set(wanted)):
    check(False, f"{example}: has no row in tests/data/help/examples.tsv")
for example in sorted(set(wanted) - shown):
    check(False, f"{example}: has a row, but is not in the help")
for channel in ("mail", "sms"):
    for (example, line), got in zip(rows, parse([(channel, example) for example, _ in rows])):
        check(got == line, f"{channel}: {example} -> {got}" + ("" if got == line else f", not {line}"))
words = [word for part in parts for word in " ".join(section("topics", part)).split()]
check(len(words) > 80, f"{len(words)} words of subjects")
asked = [("mail", f"AIDE {word}") for word in words] + [("sms", f"aide {word}") for word in words]
for (channel, text), got in zip(asked, parse(asked)):
    check(got == "HELP", f"{channel}: {text} -> {got}")
for text, want in (("AIDE pour les factures", "HELP"), ("aide svp", "HELP"), ("AIDE : commandes", "HELP"),
                   ("aide à domicile", "HUMAN"), ("aide suspendre le 12/03", "HUMAN"),
                   ("aide moi à suspendre mardi", "HUMAN")):
    got, = parse([("mail", text)])
    check(got == want, f"{text} -> {got}")
print(f"1..{count}")
sys.exit(failed > 0)
