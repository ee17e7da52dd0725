#!/usr/bin/python3
"""Texts on their way out, through each gateway's interface, to a gateway that accepts, refuses, fails, cuts the
connection with the text in its hands: nothing is sent twice, nothing vanishes, what is in doubt is looked up or shown."""
import base64, hashlib, json, pathlib, sqlite3, sys, urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "rig"))
import farm as f
from farm import ok, same, like
from gatewayd import Gateway

gateway = Gateway()
f.closers.append(gateway.close)
PHONE = "+33639980101"
NOW = "2026-03-09T10:{:02d}"
PATHS = {"kannel": "/cgi-bin/sendsms", "twilio": "/2010-04-01/Accounts/compte/Messages.json", "ovh": "/1.0/sms/sms-x1/jobs",
         "android": "/message"}
URLS = {"kannel": "/cgi-bin/sendsms", "twilio": "", "ovh": "/1.0/sms/sms-x1/", "android": "/message"}
GOOD = {"kannel": (202, "0: Accepted for delivery"), "twilio": (201, {"sid": "SM77", "status": "queued"}),
        "ovh": (200, {"ids": [4711], "totalCreditsRemoved": 1, "validReceivers": [PHONE], "invalidReceivers": []}),
        "android": (202, {"id": "x", "state": "Pending"})}


class Bot(f.Farm):
    def __init__(self, provider):
        super().__init__({"sms": {"provider": provider, "user": "compte", "password_file": "password", "number": "+33939000000",
                                  "send_url": gateway.url + URLS[provider], "webhook_secret_file": "secret"},
                          "http": {"public_url": "https://sms.ferme.example/"}})
        self.provider, self.path_out = provider, PATHS[provider]
        self.write("password", "secret:consumer\n").chmod(0o600)
        self.write("secret", "un-secret-de-passerelle\n").chmod(0o600)
        self.minute = 0

    def text(self, *answers, words="PLANNING", wait=0):
        """A text came; one cycle decides and sends. Gives (state, doubt, provider_id, reason) of the answer."""
        if words:
            base = sqlite3.connect(self.db, timeout=20)
            row = base.execute("INSERT INTO inbox (channel, source_key, received, taken) VALUES ('sms', ?, ?, ?)",
                               (f"t{next(f.numbers)}", f.at(NOW.format(self.minute)), f.at(NOW.format(self.minute)))).lastrowid
            base.execute("INSERT INTO inbox_raw VALUES (?, ?)", (row, f"From: {PHONE}\nReceived: {NOW.format(self.minute)}:00\n\n"
                                                                      f"{words}\n".encode()))
            base.commit()
            base.close()
        incoming = [("GET", "/1.0/sms/sms-x1/incoming", 200, "[]")] if self.provider == "ovh" else []
        gateway.plan(*incoming, *answers)
        self.minute += wait or 1
        done = self.run("once", now=NOW.format(self.minute))
        ok("consumer" not in done.err and "39980101" not in done.err, "the log tells no secret",
           done.err)
        return self.last()

    def last(self):
        return self.rows("SELECT o.state, s.doubt, s.provider_id, o.reason FROM outbox o JOIN outbox_sms s ON s.outbox = o.id "
                         "ORDER BY o.id DESC LIMIT 1")[0]

    def posts(self):
        return [r for r in gateway.requests if r.method == "POST"]


def form(request):
    return dict(urllib.parse.parse_qsl(request.text, keep_blank_values=True))


for provider in PATHS:
    bot = Bot(provider)
    post = ("POST", bot.path_out)
    state, doubt, id, reason = bot.text((*post, *GOOD[provider]))
    same((state, doubt), ("SENT", 0), f"{provider}: accepted", reason)
    same(len(bot.posts()), 1, f"{provider}: one request")
    sent = bot.posts()[0]
    own = bot.value("SELECT message_id FROM outbox WHERE channel = 'sms'").split(".")[-1]
    if provider == "kannel":
        same([sent.headers.get(f"X-Kannel-{k}") for k in ("Username", "Password", "To", "From", "Coding")],
             ["compte", "secret:consumer", PHONE, "+33939000000", "0"], "kannel: what its headers say")
        like(sent.headers["X-Kannel-DLR-Url"], r"^https://sms.ferme.example/sms/kannel/report\?secret=un-secret-de-passerelle&id=\w+&status=%d$",
             "kannel: where it is to report")
        words = sent.text
    elif provider == "twilio":
        fields = form(sent)
        same((fields["To"], fields["From"], fields["StatusCallback"]), (PHONE, "+33939000000",
             "https://sms.ferme.example/sms/twilio/report"), "twilio: its fields")
        same(sent.headers["Authorization"], "Basic " + base64.b64encode(b"compte:secret:consumer").decode(), "twilio: the account")
        same(id, "SM77", "twilio: its id is kept")
        words = fields["Body"]
    elif provider == "ovh":
        body = json.loads(sent.text)
        same((body["receivers"], body["tag"], body["coding"], body["noStopClause"]), ([PHONE], own, "7bit", True), "ovh: its fields")
        base = "+".join(["secret", "consumer", "POST", gateway.url + PATHS["ovh"], sent.text, sent.headers["X-Ovh-Timestamp"]])
        same(sent.headers["X-Ovh-Signature"], "$1$" + hashlib.sha1(base.encode()).hexdigest(), "ovh: signed")
        same(sent.headers["X-Ovh-Consumer"], "consumer", "ovh: the consumer key")
        same(id, "4711", "ovh: its id is kept")
        words = body["message"]
    else:
        body = json.loads(sent.text)
        same((body["phoneNumbers"], body["id"]), ([PHONE], own), "android: receiver, and our own id")
        words = body["textMessage"]["text"]
    like(words, r"mardi 10|mardi 17", f"{provider}: the words of the answer")

    # Refused for good, refused for now, login refused.
    state, doubt, id, reason = bot.text((*post, 400, {"message": "bad\nnumber", "code": 21211} if provider != "kannel" else "bad\nnumber"))
    same((state, doubt), ("DEAD", 0), f"{provider}: refused for good, staff see it")
    like(reason, r"bad number", f"{provider}: with the gateway's reason, in one line")
    # (a shut way stops the rest: these leave their text waiting)
    state, doubt, id, reason = bot.text((*post, 401, "{}"))
    same((state, doubt), ("DUE", 0), f"{provider}: the login is refused: it waits")
    like(reason, r"password_file", f"{provider}: and says what to check")
    same(bot.value("SELECT attempts FROM outbox ORDER BY id DESC LIMIT 1"), 0, f"{provider}: that is no attempt")
    state, doubt, id, reason = bot.text((*post, *GOOD[provider]), words=None)
    same(state, "SENT", f"{provider}: once it is cured it leaves", reason)

    # The connection is cut with the text in the gateway's hands.
    state, doubt, id, reason = bot.text((*post, "drop"))
    same(len(bot.posts()), 1, f"{provider}: cut off: not sent again at once")
    same(doubt, 1, f"{provider}: it is in doubt", reason)
    if provider == "kannel":
        same(state, "DEAD", "kannel can't be asked: staff decide")
    else:
        same(state, "DUE", f"{provider}: it will be looked up, or sent with the same id")
    if provider == "android":
        key = json.loads(bot.posts()[0].text)["id"]
        state, doubt, id, reason = bot.text((*post, 409, {"message": "exists"}), words=None, wait=2)
        same((state, doubt, json.loads(bot.posts()[0].text)["id"]), ("SENT", 0, key), "android: the same id again: it had it")
    elif provider == "twilio":
        words = form(bot.posts()[0])["Body"]
        listed = {"messages": [{"sid": "SM1", "body": "autre", "date_created": "Mon, 09 Mar 2026 09:30:00 +0000"},
                               {"sid": "SM2", "body": words, "date_created": "Sun, 08 Mar 2026 09:30:00 +0000"},
                               {"sid": "SM3", "body": words, "date_created": "Mon, 09 Mar 2026 09:30:00 +0000"}], "next_page_uri": None}
        state, doubt, id, reason = bot.text(("GET", bot.path_out, 200, listed), words=None, wait=2)
        same((state, doubt, id, len(bot.posts())), ("SENT", 0, "SM3", 0), "twilio: found in its list: not sent again")
        state, doubt, id, reason = bot.text((*post, "drop"))
        state, doubt, id, reason = bot.text(("GET", bot.path_out, 500, ""), words=None, wait=2)
        same((state, doubt, len(bot.posts())), ("DUE", 1, 0), "twilio: it can't say: asked again later")
        state, doubt, id, reason = bot.text(("GET", bot.path_out, 200, {"messages": []}), (*post, *GOOD[provider]), words=None, wait=5)
        same((state, doubt, len(bot.posts())), ("SENT", 0, 1), "twilio: it never had it: sent again")
    elif provider == "ovh":
        state, doubt, id, reason = bot.text(("GET", "/1.0/sms/sms-x1/outgoing", 200, "[4712]"), words=None, wait=2)
        same((state, doubt, id, len(bot.posts())), ("SENT", 0, "4712", 0), "ovh: found by its tag: not sent again")

    # A broken gateway.
    state, doubt, id, reason = bot.text((*post, 503, "Temporal failure, try again later."))
    if provider == "kannel":
        same((state, doubt), ("DUE", 0), "kannel: its 503 is a sure no: later")
    else:
        same((state, doubt), ("DUE", 1), f"{provider}: a 503 may be anything: in doubt")

# Texts that wait at OVH: taken in order, once, oldest history left alone.
bot = Bot("ovh")
IN = "/1.0/sms/sms-x1/incoming"


def item(id, text, at):
    return ("GET", f"{IN}/{id}", 200, {"id": id, "sender": PHONE, "message": text, "creationDatetime": at, "tag": "", "credits": 0})


def poll(*answers):
    gateway.plan(*answers, ("POST", PATHS["ovh"], *GOOD["ovh"]), ("POST", PATHS["ovh"], *GOOD["ovh"]))
    bot.minute += 1
    bot.run("once", now=NOW.format(bot.minute))
    return [row for row, in bot.rows("SELECT CAST(r.bytes AS TEXT) FROM inbox i JOIN inbox_raw r ON r.inbox = i.id ORDER BY i.id")]


took = poll(("GET", IN, 200, "[12, 10, 11]"), item(10, "AIDE", "2026-02-01T10:00:00+01:00"), item(11, "SOLDE", "2026-03-09T09:30:00+01:00"),
            item(12, "où ça ?", "2026-03-09T09:31:00+01:00"))
same([text.split("\n\n")[1].strip() for text in took], ["SOLDE", "où ça ?"], "ovh: what waits is taken in order; what is a month old is history")
like(took[0], r"^Received: 2026-03-09T09:30:00$", "ovh: with its own time")
took = poll(("GET", IN, 200, "[12, 10, 11]"))
same(len(took), 2, "ovh: the same list again: nothing new is asked for")
took = poll(("GET", IN, 200, "[10, 11, 12, 14, 13]"), ("GET", f"{IN}/13", 404, "{}"), ("GET", f"{IN}/14", 500, "{}"))
same(len(took), 2, "ovh: it fails in the middle")
took = poll(("GET", IN, 200, "[10, 11, 12, 14, 13]"), item(14, "AIDE", "2026-03-09T10:00:00+01:00"))
same(len(took), 3, "ovh: and goes on where it stopped")
done = bot.run("once", now=NOW.format(30)) if gateway.plan(("GET", IN, 401, '{"message":"bad key"}')) is None else None
like(done.err, r"login|password_file", "ovh: a refused login is said")

# One connection serves several texts; when it is cut under the second one, that one is not repeated by anybody.
bot = Bot("twilio")
post = ("POST", PATHS["twilio"])
bot.text((*post, 401, "{}"))
state, doubt, id, reason = bot.text((*post, *GOOD["twilio"]), (*post, "drop"))
same([len(bot.posts()), len({r.link for r in bot.posts()})], [2, 1], "two texts leave over one connection")
same(bot.rows("SELECT o.state, s.doubt FROM outbox o JOIN outbox_sms s ON s.outbox = o.id ORDER BY o.id"), [("SENT", 0), ("DUE", 1)],
     "cut under the second: that one is in doubt, and was offered once")

# Redirects are not followed, lies about length end.
bot = Bot("kannel")
state, doubt, id, reason = bot.text(("POST", PATHS["kannel"], 302, "go"))
same((state, len(gateway.requests)), ("DUE", 1), "a redirect is not followed")
state, doubt, id, reason = bot.text(("POST", PATHS["kannel"], 202, "x" * 400000))
same(doubt, 1, "an answer of 400 kB is not read: in doubt")
f.finish()
