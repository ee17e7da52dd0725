#!/usr/bin/python3
"""Whatever dies when: the process is killed at every named point of the source and then at random times, and started
again until all is done. Every mail is answered, its effect is there once, a repeated answer is the same mail.

E2E_SEED repeats a run of the random part."""
import sys
sys.dont_write_bytecode = True
sys.path.insert(0, __file__.rpartition("/")[0])
from farm import *
import random

SEED = int(os.environ.get("E2E_SEED", random.randrange(1 << 30)))
dice = random.Random(SEED)
KILLED = -signal.SIGKILL


def request(number):
    """What subscriber `number` writes, and the changes that must be in the journal once each."""
    day = delivery_day(number)
    if number % 5 == 0:
        return "SUSPENDRE 2 livraisons", 2
    return f"SUSPENDRE {day:%d/%m/%Y}", 1


def judge(farm, numbers, sent, extra, what):
    """All promises at once, on the stopped farm. `sent`: mails that went out; `extra`: mails that undo."""
    problems = []
    def expect(got, want, name):
        if got != want:
            problems.append(f"{name}: got {got!r}, want {want!r}")
    expect(farm.rows("SELECT state, reason, count(*) FROM inbox GROUP BY 1, 2"), [("DONE", "", len(numbers) + len(extra))], "inbox")
    expect(farm.value("SELECT count(*) FROM inbox WHERE filed = 0"), 0, "not filed")
    expect(farm.rows("SELECT state, count(*) FROM outbox GROUP BY 1"), [("SENT", len(numbers) + len(extra))], "outbox")
    for number in numbers:
        want = [] if request(number)[1] == 0 else [("suspend", request(number)[1])]
        want = [("resume", request(number)[1])] * (number in extra) + want
        expect(farm.rows("SELECT kind, count(*) FROM journal WHERE subscriber = ? GROUP BY 1 ORDER BY 1", number), want,
               f"journal of {number}")
        expect(farm.value("SELECT count(*) FROM suspension s JOIN subscription t ON t.id = s.subscription WHERE t.subscriber = ?",
                          number), 0 if number in extra else request(number)[1], f"suspensions of {number}")
    answers = {}
    for answer in sent:
        kept = re.sub(rb"^(X-Rig-[^\n]*\n)+", b"", answer.as_bytes())
        answers.setdefault((answer["In-Reply-To"] or "").strip(" <>"), []).append((answer["Message-ID"], kept))
    expect(sorted(answers), sorted([f"{n}@e2e" for n in numbers] + [f"undo-{n}@e2e" for n in extra]), "answered")
    expect([id for id, copies in answers.items() if len(set(copies)) != 1], [], "answers that differ")
    copies = max((len(list) for list in answers.values()), default=0)
    ok(not problems, f"{what} (an answer was sent {copies} times at most)", "\n".join(problems))


def message(number):
    return mail(address(number), "", request(number)[0], id=f"{number}@e2e")


# --- every named point, several times, in a single cycle on files
# (tests/e2e/invoice.t kills at those of invoices)
points = sorted(set(re.findall(r'fault_point\("((?!invoice-)[^"]+)"\)', "".join(
    path.read_text() for path in ROOT.glob("bot/**/*.c")))))
points = [point for point in points if not point.startswith("sms ")]  # sms_spool.t
points = [point for point in points if not point.startswith("schedule-")]  # those of what time triggers: reminders.t
ok(len(points) >= 8, f"named points: {' '.join(points)}")
few = list(range(2001, 2013))
model = Farm(demo=False)
many(model, few)
reached = set()
for point in points:
    for passes in ((1, 1), (2, 1), (5, 2), (len(few), 1)):
        farm = Farm(init=False)
        shutil.copy(model.db, farm.db)
        for number in few:
            farm.drop(message(number))
        codes = []
        for number in passes:
            codes.append(farm.run("once", env={"CABAS_FAULT": f"{point}:{number}"}).code)
            if codes[-1] == KILLED:
                reached.add(point)
        codes.append(farm.run("once").code)
        codes.append(farm.run("once").code)
        same(codes[-2:], [0, 0], f"{point}:{passes[0]},{passes[1]}: goes on after {codes.count(KILLED)} deaths")
        judge(farm, few, farm.answers(), [], f"{point}:{passes[0]},{passes[1]}: every promise holds")
        same((farm.folder("new"), farm.folder("cur"), len(farm.folder(".Cabas.Traites"))), ([], [], len(few)), "all filed")
        shutil.rmtree(farm.dir)
same(sorted(reached), points, "every point was passed")

# --- the daemon, killed at random times while mails come and go
numbers, extra = list(range(2001, 2241)), list(range(2003, 2063, 3))
farm = Farm(demo=False)
many(farm, numbers)
imap, smtp = imap_server(farm), smtp_server(farm)
mail_settings(farm, imap, smtp)
queue = [message(number) for number in numbers]
late = [mail(address(number), "", "ANNULER", id=f"undo-{number}@e2e") for number in extra]
kills = 0
while kills < 42:
    for raw in queue[:dice.randrange(0, 16)]:
        imap.deliver(raw)
        queue.remove(raw)
    # An undo follows what it undoes, as a person would write it after reading the answer.
    if not queue and late and farm.value("SELECT count(*) FROM inbox WHERE state = 'DONE'") == len(numbers):
        for raw in late:
            imap.deliver(raw)
        late = []
    farm.start()
    time.sleep(dice.choice((0.02, 0.1, 0.2, 0.4, 0.4, 0.8)) * dice.random() + dice.choice((0.05, 0.15, 0.3)))
    alive = farm.daemon.poll() is None
    farm.kill()
    kills += alive
    if not alive:
        ok(False, "the daemon stopped by itself", farm.logged()[-3000:])
        break
attempts = farm.rows("SELECT attempts, count(*) FROM inbox GROUP BY 1")
for raw in queue:
    imap.deliver(raw)
# Nothing tells a mail that kills from one that was hit three times by chance: staff look, and let it try again.
unlucky = farm.rows("SELECT id FROM inbox WHERE state = 'QUARANTINED' AND reason = 'it stopped the program three times'")
for id, in unlucky:
    farm.must("queue", "retry", f"m{id}")
farm.must("queue", "retry", "all")  # a letter that was hit three times waits some minutes
starts = farm.logged(r"^\S* ?- start ")
farm.start()
farm.wait_log(r"^\S* ?- start ", starts + 1)
farm.must("queue", "retry", "all")  # and one that was being sent when the last one died
wait_for(lambda: farm.value("SELECT count(*) FROM inbox WHERE state = 'DONE'") >= len(numbers), 60)
for raw in late:
    imap.deliver(raw)
done = wait_for(lambda: farm.value("SELECT count(*) FROM inbox WHERE filed = 1") >= len(numbers) + len(extra) and
                farm.value("SELECT count(*) FROM outbox WHERE state = 'SENT'") >= len(numbers) + len(extra), 60)
ok(done, "all is done in the end", f"attempts {attempts}\n" + farm.must("queue")[:2000] + farm.logged()[-3000:])
code, seconds = farm.stop()
same(code, 0, f"a clean stop in {seconds:.1f} s", farm.logged()[-2000:])
judge(farm, numbers, smtp.mails(), extra, f"{kills} times kill -9 (E2E_SEED={SEED}, attempts {attempts}): every promise holds")
same((len(imap.in_folder("")), len(imap.in_folder("Cabas/Traites")) + len(imap.in_folder("Cabas/A-traiter"))),
     (0, len(numbers) + len(extra)), "every mail is filed")
check_clean(farm.logged(), "daemon")
finish()
