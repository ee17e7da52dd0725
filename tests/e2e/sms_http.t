#!/usr/bin/python3
"""The web server of `cabas run`: recorded calls of four gateways (tests/data/sms) with good, bad and missing
signatures, repeats, limits, slow and oversized clients, a full queue, a locked database, /healthz, /metrics, reload."""
import os, pathlib, signal, socket, sqlite3, sys, threading, time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import farm as f
from farm import ok, same, like, wait_for

DATA = f.ROOT / "tests/data/sms"
SECRET = "un-secret-de-passerelle"
NOW = "2026-03-09T10:00"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


PORT = free_port()


class Answer:
    def __init__(self, raw):
        head, _, self.body = raw.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        self.status = int(lines[0].split()[1]) if lines[0] else 0
        self.headers = {k.lower(): v for k, v in (line.split(": ", 1) for line in lines[1:] if ": " in line)}


def send(raw, seconds=30):
    with socket.create_connection(("127.0.0.1", PORT), seconds) as link:
        link.sendall(raw.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n", 1))
        parts = []
        try:
            while piece := link.recv(65536):
                parts.append(piece)
        except ConnectionResetError:
            pass
        return Answer(b"".join(parts))


def get(path, method="GET", headers=""):
    return send(f"{method} {path} HTTP/1.1\r\nHost: x\r\n{headers}\r\n".encode())


def kannel(text, id, sender="+33639980101", extra=""):
    return get(f"/sms/kannel?secret={SECRET}&from=%2B{sender[1:]}&id={id}&text={text}{extra}")


farm = f.Farm({"sms": {"provider": "kannel", "webhook_secret_file": "webhook.secret"},
               "http": {"listen": f"127.0.0.1:{PORT}", "public_url": "https://sms.ferme.example/"}})
farm.write("webhook.secret", SECRET + "\n").chmod(0o600)
farm.write("password", "motdepasse\n").chmod(0o600)


def texts():
    return [raw.decode().split("\n\n", 1) for raw, in farm.rows(
        "SELECT r.bytes FROM inbox i JOIN inbox_raw r ON r.inbox = i.id WHERE i.channel = 'sms' ORDER BY i.id")]


def up():
    def listening():
        try:
            return get("/healthz").status == 200
        except OSError:
            return False
    return wait_for(listening)


def use(**settings):
    """Other settings for the running daemon, by SIGHUP."""
    times = farm.logged(r"^- start ")
    farm.settings["sms"].update(settings)
    farm.write_conf()
    farm.daemon.send_signal(signal.SIGHUP)
    farm.wait_log(r"^- start ", times + 1)
    return up()


farm.start(now=NOW)
ok(up(), "the server listens and is well")

# --- recorded calls
rows = [line.split("\t") for line in (DATA / "index.tsv").read_text().splitlines()]
for gateway in ("kannel", "twilio", "android", "ovh"):
    if gateway != "kannel":
        ok(use(provider=gateway, send_url="http://127.0.0.1:9/1.0/sms/x", user="u", password_file="password"),
           f"{gateway}: after a reload")
    for name, status, sender, text in rows:
        if not name.startswith(gateway):
            continue
        before = texts()
        answer = send((DATA / f"{name}.http").read_bytes())
        new = texts()[len(before):]
        same(answer.status, int(status), f"{name}: HTTP {status}")
        if text:
            same(new[0][1].rstrip("\n") if len(new) == 1 else new, text, f"{name}: stored once, letter by letter")
        else:
            same(new, [], f"{name}: nothing is stored")
        if gateway == "twilio" and status == "200":
            like(answer.body.decode(), r"<Response/>$", f"{name}: an empty TwiML answer")
kept = texts()
like(kept[0][0], r"^From: \+33639980101\nReceived: 2026-03-09T09:59:00", "the gateway's own time of receipt is kept")

# --- paths and methods
use(provider="kannel")
for path, method, status, allow in (("/", "GET", 404, None), ("/sms/twilio", "POST", 404, None), ("/sms/kannelx", "GET", 404, None),
                                    ("/sms", "GET", 404, None), ("/healthz", "POST", 405, "GET, HEAD"),
                                    ("/metrics", "DELETE", 405, "GET, HEAD"), ("/sms/kannel", "PUT", 405, "GET, POST"),
                                    ("/sms/kannel", "HEAD", 405, "GET, POST"), ("/../etc/passwd", "GET", 404, None)):
    answer = get(path, method, "Content-Length: 0\r\n" if method in ("POST", "PUT") else "")
    same((answer.status, answer.headers.get("allow")), (status, allow), f"{method} {path}: {status}")
answer = get("/healthz", "HEAD")
same((answer.status, answer.body), (200, b""), "HEAD /healthz has no body")
same(get("/sms/kannel?" + "a" * 40000).status in (414, 431), True, "32 KiB of header and no more")
answer = send(b"POST /sms/kannel HTTP/1.1\r\nHost: x\r\nContent-Length: 65537\r\n\r\n")
same(answer.status, 413, "a body that says it is too long: 413, before it is sent")
chunk = b"8000\r\n" + b"a" * 0x8000 + b"\r\n"
answer = send(b"POST /sms/kannel HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk * 3 + b"0\r\n\r\n")
same(answer.status, 413, "a chunked body that is too long: 413")
same(send(b"POST /sms/kannel HTTP/1.1\r\nHost: x\r\nContent-Length: 65536\r\n\r\n" + b"a" * 65536).status, 403,
     "a body as long as is allowed is read")
same(len(texts()), len(kept), "none of these is stored")
same(kannel("a" * 17000, "long").status, 400, "a text over 16 kB can never be taken: 400")

# --- strangers are slowed down, gateways are not
codes = [get("/sms/kannel?secret=essai&from=1&text=x").status for _ in range(80)]
ok(codes.count(403) < 70 and codes[-1] == 429, "after sixty wrong secrets within a minute: 429", codes)
same(kannel("AIDE", "good-among-bad").status, 200, "and the gateway at the same address is heard")
same([kannel("AIDE", f"many-{n}").status for n in range(100)], [200] * 100, "as often as it calls")
ok(farm.logged(r"webhook-denied") <= 6, "refusals are logged once a minute", farm.logged())
ok(SECRET not in farm.logged() and "639980101" not in farm.logged(), "no secret and no number stands in the log")

# --- slow and silent clients
slow = []
for n in range(120):
    try:
        link = socket.create_connection(("127.0.0.1", PORT), 5)
        link.sendall(b"GET /sms/kannel?secret=" if n % 2 else b"POST /sms/kannel HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n")
        slow.append(link)
    except OSError:
        pass
running = True


def drip():
    while running:
        for link in slow:
            try:
                link.send(b"a")
            except OSError:
                pass
        time.sleep(0.5)


dripper = threading.Thread(target=drip)
dripper.start()
time.sleep(1.2)
worst = 0
for n in range(40):
    began = time.monotonic()
    status = kannel("AIDE", f"beside-{n}").status
    worst = max(worst, time.monotonic() - began)
    if status != 200:
        worst = 99
ok(worst < 2, f"beside {len(slow)} slow-loris clients each call is answered within {worst * 1000:.0f} ms")
running = False
dripper.join()
for link in slow:
    link.close()

# --- a locked database and a full queue: 503, and nothing is lost
lock = sqlite3.connect(farm.db, timeout=20, isolation_level=None)
lock.execute("BEGIN IMMEDIATE")
held = []
waiting = threading.Thread(target=lambda: held.append(kannel("AIDE", "locked")))
waiting.start()
waiting.join(25)
same([a.status for a in held], [503], "the database is locked by another: 503")
ok(held and held[0].headers.get("retry-after"), "with Retry-After")
lock.execute("ROLLBACK")
same(kannel("AIDE", "locked").status, 200, "the gateway's second try is taken")
wait_for(lambda: farm.value("SELECT count(*) FROM inbox WHERE state = 'NEW'") == 0, 60)
lock.execute("BEGIN IMMEDIATE")
lock.execute("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20100) INSERT INTO inbox "
             "(channel, source_key, received, taken, state) SELECT 'mail', 'full/' || i, 0, 0, 'NEW' FROM n")
lock.execute("COMMIT")
answer = kannel("AIDE", "full")
same(answer.status, 503, "20,000 messages wait: 503")
same(answer.headers.get("retry-after"), "30", "with Retry-After")
same(farm.value("SELECT count(*) FROM inbox WHERE source_key LIKE 'kannel:%' AND id > (SELECT max(id) FROM inbox WHERE source_key LIKE 'full/%')"), 0,
     "and it is not stored")
lock.execute("DELETE FROM inbox WHERE source_key LIKE 'full/%' AND state = 'NEW'")
ok(wait_for(lambda: kannel("AIDE", "full").status == 200, 20, 0.5), "once there is room it is taken")
lock.close()

# --- health and figures
answer = get("/metrics")
same(answer.headers.get("content-type"), "text/plain; version=0.0.4; charset=utf-8", "/metrics is Prometheus text")
text = answer.body.decode()
ok(all(line.startswith("#") or (len(line.split(" ")) == 2 and line.split(" ")[1].lstrip("-").isdigit())
       for line in text.splitlines()), "each line a comment or a name and a number", text)
like(text, r'^cabas_messages\{channel="sms",state="\w+"\} \d+$', "messages by state")
like(text, r'^cabas_http_calls_total\{end="taken"\} 1\d\d$', "calls by their end")
ok("639980101" not in text and "Camille" not in text, "no number, no name")
like(get("/healthz").body.decode(), r"^ok$", "/healthz says ok")

# --- no secret: nothing is authentic
farm.settings["sms"].pop("webhook_secret_file")
use()
count = len(texts())
same(get("/sms/kannel?secret=&from=1&text=x").status, 403, "no secret configured: an empty one is refused")
same(kannel("AIDE", "unconfigured").status, 403, "and every other")
same(len(texts()), count, "nothing is stored")
farm.settings["sms"]["user"] = "u"
farm.write_conf()
like(farm.run("check").out, r"webhook_secret_file is not set: every call is refused", "cabas check says so")

# --- a port that is taken: the rest goes on, and it is tried again
blocker = socket.socket()
blocker.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
other = free_port()
blocker.bind(("127.0.0.1", other))
blocker.listen()
farm.settings["http"]["listen"] = f"127.0.0.1:{other}"
farm.settings["sms"]["webhook_secret_file"] = "webhook.secret"
farm.write_conf()
farm.daemon.send_signal(signal.SIGHUP)
ok(farm.wait_log(r"web state=working->failing.*another program"), "a taken port is logged, the daemon goes on")
blocker.close()
PORT = other
ok(up(), "and it listens once the port is free")

# --- an end in the middle of the work: everyone gets an answer
results = []


def attempt(id):
    try:
        return kannel("AIDE", id).status
    except OSError:
        return 0  # nobody listens any more


threads = [threading.Thread(target=lambda n=n: results.append((n, attempt(f"end-{n}"))))
           for n in range(30)]
for thread in threads:
    thread.start()
code, seconds = farm.stop()
for thread in threads:
    thread.join()
same(code, 0, "the daemon ends cleanly beside its callers")
stored = farm.value("SELECT count(*) FROM inbox WHERE channel = 'sms'")
ok(sum(1 for _, status in results if status == 200) <= stored, "what got 200 is stored")
f.finish()
