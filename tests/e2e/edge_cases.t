#!/usr/bin/python3
"""The thirty edge cases of tests/data/edge_cases.tsv: each is held where the table says; and those that need a whole
farm: closures imported (10), a pause on a day or until it (15), links and tokens (30)."""
import sys
sys.dont_write_bytecode = True
sys.path.insert(0, __file__.rpartition("/")[0])
from farm import *

CAMILLE = "camille.roux@example.org"
NOW = "2026-03-09T10:00"
ELSEWHERE = ("billing", "bank", "staff")

# --- the table
seen = []
for line in (ROOT / "tests/data/edge_cases.tsv").read_text().splitlines():
    if line.startswith("#"):
        continue
    number, case, places = line.split("\t")
    seen.append(int(number))
    for place in places.split(" | "):
        if place in ELSEWHERE or place.startswith("none: "):
            continue
        file, text = place.split(": ", 1)
        path = ROOT / ("tests/data/requests" if file.endswith(".rows") else ".") / file
        rows = re.findall(r"^\[.*\]$", path.read_text(), re.M) if file.endswith(".rows") else [path.read_text()]
        ok(any(text in row for row in rows), f"{number}: {case}: {file}", place)
same(seen, list(range(1, 31)), "thirty of them")

# --- 10
farm = Farm()
for text in ("COMMANDER 2 salade 17/03", "LIEU laragne 24/03", "SUSPENDRE 31/03"):
    farm.once(mail(CAMILLE, "", text), now=NOW)
closures = farm.write("f.csv", "date;motif\n2026-03-17;Panne\n2026-03-26;Panne\n2026-03-31;Panne\n")
result = farm.run("import", "fermetures", closures, now=NOW)
for day, what in (("17", "1 orders are for that day"), ("26", "1 deliveries with another formula or depot for once"),
                  ("31", "1 deliveries of that day were suspended already")):
    ok(f"2026-03-{day}: {what}" in result.err, f"10: an import of closures names what each takes: {what}", result.all)
days = [line.split("\t")[0] for line in farm.must("planning", "1001", now=NOW).splitlines()]
same(days[:2], ["2026-03-10", "2026-04-07"], "10: the planning has none of the closed days")
depots = (ROOT / "db/demo/depots.csv").read_text().replace(";mardi;", ";mercredi;", 1)
result = farm.run("import", "depots", farm.write("d.csv", depots), now=NOW)
ok(result.code == 1 and "the day cannot change while" in result.err, "22: nobody's weekday moves by a spreadsheet", result.all)

# --- 15
for text, line, told, until in (
        ("pause le 31 mars", "SUSPEND from=2026-03-31 to=2026-03-31", ["mardi 31 mars"], "mardi 7 avril"),
        ("mettez mon panier en pause jusqu'au 31 mars", "SUSPEND from=2026-03-09 to=2026-03-31",
         ["mardi 17 mars", "mardi 24 mars", "mardi 31 mars"], "mardi 7 avril")):
    out = farm.__class__().run("replay", "--from", CAMILLE, farm.write("m.txt", text + "\n"), now=NOW).out
    ok(out.startswith(line), f"15: a pause on a day or until it: {text}", out)
    pause = out.partition("Pas de panier pour vous :")[2].partition("\n\nVotre")[0].partition("Impossible")[0]
    same(re.findall(r"^- (\w+ \d+ \w+) :", pause, re.M), told, "15: the answer names each date with its weekday")
    ok(f"reprennent d'elles-mêmes : {until}" in out, "15: and the basket after them", out)

# --- 30
farm = Farm()
for text in ("AIDE", "PLANNING", "PANIER", "FORMULES", "LIEUX", "PRODUITS", "SOLDE", "REGLEMENTS", "FACTURES", "INFOS", "COMMANDES",
             "SUSPENDRE 17/03", "ANNULER", "COMMANDER 2 salade", "EMAIL neuf@example.org", "RAPPEL OUI", "DESABONNEMENT"):
    farm.once(mail(CAMILLE, "", text), now=NOW)
farm.once(mail(CAMILLE, "", "SUSPENDRE 24/03", auth=False), now=NOW)
farm.once(now="2026-03-15T00:00")
links = {link for answer in farm.answers() for link in re.findall(r'(?:href|src|action)="([^"]*)"', answer.get_body(("html",)).get_content())}
ok(len(links) > 5, "30: answers have links")
same([link for link in links if not re.match(r"mailto:|geo:|https://www\.openstreetmap\.org/|cid:", link)], [],
     "30: no link of any answer acts by being opened: mails to write, maps to look at")
same(farm.value("SELECT count(*) FROM contact WHERE value = 'neuf@example.org'"), 0, "30: a new address waits for its code and for the old one's OUI")

farm = Farm()
farm.once(mail(CAMILLE, "", "SUSPENDRE 24/03", auth=False), now=NOW)
letter = farm.answers()[0]
base = sqlite3.connect(farm.db)
base.execute("UPDATE contact SET value = 'autre@example.org' WHERE value = ?", (CAMILLE,))
base.commit()
base.close()
for auth in (True, False):
    farm.once(mail(CAMILLE, f"Re: {letter['Subject']}", "OUI", auth=auth), now="2026-03-09T11:00")
same(farm.value("SELECT count(*) FROM suspension"), 0, "30: the token of an address that is off the file confirms nothing")
farm.once(mail("autre@example.org", f"Re: {letter['Subject']}", "OUI", auth=False), now="2026-03-09T11:05")
same(farm.value("SELECT count(*) FROM suspension"), 1, "30: the subscriber's own address still does")
finish()
