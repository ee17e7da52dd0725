#!/usr/bin/python3
"""Reminders before each cutoff: who gets one, what it says, once; outages, changes within the window, clock changes."""
import sys
sys.dont_write_bytecode = True
sys.path.insert(0, __file__.rpartition("/")[0])
from farm import *

CAMILLE, HELENE = "camille.roux@example.org", "helene.girard@example.org"


def new_farm(*numbers, at="2026-03-05T10:00", hours=24):
    """A farm that has run before, whose subscribers of these numbers want reminders."""
    farm = Farm(settings={"reminder": {"hours_before": hours}, "mail": {"staff": ""}})
    farm.once(now=at)
    base = sqlite3.connect(farm.db)
    base.executemany("UPDATE subscriber SET reminders = 1 WHERE number = ?", [(number,) for number in numbers])
    base.commit()
    base.close()
    return farm


def reminders(farm):
    """(recipient, delivery day named in the subject), in the order in which they were made."""
    return farm.rows("SELECT recipient, subscriber FROM outbox WHERE kind = 'reminder' ORDER BY id")


def sent(farm, day):
    return [answer for answer in farm.answers() if f"Votre panier du {day}" in answer["Subject"]]


def send(farm, sender, text, now):
    id = f"{now}-{next(numbers)}@example.org"
    result = farm.once(mail(sender, "", text, id=id), now=now)
    same(result.code, 0, f"{now} {text}", result.all)
    return farm.answer_to(id)


# --- one, at its moment
farm = new_farm(1001)
farm.once(now="2026-03-07T23:59:59")
same(reminders(farm), [], "nothing a second before")
farm.once(now="2026-03-08T00:00")
same(reminders(farm), [(CAMILLE, 1001)], "24 hours before the cutoff, to who wants it and to nobody else")
for now in ("2026-03-08T00:00", "2026-03-08T12:00", "2026-03-08T23:59:59", "2026-03-09T00:00", "2026-03-10T08:00"):
    farm.once(now=now)
same(len(reminders(farm)), 1, "once")
letter = sent(farm, "mardi 10 mars")[0]
same(letter["Subject"], "Votre panier du mardi 10 mars : à changer jusqu'au dimanche 8 mars à 23 h 59", "its subject")
same((letter["Auto-Submitted"], letter["In-Reply-To"]), ("auto-generated", None), "sent by itself")
text = text_of(letter)
like(text, r"Bonjour Camille,\n\nVotre panier du mardi 10 mars, à Gap – Gare :\n\nPetit panier :\n\n- Carottes : 1 kg\n",
     "the basket's forecast")
like(text, r"C'est une prévision", "said to be one")
like(text, r"jusqu'au dimanche 8 mars à 23 h 59\.\n\nTout va bien \? Il n'y a rien à faire\.", "until when")
like(text, r"- Ne pas recevoir ce panier : répondez SUSPENDRE 10/03\n", "ready replies")
html = letter.get_body(("html",)).get_content()
links = re.findall(r'href="mailto:[^"?]*\?subject=([^"]*)"', html)
same(links, ["SUSPENDRE%2010%2F03", "LIEUX", "PRODUITS", "RAPPEL%20NON"], "as links that open a mail")
for link, line in (("SUSPENDRE%2010%2F03", "SUSPEND from=2026-03-10 to=2026-03-10"), ("RAPPEL%20NON", "REMIND off")):
    word = link.replace("%20", " ").replace("%2F", "/")
    for name, message in (("its link", f"Subject: {word}\n\n"),
                          ("a reply", f"Subject: Re: {letter['Subject']}\n\n{word}\n")):
        same(farm.must("parse", "--channel", "mail", farm.write("reply.txt", message), now="2026-03-08T10:00").strip(),
             line, f"{name} is understood: {word}")
answer = send(farm, CAMILLE, "SUSPENDRE 17/03", "2026-03-11T10:00")
farm.once(now="2026-03-15T00:00")
farm.once(now="2026-03-15T23:59:59")
same(len(reminders(farm)), 1, "never for what is suspended (edge 17)")
farm.once(now="2026-03-22T00:00")
same(len(sent(farm, "mardi 24 mars")), 1, "the week after, again")
send(farm, CAMILLE, "RAPPEL NON", "2026-03-25T10:00")
farm.once(now="2026-03-29T00:30")
same(len(reminders(farm)), 2, "none for those who want none")

# --- what changes within the window
farm = new_farm(1001, 1002)
send(farm, CAMILLE, "SUSPENDRE 17/03", "2026-03-11T10:00")
farm.once(now="2026-03-15T00:00")
same(reminders(farm), [(HELENE, 1002), ("h.girard@example.net", 1002)], "a suspended delivery is passed over")
send(farm, CAMILLE, "REPRENDRE 17/03", "2026-03-15T12:00")
same(len(sent(farm, "mardi 17 mars")), 3, "resumed within the window: it gets its reminder then")
send(farm, CAMILLE, "SUSPENDRE 17/03", "2026-03-15T13:00")
send(farm, CAMILLE, "REPRENDRE 17/03", "2026-03-15T14:00")
send(farm, HELENE, "FORMULE petit", "2026-03-15T14:00")
send(farm, CAMILLE, "LIEU tallard 17/03", "2026-03-15T15:00")
same(len(reminders(farm)), 3, "not repeated after changes")
send(farm, "emile.faure@example.org", "RAPPEL OUI", "2026-03-17T13:00")
same(len(sent(farm, "vendredi 20 mars")), 1, "wished within the window: at once")
send(farm, CAMILLE, "SUSPENDRE 24/03", "2026-03-18T10:00")
send(farm, CAMILLE, "REPRENDRE 24/03", "2026-03-23T00:00")
same(len(sent(farm, "mardi 24 mars")), 0, "resumed after the cutoff: nothing")

# --- eggs only, orders, closures, several addresses, a moved day
farm = new_farm(1001, 1002, 1009, 1008)
send(farm, HELENE, "SUSPENDRE grand panier 17/03", "2026-03-11T10:00")
send(farm, CAMILLE, "COMMANDER 2 salade 17/03", "2026-03-11T10:00")
send(farm, CAMILLE, "LIEU laragne 24/03", "2026-03-11T10:01")
farm.once(now="2026-03-15T00:00")
texts = {letter["To"]: text_of(letter) for letter in sent(farm, "mardi 17 mars")}
same(sorted(texts), [CAMILLE, "chloe.arnaud@example.org", "h.girard@example.net", HELENE, "marc.arnaud@example.org"],
     "all mail addresses of a household")
like(texts[HELENE], r"Boîte de 6 œufs", "of a day the part that comes")
ok("Grand panier" not in texts[HELENE], "and not the suspended one")
like(texts[CAMILLE], r"Avec votre commande n° 1 : 2 × Laitue\. Nous ne l'avons pas encore acceptée\.", "its orders")
farm.once(now="2026-03-22T00:00")
like(text_of([letter for letter in sent(farm, "jeudi 26 mars") if letter["To"] == CAMILLE][0]),
     r"à Laragne – La Ferme :[^§]*jusqu'au dimanche 22 mars à 23 h 59", "a delivery moved within its week: its first cutoff counts")
farm.once(now="2026-03-23T00:30")
same(len([letter for letter in sent(farm, "jeudi 26 mars") if letter["To"] == CAMILLE]), 1, "once, although it has two cutoffs")
for day in range(25, 31):
    farm.once(now=f"2026-04-{day}T12:00")
same(sent(farm, "vendredi 1er mai"), [], "none for a closed day")

# --- outages
farm = new_farm(1001)
farm.once(now="2026-03-08T15:00")
same(len(sent(farm, "mardi 10 mars")), 1, "down at its moment: caught up while it can still change")
farm = new_farm(1001)
farm.once(now="2026-03-09T00:00")
farm.once(now="2026-03-14T10:00")
same(reminders(farm), [], "down over the cutoff: none")
farm = Farm({"mail": {"staff": ""}})  # no digests among its letters
base = sqlite3.connect(farm.db)
base.execute("UPDATE subscriber SET reminders = 1")
base.commit()
base.close()
farm.once(now="2026-03-08T10:00")
same(reminders(farm), [], "a database's first start owes nothing")
farm.once(now="2026-03-15T10:00")
ok(len(reminders(farm)) > 5, "the next week is owed")
# received in time, decided after an outage within the window: first the wish, then what is left to remind of
farm = new_farm(1001)
farm.drop(mail(CAMILLE, "", "SUSPENDRE 10/03"), at("2026-03-07T20:00"))
farm.once(now="2026-03-08T15:00")
same((reminders(farm), farm.value("SELECT count(*) FROM suspension")), ([], 1), "what was asked before is decided before")

# --- the way out is shut: a reminder that can't leave in time does not leave
def shut(farm):
    farm.path("outbox").write_text("a file is no maildir")

farm = new_farm(1001)
shutil.rmtree(farm.path("outbox"), ignore_errors=True)
shut(farm)
farm.once(now="2026-03-08T00:00")
same(farm.rows("SELECT state FROM outbox WHERE kind = 'reminder'"), [("DUE",)], "a reminder waits")
farm.path("outbox").unlink()
farm.once(now="2026-03-09T00:00")
same((len(sent(farm, "mardi 10 mars")), farm.rows("SELECT state, reason FROM outbox WHERE kind = 'reminder'")),
     (0, [("DEAD", "it could not leave before its time was over")]), "it never leaves after the cutoff")
farm = new_farm(1001)
shutil.rmtree(farm.path("outbox"), ignore_errors=True)
shut(farm)
farm.once(now="2026-03-08T00:00")
farm.once(mail(CAMILLE, "", "SUSPENDRE 10/03"), now="2026-03-08T10:00")
farm.path("outbox").unlink()
farm.once(now="2026-03-08T12:00")
same((len(sent(farm, "mardi 10 mars")), len(farm.answers())), (0, 1), "nor after a change that it knows nothing of (edge 17)")

# --- killed anywhere within: each reminder once
model = new_farm(1001, 1002, 1009)
model.once(now="2026-03-07T12:00")
for point in ("schedule-counted", "schedule-marked", "schedule-committed", "sending", "sent"):
    farm = Farm({"mail": {"staff": ""}}, init=False)
    shutil.copy(model.db, farm.db)
    codes = [farm.run("once", now="2026-03-08T00:00", env={"CABAS_FAULT": f"{point}:1"}).code for _ in range(2)]
    codes += [farm.run("once", now="2026-03-08T00:30").code for _ in range(2)]
    ok(codes[0] == -signal.SIGKILL and codes[2:] == [0, 0], f"{point}: killed, and goes on", str(codes))
    ids = [letter["Message-ID"] for letter in sent(farm, "mardi 10 mars")]
    same((len(set(ids)), farm.rows("SELECT state, count(*) FROM outbox WHERE kind = 'reminder' GROUP BY 1"),
          farm.value("SELECT count(*) FROM reminder")), (5, [("SENT", 5)], 3), f"{point}: each reminder once")

# --- the daemon: at its start it reads the mailbox first, and decides what came in time
farm = Farm({"mail": {"staff": ""}}, init=False)
shutil.copy(model.db, farm.db)
farm.drop(mail(CAMILLE, "", "SUSPENDRE 10/03"), at("2026-03-07T20:00"))
farm.start(now="2026-03-08T00:10")
ok(wait_for(lambda: len(farm.answers()) >= 5, 20), "the daemon answers and reminds")
time.sleep(0.5)
same((sorted(letter["To"] for letter in sent(farm, "mardi 10 mars")), farm.value("SELECT count(*) FROM suspension")),
     (["chloe.arnaud@example.org", "h.girard@example.net", HELENE, "marc.arnaud@example.org"], 1),
     "never for what was suspended in time")
same(farm.stop()[0], 0, "and stops")

# --- clock changes and the year's end
for name, started, before, moment, day in (
        ("spring", "2026-03-26T10:00", "2026-03-28T22:59:59", "2026-03-28T23:00", "mardi 31 mars"),
        ("autumn", "2026-10-22T10:00", "2026-10-25T00:59:59", "2026-10-25T01:00", "mardi 27 octobre"),
        ("the year's end", "2026-12-31T10:00", "2027-01-02T23:59:59", "2027-01-03T00:00", "mardi 5 janvier")):
    farm = new_farm(1001, at=started)
    farm.once(now=before)
    same(reminders(farm), [], f"{name}: not before")
    farm.once(now=moment)
    same(len(sent(farm, day)), 1, f"{name}: 24 hours before the end of the last minute")

# --- purge
farm = Farm({"mail": {"staff": ""}})  # no digests among its letters
send(farm, CAMILLE, "SUSPENDRE 17/03", "2026-03-05T10:00")
send(farm, CAMILLE, "SUSPENDRE 18/03", "2026-03-05T11:00")  # a question
send(farm, CAMILLE, "Bonjour", "2026-06-02T10:00")
base = sqlite3.connect(farm.db)  # what else has an end: a letter that came back, one that is dead, the rest of a text
base.executescript(f"""INSERT INTO bounce (outbox, address, at, weight) VALUES (1, '{CAMILLE}', {at('2026-03-05T10:05')}, 'failed');
INSERT INTO bounce (outbox, address, at, weight) VALUES (3, '{CAMILLE}', {at('2026-06-02T10:05')}, 'failed');
INSERT INTO unreachable (address, since, reason) VALUES ('{CAMILLE}', 1, ''), ('nobody.now@example.org', 1, '');
INSERT INTO sms_rest (number, text, created) VALUES ('+33639980101', 'rest', 1);
INSERT INTO outbox (id, channel, kind, message_id, sender, recipient, created, due, state) VALUES (90, 'mail', 'notice', 'x@y', '', '{CAMILLE}', 1, 1, 'DEAD');
INSERT INTO outbox_raw (outbox, bytes) VALUES (90, x'00');
UPDATE question SET state = 'denied';""")
base.close()
same((farm.value("SELECT count(*) FROM question"), farm.value("SELECT count(DISTINCT inbox) FROM verdict")), (1, 3), "questions and verdicts too")
same(farm.rows("SELECT count(*) FROM inbox_raw UNION ALL SELECT count(*) FROM outbox_raw"), [(3,), (4,)], "mails are kept")
farm.once(now="2026-06-04T03:30")
same(farm.rows("SELECT inbox FROM inbox_raw UNION ALL SELECT outbox FROM outbox_raw"), [(3,), (3,)],
     "for keep_raw_days, then their bytes go")
same((farm.value("SELECT count(*) FROM question"), farm.value("SELECT count(DISTINCT inbox) FROM verdict"), farm.rows("SELECT outbox FROM bounce"),
      farm.rows("SELECT address FROM unreachable"), farm.value("SELECT count(*) FROM sms_rest")), (0, 1, [(3,)], [(CAMILLE,)], 0),
     "questions, verdicts, reports, and addresses that are nobody's, likewise")
same("a90" in farm.must("queue"), False, "a dead letter without its bytes is no more in the queue")
same(farm.run("queue", "retry", "a90").code, 1, "nor can it be sent")
same(farm.value("SELECT count(*) FROM inbox"), 3, "that they came stays known")

finish()
