#!/usr/bin/python3
"""A farm of files, from init to answers: imports, cycles with chosen dates of receipt, look-ups, replay, headers,
messages decided late, both clock changes and the year's end."""
import sys
sys.dont_write_bytecode = True
sys.path.insert(0, __file__.rpartition("/")[0])
from farm import *

CAMILLE, YANNICK = "camille.roux@example.org", "yannick.legoff@example.org"
HELENE, EMILE = "helene.girard@example.org", "emile.faure@example.org"

# --- init
empty = Farm(init=False)
empty.conf.unlink()
out = empty.must("init")
like(out, r"cabas\.conf is written", "init writes a config where none is")
like(empty.conf.read_text(), r"(?m)^\[mail\]$", "with its sections")
before = empty.conf.read_bytes()
like(empty.must("init"), r"is ready \(schema \d+\)", "and the database")
same(empty.conf.read_bytes(), before, "init again leaves the config alone")
same(empty.conf.stat().st_mode & 0o022, 0, "only the owner writes the config (it holds no secret)")
same(sorted({path.stat().st_mode & 0o077 for path in empty.dir.rglob("*.db*")}), [0], "the database too")

# --- import
farm = Farm(demo=False)
for kind in KINDS:
    like(farm.must("import", kind, f"db/demo/{kind}.csv", now="2026-03-01T10:00"),
         rf"^{kind}: [1-9]\d* new, 0 changed, 0 unchanged$", f"import {kind}")
dump = farm.dump()
for kind in KINDS:
    like(farm.must("import", kind, f"db/demo/{kind}.csv", now="2026-03-02T10:00"),
         rf"^{kind}: 0 new, 0 changed, [1-9]\d* unchanged$", f"the same {kind} again")
same(farm.dump(), dump, "which changes nothing, not even the journal")
bad = farm.write("bad.csv", "date;motif\n2026-02-30;rien\n2026-06-01;bon\nhier;rien\n")
result = farm.run("import", "fermetures", bad)
same(result.code, 1, "bad rows are refused")
like(result.err, r"bad\.csv:2: column date: .*", "each by line and column")
like(result.err, r"bad\.csv:4: column date: .*", "all of them")
same(farm.dump(), dump, "and nothing of the file is taken")
same(farm.value("SELECT typeof(latitude) || latitude FROM depot WHERE code = 'gap-gare'"), "real44.5636",
     "a decimal comma is a decimal point")

# --- what staff look up
NOW = "2026-03-09T10:00"
rows = [line.split("\t") for line in farm.must("planning", "1002", now=NOW).splitlines()]
same(rows[:3], [["2026-03-10", "grand", "gap-bio", "1", "locked"], ["2026-03-17", "grand", "gap-bio", "1", "open"],
                ["2026-03-17", "oeufs6", "gap-bio", "1", "open"]], "planning: date formula depot quantity state")
same(rows[-1][0], "2026-04-28", "eight weeks of it")
rows = farm.must("planning", "1002", "--from", "2026-03-01", "--to", "2026-03-17", now=NOW).splitlines()
same([row.split("\t")[4] for row in rows], ["delivered", "delivered", "locked", "open", "open"], "planning --from --to")
same(farm.must("list", "2026-03-10", now=NOW),
     "gap-bio\tgrand\t1\ngap-gare\tgrand\t1\ngap-gare\toeufs12\t1\ngap-gare\tpetit\t1\ntallard\tgrand\t1\ntallard\tpain\t2\n",
     "list: depot formula quantity")
same(farm.must("list", "2026-03-11", now=NOW), "", "a day without delivery has an empty list")
same(farm.must("account", "1001"), "balance\t5000\npayment\t2026-02-05\t5000\n", "account: balance, payments")
same(farm.must("queue"), "", "an empty queue")
log = farm.must("log").splitlines()
ok(all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\t[^\t]*\t\d*\t[a-z]+\t[^\t]*", line) for line in log) and len(log) == 8,
   "log: time actor subscriber kind detail", "\n".join(log))
same(farm.must("log", "--since", "2026-03-01T10:00:01"), "", "log --since a time after")
same(len(farm.must("log", "--since", "2026-03-01").splitlines()), 8, "log --since a date")

# --- mails of all sorts: (name, sender, subject, body, options, verdict lines, state in the inbox, answered)
SORTS = [
    ("a composition", HELENE, "PANIER", "", {}, ["BASKET -> answered"], "DONE", True),
    ("one day", CAMILLE, "", "SUSPENDRE 17/03", {}, ["SUSPEND from=2026-03-17 to=2026-03-17 -> applied"], "DONE", True),
    ("the same again", CAMILLE, "", "SUSPENDRE 17/03", {}, ["SUSPEND from=2026-03-17 to=2026-03-17 -> answered"], "DONE", True),
    ("two requests", CAMILLE, "", "SUSPENDRE 24/03\nPLANNING", {},
     ["SUSPEND from=2026-03-24 to=2026-03-24 -> applied", "PLANNING -> answered"], "DONE", True),
    ("a period that begins too late", YANNICK, "", "SUSPENDRE du 03/03 au 26/03", {},
     ["SUSPEND from=2026-03-03 to=2026-03-26 -> applied"], "DONE", True),
    ("a locked day", CAMILLE, "", "SUSPENDRE 10/03", {}, ["SUSPEND from=2026-03-10 to=2026-03-10 -> refused"], "DONE", True),
    ("some of a period", HELENE, "", "SUSPENDRE du 10/03 au 17/03", {},
     ["SUSPEND from=2026-03-10 to=2026-03-17 -> partial"], "DONE", True),
    ("a day without delivery", CAMILLE, "", "SUSPENDRE 18/03", {},
     ["SUSPEND from=2026-03-18 to=2026-03-18 -> asked"], "ASKED", True),
    ("a remark", EMILE, "Merci", "Le chou était très bon.", {}, ["HUMAN -> human"], "STAFF", True),
    ("not authenticated", EMILE, "", "SUSPENDRE 20/03", {"auth": False},
     ["SUSPEND from=2026-03-20 to=2026-03-20 -> confirm"], "ASKED", True),
    ("a stranger", "qui@example.com", "", "SUSPENDRE 20/03", {}, ["HUMAN -> human"], "STAFF", True),
    ("a stranger without proof", "quoi@example.com", "", "SUSPENDRE 20/03", {"auth": False}, ["HUMAN -> human"], "STAFF", False),
    ("an automatic answer", CAMILLE, "Absence", "SUSPENDRE 31/03", {"headers": ["Auto-Submitted: auto-replied"]},
     ["HUMAN -> ignored"], "IGNORED", False),
    ("a list", CAMILLE, "", "SUSPENDRE 31/03", {"headers": ["List-Id: <x.example.org>"]}, ["HUMAN -> ignored"], "IGNORED", False),
    ("from staff", "ferme@example.org", "", "SUSPENDRE 31/03", {}, ["HUMAN -> human"], "STAFF", False),
]
for name, sender, subject, body, options, lines, state, answered in SORTS:
    raw = mail(sender, subject, body, **options)
    file = farm.write("message.eml", raw)
    dump, files = farm.dump(), sorted(farm.dir.rglob("outbox/*/*"))
    result = farm.run("replay", file, now=NOW)
    same((result.code, result.out.split("\n\n")[0].splitlines()), (0, lines), f"{name}: replay", result.all)
    same(bool(result.out.partition("\n\n")[2].strip()), answered, f"{name}: replay shows the answer")
    same((farm.dump() == dump, sorted(farm.dir.rglob("outbox/*/*")) == files), (True, True), f"{name}: replay stores nothing")
    result = farm.once(raw, now=NOW)
    same(result.code, 0, f"{name}: once", result.all)
    same(farm.value("SELECT state FROM inbox WHERE message_id = ?", message_id(raw)), state, f"{name}: {state}")
    answer = farm.answer_to(message_id(raw))
    same(answer is not None, answered, f"{name}: {'answered' if answered else 'no answer'}")
    if answer:
        same(answer["To"].addresses[0].addr_spec, sender, f"{name}: to who asked")
same(farm.folder("new") + farm.folder("cur"), [], "the inbox is empty")
filed = {True: len(farm.folder(".Cabas.A-traiter")), False: len(farm.folder(".Cabas.Traites"))}
same(filed, {True: sum(row[6] == "STAFF" for row in SORTS), False: sum(row[6] != "STAFF" for row in SORTS)}, "each in its folder")
same([line.split("\t")[4] for line in farm.must("planning", "1001", "--to", "2026-03-31", now=NOW).splitlines()],
     ["locked", "suspended", "suspended", "open"], "the planning says so")
like(farm.must("log", now=NOW), rf"^2026-03-09T10:00:00\t{CAMILLE}\t1001\tsuspend\t.*2026-03-17", "the log too")
same("gap-gare\tpetit" in farm.must("list", "2026-03-17", now=NOW), False, "and the pick list")
queue = farm.must("queue", now=NOW)
same(queue, "", "nothing waits")
backup = farm.path("copie.db")
farm.must("backup", backup)
copy = sqlite3.connect(backup)
same(copy.execute("PRAGMA integrity_check").fetchall(), [("ok",)], "backup: a sound database")
same(list(copy.iterdump()), farm.dump(), "that holds everything")
copy.close()
same([path.name for path in farm.dir.glob("copie.db*")], ["copie.db"], "in one file")
same(farm.run("backup", backup).code, 1, "an existing file is not overwritten")

# --- replay's forms
text = farm.write("sms.txt", "PLANNING\n")
same(farm.must("replay", "--from", CAMILLE, text, now=NOW).splitlines()[0], "PLANNING -> answered", "replay of a bare text")
result = farm.run("replay", "--from", "Camille", text, now=NOW)
same((result.code, result.err.startswith("cabas: replay: --from Camille: neither an address")), (1, True), "from what is no address")
same(farm.must("replay", "--from", "qui@example.com", text, now=NOW).splitlines()[0], "HUMAN -> human", "from a stranger")
same(farm.must("replay", text, now=NOW).splitlines()[0], "HUMAN -> human", "from nobody")
done = mail(HELENE, "", "PLANNING")
farm.once(done, now=NOW)
same(farm.must("replay", farm.write("done.eml", done), now=NOW).splitlines()[0], "PLANNING -> answered", "of a mail that was decided before: as if it came now")

# --- headers of answers, with attempts to add some
EVIL = [
    "PLANNING\n\tX-Evil: oui",
    "=?utf-8?Q?PLANNING=0D=0ABcc:_tous@example.org?=",
    "=?utf-8?B?UExBTk5JTkcNCkJjYzogdG91c0BleGFtcGxlLm9yZw0KDQpjb3Jwcw==?=",
    "PLANNING \r X-Evil: oui",
    "PLANNING" + " été" * 400,
]
for number, subject in enumerate(EVIL):
    id = f"evil-{number}@example.org"
    raw = mail(CAMILLE, subject, "PLANNING", id=id,
               headers=["References: <un@example.org> <deux@example.org>", "In-Reply-To: <deux@example.org>"])
    same(farm.once(raw, now=NOW).code, 0, f"evil subject {number}")
    answer = farm.answer_to(id)
    if not ok(answer, "is answered"):
        continue
    same(answer.defects, [], "a mail without defects")
    same([len(answer.get_all(name, [])) for name in
          ("Subject", "From", "To", "Date", "Message-ID", "In-Reply-To", "References", "Auto-Submitted", "Bcc", "X-Evil")],
         [1] * 8 + [0, 0], "one of each header, none of the sender's")
    same(answer["Auto-Submitted"], "auto-replied", "Auto-Submitted")
    same(answer["References"].split(), ["<un@example.org>", "<deux@example.org>", f"<{id}>"], "References")
for number, id in enumerate(["a\r\n b@example.org", "a> <b@example.org", "x" * 1200 + "@example.org", "é@example.org"]):
    raw = mail(CAMILLE, f"essai {number}", "PLANNING", id=id)
    same(farm.once(raw, now=NOW).code, 0, f"evil Message-ID {number}")
same(farm.value("SELECT count(*) FROM inbox WHERE subject LIKE 'essai %' AND state = 'DONE'"), 4, "all of them decided")
same(farm.value("SELECT count(*) FROM outbox WHERE state <> 'SENT'"), 0, "and sent")
same([answer.defects for answer in farm.answers() if answer.defects], [], "without a defect")
same(len({answer["Message-ID"] for answer in farm.answers()}), len(farm.answers()), "each answer has its own Message-ID")

# --- the same mail twice, two mails with one id, two mails without
raw = mail(EMILE, "", "SUSPENDRE 27/03", id="double@example.org")
farm.once(raw, now=NOW)
farm.once(raw, now=NOW)
same(farm.rows("SELECT state, reason FROM inbox WHERE message_id = 'double@example.org' ORDER BY id"),
     [("DONE", ""), ("IGNORED", "duplicate")], "a second copy is known")
same(farm.value("SELECT count(*) FROM outbox WHERE inbox IN (SELECT id FROM inbox WHERE message_id = 'double@example.org')"), 1,
     "and answered once")
farm.once(mail(EMILE, "", "SUSPENDRE 03/04", id="double@example.org"), now=NOW)
same(farm.value("SELECT count(*) FROM suspension WHERE day IN ('2026-03-27', '2026-04-03')"), 2, "another text with that id is another mail")
for body in ("SUSPENDRE 10/04", "SUSPENDRE 17/04"):
    farm.once(mail(EMILE, "", body, id=""), now=NOW)
same(farm.value("SELECT count(*) FROM suspension WHERE day IN ('2026-04-10', '2026-04-17')"), 2, "two mails without an id")
# (a copy of a mail that is still waiting)
raw = mail(EMILE, "", "PLANNING", id="jumeau@example.org")
farm.drop(raw, at(NOW))
farm.once(raw, now=NOW)
same(farm.rows("SELECT state FROM inbox WHERE message_id = 'jumeau@example.org' ORDER BY state"), [("DONE",), ("IGNORED",)],
     "two copies in one cycle")

# --- received in time, decided late; the bot's clock and the Date header do not count
def decide(farm, subscriber, body, received, now, date=None):
    """The verdict of the first request, and how many changes were journalled late."""
    raw = mail(subscriber, "", body, date=date)
    file = farm.write("late.eml", raw)
    result = farm.once(raw, received, now=now)
    ok(result.code == 0, f"once at {now}", result.all)
    row = farm.rows("SELECT id, state FROM inbox WHERE message_id = ?", message_id(raw))
    changes = farm.rows("SELECT kind, late FROM journal WHERE batch = ?", row[0][0])
    return changes, farm.answer_to(message_id(raw))

changes, answer = decide(farm, CAMILLE, "SUSPENDRE 31/03", at("2026-03-29T23:59:59"), "2026-03-30T09:00")
same(changes, [("suspend", 1)], "received in the last second, decided the next morning: applied, journalled as late")
ok(answer and "31 mars" in text_of(answer), "and answered")
changes, answer = decide(farm, CAMILLE, "SUSPENDRE 07/04", at("2026-04-06T00:00:00"), "2026-04-06T00:05",
                         date="Sun, 05 Apr 2026 23:00:00 +0200")
same(changes, [], "received a second too late, its Date says earlier: refused")
ok(answer and "trop tard" in text_of(answer).lower(), "the answer says too late", answer and text_of(answer))
changes, answer = decide(farm, CAMILLE, "SUSPENDRE 14/04", at("2026-04-11T10:00"), "2026-04-11T10:00")
same(changes, [("suspend", 0)], "in time and decided in time: not late")
changes, answer = decide(farm, CAMILLE, "ANNULER", at("2026-04-12T20:00"), "2026-04-13T08:00")
same(changes, [("resume", 1)], "an undo received in time is applied late")

# --- nights of the clock change: Sunday's 23:59 before a Tuesday
SPRING = [(utc("2026-03-29T21:59:59"), "2026-03-29T23:59:59", 1), (utc("2026-03-29T22:00:00"), "2026-03-30T00:00:00", 0)]
AUTUMN = [(utc("2026-10-25T22:59:59"), "2026-10-25T23:59:59", 1), (utc("2026-10-25T23:00:00"), "2026-10-26T00:00:00", 0)]
for season, cases, day in (("March", SPRING, "31/03"), ("October", AUTUMN, "27/10")):
    for received, shown, applied in cases:
        night = Farm()
        same(local(received), shown, f"{season}: {shown} as this script sees it")
        changes, answer = decide(night, CAMILLE, f"SUSPENDRE {day}", received, shown)
        same(len(changes), applied, f"{season}: a mail of {shown} is {'in time' if applied else 'too late'}")
        like(night.must("log"), rf"^{shown}\t" if applied else r"^2026-03-01T", f"{season}: the log's clock")
        states = [line.split("\t")[4] for line in night.must("planning", "1009", "--from", f"2026-{day[3:]}-{day[:2]}",
                                                             "--to", f"2026-{day[3:]}-{day[:2]}", now=shown).splitlines()]
        same(states, [("open" if applied else "locked")] * 2, f"{season}: the planning at {shown}")
for now in ("2026-03-29T02:30", "2026-10-25T02:30"):
    same(farm.run("planning", "1001", now=now).code, 0, f"--now {now}, a time that never is or is twice")
# a cutoff that lies in the hour that is skipped, or in the one that comes twice: nobody's is cut short
for received, day, applied in ((utc("2026-03-29T00:59:59"), "31/03", 1), (utc("2026-03-29T01:30:30"), "31/03", 1),
                               (utc("2026-03-29T02:00:00"), "31/03", 0), (utc("2026-10-25T00:30:30"), "27/10", 1),
                               (utc("2026-10-25T01:30:59"), "27/10", 1), (utc("2026-10-25T01:31:00"), "27/10", 0)):
    night = Farm({"cutoff": {"mardi": "dimanche 02:30"}})
    changes, answer = decide(night, CAMILLE, f"SUSPENDRE {day}", received, local(received))
    same(len(changes), applied, f"a cutoff at 02:30, a mail of {local(received)} ({received}): {'in time' if applied else 'too late'}")

# --- the year's end
year = Farm()
changes, answer = decide(year, CAMILLE, "SUSPENDRE 05/01", utc("2026-12-31T22:30:00"), "2026-12-31T23:30")
same(year.rows("SELECT day FROM suspension"), [("2027-01-05",)], "on New Year's Eve, the 5th of January is next year's")
changes, answer = decide(year, EMILE, "SUSPENDRE 01/01", at("2026-12-28T10:00"), "2026-12-28T10:00")
same(changes, [], "the 1st of January is closed: nothing to suspend")
days = [datetime.date.fromisoformat(line.split("\t")[0]) for line in
        year.must("planning", "1003", "--from", "2026-11-01", "--to", "2027-03-01", now="2026-11-01T10:00").splitlines()]
same({(b - a).days for a, b in zip(days, days[1:])}, {14}, "every second week goes on through the 53rd week")
days = [line.split("\t")[0] for line in
        year.must("planning", "1008", "--from", "2026-12-18", "--to", "2027-01-10", now="2026-12-18T10:00").splitlines()]
same(days, ["2026-12-18", "2027-01-08"], "Christmas Day and New Year's Day are closed")
finish()
