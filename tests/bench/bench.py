#!/usr/bin/python3
"""bench: the figures of README, each next to this machine's own limits, measured in the same run.

usage: tests/bench/bench.py [CABAS] [MAILS]      (default: build/cabas, 3000)
Servers are the rig's: Dovecot (IMAPS) and Postfix's smtp-sink on loopback.
"""
import imaplib, os, pathlib, re, shutil, smtplib, socket, sqlite3, ssl, statistics, subprocess, sys
import tempfile, threading, time

CABAS = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else "build/cabas")
MAILS = int(sys.argv[2]) if len(sys.argv) > 2 else 3000
ROOT = pathlib.Path(__file__).resolve().parents[2]
RIG = ROOT / "tests/rig"
WORK = pathlib.Path(tempfile.mkdtemp(prefix="cabas-bench-"))
WORK.chmod(0o711)
TEXTS = ["SUSPENDRE 17/12", "PLANNING", "PANIER", "Bonjour,\n\nnous serons absents du 15 au 26 "
         "d=C3=A9cembre, merci de ne pas livrer notre panier.\n\nCordialement\n", "AIDE"]
NOW = "2026-12-07T09:00"


def mail(n):
    return (f"Authentication-Results: mx.bench; dmarc=pass header.from=example.org\r\n"
            f"From: Abonne {n} <abonne{n}@example.org>\r\nTo: <paniers@example.org>\r\n"
            f"Subject: Mon panier\r\nMessage-ID: <bench-{n}@example.org>\r\n"
            "Date: Mon, 07 Dec 2026 08:59:00 +0100\r\nMIME-Version: 1.0\r\n"
            "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
            + TEXTS[n % len(TEXTS)].replace("\n", "\r\n") + "\r\n").encode()


def farm(name, inbox, smtp, extra_inbox="", extra_smtp=""):
    """A farm of one subscriber a mail, so that nobody's limit is reached."""
    home = WORK / name
    home.mkdir()
    (home / "cabas.conf").write_text(
        "[farm]\nname=Bench\n[mail]\nfrom=paniers@example.org\n"
        f"[inbox]\nurl={inbox}\nauthserv_id=mx.bench\n{extra_inbox}\n"
        f"[smtp]\nurl={smtp}\n{extra_smtp}\n[database]\nurl=sqlite:cabas.db\n")
    (home / "abonnes.csv").write_text(
        "numero;prenom;nom;emails;telephones;adresse;code_postal;ville\n" + "".join(
            f"{n};Abo;Nné {n};abonne{n}@example.org;;1 rue;05000;Gap\n" for n in range(1, MAILS + 1)))
    (home / "abonnements.csv").write_text(
        "numero_abonne;formule;depot;quantite;frequence;debut;fin\n" + "".join(
            f"{n};petit;gap-gare;1;hebdomadaire;2026-01-06;\n" for n in range(1, MAILS + 1)))
    cabas(home, "init")
    for kind in ("formules", "depots", "produits", "fermetures"):
        cabas(home, "import", kind, str(ROOT / f"db/demo/{kind}.csv"))
    for kind in ("abonnes", "abonnements"):
        cabas(home, "import", kind, str(home / f"{kind}.csv"))
    return home


def cabas(home, *args):
    subprocess.run([CABAS, "-c", str(home / "cabas.conf"), *args], check=True,
                   stdout=subprocess.DEVNULL)


def once(home):
    """Seconds, CPU seconds and peak memory of one full cycle."""
    start = time.monotonic()
    process = subprocess.Popen([CABAS, "-c", str(home / "cabas.conf"), "--now", NOW, "once"])
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"bench: cabas once failed ({status})")
    return time.monotonic() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss


def rig(command, *args):
    text = subprocess.run([RIG / command, *map(str, args)], check=True, capture_output=True,
                          text=True).stdout
    return dict(line.split("=", 1) for line in text.splitlines() if "=" in line)


def fill_maildir(path):
    for folder in ("new", "cur", "tmp"):
        (path / folder).mkdir(parents=True, exist_ok=True)
    stamp = time.mktime(time.strptime(NOW, "%Y-%m-%dT%H:%M")) - 60
    for n in range(1, MAILS + 1):
        file = path / "new" / f"{n:06d}.bench"
        file.write_bytes(mail(n))
        os.utime(file, (stamp, stamp))


def commits(name="mails"):
    """Durable commits a second of this disk: one row each, as SQLite does them (WAL, FULL)."""
    base = sqlite3.connect(WORK / f"commits-{name}.db", isolation_level=None)
    base.execute("PRAGMA journal_mode=WAL")
    base.execute("PRAGMA synchronous=FULL")
    base.execute("CREATE TABLE t (a)")
    start, count = time.monotonic(), 0
    while time.monotonic() - start < 2:
        base.execute("INSERT INTO t VALUES (1)")
        count += 1
    return count / (time.monotonic() - start)


def fetch_rate(env):
    """One connection, all bodies by one UID FETCH in sets of 100."""
    context = ssl.create_default_context(cafile=env["CA_FILE"])
    with imaplib.IMAP4_SSL("localhost", int(env["IMAPS_PORT"]), ssl_context=context) as imap:
        imap.login("alice", "secret")
        imap.select("INBOX")
        start = time.monotonic()
        for first in range(1, MAILS + 1, 100):
            imap.uid("FETCH", f"{first}:{first + 99}", "(BODY.PEEK[])")
        return MAILS / (time.monotonic() - start)


def sink_rate(port):
    """One connection, mails of an answer's size, by Postfix's own generator."""
    start = time.monotonic()
    subprocess.run(["/usr/sbin/smtp-source", "-d", "-m", str(MAILS), "-l", "6000", "-f", "a@example.org",
                    "-t", "b@example.org", f"127.0.0.1:{port}"], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return MAILS / (time.monotonic() - start)


def line(text, rate, extra=""):
    print(f"{text:58}{rate:9.0f} /s  {extra}", flush=True)


def bench_maildir():
    inbox = WORK / "maildir-in"
    home = farm("maildir", f"maildir:{inbox}", f"maildir:{WORK}/maildir-out")
    for folder in ("new", "cur", "tmp"):
        (WORK / "maildir-out" / folder).mkdir(parents=True)
    fill_maildir(inbox)
    seconds, cpu, memory = once(home)
    answers = len(os.listdir(WORK / "maildir-out/new"))
    assert answers == MAILS, f"{answers} answers of {MAILS}"
    line("end to end, maildir to maildir", MAILS / seconds,
         f"{cpu / MAILS * 1000:.2f} s CPU per 1,000; peak {memory / 1024:.0f} MB")


class Sink:
    """smtp-sink in a folder of its own."""
    def __enter__(self):
        self.env = rig("sink-up", WORK / "sink")
        return int(self.env["SINK_PORT"])

    def __exit__(self, *_):
        rig("sink-down", WORK / "sink")


def bench_servers():
    env = rig("imap-up", WORK / "imap")
    try:
        box = pathlib.Path(env["MAILROOT"]) / "alice/Maildir"
        fill_maildir(box)
        subprocess.run(["chown", "-R", f"--reference={box.parent}", str(box)], check=True)
        secret = WORK / "password"
        secret.write_text("secret\n")
        secret.chmod(0o600)
        with Sink() as port:
            fetch, accept, commit = fetch_rate(env), sink_rate(port), commits()
            home = farm("servers", f"imaps://alice@localhost:{env['IMAPS_PORT']}/INBOX",
                        f"smtp://127.0.0.1:{port}",
                        f"password_file={secret}\nca_file={env['CA_FILE']}")
            seconds, cpu, memory = once(home)
            rate = MAILS / seconds
            slowest = min(fetch, accept)
            line("this machine: IMAP fetch, one connection", fetch)
            line("this machine: SMTP sink, one connection", accept)
            line("this machine: durable commits of one row", commit)
            line("end to end, Dovecot (TLS) to SMTP sink", rate,
                 f"{100 * rate / slowest:.0f} % of the slower server; {cpu / MAILS * 1000:.2f} s CPU per "
                 f"1,000; peak {memory / 1024:.0f} MB")
            bench_latency(env, secret)
    finally:
        rig("imap-down", WORK / "imap")


class Listener(threading.Thread):
    """Counts the moment at which each mail's final dot arrives, as fast as Python can."""
    def __init__(self):
        super().__init__(daemon=True)
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.arrived = {}

    def run(self):
        while True:
            peer, _ = self.socket.accept()
            threading.Thread(target=self.serve, args=(peer,), daemon=True).start()

    def serve(self, peer):
        try:
            self.talk(peer)
        except OSError:
            pass  # a client that only looked whether we are there

    def talk(self, peer):
        stream = peer.makefile("rwb", buffering=0)
        stream.write(b"220 bench\r\n")
        data = False
        for raw in stream:
            if data:
                found = re.match(rb"In-Reply-To: <(.*)>", raw)
                if found:
                    name = found[1].decode()
                if raw == b".\r\n":
                    data = False
                    self.arrived[name] = time.monotonic()
                    stream.write(b"250 ok\r\n")
            elif raw.upper().startswith(b"DATA"):
                data = True
                stream.write(b"354 go\r\n")
            elif raw.upper().startswith(b"QUIT"):
                stream.write(b"221 bye\r\n")
                peer.close()
                return
            elif raw.upper().startswith(b"EHLO"):
                stream.write(b"250 bench\r\n")
            else:
                stream.write(b"250 ok\r\n")


def bench_latency(env, secret):
    """A mail is appended by IMAP, the daemon idles: time until the answer's final dot. What the servers take
    themselves is the time until another idling client is told, and one SMTP dialogue."""
    listener = Listener()
    listener.start()
    home = farm("latency", f"imaps://alice@localhost:{env['IMAPS_PORT']}/INBOX",
                f"smtp://127.0.0.1:{listener.port}",
                f"password_file={secret}\nca_file={env['CA_FILE']}")  # its clock is the real one
    daemon = subprocess.Popen([CABAS, "-c", str(home / "cabas.conf"), "run"],
                              stderr=subprocess.DEVNULL)
    context = ssl.create_default_context(cafile=env["CA_FILE"])
    taken, told = [], []
    try:
        time.sleep(1.5)
        writer = imaplib.IMAP4_SSL("localhost", int(env["IMAPS_PORT"]), ssl_context=context)
        watcher = imaplib.IMAP4_SSL("localhost", int(env["IMAPS_PORT"]), ssl_context=context)
        for client in (writer, watcher):
            client.login("alice", "secret")
        watcher.select("Traite")  # a folder of its own: what the daemon takes at once is never told
        for n in range(1, 41):
            raw = mail(n).replace(b"bench-", b"latency-")
            if n <= 15:
                watcher.send(b"x IDLE\r\n")
                watcher.readline()
                start = time.monotonic()
                writer.append("Traite", None, None, raw)
                while b"EXISTS" not in watcher.readline():
                    pass
                told.append(time.monotonic() - start)
                watcher.send(b"DONE\r\n")
                while not watcher.readline().startswith(b"x "):
                    pass
            start = time.monotonic()
            writer.append("INBOX", None, None, raw)
            name = f"latency-{n}@example.org"
            while name not in listener.arrived and time.monotonic() - start < 10:
                time.sleep(0.0005)
            taken.append(listener.arrived.get(name, start + 10) - start)
            time.sleep(0.05)
    finally:
        daemon.terminate()
        daemon.wait()
    peak = statistics.median(taken) * 1000, max(taken) * 1000
    print(f"{'latency, mail appended to answer sent (IDLE)':58}{peak[0]:9.1f} ms median, {peak[1]:.0f} ms "
          f"at most; Dovecot tells an idling client after {statistics.median(told) * 1000:.1f} ms")


def bench_parse():
    rows = WORK / "rows.tsv"
    texts = ["suspendre 12/03", "Bonjour, nous serons absents du 12 au 26 mars, merci", "planning",
             "pas de panier la semaine prochaine svp", "panier 23/06", "ok merci"]
    count = 200000
    with rows.open("w") as file:
        for n in range(count):
            file.write(f"{n}\tsms\t2026-03-01T08:00\t{texts[n % len(texts)]}\n")
    start = time.monotonic()
    subprocess.run([CABAS, "parse", "--tsv", str(rows)], check=True, stdout=subprocess.DEVNULL,
                   env={"CABAS_CONFIG": ""})
    line("cabas parse --tsv, short messages, one core", count / (time.monotonic() - start))
    probe = pathlib.Path(CABAS).parent / "tests/bot/parse_probe"
    out = subprocess.run([probe, ROOT / "tests/bench/mail.eml"], check=True, capture_output=True,
                         text=True).stdout.splitlines()
    print(f"mail of 2 kB, bytes to requests, microseconds: {out[0]}")
    for hostile in out[1:]:
        print(f"10 MB, {hostile}")


def bench_lists():
    """All lists of a week of a farm with 2,000 subscribers and 12 depots, each by a command of its own."""
    sys.path.insert(0, str(ROOT / "tests/bench"))
    import big_farm
    home = WORK / "lists"
    home.mkdir()
    (home / "cabas.conf").write_text("[farm]\nname=Bench\n[mail]\nfrom=paniers@example.org\n[inbox]\nurl=maildir:inbox\n"
                                     "[smtp]\nurl=maildir:outbox\n[database]\nurl=sqlite:cabas.db\n")
    big_farm.make(home)
    cabas(home, "init")
    for kind in ("formules", "depots", "produits", "abonnes", "abonnements", "compositions"):
        cabas(home, "--now", "2026-01-01T08:00", "import", kind, str(home / f"{kind}.csv"))
    start = time.monotonic()
    for day in ("2026-03-10", "2026-03-12", "2026-03-13"):
        cabas(home, "list", day, "--pdf", str(home / f"{day}.pdf"), "--csv", str(home / f"{day}.csv"))
    print(f"pick lists of 2,000 subscribers, 12 depots, three days, PDF and CSV: {time.monotonic() - start:.2f} s", flush=True)


def wrk(port, secret, run, seconds, connections=64):
    """wrk's own count of answers a second, and how many were not 2xx."""
    out = subprocess.run(["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", str(ROOT / "tests/bench/texts.lua"),
                          f"http://127.0.0.1:{port}", "--", secret, run], check=True, capture_output=True, text=True).stdout
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", out)
    return float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1]), int(refused[1]) if refused else 0


def memory(process):
    return int(re.search(r"VmRSS:\s+(\d+)", pathlib.Path(f"/proc/{process.pid}/status").read_text())[1]) / 1024


def bench_texts():
    """Kannel's webhook, the worker deciding beside it: what got 200 is committed."""
    home, secret = farm("texts", f"maildir:{WORK}/texts-in", f"maildir:{WORK}/texts-out"), "un-secret-de-passerelle"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    (home / "secret").write_text(secret + "\n")
    (home / "secret").chmod(0o600)
    with (home / "cabas.conf").open("a") as conf:
        conf.write(f"[sms]\nprovider=kannel\nuser=u\npassword_file=secret\nwebhook_secret_file=secret\n"
                   f"send_url=http://127.0.0.1:9/\n[http]\nlisten=127.0.0.1:{port}\n")
    commit = commits("texts")
    stored = lambda: sqlite3.connect(home / "cabas.db", timeout=20).execute(
        "SELECT count(*) FROM inbox WHERE channel = 'sms'").fetchone()[0]
    with (home / "log").open("wb") as log:
        process = subprocess.Popen([CABAS, "-c", str(home / "cabas.conf"), "run"], stderr=log)
    try:
        time.sleep(1)
        rate, refused = wrk(port, secret, "first", 4)
        first = stored()
        line("texts by webhook, accepted and committed", first / 4, f"{refused} told 503 (the queue was full)")
        line("this machine: durable commits of one row", commit)
        early, runs = memory(process), 0
        while stored() < 100000 and runs < 40:
            runs += 1
            wrk(port, secret, f"run{runs}", 4)
        print(f"memory after {first:,} texts {early:.0f} MB, after {stored():,} {memory(process):.0f} MB", flush=True)
    finally:
        process.terminate()
        process.wait()


try:
    os.environ["TZ"] = "Europe/Paris"
    time.tzset()
    print(f"{os.cpu_count()} cores, {MAILS} mails", flush=True)
    bench_parse()
    bench_lists()
    bench_maildir()
    bench_texts()
    bench_servers()
finally:
    shutil.rmtree(WORK, ignore_errors=True)
