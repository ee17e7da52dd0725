#!/usr/bin/python3
"""`cabas invoice`: a month's invoices once, whatever dies when and whoever runs it twice; their mails; FACTURE, FACTURES,
SOLDE; credit notes; the account."""
import sys
sys.dont_write_bytecode = True
sys.path.insert(0, __file__.rpartition("/")[0])
from farm import *

CAMILLE = "camille.roux@example.org"
SELLER = {"mail": {"staff": ""}, "farm": {"name": "Les Jardins du Buëch", "address": "12 chemin des Prés, 05700 Serres", "siret": "12345678901234"}}
KILLED = -signal.SIGKILL
APRIL = "2026-04-01T06:00"


def invoices(farm):
    return farm.rows("SELECT number, subscriber, total FROM invoice ORDER BY number")


def sent(farm):
    return sorted((m["To"], m["Subject"]) for m in farm.answers())


# --- the contract
farm = Farm(SELLER)
for args in (("invoice",), ("invoice", "--month", "2026-13"), ("invoice", "--month", "2026-03", "x"),
             ("invoice", "--month", "2026-03", "--credit", "F2026-0001")):
    same(farm.run(*args).code, 2, " ".join(args) + ": bad usage")
done = farm.run("invoice", "--month", "2026-03", now="2026-03-31T23:59:59")
same((done.code, done.out), (1, ""), "a month that is not over is refused")
like(done.err, r"^cabas: invoice: 2026-03 is not over: its invoices can be issued from 2026-04-01 on$", "and why")
farm.once(mail(CAMILLE, "", "COMMANDER 1,5 kg pommes 24/03", id="o@e2e"), now="2026-03-09T10:00")
farm.must("accept", "1", now="2026-03-10T08:00")
farm.must("once", now="2026-03-10T08:00")
like(farm.must("orders", now="2026-03-24T23:00"), r"^1\t1001\t2026-03-24\taccepted\t", "an order on its day")
like(farm.must("orders", now="2026-03-25T00:00"), r"^1\t1001\t2026-03-24\tdelivered\t", "delivered on the day after")
before = len(farm.answers())
done = farm.run("invoice", "--month", "2026-03", now=APRIL)
same((done.code, done.err), (0, ""), "issued")
issued = [line.split("\t") for line in done.out.splitlines()]
same([(n, int(s), int(t)) for n, s, t in issued], invoices(farm), "a line each on stdout, and nothing else")
same([n for n, _, _ in issued], [f"F2026-{i:04}" for i in range(1, 13)], "numbers without gaps")
like(farm.must("orders", now="2026-03-10T08:00"), r"^1\t1001\t2026-03-24\tdelivered\t", "its order is delivered for good")
like(farm.must("list", "2026-03-24"), r"^gap-gare\tpomme\t1\.5$", "and still on that day's list")
done = farm.run("invoice", "--month", "2026-03", now="2026-04-02T06:00")
same((done.code, done.out), (0, ""), "case 29: a second run issues nothing")
like(done.err, r"issued before: nothing is new", "and says so")
farm.must("once", now=APRIL)
same(len(farm.answers()) - before, 12, "a mail each")
mine = [m for m in farm.answers() if m["To"] == CAMILLE and "F2026-0001" in m["Subject"]][0]
same(mine["Subject"], "Votre facture F2026-0001, mars 2026", "its subject")
text = text_of(mine)
total = dict((int(s), int(t)) for _, s, t in issued)[1001]
like(text, rf"Voici votre facture F2026-0001 pour mars 2026 : {total // 100},{total % 100:02}\s€", "its total")
like(text, r"au plus tard le vendredi 1er mai", "until when")
like(text, rf"À régler sur cette facture : {(total - 5000) // 100},{total % 100:02}\s€", "less what was paid")
files = list(mine.iter_attachments())
same([(f.get_filename(), f.get_content_type()) for f in files], [("F2026-0001.pdf", "application/pdf")], "its file")
pdf = farm.write("one.pdf", files[0].get_content())
words = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], stdout=subprocess.PIPE).stdout.decode()
like(words, r"F2026-0001", "its number on paper")
like(words, r"mardi 24 mars", "each delivery with its day")
like(words, r"Pommes Golden", "and what was ordered")
same(farm.must("account", "1001"), f"balance\t{5000 - total}\npayment\t2026-02-05\t5000\ninvoice\tF2026-0001\t2026-04-01\t{total}\n",
     "the account")

# --- asked for
def write(body, id, now="2026-04-03T10:00"):
    farm.once(mail(CAMILLE, "", body, id=id), now=now)
    return farm.answer_to(id)

answer = write("FACTURE mars", "a@e2e")
like(text_of(answer), r"- F2026-0001 du mercredi 1er avril, pour mars 2026", "FACTURE of a month")
again = [f for f in answer.iter_attachments()]
same([f.get_filename() for f in again], ["F2026-0001.pdf"], "with its file")
ok(again[0].get_content() == pdf.read_bytes(), "the very same bytes")
like(text_of(write("FACTURE F2026-0002", "b@e2e")), r"Nous n'avons pas trouvé cette facture : F2026-0002", "not another's")
like(text_of(write("FACTURES", "c@e2e")), r"F2026-0001.*Reste à régler", "FACTURES")
like(text_of(write("SOLDE", "d@e2e")), r"Ce qui est à régler :\s+- F2026-0001", "SOLDE")

# --- corrections: case 28
done = farm.run("invoice", "--credit", "F2026-0002", "paniers", "abîmés", now="2026-04-05T10:00")
same((done.code, done.out), (0, f"F2026-0013\t1002\t-{dict((n, t) for n, _, t in issued)['F2026-0002']}\n"), "a credit note")
same(farm.run("invoice", "--credit", "F2026-0002", now="2026-04-05T10:00").code, 1, "not twice")
farm.must("once", now="2026-04-05T10:00")
credits = [m for m in farm.answers() if m["Subject"] == "Avoir F2026-0013 sur votre facture F2026-0002"]
same(len(credits), 1, "and its mail")
like(text_of(credits[0]), r"La raison : paniers abîmés\.", "with the reason")
like(farm.must("account", "1002"), r"^balance\t\d+\n[\s\S]*^invoice\tF2026-0013\t2026-04-05\t-\d+$", "below zero in the account")

# --- what a French invoice must show, and who has no address
poor = Farm({"farm": {"name": "Les Jardins"}})
farm_sql = sqlite3.connect(poor.db)
farm_sql.execute("DELETE FROM contact WHERE subscriber = 1003")
farm_sql.commit()
farm_sql.close()
done = poor.run("invoice", "--month", "2026-03", now=APRIL)
same((done.code, len(done.out.splitlines())), (0, 12), "issued all the same")
like(done.err, r"^cabas: invoice: \[farm\] address, \[farm\] siret: missing, .* fill it in, in .*cabas\.conf$", "what is missing is named")
like(done.err, r"1 of them are for subscribers without a mail address", "who gets none on paper")

# --- whatever dies when
model = Farm(SELLER)
farm = Farm(SELLER, init=False)
points = sorted(set(re.findall(r'fault_point\("(invoice-[^"]+)"\)', "".join(p.read_text() for p in ROOT.glob("bot/*.c")))))
same(len(points), 3, f"named points: {' '.join(points)}")
model.must("invoice", "--month", "2026-03", now=APRIL)
want = invoices(model)
model.must("once", now=APRIL)
base = Farm(SELLER)
died = set()
for point in points:
    for number in (1, 12):
        farm.db.unlink(missing_ok=True)
        for extra in ("-wal", "-shm"):
            pathlib.Path(str(farm.db) + extra).unlink(missing_ok=True)
        shutil.rmtree(farm.path("outbox"), ignore_errors=True)
        shutil.copy(base.db, farm.db)
        first = farm.run("invoice", "--month", "2026-03", now=APRIL, env={"CABAS_FAULT": f"{point}:{number}"})
        died |= {point} if first.code == KILLED else set()
        second = farm.run("invoice", "--month", "2026-03", now=APRIL)
        farm.must("once", now=APRIL)
        same((second.code, invoices(farm), sent(farm)), (0, want, sent(model)), f"{point}:{number}: goes on, once each")
        told = (first.out + second.out).splitlines()
        ok(len(set(told)) == len(told), "no line twice")
same(sorted(died), points, "it died at each")

# --- two at the same time
farm.db.unlink()
shutil.copy(base.db, farm.db)
both = [subprocess.Popen([CABAS, "-c", str(farm.conf), "--now", APRIL, "invoice", "--month", "2026-03"], stdout=subprocess.PIPE,
                         stderr=subprocess.PIPE, cwd=ROOT) for _ in range(2)]
outs = [p.communicate(timeout=60) for p in both]
same([p.returncode for p in both], [0, 0], "two runs at once end well", outs)
same((invoices(farm), farm.value("SELECT count(*) FROM outbox")), (want, 12), "and issue everything once")
finish()
