#!/usr/bin/python3
"""A week of a farm, from Friday to Friday over each of both clock changes: 500 subscribers, mail and texts of every kind at random
instants, turns at random intervals, outages over a cutoff and over digests, kill -9, a closure, staff at work. At the end
every promise is computed anew from the journal by rules written a second time (week_model.py).

WEEK_SEED repeats a run, WEEK_MESSAGES and WEEK_PEOPLE set its size (`make week`: 3,000 messages)."""
import sys
sys.dont_write_bytecode = True
sys.path.insert(0, __file__.rpartition("/")[0])
from week_run import *
import random

SEED = int(os.environ.get("WEEK_SEED") or random.randrange(1 << 30)) if "WEEK_SEED" in os.environ else 101  # `make week`: another one each time
MESSAGES = int(os.environ.get("WEEK_MESSAGES", 300))
PEOPLE = int(os.environ.get("WEEK_PEOPLE", 500))
PLANNINGS = int(os.environ.get("WEEK_PLANNINGS", 40))
print(f"# WEEK_SEED={SEED} WEEK_MESSAGES={MESSAGES} WEEK_PEOPLE={PEOPLE}")


def judge_messages(week):
    """1: every file is in the inbox once, decided and filed; who may not be answered is not, everybody else is."""
    rows = week.read("SELECT id, channel, source_key, state, reason, filed, received, sender FROM inbox")
    by_name = {}
    for row in rows:
        by_name.setdefault(row[2].partition("#")[0], []).append(row)
    texts = {}
    for row in rows:
        if row[1] == "sms" and week.byrow.get(row[0]):
            texts.setdefault(week.byrow[row[0]].name, []).append(row)
    letters = {}
    for inbox, recipient, kind in week.read("SELECT inbox, recipient, kind FROM outbox WHERE inbox IS NOT NULL"):
        letters.setdefault(inbox, []).append((recipient, kind))
    strangers = set()
    for name, post in week.posts.items():
        found = by_name.get(name, [])
        if post.sms is not None:
            found = texts.get(name, [])
        week.expect(len(found) == 1, f"in the inbox {len(found)} times", week.say(post))
        for id, channel, _, state, reason, filed, received, sender in found:
            got = letters.get(id, [])
            week.expect(state in post.want, f"ended as {state} ({reason}), not {post.want}", week.say(post))
            week.expect(filed or channel == "sms", "not filed", week.say(post))
            week.expect(received == post.received, "received at another time", received, week.say(post))
            week.expect(state not in ("IGNORED", "QUARANTINED", "NEW") or (reason and not got), f"{state}: {reason!r}, {got}", week.say(post))
            week.expect(got or reason, "neither answered nor a reason", state, week.say(post))
            week.expect(not post.quiet or not got, f"answered {got}", week.say(post))
            if post.stranger and got:
                strangers.add(sender)
            for recipient, kind in got:
                allowed = (post.who and week.known.get(("email", recipient), week.known.get(("phone", recipient))) == post.who.number) or \
                    post.kind == "staff" or recipient == post.sender or kind == "code"
                week.expect(allowed, f"{kind} to {recipient}", week.say(post))
    for sender in strangers:
        times = sorted(at for at, in week.read("SELECT created FROM outbox WHERE kind = 'stranger' AND recipient = ?", sender))
        week.expect(all(b - a >= 86400 for a, b in zip(times, times[1:])), "a stranger answered twice a day", sender, times)
    week.expect(len(rows) == len(week.posts), f"{len(rows)} rows of {len(week.posts)} messages")
    week.expect(not week.farm.folder("new") and not week.farm.folder("cur"), "left in the inbox", week.farm.folder("new"))
    done, kept = len(list(week.farm.path("sms/in/done").glob("*.sms"))), [p for p in week.posts.values() if p.sms is not None and "IBAN" not in p.sms]
    week.expect(not list(week.farm.path("sms/in").glob("*.sms")) and done == len(kept) + week.twins, "texts left", done, len(kept), week.twins)
    whole = week.farm.db.read_bytes() + b"".join(path.read_bytes() for path in week.farm.path("outbox/new").glob("*")) + week.log.read_bytes()
    week.expect(b"30006000011234567890189" not in whole, "an account number was kept")


def judge_state(week):
    """2, 3: the journal makes of what was imported what the database holds; nothing is undone twice."""
    got, want = State(week.read).values(), week.state.values()
    for what in want:
        if got[what] == want[what]:
            continue
        keys = [key for key in {*got[what], *want[what]} if not hasattr(want[what], "get") or got[what].get(key) != want[what].get(key)]
        for key in keys[:5]:
            get = (lambda table: table.get(key)) if hasattr(want[what], "get") else (lambda table: key in table)
            week.expect(False, f"{what} {key}: the database is not what the journal makes", get(got[what]), get(want[what]))
    twice = week.read("SELECT undoes, count(*) FROM journal WHERE undoes IS NOT NULL GROUP BY 1 HAVING count(*) > 1")
    week.expect(not twice, "undone twice", twice)
    odd = week.read("SELECT id FROM journal j WHERE undone <> EXISTS (SELECT 1 FROM journal u WHERE u.undoes = j.id)")
    week.expect(not odd, "undone by nothing", odd)
    alone = week.read("SELECT id, batch FROM journal WHERE batch > 0 AND batch NOT IN (SELECT id FROM inbox WHERE state IN ('DONE', 'ASKED', 'STAFF'))")
    week.expect(not alone, "a change of a message that was not decided", alone)
    for (number,) in week.read("SELECT subscriber FROM journal WHERE detail LIKE '%forced%' GROUP BY 1"):
        week.expect(number == week.forced.number, "forced for another", number)


def judge_answers(week):
    """4: what left is what was written, each once; each file is one answer."""
    states = dict(week.read("SELECT state, count(*) FROM outbox GROUP BY 1"))
    dead = week.read("SELECT kind, reason FROM outbox WHERE state NOT IN ('SENT')")
    unasked = {"it could not leave before its time was over": ("reminder",), "something changed before it could leave": ("reminder",),
               "its number wrote STOP": ("reminder", "notice")}
    week.expect(all(kind in unasked.get(reason, ()) for kind, reason in dead), "not sent", dead[:5])
    sent = {id: recipient for id, recipient in week.read("SELECT message_id, recipient FROM outbox WHERE channel = 'mail' AND state = 'SENT'")}
    left = {}
    for path in week.farm.path("outbox/new").glob("*"):
        raw = path.read_bytes()
        left.setdefault(message_id(raw), set()).add(raw)
    week.expect(set(left) == set(sent), "what left is not what was sent", len(left), len(sent), list(set(left) ^ set(sent))[:3])
    week.expect(all(len(copies) == 1 for copies in left.values()), "one answer with two texts")
    for id, copies in left.items():
        head = next(iter(copies)).partition(b"\n\n")[0].partition(b"\r\n\r\n")[0]
        parsed = email.message_from_bytes(head, policy=email.policy.compat32)
        names = [name.lower() for name in parsed.keys()]
        week.expect(sent.get(id) and f"{parsed['To']}".strip(" <>").endswith(sent[id]) and parsed["Auto-Submitted"] in ("auto-replied", "auto-generated") and
                    not {"bcc", "cc"} & set(names) and len(names) == len(set(names)), "a letter's headers", head[:600])
    texts = week.read("SELECT count(*) FROM outbox WHERE channel = 'sms' AND state = 'SENT'")[0][0]
    week.expect(len(list(week.farm.path("sms/out").glob("*.sms"))) == texts, "texts", texts)
    return states


def judge_digests(week):
    """4: a digest at each morning that a turn follows, one for an outage; its counts balance and nothing is counted twice."""
    due, last, day = [], week.turns[0], week.friday
    for turn in sorted(set(week.turns)):
        morning = instant(local(turn).date(), 6)
        morning = morning if morning <= turn else instant(local(turn).date() - DAY, 6)
        if morning > last:
            due.append((last, morning))
            last = morning
    letters = [read_mail(data) for data, in week.read("SELECT r.bytes FROM outbox o JOIN outbox_raw r ON r.outbox = o.id WHERE o.kind = 'digest' "
                                                      "ORDER BY o.id")]
    week.expect(len(letters) == len(due), f"{len(letters)} digests at {len(due)} mornings", due)
    week.expect(len(due) == 6, "an outage over two mornings has one digest", due)
    for letter, (start, end) in zip(letters, due):
        text = text_of(letter)
        counts = {name: int(number) for name, number in re.findall(
            r"^- (Traités|Attendent la réponse|Attendent une personne|Ignorés|Mis de côté|Pas encore lus)[^:\n]*: (\d+)", text, re.M)}
        received = re.search(r"Messages reçus : (\d+)", text)
        taken = week.read("SELECT count(*) FROM inbox WHERE taken > ? AND taken <= ?", start, end)[0][0]
        week.expect(received and int(received[1]) == sum(counts.values()) == taken, f"a digest's counts: {counts}", received and received[0], taken)
        late = week.read("SELECT count(*) FROM journal WHERE late AND at > ? AND at <= ? AND NOT undone AND undoes IS NULL", start, end)[0][0]
        week.expect(bool(late) == ("Reçu à temps, appliqué après" in text), f"{late} applied late in its span", text[:300])
        forced = week.read("SELECT count(*) FROM journal WHERE detail LIKE '%\"forced\"%' AND at > ? AND at <= ?", start, end)[0][0]
        week.expect(bool(forced) == ("Forcé par l'équipe" in text), f"{forced} forced in its span", text[:300])


def judge_reminders(week):
    """4: who wanted reminders from the first day on has one of each delivery that stood all the time, each address once."""
    rows = week.read("SELECT recipient, subscriber, created, expires FROM outbox WHERE kind = 'reminder'")
    twice = week.read("SELECT recipient, subscriber, expires, count(*) FROM outbox WHERE kind = 'reminder' GROUP BY 1, 2, 3 HAVING count(*) > 1")
    moves = {who for who, in week.read("SELECT DISTINCT subscriber FROM journal WHERE kind IN ('term', 'exception')")}
    week.expect(all(who in moves for _, who, _, _ in twice), "reminded twice", twice)
    changed = {who for who, in week.read("SELECT DISTINCT subscriber FROM journal WHERE subscriber IS NOT NULL")}
    told, checked = {(recipient, expires) for recipient, _, _, expires in rows}, 0
    for person in week.reminded:
        if person.number in changed or not person.mails:
            continue
        for day, _, _, _, _, regular, _ in week.state.plan(person.number, week.friday, week.friday + 14 * DAY):
            end = min(cutoff(day), cutoff(regular))
            if end - 86400 <= week.start or not any(end - 86400 <= turn < end for turn in week.turns):
                continue
            checked += 1
            for address in person.mails:
                week.expect((address, end) in told, "no reminder", address, day, local(end))
    week.expect(checked > 3, "reminders were looked at", checked)


def judge_lists(week):
    """4: each delivery day's pick list was mailed once after its cutoff; the last that staff have of it, corrections and all, is right."""
    names = dict(week.read("SELECT code, name FROM formula UNION SELECT code, name FROM product"))
    mailed = {}
    for data, in week.read("SELECT r.bytes FROM outbox o JOIN outbox_raw r ON r.outbox = o.id WHERE o.kind = 'picklist' ORDER BY o.id"):
        letter = read_mail(data)
        table = next(part for part in letter.walk() if part.get_content_type() == "text/csv")
        rows = [line.split(";") for line in table.get_payload(decode=True).decode("utf-8-sig").splitlines()[1:]]
        mailed.setdefault(iso(table.get_filename()[6:16]), []).append((letter["Subject"].startswith("Correction"), {
            (int(row[1]), row[4]): float(row[5].replace(",", ".")) for row in rows}))
    for n in range(1, 15):
        day = week.friday + n * DAY
        made = [turn for turn in week.turns if turn >= cutoff(day)] if day.isoweekday() in (2, 4, 5) and cutoff(day) > week.start else []
        if not made or local(made[0]).date() > day:
            week.expect(day not in mailed, "a list of no day", day)
            continue
        want = {}
        for person in week.everybody:
            for _, formula, _, quantity, off, _, _ in week.state.plan(person.number, day, day):
                if not off:
                    want[person.number, names[formula]] = want.get((person.number, names[formula]), 0) + quantity
        for order in week.state.orders.values():
            for code, (thousandths, _) in order["items"].items() if order["day"] == day and order["state"] == "accepted" else ():
                key = order["who"], names[code]
                want[key] = want.get(key, 0) + thousandths / 1000
        lists = mailed.get(day, [])
        week.expect([correction for correction, _ in lists].count(False) == 1, f"{len(lists)} lists of {day}")
        got = lists[-1][1] if lists else {}
        week.expect(got == want, f"the last list of {day} of {len(lists)}", sorted({*got.items()} ^ {*want.items()})[:6])
    week.expect(any(correction for correction, _ in mailed.get(week.friday + 4 * DAY, ())), "no correction of what was forced")
    week.expect(len(mailed) >= 3, "lists were mailed", sorted(mailed))


def judge_plans(week):
    """5, 7: what the program plans is what the rules say; each week has its basket, or a reason why not."""
    now = local(week.turns[-1]).strftime("%Y-%m-%dT%H:%M:%S")
    today, start = local(week.turns[-1]).date(), week.friday - 7 * DAY
    for one in week.state.subscriptions.values():
        for n in range(1, 9):
            monday_ = monday(start) + 7 * n * DAY
            made, served = week.state.delivery(one, monday_), week.state.served(one, monday_)
            if made or one["frequency"] != "hebdomadaire" or monday_ < one["start"]:
                continue
            week.expect(served and (served in week.state.closed or (one["end"] and served > one["end"]) or one["once"]), "a week is skipped", one, monday_)
    everybody = [p.number for p in week.everybody]
    changed = sorted({who for who, in week.read("SELECT DISTINCT subscriber FROM journal WHERE subscriber IS NOT NULL")})
    chosen = everybody if PLANNINGS <= 0 else week.dice.sample(changed, min(len(changed), PLANNINGS * 3 // 4)) + week.dice.sample(everybody, PLANNINGS // 4)
    for number in chosen:
        want = []
        for day, formula, depot, quantity, off, regular, _ in week.state.plan(number, start, today + 55 * DAY):
            state = "suspended" if off else "delivered" if day < today else "open" if week.turns[-1] < min(cutoff(day), cutoff(regular)) else "locked"
            want.append(f"{day}\t{formula}\t{depot}\t{quantity}\t{state}")
        got = week.farm.must("planning", number, "--from", start, "--to", today + 55 * DAY, now=now).splitlines()
        week.expect(got == want, f"the planning of {number}", sorted({*got} ^ {*want})[:6])
    for n in range(3, 29):
        day, want = week.friday + n * DAY, {}
        if day.isoweekday() not in (2, 4, 5):
            continue
        for number in everybody:
            for _, formula, depot, quantity, off, _, _ in week.state.plan(number, day, day):
                if not off:
                    want[depot, formula] = want.get((depot, formula), 0) + quantity
        codes = {code for code, in week.read("SELECT code FROM formula")}
        got = {tuple(line.split("\t")[:2]): int(line.split("\t")[2]) for line in week.farm.must("list", day, now=now).splitlines()
               if line.split("\t")[1] in codes}
        week.expect(got == want, f"the list of {day}", sorted({*got.items()} ^ {*want.items()})[:6])
    return len(chosen)


def judge_backups(week):
    """9: copies taken meanwhile are whole."""
    for path in week.backups:
        base = sqlite3.connect(path)
        week.expect(base.execute("PRAGMA integrity_check").fetchall() == [("ok",)] and not base.execute("PRAGMA foreign_key_check").fetchall(), "a backup", path)
        week.expect(base.execute("SELECT count(*) FROM journal").fetchone()[0] <= week.seen["journal"], "a backup's journal", path)
        base.close()
    week.expect(len(week.backups) >= 3, "backups were taken", week.backups)
    week.expect(week.read("PRAGMA integrity_check") == [("ok",)], "the database")


def run(name, friday):
    week = Week(random.Random(f"{SEED} {name}"), name, friday, PEOPLE, MESSAGES)
    began = time.monotonic()
    week.reminded = week.dice.sample(week.everybody, PEOPLE // 8)
    base = sqlite3.connect(week.farm.db)
    base.executemany("UPDATE subscriber SET reminders = 1 WHERE number = ?", [(p.number,) for p in week.reminded])
    base.commit()
    base.close()
    for person in week.reminded:
        week.state.people[person.number]["reminders"] = True
    week.run()
    ran = time.monotonic() - began
    facts = {}
    for what, check in (("no message is lost, nobody is answered who must not be", judge_messages),
                        ("nothing is applied twice, the journal makes the state", judge_state),
                        ("every answer once", judge_answers), ("a digest a day, its counts balance", judge_digests),
                        ("reminders once", judge_reminders), ("pick lists once, the last one right", judge_lists), ("the planning, no week doubled or skipped", judge_plans),
                        ("backups", judge_backups)):
        before = len(week.problems)
        facts[check.__name__] = check(week)
        ok(len(week.problems) == before, f"{name}: {what}", "\n".join(week.problems[before:][:12]))
    live = [p for p in week.problems if "journal line" in p or "cutoff" in p or "did something else" in p or "changed something" in p or "late" in p]
    ok(not live, f"{name}: what was received in time was applied, and nothing after a cutoff ({week.exact} foretold, {week.late} late)", "\n".join(live[:12]))
    ok(not week.problems, f"{name}: all of it (WEEK_SEED={SEED})", "\n".join(week.problems[:12]))
    ok(week.late > 0 and week.exact > MESSAGES // 8 and len(week.kills) > 0, f"{name}: the week had outages, deaths and late messages")
    print(f"# {name}: {len(week.posts)} messages, {len(week.turns)} turns in {ran:.0f} s, {len(week.read('SELECT 1 FROM journal'))} changes, "
          f"killed at {week.kills}, {facts['judge_plans']} plannings, outbox {facts['judge_answers']}, inbox "
          f"{dict(week.read('SELECT state, count(*) FROM inbox GROUP BY 1'))}, {time.monotonic() - began:.0f} s in all")
    if os.environ.get("WEEK_KEEP"):
        shutil.copytree(week.farm.dir, f"{os.environ['WEEK_KEEP']}-{name}", dirs_exist_ok=True)


run("spring", Date(2026, 3, 27))
run("autumn", Date(2026, 10, 23))
finish()
