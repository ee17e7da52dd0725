"""The rules a second time, for tests/e2e/week.t: cutoffs, the calendar, and what the journal makes of a farm.

Nothing here asks the program: the state that was imported and the journal's lines give the state that must be."""
import datetime, json, zoneinfo
from datetime import date as Date, timedelta

PARIS = zoneinfo.ZoneInfo("Europe/Paris")
UTC = datetime.timezone.utc
LAST = {1: 5, 2: 7, 3: 7, 4: 1, 5: 2, 6: 3, 7: 4}  # delivery's weekday -> the last one for changes, until 23:59
DAY = timedelta(1)


def iso(text):
    return Date.fromisoformat(text) if text else None


def instant(day, hour=0, minute=0, second=0):
    """Farm time; the first of two where the clock is put back."""
    return int(datetime.datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=PARIS).timestamp())


def local(moment):
    return datetime.datetime.fromtimestamp(moment, UTC).astimezone(PARIS)


def monday(day):
    return day - timedelta(day.weekday())


def cutoff(day):
    """The first instant at which that delivery can't change any more: midnight after its last day."""
    back = (day.isoweekday() - LAST[day.isoweekday()]) % 7 or 7
    return instant(day - timedelta(back) + DAY)


class State:
    """The tables that decide who gets what, as plain values."""

    def __init__(self, rows):
        """`rows(sql)` reads a database that nobody else writes."""
        self.depots = dict(rows("SELECT code, weekday FROM depot"))
        self.closed = {iso(day) for day, in rows("SELECT day FROM closure")}
        self.subscriptions = {
            id: {"id": id, "who": who, "quantity": quantity, "frequency": frequency, "start": iso(start), "end": iso(end),
                 "terms": {}, "once": {}, "off": set()}
            for id, who, quantity, frequency, start, end in rows(
                "SELECT id, subscriber, quantity, frequency, start_day, end_day FROM subscription")}
        for id, day, formula, depot in rows("SELECT subscription, from_day, formula, depot FROM term"):
            self.subscriptions[id]["terms"][iso(day)] = (formula, depot)
        for id, day, formula, depot in rows("SELECT subscription, day, formula, depot FROM exception"):
            self.subscriptions[id]["once"][iso(day)] = (formula, depot)
        for id, day in rows("SELECT subscription, day FROM suspension"):
            self.subscriptions[id]["off"].add(iso(day))
        self.orders = {}
        for number, who, day, state, reason in rows("SELECT number, subscriber, day, state, reason FROM purchase"):
            self.orders[number] = {"who": who, "day": iso(day), "state": state, "reason": reason, "items": {}}
        for number, code, thousandths, price in rows("SELECT purchase, code, thousandths, price FROM purchase_item"):
            self.orders[number]["items"][code] = (thousandths, price)
        self.people = {number: {"name": (first, last), "address": (address, postcode, town), "reminders": bool(reminders)}
                       for number, first, last, address, postcode, town, reminders in rows(
                           "SELECT number, first_name, last_name, address, postcode, town, reminders FROM subscriber")}
        self.contacts = {(kind, value): who for kind, value, who in rows("SELECT kind, value, subscriber FROM contact")}
        self.index()

    def index(self):
        self.mine = {number: [] for number in self.people}
        for one in self.subscriptions.values():
            self.mine[one["who"]].append(one)

    def values(self):
        """What two equal states have in common. An order that was carried out is `delivered` once somebody looks."""
        orders = {number: {**order, "state": order["state"].replace("delivered", "accepted")} for number, order in self.orders.items()}
        return {"closed": self.closed, "subscriptions": self.subscriptions, "orders": orders, "people": self.people,
                "contacts": self.contacts}

    # --- the calendar

    def term(self, one, day):
        days = sorted(one["terms"])
        return one["terms"][max([d for d in days if d <= day], default=days[0])]

    def served(self, one, week):
        """The day of that week on which the depot in force is served."""
        for i in range(7):
            if self.depots[self.term(one, week + i * DAY)[1]] == i + 1:
                return week + i * DAY

    def is_turn(self, one, day):
        if one["frequency"] == "hebdomadaire":
            return True
        if one["frequency"] == "mensuelle":
            week, first = monday(day) - 7 * DAY, day.replace(day=1)
            while week + 6 * DAY >= first:
                other = self.served(one, week)
                if other and other >= first and other not in self.closed:
                    return False
                week -= 7 * DAY
            return True
        first = monday(one["start"]) + timedelta(self.depots[one["terms"][min(one["terms"])][1]] - 1)
        while first < one["start"] or first.isocalendar()[1] % 2 != (one["frequency"] == "impaire"):
            first += 7 * DAY
        return monday(day) >= monday(first) and (monday(day) - monday(first)).days // 7 % 2 == 0

    def delivery(self, one, week, suspended=True):
        """(day, formula, depot, quantity, is suspended, regular day) of that week, None when there is none."""
        day = self.served(one, week)
        if not day or day in self.closed or day < one["start"] or (one["end"] and day > one["end"]) or not self.is_turn(one, day):
            return None
        formula, depot = self.term(one, day)
        once = next((pair for d, pair in one["once"].items() if monday(d) == week), (None, None))
        formula, depot = once[0] or formula, once[1] or depot
        made = week + timedelta(self.depots[depot] - 1) if once[1] else day
        if made != day and made in self.closed:
            return None
        return made, formula, depot, one["quantity"], any(monday(d) == week for d in one["off"]), day

    def plan(self, who, start, end):
        """(day, formula, depot, quantity, is suspended, regular day, subscription), by day and formula."""
        found = []
        for one in self.mine.get(who, ()):
            week = monday(start)
            while week <= end:
                made = self.delivery(one, week)
                if made and start <= made[0] <= end:
                    found.append((*made, one["id"]))
                week += 7 * DAY
        return sorted(found, key=lambda d: (d[0], d[1], d[6]))

    def ahead(self, who, start, weeks):
        """{(subscription, week): delivery}: to see what a change changed."""
        return {(one["id"], week): self.delivery(one, week) for one in self.mine.get(who, ())
                for week in (monday(start) + 7 * i * DAY for i in range(weeks))}

    # --- the journal

    def apply(self, who, kind, detail):
        """One line. A line that does not fit the state is an AssertionError."""
        detail = json.loads(detail)
        getattr(self, f"do_{kind}")(who, detail, self.subscriptions.get(detail.get("subscription")))

    def do_suspend(self, who, detail, one):
        day = iso(detail["day"])
        assert one["who"] == who and all(monday(d) != monday(day) for d in one["off"]), "suspended already"
        one["off"].add(day)

    def do_resume(self, who, detail, one):
        gone = {d for d in one["off"] if monday(d) == monday(iso(detail["day"]))}
        assert one["who"] == who and len(gone) == 1, "not suspended"
        one["off"] -= gone

    def do_end(self, who, detail, one):
        assert one["who"] == who and one["end"] == iso(detail["old_end"]), "it ends on another day"
        one["end"] = iso(detail["end"])

    def pair(self, table, detail):
        day = iso(detail["day"])
        read = lambda text: tuple(None if word == "-" else word for word in text.split(" ")) if text is not None else None
        assert table.get(day) == read(detail.get("old_text")), "it was another"
        if detail.get("text") is None:
            del table[day]
        else:
            table[day] = read(detail["text"])

    def do_term(self, who, detail, one):
        assert one["who"] == who
        self.pair(one["terms"], detail)

    def do_exception(self, who, detail, one):
        assert one["who"] == who
        self.pair(one["once"], detail)

    def do_subscribe(self, who, detail, one):
        assert one is None, "the number is taken"
        day, id = iso(detail["day"]), detail["subscription"]
        self.subscriptions[id] = {"id": id, "who": who, "quantity": 1, "frequency": "hebdomadaire", "start": day, "end": None,
                                  "terms": {day: tuple(detail["text"].split(" "))}, "once": {}, "off": set()}
        self.index()

    def do_withdraw(self, who, detail, one):
        assert one["who"] == who
        del self.subscriptions[one["id"]]
        self.index()

    def do_place(self, who, detail, one):
        assert detail["order"] not in self.orders, "the number is taken"
        self.orders[detail["order"]] = {"who": who, "day": iso(detail["day"]), "state": "pending", "reason": "",
                                        "items": {i["code"]: (i["thousandths"], i["price"]) for i in detail["items"]}}

    def do_unplace(self, who, detail, one):
        order = self.orders[detail["order"]]
        assert order["who"] == who and order["state"] in ("pending", "accepted")
        order["state"] = "cancelled"

    def do_order(self, who, detail, one):
        order = self.orders[detail["order"]]
        assert order["who"] == who and order["state"] == detail["old_text"], "it was in another state"
        order["state"] = detail["text"]
        order["reason"] = detail.get("reason", "") if detail["text"] == "refused" else ""

    def do_carry(self, who, detail, one):
        order = self.orders[detail["order"]]
        assert order["who"] == who and order["day"] == iso(detail["old_text"])
        order["day"] = iso(detail["text"])

    def do_set(self, who, detail, one):
        person, field = self.people[who], detail["field"]
        old, new = ((detail[key].split("\n") + ["", "", ""]) for key in ("old_text", "text"))
        if field == "reminders":
            assert person["reminders"] == (old[0] == "on")
            person["reminders"] = new[0] == "on"
        else:
            size = len(person[field])
            assert person[field] == tuple(old[:size]), f"another {field}"
            person[field] = tuple(new[:size])

    def do_add(self, who, detail, one):
        assert (detail["field"], detail["text"]) not in self.contacts, "it is somebody's"
        self.contacts[detail["field"], detail["text"]] = who

    def do_drop(self, who, detail, one):
        assert self.contacts.pop((detail["field"], detail["text"])) == who

    def do_close(self, who, detail, one):
        self.closed.add(iso(detail["day"]))

    def do_open(self, who, detail, one):
        self.closed.remove(iso(detail["day"]))

    def do_reason(self, who, detail, one):
        pass

    do_bank = do_import = do_sms_stop = do_sms_start = do_reason
