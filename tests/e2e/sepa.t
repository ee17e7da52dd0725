#!/usr/bin/python3
"""`cabas sepa`: a month's direct debits from the first confirmed account to a debit that came back: each file valid
against its schema, its sums recomputed, and the same bytes whenever it is asked for again."""
import sys
sys.dont_write_bytecode = True
sys.path.insert(0, __file__.rpartition("/")[0])
from farm import *
import json
import xml.etree.ElementTree as xml

CAMILLE, CHLOE = "camille.roux@example.org", "chloe.arnaud@example.org"
SETTINGS = {"farm": {"name": "Les Jardins du Buëch & fils", "address": "12 chemin des Prés, 05700 Serres", "siret": "12345678901234"},
            "billing": {"sepa_creditor_id": "FR72ZZZ123456", "iban": "FR76 3000 6000 0112 3456 7890 189", "bic": "AGRIFRPP"},
            "limits": {"answers_per_hour": 500}}
IBANS = {CAMILLE: "FR1420041010050500013M02606", CHLOE: "DE89370400440532013000"}
farm = Farm(SETTINGS)


def sepa(*args, now="2026-04-02T09:00"):
    return farm.run("sepa", *args, now=now)


def valid(data, version="02"):
    path = farm.write("check.xml", data)
    done = subprocess.run(["xmllint", "--noout", "--nonet", "--schema", str(ROOT / f"tests/data/sepa/pain.008.001.{version}.xsd"), str(path)],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return ok(done.returncode == 0, f"valid against pain.008.001.{version}", done.stdout.decode())


def read(data, version="02"):
    """What is in a file: head, and its debits; sums, counts and characters are checked on the way."""
    valid(data, version)
    text = data if isinstance(data, str) else data.decode()
    root = xml.fromstring(text.encode())
    space = {"p": f"urn:iso:std:iso:20022:tech:xsd:pain.008.001.{version}"}
    def get(node, path):
        found = node.find("/".join("p:" + part for part in path.split("/")), space)
        return None if found is None else found.text
    cents = lambda amount: int(amount.replace(".", "")) if re.fullmatch(r"\d+\.\d\d", amount) else None
    head, batches, debits = root.find("p:CstmrDrctDbtInitn/p:GrpHdr", space), [], []
    for batch in root.findall("p:CstmrDrctDbtInitn/p:PmtInf", space):
        own = [{"id": get(d, "PmtId/EndToEndId"), "amount": cents(get(d, "InstdAmt")), "mandate": get(d, "DrctDbtTx/MndtRltdInf/MndtId"),
                "signed": get(d, "DrctDbtTx/MndtRltdInf/DtOfSgntr"), "name": get(d, "Dbtr/Nm"), "iban": get(d, "DbtrAcct/Id/IBAN"),
                "note": get(d, "RmtInf/Ustrd"), "sequence": get(batch, "PmtTpInf/SeqTp"), "day": get(batch, "ReqdColltnDt")}
               for d in batch.findall("p:DrctDbtTxInf", space)]
        same((int(get(batch, "NbOfTxs")), cents(get(batch, "CtrlSum"))), (len(own), sum(d["amount"] for d in own)), "a batch's count and sum")
        batches.append((get(batch, "PmtInfId"), get(batch, "PmtTpInf/LclInstrm/Cd"), get(batch, "BtchBookg")))
        debits += own
    same((int(get(head, "NbOfTxs")), cents(get(head, "CtrlSum"))), (len(debits), sum(d["amount"] for d in debits)), "the file's count and sum")
    same(len({d["id"] for d in debits}), len(debits), "ids once each")
    ok(all(re.fullmatch(r"[A-Za-z0-9/?:().,'+ -]{1,70}", d["name"]) and re.fullmatch(r"[A-Za-z0-9/?:().,'+ -]{1,140}", d["note"])
           for d in debits), "characters that every bank takes")
    return {"id": get(head, "MsgId"), "made": get(head, "CreDtTm"), "creditor": get(head, "InitgPty/Nm"), "batches": batches, "debits": debits}


def give_account(who, iban, id, now):
    asked = (farm.once(mail(who, "", f"IBAN {iban}", id=id), now=now), farm.answer_to(id))[1]
    farm.once(mail(who, "Re: " + asked["Subject"], "OUI", id=id + "o"), now=now)


def owed(number):
    return -int(farm.must("account", str(number)).split("\n")[0].split("\t")[1])


def pay(number, day, cents, reference):
    farm.must("import", "reglements", str(farm.write("pay.csv", "numero_abonne;date;montant;moyen;reference\n"
              f"{number};{day};{'-' if cents < 0 else ''}{abs(cents) // 100},{abs(cents) % 100:02};prelevement;{reference}\n")),
              now=day + "T20:00")


# --- usage
for args in ((), ("--month", "2026-13"), ("--month", "2026-03", "--version", "03"), ("--month", "2026-03", "--new", "--run", "1"),
             ("--month", "2026-03", "x"), ("--back", "X", "--new"), ("--month", "2026-03", "--run", "0")):
    same(sepa(*args).code, 2, "bad usage: " + " ".join(args))

# --- before anything is owed, and before invoices
done = sepa("--month", "2026-02")
same((done.code, done.out), (0, ""), "nothing to collect is no failure")
like(done.err, r"^cabas: sepa: 2026-02: there is nothing to collect: no file$", "and said")
ok(not farm.path("none.xml").exists() and sepa("--month", "2026-02", "--output", farm.path("none.xml")).code == 0 and
   not farm.path("none.xml").exists(), "without a file")
give_account(CAMILLE, IBANS[CAMILLE], "a@e2e", "2026-03-09T10:00")
farm.must("invoice", "--month", "2026-03", now="2026-04-01T06:00")
totals = dict(farm.rows("SELECT subscriber, total FROM invoice"))

farm.must("once", now="2026-04-01T06:00")
mine = [m for m in farm.answers() if m["To"] == CAMILLE and "F2026-0001" in m["Subject"]][0]
like(text_of(mine), r"sera prélevé à partir du lundi 4 mai, selon le mandat CABAS-1001-1", "the invoice's mail says that it is debited")
ok("virement" not in text_of(mine), "and asks for no transfer")
pdf = farm.write("one.pdf", [f for f in mine.iter_attachments()][0].get_content())
words = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], stdout=subprocess.PIPE).stdout.decode()
like(words, r"seront prélevés à partir du lundi 4 mai 2026[\s\S]*mandat CABAS-1001-1", "and so does its file")
other = [m for m in farm.answers() if m["To"] != CAMILLE and "Votre facture" in m["Subject"]][0]
like(text_of(other), r"Par virement : IBAN FR76", "without a mandate a transfer is asked for")
like(text_of((farm.once(mail(CAMILLE, "", "FACTURES", id="f@e2e"), now="2026-04-01T10:00"), farm.answer_to("f@e2e"))[1]),
     r"Reste à régler : 12,50\s€, sera prélevé à partir du lundi 4 mai\.", "FACTURES before the run")

# --- what is missing
for key in ("sepa_creditor_id", "iban"):
    kept = farm.settings["billing"].pop(key)
    farm.write_conf()
    done = sepa("--month", "2026-03")
    same((done.code, done.out), (1, ""), f"no {key}: refused")
    like(done.err, rf"^cabas: sepa: .*cabas\.conf: \[billing\] {key} is empty: .* write it there$", "thing, place and cure")
    farm.settings["billing"][key] = kept
farm.settings["billing"]["bic"] = "AGRIFRPPX"
farm.write_conf()
like(sepa("--month", "2026-03").err, r"bic: \"AGRIFRPPX\" is no BIC", "a BIC that is none")
farm.settings["billing"]["bic"] = "AGRIFRPP"
farm.write_conf()
key = farm.path("cabas.key")
key.rename(farm.path("away.key"))
done = sepa("--month", "2026-03")
same((done.code, done.out), (1, ""), "no key file: refused")
like(done.err, r"key_file: .*cabas\.key is not there: .* put the file back", "thing, place and cure")
key.write_text("0" * 64 + "\n")
key.chmod(0o600)
like(sepa("--month", "2026-03").err, r"^cabas: sepa: .*cabas\.key: mandate CABAS-1001-1: ", "another key: which account")
farm.path("away.key").rename(key)
same(farm.rows("SELECT (SELECT count(*) FROM debit_run), (SELECT count(*) FROM mandate WHERE sequence = 'recurrent')"), [(0, 0)],
     "and nothing was stored")

# --- the first run
first = sepa("--month", "2026-03")
same(first.code, 0, "issued", first.err)
run = read(first.out)
due = totals[1001] - 5000
same((run["id"], run["made"], run["creditor"]), ("CABAS-2026-03-1", "2026-04-02T09:00:00", "Les Jardins du Buech + fils"), "the message")
same(run["batches"], [("CABAS-2026-03-1-FRST", "CORE", "true")], "one batch, first debits")
same(run["debits"], [{"id": "CABAS-2026-03-1-1001", "amount": due, "mandate": "CABAS-1001-1", "signed": "2026-03-09",
                      "name": "Camille Roux", "iban": IBANS[CAMILLE], "note": "Facture F2026-0001", "sequence": "FRST",
                      "day": "2026-05-04"}], "case 28: what is still owed, not the face value; after 1 May and a weekend")
like(first.err, r"^cabas: sepa: 1002 .*: owes it and signed no mandate", "who owes without a mandate is named")
ok(IBANS[CAMILLE] not in first.err and IBANS[CAMILLE][:-4] not in farm.must("log"), "no account number on stderr or in the journal")
like(farm.must("log"), r"\tsepa\t.*CABAS-2026-03-1", "the journal has the run")

# --- case 29: the same bytes, whatever came since
same(owed(1001), due, "a file is no payment")
like(text_of((farm.once(mail(CAMILLE, "", "SOLDE", id="s@e2e"), now="2026-04-03T10:00"), farm.answer_to("s@e2e"))[1]),
     r"sera prélevé le lundi 4 mai", "SOLDE says when it will be debited")
pay(1001, "2026-04-05", 100, "appoint")
again = sepa("--month", "2026-03", now="2026-04-20T12:34:56")
same((again.code, again.out == first.out), (0, True), "case 29: again, the same bytes")
like(again.err, r"as it was issued before", "and said")
output = farm.path("out.xml")
same(sepa("--month", "2026-03", "--output", output).code, 0, "into a file")
same((output.read_text(), output.stat().st_mode & 0o777), (first.out, 0o600), "the same, for the owner only")
same(sepa("--month", "2026-03", "--output", output).code, 0, "over the same bytes")
output.write_text("else")
done = sepa("--month", "2026-03", "--output", output)
same((done.code, output.read_text()), (1, "else"), "another file is left alone")
like(done.err, r"out\.xml: is there already", "and named")
eight = sepa("--month", "2026-03", "--version", "08")
same(read(eight.out, "08")["debits"], run["debits"], "version 08 says the same")
same(sepa("--month", "2026-03", "--version", "08").out, eight.out, "the same bytes too")
done = sepa("--month", "2026-03", "--new")
same((done.code, done.out), (0, ""), "a further run asks for nothing twice")
like(done.err, r"1001 .*was debited before and no payment is noted since", "and says what is on its way")
same(sepa("--month", "2026-03", "--run", "2").code, 1, "a run that is not there")

# --- the debit's payment, a late account, the next month
pay(1001, "2026-05-04", due - 100, "CABAS-2026-03-1-1001")
same(owed(1001), 0, "paid")
give_account(CHLOE, IBANS[CHLOE], "b@e2e", "2026-04-21T10:00")
chloe = farm.value("SELECT subscriber FROM mandate WHERE last4 = '3000'")
second = sepa("--month", "2026-03", "--new", now="2026-05-05T09:00")
run = read(second.out)
same([(d["id"], d["amount"], d["sequence"], d["day"]) for d in run["debits"]],
     [(f"CABAS-2026-03-2-{chloe}", owed(chloe), "FRST", "2026-05-08")],
     "a further run: who signed since, three open days later (8 May is an open day)")
same(sepa("--month", "2026-03", now="2026-05-06T09:00").out, first.out, "the first one stays what it was")
same(sepa("--month", "2026-03", "--run", "2", now="2026-05-06T09:00").out, second.out, "and the second")
done = sepa("--month", "2026-04")
same((done.code, done.out), (0, ""), "April is not invoiced, and nothing else is due")
farm.must("invoice", "--month", "2026-04", now="2026-05-07T06:00")
april = dict(farm.rows("SELECT subscriber, total FROM invoice WHERE month = '2026-04'"))
third = sepa("--month", "2026-04", now="2026-05-07T09:00")
run = read(third.out)
same([(b[0]) for b in run["batches"]], ["CABAS-2026-04-1-RCUR"], "recurrent from now on")
same({d["name"]: d["amount"] for d in run["debits"]}, {"Camille Roux": april[1001], run["debits"][1]["name"]: april[chloe]},
     "the new month only: March is on its way")

# --- money that comes back
pay(1001, "2026-06-08", april[1001], "CABAS-2026-04-1-1001")
pay(1001, "2026-06-10", -april[1001], "rejet CABAS-2026-04-1-1001")
same(owed(1001), april[1001], "a return opens the invoice again")
run = read(sepa("--month", "2026-04", "--new", now="2026-06-11T09:00").out)
same([(d["id"], d["amount"], d["note"]) for d in run["debits"]], [("CABAS-2026-04-2-1001", april[1001], "Facture " +
     farm.value("SELECT number FROM invoice WHERE month = '2026-04' AND subscriber = 1001"))], "and it is asked for again")
same(sepa("--back", "CABAS-2026-03-9-1001").code, 1, "an id that is none of ours")
same(sepa("--back", f"CABAS-2026-03-2-{chloe}", "compte", "clos").code, 0, "refused by the bank: staff say so")
same(sepa("--back", f"CABAS-2026-03-2-{chloe}").code, 1, "once")
run = read(sepa("--month", "2026-04", "--new", now="2026-06-12T09:00").out)
same([(d["id"], d["amount"], d["note"]) for d in run["debits"]], [(f"CABAS-2026-04-3-{chloe}", totals[chloe], "Facture " +
     farm.value("SELECT number FROM invoice WHERE month = '2026-03' AND subscriber = ?", chloe))], "it is asked for again, once")

# --- another account is another mandate, and first again
give_account(CAMILLE, "FR7630006000011234567890189", "c@e2e", "2026-06-15T10:00")
farm.must("invoice", "--month", "2026-05", now="2026-06-15T11:00")
run = read(sepa("--month", "2026-05", now="2026-06-16T09:00").out)
mine = [d for d in run["debits"] if d["mandate"].startswith("CABAS-1001")]
same([(d["mandate"], d["sequence"], d["iban"]) for d in mine], [("CABAS-1001-2", "FRST", "FR7630006000011234567890189")], "FRST again")
same(sepa("--month", "2026-03", now="2026-06-16T09:00").out, first.out, "the old file has the old account")

answer = (farm.once(mail(CAMILLE, "", "MES DONNEES", id="d@e2e"), now="2026-06-16T10:00"), farm.answer_to("d@e2e"))[1]
data = [p for p in answer.iter_attachments() if p.get_filename() == "mes-donnees.json"][0].get_content()
same(len(json.loads(data.decode() if isinstance(data, bytes) else data)["prelevements"]), farm.value(
    "SELECT count(*) FROM debit WHERE subscriber = 1001"), "one's own debits among one's data")

# --- whatever the names hold
base = sqlite3.connect(farm.db)
hostile = ["<b>\"&amp;' Ünï", "Дмитрий Иванов", "//a//", "x" * 300, "=1+1|cmd", "李 小龍", "a\u202eb\u200d", "-->]]>&#0;"]
for i, name in enumerate(hostile):
    base.execute("INSERT INTO subscriber (number, first_name, last_name) VALUES (?, ?, '')", (5000 + i, name))
    base.execute("INSERT INTO invoice VALUES (?, ?, '2026-05', '2026-06-01', ?)", (f"X{i}", 5000 + i, 1 + i))
for i in range(30):
    base.execute("INSERT INTO invoice VALUES (?, 5000, '2026-04', '2026-05-01', 100)", (f"OLD2026-{i:04}",))
base.execute("INSERT INTO mandate (reference, subscriber, signed_day, sealed, last4, state, created) SELECT 'CABAS-' || number || '-1', "
             "number, '2026-01-01', '', '0000', 'active', 1 FROM subscriber WHERE number >= 5000")
base.commit()
base.close()
done = sepa("--month", "2026-05", "--new", now="2026-06-17T09:00")
same((done.code, done.out), (1, ""), "an account that does not open stops the run")
like(done.err, r"mandate CABAS-5000-1", "and is named")
same(farm.value("SELECT count(*) FROM debit_run WHERE month = '2026-05'"), 1, "nothing of it is stored")
finish()
