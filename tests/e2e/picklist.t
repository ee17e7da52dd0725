#!/usr/bin/python3
"""Pick lists: mailed at the second of each cutoff, once, after an outage too; corrected when something is changed after
that; with LISTE; the PDF as paper, the CSV as a spreadsheet takes it."""
import csv, io, sys
sys.dont_write_bytecode = True
sys.path.insert(0, __file__.rpartition("/")[0])
from farm import *

STAFF, CAMILLE, HELENE, YANNICK = "ferme@example.org", "camille.roux@example.org", "helene.girard@example.org", "yannick.legoff@example.org"


def new_farm(at="2026-03-05T10:00"):
    farm = Farm()
    farm.once(now=at)
    return farm


def send(farm, sender, text, now, **options):
    id = f"{now}-{next(numbers)}@example.org"
    result = farm.once(mail(sender, "", text, id=id, **options), now=now)
    same(result.code, 0, f"{now} {text!r}", result.all)
    return farm.answer_to(id)


def csv_of(message, day):
    return files_of(message)[f"liste-{day}.csv"]


def lists(farm):
    """What was mailed, oldest first."""
    ids = [row[0] for row in farm.rows("SELECT message_id FROM outbox WHERE kind = 'picklist' ORDER BY id")]
    by_id = {m["Message-ID"].strip("<>"): m for m in farm.answers()}
    return [by_id[i] for i in ids if i in by_id]


def subjects(farm):
    return [m["Subject"] for m in lists(farm)]


def files_of(message):
    return {part.get_filename(): part.get_payload(decode=True) for part in message.iter_attachments()}


def paper(farm, pdf, *more):
    path = farm.write("list.pdf", "")
    pathlib.Path(path).write_bytes(pdf)
    return path, subprocess.run(["pdftotext", "-layout", *more, str(path), "-"], stdout=subprocess.PIPE, check=True).stdout.decode()


def sheet(data):
    ok(data.startswith(b"\xef\xbb\xbf"), "the CSV begins with a BOM")
    ok(b"\r\n" in data and not re.search(rb"[^\r]\n", data), "its lines end as Windows has it")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))


# --- at its moment, once
farm = new_farm()
farm.once(now="2026-03-08T23:59:59")
same(subjects(farm), [], "nothing a second before the cutoff")
farm.once(now="2026-03-09T00:00:00")
same(subjects(farm), ["Liste du mardi 10 mars"], "at the second of the cutoff")
for now in ("2026-03-09T00:00:00", "2026-03-09T12:00", "2026-03-09T23:59:59"):
    farm.once(now=now)
same(len(lists(farm)), 1, "once")
letter = lists(farm)[0]
same((letter["To"], letter["Auto-Submitted"]), (STAFF, "auto-generated"), "to staff, sent by itself")
text = text_of(letter)
like(text, r"Camille Roux \(1001, 06 39 98 01 01\) : 1 × Petit panier", "with names")
like(text, r"À récolter et à préparer :[\s\S]*- Carottes : \d", "with the harvest")
farm.once(now="2026-03-10T00:00:00")
farm.once(now="2026-03-11T00:00:00")
same(subjects(farm)[1:], ["Liste du jeudi 12 mars", "Liste du vendredi 13 mars"], "each delivery day at its own")

# --- the files
files = files_of(letter)
same(sorted(files), ["liste-2026-03-10.csv", "liste-2026-03-10.pdf"], "PDF and CSV go with it")
rows = sheet(files["liste-2026-03-10.csv"])
same(list(rows[0]), ["depot", "numero", "nom", "telephone", "article", "quantite", "unite", "note"], "the columns")
sums = {}
for row in rows:
    sums[row["depot"], row["article"]] = sums.get((row["depot"], row["article"]), 0) + float(row["quantite"].replace(",", "."))
told = {}
for depot, what, quantity in (line.split("\t") for line in farm.must("list", "2026-03-10").splitlines()):
    name = farm.value("SELECT name FROM depot WHERE code = ?", depot)
    what = farm.value("SELECT name FROM formula WHERE code = ?1 UNION SELECT name FROM product WHERE code = ?1", what)
    told[name, what] = float(quantity)
same(sums, told, "the CSV's sums are those of cabas list")
path, words = paper(farm, files["liste-2026-03-10.pdf"])
pages = words.split("\f")[:-1]
depots = sorted({row["depot"] for row in rows})
same(len(pages), 1 + len(depots), "a page to harvest and pack by, then one a depot")
info = subprocess.run(["pdfinfo", str(path)], stdout=subprocess.PIPE).stdout.decode()
like(info, r"Page size: +595\.\d* x 841\.\d* pts \(A4\)", "A4")
fonts = subprocess.run(["pdffonts", str(path)], stdout=subprocess.PIPE).stdout.decode().splitlines()[2:]
ok(fonts and all(re.search(r" yes yes yes ", line) for line in fonts), "fonts embedded, subset, real text", "\n".join(fonts))
like(pages[0], r"Récolte et préparation +mardi 10 mars 2026[\s\S]*page 1/1", "the first page")
for depot in depots:
    page = [p for p in pages[1:] if depot in p]
    ok(len(page) == 1 and all(row["nom"] in page[0] for row in rows if row["depot"] == depot), f"every name of {depot} on its page")
    ok(re.search(r"mardi 10 mars 2026", page[0]) and re.search(r"page 1/1", page[0]), "with date and page number")
ops = subprocess.run(["qpdf", "--qdf", "--object-streams=disable", str(path), "-"], stdout=subprocess.PIPE).stdout
people = len({(row["depot"], row["numero"]) for row in rows})
curves = len(re.findall(rb" c\s", ops))
ok(curves >= 4 * people, "a box to tick each (round corners: four curves)", f"{curves} curves, {people} people")

# --- corrections
farm = new_farm()
farm.once(now="2026-03-16T00:00:00")
same(subjects(farm), ["Liste du mardi 17 mars"], "the list; an outage before it is no list of the past")
send(farm, CAMILLE, "SUSPENDRE 17/03", "2026-03-16T08:00")
same(len(lists(farm)), 1, "too late: nothing to correct")
send(farm, STAFF, "POUR 1001 SUSPENDRE 17/03 FORCER", "2026-03-16T09:00")
same(subjects(farm)[1:], ["Correction de la liste du mardi 17 mars"], "forced: a correction")
text = text_of(lists(farm)[1])
like(text, r"a changé depuis le lundi 16 mars à 0 h 00", "since when")
same(re.findall(r"^- .* → .*$", text, re.M), ["- Camille Roux (1001) : 1 × Petit panier → rien"], "exactly what changed")
same([row for row in sheet(csv_of(lists(farm)[1], "2026-03-17")) if row["numero"] == "1001"], [], "the new files hold it")
farm.once(now="2026-03-16T10:00")
same(len(lists(farm)), 2, "told once")
send(farm, STAFF, "POUR 1001 REPRENDRE 17/03 FORCER\nPOUR 1009 FORMULE petit 17/03 FORCER", "2026-03-16T11:00")
same(len(lists(farm)), 3, "two changes of one mail: one correction")
changes = re.findall(r"^- (.*) → (.*)$", text_of(lists(farm)[2]), re.M)
same(len(changes), 2, "with both", text_of(lists(farm)[2]))
ok(any("Camille" in a and "rien" in a and "Petit panier" in b for a, b in changes), "what came back")
ok(any("Grand panier" in a and "Petit panier" in b for a, b in changes), "and what is another formula")
send(farm, STAFF, "POUR 1001 SUSPENDRE 24/03", "2026-03-16T12:00")
same(len(lists(farm)), 3, "another week's change is none")
send(farm, STAFF, "POUR 1001 SUSPENDRE 17/03 FORCER\nPOUR 1001 ANNULER FORCER", "2026-03-16T13:00")
state = [line for line in farm.must("planning", "1001", now="2026-03-16T13:00").splitlines() if line.startswith("2026-03-17")]
same(len(lists(farm)), 3 if "suspended" not in state[0] else 4, "changed and changed back: nothing to say")
before = len(lists(farm))
farm.once(now="2026-03-18T00:00:00")
send(farm, STAFF, "POUR 1001 SUSPENDRE 17/03 FORCER", "2026-03-18T09:00")
same([s for s in subjects(farm)[before:] if "17 mars" in s], [], "never of what is past")

# --- an order accepted after the cutoff, a closure
farm = new_farm()
send(farm, CAMILLE, "COMMANDER 2 salade 17/03", "2026-03-14T10:00")
farm.once(now="2026-03-16T00:00:00")
like(text_of(lists(farm)[-1]), r"pas encore acceptées[\s\S]*- n° 1, Camille Roux \(1001\) : 2 × Laitue", "an order that waits is named")
same([row for row in sheet(csv_of(lists(farm)[-1], "2026-03-17")) if row["article"] == "Laitue"], [], "and does not leave")
send(farm, STAFF, "ACCEPTER 1", "2026-03-16T07:00")
like(text_of(lists(farm)[-1]), r"- Camille Roux \(1001\) : 1 × Petit panier → 1 × Petit panier, 2 × Laitue", "accepted: corrected")
send(farm, STAFF, "FERMETURE 17/03 : neige", "2026-03-16T18:00")
like(text_of(lists(farm)[-1]), r"Plus de livraison ce jour-là : neige\. Personnes concernées : \d+\.", "closed: said in one line")

# --- an outage
farm = new_farm()
farm.once(now="2026-03-09T15:00")
same(subjects(farm), ["Liste du mardi 10 mars"], "down at the cutoff: caught up")
farm = new_farm()
farm.once(mail(CAMILLE, "", "SUSPENDRE 10/03"), received=at("2026-03-08T20:00"), now="2026-03-09T15:00")
same([row for row in sheet(csv_of(lists(farm)[0], "2026-03-10")) if row["numero"] == "1001"], [],
     "with what was received in time and applied after it")
same(len(lists(farm)), 1, "which needs no correction")
farm.once(mail(YANNICK, "", "SUSPENDRE 10/03"), received=at("2026-03-08T23:58"), now="2026-03-09T16:00")
farm.once(mail(HELENE, "", "SUSPENDRE 10/03"), received=at("2026-03-08T23:59"), now="2026-03-09T16:30")
same(subjects(farm)[1:], ["Correction de la liste du mardi 10 mars"], "a mail that came in time but was seen after the list: a correction")
like(text_of(lists(farm)[1]), r"^- Hélène Girard \(1002\) : .*Grand panier.* → rien$", "of what it changed, and none of what it did not")
farm = new_farm()
farm.once(now="2026-03-10T18:00")
same(subjects(farm), ["Liste du mardi 10 mars", "Liste du jeudi 12 mars"], "also on the day itself, with the next one")
farm = new_farm()
farm.once(now="2026-03-11T08:00")
same(subjects(farm), ["Liste du jeudi 12 mars", "Liste du vendredi 13 mars"], "not for what is past")
farm = new_farm()
farm.once(now="2026-06-01T08:00")
ok(all(s in ("Liste du mardi 2 juin",) for s in subjects(farm)) and len(subjects(farm)) == 1, "an outage of months gives no lists of the past", str(subjects(farm)))

# --- clock changes (29 March, 25 October) and the year's end
for before, at, subject in (("2026-03-29T23:59:59", "2026-03-30T00:00:00", "Liste du mardi 31 mars"),
                            ("2026-10-25T23:59:59", "2026-10-26T00:00:00", "Liste du mardi 27 octobre"),
                            ("2026-12-29T23:59:59", "2026-12-30T00:00:00", None)):
    farm = new_farm(before[:10] + "T00:00:01")
    farm.once(now=before)
    same(subjects(farm), [], f"{before}: not yet")
    farm.once(now=at)
    same(subjects(farm), [subject] if subject else [], f"{at}: at its second" if subject else f"{at}: Friday 1 January is closed, no list")

# --- LISTE
farm = new_farm()
answer = send(farm, STAFF, "LISTE 17/03", "2026-03-09T10:00")
same(sorted(files_of(answer)), ["liste-2026-03-17.csv", "liste-2026-03-17.pdf"], "LISTE brings the files")
answer = send(farm, STAFF, "LISTE 16/03 au 22/03\nFICHE 1001", "2026-03-09T10:00")
ok(len(files_of(answer)) in (4, 6), "those of each day of a week, and nothing of the card's", str(sorted(files_of(answer))))

# --- by hand, and what a spreadsheet must not run
base = sqlite3.connect(farm.db)
base.execute("UPDATE subscriber SET first_name = '=HYPERLINK(\"http://x\";1)', last_name = '' WHERE number = 1001")
base.commit()
base.close()
target = farm.write("x", "")
pdf, table = str(target) + ".pdf", str(target) + ".csv"
same(farm.must("list", "2026-03-17", "--pdf", pdf, "--csv", table), "", "files instead of the TSV")
cell = [row["nom"] for row in sheet(pathlib.Path(table).read_bytes()) if row["numero"] == "1001"]
same(cell[0], "'=HYPERLINK(\"http://x\";1)", "a formula is text")
ok(pathlib.Path(pdf).read_bytes().startswith(b"%PDF-"), "a PDF by hand")
same(farm.run("list", "2026-03-17", "--pdf", pdf).code, 1, "an existing file is not overwritten")
finish()
