#!/usr/bin/python3
"""Text messages through the spool, with the real program: text in, database changed, text out. STOP and START, what
goes by mail, who is not answered, duplicates, PLUS, households; and killed at every named point nothing is lost, nothing
is applied twice, no text is sent twice."""
import sys
sys.dont_write_bytecode = True
sys.path.insert(0, __file__.rpartition("/")[0])
from farm import *

KILLED = -signal.SIGKILL
SMS = {"sms": {"provider": "spool", "spool": "sms", "number": "+33939000000"}, "limits": {"answers_per_hour": 50}}
ROUX, ARNAUD, MARC = "+33639980101", "+33639980109", "+33639980110"
drops = iter(range(1, 1 << 30))


def drop(farm, sender, text, when="2026-03-09T10:00:00", name=None, raw=None, mtime=None):
    """One file in in/, as a gateway's script would put it there."""
    folder = farm.path("sms", "in")
    folder.mkdir(parents=True, exist_ok=True)
    received = f"Received: {when}\n" if when else ""
    hidden = folder / ".new"
    hidden.write_bytes(raw if raw is not None else f"From: {sender}\n{received}\n{text}\n".encode())
    if mtime:
        os.utime(hidden, (mtime, mtime))
    hidden.rename(folder / (name or f"{next(drops):04}.sms"))


def texts(farm):
    """What lies in out/, in order: (number, text)."""
    found = []
    for path in sorted(farm.path("sms", "out").glob("*.sms")):
        head, _, body = path.read_text("utf-8").partition("\n\n")
        found.append((head.removeprefix("To: "), body.rstrip("\n")))
    return found


clock = iter(range(1, 1 << 30))


def tell(farm, sender, text, now=None):
    """A text and what is sent for it: texts and mails that are new."""
    now = now or local(at("2026-03-09T10:00:00") + next(clock))
    before, mails = len(texts(farm)), {m["Message-ID"] for m in farm.answers()}
    drop(farm, sender, text, now)
    farm.must("once", now=now)
    return texts(farm)[before:], [m for m in farm.answers() if m["Message-ID"] not in mails]


def answer(farm, sender, text, now=None):
    got, _ = tell(farm, sender, text, now)
    return got[0][1] if len(got) == 1 else repr(got)


farm = Farm({**SMS, "farm": {"siret": "12345678901234", "address": "1 chemin des Prés, 05000 Gap"}})
for part in ("new", "cur", "tmp"):
    farm.path("inbox", part).mkdir(parents=True)
like(farm.must("check"), r"^sms +ok: spool .*sms: 0 texts wait", "check tells of the spool")

# --- a text changes the database, and is answered
got, mails = tell(farm, ROUX, "SUSPENDRE 17/03")
same([number for number, _ in got], [ROUX], "one text back")
like(got[0][1], r"^Pas de panier : mardi 17 mars\.\nProchain panier : mardi 10 mars, Gap - Gare\.", "what was done")
same(farm.rows("SELECT day FROM suspension"), [("2026-03-17",)], "it is in the database")
same([m["To"] for m in mails], ["camille.roux@example.org"], "the household's address is told")
like(text_of(mails[0]), r"06 39 98 01 01", "who did it")
same(farm.rows("SELECT actor, kind FROM journal WHERE batch > 0"), [(ROUX, "suspend")], "the journal")
same(farm.rows("SELECT channel, state, sender FROM inbox"), [("sms", "DONE", ROUX)], "the inbox row")
same(farm.rows("SELECT o.state, s.encoding, s.segments, length(r.bytes) > 0 FROM outbox o JOIN outbox_sms s ON s.outbox = o.id "
               "JOIN outbox_raw r ON r.outbox = o.id"), [("SENT", "gsm7", 2, 1)], "the outbox row")
same(sorted(p.name for p in farm.path("sms", "in").glob("*")), ["bad", "done"], "nothing is left in in/")
same(len(list(farm.path("sms", "in", "done").glob("*.sms"))), 1, "the file is kept in in/done")
like(answer(farm, "06 39 98 01 01", "annuler"), r"^Annulé\. mardi 17 mars", "the number in another spelling")
same(farm.rows("SELECT day FROM suspension"), [], "undone")
like(answer(farm, "0033639980101", "Bonjour, pas de panier le 17 mars svp, merci"), r"^Pas de panier : mardi 17 mars", "free French")
like(answer(farm, ROUX, "PANIER"), r"^mardi 10 mars, Gap - Gare\.", "the next basket")
like(answer(farm, ROUX, "reprendre"), r"mardi 17 mars", "resumed")

# --- the time that counts is the gateway's
like(answer(farm, ROUX, "SUSPENDRE 10/03"), r"trop tard depuis le dimanche 8 mars à 23 h 59", "after the cutoff")
drop(farm, ROUX, "SUSPENDRE 17/03", "2026-03-15T23:59:59")
farm.must("once", now="2026-03-16T08:00")
same(farm.rows("SELECT late FROM journal WHERE batch > 0 ORDER BY id DESC LIMIT 1"), [(1,)], "received in time, applied late")
drop(farm, ROUX, "ANNULER", None, mtime=at("2026-03-15T23:59:59"))
farm.must("once", now="2026-03-16T09:00")
same(farm.rows("SELECT day FROM suspension"), [], "without Received the file's own time counts")

# --- our questions, answered by text
like(answer(farm, ROUX, "SUSPENDRE 11/03"), r"Vouliez-vous dire 1 : mardi", "a question")
like(answer(farm, ROUX, "2"), r"^Pas de panier : mardi", "a number answers it")
answer(farm, ROUX, "ANNULER")

# --- a list that goes on
first = answer(farm, ROUX, "PLANNING")
like(first, r"mardi 24 mars[\s\S]*Pour la suite : PLUS\.$", "the first deliveries")
more = answer(farm, ROUX, "Plus")
like(more, r"^mardi 31 mars[\s\S]*mardi 28 avril", "PLUS goes on")
ok("PLUS" not in more, "to the end")
like(answer(farm, ROUX, "PLUS"), r"transmis à l'équipe", "then PLUS is for a person")
answer(farm, ROUX, "PLANNING")
answer(farm, ROUX, "SOLDE")
like(answer(farm, ROUX, "PLUS"), r"transmis à l'équipe", "another answer ends the list")

# --- what a text may not do alone
got, mails = tell(farm, ROUX, "DESABONNEMENT je déménage")
like(got[0][1], r"^Rien n'est encore fait : un mail vient de partir", "leaving is confirmed by mail")
same([m["To"] for m in mails], ["camille.roux@example.org"], "to the address on file")
like(text_of(mails[0]), r"par SMS", "which says how it was asked")
same(farm.value("SELECT count(*) FROM subscription WHERE subscriber = 1001 AND end_day IS NULL"), 1, "nothing is done yet")
like(answer(farm, ROUX, "OUI"), r"Répondez à ce mail", "OUI by text confirms nothing")
same(farm.value("SELECT count(*) FROM subscription WHERE subscriber = 1001 AND end_day IS NULL"), 1, "still nothing")
farm.once(mail("camille.roux@example.org", "Re: " + mails[0]["Subject"], "OUI", id="oui@e2e"), now="2026-03-09T11:00")
same(farm.value("SELECT count(*) FROM subscription WHERE subscriber = 1001 AND end_day IS NULL"), 0, "OUI by mail does it")
farm.once(mail("camille.roux@example.org", "", "ANNULER", id="annuler@e2e"), now="2026-03-09T11:01")
same(farm.value("SELECT count(*) FROM subscription WHERE subscriber = 1001 AND end_day IS NULL"), 1, "and undone by mail")

like(answer(farm, ROUX, "arreter le panier"), r"OUI ou NON", "more than STOP is a question")
got, mails = tell(farm, ROUX, "OUI")
same(farm.value("SELECT count(*) FROM subscription WHERE subscriber = 1001 AND end_day IS NULL"), 1, "its OUI still needs the mail")
same((len(mails), "mail vient de partir" in got[0][1]), (1, True), "which is sent")

got, mails = tell(farm, ROUX, "EMAIL nouvelle@example.net")
like(got[0][1], r"mail vient de partir", "a new address is confirmed by mail")
same(sorted(m["To"] for m in mails), ["camille.roux@example.org", "nouvelle@example.net"], "to the old address and the new one")
ask = [m for m in mails if m["To"] == "camille.roux@example.org"][0]
code = re.search(r"\d{6}", [m for m in mails if m is not ask][0]["Subject"])[0]
farm.once(mail("camille.roux@example.org", "Re: " + ask["Subject"], f"OUI {code}", id="code@e2e"), now="2026-03-09T12:00")
same(farm.value("SELECT count(*) FROM contact WHERE value = 'nouvelle@example.net' AND subscriber = 1001"), 1, "token and code, by mail")
got, mails = tell(farm, ROUX, "TELEPHONE 06 39 98 77 77")
same((farm.value("SELECT count(*) FROM contact WHERE value = '+33639987777'"), len(mails)), (0, 1), "a new number too")

got, mails = tell(farm, ROUX, "INFOS")
like(got[0][1], r"partent par mail", "personal data goes by mail")
like(text_of(mails[0]), r"3 rue des Lilas", "whole")
ok("Lilas" not in got[0][1], "and not by text")
same(len(got[0][1]) <= 160, True, "in one segment")

# --- a subscriber without address: staff
farm.must("import", "abonnes", str(farm.write("a.csv", "numero;prenom;nom;emails;telephones;adresse;code_postal;ville\n"
          "1020;Anne;Seul;;+33639980120|+33639980121;;;\n")))
farm.must("import", "abonnements", str(farm.write("s.csv", "numero_abonne;formule;depot;quantite;frequence;debut;fin\n"
          "1020;petit;gap-gare;1;hebdomadaire;2026-01-06;\n")), now="2026-03-01T10:00")
like(answer(farm, "+33639980120", "DESABONNEMENT"), r"transmise à l'équipe", "no address: a person does it")
like(answer(farm, "+33639980120", "INFOS"), r"transmise à l'équipe", "and answers")
same(farm.value("SELECT state FROM inbox ORDER BY id DESC LIMIT 1"), "STAFF", "it waits for one")
got, mails = tell(farm, "+33639980120", "SUSPENDRE 24/03")
same([number for number, _ in got], ["+33639980120", "+33639980121"], "the household's other number is told by text")
like(got[1][1], r"^06 39 98 01 20 a modifié votre abonnement\.\nPas de panier : mardi 24 mars", "what was changed")

like(tell(farm, "+33639980120", "COMMANDER 2 salade 31/03")[0][0][1], r"^Commande 1 pour le mardi 31 mars", "an order by text")
number = farm.value("SELECT max(number) FROM purchase")
before = len(texts(farm))
farm.must("accept", number, now="2026-03-09T15:00:00")
farm.must("once", now="2026-03-09T15:00:00")
same([n for n, _ in texts(farm)[before:]], ["+33639980120", "+33639980121"], "who has no address is told of it by text")
like(texts(farm)[-1][1], r"^Commande \d+ acceptée", "that staff accepted it")

# --- STOP and START
like(answer(farm, "+33639980121", " stop. "), r"^C'est noté : plus de SMS", "STOP")
same(farm.rows("SELECT number FROM sms_optout"), [("+33639980121",)], "is kept")
same(tell(farm, "+33639980121", "ARRET")[0], [], "one confirmation, then silence")
same([n for n, _ in tell(farm, "+33639980120", "ANNULER")[0]], ["+33639980120"], "who wrote STOP is not told of changes")
like(answer(farm, "+33639980121", "AIDE"), r"^Exemples", "but answered")
like(tell(farm, "+33639980121", "SUSPENDRE 31/03")[0][0][1], r"^Pas de panier", "and served")
same(len(farm.rows("SELECT number FROM sms_optout")), 1, "which opens nothing again")
like(answer(farm, "+33639980121", "START"), r"de nouveau nos SMS", "START does")
same(farm.rows("SELECT number FROM sms_optout"), [], "is kept")
same(farm.value("SELECT count(*) FROM subscription WHERE subscriber = 1020 AND end_day IS NULL"), 1, "the baskets never stopped")
like(farm.must("log"), r"\+33639980121\t1020\tsms_stop", "the journal tells")
same(farm.run("queue").out, "", "nothing waits")

# --- quiet hours: what the bot sends by itself
got, _ = tell(farm, "+33639980120", "REPRENDRE", now="2026-03-09T22:00:00")
same([n for n, _ in got], ["+33639980120"], "at night only the answer leaves")
like(farm.must("queue"), r"^out\ta\d+\tsms\tDUE\t0\t2026-03-10T08:00:00\t\+33639980121\tno texts at this hour", "the notice waits")
before = len(texts(farm))
farm.must("once", now="2026-03-10T08:00:00")
same([n for n, _ in texts(farm)[before:]], ["+33639980121"], "and goes in the morning")

# --- STOP within a conversation
like(answer(farm, ROUX, "SUSPENDRE 11/03", now="2026-03-10T10:00:00"), r"Vouliez-vous dire 1", "a question waits")
like(answer(farm, ROUX, "Stop!", now="2026-03-10T10:00:01"), r"^C'est noté : plus de SMS", "STOP is no answer to it")
same(farm.value("SELECT count(*) FROM question WHERE sender = ? AND state = 'open' AND kind = 'choice'", ROUX), 1, "the question still waits")
like(answer(farm, ROUX, "1", now="2026-03-10T10:00:02"), r"^Pas de panier : mardi 17 mars", "and is answered after STOP")
same(farm.rows("SELECT number FROM sms_optout"), [(ROUX,)], "which opens nothing again")
like(answer(farm, ROUX, "AIDE", now="2026-03-10T10:00:03"), r"^Exemples", "AIDE is answered")
like(answer(farm, ROUX, "ANNULER", now="2026-03-10T10:00:04"), r"^Annulé", "undone")
for n, word in enumerate(("STOPALL", "arrêt", "ARRETER", "Unsubscribe", "S T O P")):
    like(answer(farm, ROUX, "START", now=f"2026-03-10T10:01:{2 * n:02}"), r"de nouveau nos SMS", "START")
    got = answer(farm, ROUX, word, now=f"2026-03-10T10:01:{2 * n + 1:02}")
    same(bool(re.match("C'est noté : plus de SMS", got)), word != "S T O P", f"{word}: {got[:40]!r}")
answer(farm, ROUX, "START", now="2026-03-10T10:02:00")
for n, words in enumerate(("STOP PANIER", "stop au plastique svp", "Faut-il écrire STOP ?")):
    ok(answer(farm, ROUX, words, now=f"2026-03-10T10:02:1{n}") and not farm.rows("SELECT number FROM sms_optout"), f"{words}: answered, and stops nothing")
got, mails = tell(farm, "+33611111111", "START", now="2026-03-10T10:02:01")
ok(len(got) == 1 and "ne connaissons pas" in got[0][1], "a stranger's START is a stranger's message", got)
farm.once(mail("camille.roux@example.org", "", "STOP", id="stop@e2e"), now="2026-03-10T10:03")
like(text_of(farm.answer_to("stop@e2e")), r"OUI|NON", "STOP in a mail is a question")
same((farm.rows("SELECT number FROM sms_optout"), farm.value("SELECT count(*) FROM subscription WHERE subscriber = 1001 AND end_day IS NULL")), ([], 1),
     "which stops neither texts nor baskets")
farm.once(mail("camille.roux@example.org", "", "NON", id="non@e2e"), now="2026-03-10T10:04")

# --- who is not known
like(answer(farm, "+33612345678", "SUSPENDRE 17/03"), r"^Nous ne connaissons pas ce numéro", "a stranger is told so")
same(tell(farm, "+33612345678", "PLANNING")[0], [], "once a day")
same(farm.value("SELECT state FROM inbox ORDER BY id DESC LIMIT 1"), "STAFF", "and a person reads it")
like(answer(farm, "+33612345678", "STOP"), r"^C'est noté : plus de SMS", "STOP works for anybody")
same(tell(farm, "+33612345678", "STOP")[0], [], "once")
for name in ("FREE", "36180", "Ma Banque", "<script>"):
    same((tell(farm, name, "SUSPENDRE 17/03")[0], farm.value("SELECT state FROM inbox ORDER BY id DESC LIMIT 1")), ([], "STAFF"),
         f"{name}: never answered")
same((tell(farm, "+33939000000", "AIDE")[0], farm.value("SELECT state FROM inbox ORDER BY id DESC LIMIT 1")), ([], "IGNORED"), "nor our own number")

# --- the limit
for n in range(53):
    drop(farm, ARNAUD, "AIDE", local(at("2026-03-10T10:00:00") + n))
farm.must("once", now="2026-03-10T10:01:00")
same(farm.value("SELECT count(*) FROM outbox WHERE recipient = ?", ARNAUD), 50, "so many answers an hour")
like(answer(farm, ARNAUD, "STOP", now="2026-03-10T10:10:00"), r"^C'est noté", "but STOP always works")

# --- asked by SMS, answered by mail, and the other way: asked once more there, then done, once
farm = Farm(SMS)
like(answer(farm, ROUX, "SUSPENDRE 11/03", now="2026-03-10T10:05:00"), r"Vouliez-vous dire 1", "asked by SMS")
farm.once(mail("camille.roux@example.org", "", "1", id="ailleurs@e2e"), now="2026-03-10T10:06")
like(text_of(farm.answer_to("ailleurs@e2e")), r"posée par SMS : répondez ici\.[\s\S]*1\. mardi 17 mars", "answered by mail: the question, once more")
same(farm.rows("SELECT day FROM suspension WHERE day = '2026-03-17' AND subscription IN (SELECT id FROM subscription WHERE subscriber = 1001)"), [], "nothing is done yet")
farm.once(mail("camille.roux@example.org", "", "1", id="ailleurs2@e2e"), now="2026-03-10T10:07")
like(text_of(farm.answer_to("ailleurs2@e2e")), r"Pas de panier[\s\S]*mardi 17 mars", "answered there, it is done")
like(answer(farm, ROUX, "1", now="2026-03-10T10:08:00"), r"n'attendions pas de réponse", "and the phone has no question any more")
answer(farm, ROUX, "REPRENDRE", now="2026-03-10T10:08:01")
farm.once(mail("camille.roux@example.org", "", "SUSPENDRE 11/03", id="mail1@e2e"), now="2026-03-10T10:09")
like(answer(farm, ROUX, "1", now="2026-03-10T10:10:00"), r"^Notre question posée par mail[\s\S]*1 : ", "asked by mail, answered by SMS: once more")
like(answer(farm, ROUX, "1", now="2026-03-10T10:10:01"), r"^Pas de panier : mardi 17 mars", "then done")
answer(farm, ROUX, "REPRENDRE", now="2026-03-10T10:10:02")
answer(farm, ROUX, "SUSPENDRE 11/03", now="2026-03-10T10:11:00")
farm.once(mail("camille.roux@example.org", "", "NON", id="non2@e2e"), now="2026-03-10T10:12")
like(answer(farm, ROUX, "1", now="2026-03-10T10:13:00"), r"n'attendions pas de réponse", "NON from elsewhere closes it")
farm.once(mail("chloe.arnaud@example.org", "", "OUI", id="autre@e2e"), now="2026-03-10T10:14")
like(text_of(farm.answer_to("autre@e2e")), r"n'attendions pas de réponse", "somebody else's OUI sees no question")

# --- what waits for a OUI to a mail does not hide it: a number can mean no such mail
answer(farm, ROUX, "DESABONNEMENT", now="2026-03-10T10:15:00")
farm.once(mail("camille.roux@example.org", "", "SUSPENDRE 11/03", id="mail2@e2e"), now="2026-03-10T10:16")
like(answer(farm, ROUX, "1", now="2026-03-10T10:17:00"), r"^Notre question posée par mail", "a number is for the question, not for the mail that waits")
like(answer(farm, ROUX, "OUI", now="2026-03-10T10:17:01"), r"choix|1 :", "OUI names none of several choices")

# --- duplicates
farm = Farm(SMS)
for name in ("a.sms", "b.sms", "a.sms"):
    drop(farm, ROUX, "COMMANDER 2 salade", "2026-03-09T10:00:00", name)
    farm.must("once", now="2026-03-09T10:00:01")
same((farm.value("SELECT count(*) FROM purchase"), len(texts(farm))), (1, 1), "sender, text and time: one message")
drop(farm, ROUX, "COMMANDER 2 salade", "2026-03-09T10:00:02")
farm.must("once", now="2026-03-09T10:00:03")
same((farm.value("SELECT count(*) FROM purchase"), len(texts(farm))), (2, 2), "another time: another message")
same(len(list(farm.path("sms", "in", "done").iterdir())), 4, "all are kept")

# --- mail and texts in one turn; broken files
drop(farm, ROUX, "SUSPENDRE 17/03", "2026-03-09T10:01:00")
drop(farm, "", "", raw=b"no header at all", name="broken.sms")
drop(farm, "", "", raw=b"From: +33639980101\nReceived: hier\n\nOUI\n", name="time.sms")
drop(farm, "", "", raw=b"From: +33639980101\n\n\xe9\n", name="latin.sms")
drop(farm, "", "", raw=b"From: +33639980101\n\n" + b"a" * 30000, name="long.sms")
drop(farm, ROUX, "OUI", name="not a text.txt")
done = farm.once(mail("chloe.arnaud@example.org", "", "PLANNING", id="both@e2e"), now="2026-03-09T10:02:00")
same(done.code, 0, "a turn for both")
like(text_of(farm.answer_to("both@e2e")), r"livraisons", "the mail is answered")
like(texts(farm)[-1][1], r"^Pas de panier", "and the text")
same(sorted(p.name for p in farm.path("sms", "in", "bad").iterdir()), ["broken.sms", "latin.sms", "long.sms", "time.sms"], "broken files are put aside")
same(len(re.findall(r"moved to in/bad", done.err)), 4, "and logged")
ok("OUI" not in done.err and "0639" not in done.err and "+33" not in done.err, "without what they hold")
same(farm.path("sms", "in", "not a text.txt").exists(), True, "other files are none of ours")

# --- replay shows the text as it would be sent, and stores nothing
out = farm.must("replay", "--from", ROUX, str(farm.write("r.txt", "FORMULES\n")), now="2026-03-09T10:05")
same(out, "TYPES -> answered\n\n" + answer(farm, ROUX, "FORMULES", now="2026-03-09T10:05:00") + "\n", "replay is what is sent")
stopped = farm.must("replay", "--from", ROUX, str(farm.write("r.txt", "STOP\n")), now="2026-03-09T10:05")
like(stopped, r"^STOP -> applied\n\nC'est noté", "STOP in replay")
same(farm.rows("SELECT * FROM sms_optout"), [], "stops nothing")

# --- the daemon: told by inotify
farm.start(now="2026-03-09T10:10:00")
drop(farm, ROUX, "SOLDE", "2026-03-09T10:10:00")
ok(wait_for(lambda: re.search(r"Règlements notés|avance|à jour|Reste", texts(farm)[-1][1]), 10), "the daemon answers at once")
same(farm.stop()[0], 0, "and ends cleanly")

# --- killed at each named point
points = sorted(set(re.findall(r'fault_point\("([^"]+)"\)', "".join(p.read_text() for p in ROOT.glob("bot/**/*.c")))))
points = [p for p in points if p.startswith("sms ") or p in ("counted", "decided", "committed")]
same(len([p for p in points if p.startswith("sms ")]), 4, "named points: " + ", ".join(points))
people = list(range(2001, 2009))
number = lambda n: f"+3363998{n}"
model = Farm(SMS, demo=False)
many(model, people)
model.must("import", "abonnes", str(model.write("p.csv", "numero;prenom;nom;emails;telephones;adresse;code_postal;ville\n" +
           "".join(f"{n};Anne;Martin;;{number(n)};;;\n" for n in people))))
for point in points:
    for passes in ((1, 1), (len(people) // 2, 2)):
        farm = Farm(SMS, init=False)
        shutil.copy(model.db, farm.db)
        now = local(int(time.time()))
        for n in people:
            drop(farm, number(n), f"SUSPENDRE {delivery_day(n):%d/%m/%Y}", now)
        codes = [farm.run("once", env={"CABAS_FAULT": f"{point}:{times}"}).code for times in passes] + \
                [farm.run("once").code, farm.run("once").code]
        what = f"{point}:{passes[0]},{passes[1]}: {codes.count(KILLED)} deaths"
        same(codes[-2:], [0, 0], what)
        same([farm.value("SELECT count(*) FROM suspension s JOIN subscription t ON t.id = s.subscription WHERE t.subscriber = ?", n)
              for n in people], [1] * len(people), "each is applied once")
        same(sorted(n for n, _ in texts(farm)), sorted(map(number, people)), "each is answered by one text")
        same(farm.rows("SELECT state, count(*) FROM inbox GROUP BY 1") + farm.rows("SELECT state, count(*) FROM outbox GROUP BY 1"),
             [("DONE", len(people)), ("SENT", len(people))], "nothing waits")
        same(len(list(farm.path("sms", "in", "done").glob("*.sms"))), len(people), "every file is filed")
        shutil.rmtree(farm.dir)
finish()
