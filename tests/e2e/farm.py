"""What the scripts of this folder share: TAP, a farm in a temporary folder, mails, servers of tests/rig, the daemon.

Everything is cleaned up at the end, also after a signal. CABAS names the program (default build/asan/cabas)."""
import atexit, datetime, email, email.policy, os, pathlib, re, shutil, signal, socket, sqlite3, subprocess, sys
import tempfile, threading, time, zoneinfo

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
RIG = ROOT / "tests/rig"
CABAS = os.environ.get("CABAS", "build/asan/cabas")
PARIS = zoneinfo.ZoneInfo("Europe/Paris")
KINDS = "formules depots produits abonnes abonnements compositions reglements fermetures".split()
BOT = "paniers@example.org"
SERVER = "mx.exemple.net"
count = failed = 0
closers = []

os.environ.setdefault("ASAN_OPTIONS", "detect_leaks=1")
os.environ["ASAN_OPTIONS"] += ":exitcode=99"
os.environ["UBSAN_OPTIONS"] = "print_stacktrace=1:exitcode=99"
os.environ.pop("CABAS_CONFIG", None)
for name in ("NOTIFY_SOCKET", "WATCHDOG_USEC", "JOURNAL_STREAM", "CABAS_FAULT", "CABAS_POISON"):
    os.environ.pop(name, None)
signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))


@atexit.register
def close_all():
    while closers:
        try:
            closers.pop()()
        except Exception as error:  # the others are still closed
            print(f"# closing: {error!r}")


# --- TAP

def ok(good, name, detail=""):
    global count, failed
    count += 1
    failed += not good
    print(f"{'' if good else 'not '}ok {count} - {name}", flush=True)
    if not good and detail:
        print("\n".join("# " + line for line in str(detail)[:4000].splitlines()), flush=True)
    return bool(good)


def same(got, want, name, detail=""):
    return ok(got == want, name, f" got {got!r}\nwant {want!r}\n{detail}")


def like(text, pattern, name):
    return ok(re.search(pattern, text, re.M), name, f"pattern {pattern!r} in\n{text}")


def skip(name, why):
    global count
    count += 1
    print(f"ok {count} - {name} # SKIP {why}", flush=True)


def finish():
    print(f"1..{count}")
    close_all()
    sys.exit(failed != 0)


def wait_for(condition, seconds=20, pause=0.05):
    """The condition's first true value, or its last one."""
    end = time.monotonic() + seconds
    while not (value := condition()) and time.monotonic() < end:
        time.sleep(pause)
    return value


# --- time: instants are seconds UTC; texts are the farm's local time

def at(text):
    """2026-03-09T10:00[:00], local time, as an instant."""
    return int(datetime.datetime.fromisoformat(text).replace(tzinfo=PARIS).timestamp())


def utc(text):
    return int(datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.timezone.utc).timestamp())


def local(instant):
    return datetime.datetime.fromtimestamp(instant, PARIS).strftime("%Y-%m-%dT%H:%M:%S")


# --- mails

numbers = iter(range(1, 1 << 30))


def mail(sender, subject="", body="", auth=True, id=None, headers=(), to=BOT, charset="utf-8", date=None):
    """One mail as its provider hands it over; `auth`: the provider vouches for the sender."""
    domain = sender.rpartition("@")[2].strip("<>")
    lines = []
    if auth:
        lines.append(f"Authentication-Results: {SERVER}; dmarc=pass header.from={domain}")
    lines += [f"From: {sender}", f"To: {to}", f"Subject: {subject}"]
    if id != "":
        lines.append(f"Message-ID: <{id or f'essai-{os.getpid()}-{next(numbers)}@example.org'}>")
    lines += [f"Date: {date or 'Mon, 09 Mar 2026 09:00:00 +0100'}", "MIME-Version: 1.0",
              f"Content-Type: text/plain; charset={charset}", "Content-Transfer-Encoding: 8bit", *headers]
    return ("\n".join(lines) + "\n\n").encode() + (body if isinstance(body, bytes) else (body + "\n").encode(charset))


def read_mail(raw):
    return email.message_from_bytes(raw, policy=email.policy.default)


def message_id(raw):
    found = re.search(rb"^Message-ID:\s*<([^>]*)>", raw, re.M | re.I)
    return found[1].decode() if found else ""


def text_of(answer):
    return answer.get_body(("plain",)).get_content()


# --- the farm

class Result:
    def __init__(self, done):
        self.code, self.out, self.err = done.returncode, done.stdout.decode(), done.stderr.decode("utf-8", "replace")
        self.all = f"exit {self.code}\n{self.out}{self.err}"


def check_clean(text, what):
    """What the sanitizers print fails the script."""
    if re.search(r"Sanitizer|runtime error:", text):
        ok(False, f"{what}: sanitizers", text)


class Farm:
    """A folder with cabas.conf, its database, a maildir in and a maildir out (or what `settings` say instead)."""

    def __init__(self, settings=None, init=True, demo=True):
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="cabas-e2e-"))
        self.dir.chmod(0o711)
        closers.append(lambda: shutil.rmtree(self.dir, ignore_errors=True))
        self.conf, self.db = self.dir / "cabas.conf", self.dir / "cabas.db"
        self.daemon = None
        closers.append(self.kill)
        self.settings = {
            "farm": {"name": "Les Jardins du Buëch"},
            "mail": {"from": f"Les Jardins <{BOT}>", "staff": "ferme@example.org"},
            "inbox": {"url": "maildir:inbox", "authserv_id": SERVER},
            "smtp": {"url": "maildir:outbox"},
            "database": {"url": "sqlite:cabas.db"},
            "http": {"listen": ""},
        }
        for section, keys in (settings or {}).items():
            self.settings.setdefault(section, {}).update(keys)
        self.write_conf()
        if init:
            self.must("init")
        if init and demo:
            for kind in KINDS:
                self.must("import", kind, str(ROOT / f"db/demo/{kind}.csv"), now="2026-03-01T10:00")

    def write_conf(self):
        self.conf.write_text("".join(f"[{section}]\n" + "".join(f"{key}={value}\n" for key, value in keys.items())
                                     for section, keys in self.settings.items()))

    def path(self, *parts):
        return self.dir.joinpath(*parts)

    def write(self, name, data):
        path = self.path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return path

    def run(self, *args, now=None, env=None, timeout=120, before=None, wrap=(), program=None):
        """One command to its end."""
        command = [*wrap, program or CABAS, "-c", str(self.conf), *(["--now", now] if now else []), *map(str, args)]
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL,
                              timeout=timeout, env={**os.environ, **(env or {})}, preexec_fn=before, cwd=ROOT)
        result = Result(done)
        check_clean(result.err, " ".join(map(str, args)))
        return result

    def must(self, *args, **options):
        result = self.run(*args, **options)
        if result.code:
            ok(False, f"cabas {' '.join(map(str, args))}", result.all)
        return result.out

    def rows(self, sql, *values):
        base = sqlite3.connect(f"file:{self.db}?mode=ro", uri=True, timeout=20)
        try:
            return base.execute(sql, values).fetchall()
        finally:
            base.close()

    def value(self, sql, *values):
        rows = self.rows(sql, *values)
        return rows[0][0] if rows else None

    def dump(self):
        base = sqlite3.connect(self.db, timeout=20)
        try:
            return list(base.iterdump())
        finally:
            base.close()

    # maildir in and out

    def drop(self, raw, received=None, name=None, folder="new"):
        box = self.path("inbox")
        for part in ("tmp", "new", "cur"):
            (box / part).mkdir(parents=True, exist_ok=True)
        name = name or f"{int(time.time())}.M{next(numbers):06d}P{os.getpid()}.e2e"
        (box / "tmp" / name).write_bytes(raw)
        if received:
            os.utime(box / "tmp" / name, (received, received))
        (box / "tmp" / name).rename(box / folder / name)
        return name

    def answers(self):
        """Mails in the way out, oldest Message-ID last seen first, as parsed mails."""
        return [read_mail(path.read_bytes()) for path in sorted(self.path("outbox/new").glob("*"))]

    def answer_to(self, id):
        found = [answer for answer in self.answers() if (answer["In-Reply-To"] or "").strip() == f"<{id}>"]
        return found[0] if len(found) == 1 else None

    def folder(self, name):
        return sorted(path.name for path in self.path("inbox", name).glob("*")) if name in ("new", "cur") else \
            sorted(path.name for path in self.path("inbox", name, "cur").glob("*"))

    def once(self, raw=None, received=None, now=None, **options):
        """Drops a mail received then and does one cycle; the run's result."""
        if raw is not None:
            self.drop(raw, received if received is not None else now and at(now))
        return self.run("once", now=now, **options)

    # the daemon

    def start(self, env=None, now=None, wrap=()):
        self.log = self.path("daemon.log")
        with open(self.log, "ab") as log:
            self.daemon = subprocess.Popen([*wrap, CABAS, "-c", str(self.conf), *(["--now", now] if now else []), "run"],
                                           stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd=ROOT,
                                           env={**os.environ, **(env or {})}, start_new_session=True)
        return self.daemon

    def logged(self, pattern=None):
        text = self.log.read_text("utf-8", "replace")
        return len(re.findall(pattern, text, re.M)) if pattern else text

    def wait_log(self, pattern, times=1, seconds=30):
        return wait_for(lambda: self.logged(pattern) >= times, seconds)

    def stop(self, number=signal.SIGTERM, seconds=30):
        """Ends the daemon; its exit code and how long that took."""
        began = time.monotonic()
        self.daemon.send_signal(number)
        try:
            code = self.daemon.wait(seconds)
        except subprocess.TimeoutExpired:
            code = None
            self.daemon.kill()
            self.daemon.wait()
        check_clean(self.logged(), "daemon")
        return code, time.monotonic() - began

    def kill(self):
        if self.daemon and self.daemon.poll() is None:
            self.daemon.kill()
            self.daemon.wait()


# --- a bigger farm: every subscriber has a basket each Tuesday or Friday, since long ago

def address(number):
    return f"abonne{number}@example.net"


def many(farm, numbers, addresses=address):
    rows = {
        "formules": "code;nom;prix;tva;alias\npetit;Petit panier;12,50;5,5;petit\n",
        "depots": "code;nom;adresse;code_postal;ville;jour;ouverture;latitude;longitude;alias\n"
                  "gare;La Gare;Place;05000;Gap;mardi;16:30;44,5;6,0;gare\n"
                  "mairie;La Mairie;Place;05000;Gap;vendredi;16:30;44,5;6,0;mairie\n",
        "abonnes": "numero;prenom;nom;emails;telephones;adresse;code_postal;ville\n" +
                   "".join(f"{n};Anne;Martin;{addresses(n)};;;;\n" for n in numbers),
        "abonnements": "numero_abonne;formule;depot;quantite;frequence;debut;fin\n" +
                       "".join(f"{n};petit;{'gare' if n % 2 else 'mairie'};1;hebdomadaire;2020-01-01;\n" for n in numbers),
    }
    for kind, text in rows.items():
        farm.must("import", kind, str(farm.write(f"{kind}.csv", text)))


def delivery_day(number, weeks=4):
    """A delivery of that subscriber that is open for long."""
    day = datetime.date.today() + datetime.timedelta(weeks=weeks)
    return day + datetime.timedelta(days=((1 if number % 2 else 4) - day.weekday()) % 7)


# --- servers

def script(name, *args, env=None):
    done = subprocess.run([str(RIG / name), *map(str, args)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          env={**os.environ, **(env or {})}, stdin=subprocess.DEVNULL)
    if done.returncode:
        raise SystemExit(f"{name}: {done.stderr}")
    return dict(line.split("=", 1) for line in done.stdout.split() if "=" in line)


class Server:
    """One server of the rig; env holds what it wrote."""

    def __init__(self, farm, kind, name, *args, env=None):
        self.dir, self.kind, self.name = farm.path(name), kind, name
        closers.append(self.down)
        self.env = script(f"{kind}-up", self.dir, *args, env=env)

    def down(self):
        script(f"{self.kind}-down", self.dir)

    # Dovecot
    def box(self, user="alice"):
        return self.dir / "home" / user / "Maildir"

    def deliver(self, raw, user="alice", received=None):
        name = f"{int(time.time())}.M{next(numbers):06d}P{os.getpid()}.e2e"
        path = self.box(user) / "tmp" / name
        path.write_bytes(raw)
        if os.getuid() == 0:
            shutil.chown(path, "nobody", "nogroup")
        if received:
            os.utime(path, (received, received))
        path.rename(self.box(user) / "new" / name)
        return name

    def in_folder(self, folder, user="alice"):
        """Mails of a folder ("" is the inbox)."""
        base = self.box(user) / (f".{folder.replace('/', '.')}" if folder else "")
        return [path for part in ("new", "cur") for path in sorted((base / part).glob("*"))]

    # smtpd.py
    def mails(self):
        return [read_mail(path.read_bytes()) for path in sorted((self.dir / "mails").glob("[0-9]*.eml"))]


def imap_server(farm, name="imap", cert="good", **env):
    return Server(farm, "imap", name, cert, env=env)


def smtp_server(farm, name="smtp", cert="good", *options):
    return Server(farm, "smtp", name, cert, *(options or ("--require-tls", "--require-auth")))


def mail_settings(farm, imap=None, smtp=None, user="alice"):
    """Config sections for these servers, with their password files."""
    secret = farm.write("password", "secret\n")
    secret.chmod(0o600)
    settings = {}
    if imap:
        settings["inbox"] = {"url": f"imaps://{user}@localhost:{imap.env['IMAPS_PORT']}/INBOX", "authserv_id": SERVER,
                             "password_file": secret, "ca_file": imap.env["CA_FILE"]}
    if smtp:
        settings["smtp"] = {"url": f"smtp://alice@localhost:{smtp.env['SMTP_PORT']}", "password_file": secret,
                            "ca_file": smtp.env["CA_FILE"]}
    for section, keys in settings.items():
        farm.settings[section] = keys
    farm.write_conf()
    return settings


class Gate:
    """A door before a server: shut, nobody listens on its port; open, bytes pass; hung, it takes the call and is silent."""

    def __init__(self, port):
        self.target, self.listener, self.pairs, self.calls, self.hung = int(port), None, [], 0, False
        probe = socket.socket()
        probe.bind(("127.0.0.1", 0))
        self.port = probe.getsockname()[1]
        probe.close()
        closers.append(self.shut)

    def open(self, hung=False):
        self.hung = hung
        self.listener = socket.socket()
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.listener.bind(("127.0.0.1", self.port))
        self.listener.listen(16)
        threading.Thread(target=self.serve, args=(self.listener,), daemon=True).start()

    def serve(self, listener):
        while True:
            try:
                client = listener.accept()[0]
            except OSError:
                return
            self.calls += 1
            self.pairs.append(client)
            if self.hung:
                continue
            try:
                server = socket.create_connection(("127.0.0.1", self.target))
            except OSError:
                client.close()
                continue
            self.pairs.append(server)
            for pair in ((client, server), (server, client)):
                threading.Thread(target=self.pump, args=pair, daemon=True).start()

    def pump(self, source, sink):
        try:
            while data := source.recv(65536):
                sink.sendall(data)
        except OSError:
            pass
        for end in (source, sink):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def shut(self):
        if self.listener:
            try:
                self.listener.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            self.listener.close()
        self.listener = None
        for end in self.pairs:
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            end.close()
        self.pairs = []


class Notify:
    """systemd's side of NOTIFY_SOCKET."""

    def __init__(self, farm):
        self.path = str(farm.path("notify.sock"))
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(self.path)
        self.socket.setblocking(False)
        self.seen = []

    def read(self):
        while True:
            try:
                self.seen.append((time.monotonic(), self.socket.recv(4096).decode()))
            except BlockingIOError:
                return [text for _, text in self.seen]

    def wait(self, word, seconds=15):
        return wait_for(lambda: [text for text in self.read() if text.startswith(word)], seconds)
