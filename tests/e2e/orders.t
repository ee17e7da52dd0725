#!/usr/bin/python3
"""Orders from mail to decision: asked for by mail, listed, accepted and refused by staff, told to the household; and
changes of formula and depot by mail, taken back exactly."""
import sys
sys.dont_write_bytecode = True
sys.path.insert(0, __file__.rpartition("/")[0])
from farm import *

farm = Farm({"mail": {"staff": ""}})  # no digests among its letters
CAMILLE, CHLOE = "camille.roux@example.org", "chloe.arnaud@example.org"
NOW = "2026-03-09T10:00"


def write(sender, body, id, now=NOW):
    farm.once(mail(sender, "", body, id=id), now=now)
    return text_of(farm.answer_to(id))


def state():
    """All that UNDO must bring back."""
    return {table: farm.rows(f"SELECT * FROM {table} ORDER BY 1, 2") for table in
            ("subscription", "term", "exception", "suspension")}


# --- orders
same(farm.must("orders"), "", "no orders yet")
like(write(CAMILLE, "COMMANDER 2 salade, 1,5 kg pommes", "a@e2e"), r"commande n° 1 est enregistrée", "an order by mail")
write(CHLOE, "COMMANDER 1 pot de miel 24/03", "b@e2e")
same(farm.must("orders"), "1\t1001\t2026-03-17\tpending\t660\tpomme*1.5,salade*2\n"
     "2\t1009\t2026-03-24\tpending\t850\tmiel*1\n", "orders as TSV")
same(farm.must("orders", "1009"), "2\t1009\t2026-03-24\tpending\t850\tmiel*1\n", "one subscriber's")
same(farm.must("list", "2026-03-17").count("salade"), 0, "a pending order is not on the list")

before = {m["Message-ID"] for m in farm.answers()}
farm.must("accept", "1", now="2026-03-10T08:00")
farm.must("once", now="2026-03-10T08:00")
same(farm.value("SELECT state FROM purchase WHERE number = 1"), "accepted", "accepted")
told = [m for m in farm.answers() if m["Message-ID"] not in before and m["To"] != "ferme@example.org"]
same([m["To"] for m in told], [CAMILLE], "the subscriber is told")
like(text_of(told[0]), r"n° 1 est acceptée[\s\S]*mardi 17 mars, Gap – Gare :\s+- 1,5 kg Pommes Golden, à 2,80\s€ / kg : 4,20\s€\s+- 2 × Laitue", "what was accepted")
same(told[0]["Auto-Submitted"], "auto-generated", "by itself")
like(farm.must("list", "2026-03-17"), r"^gap-gare\tsalade\t2$", "it is on the list")

before = {m["Message-ID"] for m in farm.answers()}
farm.must("refuse", "2", "plus", "de", "miel.\nBcc: x@y", now="2026-03-10T08:00")
farm.must("once", now="2026-03-10T08:00")
told = [m for m in farm.answers() if m["Message-ID"] not in before and m["To"] != "ferme@example.org"]
same(sorted(m["To"] for m in told), [CHLOE, "marc.arnaud@example.org"], "the household is told")
like(text_of(told[0]), r"La raison : plus de miel\. Bcc: x@y\.", "with the reason, on one line")
same([m["Bcc"] for m in told], [None, None], "no header from a reason")
like(write(CHLOE, "COMMANDES", "c@e2e"), r"Commande n° 2, pour le mardi 24 mars, [^.]*\. Refusée : plus de miel\. Bcc: x@y\.\s+- 1 × Miel de lavande 500 g, à 8,50\s€ : 8,50\s€\s+Total : 8,50\s€", "listed")

for args, why in ((("accept", "1"), "order 1: it is accepted already"), (("refuse", "1"), "order 1: it is accepted already"),
                  (("accept", "2"), "order 2: it is refused already"), (("accept", "99"), "order 99: there is none of that number")):
    done = farm.run(*args, now="2026-03-10T08:00")
    same((done.code, why in done.err), (1, True), " ".join(args) + " is refused: " + done.err.strip())
for args in (("accept",), ("accept", "x"), ("accept", "1", "2"), ("refuse",), ("orders", "x"), ("orders", "1", "2")):
    same(farm.run(*args).code, 2, " ".join(args) + ": bad usage")
same(farm.run("orders", "4711").code, 1, "orders of nobody")

write(CAMILLE, "COMMANDER 1 salade", "d@e2e")
done = farm.run("accept", "3", now="2026-03-18T08:00")
same((done.code, "its delivery was on 2026-03-17" in done.err), (1, True), "too late to accept")
like(write(CAMILLE, "ANNULER COMMANDE 3", "e@e2e"), r"commande n° 3 est annulée", "cancelled by mail")
done = farm.run("accept", "3", now="2026-03-10T08:00")
same((done.code, "it is cancelled already" in done.err), (1, True), "cancelled is cancelled")
like(farm.must("log"), r"\tstaff\t1001\torder\t.*accepted", "the journal says who accepted")

# --- formulas and depots, and back
for body, pattern in (("FORMULE grand", r"Grand panier au lieu de Petit panier"),
                      ("FORMULE grand 24/03", r"cette fois seulement"),
                      ("LIEU laragne", r"jeudi 19 mars au lieu du mardi 17 mars"),
                      ("LIEU tallard 24/03", r"Tallard – Mairie au lieu de Gap – Gare, cette fois seulement"),
                      ("ABONNER pain", r"Première livraison : mardi 17 mars"),
                      ("FORMULE grand\nLIEU laragne\nABONNER pain\nSUSPENDRE 26/03", r"C'est noté")):
    was, id = state(), re.sub(r"\W", "", body)
    like(write(CAMILLE, body, f"{id}@e2e"), pattern, body.replace("\n", ", "))
    ok(state() != was, "it changed something")
    write(CAMILLE, "ANNULER", f"undo-{id}@e2e")
    same(state(), was, "ANNULER brings back exactly what was")
finish()
