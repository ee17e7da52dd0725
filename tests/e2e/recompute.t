#!/usr/bin/python3
"""What answers name is what the database holds: the demo's mails and as many others as there are verbs and more go through
`cabas once`; each date, cutoff, basket, total and state of each answer is computed anew from the tables, by rules
written a second time here, and compared; so are `cabas planning`, `list`, `orders` and `account`."""
import sys
sys.dont_write_bytecode = True
sys.path.insert(0, __file__.rpartition("/")[0])
from farm import *
from datetime import date as Date, timedelta

DAYS = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]
MONTHS = ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"]
DATE = rf"(?:{'|'.join(DAYS)}) (?:1er|\d{{1,2}}) (?:{'|'.join(MONTHS)})(?: 20\d\d)?"
LAST = {1: 5, 2: 7, 3: 7, 4: 1, 5: 2, 6: 3, 7: 4}  # delivery's weekday -> the last one for changes, until 23:59
STATES = {"pending": "En attente de l'accord de la ferme.", "accepted": "Acceptée.", "refused": "Refusée", "cancelled": "Annulée.",
          "delivered": "Livrée."}


def say(day, now):
    number = "1er" if day.day == 1 else day.day
    return f"{DAYS[day.weekday()]} {number} {MONTHS[day.month - 1]}" + (f" {day.year}" if day.year != now.year else "")


def unsay(text, now):
    """The day; None: its weekday is wrong, or there is no such day."""
    name, number, month, *year = text.split()
    try:
        day = Date(int(year[0]) if year else now.year, MONTHS.index(month) + 1, int(number.replace("er", "")))
    except ValueError:
        return None
    return day if DAYS[day.weekday()] == name else None


def money(cents):
    whole = f"{abs(cents) // 100}"
    grouped = whole if len(whole) < 4 else f"{whole[:-3]} {whole[-3:]}"
    return ("-" if cents < 0 else "") + f"{grouped},{abs(cents) % 100:02d} €"


def last_day(day):
    """The last day on which its delivery can change."""
    back = (day.isoweekday() - LAST[day.isoweekday()]) % 7 or 7
    return day - timedelta(back)


def monday(day):
    return day - timedelta(day.weekday())


def plain(text):
    """With ordinary blanks only."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


class Truth:
    """The tables, and what follows from them for one subscriber."""

    def __init__(self, farm, number):
        iso = lambda text: Date.fromisoformat(text) if text else None
        self.formulas = {code: (name, price) for code, name, price in farm.rows("SELECT code, name, price FROM formula")}
        self.depots = {code: (name, weekday) for code, name, weekday in farm.rows("SELECT code, name, weekday FROM depot")}
        self.products = dict(farm.rows("SELECT code, price FROM product"))
        self.closed = {iso(day) for day, in farm.rows("SELECT day FROM closure")}
        self.subscriptions = []
        for id, quantity, frequency, start, end in farm.rows(
                "SELECT id, quantity, frequency, start_day, end_day FROM subscription WHERE subscriber = ?", number):
            self.subscriptions.append({
                "id": id, "quantity": quantity, "frequency": frequency, "start": iso(start), "end": iso(end),
                "terms": [(iso(a), b, c) for a, b, c in farm.rows(
                    "SELECT from_day, formula, depot FROM term WHERE subscription = ? ORDER BY from_day", id)],
                "once": {monday(iso(a)): (b, c) for a, b, c in farm.rows(
                    "SELECT day, formula, depot FROM exception WHERE subscription = ?", id)},
                "off": {monday(iso(a)) for a, in farm.rows("SELECT day FROM suspension WHERE subscription = ?", id)}})
        self.orders = [(n, iso(day), state, reason) for n, day, state, reason in farm.rows(
            "SELECT number, day, state, reason FROM purchase WHERE subscriber = ? ORDER BY number DESC", number)]
        self.totals = {n: sum((q * price + 500) // 1000 for q, price in farm.rows(
            "SELECT thousandths, price FROM purchase_item WHERE purchase = ?", n)) for n, *_ in self.orders}
        self.lines = [(q * price + 500) // 1000 for q, price in farm.rows(
            "SELECT i.thousandths, i.price FROM purchase_item i JOIN purchase p ON p.number = i.purchase WHERE p.subscriber = ?", number)]
        self.told = [iso(day) for day, in farm.rows("SELECT max(day) FROM composition GROUP BY formula")]
        self.vat = []
        for n, *_ in self.orders:
            rates = {}
            for q, price, rate in farm.rows("SELECT thousandths, price, vat FROM purchase_item WHERE purchase = ?", n):
                rates[rate] = rates.get(rate, 0) + (q * price + 500) // 1000
            self.vat += [(2 * total * rate + 10000 + rate) // (2 * (10000 + rate)) for rate, total in rates.items()]
        self.payments = farm.rows("SELECT day, amount FROM payment WHERE subscriber = ? ORDER BY day DESC, id DESC", number)
        self.invoices = farm.rows("SELECT day, total FROM invoice WHERE subscriber = ?", number)
        self.balance = sum(a for _, a in self.payments) - sum(t for _, t in self.invoices)

    def term(self, one, day):
        found = one["terms"][0]
        for term in one["terms"]:
            if term[0] <= day:
                found = term
        return found

    def regular(self, one, week):
        """The day of that week on which the depot in force is served."""
        for i in range(7):
            day = week + timedelta(i)
            if self.depots[self.term(one, day)[2]][1] == i + 1:
                return day

    def is_turn(self, one, day):
        if one["frequency"] == "hebdomadaire":
            return True
        if one["frequency"] == "mensuelle":
            week = monday(day) - timedelta(7)
            while week + timedelta(6) >= day.replace(day=1):
                other = self.regular(one, week)
                if other and other >= day.replace(day=1) and other not in self.closed:
                    return False
                week -= timedelta(7)
            return True
        first = monday(one["start"]) + timedelta(self.depots[one["terms"][0][2]][1] - 1)
        if first < one["start"]:
            first += timedelta(7)
        while first.isocalendar()[1] % 2 != (one["frequency"] == "impaire"):
            first += timedelta(7)
        weeks = (monday(day) - monday(first)).days // 7
        return weeks >= 0 and weeks % 2 == 0

    def deliveries(self, start, end, endless=False):
        """(day, formula, depot, quantity, suspended, base), by day and formula."""
        found = []
        for one in self.subscriptions:
            week = monday(start)
            while week <= end:
                day = self.regular(one, week)
                if (day and day not in self.closed and day >= one["start"] and
                        (endless or not one["end"] or day <= one["end"]) and self.is_turn(one, day)):
                    _, formula, depot = self.term(one, day)
                    formula, depot = (new or old for new, old in zip(one["once"].get(week, (None, None)), (formula, depot)))
                    made = week + timedelta(self.depots[depot][1] - 1) if one["once"].get(week, (0, None))[1] else day
                    if start <= made <= end and (made == day or made not in self.closed):
                        found.append((made, formula, depot, one["quantity"], week in one["off"], day, one["id"]))
                week += timedelta(7)
        return sorted(found, key=lambda d: (d[0], d[1], d[6]))

    def what(self, deliveries):
        names = [(f"{d[3]} × " if d[3] > 1 else "") + self.formulas[d[1]][0] for d in deliveries]
        return ", ".join(names[:-1]) + " et " * (len(names) > 1) + names[-1]

    def basket(self, day, now):
        """"mardi 17 mars, Petit panier, Gap – Gare" of what really comes."""
        coming = [d for d in self.deliveries(day, day) if not d[4]]
        where = list(dict.fromkeys(self.depots[d[2]][0] for d in coming))
        return f"{say(day, now)}, {self.what(coming)}, {' et '.join(where)}"

    def next(self, day):
        coming = [d[0] for d in self.deliveries(day, day + timedelta(1190)) if not d[4]]
        return coming[0] if coming else None

    def is_open(self, delivery, now):
        return now.date() <= min(last_day(delivery[0]), last_day(delivery[5]))


problems, named = [], {"dates": 0, "cutoffs": 0, "next": 0, "money": 0, "rows": 0}


def expect(good, what, *details):
    if not good:
        problems.append(f"{what}: {' | '.join(map(str, details))}")


def known_days(truths, now, asked):
    days = {now.date(), now.date() + timedelta(7), *asked}  # a question lives for a week
    for truth in truths:
        days |= truth.closed | {order[1] for order in truth.orders} | set(truth.told)
        days |= {Date.fromisoformat(day) for day, _ in truth.payments + truth.invoices}
        for d in truth.deliveries(now.date() - timedelta(70), now.date() + timedelta(480), endless=True):
            days |= {d[0], d[5]}
    return days | {last_day(day) for day in days}


def check_dates(text, truths, now, asked, story):
    days = known_days(truths, now, asked)
    for found in re.findall(rf"Votre dernière facture viendra le ({DATE})", text):
        day = unsay(found, now)  # the run after the month of what is delivered last, or of today
        ends = [d[0] for d in truths[-1].deliveries(now.date(), now.date() + timedelta(480)) if not d[4]] or [now.date()]
        expect(day == (ends[-1].replace(day=28) + timedelta(4)).replace(day=1), "another day of the last invoice", found, ends[-1], story)
        days.add(day)
    for found in re.findall(DATE, text):
        day = unsay(found, now)
        named["dates"] += 1
        expect(day, "a wrong weekday", found, story, text)
        expect(day in days, "a date that is none of theirs: each is of the planning, of what was asked, or a cutoff of it",
               found, story, text)
    bare = re.findall(rf"(?<!{')(?<!'.join(name + ' ' for name in DAYS)})\b(?:1er|\d{{1,2}}) (?:{'|'.join(MONTHS)})\b", re.sub("«[^»]*»", "", text))
    expect(not bare, "a date without its weekday", bare, story, text)


def check_cutoffs(text, truths, now, story):
    ends = {min(last_day(d[0]), last_day(d[5])) for truth in truths
            for d in truth.deliveries(now.date() - timedelta(70), now.date() + timedelta(480), endless=True)}
    ends |= {last_day(order[1]) for truth in truths for order in truth.orders}
    for how, found, hour in re.findall(rf"(jusqu'au|depuis le) ({DATE}) à (\d+ h \d\d)", text):
        if "OUI" in text and "valable" in text:
            continue  # until when a question or a code lives
        day = unsay(found, now)
        named["cutoffs"] += 1
        expect(day in ends and hour == "23 h 59", "no delivery's cutoff", found, hour, story, text)
        expect(day >= now.date() if how == "jusqu'au" else day < now.date(), "over, or not yet", how, found, story, text)


def check_next(text, truth, now, story):
    found = re.search(r"Votre prochain panier : (.+)\.$", text, re.M)
    next = truth.next(now.date())
    if found:
        named["next"] += 1
        expect(next and found[1] == truth.basket(next, now), "another basket comes next", found[1],
               next and truth.basket(next, now), story)
    if "Aucune autre livraison n'est prévue pour vous." in text:
        expect(next is None, "a basket comes", next, story, text)
    again = re.search(rf"les livraisons reprennent d'elles-mêmes : ({DATE}),", text)
    pause = re.search(r"Pas de panier pour vous :\n\n((?:- .*\n)+)", text)
    if again and pause and len(truth.subscriptions) == 1:
        last = max(unsay(day, now) for day in re.findall(rf"- ({DATE})", pause[1]))
        expect(unsay(again[1], now) == truth.next(last + timedelta(1)), "it resumes on another day", again[1], story, text)


def check_lists(text, truth, now, story):
    """What is said to be suspended is, what is said to come does, what is too late is locked."""
    for head, test in (("Pas de panier pour vous", lambda ds: any(d[4] for d in ds)),
                       ("Déjà suspendu, rien ne change", lambda ds: any(d[4] for d in ds)),
                       ("Vos livraisons reprennent", lambda ds: any(not d[4] for d in ds)),
                       ("Déjà prévu, rien ne change", lambda ds: any(not d[4] for d in ds)),
                       ("Impossible de changer", lambda ds: any(not truth.is_open(d, now) for d in ds))):
        block = re.search(rf"{head} :\n\n((?:- .*\n)+)", text)
        for found in re.findall(rf"^- ({DATE}) :", block[1], re.M) if block else []:
            named["rows"] += 1
            expect(test(truth.deliveries(*[unsay(found, now)] * 2)), f"{head}, and it is not so", found, story, text)


def check_planning(text, truth, now, story):
    rows = re.findall(rf"^- ({DATE}) : (\d+) × (.+)\. (Prévu, trop tard pour changer|Prévu|Suspendu)\.", text, re.M)
    want = []
    for d in truth.deliveries(now.date(), now.date() + timedelta(55)):
        state = "Suspendu" if d[4] else "Prévu" if truth.is_open(d, now) else "Prévu, trop tard pour changer"
        want.append((say(d[0], now), str(d[3]), f"{truth.formulas[d[1]][0]}, {truth.depots[d[2]][0]}", state))
    named["rows"] += len(rows)
    expect(rows == want, "the planning", rows, want, story)


def check_orders(text, truth, now, story):
    rows = re.findall(rf"^Commande n° (\d+), pour le ({DATE})(?:, ([^\n]+?))?\. ((?:En attente|Acceptée|Refusée|Annulée|Livrée|La ferme)"
                      rf"[^\n]*)\n\n(?:- .*\n)+\nTotal : ([\d ]+,\d\d €)", text, re.M)
    want = [(n, day, state) for n, day, state, _ in truth.orders if day >= now.date() - timedelta(31)]
    expect(len(rows) == len(want), "the orders", rows, want, story, text)
    for (n, day, where, rest, total), (number, wanted, state) in zip(rows, want):
        named["rows"] += 1
        depots = dict.fromkeys(truth.depots[d[2]][0] for d in truth.deliveries(wanted, wanted))
        expect((int(n), unsay(day, now), total, where) == (number, wanted, money(truth.totals[number]), " et ".join(depots)) and
               rest.startswith(STATES[state]), "an order", n, day, where, total, rest, number, wanted, state, story)


def check_money(text, truths, story):
    amounts = set()
    for truth in truths:
        prices = [price * count for _, price in truth.formulas.values() for count in range(1, 5)]
        amounts |= {*prices, *truth.products.values(), *truth.totals.values(), *truth.lines, *truth.vat, abs(truth.balance)}
        amounts |= {abs(a - b) for a in prices for b in prices} | {abs(a) for _, a in truth.payments + truth.invoices}
    for found in re.findall(r"[\d ]*\d,\d\d €", text):
        named["money"] += 1
        expect(found.strip() in {money(amount) for amount in amounts}, "an amount from nowhere", found, story, text)


def check_balance(text, truth, story):
    amount = re.search(r"(?:reste à régler|avance de|notés à ce jour) : ([\d ]+,\d\d €)", text)
    expect(amount[1] == money(abs(truth.balance)) if amount else truth.balance == 0, "the balance", amount, truth.balance, story)


def check_commands(farm, number, truth, now, story):
    clock = now.strftime("%Y-%m-%dT%H:%M")
    rows = [line.split("\t") for line in farm.must("planning", number, now=clock).splitlines()]
    want = []
    for d in truth.deliveries(now.date(), now.date() + timedelta(55)):
        state = "suspended" if d[4] else "open" if truth.is_open(d, now) else "locked"
        want.append([d[0].isoformat(), d[1], d[2], str(d[3]), state])
    expect(sorted(rows[:len(want)]) == sorted(want), "cabas planning", rows, want, story)
    rows = [line.split("\t")[:5] for line in farm.must("orders", number, now=clock).splitlines()]
    want = [[str(n), str(number), day.isoformat(), state, str(truth.totals[n])] for n, day, state, _ in reversed(truth.orders)]
    expect(rows == want, "cabas orders", rows, want, story)
    first = farm.must("account", number).splitlines()[0]
    expect(first == f"balance\t{truth.balance}", "cabas account", first, truth.balance, story)


def check_list(farm, day, numbers, now, story):
    made = {}
    for number in numbers:
        truth = Truth(farm, number)
        for d in truth.deliveries(day, day):
            if not d[4]:
                made[d[2], d[1]] = made.get((d[2], d[1]), 0) + d[3]
    rows = [line.split("\t") for line in farm.must("list", day.isoformat(), now=now.strftime("%Y-%m-%dT%H:%M")).splitlines()]
    codes = set(farm.rows("SELECT code FROM formula"))
    rows = {(row[0], row[1]): int(row[2]) for row in rows if (row[1],) in codes}
    expect(rows == made, "cabas list", day, rows, made, story)


# --- the messages: when, who, what

def who(name):
    return {"camille": 1001, "helene": 1002, "yannick": 1003, "zoe": 1004, "jf": 1005, "marie": 1006, "aicha": 1007, "emile": 1008,
            "chloe": 1009, "paul": 1010, "tablee": 1011, "noemie": 1012}[name]


SCRIPT = """
2026-03-09T10:00 camille PLANNING
2026-03-09T10:01 camille PANIER
2026-03-09T10:02 camille SUSPENDRE 10/03
2026-03-09T10:03 camille SUSPENDRE du 10/03 au 26/03
2026-03-09T10:04 camille REPRENDRE 24/03
2026-03-09T10:05 camille ANNULER
2026-03-09T10:06 camille PLANNING
2026-03-09T10:07 camille SUSPENDRE 18/03
2026-03-09T10:08 camille SUSPENDRE 3 livraisons
2026-03-09T10:09 camille REPRENDRE
2026-03-09T11:00 helene PLANNING
2026-03-09T11:01 helene SUSPENDRE 17/03
2026-03-09T11:02 helene FORMULE petit 24/03
2026-03-09T11:03 helene FORMULE petit
2026-03-09T11:04 helene ANNULER
2026-03-09T11:05 helene LIEU laragne
2026-03-09T11:06 helene PLANNING
2026-03-09T11:07 helene COMMANDER 2 salade, 1,5 kg pommes
2026-03-09T11:08 helene COMMANDES
2026-03-09T11:09 helene LIEU tallard 26/03
2026-03-09T11:10 helene PANIER 24/03
2026-03-09T12:00 yannick PLANNING
2026-03-09T12:01 yannick SUSPENDRE 24/03
2026-03-09T12:02 yannick SUSPENDRE 17/03
2026-03-09T12:03 yannick FORMULE grand
2026-03-09T12:04 yannick COMMANDER 1 miel
2026-03-09T12:05 yannick COMMANDES
2026-03-09T12:06 yannick ANNULER COMMANDE 2
2026-03-09T12:07 yannick COMMANDES
2026-03-09T13:00 zoe SUSPENDRE pain 17/03
2026-03-09T13:01 zoe PLANNING
2026-03-09T13:02 zoe PANIER 17/03
2026-03-09T13:03 zoe SOLDE
2026-03-09T13:04 zoe REGLEMENTS
2026-03-09T13:05 zoe FACTURES
2026-03-09T14:00 jf SUSPENDRE 12/03
2026-03-09T14:01 jf LIEU gap-gare 19/03
2026-03-09T14:02 jf PLANNING
2026-03-09T14:03 jf COMMANDER 3 pdt 17/03
2026-03-09T14:04 jf COMMANDES
2026-03-09T15:00 marie PLANNING
2026-03-09T15:01 marie SUSPENDRE du 20/03 au 31/12
2026-03-09T15:02 marie PLANNING
2026-03-09T15:03 marie REPRENDRE
2026-03-10T09:00 aicha PLANNING
2026-03-10T09:01 aicha FORMULE grand
2026-03-10T09:02 aicha LIEU gap-gare à partir du 01/04
2026-03-10T09:03 aicha PLANNING
2026-03-10T09:04 aicha SOLDE
2026-03-10T10:00 emile ABONNER oeufs6
2026-03-10T10:01 emile PLANNING
2026-03-10T10:02 emile SUSPENDRE du 20/04 au 10/05
2026-03-10T10:03 emile FORMULES
2026-03-10T10:04 emile LIEUX
2026-03-10T10:05 emile PRODUITS
2026-03-10T11:00 chloe SUSPENDRE 17/03
2026-03-10T11:01 chloe PLANNING
2026-03-10T11:02 chloe REPRENDRE 17/03
2026-03-10T11:03 chloe SOLDE
2026-03-10T11:04 chloe INFOS
2026-03-10T12:00 paul DESABONNEMENT
2026-03-10T12:01 paul PLANNING
2026-03-10T12:02 paul ANNULER
2026-03-10T12:03 paul DESABONNEMENT à partir du 15/04
2026-03-10T12:04 paul PLANNING
2026-03-10T13:00 tablee FORMULE petit
2026-03-10T13:01 tablee COMMANDER 4 jus, 2 fromage
2026-03-10T13:02 tablee COMMANDES
2026-03-10T13:03 tablee AIDE
2026-03-10T14:00 noemie RAPPEL OUI
2026-03-10T14:01 noemie PLANNING
2026-03-11T08:00 helene COMMANDER 2 salade 24/03
2026-03-15T23:59 camille SUSPENDRE 17/03
2026-03-16T00:00 camille REPRENDRE 17/03
2026-03-16T00:01 helene ANNULER
2026-03-16T00:02 jf PLANNING
2026-03-16T00:03 camille PLANNING
2026-04-06T10:00 emile PLANNING
2026-10-23T10:00 camille SUSPENDRE 27/10
2026-10-26T00:00 camille REPRENDRE 27/10
2026-12-07T10:00 yannick PLANNING
2026-12-07T10:01 yannick SUSPENDRE du 20/12 au 15/01
2026-12-07T10:02 marie SUSPENDRE 3 livraisons
2026-12-07T10:03 noemie PLANNING
2026-12-16T10:00 noemie SUSPENDRE 18/12
2026-12-21T10:00 noemie PANIER
"""


def process(farm, raw, sender, now, asked, story, text):
    clock = now.strftime("%Y-%m-%dT%H:%M")
    number = farm.value("SELECT subscriber FROM contact WHERE value = ?", sender)
    before = Truth(farm, number) if number else None
    seen = set(farm.path("outbox").rglob("*"))
    result = farm.once(raw, now=clock)
    expect(result.code == 0, "cabas once", result.all, story)
    fresh = [read_mail(path.read_bytes()) for path in sorted(set(farm.path("outbox").rglob("*")) - seen) if path.is_file()]
    for letter in fresh:
        body = plain(text_of(letter))
        subject = plain(letter["Subject"])
        if not number:
            continue
        after = Truth(farm, number)
        truths = [before, after]
        check_dates(subject + "\n" + body, truths, now, asked, story)
        check_cutoffs(body, truths, now, story)
        check_money(body, truths, story)
        check_next(body, after, now, story)
        check_lists(body, after, now, story)
        if text == "PLANNING" and "Vos prochaines livraisons :" in body:
            check_planning(body, after, now, story)
        if text == "COMMANDES" and letter["Subject"] == "Vos commandes":
            check_orders(body, after, now, story)
        if text == "SOLDE":
            check_balance(body, after, story)
    if number:
        check_commands(farm, number, Truth(farm, number), now, story)
    return fresh


farm = Farm({"mail": {"staff": ""}})
letters = 0
demo = Farm({"mail": {"staff": ""}})
for number, path in enumerate(sorted((ROOT / "db/demo").glob("*.eml"))):
    raw = path.read_bytes().replace(b"mx.exemple.net", SERVER.encode())
    message = read_mail(raw)
    now = datetime.datetime(2026, 3, 9, 9, number)
    lines = demo.must("parse", "--channel", "mail", demo.write("m.eml", raw), now=now.strftime("%Y-%m-%dT%H:%M"))
    asked = [Date.fromisoformat(day) for day in re.findall(r"\d{4}-\d\d-\d\d", lines)]
    letters += len(process(demo, raw, email.utils.parseaddr(message["From"])[1].lower(), now, asked, path.name, ""))
same(problems, [], f"the demo's mails: {letters} letters say what the database holds")
ok(letters >= 12, "the demo answers")
problems.clear()
addresses = dict(farm.rows("SELECT subscriber, value FROM contact WHERE kind = 'email' AND position = 0"))
count = 0
for line in SCRIPT.strip().splitlines():
    clock, name, text = line.split(" ", 2)
    now = datetime.datetime.fromisoformat(clock)
    raw = mail(addresses[who(name)], "", text)
    lines = farm.must("parse", farm.write("m.txt", text + "\n"), now=clock)
    asked = [Date.fromisoformat(day) for day in re.findall(r"\d{4}-\d\d-\d\d", lines)]
    story = f"{line} -> {lines.strip()}"
    expect("HUMAN" not in lines, "not understood", story)
    fresh = process(farm, raw, addresses[who(name)], now, asked, story, text)
    expect(fresh, "no answer", story)
    letters += len(fresh)
    count += 1
    ok(not problems, line, "\n".join(problems))
    problems.clear()
numbers = [number for number, in farm.rows("SELECT number FROM subscriber")]
for day in ("2026-03-10", "2026-03-17", "2026-03-19", "2026-03-24", "2026-03-26", "2026-04-03", "2026-05-01", "2026-12-22", "2027-01-12"):
    check_list(farm, Date.fromisoformat(day), numbers, datetime.datetime(2026, 3, 10, 20), day)
same(problems, [], "cabas list of nine days")
verbs = {line.split()[2] for line in SCRIPT.strip().splitlines()}
ok(count >= 80 and len(verbs) >= 20, f"{count} messages of {len(verbs)} sorts, {letters} letters")
ok(min(named["dates"], named["cutoffs"], named["next"], named["money"], named["rows"]) > 20, f"all of it was looked at: {named}")
finish()
