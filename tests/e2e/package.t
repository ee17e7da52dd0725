#!/usr/bin/python3
"""The Debian package, installed for real: user, folders, service, a mail answered by Dovecot and SMTP, update from an older
schema, removal, purge. In an overlay over this system, in namespaces of its own: nothing of it remains, whatever happens."""
import sys
sys.dont_write_bytecode = True
sys.path.insert(0, __file__.rpartition("/")[0])
from farm import *
import configparser, stat

INSIDE = "CABAS_PACKAGE_TEST"
TRY = 'd=$(mktemp -d); mount -t tmpfs none $d && mkdir $d/u $d/w $d/r && mount -t overlay -o lowerdir=/,upperdir=$d/u,workdir=$d/w none $d/r; ' \
      'good=$?; umount $d/r $d; rmdir $d; exit $good'
NAMESPACES = ["unshare", "-m", "-p", "-f", "--kill-child", "--propagation", "private"]
if INSIDE not in os.environ:
    why = "not root" if os.geteuid() else \
        "cabas is installed on this system" if os.path.exists("/usr/bin/cabas") or os.path.exists("/etc/cabas") else \
        "no overlay can be mounted here" if subprocess.run([*NAMESPACES, "sh", "-c", TRY], capture_output=True).returncode else ""
    if why:
        skip("the package is installed", why)
        finish()
    os.environ[INSIDE] = "1"
    os.execvp("unshare", [*NAMESPACES, sys.executable, __file__])

# --- here the mounts and process numbers are our own
def mount(*words):
    subprocess.run(["mount", *map(str, words)], check=True)


mount("-t", "proc", "proc", "/proc")
base = Farm(init=False)
# Apart from what is deleted at the end with all that is in it: this folder goes by rmdir, once nothing is mounted there.
over = pathlib.Path(tempfile.mkdtemp(prefix="cabas-over-"))
upper, root = over / "upper", over / "root"


@closers.append
def unmount():
    subprocess.run(["umount", "-R", "-l", over], capture_output=True)
    over.rmdir()


mount("-t", "tmpfs", "-o", "mode=755", "none", over)
for path in (upper, over / "work", root):
    path.mkdir()
mount("-t", "overlay", "-o", f"lowerdir=/,upperdir={upper},workdir={over}/work", "none", root)
mount("-t", "proc", "proc", root / "proc")
# Devices of its own: what happens to them happens to nobody else's.
mount("-t", "tmpfs", "-o", "mode=755", "none", root / "dev")
for name, minor in (("null", 3), ("zero", 5), ("full", 7), ("random", 8), ("urandom", 9)):
    os.mknod(root / "dev" / name, stat.S_IFCHR | 0o666, os.makedev(1, minor))
    (root / "dev" / name).chmod(0o666)
(root / "dev/fd").symlink_to("/proc/self/fd")


def run(*words, user=None, stdin=None):
    user = ["setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups"] if user else []
    done = subprocess.run(["chroot", root, *user, *map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          input=stdin, timeout=120, env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"})
    return done.returncode, done.stdout


def must(*words, **options):
    code, out = run(*words, **options)
    ok(code == 0, " ".join(map(str, words))[:100], out) if code else None
    return out


def at_root(path):
    return root / str(path).lstrip("/")


def about(path):
    info = at_root(path).lstat()
    return must("stat", "-c", "%U:%G", path).strip() + f" {stat.S_IMODE(info.st_mode):o}"


def processes():
    return [pid for pid in os.listdir("/proc") if pid.isdigit() and b"/usr/bin/cabas" in pathlib.Path(f"/proc/{pid}/cmdline").read_bytes()]


def changed():
    """Files that the overlay holds and the system below has not, or otherwise."""
    usual = r"^/(etc/((passwd|group|shadow|gshadow|subuid|subgid)-?|\.pwd\.lock|ld\.so\.cache)$|var/lib/dpkg/|var/log/|var/cache/(man|ldconfig|apt)/|" \
            r"var/lib/(systemd|apt)/|tmp/|dev/|usr/share/info/dir)"
    found = (f"/{pathlib.Path(folder, name).relative_to(upper)}" for folder, _, names in os.walk(upper) for name in names)
    return sorted(name for name in found if not re.search(usual, name))


def build(version):
    env = {key: value for key, value in os.environ.items() if key not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "DESTDIR")}
    done = subprocess.run(["make", "-s", "deb", f"VERSION={version}", f"BUILD={os.environ.get('CABAS_BUILD', 'build')}"], cwd=ROOT, env=env,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    ok(done.returncode == 0, f"make deb, version {version}", done.stdout)
    package = ROOT / done.stdout.split()[-1]
    shutil.copy(package, at_root("/tmp") / package.name)
    package.unlink()
    return f"/tmp/{package.name}"


class Installed:
    """What bot/… of the rig's helpers ask of a farm: files and commands as the service's user."""

    def write(self, name, text):
        path = at_root(f"/tmp/{name}")
        path.write_text(text)
        path.chmod(0o644)
        return f"/tmp/{name}"

    def must(self, *words):
        return must("cabas", *words, user="cabas")


class Service:
    """The unit's own ExecStart, user and umask, with systemd's side of the notifications."""

    def __init__(self):
        unit = configparser.RawConfigParser(strict=False)
        unit.optionxform = str
        unit.read(at_root("/usr/lib/systemd/system/cabas.service"))
        own = unit["Service"]
        self.log = at_root("/tmp/service.log")
        path = at_root("/tmp/notify.sock")
        path.unlink(missing_ok=True)
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(str(path))
        path.chmod(0o777)
        self.socket.settimeout(20)
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                ["chroot", root, "setpriv", f"--reuid={own['User']}", f"--regid={own['Group']}", "--init-groups", "--no-new-privs",
                 "sh", "-c", f"umask {own['UMask']}; cd /; exec {own['ExecStart']}"], stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "NOTIFY_SOCKET": "/tmp/notify.sock"})

    def ready(self):
        try:
            return b"READY=1" in self.socket.recv(4096)
        except TimeoutError:
            return False

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()

    def text(self):
        return self.log.read_text("utf-8", "replace")


version = re.search(r'#define VERSION "(.*)"', (ROOT / "bot/main.c").read_text())[1]
first, second = build(version), build(f"{version}+suite")
like(must("dpkg-deb", "-f", first, "Depends"), r"libetpan.*fonts-lato", "dependencies: libraries, fonts")
imap = imap_server(base, USERS="alice:secret bob:secret")
smtp = smtp_server(base)
before = changed()

# --- a first installation: not started, and why
out = must("dpkg", "-i", first)
like(out, r"installed and not started.*\n.*staff +FAILED", "dpkg -i: installed, and what is missing")
same([about(path) for path in ("/etc/cabas", "/etc/cabas/cabas.conf", "/var/lib/cabas", "/var/lib/cabas/cabas.db")],
     ["root:cabas 750", "root:cabas 640", "cabas:cabas 750", "cabas:cabas 600"], "folders, config and database have their owners")
same(at_root("/etc/systemd/system/multi-user.target.wants/cabas.service").is_symlink(), False, "the service is not enabled")
same(processes(), [], "and not started")
config = at_root("/etc/cabas/cabas.conf")
like(config.read_text(), r"^url=sqlite:/var/lib/cabas/cabas\.db$", "data lies where the service may write")
for name in ("usr/share/man/man1/cabas.1.gz", "usr/share/man/man5/cabas.conf.5.gz", "usr/share/bash-completion/completions/cabas",
             "usr/lib/systemd/system/cabas-backup.timer", "usr/share/doc/cabas/README.md"):
    ok(at_root(name).exists(), name)
same(run("cabas", "check", "--local")[0], 1, "cabas check: not complete")

# --- what an administrator fills in
def fill(url, account):
    text = config.read_text()
    for section, key, value in (
            ("farm", "siret", "12345678901234"), ("farm", "address", "1 chemin des Prés, 05000 Gap"), ("mail", "from", f"Les Jardins <{BOT}>"),
            ("mail", "staff", "ferme@example.org"), ("inbox", "url", url), ("inbox", "password_file", "password"), ("inbox", "ca_file", "ca.pem"),
            ("inbox", "authserv_id", SERVER), ("smtp", "url", f"smtp://{account}@localhost:{smtp.env['SMTP_PORT']}"),
            ("smtp", "password_file", "password"), ("smtp", "ca_file", "ca.pem"), ("http", "listen", "")):
        text, count = re.subn(rf"(?ms)(^\[{section}\]$.*?^)#?{key}=[^\n]*$", lambda found: f"{found[1]}{key}={value}", text, count=1)
        count or ok(False, f"the config has [{section}] {key}")
    config.write_text(text)


shutil.copy(imap.env["CA_FILE"], at_root("/etc/cabas/ca.pem"))
with open(at_root("/etc/cabas/ca.pem"), "a") as both, open(smtp.env["CA_FILE"]) as other:
    both.write(other.read())
at_root("/etc/cabas/ca.pem").chmod(0o644)
fill(f"imaps://alice@localhost:{imap.env['IMAPS_PORT']}/INBOX", "alice")
like(run("cabas", "check")[1], r"^secret +FAILED: \[inbox\] password_file: /etc/cabas/password: .*write the password into it", "check: no password file")
at_root("/etc/cabas/password").write_text("secret\n")
at_root("/etc/cabas/password").chmod(0o644)
like(run("cabas", "check")[1], r"^secret +FAILED: .*chmod 600", "check: others may read it")
at_root("/etc/cabas/password").chmod(0o600)
like(run("cabas", "check")[1], r"^secret +FAILED: .*chown cabas: /etc/cabas/password", "check by root: the service may not read it")
must("chown", "cabas:", "/etc/cabas/password")
code, out = run("cabas", "check")
same((code, dict(re.findall(r"^(\w+) +(ok|FAILED)", out, re.M)).get("user"), out.count("FAILED")), (0, "ok", 0), "check by root: all is well for the service", out)
same(run("cabas", "check", user="cabas")[0], 0, "and by its user")
farm = Installed()
many(farm, range(2001, 2004))

# --- the service, as its unit starts it
service = Service()
ok(service.ready(), "the unit's ExecStart gets ready", service.text())
like(run("cabas", "check")[1], r"^daemon +ok: running", "check sees it run")
imap.deliver(mail(address(2001), "Absence", f"SUSPENDRE {delivery_day(2001):%d/%m/%Y}", id="paquet-1@e2e"))
answered = lambda id: [answer for answer in smtp.mails() if (answer["In-Reply-To"] or "") == f"<{id}>"]
ok(wait_for(lambda: answered("paquet-1@e2e"), 30), "a mail is answered, through Dovecot and SMTP", service.text())
like(text_of(answered("paquet-1@e2e")[0]), r"C'est noté", "in French") if answered("paquet-1@e2e") else None
ok(wait_for(lambda: imap.in_folder("Cabas/Traites"), 10), "and filed away")
must("install", "-d", "-o", "cabas", "-g", "cabas", "-m", "750", "/var/lib/cabas/backup")  # StateDirectory=
unit = at_root("/usr/lib/systemd/system/cabas-backup.service").read_text()
script = re.search(r"^ExecStart=/bin/sh -euc '(.*)'$", unit, re.M)[1].replace("%%", "%")
must("sh", "-euc", f"cd /var/lib/cabas/backup; umask 077; {script}", user="cabas")
same([about(f"/var/lib/cabas/backup/{path.name}") for path in at_root("/var/lib/cabas/backup").iterdir()], ["cabas:cabas 600"], "the backup unit's copy")
same(service.stop(), 0, "SIGTERM: a clean end", service.text())

must("systemctl", "enable", "cabas", "cabas-backup.timer")
links = [at_root(f"/etc/systemd/system/{name}") for name in ("multi-user.target.wants/cabas.service", "timers.target.wants/cabas-backup.timer")]

# --- an update from the previous schema
for path in at_root("/var/lib/cabas").glob("cabas.db*"):
    path.unlink()
must("sqlite3", "/var/lib/cabas/cabas.db", user="cabas", stdin=(ROOT / "tests/data/schema/002.sql").read_text())
at_root("/var/lib/cabas/cabas.db").chmod(0o600)
config_before = config.read_bytes()
fill(f"imaps://bob@localhost:{imap.env['IMAPS_PORT']}/INBOX", "alice")  # that database knows another mailbox
config_before = config.read_bytes()
out = must("dpkg", "-i", second)
same(config.read_bytes(), config_before, "an update leaves the config as it is", out)
imap.deliver(mail("camille.roux@example.org", "Planning", "PLANNING", id="paquet-2@e2e"), "bob")
service = Service()
ok(service.ready(), "the new version starts on the old database", service.text())
ok(wait_for(lambda: answered("paquet-2@e2e"), 30), "and answers", service.text())
same(service.stop(), 0, "and ends", service.text())
schema = lambda name: must("sqlite3", f"/var/lib/cabas/{name}", "PRAGMA user_version; PRAGMA integrity_check; SELECT count(*) FROM subscriber").split()
steps = len(list((ROOT / "db/schema").glob("*.sql")))
same(schema("cabas.db"), [str(steps), "ok", "12"], "the database has moved to this version's schema")
same(schema("cabas.db.schema-2"), ["2", "ok", "12"], "the copy beside it is as it was")
same(about("/var/lib/cabas/cabas.db.schema-2"), "cabas:cabas 600", "its owner's")
like(must("cabas", "--now", "2026-03-09T10:00", "planning", "1001", user="cabas"), r"^2026-03-17\tpetit\tgap-gare\t1\tsuspended$", "what was suspended is suspended")

# --- removal keeps what is the farm's; a second installation finds it
kept = sorted(str(path.relative_to(root)) for folder in ("etc/cabas", "var/lib/cabas") for path in at_root(folder).rglob("*"))
out = must("dpkg", "-r", "cabas")
same(sorted(str(path.relative_to(root)) for folder in ("etc/cabas", "var/lib/cabas") for path in at_root(folder).rglob("*")), kept,
     "dpkg -r: data and configuration stay", out)
same((at_root("/usr/bin/cabas").exists(), processes()), (False, []), "program and processes are gone")
out = must("dpkg", "-i", second)
same((config.read_bytes(), schema("cabas.db")[2]), (config_before, "12"), "installed again: the same farm")
same([link.is_symlink() for link in links], [True, True], "still enabled")

# --- purge: one archive for root, nothing else
out = must("dpkg", "-P", "cabas")
archives = [str(path.relative_to(root)) for path in at_root("/var/backups").glob("cabas-purged-*")]
like(out, r"kept in /var/backups/cabas-purged-\d+-\d+\.tar\.gz", "dpkg -P says where the data is")
if ok(len(archives) == 1, "one archive", archives):
    same(about(archives[0]), "root:root 600", "for root alone")
    listed = must("tar", "-tzf", f"/{archives[0]}").splitlines()
    same([name for name in ("etc/cabas/cabas.conf", "var/lib/cabas/cabas.db") if name not in listed], [], "with config and database", listed)
same([path for path in ("/etc/cabas", "/var/lib/cabas", "/usr/share/doc/cabas") if at_root(path).exists()], [], "the folders are gone")
same([link.is_symlink() for link in links], [False, False], "nothing is enabled")
left = [name for name in changed() if name not in before and not name.startswith("/var/backups/cabas-purged-")]
same(left, [], "no file is left behind")
same(processes(), [], "no process either")

# --- the farm comes back from that archive: a first installation that finds its configuration complete
must("tar", "-C", "/", "-xzpf", f"/{archives[0]}")
must("chown", "-R", "cabas:", "/var/lib/cabas")
out = must("dpkg", "-i", second)
ok("not started" not in out, "with a complete configuration", out)
same(([link.is_symlink() for link in links], config.read_bytes(), schema("cabas.db")[2]), ([True, True], config_before, "12"), "all is back, and enabled")
must("systemctl", "disable", "cabas")
must("dpkg", "-i", second)
same([link.is_symlink() for link in links], [False, True], "what was disabled stays so")
same([os.path.exists(path) for path in ("/usr/bin/cabas", "/etc/cabas", "/var/lib/cabas")], [False] * 3, "and this system was never touched")
finish()
