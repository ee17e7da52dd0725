"""The people of tests/e2e/week.t and what they write: half a thousand subscribers by the demo farm's depots and formulas, and
messages of every kind, each with what it may lead to."""
from farm import mail, BOT, SERVER
from week_model import *

STAFF = "ferme@example.org"
FIRST = ("Camille Hélène Yannick Zoé Jean-François Aïcha Émile Chloé Paul Noémie Gaëlle Loïc Maëlys Théo Inès Björn Anne Luc "
         "Léa Nadège").split()
LAST_NAMES = ("Roux Girard Le_Goff N'Guyen D'Amico Bœuf Benali Faure Arnaud Martin Çelik Dupré Hernández Petit Grand Mardi Blanc "
              "Lafarge Oudin Pelletier").split()
DEPOTS = {"gap-gare": 2, "gap-bio": 2, "tallard": 2, "laragne": 4, "serres": 4, "veynes": 5, "sisteron": 5}
NAMES = {"gap-gare": "Gap – Gare", "gap-bio": "Gap – La Bio du Coin", "tallard": "Tallard – Mairie", "laragne": "Laragne – La Ferme",
         "serres": "Serres – Tiers-lieu", "veynes": "Veynes – Café de la Poste", "sisteron": "Sisteron – Maison de quartier"}


class Person:
    def __init__(self, number, first, last, mails, phones):
        self.number, self.first, self.last, self.mails, self.phones = number, first, last, mails, phones


def people(dice, count):
    """Persons, and the CSV texts that make them."""
    found, contracts = [], []
    for number in range(2001, 2001 + count):
        mails = [f"abonne{number}{suffix}@{dice.choice(('example.org', 'example.net'))}"
                 for suffix in ("", "-b", "-c")[:dice.choice((1, 1, 1, 2, 2, 3))]]
        phones = [f"+336399{number * 2 + i:05}" for i in range(dice.choice((0, 1, 1, 2)))]
        if number % 50 == 0 and phones:
            mails = []  # a phone and no address
        found.append(Person(number, dice.choice(FIRST), dice.choice(LAST_NAMES).replace("_", " "), mails, phones))
        depot = dice.choice(list(DEPOTS))
        ahead = "2026-12-18" if dice.random() < 0.03 else ""
        contracts.append((number, dice.choice(("petit", "petit", "grand")), depot, 4 if dice.random() < 0.02 else 1, dice.choice(
            ("hebdomadaire", "hebdomadaire", "hebdomadaire", "paire", "impaire")), "2026-01-06", ahead))
        if dice.random() < 0.4:
            contracts.append((number, dice.choice(("oeufs6", "oeufs12", "pain")), depot, dice.choice((1, 2)), dice.choice(
                ("hebdomadaire", "paire", "impaire", "mensuelle")), "2026-01-06", ""))
    subscribers = "numero;prenom;nom;emails;telephones;adresse;code_postal;ville\n" + "".join(
        f"{p.number};{p.first};{p.last};{'|'.join(p.mails)};{'|'.join(p.phones)};{p.number} rue des Lilas;05000;Gap\n" for p in found)
    subscriptions = "numero_abonne;formule;depot;quantite;frequence;debut;fin\n" + "".join(
        ";".join(map(str, row)) + "\n" for row in contracts)
    return found, {"abonnes": subscribers, "abonnements": subscriptions}


class Post:
    """One message on its way. `want`: states it may end in; `quiet`: nobody may be answered; `still`: nothing may change; `exact`:
    what it asks, when the journal can be foretold."""

    def __init__(self, kind, raw=None, who=None, sender="", sms=None, want=("DONE", "ASKED", "STAFF"), quiet=False, still=False,
                 exact=None, hostile=False, stranger=False):
        self.kind, self.raw, self.who, self.sender, self.sms = kind, raw, who, sender, sms
        self.want, self.quiet, self.still, self.exact, self.hostile = want, quiet, still, exact, hostile
        self.stranger, self.name, self.received = stranger, None, None


class Writer:
    """Makes messages. `state` is the farm as it stands, so that people write about deliveries of theirs."""

    def __init__(self, dice, everybody, state, start):
        self.dice, self.everybody, self.state, self.start = dice, everybody, state, start
        self.count, self.sent, self.orders, self.tokens = 0, [], [], []
        self.talkative = dice.sample(everybody, len(everybody) // 3)

    def id(self):
        self.count += 1
        return f"semaine-{self.count}@example.org"

    def some(self):
        return self.dice.choice(self.talkative if self.dice.random() < 0.6 else self.everybody)

    def deliveries(self, person, now, weeks=5):
        today = local(now).date()
        return self.state.plan(person.number, today, today + timedelta(7 * weeks))

    def letter(self, person, text, subject="", kind="keyword", sms=None, **options):
        """By mail or by text, as they have it."""
        named = {key: options.pop(key) for key in ("auth", "headers", "id", "charset") if key in options}
        sms = bool(person.phones) and (not person.mails or self.dice.random() < 0.25) if sms is None else sms
        if sms and person.phones and not named:
            return Post(kind, who=person, sender=self.dice.choice(person.phones), sms=text, **options)
        if not person.mails:
            return Post(kind, who=person, sender=person.phones[0], sms=text, **options)
        sender = self.dice.choice(person.mails)
        raw = mail(f"{person.first} {person.last} <{sender}>" if self.dice.random() < 0.5 and (person.first + person.last).isascii()
                   else sender, subject, text, **{"id": self.id(), **named})
        return Post(kind, raw, person, sender, **options)

    # --- what people write

    def honest(self, now):
        person = self.some()
        coming = self.deliveries(person, now)
        if not coming or self.dice.random() < 0.2:
            return self.asking(person)
        day, other = self.dice.choice(coming)[0], coming[-1][0]
        if self.dice.random() < 0.5:  # people write about what is about to be cut off, some too late
            open = [d for d in coming if cutoff(d[0]) > now - 3 * 3600]
            day = open[0][0] if open else day
        pick = self.dice.random()
        if pick < 0.30:
            return self.letter(person, f"SUSPENDRE {day:%d/%m/%Y}", kind="suspend", exact=("suspend", day, day))
        if pick < 0.36:
            return self.letter(person, f"SUSPENDRE du {min(day, other):%d/%m/%Y} au {max(day, other):%d/%m/%Y}", kind="suspend",
                               exact=("suspend", min(day, other), max(day, other)))
        if pick < 0.46:
            return self.letter(person, f"REPRENDRE {day:%d/%m/%Y}", kind="resume", exact=("resume", day, day + 200 * DAY))
        if pick < 0.54:
            return self.letter(person, "ANNULER", kind="undo")
        return self.wishing(person, day)

    def asking(self, person):
        text = self.dice.choice((
            "AIDE", "PANIER", "PLANNING", "FORMULES", "LIEUX", "PRODUITS", "COMMANDES", "FACTURES", "SOLDE", "REGLEMENTS", "INFOS",
            "Bonjour, que contient le prochain panier ?", "Quelles sont mes prochaines livraisons ?", "MES DONNEES",
            "Combien je vous dois ?", "Merci pour les poireaux, ils étaient délicieux !", "AIDE commandes"))
        return self.letter(person, text, kind="asking", still=True)

    def wishing(self, person, day):
        d, depot = f"{day:%d/%m}", self.dice.choice(list(NAMES))
        months = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
        said = f"{day.day} {months[day.month - 1]}"
        text = self.dice.choice((
            f"LIEU {NAMES[depot]} {d}", f"LIEU {NAMES[depot]}", f"FORMULE {self.dice.choice(('petit', 'grand'))} {d}",
            f"FORMULE {self.dice.choice(('petit', 'grand'))}", f"COMMANDER 2 salade, 1,5 kg pommes {d}", f"COMMANDER 1 pot de miel",
            "COMMANDER 3 jus de pommes, 2 kg carottes", "ABONNER oeufs6", "ABONNER pain", "RAPPEL OUI", "RAPPEL NON", "REPRENDRE",
            "SUSPENDRE 2 livraisons", "SUSPENDRE 3 semaines", "SUSPENDRE mercredi prochain",
            f"Bonjour,\n\nnous serons absents le {said}, merci de ne pas livrer notre panier.\n\nCordialement",
            f"Bonjour, pas de panier le {said} svp. Merci !", f"Finalement nous serons là le {said}, vous pouvez livrer.",
            f"Bonjour,\n\nserait-il possible d'avoir le grand panier le {said} ?\n\nBonne journée", "DESABONNEMENT nous déménageons",
            "Suspendre pendant les vacances", "SUSPENDRE 12/13", "Les deux prochaines semaines sans panier, merci",
            f"SUSPENDRE {d}\nCOMMANDER 1 tomme {d}\nPLANNING", f"ADRESSE {self.dice.randrange(99)} rue Neuve, 05000 Gap",
            f"EMAIL neuf{self.count}@example.net", f"TELEPHONE 06 39 97 {self.dice.randrange(100):02} {self.dice.randrange(100):02}",
            "IBAN FR7630006000011234567890189", "ANNULER COMMANDE 1"))
        return self.letter(person, text, kind="wish: " + text[:60])

    # --- what should lead to nothing

    def hostile(self, now):
        person = self.dice.choice([p for p in self.everybody if p.mails])
        coming = self.deliveries(person, now, 8)
        day = coming[-1][0] if coming else local(now).date()
        return self.dice.choice((self.robot, self.forged, self.stranger, self.garbage, self.subject, self.never, self.big,
                                 self.token, self.text))(person, f"SUSPENDRE {day:%d/%m/%Y}")

    def robot(self, person, wish):
        sender = person.mails[0]
        headers, sender = self.dice.choice((
            (["Auto-Submitted: auto-replied"], sender), (["List-Id: <potager.example.org>"], sender), (["Precedence: bulk"], sender),
            (["Return-Path: <>"], sender), (["X-Autoreply: yes"], sender), ([], "noreply@example.org"), ([], "MAILER-DAEMON@example.net"),
            ([], BOT), (["X-Cabas-Loop: 1"], sender)))
        raw = mail(sender, "Re: votre panier", wish, id=self.id(), headers=headers)
        if self.dice.random() < 0.2:
            raw = mail("MAILER-DAEMON@example.net", "Undelivered Mail Returned to Sender", "--b\nContent-Type: text/plain\n\nfailed\n"
                       "--b\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; x@example.org\nAction: failed\n"
                       "Status: 5.1.1\n--b--", id=self.id(), headers=["Return-Path: <>"]).replace(
                b"Content-Type: text/plain; charset=utf-8", b"Content-Type: multipart/report; report-type=delivery-status; boundary=b", 1)
        return Post("robot", raw, None, sender, want=("IGNORED",), quiet=True, still=True, hostile=True)

    def forged(self, person, wish):
        sender = person.mails[0]
        lying = f"Authentication-Results: {SERVER}; dmarc=fail header.from=example.org\n".encode()
        raw = mail(sender, "", self.dice.choice((wish, "DESABONNEMENT", "SOLDE")), id=self.id(), auth=False)
        pick = self.dice.randrange(4)
        if pick == 1:  # a line further down that says otherwise
            raw = lying + mail(sender, "", wish, id=self.id())
        if pick == 2:  # of another server
            raw = mail(sender, "", wish, id=self.id()).replace(SERVER.encode(), b"mx.evil.example", 1)
        if pick == 3:
            raw = mail(STAFF, "", f"FERMETURE {wish.split()[1]}\nPOUR {person.number} {wish} FORCER", id=self.id(), auth=False)
            return Post("forged staff", raw, None, STAFF, quiet=True, still=True, hostile=True, want=("STAFF", "IGNORED"))
        return Post("forged", raw, person, sender, still=True, hostile=True)

    def stranger(self, person, wish):
        sender = f"inconnu{self.dice.randrange(6)}@example.com"
        auth = self.dice.random() < 0.6
        raw = mail(sender, self.dice.choice(("Question", f"POUR {person.number} {wish}")), f"{wish}\nabonné n° {person.number}",
                   id=self.id(), auth=auth)
        return Post("stranger", raw, None, sender, want=("STAFF",), quiet=not auth, still=True, hostile=True, stranger=True)

    def garbage(self, person, wish):
        noise = self.dice.randbytes(self.dice.choice((0, 1, 200, 5000)))
        raw = self.dice.choice((noise, b"From: a@b, c@d\n" + mail(person.mails[0], "", wish, id=self.id()),
                                b"\n" * 300 + noise, mail(person.mails[0], "", wish, id=self.id())[:90] + noise,
                                b"Content-Type: multipart/mixed; boundary=x\n" * 40 + b"\n" + b"--x\n" * 500))
        return Post("garbage", raw, None, "", want=("QUARANTINED", "STAFF", "IGNORED"), quiet=True, still=True, hostile=True)

    def subject(self, person, wish):
        subject = self.dice.choice((
            "=?utf-8?q?PLANNING=0D=0ABcc:_evil@example.com=0D=0A=0D=0Ahello?=", "\u202egninnalp\u202c", "<script>alert(1)</script>",
            "=?utf-8?b?" + "AAAA" * 300 + "?=", "=?utf-16?q?=FF=FE?=", "PLANNING\n\tBcc: evil@example.com", "{{secret}} %s%n $(id)"))
        return self.letter(person, "PLANNING", subject, kind="hostile subject", sms=False, still=True, hostile=True)

    def never(self, person, wish):
        text = self.dice.choice((
            f"PLANNING\n\nLe 12 mars, Les Jardins a écrit :\n> {wish}\n> Merci", f"Ne surtout pas {wish.lower()} !",
            f"Si je voulais {wish.lower()}, est-ce que ce serait possible sans frais ?",
            f"PLANNING\n\n-- \nMarie\n{wish}", f"abonné n° {person.number + 1}\n{wish}",
            f"---------- Forwarded message ---------\nFrom: voisin@example.com\nSubject: panier\n\n{wish}"))
        return self.letter(person, text, kind="never act: " + text[:60], sms=False, still=True, hostile=True)

    def big(self, person, wish):
        sender, junk = person.mails[0], ("QUJD" * 19 + "\n") * 26000
        if self.dice.random() < 0.5:
            return Post("2 MB of text", mail(sender, "", f"{wish}\n" + "un deux trois quatre\n" * 100000, id=self.id()), person, sender,
                        want=("STAFF",), still=True, hostile=True)
        day = Date(*reversed([int(part) for part in wish.split()[1].split("/")]))
        body = (f"--b\nContent-Type: text/plain; charset=utf-8\n\n{wish}\n--b\nContent-Type: image/jpeg\n"
                f"Content-Transfer-Encoding: base64\n\n{junk}--b--\n")
        raw = mail(sender, "Photo", body, id=self.id()).replace(b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit",
                                                                b"Content-Type: multipart/mixed; boundary=b", 1)
        return Post("2 MB attached", raw, person, sender, exact=("suspend", day, day), hostile=True)

    def token(self, person, wish):
        """A token that is nobody's, or one that was used, or somebody else's."""
        token = "GQFNP-3BYAQ-W6DEP-3RYB5-Y5HDN-K"
        if self.tokens and self.dice.random() < 0.7:
            token, owner = self.dice.choice(self.tokens)
            if owner == person.number:
                person = self.dice.choice([p for p in self.everybody if p.mails and p.number != owner])
        return self.letter(person, "OUI", f"Re: Est-ce bien vous ? Répondez OUI [{token}]", kind=f"wrong token {token}", sms=False,
                           still=True, hostile=True)

    def text(self, person, wish):
        sender, text = self.dice.choice((("+33699999999", wish), ("INFO", wish), ("36180", "Gagnez un million"), ("+33939000000", wish)))
        return Post("stranger's text", sms=text, sender=sender, want=("STAFF", "IGNORED"), quiet=sender != "+33699999999", still=True,
                    hostile=True, stranger=sender == "+33699999999")
