#!/usr/bin/python3
"""A former subscriber is forgotten: refused while anything is open, shown before it is done, complete in the file
itself, with the accounts kept; the person is told, and the address goes with that letter."""
import sys
sys.dont_write_bytecode = True
sys.path.insert(0, __file__.rpartition("/")[0])
from farm import *

STAFF, CAMILLE = "ferme@example.org", "camille.roux@example.org"
NOW, GONE = "2026-03-09T10:00", "2026-05-04T10:00"
farm = Farm()


def write(sender, subject, body="", now=NOW, **options):
    before = {m["Message-ID"] for m in farm.answers()}
    farm.once(mail(sender, subject, body, **options), now=now)
    told = [m for m in farm.answers() if m["Message-ID"] not in before]
    mine = [m for m in told if m["To"] == sender and m["In-Reply-To"]]  # not the digest
    return text_of(mine[0]) if mine else "", [m for m in told if m["To"] != sender]


def holds(bytes_, word):
    """But in base64: four letters also turn up within a picture."""
    return word.lower().encode() in re.sub(rb"[A-Za-z0-9+/]{60,76}\r?\n(?:[A-Za-z0-9+/]+=*\r?\n)?", b"", bytes_).lower()


def traces(*words):
    """Where the person is still found, in the bytes of the database and of what lies beside it."""
    found = []
    for file in sorted(farm.dir.glob("cabas.db*")):
        found += [(file.name, word) for word in words if holds(file.read_bytes(), word)]
    return found


PERSON = ("Camille", "Roux", CAMILLE, "33639980101", "camille.roux")
same({word for _, word in traces("Camille", "Roux", CAMILLE, "33639980101")}, {"Camille", "Roux", CAMILLE, "33639980101"}, "the words to look for are there before")

# --- a life with the farm
write(CAMILLE, "", "SUSPENDRE 17/03")
write(CAMILLE, "Question de Camille", "Bonjour, est-ce que Camille Roux peut passer vendredi ?")
write(CAMILLE, "", "COMMANDER 1 pot de miel 24/03")
write(CAMILLE, "", "SUSPENDRE 18/03")  # a question stays open
write(CAMILLE, "", "PLANNING", auth=False)  # a confirmation mail waits
write(STAFF, "RECHERCHE roux", "")
write(STAFF, "", "FICHE 1001\nPOUR 1001 TELEPHONE 06 39 98 01 77")
PERSON += ("33639980177",)

write(CAMILLE, "RAPPEL OUI", "")
base = sqlite3.connect(farm.db)  # a mandate and its account, as bank details leave them
base.execute("INSERT INTO mandate (reference, subscriber, signed_day, sealed, bic, last4, state, created) VALUES ('RUM-1001-1', 1001, '2026-02-01', 'sealedsealed', 'AGRIFRPP', '2606', 'active', 1)")
base.execute("INSERT INTO reminder (subscriber, day, at) VALUES (1001, '2026-03-10', 1)")
base.commit()
base.close()
ok(farm.value("SELECT count(*) FROM verdict v JOIN inbox i ON i.id = v.inbox WHERE i.subscriber = 1001") > 3, "verdicts are kept")

# --- refused while anything is open
refused = farm.run("erase", "1001", "--yes", now=NOW)
same((refused.code, refused.out), (1, ""), "cabas erase refuses")
like(refused.err, r"^cabas: erase: subscriber 1001: a subscription runs, an order is open", "and says each reason")
answer, _ = write(STAFF, "EFFACER 1001 OUI")
like(answer, r"ne peut pas être effacé[\s\S]*un abonnement est en cours[\s\S]*une commande est ouverte", "so does EFFACER")
for args in (("erase",), ("erase", "x"), ("erase", "1001", "2")):
    same(farm.run(*args).code, 2, " ".join(args) + ": bad usage")
same(farm.run("erase", "4711", "--yes").code, 1, "nobody")
like(write(STAFF, "EFFACER 4711")[0], r"pas d'abonné n° 4711", "nobody, by mail")
same(write(CAMILLE, "EFFACER 1001 OUI")[0].count("effacé"), 0, "a subscriber can't")
like(write(STAFF, "", "EFFACER 1001 sauf le nom")[0], r"Rien n'a été fait", "not clear")

# --- leaves, is billed, pays
farm.must("refuse", "1", "plus", "de", "miel", "pour", "Camille", now=NOW)
write(CAMILLE, "Désabonnement définitif", "Bonjour, je déménage. Camille Roux")
for month, day in (("2026-01", "2026-02-02"), ("2026-02", "2026-03-02"), ("2026-03", "2026-04-02"), ("2026-04", "2026-05-02")):
    farm.must("invoice", "--month", month, now=f"{day}T09:00")
farm.must("once", now="2026-05-02T10:00")
like(farm.run("erase", "1001", "--yes", now=GONE).err, r"subscriber 1001: (money is owed to the farm|the farm owes money)$", "what is owed, in either direction")
balance = int(farm.must("account", "1001").split("\n")[0].split("\t")[1])
file = farm.write("solde.csv", f"numero_abonne;date;montant;moyen;reference\n1001;2026-05-03;{-balance / 100:.2f};virement;VIR 1\n".replace(".", ","))
farm.must("import", "reglements", str(file), now="2026-05-03T09:00")
same(farm.must("account", "1001").split("\n")[0], "balance\t0", "paid")
invoices = farm.rows("SELECT * FROM invoice_document WHERE number IN (SELECT number FROM invoice WHERE subscriber = 1001)")
account, others = farm.must("account", "1001"), farm.rows("SELECT * FROM contact WHERE subscriber <> 1001 ORDER BY 1, 2")
ok(len(invoices) > 0, "there are invoices")

# --- shown, then done
dump = farm.dump()
shown = farm.must("erase", "1001", now=GONE)
like(shown, r"^erased\tcontacts\t2\n[\s\S]*kept\tinvoices\t[1-9]", "what would go and stay")
same(farm.dump(), dump, "nothing is done without --yes")
answer, told = write(STAFF, "EFFACER 1001", now=GONE)
like(answer, r"Rien n'est encore effacé[\s\S]*EFFACER 1001 OUI\s+[\s\S]*Contacts : 2", "EFFACER alone shows it")
same((told, farm.value("SELECT count(*) FROM contact WHERE subscriber = 1001")), ([], 2), "nobody is told, all is there")
answer, told = write(STAFF, "EFFACER 1001 OUI", now=GONE)
like(answer, r"L'abonné n° 1001 est effacé\. Un dernier mail", "EFFACER OUI")
same([m["To"] for m in told], [CAMILLE], "the person is told")
like(text_of(told[0]) if told else "", r"Vos données sont effacées[\s\S]*factures[\s\S]*dix ans", "that the accounts stay")

# --- what is left
same(farm.rows("SELECT first_name, last_name, address, postcode, town, reminders FROM subscriber WHERE number = 1001"), [("",) * 5 + (0,)], "no name")
same(farm.value("SELECT count(*) FROM contact WHERE subscriber = 1001"), 0, "no contact")
same(farm.rows("SELECT recipient, state FROM outbox WHERE kind = 'erased'"), [("", "SENT")], "nor that of the last letter")
same(farm.rows("SELECT * FROM invoice_document WHERE number IN (SELECT number FROM invoice WHERE subscriber = 1001)"), invoices, "invoices as issued")
same((farm.must("account", "1001"), farm.rows("SELECT * FROM contact WHERE subscriber <> 1001 ORDER BY 1, 2")), (account, others), "accounts and other people untouched")
same(set(row[0] for row in farm.rows("SELECT detail FROM journal WHERE subscriber = 1001")), {"{}"}, "the journal has no texts")
like(farm.must("log"), rf"\t1001\tsuspend\t\{{\}}\n[\s\S]*\t{STAFF}\t1001\terased\t\{{\}}$", "but when and what, and who erased")
same((farm.value("SELECT count(*) FROM inbox_raw WHERE inbox IN (SELECT id FROM inbox WHERE subscriber = 1001)"),
      farm.value("SELECT count(*) FROM outbox_raw WHERE outbox IN (SELECT id FROM outbox WHERE subscriber = 1001 OR kind = 'erased')")), (0, 0), "no message, whatever its encoding")
same(farm.rows("SELECT reference, signed_day, sealed, bic, last4, state FROM mandate"), [("RUM-1001-1", "2026-02-01", "", "", "----", "revoked")], "of a mandate its reference and date")
same((farm.value("SELECT count(*) FROM verdict v JOIN inbox i ON i.id = v.inbox WHERE i.subscriber = 1001"), farm.value("SELECT count(*) FROM reminder WHERE subscriber = 1001")), (0, 0), "no verdict, no reminder")
same(farm.value("SELECT count(*) FROM question WHERE subscriber = 1001"), 0, "no question, no token")
farm.must("once", now=GONE)  # the staff's own mail of the command is decided by now, and goes with the next erasure
kept = {(name, word.lower()) for name, word in traces(*PERSON)}
named = "".join(str(value) for row in invoices for value in row).lower()
same({word for _, word in kept} - {word for word in ("camille", "roux", CAMILLE, "camille.roux") if word in named}, set(), "in the file itself nothing but what invoices hold")
copy = farm.dir / "copy.db"
shutil.copy(farm.dir / "cabas.db", copy)
base = sqlite3.connect(copy)
for name, in base.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
    base.execute(f"DROP TRIGGER {name}")
base.execute("PRAGMA secure_delete = ON")
base.execute("UPDATE invoice_document SET buyer_name = '', buyer_address = '', buyer_email = '', buyer_town = '', buyer_postcode = ''")
base.commit()
base.execute("VACUUM")
base.close()
same([word for word in PERSON if holds(copy.read_bytes(), word)], [], "and without those, nothing at all")

# --- again, and back
answer, told = write(STAFF, "EFFACER 1001 OUI", now=GONE)
like(answer, r"déjà effacé", "twice")
dump = farm.rows("SELECT * FROM journal")
farm.must("erase", "1001", "--yes", now=GONE)
same(farm.rows("SELECT * FROM journal"), dump, "a second time changes nothing")
back = farm.run("import", "abonnes", str(ROOT / "db/demo/abonnes.csv"), now=GONE)
same(back.code, 1, "an old spreadsheet does not bring anybody back")
like(back.err, r"numero: subscriber 1001 was erased: take the row out", "it says so")
same(write(CAMILLE, "", "PLANNING", now=GONE)[0].count("Petit panier"), 0, "the address is a stranger's")
finish()
