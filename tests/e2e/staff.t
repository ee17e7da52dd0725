#!/usr/bin/python3
"""What staff do by mail: orders, lists, cards, closures, requests on behalf of subscribers, spreadsheets; and what
nobody else may do, and what is no command."""
import sys
sys.dont_write_bytecode = True
sys.path.insert(0, __file__.rpartition("/")[0])
from farm import *

STAFF, CAMILLE, HELENE = "ferme@example.org", "camille.roux@example.org", "helene.girard@example.org"
NOW = "2026-03-09T10:00"
farm = Farm()


def new_answers(work):
    before = {m["Message-ID"] for m in farm.answers()}
    work()
    return [m for m in farm.answers() if m["Message-ID"] not in before]


def write(subject, body="", id=None, sender=STAFF, now=NOW, **options):
    """What left because of this mail: the answer's text to the sender, and the others."""
    told = new_answers(lambda: farm.once(mail(sender, subject, body, id=id, **options), now=now))
    mine = [m for m in told if m["To"] == sender and m["In-Reply-To"]]
    return text_of(mine[0]) if mine else "", [m for m in told if m["To"] != sender]


# --- orders
farm.once(mail(CAMILLE, "", "COMMANDER 2 salade, 1,5 kg pommes"), now=NOW)
farm.once(mail(HELENE, "", "COMMANDER 1 pot de miel"), now=NOW)
answer, told = write("ACCEPTER 1")
like(answer, r"commande n° 1 est acceptée\.\s+Camille Roux \(n° 1001\), pour le mardi 17 mars : 1,5 kg Pommes Golden, 2 × Laitue", "ACCEPTER in the subject")
same([m["To"] for m in told], [CAMILLE], "the subscriber is told")
answer, told = write("", "Bonjour,\n\nRefuser n°2 : plus de miel avant mai\nACCEPTER 1\nACCEPTER 99\nMerci\n")
like(answer, r"commande n° 2 est refusée", "REFUSER in a sentence's company")
like(answer, r"n° 1 de Camille Roux \(n° 1001\) est déjà acceptée", "decided is decided")
like(answer, r"Il n'y a pas de commande n° 99", "an unknown order")
same(sorted(m["To"] for m in told), ["h.girard@example.net", HELENE], "both addresses are told")
like(text_of(told[0]), r"La raison : plus de miel avant mai", "with the reason")
like(farm.must("log"), rf"\t{STAFF}\t1001\torder\t", "the journal names who accepted")
answer, _ = write("ACCEPTER la pomme", "accepte pas la 42\nACCEPTER 1 pas encore")
like(answer, r"Rien n'a été fait pour : ACCEPTER la pomme[\s\S]*ACCEPTER 42", "no number: said, with an example")
same(farm.must("orders", now=NOW).count("accepted"), 1, "nothing else was accepted")

# --- looking
answer, _ = write("LISTE 17/03")
like(answer, r"Liste du mardi 17 mars", "LISTE")
like(answer, r"- Camille Roux \(1001, 06 39 98 01 01\) : 1 × Petit panier, 1,5 kg Pommes Golden, 2 × Laitue", "names, formulas and products")
for depot, formula, quantity in (line.split("\t") for line in farm.must("list", "2026-03-17").splitlines()):
    name = farm.value("SELECT name FROM depot WHERE code = ?", depot)
    what = farm.value("SELECT name FROM formula WHERE code = ?1 UNION SELECT name FROM product WHERE code = ?1", formula)
    like(answer, rf"^{re.escape(name)} : .*{quantity.replace('.', ',')} \S+ {re.escape(what)}", f"the same as cabas list: {depot} {formula}")
answer, _ = write("FICHE 1001")
like(answer, r"Fiche n° 1001[\s\S]*COMMANDER|Fiche n° 1001", "FICHE")
like(answer, r"par ferme@example\.org : décision sur une commande", "with what changed")
like(answer, r"Camille Roux[\s\S]*mardi 17 mars[\s\S]*Vos commandes", "details, deliveries, orders")
answer, _ = write("RECHERCHE celik")
like(answer, r"Noémie Çelik, n° 1012, Sisteron", "RECHERCHE folds accents")
like(write("RECHERCHE zzz")[0], r"Personne n'a été trouvé", "nobody")
like(write("AIDE")[0], r"FERMETURE 14/07", "AIDE is the staff's own")
like(write("FICHE 4711")[0], r"pas d'abonné n° 4711", "an unknown subscriber")

# --- on behalf
answer, told = write("", "POUR 1001 SUSPENDRE 17/03")
like(answer, r"Pour Camille Roux \(n° 1001\) : c'est fait", "POUR")
same([m["To"] for m in told], [CAMILLE], "the subscriber is told")
like(text_of(told[0]), r"L'équipe de la ferme a modifié votre abonnement[\s\S]*mardi 17 mars", "by whom, and what")
like(farm.must("planning", "1001", now=NOW), r"^2026-03-17\tpetit\tgap-gare\t1\tsuspended$", "it is so")
answer, told = write("", "POUR 1001 ANNULER")
like(farm.must("planning", "1001", now=NOW), r"^2026-03-17\tpetit\tgap-gare\t1\topen$", "and taken back")
late = "2026-03-16T09:00"
answer, told = write("", "POUR 1001 SUSPENDRE 17/03", now=late)
like(answer, r"rien n'a changé[\s\S]*trop tard", "a cutoff holds for staff too")
same(told, [], "nobody is told of nothing")
answer, told = write("", "POUR 1001 SUSPENDRE 17/03 FORCER", now=late)
like(answer, r"La date limite n'a pas compté", "FORCER")
like(farm.must("planning", "1001", now=late), r"^2026-03-17\tpetit\tgap-gare\t1\tsuspended$", "forced")
like(farm.must("log"), r"\tsuspend\t.*\"forced\":\s*true", "the journal says so")
like(farm.must("log"), r"(?s)^(?!.*\"late\").*$", "and it is not taken for a late one")
answer, told = write("", "POUR 1001 SUSPENDRE 10/03 FORCER", now=late)
like(answer, r"rien n'a changé", "the past can't be forced")
answer, told = write("", "POUR 1002 SUSPENDRE 18/03")
like(answer, r"mardi 17 mars", "a day without delivery: choices")
answer, told = write("Re: Pour", "2")
ok(farm.value("SELECT count(*) FROM suspension s JOIN subscription b ON b.id = s.subscription WHERE b.subscriber = 1002") > 0,
   "a number answers the question for that subscriber", answer)
answer, told = write("", "POUR 1001 IBAN FR1420041010050500013M02606\nPOUR 1001 bla bla\nPOUR 1001")
same(answer.count("Rien n'a été fait"), 3, "nothing sensitive, nothing unclear")
answer, told = write("", "POUR 1001 TELEPHONE 06 39 98 01 77")
like(answer, r"c'est fait", "a new number needs no code from staff")
same(farm.value("SELECT subscriber FROM contact WHERE value = '+33639980177'"), 1001, "it is on file")
write("", "POUR 1001 SUSPENDRE 18/03\nPOUR 1002 SUSPENDRE 25/03", id="two@e2e")
state = farm.rows("SELECT * FROM suspension")
write("Re: deux", "1")
same(farm.rows("SELECT * FROM suspension"), state, "two questions at once: a number answers neither")

# --- closures
farm.once(mail(CAMILLE, "", "COMMANDER 1 pot de miel 24/03"), now=NOW)
number = farm.value("SELECT max(number) FROM purchase")
before = farm.must("planning", "1001", now=NOW)
answer, told = write("FERMETURE 24/03 : route coupée")
like(answer, r"Pas de livraison : mardi 24 mars\. Motif annoncé : route coupée", "FERMETURE")
like(answer, r"Commandes reportées à la livraison suivante : 1", "the order is moved")
mine = [text_of(m) for m in told if m["To"] == CAMILLE]
like(mine[0] if mine else "", r"mardi 24 mars : Petit panier, Gap – Gare[\s\S]*route coupée[\s\S]*reportée au mardi 31 mars[\s\S]*prochain panier", "the subscriber is told all")
same(farm.value("SELECT day FROM purchase WHERE number = ?", number), "2026-03-31", "it is")
same(len(told) - len({m["To"] for m in told}), 0, "everybody once")
people = {row[0] for row in farm.rows("SELECT number FROM subscriber")}
for person in sorted(people):
    plan = farm.must("planning", str(person), now=NOW)
    same("2026-03-24" in plan, False, f"nothing on that day for {person}")
like(write("FERMETURE 24/03")[0], r"Rien n'a changé", "closed is closed")
like(write("FERMETURE 02/03")[0], r"Rien n'a changé", "the past stays")
like(write("FERMETURE le jour de la fête")[0], r"Il manque la date", "no date")
answer, told = write("OUVERTURE 24/03")
like(answer, r"De nouveau des livraisons : mardi 24 mars", "OUVERTURE")
like(farm.must("planning", "1001", now=NOW), r"^2026-03-24\tpetit\tgap-gare\t1\topen$", "as before")

# --- what comes in the same turn as a closure knows of it
farm.drop(mail(STAFF, "FERMETURE 21/04"), at(NOW))
farm.drop(mail(CAMILLE, "", "COMMANDER 1 pot de miel 21/04", id="closed@e2e"), at(NOW) + 1)
farm.must("once", now="2026-03-09T10:05")
same(farm.rows("SELECT count(*) FROM purchase WHERE day = '2026-04-21'"), [(0,)], "an order behind a closure, in one batch")
ok("enregistrée" not in farm.answer_to("closed@e2e")["Subject"], "nor is it told so", farm.answer_to("closed@e2e")["Subject"])
write("OUVERTURE 21/04")

# --- spreadsheets


def attach(text, *files):
    parts = [("Content-Type: text/plain; charset=utf-8", text)] + [
        (f'Content-Type: text/csv; charset=utf-8\nContent-Disposition: attachment; filename="{name}"', data) for name, data in files]
    body = "".join(f"--b\n{head}\n\n{data}\n" for head, data in parts) + "--b--\n"
    raw = mail(STAFF, "Tableau", body)
    return raw.replace(b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit",
                       b"Content-Type: multipart/mixed; boundary=b", 1)


def send(raw):
    told = new_answers(lambda: farm.once(raw, now=NOW))
    return text_of(told[0]) if told else ""


good = "livraison;formule;produit;quantite;unite\n2026-03-31;petit;Radis;1;botte\n"
like(send(attach("IMPORT compositions", ("comp.csv", good))), r"est importé : 1 lignes nouvelles", "IMPORT")
same(farm.value("SELECT count(*) FROM composition WHERE product = 'Radis' AND day = '2026-03-31'"), 1, "it is there")
answer = send(attach("IMPORT compositions", ("comp.csv", good + "2026-03-31;enorme;Radis;1;botte\n2026-99-31;petit;Radis;1;botte\n")))
like(answer, r"comp\.csv:3:.*enorme", "a bad row is named")
like(answer, r"comp\.csv:4:.*2026-99-31", "and every other one")
like(send(attach("IMPORT compositions")), r"joignez un fichier CSV", "no file")
like(send(attach("IMPORT compositions", ("a.csv", good), ("b.csv", good))), r"Plusieurs fichiers", "two files")
like(send(attach("IMPORT bananes", ("a.csv", good))), r"« bananes » n'est pas un tableau", "an unknown kind")
like(farm.must("log"), rf"\t{STAFF}\t\timport\t", "the journal names who brought it")

# --- who may, and what is no command
for subject, options in (("ACCEPTER 3", {"auth": False}), ("FERMETURE 31/03", {"auth": False})):
    answer, told = write(subject, **options)
    same((answer, told), ("", []), f"{subject} in staff's name, but not proven: silence")
answer, told = write("FERMETURE 31/03", sender=CAMILLE)
ok("Pas de livraison : mardi 31 mars. " not in answer and not farm.value("SELECT count(*) FROM closure WHERE day = '2026-03-31'"),
   "a subscriber closes nothing")
for body in ("Salut, pour info la liste des courses est sur la table.\nPour samedi je prends le camion.",
             "liste de mariage : voir avec Paul", "Re: ACCEPTER 1", "on recherche un saisonnier"):
    answer, told = write("Point d'équipe", body)
    same((answer, told), ("", []), "people talking: " + body.splitlines()[0])
same(farm.value("SELECT state FROM inbox ORDER BY id DESC LIMIT 1"), "STAFF", "it is kept for people")
# --- a thread that a person took over stays theirs
farm.once(mail(CAMILLE, "Question", "Avez-vous des graines à vendre ?", id="question@e2e"), now=NOW)
ours = farm.answer_to("question@e2e")["Message-ID"].strip("<>")
theirs = "reponse-de-paul@ferme.example.org"
refs = lambda parent: [f"In-Reply-To: <{parent}>", f"References: <question@e2e> <{ours}> <{parent}>"]
planning = farm.must("planning", "1001", now=NOW)
told = new_answers(lambda: farm.once(mail(CAMILLE, "Re: Question", "Merci Paul ! Ne livrez pas le 31/03 alors.", id="suite@e2e",
                                          headers=refs(theirs)), now=NOW))
same(told, [], "an answer to a person's letter is not answered by the bot")
same((farm.value("SELECT state FROM inbox WHERE message_id = 'suite@e2e'"), farm.must("planning", "1001", now=NOW)), ("STAFF", planning),
     "it waits for a person, and nothing is done")
told = new_answers(lambda: farm.once(mail(CAMILLE, "Re: Question", "SUSPENDRE 31/03", headers=refs(ours)), now=NOW))
same(len(told), 1, "an answer to our own is")

farm.must("import", "abonnes", farm.write("staff.csv", "numero;prenom;nom;emails;telephones;adresse;code_postal;ville\n"
          f"1900;Paul;Paysan;{STAFF};;;;\n"))
farm.must("import", "abonnements", farm.write("sub.csv", "numero_abonne;formule;depot;quantite;frequence;debut;fin\n"
          "1900;petit;gap-gare;1;hebdomadaire;2026-01-06;\n"))
answer, told = write("SUSPENDRE 17/03")
like(farm.must("planning", "1900", now=NOW), r"^2026-03-17\tpetit\tgap-gare\t1\tsuspended$", "staff with a basket of their own are subscribers too")
answer, told = write("RECHERCHE paysan")
like(answer, r"Paul Paysan, n° 1900", "and staff")
finish()
