#!/usr/bin/python3
"""`cabas check` as an administrator meets it: each thing that can be wrong is named with its place and its cure; exit 1."""
import sys
sys.dont_write_bytecode = True
sys.path.insert(0, __file__.rpartition("/")[0])
from farm import *

WHOLE = {"farm": {"name": "Les Jardins", "siret": "12345678901234", "address": "1 chemin des Prés, 05000 Gap"}}
base = Farm(demo=False)
imap, expired = imap_server(base), imap_server(base, "expired", "expired")
smtp, wrong = smtp_server(base), smtp_server(base, "wrong", "wronghost")


def farm_of(settings=None, imap=imap, smtp=smtp):
    farm = Farm(WHOLE)
    mail_settings(farm, imap, smtp)
    for section, keys in (settings or {}).items():
        farm.settings[section].update(keys)
    farm.write_conf()
    return farm


def fails(name, farm, pattern, **options):
    result = farm.run("check", **options)
    failed = [line for line in result.out.splitlines() if " FAILED: " in line] + result.err.splitlines()
    ok(result.code == 1 and any(re.search(pattern, line) for line in failed), name, f"{pattern}\n{result.all}")
    ok("secret" not in re.sub(r"secret +FAILED|this secret|the secret|webhook_secret", "", result.all), "and shows no password", result.all)
    return failed


def advises(name, farm, pattern):
    """Said, but no failure: a bot works without; with --local, which asks whether the configuration is whole, it is one."""
    result = farm.run("check")
    ok(result.code == 0 and re.search(pattern.replace("FAILED", "advice"), result.out, re.M), name, f"{pattern}\n{result.all}")
    result = farm.run("check", "--local")
    failed = [line for line in result.out.splitlines() if " FAILED: " in line]
    ok(result.code == 1 and len(failed) == 1 and re.search(pattern, failed[0]), f"{name}: not whole", result.all)


good = farm_of()
result = good.run("check")
same((result.code, re.findall(r"^(\w+) +(ok|FAILED)", result.out, re.M)),
     (0, [(name, "ok") for name in ("config", "database", "daemon", "bank", "mailbox", "smtp")]), "all is well", result.all)
like(result.out, r"^daemon +ok: not running \(`systemctl start cabas`\)$", "no daemon runs")
before = good.dump()

# --- settings
advises("no staff", farm_of({"mail": {"staff": ""}}), r"^staff +FAILED: \[mail\] staff .*cabas\.conf.*write staff=")
advises("no SIRET", farm_of({"farm": {"siret": ""}}), r"^invoices +FAILED: \[farm\] siret .*cabas\.conf.*fill it in")
advises("no address", farm_of({"farm": {"address": ""}}), r"^invoices +FAILED: \[farm\] address ")
advises("nobody vouches", farm_of({"inbox": {"authserv_id": ""}}), r"^trust +FAILED: \[inbox\] authserv_id .*Authentication-Results")
fails("no such time zone", farm_of({"farm": {"timezone": "Europe/Gap"}}), r'check: .*cabas\.conf:\d+: \[farm\] timezone: "Europe/Gap" .*Europe/Paris \(package tzdata\)')
missing = farm_of()
missing.conf.unlink()
fails("no configuration", missing, r"check: .*`cabas init` makes one")

# --- passwords
lost = farm_of()
lost.path("password").unlink()
fails("no password file", lost, r"^secret +FAILED: \[inbox\] password_file: .*/password: .*No such file.*write the password into it, .*chmod 600")
lost.write("password", "\n").chmod(0o600)
fails("an empty one", lost, r"^secret +FAILED: .*/password: its first line must be the secret")
lost.write("password", "secret\n").chmod(0o640)
fails("others may read it", lost, r"^secret +FAILED: .*/password: others may read this secret: run `chmod 600 .*/password`")
lost.write("password", "faux\n").chmod(0o600)
failed = fails("a wrong password", lost, r"^mailbox +FAILED: .*refused: check \[inbox\] url and password_file")
ok(any(re.search(r"^smtp +FAILED: .*check \[smtp\] url and password_file", line) for line in failed), "at both servers", failed)

# --- servers
fails("nobody listens", farm_of({"inbox": {"url": "imaps://alice@localhost:1/INBOX"}}), r"^mailbox +FAILED: .*localhost:1: .*refused")
fails("no such host", farm_of({"smtp": {"url": "smtp://alice@nulle-part.invalid:587"}}), r"^smtp +FAILED: .*nulle-part\.invalid")
fails("an expired certificate", farm_of(imap=expired), r"^mailbox +FAILED: .*certificate.*expired.*check \[inbox\] url and ca_file \(no password was sent\)")
fails("another host's certificate", farm_of(smtp=wrong), r"^smtp +FAILED: .*certificate.*check \[smtp\] url and ca_file")
fails("no such mailbox", farm_of({"inbox": {"url": f"imaps://alice@localhost:{imap.env['IMAPS_PORT']}/Nulle"}}), r"^mailbox +FAILED: .*Nulle")
box = Farm(WHOLE)
fails("no such maildir", box, r"^mailbox +FAILED: .*inbox")

# --- the database
absent = farm_of()
absent.db.unlink()
fails("no database", absent, r"^database +FAILED: .*cabas\.db: No such file or directory: `cabas init` makes it")
broken = farm_of()
broken.db.write_bytes(b"ceci n'est pas une base\n" * 100)
fails("a file that is none", broken, r"^database +FAILED: database .*cabas\.db: file is not a database")
running = farm_of()
running.start()
running.wait_log(" start ")
result = running.run("check")
ok(result.code == 0 and re.search(r"^daemon +ok: running$", result.out, re.M), "a daemon that runs is no fault", result.all)
like(running.run("run").err, r"^cabas: run: database .*: another cabas works on it: stop it first", "a second one is")
same(running.stop()[0], 0, "check has left it alone")

# --- another user's rights
if os.geteuid():
    skip("the service's rights", "not root")
else:
    def as_nobody():
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)

    program = base.path("cabas")  # the checkout may lie where only root may go
    shutil.copy(ROOT / CABAS if not CABAS.startswith("/") else CABAS, program)
    program.chmod(0o755)
    theirs = Farm(WHOLE)
    theirs.drop(b"", name="vide")
    for path in [theirs.dir, *theirs.dir.rglob("*")]:
        os.chown(path, 65534, 65534)
    theirs.conf.chmod(0o640)
    result = theirs.run("check", program=str(program))
    like(result.out, r"^user +ok: nobody, who owns the database$", "root's check is made with its owner's rights")
    same(result.code, 0, "all is well", result.all)
    os.chown(theirs.conf, 0, 0)
    fails("the service may not read its config", theirs, r"^user +FAILED: .*cabas\.conf: nobody may not read it: run `chgrp nobody .* chmod 640 ", program=str(program))
    theirs.conf.chmod(0o644)
    os.chown(theirs.db, 0, 0)
    fails("the database is another's", theirs, r"^database +FAILED: .*cabas\.db: nobody may not write it: run `chown nobody: .*cabas\.db`", before=as_nobody, program=str(program))
    os.chown(theirs.db, 65534, 65534)
    theirs.dir.chmod(0o755)
    os.chown(theirs.dir, 0, 0)
    fails("its folder is", theirs, r"^database +FAILED: /\S+: nobody may not write there, .*run `chown nobody: /", before=as_nobody, program=str(program))

# --- --local asks no server
result = farm_of({"inbox": {"url": "imaps://alice@localhost:1/INBOX"}, "smtp": {"url": "smtp://alice@localhost:1"}}).run("check", "--local")
ok(result.code == 0 and "mailbox" not in result.out, "--local: the configuration is complete", result.all)
same(farm_of({"mail": {"staff": ""}}).run("check", "--local").code, 1, "or is not")
same(good.dump(), before, "nothing of all that changed anything")
finish()
