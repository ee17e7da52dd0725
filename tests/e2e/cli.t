#!/usr/bin/python3
"""The command line: usage errors, failures, settings that are wrong, forms of --now, commands of later versions."""
import sys
sys.dont_write_bytecode = True
sys.path.insert(0, __file__.rpartition("/")[0])
from farm import *

farm = Farm({"farm": {"siret": "12345678901234", "address": "1 chemin des Prés, 05000 Gap"}})
NOW = "2026-03-09T10:00"
text = farm.write("m.txt", "PLANNING\n")
dump = farm.dump()

# --- bad usage: 2, and how it is used
USAGE = [
    [], ["bidon"], ["RUN"], ["--bidon"], ["--now", NOW], ["init", "x"], ["import"], ["import", "formules"], ["import", "bidon", "x.csv"],
    ["import", "formules", "a.csv", "b.csv"], ["run", "x"], ["once", "x"], ["once", "--now"], ["parse", "--channel", "pigeon", text],
    ["parse", "--bidon", text], ["text", "--bidon", text], ["replay", "--bidon"], ["text"], ["replay"], ["replay", text, text], ["replay", "--from"], ["check", "x"], ["planning"], ["planning", "abc"], ["planning", "0"],
    ["planning", "-1"], ["planning", "1001", "1002"], ["planning", "1001", "--from"], ["planning", "1001", "--from", "hier"],
    ["planning", "1001", "--to", "2026-02-30"], ["planning", "99999999999999999999"], ["list"], ["list", "demain"], ["list", "2026-13-01"],
    ["account"], ["account", "x"], ["account", "1001", "x"], ["log", "x"], ["log", "--since"], ["log", "--since", "hier"],
    ["queue", "x"], ["queue", "retry"], ["queue", "retry", "a1", "x"], ["backup"], ["backup", "a", "b"], ["demo", "x"],
]
for arguments in USAGE:
    result = farm.run(*arguments)
    ok(result.code == 2 and "usage: " in result.err and not result.out, f"usage: {' '.join(map(str, arguments))}", result.all)
for now in ("", "hier", "2026-03-09", "2026-03-09T25:00", "2026-02-30T10:00", "10:00", "2026-03-09T10:00:60", "2026-03-09T10:00Z"):
    result = farm.run("planning", "1001", now=now or " ")
    ok(result.code == 2 and result.err.startswith("cabas: usage: --now"), f"--now {now!r} is no time", result.all)

# --- refused or failed: 1, "cabas: what: why"
FAILED = [
    (["import", "formules", "rien.csv"], r"^cabas: .*rien\.csv: No such file"), (["import", "formules", farm.dir], r"^cabas: .*: is not a file"),
    (["import", "fermetures", text], r"^cabas: .*m\.txt"), (["text", "rien.eml"], r"^cabas: .*rien\.eml"), (["replay", "rien.eml"], r"^cabas: replay: .*rien\.eml"),
    (["replay", "--from", "ici", text], r"^cabas: replay: --from ici: "), (["parse", "rien.txt"], r"^cabas: .*rien\.txt"),
    (["planning", "9999"], r"^cabas: planning: .*9999"), (["account", "9999"], r"^cabas: account: .*9999"),
    (["queue", "retry", "x"], r"^cabas: queue: x: "), (["queue", "retry", "m1"], r"^cabas: queue: "), (["queue", "retry", "a1"], r"^cabas: queue: "),
    (["queue", "retry", "m-1"], r"^cabas: queue: "), (["backup", "/rien/copie.db"], r"^cabas: backup: /rien/copie\.db: "),
    (["backup", farm.db], r"^cabas: backup: .*exists"),
]
for arguments, why in FAILED:
    result = farm.run(*arguments)
    ok(result.code == 1 and re.search(why, result.err) and not result.out, f"failed: {' '.join(map(str, arguments))}", result.all)
same(farm.dump(), dump, "nothing of all that changed anything")

# --- commands of later versions
help = farm.must("help")
later = re.findall(r"^  (\S+) .*\(not in this version\)$", help, re.M)
known = re.findall(r"^  ([a-z]+) ", help, re.M)
same([name for name in "init import run once parse text replay check planning list orders accept refuse account log queue digest invoice sepa backup demo".split()
      if name not in known], [], "help names every command")
for name in later:
    result = farm.run(name, "1")
    ok(result.code == 1 and result.err == f"cabas: {name}: this version can't do that yet\n", f"{name} is for later", result.all)
for flag in ("help", "--help", "-h"):
    same((farm.run(flag).code, farm.run(flag).out == help), (0, True), f"cabas {flag}")
like(farm.must("--version"), r"^cabas \d+\.\d+", "--version")

# --- where options stand
want = farm.must("planning", "1001", now=NOW)
def bare(*arguments, env=None):
    done = subprocess.run([CABAS, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, env={**os.environ, **(env or {})})
    check_clean(done.stderr.decode("utf-8", "replace"), str(arguments))
    return done.returncode, done.stdout.decode(), done.stderr.decode()
same(bare("planning", "1001", "--now", NOW, "-c", farm.conf)[1], want, "-c and --now behind the command")
same(bare("planning", "--now", NOW, "1001", env={"CABAS_CONFIG": str(farm.conf)})[1], want, "CABAS_CONFIG")
same(bare("-c", farm.conf, "--now", NOW + ":00", "planning", "1001", env={"CABAS_CONFIG": "/rien"})[1], want, "-c wins; seconds in --now")
same(bare("-c", farm.conf, "--now", NOW.replace("T", " "), "planning", "1001")[1], want, "a blank for the T")
code, out, err = bare("-c", "/rien/cabas.conf", "planning", "1001")
ok(code == 1 and err.startswith("cabas: planning: no configuration") and "cabas init" in err, "no config: said with the cure", err)
lost = Farm(init=False)
result = lost.run("planning", "1001")
ok(result.code == 1 and "cabas init" in result.err, "no database: said with the cure", result.all)
same(lost.db.exists(), False, "and none is made")
lost.db.write_bytes(b"ceci n'est pas une base\n" * 100)
result = lost.run("run", timeout=20)
ok(result.code == 1 and result.err.startswith("cabas: run: database "), "a file that is no database", result.all)
newer = Farm(demo=False)
base = sqlite3.connect(newer.db)
base.execute("PRAGMA user_version = 999")
base.commit()
base.close()
result = newer.run("run", timeout=20)
ok(result.code == 1 and "newer Cabas" in result.err, "a database of a newer version", result.all)

# --- settings that are wrong: `run` names file, line, setting, value and cure, and nothing has happened
WRONG = [
    ("mail", "from", "pas une adresse", r"is not an address: write it as"), ("mail", "from", "", r"is not an address: write it as"),
    ("mail", "staff", "a@x.fr, b", r'"b" is not an address: write them as'), ("mail", "staff", BOT, r"the address of the bot itself"),
    ("mail", "form", "x", r"no such setting: did you mean \[mail\] from\?"), ("inbux", "url", "x", r"no such section: did you mean \[inbox\]\?"),
    ("inbox", "url", "pop3://x", r"begins with none of imaps:, imap: or maildir:"), ("inbox", "url", "imaps:x", r'"//" is missing.*write it as imaps://'),
    ("inbox", "url", "imaps://host", r"names no account: write it as imaps://"), ("inbox", "url", "imaps://a@host:99999/INBOX", r"port"),
    ("inbox", "url", "imaps://a:MotDePasse@host/INBOX", r"a password stands in it: put it alone into a file"),
    ("inbox", "url", "maildir:", r"names no path"), ("inbox", "url", "maildir:~/x", r"for shells only"),
    ("inbox", "url", "imaps://a@localhost/INBOX", r"password_file.* is missing"), ("inbox", "idle", "peut-être", r"yes or no|yes.*no"),
    ("inbox", "poll_seconds", "0", r"from 1 to 86400|1.*86400"), ("inbox", "poll_seconds", "1e3", r"1.*86400"),
    ("inbox", "max_message_bytes", "25G", r"write it as 25M"), ("inbox", "auth", "ntlm", r"password.*xoauth2"),
    ("inbox", "done_folder", "", r"is empty: write it as"), ("inbox", "staff_folder", "Cabas/Traites", r"is done_folder too"),
    ("smtp", "url", "smtp://alice@localhost", r"password_file.* is missing"), ("smtp", "url", "maildir:inbox", r"is the inbox too"),
    ("smtp", "url", "smtp://localhost/x", r"has a path: write it as"), ("database", "url", "mysql://x", r"begins with none of"),
    ("farm", "timezone", "Europe/Pari", r"is not a time zone.*Europe/Paris"), ("farm", "timezone", "../../etc/passwd", r"is not a time zone"),
    ("farm", "language", "xx", r"write it as fr"), ("farm", "siret", "123", r"14 digits"), ("cutoff", "mardi", "dimanche 25:00", r'is not a time: write it as "dimanche 23:59"'),
    ("cutoff", "mardi", "23:59", r"is not a time"), ("cutoff", "mardy", "dimanche 23:59", r"did you mean \[cutoff\] mardi\?"),
    ("digest", "at", "24:00", r"is not a time: write it as 06:00"), ("billing", "iban", "FR7630006000011234567890188", r"check digits"),
    ("billing", "day", "31", r"1.*28"), ("limits", "answers_per_hour", "-1", r"1.*1000"), ("sms", "provider", "pigeon", r"none.*spool"),
    ("sms", "provider", "spool", r"spool.* is missing"), ("http", "listen", "partout", r"127\.0\.0\.1:8025"), ("http", "listen", "127.0.0.1:0", r"."),
]
for section, key, value, cure in WRONG:
    wrong = Farm({section: {key: value}}, init=False)
    lines = wrong.conf.read_text().splitlines()
    line = lines.index(f"{key}={value}", lines.index(f"[{section}]")) + 1
    result = wrong.run("run", timeout=20)
    shown = "" if "@" in value or section == "inbux" or "is missing" in cure or "too" in cure or "no such" in cure or "did you mean" in cure else re.escape(f'"{value}"')
    if section == "inbux" or key in ("form", "mardy"):
        place = rf"^cabas: run: .*/cabas\.conf:{line}: \[{section}\]"
    elif "is missing" in cure:
        place = r"^cabas: run: .*/cabas\.conf(:\d+)?: \["
    else:
        place = rf"^cabas: run: .*/cabas\.conf:{line}: \[{section}\] {key}: .*{shown}"
    good = result.code == 1 and re.search(place, result.err) and re.search(cure, result.err)
    ok(good and sorted(path.name for path in wrong.dir.iterdir()) == ["cabas.conf"],
       f"[{section}] {key}={value}", f"{place}\n{cure}\n{result.all}{sorted(wrong.dir.iterdir())}")
    ok("MotDePasse" not in result.all, "no password is shown") if "MotDePasse" in value else None
    shutil.rmtree(wrong.dir)
RAW = [
    ("[mail]\nfrom=a@x.fr\n", r"cabas\.conf: \[(inbox|smtp|database)\] url: is missing: write"), ("", r"\[mail\] from: is missing"),
    ("[mail\nfrom=a@x.fr\n", r"cabas\.conf:1: "), ("from=a@x.fr\n", r"cabas\.conf:1: "), ("[mail]\nfrom\n", r"cabas\.conf:2: "),
    ("[mail]\nfrom=a@x.fr\nfrom=b@x.fr\n", r"cabas\.conf:3: "), ("[mail]\nfrom=a\0b@x.fr\n", r"cabas\.conf:2: "),
    ("[mail]\nfrom=" + "x" * 100000 + "@x.fr\n", r"cabas\.conf:2: "),
]
for number, (content, why) in enumerate(RAW):
    wrong = Farm(init=False)
    wrong.conf.write_text(content)
    result = wrong.run("run", timeout=20)
    ok(result.code == 1 and re.search(why, result.err) and len(result.err) < 1000, f"a broken file, {number}", f"{why}\n{result.all[:600]}")
    shutil.rmtree(wrong.dir)

# --- secrets lie in files of their owner alone
secret = Farm({"smtp": {"url": "smtp://alice@localhost:1", "password_file": "mdp"}})
secret.write("mdp", "ouvert\n").chmod(0o644)
result = secret.run("check")
ok(result.code == 1 and "chmod 600" in result.out + result.err and "ouvert\n" not in result.all, "a password that others may read", result.all)

# --- check
farm.must("once", now=NOW)  # makes the maildir
good = farm.run("check")
same((good.code, re.findall(r"^(\w+) +(ok|FAILED)", good.out, re.M)), (0, [(name, "ok") for name in ("config", "database", "daemon", "bank", "mailbox", "smtp")]), "check: all is well", good.all)
bad = Farm({"inbox": {"authserv_id": ""}, "smtp": {"url": "smtp://localhost:1"}})
bad.drop(b"", name="vide")
result = bad.run("check")
same((result.code, dict(re.findall(r"^(\w+) +(ok|FAILED|advice)", result.out, re.M))),
     (1, {"config": "ok", "database": "ok", "daemon": "ok", "bank": "ok", "mailbox": "ok", "smtp": "FAILED", "trust": "advice", "invoices": "advice"}), "check says what is wrong", result.all)

# --- the demo, as a newcomer runs it
code, out, err = bare("demo")
place = re.search(r"reste dans (\S+)", out)
ok(code == 0 and place and out.count("RÉPONSE") >= 8, "demo: answers are shown", (out + err)[-2000:])
if place:
    ok(place[1].startswith("/tmp/cabas-demo-"), "in a temporary folder")
    same(bare("-c", place[1] + "/cabas.conf", "planning", "1001", "--from", "2026-03-09")[0], 0, "whose farm can be looked at")
    shutil.rmtree(place[1])
finish()
