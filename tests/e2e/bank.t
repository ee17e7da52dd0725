#!/usr/bin/python3
"""Bank details: asked for by mail, confirmed, sealed, shown as four digits; and the account number is nowhere, whatever
encoded it and whatever became of the message: not in the database file, its WAL, the letters or the log."""
import sys
sys.dont_write_bytecode = True
sys.path.insert(0, __file__.rpartition("/")[0])
from farm import *
import base64, json, quopri

CAMILLE, CHLOE, MARC = "camille.roux@example.org", "chloe.arnaud@example.org", "marc.arnaud@example.org"
NOW = "2026-03-09T10:00"
GOOD, OTHER, WRONG = "FR7630006000011234567890189", "DE89370400440532013000", "FR7630006000011234567890188"
farm = Farm({"billing": {"sepa_creditor_id": "FR72ZZZ123456"}, "limits": {"answers_per_hour": 500}})
logs = []


def spelled(iban):
    """As people and programs write it."""
    groups = [iban[i:i + 4] for i in range(0, len(iban), 4)]
    return [mark.join(groups) for mark in ("", " ", "-", ".", "\u00a0", "\u202f")] + [iban.lower()]


def needles():
    """What must not be found: the digits that only the number has, in every encoding at every offset."""
    found = set()
    for iban in (GOOD, OTHER, WRONG):
        core = iban[4:-4]
        for text in spelled(iban):
            raw = text.encode()
            middle = raw[5:-6]
            found.add(middle)
            for shift in range(3):
                found.add(base64.b64encode(raw[shift:len(raw) - (len(raw) - shift) % 3])[4:-6])
        found.add(core.encode())
        found.add(core.encode("utf-16-le"))
    return found


NEEDLES = needles()


def clean(name):
    """Every file of the database, what was logged and printed, and what left; read while a reader keeps the WAL alive."""
    for path in [*farm.dir.glob("cabas.db*"), *farm.path("outbox").rglob("*")]:
        if path.is_file():
            data = path.read_bytes()
            flat = re.sub(rb"=\r?\n|[\s.-]|\xc2\xa0|\xe2\x80\xaf|&nbsp;", b"", quopri.decodestring(data))
            for needle in NEEDLES:
                if needle in data or needle in flat:
                    return ok(False, f"{name}: nothing of the number in {path.name}", f"{needle!r}")
    text = "".join(logs).encode()
    return ok(not any(needle in text for needle in NEEDLES), f"{name}: the number is nowhere", text.decode())


def once(raw, now=NOW):
    logs.append(farm.once(raw, now=now).all)


def write(sender, body, id, subject="", now=NOW, **options):
    once(mail(sender, subject, body, id=id, **options), now)
    return farm.answer_to(id)


# An idle reader, of another process (locks): the WAL outlives each command, as under the daemon.
reader = subprocess.Popen(["sqlite3", farm.db], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
closers.append(reader.kill)
reader.stdin.write(b"SELECT count(*) FROM setting;\n")
reader.stdin.flush()
reader.stdout.readline()

# --- the key
key = farm.path("cabas.key")
ok(key.exists() and key.stat().st_mode & 0o777 == 0o600, "init makes the key, mode 0600")
same(len(key.read_text().strip()), 64, "32 bytes as hex")
like(farm.run("check").out, r"^bank +ok: .*cabas\.key, 0 account numbers", "check says so")

# --- asked, confirmed
asked = write(CAMILLE, "IBAN FR76 3000 6000 0112 3456 7890 189", "a@e2e")
like(asked["Subject"], r"Répondez OUI \[", "a OUI is asked for")
like(text_of(asked), r"IBAN qui finit par 0189[\s\S]*CABAS-1001-1[\s\S]*FR72ZZZ123456[\s\S]*8 semaines", "with the mandate that it signs")
same(farm.value("SELECT count(*) FROM mandate"), 0, "nothing is stored before")
like(farm.value("SELECT options FROM question"), r"IBAN number=CABAS-1001-1 sealed=v1\.[0-9a-f]{8}\.0189\.", "the question holds it sealed")
clean("asked")
done = write(CAMILLE, "OUI", "b@e2e", subject="Re: " + asked["Subject"], now="2026-03-10T09:00")
like(text_of(done), r"coordonnées bancaires ont changé[\s\S]*finit par 0189[\s\S]*Signé le : mardi 10 mars", "confirmed")
same(farm.rows("SELECT reference, signed_day, last4, state, sequence FROM mandate"),
     [("CABAS-1001-1", "2026-03-10", "0189", "active", "first")], "the mandate")
like(text_of(write(CAMILLE, "INFOS", "c@e2e")), r"IBAN qui finit par 0189, mandat de prélèvement CABAS-1001-1 signé le mardi 10 mars", "INFOS")
like(farm.must("log"), r"\tbank\t.*CABAS-1001-1 0189", "the journal has the last four")
like(farm.run("check").out, r"^bank +ok: .*1 account numbers$", "check opens it")
logs.append(farm.must("log") + farm.must("queue"))
clean("confirmed")
again = write(CAMILLE, "OUI", "d@e2e", subject="Re: " + asked["Subject"])
same(farm.value("SELECT count(*) FROM mandate"), 1, "a token works once")
like(text_of(write(CAMILLE, "ANNULER", "e@e2e")), r"ne s'annulent pas ainsi", "ANNULER does not bring an account back")

# --- the household is told
asked = write(CHLOE, f"IBAN {OTHER}", "f@e2e")
done = write(CHLOE, "OUI", "g@e2e", subject="Re: " + asked["Subject"])
told = [m for m in farm.answers() if m["To"] == MARC]
same(len(told), 1, "the other contact is told")
like(text_of(told[0]), CHLOE + r" a modifié[\s\S]*finit par 3000[\s\S]*Ce n'est pas vous \? Répondez", "with four digits, and how to object")
clean("household")

# --- denied, expired, wrong, unproven, strangers, robots
asked = write(CAMILLE, f"Voici mon nouvel IBAN : {' '.join(spelled(OTHER)[1:2])}", "h@e2e")
write(CAMILLE, "NON", "i@e2e", subject="Re: " + asked["Subject"])
same(farm.value("SELECT last4 FROM mandate WHERE subscriber = 1001 AND state = 'active'"), "0189", "denied: nothing changes")
clean("denied")
asked = write(CAMILLE, f"IBAN {OTHER}", "j@e2e")
write(CAMILLE, "OUI", "k@e2e", subject="Re: " + asked["Subject"], now="2026-03-20T10:00")
same(farm.value("SELECT last4 FROM mandate WHERE subscriber = 1001 AND state = 'active'"), "0189", "expired: nothing changes")
clean("expired")
like(text_of(write(CAMILLE, "IBAN FR76 3000 6000 0112 3456 7890 188", "l@e2e")), r"ne semble pas juste", "a wrong one is asked for again")
clean("wrong")
asked = write(CAMILLE, f"IBAN {GOOD}", "m@e2e", auth=False)
like(text_of(asked), r"Est-ce bien vous[\s\S]*changer vos coordonnées bancaires", "unproven: a confirmation mail")
clean("unproven")
second = write(CAMILLE, "OUI", "n@e2e", subject="Re: " + asked["Subject"], auth=False)
like(text_of(second), r"vous signez ce mandat[\s\S]*CABAS-1001-2", "then the mandate, which wants its own OUI")
third = write(CAMILLE, "OUI", "o@e2e", subject="Re: " + second["Subject"], auth=False)
same(farm.rows("SELECT reference, last4, state FROM mandate WHERE subscriber = 1001 ORDER BY reference"),
     [("CABAS-1001-1", "0189", "replaced"), ("CABAS-1001-2", "0189", "active")], "and is applied")
clean("unproven, confirmed")
write("inconnu@example.com", f"Mon IBAN est {GOOD}", "p@e2e")
clean("a stranger")
once(mail(CAMILLE, "Réponse automatique", f"Absent. {GOOD}", id="q@e2e", headers=("Auto-Submitted: auto-replied",)))
clean("a robot")
once(mail(f"{CAMILLE}, {CHLOE}", "Deux", f"IBAN {GOOD}", id="r@e2e"))
once(b"\0\0 IBAN " + GOOD.encode() + b"\r\n\r\n" + GOOD.encode())
ok(farm.value("SELECT count(*) FROM inbox WHERE state = 'QUARANTINED'") >= 1, "some are quarantined")
clean("quarantine")
write(CAMILLE, f"DESABONNEMENT car je change de banque, IBAN {OTHER} pour le solde", "s@e2e")
write(CAMILLE, "ANNULER", "s2@e2e")
clean("a reason")
write(CAMILLE, f"ADRESSE 12 rue Neuve 05000 Gap, {OTHER}", "t@e2e")
clean("an address")
write(CAMILLE, f"SUSPENDRE 24/03\nIBAN {GOOD}\nIBAN {OTHER}", "u@e2e")
clean("two in one message")

# --- staff: an account is the subscriber's own to give
for id, body in (("v", f"POUR 1002 IBAN {GOOD}"), ("w", f"POUR 1002 IBAN {WRONG}"), ("x", f"POUR 1002 DESABONNEMENT car {GOOD}")):
    answer = write("ferme@example.org", body, f"{id}@e2e")
    if id == "v":
        like(text_of(answer), r"POUR 1002 IBAN FR76 •••• 0189[\s\S]*seul l'abonné peut la faire", "not by staff")
same(farm.value("SELECT count(*) FROM mandate WHERE subscriber = 1002"), 0, "and nothing is stored")
clean("staff")

# --- by SMS: the mandate goes to the address on file
for part in ("in", "out"):
    farm.path("sms", part).mkdir(parents=True, exist_ok=True)
farm.settings["sms"] = {"provider": "spool", "spool": "sms"}
farm.write_conf()
farm.write("sms/a.part", f"From: +33639980101\nReceived: {NOW}\n\nIBAN {' '.join(spelled(OTHER)[1:2])}\n").rename(farm.path("sms/in/a.sms"))
logs.append(farm.must("once", now=NOW))
texts = [path.read_text() for path in farm.path("sms/out").glob("*.sms")]
like("".join(texts), r"Rien n'est encore fait : un mail", "the text says that a mail left")
new = [m for m in farm.answers() if m["To"] == CAMILLE and "vous signez ce mandat" in text_of(m) and "3000" in text_of(m)]
ok(len(new) >= 1, "the mail has the mandate to sign", [text_of(m) for m in farm.answers()[-2:]])
latest = [m for m in new if farm.value("SELECT inbox FROM outbox WHERE message_id = ?", m["Message-ID"].strip("<>")) ==
          farm.value("SELECT id FROM inbox WHERE channel = 'sms'")]
same(len(latest), 1, "one mail")
done = write(CAMILLE, "OUI", "sms@e2e", subject="Re: " + latest[0]["Subject"])
same(farm.value("SELECT last4 FROM mandate WHERE subscriber = 1001 AND state = 'active'"), "3000", "one OUI to it")
for path in farm.path("sms").rglob("*"):
    if path.is_file():
        ok(not any(needle in path.read_bytes() for needle in NEEDLES), f"nothing of the number in {path.name}")
clean("SMS")

# --- encodings
def odd(id, type, encoding, body, subject="coordonnées", more=()):
    domain = CAMILLE.rpartition("@")[2]
    return ("\r\n".join([f"Authentication-Results: {SERVER}; dmarc=pass header.from={domain}", f"From: {CAMILLE}", f"To: {BOT}",
            f"Subject: {subject}", f"Message-ID: <{id}>", "Date: Mon, 09 Mar 2026 09:00:00 +0100", "MIME-Version: 1.0",
            f"Content-Type: {type}", f"Content-Transfer-Encoding: {encoding}", *more, ""]) + "\r\n").encode() + body

for number, text in enumerate(spelled(GOOD)):
    line = f"Bonjour, voici mon IBAN : {text} merci".encode()
    html = f"<p>IBAN <b>{text[:9]}</b>{text[9:]}</p>".replace("\u00a0", "&nbsp;").encode()
    many = b"--b\r\nContent-Type: text/plain\r\n\r\nvoir ci-joint\r\n--b\r\nContent-Type: text/csv\r\nContent-Disposition: attachment; filename=rib.csv\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(line * 3) + b"--b--\r\n"
    both = b"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nbonjour\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" + quopri.encodestring(html) + b"\r\n--b--\r\n"
    word = "=?utf-8?B?" + base64.b64encode(f"IBAN {text}".encode()).decode() + "?="
    for name, raw in (("quoted-printable", odd(f"qp{number}@e2e", "text/plain; charset=utf-8", "quoted-printable", quopri.encodestring(line))),
                      ("base64", odd(f"b64{number}@e2e", "text/plain; charset=utf-8", "base64", base64.encodebytes(line))),
                      ("HTML", odd(f"html{number}@e2e", "text/html; charset=utf-8", "8bit", html)),
                      ("attached", odd(f"many{number}@e2e", "multipart/mixed; boundary=b", "7bit", many)),
                      ("alternative", odd(f"both{number}@e2e", "multipart/alternative; boundary=b", "7bit", both)),
                      ("subject", odd(f"word{number}@e2e", "text/plain", "7bit", b"voir l'objet", subject=word)),
                      ("long", odd(f"long{number}@e2e", "text/plain; charset=utf-8", "8bit", b"Bonjour. " * 2000 + line + b"<p>" * 9000)),
                      ("UTF-16", odd(f"wide{number}@e2e", "text/plain; charset=utf-16le", "base64", base64.encodebytes(line.decode().encode("utf-16-le"))))):
        once(raw)
    clean(f"spelling {number} in eight encodings")
like(farm.value("SELECT CAST(bytes AS TEXT) FROM inbox_raw r JOIN inbox i ON i.id = r.inbox WHERE i.message_id = 'qp1@e2e'"),
     r"^From: camille[\s\S]*IBAN : FR76 •••• 0189 merci", "what is kept reads on")

# --- replay prints the contract's line and stores nothing
replayed = farm.run("replay", "--from", CAMILLE, str(farm.write("r.txt", f"IBAN {GOOD}")), now=NOW)
like(replayed.out, rf"^IBAN value={GOOD} -> confirm$", "replay")
replayed = farm.run("replay", "--from", "+33639980101", str(farm.write("s.txt", f"IBAN {GOOD}")), now=NOW)
like(replayed.out, rf"^IBAN value={GOOD} -> confirm$", "replay of a text message")
clean("replay")

# --- what the next version cannot read, another key, none
def mandates():
    return farm.rows("SELECT * FROM mandate ORDER BY reference")

was, good_key = mandates(), key.read_text()
key.write_text("00" * 32 + "\n")
done = farm.run("check")
ok(done.code == 1 and re.search(r"^bank +FAILED: .*sealed with key [0-9a-f]{8}, which the key file does not hold", done.out, re.M), "another key is told", done.all)
ok(farm.run("init").code == 1 and mandates() == was, "and init changes nothing")
key.write_text("00" * 32 + "\n" + good_key)
like(farm.run("check").out, r"^bank +ok: .*2 account numbers, 2 of them under an older key", "a new key above the old one")
like(farm.must("init"), r"^2 account numbers are sealed with the first key", "init renews them")
key.write_text("00" * 32 + "\n")
like(farm.run("check").out, r"^bank +ok: .*2 account numbers$", "the old key may go")
key.chmod(0o644)
ok(farm.run("check").code == 1 and "others may read this secret" in farm.run("check").out, "a key that others may read is refused")
key.unlink()
ok(farm.run("init").code == 1 and not key.exists(), "no new key while numbers are stored")
answer = text_of(write(MARC, f"IBAN {GOOD}", "nokey@e2e"))
like(answer, r"Rien n'a été gardé et rien ne change", "no key: staff, and said so")
same(farm.value("SELECT state FROM inbox WHERE message_id = 'nokey@e2e'"), "STAFF", "a person reads it")
clean("no key")

# --- the daemon, whose other threads read and write beside it
key.write_text(good_key)
key.chmod(0o600)
farm.start()
farm.drop(mail(CAMILLE, "", f"IBAN {OTHER}", id="daemon@e2e"))
ok(wait_for(lambda: farm.value("SELECT state FROM inbox WHERE message_id = 'daemon@e2e'") == "ASKED"), "the daemon decides")
ok(wait_for(lambda: not any(needle in farm.path("cabas.db-wal").read_bytes() for needle in NEEDLES), 5), "and clears the WAL")
farm.stop()
logs.append(farm.logged())
clean("daemon")
ok(farm.path("cabas.db-wal").exists(), "the WAL was there all the time")
reader.communicate(b".quit\n")

# --- MES DONNEES
key.write_text("00" * 32 + "\n")
key.chmod(0o600)
answer = write(CHLOE, "MES DONNEES", "data@e2e")
files = {part.get_filename(): part for part in answer.iter_attachments()}
same(sorted(files), ["mes-donnees.json", "mes-donnees.txt"], "two files")
data = json.loads(files["mes-donnees.json"].get_content().decode())
same(data["coordonnees"][0]["nom"], farm.value("SELECT last_name FROM subscriber WHERE number = 1009"), "who")
same(data["compte_bancaire"][0]["iban_finit_par"], "3000", "four digits")
for key_, table in (("abonnements", "subscription"), ("commandes", "purchase"), ("reglements", "payment"), ("contacts", "contact"),
                    ("historique", "journal"), ("questions", "question"), ("factures", "invoice")):
    same(len(data[key_]), farm.value(f"SELECT count(*) FROM {table} WHERE subscriber = 1009"), f"{key_}: all of {table}")
same({row["valeur"] for row in data["contacts"]} & {CAMILLE}, set(), "nothing of others")
ok(not re.search(r"sealed|token|v1\.", files["mes-donnees.json"].get_content().decode()), "no secret of ours")
text = files["mes-donnees.txt"].get_content().replace("\r\n", "\n")
like(text, r"^Coordonnées$[\s\S]*Prénom : Chlo[\s\S]*^Compte bancaire[\s\S]*Signé le : lundi 9 mars 2026 ; IBAN qui finit par : 3000", "and as a text")
like(text, r"Sorte : coordonnées bancaires ; Détail : date lundi 9 mars 2026, maintenant CABAS-1009-1 3000$", "the history in words")
same(data["historique"][0]["detail"]["text"], "CABAS-1009-1 3000", "and as data")
finish()
