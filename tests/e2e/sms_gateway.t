#!/usr/bin/python3
"""Gateways that are silent, trickle, point elsewhere or show a wrong certificate: an end within the limit, nothing told to a
stranger, nothing sent twice; cabas check says what is wrong."""
import sys
sys.dont_write_bytecode = True
sys.path.insert(0, __file__.rpartition("/")[0])
sys.path.insert(0, __file__.rpartition("/")[0] + "/../rig")
from farm import *
from gatewayd import Gateway

PATHS = {"kannel": "/cgi-bin/sendsms", "twilio": "/2010-04-01/Accounts/compte/Messages.json", "android": "/message"}
GOOD = {"kannel": (202, "0: Accepted for delivery"), "twilio": (201, {"sid": "SM1"}), "android": (202, {"id": "x"})}
SHORT = {"CABAS_SECONDS": "2"}
PHONE = "+33639980101"


class Bot(Farm):
    def __init__(self, provider, url, **more):
        super().__init__({"sms": {"provider": provider, "user": "compte", "password_file": "secret", "number": "+33939000000",
                                  "send_url": url + ("" if provider == "twilio" else PATHS[provider]),
                                  "webhook_secret_file": "secret", **more},
                          "http": {"listen": "127.0.0.1:1", "public_url": "https://sms.ferme.example/"}})
        for part in ("new", "cur", "tmp"):
            self.path("inbox", part).mkdir(parents=True)
        self.write("secret", "un-secret-de-passerelle\n").chmod(0o600)
        self.minute = 0

    def turn(self, text=True, **options):
        """Perhaps a text came; a turn of the bot. Gives the last answer's state and doubt, and how long it took."""
        self.minute += 5
        now = f"2026-03-09T10:{self.minute:02}"
        if text:
            base = sqlite3.connect(self.db, timeout=20)
            row = base.execute("INSERT INTO inbox (channel, source_key, received, taken) VALUES ('sms', ?, ?, ?)",
                               (f"t{self.minute}", at(now), at(now))).lastrowid
            base.execute("INSERT INTO inbox_raw VALUES (?, ?)", (row, f"From: {PHONE}\nReceived: {now}:00\n\nSOLDE\n".encode()))
            base.commit()
            base.close()
        began = time.monotonic()
        self.said = self.run("once", now=now, **options).err
        took = time.monotonic() - began
        return (*self.rows("SELECT o.state, s.doubt FROM outbox o JOIN outbox_sms s ON s.outbox = o.id ORDER BY o.id DESC LIMIT 1")[0], took)

    def check(self):
        return self.run("check", env=SHORT).out


# --- silent, or one byte each half second
gateway = Gateway(hang=20)
closers.append(gateway.close)
for provider in PATHS:
    bot = Bot(provider, gateway.url)
    for way in ("hang", "trickle"):
        gateway.plan(("POST", PATHS[provider], way))
        state, doubt, took = bot.turn(env=SHORT)
        same((state, doubt), ("DEAD" if provider == "kannel" else "DUE", 1), f"{provider}, {way}: perhaps it has the text", bot.said)
        ok(2 <= took < 8, f"{provider}, {way}: the limit ends it, {took:.1f} s")
        same(len(gateway.requests), 1, f"{provider}, {way}: it was asked once")
        if provider != "kannel":
            gateway.plan(("GET", PATHS[provider], 200, {"messages": []}), ("POST", PATHS[provider], *GOOD[provider]))
            same(bot.turn(text=False)[:2], ("SENT", 0), f"{provider}, {way}: cleared up in the next turn", bot.said)
    gateway.plan(("GET", "/cgi-bin/sendsms", "hang"), ("GET", "/2010-04-01/Accounts/compte.json", "hang"), ("GET", "/message", "hang"),
                 ("POST", PATHS[provider], "hang"))
    like(bot.check(), r"^sms +FAILED: .*(timed out|Timeout)", f"{provider}: cabas check ends too, and says so")

# --- a door that opens and is silent before anything could be asked (TLS): not in doubt
door = Gate(9)
door.open(hung=True)
bot = Bot("kannel", f"https://127.0.0.1:{door.port}")
state, doubt, took = bot.turn(env=SHORT)
same((state, doubt), ("DUE", 0), "silent before the request: surely not sent", bot.said)
ok(took < 8, f"within the limit, {took:.1f} s")
door.shut()

# --- certificates
certs = bot.path("certs")
subprocess.run([RIG / "mkcerts", certs], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
probes = (("GET", "/cgi-bin/sendsms", 400, "Missing receiver number, rejected"), ("POST", "/cgi-bin/sendsms", 400, "Missing receiver number, rejected"))
for name, ca, good in (("good", "ca", True), ("wronghost", "ca", False), ("expired", "ca", False), ("rogue", "ca", False), ("good", None, False)):
    server = Gateway(cert=(certs, name))
    closers.append(server.close)
    bot = Bot("kannel", server.url, **({"ca_file": certs / "ca.pem"} if ca else {}))
    server.plan(*probes)
    what = f"certificate: {name}{'' if ca else ', unknown authority'}"
    like(bot.check(), r"^sms +ok: kannel" if good else r"^sms +FAILED: .*certificate refused: .*\(check \[sms\] ca_file\)", f"{what}: cabas check")
    server.plan(("POST", PATHS["kannel"], *GOOD["kannel"]))
    same(bot.turn()[:2], ("SENT", 0) if good else ("DUE", 0), f"{what}: {'sent' if good else 'surely not sent'}", bot.said)
    same(len(server.requests), int(good), f"{what}: {'asked' if good else 'never told a word'}")
server = Gateway()
closers.append(server.close)
bot = Bot("kannel", server.url.replace("http:", "https:"))
like(bot.check(), r"^sms +FAILED: ", "no TLS where TLS is wanted: cabas check")
same((bot.turn()[:2], server.requests), (("DUE", 0), []), "and nothing is told in clear")

# --- elsewhere: not followed, neither by a text, nor by a question, nor by check
for provider in PATHS:
    bot = Bot(provider, gateway.url)
    gateway.plan(*((method, path, 302, "go") for method in ("GET", "POST") for path in (PATHS[provider], "/2010-04-01/Accounts/compte.json")))
    like(bot.check(), r"^sms +FAILED: .*302.*check \[sms\] send_url", f"{provider}: a redirect: cabas check says what to look at")
    same(len(gateway.requests), 1, f"{provider}: and follows nothing")
bot = Bot("twilio", gateway.url)
gateway.plan(("POST", PATHS["twilio"], "drop"))
same(bot.turn()[:2], ("DUE", 1), "in doubt")
gateway.plan(("GET", PATHS["twilio"], 307, "go"))
same((bot.turn(text=False)[:2], len(gateway.requests)), (("DUE", 1), 1), "a question that is sent elsewhere proves nothing, and is not followed")

# --- the morning mail tells what texts cost, which are in doubt, which never arrived
bot = Bot("kannel", gateway.url)
bot.settings["mail"]["staff"] = "ferme@example.org"
bot.write_conf()
bot.run("once", now="2026-03-09T10:00")
gateway.plan(("POST", PATHS["kannel"], *GOOD["kannel"]))
same(bot.turn()[0], "SENT", "one text leaves")
sent = bot.value("SELECT id FROM outbox WHERE channel = 'sms'")
base = sqlite3.connect(bot.db, timeout=20)
base.execute("UPDATE outbox_sms SET delivery = 'failed', reported = ?", (at("2026-03-09T11:00"),))
base.commit()
base.close()
gateway.plan(("POST", PATHS["kannel"], "drop"))
same(bot.turn()[:2], ("DEAD", 1), "one is in doubt")
doubtful = bot.value("SELECT max(id) FROM outbox")
shown = bot.must("digest", "--print", now="2026-03-10T06:00")
segments = bot.value("SELECT sum(segments) FROM outbox o JOIN outbox_sms s ON s.outbox = o.id WHERE state = 'SENT'")
like(shown, rf"^SMS envoyés : 1 \({segments} segments?\)", "the digest: texts and segments")
like(shown, rf"^- \{PHONE} \(a{doubtful}\), SMS : peut-être parti.*cabas queue retry a{doubtful}", "the digest: a text in doubt")
like(shown, rf"^- \{PHONE}, Camille Roux \(a{sent}\) : la passerelle annonce un échec", "the digest: a text that never arrived")
finish()
