#!/usr/bin/python3
"""The manual pages name every command, option, import kind and setting with its default, and mandoc finds no fault."""
import sys
sys.dont_write_bytecode = True
sys.path.insert(0, __file__.rpartition("/")[0])
from farm import *

MAN = ROOT / "systemd/man"
source = (ROOT / "bot/main.c").read_text()
commands = re.findall(r'^    \{"([a-z]+)",\s*(?:cli_\w+|NULL),\s*"((?:[^"\\]|\\.)*)"', source, re.M)
ok(len(commands) > 15, f"{len(commands)} commands in bot/main.c")
page = (MAN / "cabas.1").read_text()
entries = re.split(r"^\.It Cm ", page, flags=re.M)[1:]
for name, help in commands:
    own = "".join(entry for entry in entries if re.match(rf"{name}\b", entry))
    ok(own, f"cabas(1) has the command {name}")
    options = re.findall(r"--([a-z]+)", help)
    same([option for option in options if not re.search(rf"Fl \\-{option}\b", own)], [], f"and its options {options}")
same(sorted({entry.split()[0] for entry in entries} - {name for name, _ in commands}), [], "and none that is not there")
same([kind for kind in KINDS if not re.search(rf"\b{kind}\b", page)], [], "and the kinds of import")
for place, word in (("bot/main.c", "CABAS_CONFIG"), ("bot/log.c", "JOURNAL_STREAM"), ("bot/config.c", "CREDENTIALS_DIRECTORY")):
    ok(word in (ROOT / place).read_text() and word in page, f"and the environment's {word}")

# the settings as the program itself writes them: every key, its section and its default
farm = Farm(init=False)
farm.conf.unlink()
farm.run("init")
page = (MAN / "cabas.conf.5").read_text()
parts = dict(re.findall(r"^\.Ss \[(\w+)\]\n(.*?)(?=^\.S[sh] )", page, re.M | re.S))
section, keys = "", 0
for line in farm.conf.read_text().splitlines():
    if found := re.fullmatch(r"\[(\w+)\]", line):
        section = found[1]
    elif found := re.fullmatch(r"(#?)([a-z_]+)=(.*)", line):
        keys += 1
        default = found[3] if found[1] else None
        entry = re.search(rf"^\.It Ic {found[2]}\n(.*?)(?=^\.It|^\.El)", parts.get(section, ""), re.M | re.S)
        if ok(entry, f"cabas.conf(5) has [{section}] {found[2]}") and default:
            ok(default in entry[1], f"with its default {default}", entry[1])
        elif entry and default is None:
            ok("Required." in entry[1], "as required", entry[1])
ok(keys > 40, f"{keys} settings")

for name in ("cabas.1", "cabas.conf.5"):
    done = subprocess.run(["mandoc", "-T", "lint", "-W", "warning", MAN / name], capture_output=True, text=True)
    same((done.returncode, done.stdout + done.stderr), (0, ""), f"mandoc finds no fault in {name}")
finish()
