#!/usr/bin/python3
"""big_farm: CSV files of a generated farm, the same every time: big_farm.py FOLDER [SUBSCRIBERS]

2,000 subscribers, 12 depots, three delivery days, five formulas, a tenth with a second subscription, every third one
every second week; compositions of three weeks of March 2026."""
import pathlib, random, sys

FIRST = "Camille Hélène Yannick Zoé Émile Chloé Noémie Jean-Baptiste Aïcha Léa Marie-Ange François Inès Théo Béatrice".split()
LAST = "Roux Girard Le~Goff N'Guyen Faure Arnaud Çelik Martin Bernard-Dubois Petit Moreau Lefèvre Gauthier Chevallier~de~La~Motte Blanc".split()
TOWNS = "Gap Tallard Laragne Sisteron Veynes Embrun Chorges Serres Manosque Digne Briançon Guillestre".split()
PLACES = "Gare;Mairie;La Bio du Coin;Halle du marché;Maison de la vallée et des associations;École".split(";")
PRODUCTS = ("carotte:Carottes:kg poireau:Poireaux:kg pdt:Pommes~de~terre:kg salade:Laitue:pièce radis:Radis:botte "
            "chou:Chou~pommé:pièce oignon:Oignons~jaunes:kg betterave:Betteraves~cuites:kg mache:Mâche:kg epinard:Épinards:kg "
            "navet:Navets:kg celeri:Céleri-rave:pièce persil:Persil:botte courge:Courge~butternut:kg").split()


def make(folder, subscribers=2000):
    pick = random.Random(7)
    files = {}

    def put(kind, header, rows):
        files[kind] = header + "\n" + "".join(";".join(str(cell) for cell in row) + "\n" for row in rows)
    put("formules", "code;nom;prix;tva;alias", [
        ("petit", "Petit panier", "12,50", "5,5", ""), ("grand", "Grand panier", "19,80", "5,5", ""),
        ("solo", "Panier solo", "8,50", "5,5", ""), ("oeufs6", "Boîte de 6 œufs", "2,60", "5,5", ""),
        ("pain", "Pain de campagne", "4,20", "5,5", "")])
    days = ["mardi", "jeudi", "vendredi"]
    depots = [(f"d{i:02}", f"{town} – {PLACES[i % len(PLACES)]}", f"{i} place du Marché", "05000", town, days[i % 3], "16:30-19:00", "", "", "")
              for i, town in enumerate(TOWNS)]
    put("depots", "code;nom;adresse;code_postal;ville;jour;ouverture;latitude;longitude;alias", depots)
    put("produits", "code;nom;prix;unite;tva;disponible;alias",
        [(*(part.replace("~", " ") for part in p.split(":")[:2]), "2,40", p.split(":")[2], "5,5", "oui", "") for p in PRODUCTS])
    people, subscriptions = [], []
    for n in range(1001, 1001 + subscribers):
        people.append((n, pick.choice(FIRST), pick.choice(LAST).replace("~", " "), f"a{n}@example.org", f"+3363998{n:04}", "1 rue", "05000", "Gap"))
        depot = pick.choice(depots)[0]
        rhythm = pick.choice(["hebdomadaire", "hebdomadaire", "paire"])
        start = "2026-03-09" if n % 97 == 0 else "2026-01-05"
        end = "2026-03-14" if n % 89 == 0 else ""
        subscriptions.append((n, pick.choice(["petit", "petit", "grand", "solo"]), depot, 1, rhythm, start, end))
        if n % 10 == 0:
            subscriptions.append((n, pick.choice(["oeufs6", "pain"]), depot, 1 + n % 20 // 10, "hebdomadaire", start, end))
    put("abonnes", "numero;prenom;nom;emails;telephones;adresse;code_postal;ville", people)
    put("abonnements", "numero_abonne;formule;depot;quantite;frequence;debut;fin", subscriptions)
    contents = []
    for week in (3, 10, 17):
        for day in (0, 2, 3):
            for formula, size in (("petit", 6), ("grand", 10), ("solo", 4)):
                for p in PRODUCTS[:size]:
                    code, _, unit = p.split(":")
                    contents.append((f"2026-03-{week + day:02}", formula, code, "0,8" if unit == "kg" else "1", unit))
    put("compositions", "livraison;formule;produit;quantite;unite", contents)
    for kind, text in files.items():
        (pathlib.Path(folder) / f"{kind}.csv").write_text(text)


if __name__ == "__main__":
    make(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 2000)
