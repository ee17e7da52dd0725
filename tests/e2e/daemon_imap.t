#!/usr/bin/python3
"""`cabas run` between a real IMAP server (TLS) and a real SMTP server (STARTTLS, AUTH): mail in, answer out, and what
happens when either is away, refuses, lies about its name, or is replaced; signals and systemd."""
import sys
sys.dont_write_bytecode = True
sys.path.insert(0, __file__.rpartition("/")[0])
from farm import *

DONE, STAFF = "Cabas/Traites", "Cabas/A-traiter"
MINUTE, DAY = 60, 86400
users = "alice bob carol dave erin frank grace heidi".split()
base = Farm(demo=False)
imap = imap_server(base, USERS=" ".join(f"{user}:secret" for user in users))
smtp = smtp_server(base)
numbers = range(2001, 2011)
names = {2003: "refus", 2004: "tard", 2005: "coupeok", 2006: "coupe", 2007: "jamais", 2008: "plein"}
many(base, numbers, lambda n: f"{names.get(n, 'abonne')}{n}@example.net")
PASSWORD = "secret"


def who(number):
    return f"{names.get(number, 'abonne')}{number}@example.net"


def ask(number, id, body=None, **options):
    return mail(who(number), "", body or f"SUSPENDRE {delivery_day(number):%d/%m/%Y}", id=id, **options)


def farm_of(user, smtp=smtp, imap=imap):
    """A farm of its own with that user's mailbox."""
    farm = Farm(init=False)
    shutil.copy(base.db, farm.db)
    mail_settings(farm, imap, smtp, user)
    return farm


def state(farm, id):
    return farm.rows("SELECT state, reason FROM inbox WHERE message_id = ? ORDER BY id", id)


def settled(farm, count, seconds=30):
    """All of `count` mails are decided and filed, and nothing waits to be sent at once."""
    return wait_for(lambda: farm.value("SELECT count(*) FROM inbox WHERE filed = 1") == count and
                    farm.value("SELECT count(*) FROM outbox WHERE state = 'SENDING' OR (state = 'DUE' AND attempts = 0)") == 0,
                    seconds)


def answered(id, server=smtp):
    return [answer for answer in server.mails() if (answer["In-Reply-To"] or "") == f"<{id}>"]


# --- the first start: what lay there long before is never executed
farm = farm_of("alice")
now = int(time.time())
imap.deliver(ask(2001, "vieux@e2e"), received=now - 3 * DAY)
imap.deliver(ask(2002, "neuf@e2e"), received=now - 2 * MINUTE)
imap.deliver(mail(who(2001), "Merci", "Le chou était très bon.", id="merci@e2e"), received=now - 1 * MINUTE)
farm.start()
ok(settled(farm, 3), "first start: all three are settled", farm.logged())
same(state(farm, "vieux@e2e"), [("QUARANTINED", "older than the bot's first start")], "an old mail is kept for staff")
same(farm.rows("SELECT DISTINCT subscriber FROM journal WHERE kind = 'suspend'"), [(2002,)], "a recent one is executed")
same([len(imap.in_folder(folder)) for folder in ("", DONE, STAFF)], [0, 1, 2], "done and staff folders")
ok(wait_for(lambda: answered("neuf@e2e")), "the answer arrived")
answer = answered("neuf@e2e")[0]
same((answer["X-Rig-TLS"], answer["X-Rig-Auth"], answer["X-Rig-To"]), ("True", "alice", who(2002)), "by TLS and login, to who asked")
same(len(answered("vieux@e2e")), 0, "no answer to the old one")

# --- new mail is seen at once
began = time.monotonic()
imap.deliver(ask(2001, "idle@e2e"))
ok(wait_for(lambda: answered("idle@e2e"), 15), "a new mail is answered", farm.logged())
spent = time.monotonic() - began
ok(spent < 5, f"IDLE: {spent:.1f} s from the mailbox to the answer (the server itself looks once a second)")

# --- two copies: two UIDs, one effect, one answer
for _ in range(2):
    imap.deliver(ask(2009, "double@e2e"))
ok(settled(farm, 6), "two copies are settled")
same(state(farm, "double@e2e"), [("DONE", ""), ("IGNORED", "duplicate")], "the second is a duplicate")
same(farm.value("SELECT count(*) FROM journal WHERE subscriber = 2009"), 1, "one effect")
ok(wait_for(lambda: answered("double@e2e")) and len(answered("double@e2e")) == 1, "one answer")

# --- each recipient its own end
for number in names:
    imap.deliver(ask(number, f"{names[number]}@e2e"))
ok(settled(farm, 12), "six recipients that refuse", farm.logged())
def out(number):
    return farm.rows("SELECT state, attempts FROM outbox WHERE recipient = ?", who(number))[0]
wait_for(lambda: out(2003)[0] == out(2007)[0] == "DEAD")
same([out(number)[0] for number in names], ["DEAD", "DUE", "DUE", "DUE", "DEAD", "DUE"], "refused for good: DEAD; the others wait")
queue = [line.split("\t") for line in farm.must("queue").splitlines()]
same({row[6]: (row[0], row[3]) for row in queue}[who(2003)], ("out", "DEAD"), "cabas queue shows it")
like("\n".join("\t".join(row) for row in queue), r"DEAD\t1\t\S+\trefus2003@example.net\t550 5\.1\.1 adresse inconnue", "with the reason")
due = farm.rows("SELECT due - created FROM outbox WHERE recipient = ?", who(2004))[0][0]
ok(50 <= due <= 90, f"tard: tried again after a minute ({due} s)")
farm.must("queue", "retry", "all")
imap.deliver(ask(2009, "reveil@e2e", "PLANNING"))  # the daemon looks by itself every half minute only
wait_for(lambda: farm.value("SELECT count(*) FROM outbox WHERE state = 'SENDING' OR (state = 'DUE' AND attempts = 0)") == 0, 40, 0.2)
first = answered("coupeok@e2e")
ok(first and len({mail["Message-ID"] for mail in first}) == 1 and len(first) <= 2,
   f"coupeok: kept but cut off: the same Message-ID, {len(first)} times")
same(farm.run("queue", "retry", "a9999").code, 1, "retry of a number that is none")
same(len(answered("coupe@e2e")), 0, "coupe: never arrived, still waits")

# --- reload
conf = farm.conf.read_text()
farm.settings["inbox"]["done_folder"] = "Cabas/Autre"
farm.write_conf()
farm.daemon.send_signal(signal.SIGHUP)
ok(farm.wait_log(r"^\S* ?- start ", 2), "SIGHUP: the new settings are read", farm.logged())
imap.deliver(ask(2010, "reload@e2e"))
ok(wait_for(lambda: len(imap.in_folder("Cabas/Autre")) == 1, 20), "and in force")
farm.conf.write_text(conf.replace("idle", "ldle") + "[inbox]\nbidon=1\n")
farm.daemon.send_signal(signal.SIGHUP)
ok(farm.wait_log(r"reload reason=.*cabas\.conf:\d+: \[inbox\] bidon: .*old settings stay in force"), "a bad config is named", farm.logged())
imap.deliver(ask(2010, "reload2@e2e", "PLANNING"))
ok(wait_for(lambda: len(imap.in_folder("Cabas/Autre")) == 2, 20), "the old settings stay in force")
farm.conf.write_text(conf)

# --- nothing secret anywhere
cmdline = pathlib.Path(f"/proc/{farm.daemon.pid}/cmdline").read_bytes()
same((PASSWORD in farm.logged().replace("password_file", ""), PASSWORD.encode() in cmdline), (False, False), "no password in the log or the title")
ok("SUSPENDRE" not in farm.logged(), "no mail text in the log")
same(farm.run("once").code, 1, "a second cabas on the same database is refused")
like(farm.run("run").err, r"another cabas works on it", "and says why")
code, seconds = farm.stop()
ok(code == 0 and seconds < 5, f"SIGTERM: exit {code} within {seconds:.1f} s", farm.logged()[-2000:])

# --- the mailbox was rebuilt: other UIDVALIDITY, all UIDs anew
farm.rows("SELECT 1")
old = ask(2001, "rebuilt-old@e2e", f"SUSPENDRE {delivery_day(2001, 6):%d/%m/%Y}")
known = ask(2002, "neuf@e2e")
fresh = ask(2001, "rebuilt-new@e2e", f"SUSPENDRE {delivery_day(2001, 7):%d/%m/%Y}")
imap.deliver(known, received=now - 2 * MINUTE)
imap.deliver(old, received=now - 5 * DAY)
imap.deliver(fresh)
for path in [*imap.box().glob("dovecot*")]:
    path.unlink()
before = farm.value("SELECT count(*) FROM inbox")
validity = farm.value("SELECT uidvalidity FROM mailbox")
time.sleep(1.1)  # UIDVALIDITY is a time in seconds
farm.start()
ok(settled(farm, before + 3), "after a rebuilt mailbox", farm.logged()[-3000:])
ok(farm.value("SELECT uidvalidity FROM mailbox") != validity, "UIDVALIDITY has changed")
same(state(farm, "neuf@e2e"), [("DONE", ""), ("IGNORED", "duplicate")], "a known mail is not executed again")
same(state(farm, "rebuilt-new@e2e"), [("DONE", "")], "a new one is")
same(farm.value("SELECT count(*) FROM inbox WHERE old = 1"), 2, "an unknown old one is for staff")
farm.stop()

# --- another mailbox that happens to have the same UIDVALIDITY and UIDs
same_ids = imap.box().joinpath("dovecot-uidlist").read_text()
moved = imap.box("bob")
for path in [*moved.glob("dovecot*")]:
    path.unlink()
header = re.sub(r" N\d+", " N1", same_ids.splitlines()[0])
moved.joinpath("dovecot-uidlist").write_text(header + "\n")
if os.getuid() == 0:
    shutil.chown(moved / "dovecot-uidlist", "nobody", "nogroup")
mail_settings(farm, imap, smtp, "bob")
for number in (1, 2, 3):
    imap.deliver(ask(2001, f"autre-{number}@e2e", "PLANNING"), "bob")
before = farm.value("SELECT count(*) FROM inbox")
farm.start()
ok(wait_for(lambda: all(answered(f"autre-{number}@e2e") for number in (1, 2, 3)), 20),
   "a new mailbox with the old one's numbers: every mail is answered",
   f"{farm.rows('SELECT id, source_key, state, reason FROM inbox ORDER BY id DESC LIMIT 4')}\n" + farm.logged()[-1500:])
farm.stop()

# --- the mailbox comes back from an old copy: the same UIDVALIDITY, UIDs given a second time
for path in [*moved.glob("dovecot*")]:
    path.unlink()
moved.joinpath("dovecot-uidlist").write_text(header + "\n")
if os.getuid() == 0:
    shutil.chown(moved / "dovecot-uidlist", "nobody", "nogroup")
imap.deliver(ask(2001, "copie@e2e", "PLANNING"), "bob")
farm.start()
ok(wait_for(lambda: answered("copie@e2e"), 20), "a mailbox brought back from a copy: new mail is answered", farm.logged()[-1500:])
farm.stop()

# --- systemd's watchdog and notifications
farm = farm_of("carol")
notify = Notify(farm)
farm.start(env={"NOTIFY_SOCKET": notify.path, "WATCHDOG_USEC": "2000000"})
ok(notify.wait("READY=1"), "READY=1")
ok(wait_for(lambda: len([text for text in notify.read() if text.startswith("WATCHDOG=1")]) >= 3, 10), "WATCHDOG=1 while all is well")
times = [when for when, text in notify.seen if text.startswith("WATCHDOG=1")]
ok(max(b - a for a, b in zip(times, times[1:])) < 2, "in time")
farm.daemon.send_signal(signal.SIGHUP)
like("\n".join(notify.wait("RELOADING=1") or []), r"RELOADING=1\nMONOTONIC_USEC=\d+", "RELOADING=1 with its time")
ok(wait_for(lambda: len([text for text in notify.read() if text.startswith("READY=1")]) == 2), "READY=1 again")
same(farm.stop()[0], 0, "a clean stop")
ok(notify.wait("STOPPING=1", 2), "STOPPING=1")

# --- SMTP away at the start, then there; away in between
gate = Gate(smtp.env["SMTP_PORT"])
farm = farm_of("dave")
farm.settings["smtp"]["url"] = f"smtp://alice@localhost:{gate.port}"
farm.write_conf()
imap.deliver(ask(2001, "smtp-1@e2e"), "dave")
farm.start()
ok(settled_file := wait_for(lambda: len(imap.in_folder(DONE, "dave")) == 1, 20), "SMTP is away: mail is decided and filed", farm.logged())
ok(farm.wait_log(r"outbox state=working->failing .*cannot be reached"), "the log says that it is away", farm.logged())
time.sleep(5)
same(farm.logged(r"outbox state="), 1, "once", farm.logged())
ok(wait_for(lambda: farm.value("SELECT state FROM outbox") == "DUE"), "the answer waits", farm.logged())
gate.open()
ok(wait_for(lambda: answered("smtp-1@e2e"), 30), "SMTP is back: the answer leaves soon", farm.logged())
ok(farm.wait_log(r"outbox state=failing->working"), "the log says so", farm.logged())
gate.shut()
imap.deliver(ask(2002, "smtp-2@e2e"), "dave")
ok(farm.wait_log(r"outbox state=working->failing", 2, 40), "away again: said once more", farm.logged())
gate.open()
ok(wait_for(lambda: answered("smtp-2@e2e"), 30), "and back again", farm.logged())
same((farm.logged(r"outbox state=working->failing"), farm.wait_log(r"outbox state=failing->working", 2, 5)), (2, True), "each change of state once", farm.logged())
# a server that takes the call and is silent does not hold up the stop
gate.shut()
gate.open(hung=True)
imap.deliver(ask(2001, "smtp-3@e2e", "PLANNING"), "dave")
ok(wait_for(lambda: farm.value("SELECT count(*) FROM outbox WHERE state = 'SENDING'"), 70), "an SMTP server is silent", farm.logged())
code, seconds = farm.stop(seconds=60)
ok(code == 0 and seconds < 10, f"SIGTERM meanwhile: exit {code} within {seconds:.1f} s", farm.logged()[-1500:])
gate.shut()

# --- IMAP away at the start, then there; cut in between; silent
gate = Gate(imap.env["IMAPS_PORT"])
farm = farm_of("erin")
farm.settings["inbox"]["url"] = f"imaps://erin@localhost:{gate.port}/INBOX"
farm.write_conf()
imap.deliver(ask(2001, "imap-1@e2e"), "erin")
farm.start()
ok(farm.wait_log(r"mailbox state=working->failing"), "IMAP is away: the log says so", farm.logged())
time.sleep(4)
same(farm.logged(r"mailbox state="), 1, "once", farm.logged())
gate.open()
ok(wait_for(lambda: answered("imap-1@e2e"), 30), "IMAP is back: mail is answered", farm.logged())
gate.shut()
farm.wait_log(r"mailbox state=working->failing", 2)
gate.open()
imap.deliver(ask(2002, "imap-2@e2e"), "erin")
ok(wait_for(lambda: answered("imap-2@e2e"), 30), "the connection is cut: a new one is made", farm.logged())
calls = gate.calls
ok(calls < 12, f"without hammering ({calls} calls)")
gate.shut()
gate.open(hung=True)
wait_for(lambda: gate.pairs, 20)
code, seconds = farm.stop(seconds=60)
ok(code == 0 and seconds < 10, f"SIGTERM while IMAP is silent: exit {code} within {seconds:.1f} s", farm.logged()[-1500:])
gate.shut()

# --- a server that ends each wait at once is not hammered
farm = farm_of("erin")
fault = script("fault-up", base.path("fault"), "no-idle", ROOT / "tests/e2e/faults/imap-no-idle.txt",
               "--tls", imap.dir / "certs/good.pem", imap.dir / "certs/good.key")
closers.append(lambda: script("fault-down", base.path("fault"), "no-idle"))
farm.settings["inbox"]["url"] = f"imaps://erin@localhost:{fault['PORT']}/INBOX"
farm.write_conf()
farm.start()
time.sleep(6)
calls = base.path("fault/no-idle.log").read_text().count("UID FETCH")
ok(2 <= calls <= 8, f"IDLE that ends at once, and mail that is not there: {calls} polls in 6 s", farm.logged())
same(farm.logged(r"mailbox state="), 0, "polls work, so nothing is said to fail")
same(farm.stop()[0], 0, "a clean stop")

# --- certificates that are not the server's: nothing leaves
farm = farm_of("frank", smtp=smtp_server(base, "wrong-smtp", "wronghost"))
imap.deliver(ask(2001, "cert-1@e2e"), "frank")
farm.start()
ok(farm.wait_log(r"outbox state=working->failing .*certificate"), "SMTP with another host's certificate: refused", farm.logged())
same(len(list((base.path("wrong-smtp") / "mails").glob("*"))), 0, "no mail leaves")
ok(wait_for(lambda: farm.value("SELECT state FROM outbox") == "DUE"), "the answer waits", farm.logged())
farm.stop()
expired = imap_server(base, "expired", "expired")
farm = farm_of("alice", imap=expired)
expired.deliver(ask(2001, "cert-2@e2e"))
farm.start()
ok(farm.wait_log(r"mailbox state=working->failing verdict=never .*certificate"), "IMAP with an expired certificate: refused", farm.logged())
same(farm.value("SELECT count(*) FROM inbox"), 0, "no mail is taken")
# the server writes its log when it has noticed that we left
ok(wait_for(lambda: "no auth attempts" in (expired.dir / "dovecot.log").read_text(), 20), "no password was sent")
same(farm.stop()[0], 0, "a clean stop")
finish()
