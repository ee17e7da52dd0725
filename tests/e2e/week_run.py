"""One simulated week of tests/e2e/week.t: a clock that jumps from turn to turn, mail and texts that come in between, outages, a
death, staff at work. Each turn's journal is read at once and held against the rules."""
from farm import *
from week_mail import *

FAULTS = ("taking", "taken", "counted", "decided", "committed", "sending", "sent", "moved", "sms taken", "sms sending", "sms sent",
          "sms filed", "schedule-counted", "schedule-marked", "schedule-committed")
HOUR = 3600
SETTINGS = {"sms": {"provider": "spool", "spool": "sms", "number": "+33939000000"}}


class Week:
    def __init__(self, dice, name, friday, subscribers, messages):
        self.dice, self.name, self.messages, self.problems = dice, name, messages, []
        self.start, self.end = instant(friday, 8), instant(friday + 7 * DAY, 12)
        self.farm = Farm(SETTINGS, demo=False)
        self.everybody, texts = people(dice, subscribers)
        for kind in KINDS:
            path = self.farm.write(f"{kind}.csv", texts[kind]) if kind in texts else ROOT / f"db/demo/{kind}.csv"
            if kind != "reglements":
                self.farm.must("import", kind, str(path), now=local(self.start - HOUR).strftime("%Y-%m-%dT%H:%M"))
        self.base = sqlite3.connect(f"file:{self.farm.db}?mode=ro", uri=True, timeout=20)
        self.state = State(self.read)
        self.writer = Writer(dice, self.everybody, self.state, self.start)
        self.posts, self.pending, self.byrow = {}, [], {}
        self.seen = {"journal": 0, "outbox": 0}
        self.turns, self.backups, self.delivered, self.late, self.exact, self.kills = [], [], {}, 0, 0, []
        self.friday, self.off, self.texts, self.twins = friday, set(), {}, 0
        self.known = dict(self.state.contacts)  # every contact that ever was on file
        self.log = self.farm.path("week.log")

    def read(self, sql, *values):
        return self.base.execute(sql, values).fetchall()

    def expect(self, good, what, *details):
        if not good:
            self.problems.append(f"{self.name}: {what}: " + " | ".join(str(detail)[:300] for detail in details))

    # --- what will come when

    def schedule(self):
        """Instants of turns: every few minutes to hours, never within an outage."""
        sunday, tuesday = self.friday + 2 * DAY, self.friday + 4 * DAY
        saturday = instant(self.friday + DAY, 9) + self.dice.randrange(4 * HOUR)
        self.outages = [(saturday, saturday + self.dice.randrange(3, 7) * HOUR),
                        (instant(sunday, 20), instant(sunday + DAY, 9, 30)),  # over a cutoff and a digest
                        (instant(tuesday, 5, 30), instant(tuesday + DAY, 18))]  # a day and a half, two digests
        moment, turns = self.start, []
        while moment < self.end:
            moment += int(HOUR * self.dice.choice((0.05, 0.4, 1, 1.5, 2.5, 4, 5)) * (0.5 + self.dice.random()))
            out = [to for start, to in self.outages if start <= moment < to]
            moment = out[0] + self.dice.randrange(600) if out else moment
            if local(moment).fold or local(moment + HOUR).fold:
                moment += 2 * HOUR  # --now can't say which of the two it means
            turns.append(moment)
        return [*turns, self.end + HOUR, self.end + HOUR + 60]

    def moments(self):
        """When the messages come: by day more than by night, some at the very second of a cutoff or within a clock change."""
        found = []
        for back in range(7):
            midnight = instant(self.friday + (back + 1) * DAY)
            found += [midnight - 1, midnight - 1, midnight, midnight]
        change = instant(self.friday + 2 * DAY, 1, 59)
        found += [change + self.dice.randrange(2 * HOUR) for _ in range(6)]
        for start, to in self.outages:
            found += [self.dice.randrange(start, to) for _ in range(self.messages // 12)]
        while len(found) < self.messages:
            moment = self.dice.randrange(self.start + HOUR, self.end - HOUR)
            if 7 <= local(moment).hour < 23 or self.dice.random() < 0.2:
                found.append(moment)
        return sorted(found)

    def staff(self):
        """What the farm's people write: (when, what, maker)."""
        target = self.friday + 18 * DAY  # a Tuesday
        self.closure = target
        table = "livraison;formule;produit;quantite;unite\n" + "".join(
            f"{self.friday + n * DAY};petit;{product};1;kg\n" for n in (4, 6, 7) for product in ("Carottes", "Poireaux"))
        body = (f"--b\nContent-Type: text/plain; charset=utf-8\n\nIMPORT compositions\n--b\nContent-Type: text/csv; charset=utf-8\n"
                f'Content-Disposition: attachment; filename="c.csv"\n\n{table}\n--b--\n')
        brought = mail(STAFF, "Tableau", body, id="staff-import@e2e").replace(
            b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit", b"Content-Type: multipart/mixed; boundary=b", 1)
        say = lambda id, text: mail(STAFF, "", text, id=id)
        weekly = [p for p in self.everybody if p.mails and any(d[0] == self.friday + 4 * DAY for d in self.writer.deliveries(p, self.start))]
        self.forced = self.dice.choice(weekly)
        return [(instant(self.friday + DAY, 8), lambda: brought),
                (instant(self.friday + 3 * DAY, 11), lambda: say("close@e2e", f"FERMETURE {target:%d/%m/%Y} : route coupée")),
                (instant(self.friday + 3 * DAY, 14), lambda: say("force@e2e", f"POUR {self.forced.number} SUSPENDRE {self.friday + 4 * DAY:%d/%m} FORCER")),
                (instant(self.friday + 3 * DAY, 15), lambda: say("late@e2e", f"POUR {weekly[0].number} SUSPENDRE {self.friday + 4 * DAY:%d/%m}")),
                *((instant(self.friday + n * DAY, 10), lambda n=n: say(f"orders-{n}@e2e", self.settle())) for n in (1, 3, 5, 6))]

    def settle(self):
        waiting = [number for number, order in self.state.orders.items() if order["state"] == "pending"][:8]
        return "\n".join(f"ACCEPTER {n}" if n % 3 else f"REFUSER {n} plus de miel" for n in waiting) or "AIDE"

    # --- dropping

    def shown(self, text):
        """A text as it is kept: an account number is not."""
        return re.sub(r"FR76.*", "FR76", text.strip(), re.S)

    def drop(self, post, received):
        post.received = received
        if post.sms is None:
            name = f"{received}.M{len(self.posts):06}.week"
            self.farm.drop(post.raw, received, name)
        else:
            name = f"{len(self.posts):06}.sms"
            self.texts[post.sender, received, self.shown(post.sms)] = name
            spool = self.farm.path("sms", "in")
            spool.mkdir(parents=True, exist_ok=True)
            hidden = spool / ".new"
            twice = local(received).fold or local(received + HOUR).fold  # then only the file's own time says which
            when = "" if twice else f"Received: {local(received):%Y-%m-%dT%H:%M:%S}\n"
            hidden.write_bytes(f"From: {post.sender}\n{when}\n{post.sms}\n".encode())
            os.utime(hidden, (received, received))
            if self.dice.random() < 0.1:  # a gateway that tells it twice
                self.twins += "IBAN" not in post.sms
                shutil.copy2(hidden, spool / f"twin-{name}")
            hidden.rename(spool / name)
        post.name = name
        self.posts[name] = post
        self.writer.sent.append(post)

    def write(self, moment):
        """What comes at that moment: now and then hostile, a repeat, an answer to what the bot asked."""
        pick = self.dice.random()
        ready = [p for p in self.pending if p[0] <= moment]
        if pick < 0.10:
            post = self.writer.hostile(moment)
        elif pick < 0.13 and self.writer.sent:
            old = self.dice.choice(self.writer.sent[-80:])
            if old.sms is not None or old.kind in ("duplicate", "garbage"):
                return self.write(moment)
            post = Post("duplicate", old.raw, old.who, old.sender, want=("IGNORED",), quiet=True, still=True)
        elif ready and pick < 0.5:
            self.pending.remove(ready[0])
            post = ready[0][1]
        else:
            post = self.writer.honest(moment)
        self.drop(post, moment)

    # --- running

    def turn(self, moment, fault=None):
        text = local(moment).strftime("%Y-%m-%dT%H:%M:%S")
        result = self.farm.run("once", now=text, env={"CABAS_FAULT": fault} if fault else None, timeout=300)
        with open(self.log, "a") as log:
            log.write(f"--- {text} {fault or ''}\n{result.err}")
        self.turns.append(moment)
        if result.code == -signal.SIGKILL and fault:
            self.kills.append(fault)
        else:
            self.expect(result.code == 0, f"a turn at {text}", result.all[-1500:])
        self.follow(moment)

    def run(self):
        turns, messages = self.schedule(), [(moment, None) for moment in self.moments()]
        events = sorted(messages + self.staff(), key=lambda e: e[0])
        self.turn(self.start)
        deaths = self.dice.sample(FAULTS, 4)
        least = sorted(self.dice.randrange(3, len(turns) // 2) for _ in deaths)  # a point may not be passed: then in a later turn
        for number, moment in enumerate(turns):
            while events and events[0][0] <= moment:
                when, make = events.pop(0)
                if make:
                    raw = make()
                    self.drop(Post("staff", raw, None, STAFF, want=("DONE", "STAFF", "ASKED")), when)
                else:
                    self.write(when)
            if deaths and number >= least[-len(deaths)]:
                killed = len(self.kills)
                for times in (1, 3):
                    self.turn(moment, f"{deaths[0]}:{times}")
                if len(self.kills) > killed:
                    deaths.pop(0)
            self.turn(moment)
            if number % (len(turns) // 4) == 1:
                path = self.farm.path(f"backup-{number}.db")
                self.farm.must("backup", str(path))
                self.backups.append(path)

    # --- what a turn did

    def follow(self, moment):
        """Reads what is new, in the order in which it was decided."""
        for id, key, channel, received, raw in self.read(
                "SELECT i.id, i.source_key, i.channel, i.received, r.bytes FROM inbox i JOIN inbox_raw r ON r.inbox = i.id "
                "WHERE state <> 'NEW' AND decided = ? ORDER BY i.id", moment):
            name = key.partition("#")[0]
            if channel == "sms":  # its key is what it says
                found = re.match(rb"From: ([^\n]*)\n(?:[^\n]+\n)*\n(.*)", raw, re.S)
                name = self.texts.get((found[1].decode(), received, self.shown(found[2].decode())), "?") if found else "?"
            self.byrow[id] = self.posts.get(name)
            self.expect(self.byrow[id], "a message that nobody wrote", id, key)
        rows = self.read("SELECT id, at, received, actor, subscriber, batch, kind, detail, late, undoes FROM journal WHERE id > ? ORDER BY id",
                         self.seen["journal"])
        groups = []
        for row in rows:
            if not groups or (groups[-1][0][5], groups[-1][0][4]) != (row[5], row[4]):
                groups.append([])
            groups[-1].append(row)
        decided = self.read("SELECT id, state, reason, received FROM inbox WHERE decided = ? AND state <> 'NEW' ORDER BY id", moment)
        for id, state, reason, received in decided:
            if id in self.off:
                continue
            self.off.add(id)
            mine = [group for group in groups if group[0][5] == id]
            self.foretell(id, state, reason, received, mine[0] if mine else [])
            for group in mine:
                self.change(group)
        for group in groups:
            if not any(group[0][5] == row[0] for row in decided):
                self.change(group)
        if rows:
            self.seen["journal"] = rows[-1][0]
        self.listen(moment)

    def foretell(self, id, state, reason, received, group):
        """What a message that can be foretold does, by the rules as written here, at its time of receipt."""
        post = self.byrow.get(id)
        if not post:
            return
        if post.still:
            self.expect(all(row[6] == "reason" for row in group), f"{post.kind} changed something", f"m{id}", self.say(post), group)
        if not post.exact or reason or state not in ("DONE", "ASKED"):
            return
        verb, start, end = post.exact
        today = local(received).date()
        want = {(sub, day) for made, _, _, _, off, day, sub in self.state.plan(post.who.number, start, end)
                if made >= today and off == (verb == "resume") and received < min(cutoff(made), cutoff(day))}
        got = {(json.loads(row[7])["subscription"], iso(json.loads(row[7])["day"])) for row in group if row[6] == verb}
        self.exact += 1
        self.expect(got == want and all(row[6] in (verb, "carry", "order") for row in group), f"{verb} did something else", f"m{id}",
                    self.say(post), f"got {sorted(got)}", f"want {sorted(want)}", group)

    def change(self, group):
        """One message's changes of one subscriber: they fit the state, and no delivery is touched after its cutoff."""
        _, at, received, actor, who, batch, kind, detail, _, undoes = group[0]
        today, closes = local(received).date(), kind in ("close", "open")
        before = self.state.ahead(who, today - 7 * DAY, 12) if who else {}
        for row in group:
            try:
                self.state.apply(who, row[6], row[7])
            except (AssertionError, KeyError, TypeError) as error:
                self.expect(False, "a journal line that does not fit", row, repr(error))
            if row[6] == "add":
                self.known[json.loads(row[7])["field"], json.loads(row[7])["text"]] = who
            if row[6] in ("place", "unplace", "carry"):
                self.check_order(row)
            if row[6] in ("order",) and json.loads(row[7])["text"] in ("accepted", "refused"):
                self.expect(actor == STAFF, "somebody else decided an order", row)
        if not who or closes:
            return
        after = self.state.ahead(who, today - 7 * DAY, 12)
        forced = any(json.loads(row[7]).get("forced") for row in group)
        self.expect(not forced or actor == STAFF, "forced, and not by staff", group)
        touched = [min(cutoff(d) for made in (before.get(key), after.get(key)) if made for d in (made[0], made[5]))
                   for key in {*before, *after} if before.get(key) != after.get(key)]
        if touched and not forced:
            self.expect(min(touched) > received, "a delivery changed after its cutoff", local(received), group, self.say(self.byrow.get(batch)))
        late = bool(touched) and min(touched) <= at and not forced
        self.late += late
        marked = any(row[8] for row in group)
        orders = any(row[6] in ("place", "unplace", "carry", "order") for row in group)
        self.expect(marked == late or (orders and marked), "applied late" if late else "not late", local(received), local(at), group,
                    self.say(self.byrow.get(batch)))

    def check_order(self, row):
        """Orders stand on a delivery of theirs that can still change."""
        who, received, batch, detail = row[4], row[2], row[5], json.loads(row[7])
        order = self.state.orders[detail["order"]]
        post = self.byrow.get(batch)
        if (post and post.kind == "staff") or detail.get("forced"):
            return
        if row[6] != "carry":
            self.expect(cutoff(order["day"]) > received, "an order changed after its cutoff", row, self.say(post))
        if row[6] == "place":
            made = [d for d in self.state.plan(who, order["day"], order["day"])]
            self.expect(made, "an order without a delivery", row, self.say(post))

    def say(self, post):
        if not post:
            return "?"
        text = post.sms if post.sms is not None else post.raw[-200:]
        return f"{post.name} {post.kind} {local(post.received):%a %d/%m %H:%M:%S} by {post.sender}: {text!r}"

    # --- people read what they got

    def listen(self, moment):
        rows = self.read("SELECT o.id, o.channel, o.kind, o.inbox, o.recipient, o.message_id, r.bytes, coalesce(i.state, ''), o.subscriber "
                         "FROM outbox o JOIN outbox_raw r ON r.outbox = o.id LEFT JOIN inbox i ON i.id = o.inbox WHERE o.id > ? "
                         "ORDER BY o.id", self.seen["outbox"])
        codes = {row[3]: re.search(rb"Votre code : (\d+)", row[6]) for row in rows if row[2] == "code"}
        for id, channel, kind, inbox, recipient, message, data, state, who in rows:
            self.seen["outbox"] = id
            post = self.byrow.get(inbox)
            if not post or not post.who or state != "ASKED" or kind not in ("answer", "confirm"):
                continue
            self.reply(moment, post, channel, recipient, message, data, codes.get(inbox))

    def reply(self, moment, post, channel, recipient, message, data, code):
        """A person answers what was asked: after a while, in number or word, sometimes in somebody else's thread."""
        when = moment + self.dice.randrange(60, 20 * HOUR)
        if channel == "sms":
            answer = Post("reply", who=post.who, sender=recipient, sms=self.dice.choice(("1", "2", "OUI", "NON", "3")))
            self.pending.append((when, answer))
            return
        subject = str(read_mail(data)["Subject"])
        token = re.search(r"\[([-A-Z0-9]{20,})\]", subject)
        text = self.dice.choice(("1", "2", "OUI", "NON", "aucune", "le deuxième"))
        if token:
            self.writer.tokens.append((token[1], post.who.number))
            text = f"OUI {code[1].decode()}" if code else self.dice.choice(("OUI", "OUI", "NON", "Bonjour"))
        # A mail in somebody's name that nobody vouched for is answered by its real owner, or not at all.
        raw = mail(recipient, "Re: " + (subject if subject.isascii() else f"[{token[1]}]" if token else "votre question"), text,
                   id=self.writer.id(), headers=[f"In-Reply-To: <{message}>", f"References: <{message}>"])
        self.pending.append((when, Post("reply", raw, post.who, recipient)))
        if token and self.dice.random() < 0.5:  # and a second time, which must do nothing
            self.pending.append((when + HOUR, Post(f"old token {token[1]}", raw.replace(b"semaine-", b"encore-", 1), post.who, recipient)))
        self.pending.sort(key=lambda p: p[0])
