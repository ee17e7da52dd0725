#!/usr/bin/python3
"""`cabas export`: what is exported and imported again changes nothing, whatever subscribers asked for in between; the books
balance, and their totals are the invoices'."""
import sys
sys.dont_write_bytecode = True
sys.path.insert(0, __file__.rpartition("/")[0])
from farm import *
import csv, io, random

TABLES = "formula depot product closure composition subscriber contact subscription term exception suspension purchase payment formula_price " \
         "subscription_past"
farm = Farm({"farm": {"name": "Les Jardins", "address": "1 rue, 05000 Gap", "siret": "12345678901234"}, "limits": {"answers_per_hour": 1000}})
people = [value for value, in farm.rows("SELECT value FROM contact WHERE kind = 'email' ORDER BY value")]


def table(*args, now="2026-05-20T10:00"):
    text = farm.must("export", *args, now=now)
    ok(text.startswith("\ufeff"), "export " + " ".join(args))
    return list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=";"))


def state():
    return [sorted(farm.rows(f"SELECT * FROM {name}"), key=repr) for name in TABLES.split()]


def round_trip(when, now):
    before = state()
    for kind in KINDS:
        text = farm.must("export", kind, now=now)
        said = farm.run("import", kind, farm.write(f"{kind}.csv", text), now=now)
        like(said.out, rf"^{kind}: 0 new, 0 changed, \d+ unchanged$", f"{when}: {kind} again changes nothing", )
        if said.code or ", 0 changed" not in said.out:
            print("#", said.all.replace("\n", "\n# "), "\n#", text[:1500].replace("\n", "\n# "))
    after = state()
    for name, a, b in zip(TABLES.split(), before, after):
        if a != b:
            ok(False, f"{when}: {name} is the same", [row for row in zip(a, b) if row[0] != row[1]][:5])
    ok(before == after, f"{when}: every table is the same")


# --- usage
for args in ((), ("chose",), ("factures", "--from", "x"), ("abonnes", "--from", "2026-01-01"), ("factures", "y"),
             ("factures", "--from", "2026-02-01", "--to", "2026-01-01")):
    same(farm.run("export", *args).code, 2, "bad usage: " + " ".join(args))

# --- the farm as it was imported, header by header
for kind in KINDS:
    header = (ROOT / f"db/demo/{kind}.csv").read_text().splitlines()[0].lstrip("\ufeff")
    same(farm.must("export", kind, now="2026-03-01T12:00").lstrip("\ufeff").splitlines()[0], header, f"{kind}: the contract's header")
round_trip("as imported", "2026-03-01T12:00")

# --- after random requests, and texts that spreadsheets take for formulas
dice = random.Random(7)
lines = ["SUSPENDRE 24/03", "SUSPENDRE du 17/03 au 02/04", "REPRENDRE", "FORMULE grand", "FORMULE petit", "LIEU gap-gare", "LIEU embrun",
         "LIEU embrun 31/03", "COMMANDER 2 salade", "COMMANDER 1,5 kg pommes 24/03", "DESABONNEMENT trop cher", "ABONNER oeufs6", "ANNULER",
         "ADRESSE 3 rue =Neuve; \"bis\", 05000 Gap", "RAPPEL OUI", "FORMULE grand 24/03", "LIEU veynes", "LIEU briancon"]
farm.run("import", "formules", farm.write("f.csv", "code;nom;prix;tva;alias\nbio;=SOMME(A1);1,05;5,5;+bio|@b\nq;\"a;b\"\"c\";0;20;'=x\n"), now="2026-03-02T08:00")
farm.run("import", "fermetures", farm.write("c.csv", "date;motif\n2026-05-05;- pont -\n"), now="2026-03-02T08:00")
for day in range(2, 30):
    now = f"2026-03-{day:02}T10:00"
    for number in range(5):
        farm.drop(mail(dice.choice(people), "", "\n".join(dice.sample(lines, dice.choice((1, 1, 2)))), id=f"r{day}-{number}@e2e"), at(now))
    farm.must("once", now=now)
    if day in (9, 10, 20):
        round_trip(f"on the {day}th", f"2026-03-{day:02}T20:00")
ok(farm.value("SELECT count(*) FROM journal WHERE batch > 0") > 40, "a lot was changed",
   farm.value("SELECT count(*) FROM journal WHERE batch > 0"))
round_trip("after random requests", "2026-03-30T12:00")
round_trip("months later", "2026-05-30T12:00")
names = {row["code"]: (row["nom"], row["alias"]) for row in table("formules")}
same((names["bio"], names["q"]), (("'=SOMME(A1)", "'+bio|@b"), ('a;b"c', "'=x")), "formulas are texts")
same(farm.rows("SELECT name, aliases FROM formula WHERE code IN ('bio', 'q') ORDER BY code"), [("=SOMME(A1)", "+bio|@b"), ('a;b"c', "=x")],
     "and come back as they were")

base = sqlite3.connect(farm.db)
base.execute("INSERT INTO subscriber (number) VALUES (1900)")
base.execute("INSERT INTO erased (subscriber, at) VALUES (1900, 1)")
base.commit()
base.close()
ok("\n1900;" not in farm.must("export", "abonnes"), "who was erased is not in the file")
round_trip("with somebody erased", "2026-05-30T13:00")

# --- the books
for month in ("2026-03", "2026-04"):
    farm.must("invoice", "--month", month, now=f"2026-{int(month[-2:]) + 1:02}-01T06:00")
farm.must("invoice", "--credit", "F2026-0001", "geste", now="2026-05-10T10:00")
farm.must("import", "reglements", farm.write("pay.csv", "numero_abonne;date;montant;moyen;reference\n1001;2026-04-10;20;=virement;@X\n"
          "1001;2026-04-12;-20;rejet;X\n1002;2026-04-12;30,55;espèces;\n"), now="2026-05-10T10:00")
base = sqlite3.connect(farm.db)
base.execute("INSERT INTO invoice VALUES ('ANCIEN-1', 1003, '2025-12', '2025-12-31', 4321)")
base.commit()
base.close()
cents = lambda text: int(text.replace(",", "")) if text else 0
invoices = table("factures")
same([(r["numero"], cents(r["total_ttc"])) for r in invoices], [(n, t) for n, t in farm.rows(
    "SELECT number, total FROM invoice ORDER BY day, length(number), number")], "every invoice with its total")
ok(all(cents(r["total_ht"]) + cents(r["total_tva"]) == cents(r["total_ttc"]) for r in invoices if r["total_ht"]), "net and VAT are the total")
rates = [name[3:] for name in invoices[0] if name.startswith("ht ")]
ok("5,5 %" in rates, "a column a rate", rates)
ok(all(sum(cents(r["ht " + rate]) for rate in rates) == cents(r["total_ht"]) and sum(cents(r["tva " + rate]) for rate in rates) ==
       cents(r["total_tva"]) for r in invoices if r["total_ht"]), "whose sums are the totals")
credit = [r for r in invoices if r["avoir_sur"]]
ok(any(r["avoir_sur"] == "F2026-0001" and cents(r["total_ttc"]) < 0 and cents(r["tva 5,5 %"]) < 0 for r in credit), "credit notes below zero")
for number, in farm.rows("SELECT number FROM subscriber"):
    balance = int(farm.must("account", number).split("\n")[0].split("\t")[1])
    open_ = sum(cents(r["reste_du"]) for r in invoices if r["numero_abonne"] == str(number))
    if balance <= 0 and open_ != -balance:
        ok(False, f"{number}: what is open is the balance", f"{open_} {balance}")
lines = table("ecritures")
same(list(lines[0]), "JournalCode JournalLib EcritureNum EcritureDate CompteNum CompteLib CompAuxNum CompAuxLib PieceRef PieceDate EcritureLib "
     "Debit Credit EcritureLet DateLet ValidDate Montantdevise Idevise".split(), "the columns of the FEC")
entries = {}
for line in lines:
    entries.setdefault((line["JournalCode"], line["EcritureNum"]), []).append(line)
ok(all(sum(cents(l["Debit"]) - cents(l["Credit"]) for l in entry) == 0 and len(entry) > 1 for entry in entries.values()), "each entry balances")
ok(all((cents(l["Debit"]) > 0) != (cents(l["Credit"]) > 0) for l in lines), "a line is debit or credit")
same(len(entries), farm.value("SELECT (SELECT count(*) FROM invoice WHERE total <> 0) + (SELECT count(*) FROM payment)"),
     "an entry each invoice and each payment")
clients = {}
for line in lines:
    if line["CompteNum"] == "411000":
        clients[line["CompAuxNum"]] = clients.get(line["CompAuxNum"], 0) + cents(line["Credit"]) - cents(line["Debit"])
same({n: b for n, b in clients.items() if b}, {f"C{n}": b for n, b in farm.rows(
    "SELECT number, (SELECT coalesce(sum(amount), 0) FROM payment WHERE subscriber = number) - (SELECT coalesce(sum(total), 0) FROM invoice i "
    "WHERE i.subscriber = s.number) b FROM subscriber s WHERE b <> 0")}, "an auxiliary account is its subscriber's balance")
vat = sum(cents(l["Credit"]) - cents(l["Debit"]) for l in lines if l["CompteNum"].startswith("44571"))
same(vat, sum(cents(r["total_tva"]) for r in invoices), "VAT collected is the invoices' VAT")
ok({l["CompteNum"] for l in lines} <= {"411000", "471000", "512000", "530000", "701055", "707055", "707200", "44571055", "44571200", "707100", "701200",
   "44571100"}, "accounts", {l["CompteNum"] for l in lines})
like(farm.must("export", "ecritures"), r"^CA;Caisse;R\d+;20260412;530000;Caisse;;;R\d+;20260412;\"?Règlement ", "cash is cash")
days = [l["EcritureDate"] for l in lines]
same(days, sorted(days), "by day")
april = table("ecritures", "--from", "2026-04-01", "--to", "30/04/2026")
same(april, [l for l in lines if "20260401" <= l["EcritureDate"] <= "20260430"], "a time of it: the same lines with the same numbers")
same(len(table("reglements", "--from", "2026-04-12", "--to", "2026-04-12")), 2, "payments of a day")
ok(not any(re.match(r"[=+@]|-(?!\d)", value or "") for row in lines + invoices for value in row.values()), "no cell is a formula")
finish()
