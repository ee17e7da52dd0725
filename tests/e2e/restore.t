#!/usr/bin/python3
"""A copy made while mail comes in, a database lost, and the way back that README describes: the state is the copy's, what
was done since is not done twice, what came meanwhile is done, and filed mail put back into the inbox is done once."""
import sys
sys.dont_write_bytecode = True
sys.path.insert(0, __file__.rpartition("/")[0])
from farm import *

DONE = "Cabas/Traites"
numbers = list(range(2001, 2042))
farm = Farm(demo=False)
imap = imap_server(farm)
many(farm, numbers)
mail_settings(farm, imap)


def send(number):
    imap.deliver(mail(address(number), "", f"SUSPENDRE {delivery_day(number):%d/%m/%Y}", id=f"{number}@e2e"))


def settled(count, seconds=40):
    return wait_for(lambda: farm.value("SELECT count(*) FROM inbox WHERE filed = 1") == count and
                    farm.value("SELECT count(*) FROM outbox WHERE state <> 'SENT'") == 0, seconds, 0.1)


def effects():
    return dict(farm.rows("SELECT subscriber, count(*) FROM journal WHERE kind = 'suspend' GROUP BY 1"))


def state(path):
    base = sqlite3.connect(path)
    try:
        return list(base.iterdump())
    finally:
        base.close()


# --- mail comes in all the time; in the middle of it a copy is made
farm.start()
for number in numbers[:10]:
    send(number)
ok(settled(10), "ten mails are done", farm.logged())
flood = threading.Thread(target=lambda: [(send(number), time.sleep(0.05)) for number in numbers[10:40]])
flood.start()
time.sleep(0.7)
copy = farm.path("backup.db")
farm.must("backup", copy)
flood.join()
ok(settled(40), "forty mails are done", farm.logged())
kept = {row[0] for row in sqlite3.connect(copy).execute("SELECT DISTINCT subscriber FROM journal WHERE kind = 'suspend'")}
ok(10 <= len(kept) < 40, f"the copy was made in between: it knows {len(kept)} of forty")
before = len(farm.answers())

# --- the database is lost; mail goes on coming
farm.kill()
for path in farm.dir.glob("cabas.db*"):
    path.write_bytes(b"perdu" * 1000)
result = farm.run("run", timeout=20)
ok(result.code == 1 and "database" in result.err, "a lost database: the daemon says so and does nothing", result.all)
send(numbers[40])

# --- README: everything of the lost database aside, the copy in its place, check, start
lost = farm.path("lost")
lost.mkdir()
for path in farm.dir.glob("cabas.db*"):
    path.rename(lost / path.name)
shutil.copy(copy, farm.db)
farm.db.chmod(0o600)
same(state(farm.db), state(copy), "the state is the copy's")
like(farm.run("check").out, r"^database +ok: .*\n(.*\n)*mailbox +ok", "check: database and mailbox are well")
farm.start()
ok(wait_for(lambda: numbers[40] in effects(), 30), "what came meanwhile is done", farm.logged())
wait_for(lambda: farm.value("SELECT count(*) FROM outbox WHERE state <> 'SENT'") == 0)
time.sleep(1)
same(effects(), {number: 1 for number in [*sorted(kept), numbers[40]]}, "nothing is done twice, and what was done since the copy is not there")
ids = [answer["Message-ID"] for answer in farm.answers()]
again = len(ids) - before - 1
ok(0 <= again <= len(kept) and len(set(ids)) == len(numbers), f"{again} letters that the copy had not sent yet left again, with the same Message-ID")

# --- what was lost is in the mailbox: all filed mail is put back; what the copy knows is known
received = {path.name: path.stat().st_mtime for path in imap.in_folder(DONE)}
for path in imap.in_folder(DONE):
    path.rename(imap.box() / "new" / path.name.split(":")[0])
ok(wait_for(lambda: len(effects()) == len(numbers), 40, 0.2), "filed mail put back into the inbox is done", farm.logged()[-3000:])
ok(wait_for(lambda: len(imap.in_folder(DONE)) == len(numbers) and not imap.in_folder(""), 30), "and filed again")
same(effects(), {number: 1 for number in numbers}, "each once")
same(farm.rows("SELECT state, reason, count(*) FROM inbox GROUP BY 1, 2 ORDER BY 1"),
     [("DONE", "", len(numbers)), ("IGNORED", "duplicate", len(kept) + 1)], "what the copy knew is a duplicate")
times = [when for when, in farm.rows("SELECT received FROM inbox WHERE state = 'DONE'")]
ok(min(times) >= int(min(received.values())) - 1 and max(times) <= int(max(received.values())) + 1, "received when it was received, not now: cutoffs are judged as then")
same(farm.stop()[0], 0, "a clean end")

# --- an update: the state before it is kept beside the database, and without that copy nothing is changed
old = Farm(init=False)
base = sqlite3.connect(old.db)
base.executescript((ROOT / "tests/data/schema/002.sql").read_text())
base.close()
before, copy = state(old.db), old.path("cabas.db.schema-2")
copy.mkdir()
result = old.run("planning", "1001")
ok(result.code == 1 and "the copy before the migration: " in result.err and "cabas.db.schema-2" in result.err, "no copy can be made: the update is refused", result.all)
same((state(old.db), old.value("PRAGMA user_version")), (before, 2), "and nothing is changed")
copy.rmdir()
like(old.must("planning", "1001", now="2026-03-09T10:00"), r"^2026-03-17\tpetit\tgap-gare\t1\tsuspended$", "it works on what the old version left")
same((state(copy), sqlite3.connect(copy).execute("PRAGMA user_version").fetchall()), (before, [(2,)]), "the copy is the state before")
same(old.value("PRAGMA user_version"), len(list((ROOT / "db/schema").glob("*.sql"))), "the database has this version's schema")
same((oct(copy.stat().st_mode & 0o777), sorted(path.name for path in old.dir.glob("*schema*"))), ("0o600", ["cabas.db.schema-2"]), "for its owner alone, and nothing else lies there")
finish()
