#!/usr/bin/python3
"""Texts that come by webhook and leave through a gateway, while the daemon is killed at every named point and then at
random times. The gateway calls again until it hears 2xx (and at times once more), accepts, refuses, or cuts the connection
with or without the text in its hands. In the end no text is lost, none is applied twice, none is sent twice; only what the
gateway left in doubt and can't be asked about waits for a person.

E2E_SEED repeats a run of the random part."""
import sys
sys.dont_write_bytecode = True
sys.path.insert(0, __file__.rpartition("/")[0])
sys.path.insert(0, __file__.rpartition("/")[0] + "/../rig")
from farm import *
from gatewayd import Gateway
import base64, email.utils, hashlib, hmac, json, queue, random, urllib.parse

SEED = int(os.environ.get("E2E_SEED", random.randrange(1 << 30)))
SECRET = "un-secret-de-passerelle"
KILLED = -signal.SIGKILL
PEOPLE = list(range(2001, 2041))
ASKED = {"twilio", "android"}  # they can be asked, or know the same text again
PATHS = {"kannel": "/cgi-bin/sendsms", "twilio": "/2010-04-01/Accounts/compte/Messages.json", "android": "/message"}
URLS = {**PATHS, "twilio": ""}


def phone(number):
    return f"+3363998{number}"


def words(number):
    return f"SUSPENDRE {delivery_day(number):%d/%m/%Y}"


class Network:
    """The gateway on both its sides: what phones wrote and what they were shown."""

    def __init__(self, provider, dice, moods):
        self.provider, self.dice, self.moods = provider, dice, moods
        self.shown, self.tries, self.lost, self.lock = [], 0, 0, threading.Lock()
        self.gateway = Gateway()
        self.gateway.play = self.take
        closers.append(self.gateway.close)
        self.clock = None  # the bot's, which stands still between its deaths
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]

    # the texts that leave

    def take(self, request):
        if request.method == "GET":
            return self.listed(request)
        self.tries += 1
        mood = self.dice.choice(self.moods)
        to, text, key = self.read(request)
        with self.lock:
            known = self.provider == "android" and any(key == k for _, _, k, _ in self.shown)
            if mood in ("accept", "keep") and not known:
                self.shown.append((to, text, key, self.clock))
        if mood in ("keep", "lose"):
            self.lost += 1
            return "drop"
        if mood == "fail":
            return 503, "Temporal failure, try again later."
        if known:
            return 409, {"message": "exists"}
        return {"kannel": (202, "0: Accepted for delivery"), "twilio": (201, {"sid": key, "status": "queued"}),
                "android": (202, {"id": key, "state": "Pending"})}[self.provider]

    def read(self, request):
        if self.provider == "kannel":
            return request.headers["X-Kannel-To"], request.text, ""
        if self.provider == "android":
            body = json.loads(request.text)
            return body["phoneNumbers"][0], body["textMessage"]["text"], body["id"]
        form = dict(urllib.parse.parse_qsl(request.text))
        return form["To"], form["Body"], f"SM{next(numbers)}"

    def listed(self, request):
        if self.dice.random() < 0.2 and len(self.moods) > 1:
            return 500, ""
        to = dict(urllib.parse.parse_qsl(request.path.partition("?")[2]))["To"]
        with self.lock:
            found = [{"sid": sid, "body": text, "date_created": email.utils.formatdate(when)}
                     for number, text, sid, when in reversed(self.shown) if number == to]
        return 200, {"messages": found, "next_page_uri": None}

    # the texts that come

    def call(self, number, text, id):
        """One call of the webhook: its HTTP status, 0 when nobody is there or hangs up."""
        if self.provider == "kannel":
            query = urllib.parse.urlencode({"secret": SECRET, "from": phone(number), "to": "1", "text": text, "id": id})
            raw = f"GET /sms/kannel?{query} HTTP/1.1\r\nHost: x\r\n", b""
        elif self.provider == "twilio":
            form = {"MessageSid": id, "From": phone(number), "To": "+33939000000", "Body": text}
            base = "https://sms.ferme.example/sms/twilio" + "".join(k + form[k] for k in sorted(form))
            sign = base64.b64encode(hmac.new(SECRET.encode(), base.encode(), hashlib.sha1).digest()).decode()
            raw = (f"POST /sms/twilio HTTP/1.1\r\nHost: x\r\nX-Twilio-Signature: {sign}\r\n"
                   "Content-Type: application/x-www-form-urlencoded\r\n"), urllib.parse.urlencode(form).encode()
        else:
            body = json.dumps({"event": "sms:received", "id": str(next(numbers)), "payload": {
                "sender": phone(number), "message": text, "receivedAt": f"{local(at_start)}.{int(id, 36) % 1000:03}+01:00"}}).encode()
            sign = hmac.new(SECRET.encode(), body + str(self.clock).encode(), hashlib.sha256).hexdigest()
            raw = (f"POST /sms/android HTTP/1.1\r\nHost: x\r\nX-Timestamp: {self.clock}\r\nX-Signature: {sign}\r\n"
                   "Content-Type: application/json\r\n"), body
        try:
            with socket.create_connection(("127.0.0.1", self.port), 10) as link:
                link.sendall(f"{raw[0]}Content-Length: {len(raw[1])}\r\nConnection: close\r\n\r\n".encode() + raw[1])
                return int((link.recv(4096).split(b" ") + [b"0", b"0"])[1])
        except (OSError, ValueError):
            return 0

    def write(self, people, workers=4):
        """Phones write, each text until the bot says 2xx, and every fifth one once more. Gives a function that waits for it."""
        todo, odd = queue.Queue(), []
        for number in people:
            todo.put(number)
        self.writing = True

        def work():
            while self.writing:
                try:
                    number = todo.get_nowait()
                except queue.Empty:
                    return
                again = number % 5 == 0
                while self.writing:
                    status = self.call(number, words(number), f"m{number}")
                    if 200 <= status < 300 and not again:
                        break
                    again = again and not 200 <= status < 300
                    if status not in (0, 200, 503):
                        odd.append(status)
                    time.sleep(0.02)
        threads = [threading.Thread(target=work, daemon=True) for _ in range(workers)]
        for thread in threads:
            thread.start()

        def wait(seconds=30):
            for thread in threads:
                thread.join(seconds)
            done = not any(thread.is_alive() for thread in threads)
            self.writing = False
            return done and not odd
        return wait


at_start = int(time.time()) - 60
model = Farm(demo=False)
many(model, PEOPLE)
model.must("import", "abonnes", str(model.write("p.csv", "numero;prenom;nom;emails;telephones;adresse;code_postal;ville\n" +
           "".join(f"{n};Anne;Martin;;{phone(n)};;;\n" for n in PEOPLE))))


class Bot(Farm):
    def __init__(self, provider, dice, moods=("accept",)):
        super().__init__(init=False)
        self.network = Network(provider, dice, moods)
        self.settings["sms"] = {"provider": provider, "user": "compte", "password_file": "secret", "number": "+33939000000",
                                "send_url": self.network.gateway.url + URLS[provider], "webhook_secret_file": "secret"}
        self.settings["http"] = {"listen": f"127.0.0.1:{self.network.port}", "public_url": "https://sms.ferme.example/"}
        self.write_conf()
        self.write("secret", SECRET + "\n").chmod(0o600)
        shutil.copy(model.db, self.db)
        self.minutes, self.deaths = 0, 0

    def rise(self, env=None, minutes=20):
        """Starts, that much later by the bot's clock: what waits for another try is due."""
        self.minutes += minutes
        self.network.clock = at_start + 60 * self.minutes
        self.start(now=local(self.network.clock), env=env)

    def is_up(self):
        try:
            with socket.create_connection(("127.0.0.1", self.network.port), 5) as link:
                link.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                return b" 200 " in link.recv(4096)
        except OSError:
            return False

    def is_done(self, people):
        return self.value("SELECT count(*) FROM inbox WHERE state = 'DONE'") >= len(people) and \
            self.value("SELECT count(*) FROM outbox WHERE channel = 'sms' AND state IN ('DUE', 'SENDING')") == 0

    def bring_home(self, people):
        """Lets it work in peace until nothing waits; what was hit by chance three times, staff let try again."""
        self.network.moods = ("accept",)
        for _ in range(8):
            if wait_for(lambda: self.is_done(people), 3):
                break
            self.kill()
            for id, in self.rows("SELECT id FROM inbox WHERE state = 'QUARANTINED'"):
                self.must("queue", "retry", f"m{id}")
            self.rise(minutes=120)

    def judge(self, people, what):
        problems = []
        def expect(got, want, name):
            if got != want:
                problems.append(f"{name}: got {got!r}, want {want!r}")
        provider, shown = self.network.provider, self.network.shown
        expect(self.rows("SELECT channel, state, count(*) FROM inbox GROUP BY 1, 2"), [("sms", "DONE", len(people))], "inbox")
        for table in ("suspension s JOIN subscription t ON t.id = s.subscription WHERE t.subscriber", "journal WHERE kind = 'suspend' AND subscriber"):
            expect([n for n in people if self.value(f"SELECT count(*) FROM {table} = ?", n) != 1], [], f"not once in {table.split()[0]}")
        ends = dict(self.rows("SELECT o.recipient, o.state || s.doubt FROM outbox o JOIN outbox_sms s ON s.outbox = o.id"))
        expect(self.value("SELECT count(*) FROM outbox_sms"), len(people), "answers")
        expect(sorted(ends), sorted(map(phone, people)), "answered")
        expect(sorted(set(ends.values()) - {"SENT0", "DEAD1"}), [], "ends")
        times = {number: sum(to == number for to, *_ in shown) for number in ends}
        expect([n for n, count in times.items() if count > 1], [], "shown twice")
        expect([n for n, end in ends.items() if end == "SENT0" and times[n] != 1], [], "SENT, but not shown")
        doubtful = [n for n, end in ends.items() if end == "DEAD1"]
        if provider in ASKED:
            expect(doubtful, [], "in doubt for ever")
        listed = self.must("queue")
        expect([n for n in doubtful if not re.search(rf"^out\ta\d+\tsms\tDEAD\t.*\{n}\t", listed, re.M)], [], "in doubt, but not shown to staff")
        # What nobody can be asked about: the one that was in its hands at a death, and those at which it hung up.
        if len(doubtful) > self.network.lost + self.deaths:
            problems.append(f"{len(doubtful)} in doubt after {self.deaths} deaths and {self.network.lost} lost calls")
        ok(not problems, f"{what}: every promise holds ({self.deaths} deaths, {self.network.tries} tries for {len(people)} texts, "
                         f"{len(doubtful)} shown to staff)", "\n".join(problems) + "\n" + self.logged()[-2500:])
        check_clean(self.logged(), what)
        ok(SECRET not in self.logged() and "63998" not in self.logged(), f"{what}: no secret and no number in the log")


# --- every named point of texts, at its first and at a later passing
points = sorted(set(re.findall(r'fault_point\("([^"]+)"\)', "".join(path.read_text() for path in ROOT.glob("bot/**/*.c")))))
points = [p for p in points if p in ("counted", "decided", "committed") or p.startswith("sms ") and p != "sms filed"]
ok(len(points) >= 6, "named points: " + ", ".join(points))
few = PEOPLE[:10]
for provider in ("kannel", "twilio", "android"):
    for point in points:
        for passes in (1, 4) if provider == "kannel" else (1,):
            bot = Bot(provider, random.Random(0))
            bot.rise(env={"CABAS_FAULT": f"{point}:{passes}"})
            arrived = bot.network.write(few)
            wait_for(lambda: bot.daemon.poll() is not None or bot.is_done(few), 8)
            bot.deaths = bot.daemon.poll() == KILLED
            bot.rise() if bot.deaths else None
            ok(arrived(), f"{provider}, {point}:{passes}: every text got its 2xx, {bot.deaths} deaths")
            if passes == 1:
                same(bot.deaths, 1, f"{provider}, {point}: the point was passed")
            bot.bring_home(few)
            bot.stop()
            bot.judge(few, f"{provider}, {point}:{passes}")
            bot.network.gateway.close()
            shutil.rmtree(bot.dir, ignore_errors=True)

# --- random deaths, and a gateway of many moods
MOODS = ("accept",) * 6 + ("keep", "lose", "fail")
for provider in ("kannel", "twilio", "android"):
    dice = random.Random(f"{SEED} {provider}")
    bot = Bot(provider, dice, MOODS)
    bot.rise()
    arrived = bot.network.write(PEOPLE, workers=3)
    while bot.deaths < 12:
        time.sleep(dice.choice((0.05, 0.15, 0.3, 0.3)) + 0.3 * dice.random())
        if bot.daemon.poll() is not None:
            ok(False, f"{provider}: it stopped by itself", bot.logged()[-3000:])
            break
        bot.kill()
        bot.deaths += 1
        bot.rise(minutes=dice.choice((1, 5, 60)))
    ok(arrived(), f"{provider}: every text got its 2xx")
    bot.bring_home(PEOPLE)
    ok(wait_for(bot.is_up), f"{provider}: it is up at the end")
    same(bot.stop()[0], 0, f"{provider}: a clean end")
    bot.judge(PEOPLE, f"{provider}, killed at random (E2E_SEED={SEED})")
finish()
