#!/usr/bin/python3
"""Sources against real Dovecots and scripted servers that lie, stall and die. BUILD names the folder of the
test programs (default build/asan). Starts everything below a temporary folder and stops it again."""
import atexit, hashlib, os, pathlib, re, resource, select, shutil, signal, subprocess, sys, tempfile, threading, time

BUILD = os.environ.get("BUILD", "build/asan")
PROBE = os.path.abspath(f"{BUILD}/tests/bot/source_probe")
if not shutil.which("dovecot", path=os.environ["PATH"] + ":/usr/sbin"):
    print("1..0 # SKIP dovecot-imapd is not installed")
    sys.exit(0)
TOP = pathlib.Path(tempfile.mkdtemp(prefix="cabas-imap-"))
os.chmod(TOP, 0o711)
RIG = TOP / "rig"
shutil.copytree(pathlib.Path(__file__).parent.parent / "rig", RIG)
subprocess.run(["chmod", "-R", "a+rX", str(RIG)], check=True)
for name, text in (("secret", "secret\n"), ("wrong", "not-the-secret\n"), ("token", "")):
    (TOP / name).write_text(text)
    (TOP / name).chmod(0o600)
resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
count = failed = 0
lock = threading.Lock()


def ok(good, name, *why):
    global count, failed
    with lock:
        count += 1
        failed += not good
        print(f"{'' if good else 'not '}ok {count} - {name}", flush=True)
        if not good:
            for line in why:
                print(f"# {line}", flush=True)
    return good


servers, faults, probes = [], [], []


def clean():
    for probe in probes:
        probe.kill()
    for name in faults:
        subprocess.run([RIG / "fault-down", TOP / "faults", name], check=False)
    for folder in servers:
        subprocess.run([RIG / "imap-down", folder], check=False)
    shutil.rmtree(TOP, ignore_errors=True)


atexit.register(clean)
for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
    signal.signal(number, lambda *_: sys.exit(1))


class Server:
    def __init__(self, name, cert="good", **env):
        self.dir, self.cert, self.env = TOP / name, cert, env
        servers.append(self.dir)
        self.up()

    def up(self):
        out = subprocess.run([RIG / "imap-up", self.dir, self.cert], env={**os.environ, **self.env},
                             stdout=subprocess.PIPE, check=True, text=True).stdout
        self.var = dict(line.split("=", 1) for line in out.split())

    def down(self):
        subprocess.run([RIG / "imap-down", self.dir], check=True)

    def args(self, user="alice", tls="imaps", **more):
        port = self.var["IMAPS_PORT" if tls == "imaps" else "IMAP_PORT"]
        have = {"url": tls, "host": "localhost", "port": port, "user": user, "ca": self.var["CA_FILE"],
                "secret": TOP / "secret", **more}
        return [f"{key}={value}" for key, value in have.items()]

    def box(self, user="alice"):
        return self.dir / "home" / user / "Maildir"

    def drop(self, user, name, raw, when=None):
        box = self.box(user)
        (box / "tmp" / name).write_bytes(raw)
        if os.getuid() == 0:
            shutil.chown(box / "tmp" / name, "nobody", "nogroup")
        if when:
            os.utime(box / "tmp" / name, (when, when))
        os.rename(box / "tmp" / name, box / "new" / name)

    def files(self, user, folder=""):
        box = self.box(user) / folder
        return sorted(p for sub in ("new", "cur") for p in (box / sub).glob("*")) if box.exists() else []

    def log(self):
        return (self.dir / "dovecot.log").read_text(errors="replace")


class Probe:
    def __init__(self, args):
        self.p = subprocess.Popen([PROBE, *map(str, args)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                  stderr=open(TOP / "probe.err", "ab"))
        self.buffer = b""
        probes.append(self)

    def kill(self):
        if self.p.poll() is None:
            self.p.kill()

    def line(self, deadline):
        while b"\n" not in self.buffer:
            left = deadline - time.time()
            if left <= 0 or not select.select([self.p.stdout], [], [], left)[0]:
                raise TimeoutError
            got = os.read(self.p.stdout.fileno(), 1 << 16)
            if not got:
                raise EOFError
            self.buffer += got
        line, self.buffer = self.buffer.split(b"\n", 1)
        return line.decode()

    def send(self, text):
        self.p.stdin.write(text.encode() + b"\n")
        self.p.stdin.flush()

    def answer(self, seconds=120):
        """The answer as a dict; its mails and other lines under "mails" and "lines"."""
        deadline, mails, lines = time.time() + seconds, [], []
        try:
            while not (line := self.line(deadline)).startswith("= "):
                if line.startswith("mail "):
                    word = line.split(" ")
                    mails.append(dict(w.split("=") for w in word[2:]) | {"key": word[1]})
                else:
                    lines.append(line)
        except (TimeoutError, EOFError) as error:
            return {"verdict": f"{type(error).__name__}, exit {self.p.poll()}", "why": "", "mails": mails, "lines": lines}
        head, _, why = line.partition("| ")
        words = head.split()
        return dict(w.split("=") for w in words[2:]) | {"verdict": words[1], "why": why, "mails": mails, "lines": lines}

    def __call__(self, text, seconds=120):
        self.send(text)
        return self.answer(seconds)

    def end(self):
        """0 when it ended well: the sanitizers look for leaks then."""
        self.p.stdin.close()
        return self.p.wait(30)


def message(number, size=0, end="\n"):
    head = f"From: a{number}@exemple.fr\nSubject: essai {number}\nMessage-ID: <{number}@exemple.fr>\n\n"
    body = f"Bonjour, absents le {number % 28 + 1}/12.\n"
    body += "Des carottes et des panais, merci bien.\n" * (size // 40)
    return (head + body).replace("\n", end).encode()


def thin(raw):
    """One run of base64 lines, of which the first 384 KiB stay."""
    out, run = [], 0
    for line in raw.splitlines(True):
        data = re.fullmatch(rb"[A-Za-z0-9+/]{40,100}", line.strip())
        run += len(line) if data else 0
        out.append(b"" if data and run > 384 << 10 else line)
    return b"".join(out)


def crlf(raw):
    return re.sub(rb"(?<!\r)\n", b"\r\n", raw)


def sha(raw):
    return hashlib.sha1(raw).hexdigest()


def test_mailbox(server):
    """Fetch, identity, moves."""
    want = {}
    for i in range(500):
        raw = message(i, 2000 if i % 3 else 0)
        server.drop("alice", f"17000{i:05d}.M{i}P1.rig", raw, 1773000000 + i)
        want[sha(crlf(raw))] = 1773000000 + i
    probe = Probe(server.args(fds=1100))
    got = probe("fetch")
    ok(got["verdict"] == "ok" and len(got["mails"]) == 500, "500 mails are fetched", got["why"], str(got)[:300])
    ok({m["sha1"]: int(m["received"]) for m in got["mails"]} == want, "with their bytes and times of receipt")
    ok(int(got["biggest"]) <= 100 and int(got["batches"]) >= 5, "in batches of at most 100")
    uids = [int(m["uid"]) for m in got["mails"]]
    ok(uids == sorted(uids) and len(set(m["key"] for m in got["mails"])) == 500, "by uid, each with its own key")
    ok(all(p.parent.name == "new" or "S" not in p.name.partition(":2,")[2] for p in server.files("alice")),
       "nothing was marked as read")
    validity, last = got["validity"], got["last"]
    ok(probe("fetch")["count"] == "0", "a second poll brings nothing")
    ok(probe.end() == 0, "the program ends cleanly")

    probe = Probe(server.args())
    probe(f"state {validity} {last}")
    got = probe("fetch")
    ok(got["verdict"] == "ok" and got["count"] == "0" and got["reset"] == "0", "a new session starts after the last uid")
    probe(f"state {validity} 0")
    probe("fail 3")
    got = probe("poll")
    ok(got["verdict"] == "retry" and got["count"] == "200" and got["last"] == str(uids[199]),
       "what is not stored is not passed over", str(got))
    probe("fail 0")
    ok(probe("poll")["count"] == "300", "and comes with the next poll")

    keys = [m for m in (f"{validity}/{u}" for u in uids)]
    gone = server.files("alice")[:3]
    for path in gone:
        path.unlink()
    got = probe("file done " + " ".join(keys[:250]))
    ok(got["verdict"] == "ok" and got["done"] == "250", "250 are filed, vanished ones too", str(got))
    got = probe("file staff " + " ".join(keys[250:]) + f" 1/1 x ../../etc/passwd {validity}/0 {validity}/99999999999")
    ok(got["verdict"] == "ok" and got["done"] == "255", "foreign keys are no mail of this box", str(got))
    ok(len(server.files("alice", ".Cabas.Traites")) + len(server.files("alice", ".Cabas.&AMA--traiter")) == 497
       and not server.files("alice"), "all lie in their folders",
       str([p.name for p in server.box().iterdir()]))
    ok(len(server.files("alice", ".Cabas.&AMA--traiter")) >= 247, "a folder's name with accents")
    lines = (server.box() / "subscriptions").read_text()
    ok("Traites" in lines and "&AMA--traiter" in lines, "the new folders are subscribed to", lines)
    got = probe("all done")
    ok(got["verdict"] == "ok" and got["done"] == got["of"], "filing twice is no error", str(got))
    ok(probe.end() == 0, "the program ends cleanly")


def test_big(server):
    # Dovecot gives a NUL as the byte 0x80: it is 8-bit garbage all the same
    big, small, nul = message(1, 3 << 20), message(2), message(3) + b"a\0b\0\n"
    huge = message(4, 9 << 20)
    for i, raw in enumerate((big, small, nul, huge)):
        server.drop("bob", f"180000000{i}.M1P1.rig", raw)
        time.sleep(0.01)
    probe = Probe(server.args("bob", max=1 << 20))
    got = probe("fetch")
    by = {m["sha1"]: m for m in got["mails"]}
    over = [m for m in got["mails"] if m["oversized"] == "1"]
    head = crlf(big).partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    start = head + crlf(big)[len(head):len(head) + 65536]
    ok(got["verdict"] == "ok" and len(got["mails"]) == 4 and len(over) == 2, "oversized mails do not stop the others", str(got)[:400])
    ok(sha(start) in by and by[sha(start)]["oversized"] == "1", "of an oversized mail the header and the first 64 KiB")
    ok(sha(crlf(small)) in by and sha(crlf(nul).replace(b"\0", b"\x80")) in by, "small ones whole, NUL bytes included")
    probe.end()
    probe = Probe(server.args("bob"))
    got = probe("fetch")
    ok(len(got["mails"]) == 4 and got["mails"][3]["oversized"] == "1", "9 MiB of words are for a person", str(got)[:400])
    data = message(9) + b"\n" + b"QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9wcXJzdHV2d3h5ejAxMjM0\n" * 65536 + b"--b\n\nfin\n"
    server.drop("bob", "1850000001.M1P1.rig", data)
    got = probe("fetch")
    ok(sha(thin(crlf(data))) in {m["sha1"] for m in got["mails"] if m["oversized"] == "0"}, "5 MiB of data: what is written around it, whole", str(got)[:400])
    ok(probe("all staff")["done"] == "1", "and filed")
    probe.end()


def test_idle(server):
    probe = Probe(server.args("bob"))
    first = probe("fetch")
    probe.send("wait 20")
    time.sleep(1)
    before = time.time()
    server.drop("bob", "1900000001.M1P1.rig", message(10))
    got = probe.answer(30)
    waited = time.time() - before
    ok(got["verdict"] == "ok" and waited < 3, f"IDLE tells of new mail ({waited * 1000:.0f} ms)", str(got))
    ok(probe("fetch")["count"] == "1", "which is then fetched")
    server.drop("bob", "1900000002.M1P1.rig", message(11))
    time.sleep(1.5)
    got = probe("wait 20", 30)
    ok(got["verdict"] == "ok" and int(got["ms"]) < 3000, "mail that came before IDLE is not missed", str(got))
    ok(probe("fetch")["count"] == "1", "and fetched")
    got = probe("wait 20 300", 30)
    ok(got["verdict"] == "ok" and 250 <= int(got["ms"]) < 1500, "IDLE ends when it is woken", str(got))
    got = probe("wait 2", 30)
    ok(got["verdict"] == "ok" and 1900 <= int(got["ms"]) < 3500, "and when its time is over", str(got))
    got = probe("poll")
    ok(got["verdict"] == "ok", "the session goes on after IDLE", str(got))
    ok(probe.end() == 0, "the program ends cleanly")
    probe = Probe(server.args("bob", idle="no"))
    probe("poll")
    got = probe("wait 1", 30)
    ok(got["verdict"] == "ok" and 900 <= int(got["ms"]) < 2000, "idle=no only pauses", str(got))
    got = probe("wait 20 300", 30)
    ok(int(got["ms"]) < 1500, "and can be woken", str(got))
    probe.end()


def test_login(server):
    probe = Probe(server.args(tls="imap"))
    got = probe("check")
    ok(got["verdict"] == "ok" and "MOVE" in got["lines"][0], "STARTTLS and log-in", str(got))
    probe.end()
    for seconds, verdict in ((3600, "ok"), (-100, "never")):
        (TOP / "token").write_text(subprocess.run([RIG / "mktoken", server.dir, "alice", str(seconds)],
                                                  stdout=subprocess.PIPE, check=True, text=True).stdout)
        probe = Probe(server.args(auth="xoauth2", secret=TOP / "token"))
        got = probe("check")
        ok(got["verdict"] == verdict, f"XOAUTH2, token of {seconds} s: {verdict}", str(got))
        probe.end()
    probe = Probe(server.args(secret=TOP / "wrong"))
    got = probe("poll")
    ok(got["verdict"] == "never" and "password" in got["why"] and "not-the-secret" not in got["why"],
       "a wrong password is final, and not shown: " + got["why"], str(got))
    ok(probe("file done 1/1")["verdict"] == "never", "filing says so too")
    ok(probe.end() == 0, "the program ends cleanly")
    probe = Probe(server.args(path="Nulle-part"))
    ok(probe("poll")["verdict"] == "never", "a mailbox that is not there")
    probe.end()
    probe = Probe(server.args(path="Bo\tite"))
    ok(probe("poll")["verdict"] == "never", "a control character in a mailbox's name")
    probe.end()
    probe = Probe(server.args(ca="/nowhere"))
    got = probe("poll")
    ok(got["verdict"] == "never" and "/nowhere" in got["why"], "a missing ca_file: " + got["why"])
    probe.end()


def test_certificates():
    for cert in ("wronghost", "expired", "rogue"):
        server = Server(cert, cert)
        for tls in ("imaps", "imap"):
            probe = Probe(server.args(tls=tls))
            got = probe("poll")
            ok(got["verdict"] == "never" and "certificate" in got["why"], f"{cert}, {tls}: {got['why']}", str(got))
            probe.end()
        ok("Login:" not in server.log() and "user=<alice>" not in server.log(), f"{cert}: no name and no password was sent")
        server.down()


def test_extensions():
    for name, capability, left in (("uidplus", "IMAP4rev1 SASL-IR UIDPLUS IDLE", 0), ("bare", "IMAP4rev1 SASL-IR", 3)):
        server = Server(name, CAPABILITY=capability)
        for i in range(3):
            server.drop("alice", f"1900000{i}.M1P1.rig", message(i))
        probe = Probe(server.args())
        got = probe("fetch")
        ok(got["count"] == "3", f"{name}: fetched", str(got)[:300])
        got = probe("file done " + " ".join(m["key"] for m in got["mails"]))
        ok(got["verdict"] == "ok" and got["done"] == "3", f"{name}: filed", str(got))
        ok(len(server.files("alice")) == left, f"{name}: {left} stay in the inbox", str(server.files("alice")))
        ok(left or len(server.files("alice", ".Cabas.Traites")) == 3, f"{name}: they lie in the folder")
        ok(not any("T" in p.name.partition(":2,")[2] for p in server.files("alice")), f"{name}: nothing is left marked as deleted")
        if left:
            words = (server.box() / "dovecot-keywords").read_text()
            ok("CabasDone" in words, f"{name}: a keyword says so", words)
        ok(probe.end() == 0, f"{name}: the program ends cleanly")
        server.down()
    server = Server("prefix", SEPARATOR=".", PREFIX="INBOX.")
    server.drop("alice", "19000001.M1P1.rig", message(1))
    probe = Probe(server.args())
    probe("poll")
    got = probe("all done")
    ok(got["verdict"] == "ok" and len(server.files("alice", ".Cabas.Traites")) == 1,
       "a host with the prefix INBOX. and dots", str(got), str(list(server.box().iterdir())))
    probe.end()
    server.down()


def test_death():
    """The server dies in the middle, comes back, loses its index: nothing is lost, nothing comes twice."""
    server = Server("death")
    for i in range(6000):
        server.drop("alice", f"17{i:08d}.M1P1.rig", message(i, 4000))
    probe = Probe(server.args())
    probe.send("poll")
    time.sleep(0.35)
    server.down()
    got = probe.answer(60)
    taken = int(got.get("count", -1))
    ok(got["verdict"] in ("retry", "ok"), f"a dying server ends the poll after {taken} mails: {got['why']}", str(got))
    again = probe("poll", 60)
    ok(again["verdict"] == "retry" and again["count"] == "0", f"and cannot be reached: {again['why']}", str(again))
    probe.end()
    server.up()
    probe = Probe(server.args())
    probe(f"state {got['validity']} {got['last']}")
    more = probe("poll")
    ok(more["verdict"] == "ok" and taken + int(more["count"]) == 6000, "the rest comes afterwards, once", str(got), str(more))
    rate = 1000 * int(more["count"]) // max(1, int(more["ms"]))
    got = probe("state %s 0" % more["validity"])
    got = probe("poll")
    moved = probe("all done", 120)
    print(f"# fetch {1000 * 6000 // int(got['ms'])} mails/s, move {1000 * 6000 // int(moved['ms'])} mails/s ({BUILD})")
    ok(moved["done"] == "6000", "all are filed")
    memory = int(probe("memory")["kilobytes"])
    ok(memory < 250000, f"in {memory // 1024} MiB")
    probe.end()
    server.drop("alice", "18000000.M1P1.rig", message(1))
    server.down()
    for path in server.box().glob("dovecot*"):
        path.unlink()
    time.sleep(1.1)  # UIDVALIDITY is the time in seconds
    server.up()
    probe = Probe(server.args())
    probe(f"state {got['validity']} {got['last']}")
    got2 = probe("fetch")
    ok(got2["reset"] == "1" and got2["validity"] != got["validity"] and got2["count"] == "1" and got2["mails"][0]["uid"] == "1",
       "UIDVALIDITY changed: told, and all is listed again", str(got2))
    got3 = probe(f"file done {got['validity']}/1")
    ok(got3["done"] == "1" and len(server.files("alice")) == 1, "an old key moves no other mail", str(got3))
    probe.end()
    server.down()


HELLO = r"""> * OK hi
< ^(\S+) CAPABILITY
>> * CAPABILITY IMAP4rev1 {capability}\r\n{1} OK x\r\n
"""
LOGIN = HELLO + r"""< ^(\S+) LOGIN
> {1} OK in
< ^(\S+) CAPABILITY
>> * CAPABILITY IMAP4rev1 {capability}\r\n{1} OK x\r\n
< ^(\S+) LIST
>> * LIST (\\Noselect) "/" ""\r\n{1} OK x\r\n
< ^(\S+) SELECT
"""
SELECTED = LOGIN + r""">> * 2 EXISTS\r\n* 0 RECENT\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 3] x\r\n{1} OK [READ-WRITE] selected\r\n
"""
LISTED = r""">> * 1 FETCH (UID 1 RFC822.SIZE 5 INTERNALDATE "01-Mar-2026 10:00:00 +0100")\r\n* 2 FETCH (UID 2 RFC822.SIZE 5 INTERNALDATE "01-Mar-2026 10:00:01 +0100")\r\n{1} OK x\r\n
"""
LIST = r"< ^(\S+) UID FETCH" + "\n" + LISTED
NEXT = r"""< ^(\S+) NOOP
> {1} OK x
""" + LIST
NO = r"""< ^(\S+) UID FETCH
> {1} NO [SERVERBUG] cannot read it
"""
BODY1 = r"""< ^(\S+) UID FETCH 1 \(
>> * 1 FETCH (UID 1 BODY[] {5}\r\nhello)\r\n{1} OK x\r\n
"""
# name, script, verdict, seconds it may last, words of the reason
FAULTS = [
    ("PREAUTH", "> * PREAUTH come in", "never", 5, "PREAUTH"),
    ("BYE as greeting", "> * BYE Too many simultaneous connections", "retry", 5, "Too many"),
    ("BYE at log-in", HELLO + "< LOGIN\n> * BYE gone\nclose", "retry", 5, ""),
    ("no UIDVALIDITY", LOGIN + r">> * 4 EXISTS\r\n{1} OK [READ-WRITE] x\r\n", "never", 5, "UIDVALIDITY"),
    ("read-only mailbox", LOGIN + r">> * 4 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n{1} OK [READ-ONLY] x\r\n", "never", 5, "only be read"),
    ("log-in not now", HELLO + "< ^(\\S+) LOGIN\n> {1} NO [UNAVAILABLE] later", "retry", 5, "later"),
    ("log-in BAD", HELLO + "< ^(\\S+) LOGIN\n> {1} BAD what", "retry", 5, "what"),
    ("a tagged OK without text", HELLO + "< ^(\\S+) LOGIN\n> {1} OK", "retry", 5, ""),
    ("an alert without text", HELLO + "< ^(\\S+) LOGIN\n>> * OK [ALERT]\\r\\n{1} OK [ALERT]\\r\\n\nclose", "retry", 5, ""),
    ("an open list of flags", LOGIN + r">> * OK [PERMANENTFLAGS (\r\n{1} OK x\r\n" + "\nclose", "", 5, ""),
    ("an empty list of flags", LOGIN + r">> * OK [PERMANENTFLAGS ()]\r\n* OK [UIDVALIDITY 7] x\r\n{1} OK x\r\n" + "\nclose", "retry", 5, ""),
    ("no capability", "> * OK hi\n< ^(\\S+) CAPABILITY\n> {1} OK nothing\n< ^(\\S+) LOGIN\n> {1} OK in\nclose", "retry", 5, ""),
    ("an empty capability", "> * OK hi\n< ^(\\S+) CAPABILITY\n>> * CAPABILITY\\r\\n{1} OK nothing\\r\\n\n< ^(\\S+) LOGIN\n> {1} OK in\nclose", "retry", 5, ""),
    ("an empty STATUS", LOGIN + r""">> * STATUS "X" ()\r\n* OK [UIDVALIDITY 7] x\r\n{1} OK x\r\n""" + "\nclose", "retry", 5, ""),
    ("the list cut short", SELECTED + "< ^(\\S+) UID FETCH\n>> * 1 FETCH (UID 1 RFC822\nclose", "retry", 5, "closed"),
    ("nested parentheses", SELECTED + "< ^(\\S+) UID FETCH\n>> * 1 FETCH (BODYSTRUCTURE \nfill 200000 (\nfill 200000 )\nsleep 5", "retry", 5, "nested"),
    ("a body cut short", SELECTED + LIST + "< ^(\\S+) UID FETCH\n>> * 1 FETCH (UID 1 BODY[] {5}\\r\\nhe\nclose", "retry", 5, "closed"),
    ("a body of 4 GiB", SELECTED + LIST + "< ^(\\S+) UID FETCH\n>> * 1 FETCH (UID 1 BODY[] {4294967295}\\r\\nhe\nsleep 9", "retry", 5, "bigger"),
    ("a body without end", SELECTED + LIST + "< ^(\\S+) UID FETCH\n>> * 1 FETCH (UID 1 BODY[] {5}\\r\\n\nfill 500000000 A", "retry", 9, ""),
    ("lines without end", SELECTED + LIST + "< ^(\\S+) UID FETCH\nlabel l\n>> * OK still there\\r\\n\nloop 1000000 l", "retry", 9, "more than"),
    ("a reset", SELECTED + LIST + "< ^(\\S+) UID FETCH\nreset", "retry", 5, ""),
    ("another's tag", SELECTED + "< ^(\\S+) UID FETCH\n> 99 OK done", "retry", 5, ""),
    ("no IMAP at all", r">> HTTP/1.1 400 Bad Request\r\n\r\n" + "\nclose", "retry", 5, ""),
    ("silence", "sleep 40", "retry", 25, "in time"),
    ("a body byte by byte", SELECTED + LIST + "< ^(\\S+) UID FETCH\n>> * 1 FETCH (UID 1 BODY[] {99}\\r\\n\nlabel l\n>> a\nsleep 0.9\nloop 90 l", "retry", 40, "in time"),
]
SHIPPED = [  # of rig/faults: over TLS, or in clear where they speak of STARTTLS
    ("imap-cut-literal", "imaps", "retry", 40), ("imap-deep-bodystructure", "imaps", "retry", 40),
    ("imap-endless-line", "imaps", "retry", 9), ("imap-trickle", "imaps", "retry", 25),
    ("imap-idle-coalesced", "imaps", "retry", 40), ("imap-starttls-injection", "imap", "never", 5),
]


def fault_args(server, name, script, tls="imaps"):
    faults.append(name)
    extra = ["--tls", server.dir / "certs/good.pem", server.dir / "certs/good.key"] if tls == "imaps" else []
    out = subprocess.run([RIG / "fault-up", TOP / "faults", name, script, *extra], stdout=subprocess.PIPE, check=True, text=True).stdout
    return ["url=" + tls, "host=localhost", "port=" + out.split("=")[1].strip(), "user=alice",
            f"ca={server.var['CA_FILE']}", f"secret={TOP / 'secret'}"]


def script_file(name, text, capability="IDLE MOVE UIDPLUS"):
    path = TOP / f"{name}.txt"
    path.write_text(text.replace("{capability}", capability) + "\n")
    return path


def one_fault(args, name, verdict, seconds, words):
    probe = Probe(args)
    before = time.time()
    got = probe("poll", seconds + 20)
    took = time.time() - before
    memory = int(probe("memory").get("kilobytes", 1 << 40))
    ended = probe.end()
    ok((not verdict or got["verdict"] == verdict) and got["verdict"] in ("ok", "retry", "never") and took < seconds and words in got["why"] and not ended and memory < 300000,
       f"{name}: {got['verdict']} in {took:.1f} s: {got['why']}", f"{memory} kB, exit {ended}", str(got)[:400])


def faults_start(server):
    """The quick ones come one after another; those that wait for a deadline run beside everything else."""
    jobs = []
    for i, (name, text, verdict, seconds, words) in enumerate(FAULTS):
        jobs.append((fault_args(server, f"f{i}", script_file(f"f{i}", text)), name, verdict, seconds, words))
    for name, tls, verdict, seconds in SHIPPED:
        jobs.append((fault_args(server, name, RIG / "faults" / f"{name}.txt", tls), name, verdict, seconds, ""))
    slow = [threading.Thread(target=one_fault, args=job) for job in jobs if job[3] > 10]
    for thread in slow:
        thread.start()
    for job in jobs:
        if job[3] <= 10:
            one_fault(*job)
    return slow


def test_dialogues(server):
    """Whole dialogues with a server that refuses one mail, and one whose words come together."""
    text = SELECTED + LIST + NO + BODY1 + NO + (NEXT + NO) * 3 + NEXT
    probe = Probe(fault_args(server, "d1", script_file("d1", text)))
    got = probe("fetch", 10)
    ok(got["verdict"] == "retry" and [m["uid"] for m in got["mails"]] == ["1"] and got["last"] == "1",
       "a batch is refused: one by one the others come through", str(got))
    for i in range(3):
        got = probe("fetch", 10)
        ok(got["verdict"] == "retry" and got["count"] == "0", f"the bad one is asked for again ({i + 2})", str(got))
    got = probe("fetch", 10)
    ok(got["verdict"] == "ok" and got["mails"] and got["mails"][0]["size"] == "0" and got["mails"][0]["oversized"] == "1",
       "then it is handed over empty, for a person", str(got))
    probe.end()
    text = SELECTED + r"< ^(\S+) UID FETCH" + "\n" + r"> {1} OK none" + "\n" + \
        "< ^(\\S+) IDLE\n>> + idling\\r\\n* 3 EXISTS\\r\\n\n< ^DONE\nsleep 0.1\n"
    probe = Probe(fault_args(server, "d2", script_file("d2", text + "> 8 OK done\nclose")))
    probe("poll", 10)
    got = probe("wait 20", 30)
    ok(int(got.get("ms", 99999)) < 5000, "news in the same breath as IDLE's + is not missed", str(got))
    probe.end()
    text = SELECTED + r"< ^(\S+) UID FETCH" + "\n>> * 3 EXISTS\\r\\n{1} OK none\\r\\n\n< never\n"
    probe = Probe(fault_args(server, "d3", script_file("d3", text)))
    probe("poll", 10)
    got = probe("wait 20", 30)
    ok(got["verdict"] == "ok" and int(got["ms"]) < 1000, "mail that came while the box was listed: no wait at all", str(got))
    probe.end()
    probe = Probe(fault_args(server, "d4", script_file("d4", SELECTED + r"< ^(\S+) UID FETCH" + "\n> {1} OK none\n< ^(\\S+) IDLE\n>> + idling\\r\\n\nsleep 0.5\nclose")))
    probe("poll", 10)
    got = probe("wait 20", 30)
    ok(got["verdict"] == "retry" and int(got["ms"]) < 5000, "a server that goes away during IDLE: " + got["why"], str(got))
    got = probe("wait 1", 30)
    ok(got["verdict"] == "ok" and int(got["ms"]) >= 900, "without a session the wait is a pause", str(got))
    probe.end()
    probe = Probe(fault_args(server, "d5", script_file("d5", "> * OK hi\n< ^(\\S+) STARTTLS\n> {1} NO not here"), "imap"))
    got = probe("poll", 10)
    ok(got["verdict"] == "never" and "imaps" in got["why"], "no STARTTLS: " + got["why"], str(got))
    probe.end()


main = Server("main")
slow = faults_start(main)
test_login(main)
test_mailbox(main)
test_big(main)
test_idle(main)
test_certificates()
test_extensions()
test_death()
test_dialogues(main)
for thread in slow:
    thread.join()
errors = (TOP / "probe.err").read_text(errors="replace")
ok(not errors, "nothing on stderr, no sanitizer", *errors.splitlines()[:60])
print(f"1..{count}")
sys.exit(failed != 0)
