#!/usr/bin/python3
"""The farm's morning mail: what it holds, net of what was undone; counts that balance; once a day whatever happens; and
invoices that leave by themselves."""
import sys
sys.dont_write_bytecode = True
sys.path.insert(0, __file__.rpartition("/")[0])
from farm import *

STAFF = "ferme@example.org"
NOW = "2026-03-09T10:00"
farm = Farm()


def write(sender, body, now=NOW, **options):
    return farm.once(mail(sender, options.pop("subject", ""), body, **options), now=now)


def digests(of=farm):
    found = [m for m in of.answers() if m["Subject"].startswith("Bilan")]
    return sorted(found, key=lambda m: m["Date"].datetime)


def section(text, title):
    """The lines under a heading."""
    found = re.search(rf"^{re.escape(title)}[^\n]*\n((?:[- ] ?.*\n)+)", text, re.M)
    return found[1] if found else ""


farm.once(now="2026-03-09T07:00")
same(len(digests()), 0, "a farm's first start owes no digest")
write("camille.roux@example.org", "SUSPENDRE du 17/03 au 26/03")
write("camille.roux@example.org", "COMMANDER 2 salade, 1,5 kg pommes 07/04")
write("emile.faure@example.org", "DESABONNEMENT nous déménageons à Lyon")
write("zoe.nguyen@example.org", "SUSPENDRE 10/03")
write("zoe.nguyen@example.org", "SUSPENDRE 17/03")
write("zoe.nguyen@example.org", "ANNULER")
write("yannick.legoff@example.org", "SUSPENDRE 17/03")
write("yannick.legoff@example.org", "REPRENDRE 17/03")
write("aicha.benali@example.org", "Les poireaux étaient abîmés, que faire ?", subject="Poireaux <b>abîmés</b>")
write("paul.martin@example.org", "Je suis absent", headers=["Auto-Submitted: auto-replied"])
write(STAFF, "POUR 1002 SUSPENDRE 10/03 FORCER")
farm.once(now="2026-03-10T05:59")
same(len(digests()), 0, "not before its hour")
shown = farm.must("digest", "--print", now="2026-03-10T06:00")
farm.once(now="2026-03-10T06:00")
farm.once(now="2026-03-10T06:01")
same(len(digests()), 1, "one, at its hour, once")
bilan = digests()[0]
text = text_of(bilan)
same((bilan["To"], bilan["Auto-Submitted"]), (STAFF, "auto-generated"), "to staff, by itself")
like(bilan["Subject"], r"^Bilan du mardi 10 mars : 2 à traiter$", "the subject says how much waits")
like(section(text, "Commandes à décider"), r"N° 1, Camille Roux \(1001\), pour le mardi 7 avril : 1,5 kg Pommes Golden, 2 × Laitue\. Total : 6,60\s€", "orders to decide")
like(section(text, "Messages qui attendent"), r"Aïcha Benali \(1007\) : Poireaux <b>abîmés</b>", "messages that wait")
like(section(text, "Départs"), r"Émile Faure \(1008\), dernier jour le .*La raison : nous déménageons à Lyon", "who leaves, and why")
changed = section(text, "Ce qui a changé : suspension")
like(changed, r"Camille Roux \(1001\) : mardi 17 mars ; mardi 24 mars", "suspensions with names and days")
ok("Zoé" not in changed and "Yannick" not in changed, "what was taken back is not told", changed)
like(section(text, "Demandes refusées"), r"Zoé N'Guyen \(1004\) : suspendre la livraison du mardi 10 mars", "what was too late")
like(section(text, "Forcé par l'équipe"), r"Hélène Girard \(1002\) : suspension, mardi 10 mars, par ferme@example\.org", "what staff forced")
html = bilan.get_body(("html",)).get_content()
ok("<b>abîmés" not in html and "mailto:paniers@example.org?subject=ACCEPTER%201" in html, "HTML is escaped; its links write the command")
png = [part.get_content() for part in bilan.walk() if part.get_content_type() == "image/png"]
ok(len(png) == 1 and png[0].startswith(b"\x89PNG") and "cid:paniers@cabas" in html, "a picture, shown in the mail")
counts = {name: int(number) for name, number in re.findall(r"^- (Traités|Attendent la réponse|Attendent une personne|Ignorés|Mis de côté|Pas encore lus)[^:]*: (\d+)", text, re.M)}
received = int(re.search(r"Messages reçus : (\d+)", text)[1])
same(sum(counts.values()), received, f"the numbers of messages balance: {counts}")
same(received, farm.value("SELECT count(*) FROM inbox"), "and are all there were")
like(text, r"Ignorés : 1 \(message automatique 1\)", "with the reason")
for line in section(text, "À venir").splitlines():
    found = re.match(r"- (\w+) (\d+)\w* (\w+) : (.*?)(?: ; suspendues.*)?$", line)
    months = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
    day = f"2026-{months.index(found[3]) + 1:02}-{int(found[2]):02}" if found else "?"
    total = {}
    for row in farm.must("list", day).splitlines():
        total[row.split("\t")[1]] = total.get(row.split("\t")[1], 0) + float(row.split("\t")[2])
    said = sum(float(number.replace(",", ".")) for number in re.findall(r"(?:^|, )(\d+(?:,\d+)?) ", found[4])) if found else -1
    same(said, sum(total.values()), f"as cabas list has it: {line}")
same(text.replace("\r", "").strip()[:60], shown.split("\n\n", 1)[1].strip()[:60], "--print shows the same")

# --- asked for by mail
before = {m["Message-ID"] for m in farm.answers()}
write(STAFF, "", now="2026-03-10T09:00", subject="DIGEST")
asked = [m for m in farm.answers() if m["Message-ID"] not in before]
same(sorted((m["To"], m["Subject"].split(" :")[0]) for m in asked), [(STAFF, "Bilan du mardi 10 mars"), (STAFF, "Votre bilan")], "DIGEST by mail")
like(text_of([m for m in asked if m["Subject"].startswith("Bilan")][0]), r"depuis le mardi 10 mars à 6 h 00", "since the last one")

# --- outages, nothing to say, clock changes
farm.once(now="2026-03-13T09:00")
same(len(digests()), 3, "three days without: one digest for all of them")
like(text_of(digests()[2]), r"depuis le mardi 10 mars à 6 h 00", "since the last one")
quiet = Farm(demo=False)
quiet.once(now="2026-03-27T12:00")
for now in ("2026-03-28T06:00", "2026-03-29T05:59", "2026-03-29T06:00", "2026-03-30T06:00", "2026-10-24T06:00", "2026-10-25T05:59",
            "2026-10-25T06:00", "2026-12-31T06:00", "2027-01-01T06:00"):
    quiet.once(now=now)
same([m["Subject"].split(" : ")[0] for m in digests(quiet)],
     ["Bilan du " + day for day in ("samedi 28 mars", "dimanche 29 mars", "lundi 30 mars", "samedi 24 octobre", "dimanche 25 octobre",
                                    "jeudi 31 décembre", "vendredi 1er janvier")], "one a day through both clock changes and the year's end")
same(text_of(digests(quiet)[0]).strip(), "Rien à signaler depuis le vendredi 27 mars à 12 h 00.", "nothing to say is one line")
same(farm.run("digest", "--date", "2026-02-30").code, 2, "no date")
same(farm.run("digest", "--date", "2026-05-01", now=NOW).code, 1, "a day to come")
nobody = Farm(settings={"mail": {"staff": ""}}, demo=False)
result = nobody.run("digest", now=NOW)
ok(result.code == 1 and "[mail] staff" in result.err, "nobody to send it to", result.all)

# --- killed at each point: once, and nothing twice
for point in ("schedule-counted", "schedule-marked", "schedule-committed"):
    one = Farm()
    one.once(now="2026-03-09T07:00")
    one.run("once", now="2026-03-10T06:30", env={"CABAS_FAULT": f"{point}:1"})
    for _ in range(3):
        one.once(now="2026-03-10T06:31")
    same(len(digests(one)), 1, f"killed at {point}: one digest")

# --- invoices by themselves, when the farm's legal mentions are complete
shop = Farm(settings={"farm": {"siret": "12345678900012", "address": "Chemin du Buëch, 05300 Laragne"}})
shop.once(now="2026-03-02T10:00")
shop.once(now="2026-04-01T07:59")
same(shop.value("SELECT count(*) FROM invoice"), 0, "not before the day and hour")
shop.once(now="2026-04-01T08:00")
billed = shop.value("SELECT count(*) FROM invoice")
ok(billed > 5, f"March's invoices are issued by themselves: {billed}")
letters = [m for m in shop.answers() if m["To"] != "ferme@example.org" and any(part.get_content_type() == "application/pdf" for part in m.walk())]
same(len(letters), shop.value("SELECT count(DISTINCT i.number) FROM invoice i JOIN contact c ON c.subscriber = i.subscriber AND c.kind = 'email'"),
     "each subscriber with an address got the file")
shop.once(now="2026-04-01T08:05")
same((shop.value("SELECT count(*) FROM invoice"), len([m for m in shop.answers() if m["To"] != "ferme@example.org" and any(p.get_content_type() == "application/pdf" for p in m.walk())])),
     (billed, len(letters)), "once")
same(shop.must("invoice", "--month", "2026-03", now="2026-04-02T08:00"), "", "and by hand nothing is left to do")
bare = Farm()
bare.once(now="2026-03-02T10:00")
bare.once(now="2026-04-01T08:00")
same(bare.value("SELECT count(*) FROM invoice"), 0, "without SIRET nothing is issued by itself")
bare.once(now="2026-04-02T06:00")
like(text_of(digests(bare)[-1]), r"Les factures de mars 2026 ne sont pas émises : il manque .*siret", "and the digest says why")
finish()
