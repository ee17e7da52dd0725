#!/usr/bin/python3
"""The database's disk is full, broken, read-only or another program holds the database: intake stops, nothing is lost,
nothing is done twice, and all goes on by itself, without a restart."""
import sys
sys.dont_write_bytecode = True
sys.path.insert(0, __file__.rpartition("/")[0])
from farm import *
import errno, random, resource

base = Farm(demo=False)
numbers = list(range(2001, 2061))
many(base, numbers + [2999], lambda n: f"{'lent' if n == 2999 else 'abonne'}{n}@example.net")
library = base.path("badfs.so")
build = subprocess.run(["cc", "-O1", "-shared", "-fPIC", "-o", str(library), str(ROOT / "tests/e2e/badfs.c")],
                       stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
same(build.returncode, 0, "the library that makes writes fail", build.stdout)


def fresh():
    farm = Farm(init=False)
    shutil.copy(base.db, farm.db)
    farm.flag = farm.path("bad")
    farm.env = {"LD_PRELOAD": str(library), "BADFS": str(farm.flag),
                "ASAN_OPTIONS": os.environ["ASAN_OPTIONS"] + ":verify_asan_link_order=0"}
    return farm


def send(farm, some):
    for number in some:
        farm.drop(mail(f"abonne{number}@example.net", "", f"SUSPENDRE {delivery_day(number):%d/%m/%Y}", id=f"{number}@e2e"))


def complete(farm, count, seconds=30):
    return wait_for(lambda: farm.value("SELECT count(*) FROM inbox WHERE filed = 1") == count and
                    farm.value("SELECT count(*) FROM outbox WHERE state = 'SENT'") == count, seconds, 0.2)


def judge(farm, some, what):
    same(farm.rows("SELECT state, count(*) FROM inbox GROUP BY 1"), [("DONE", len(some))], f"{what}: all decided, none set apart")
    same(farm.rows("SELECT subscriber, count(*) FROM journal WHERE kind = 'suspend' GROUP BY 1"), [(n, 1) for n in some],
         f"{what}: each effect once")
    same(sorted((answer["In-Reply-To"] or "") for answer in farm.answers()), sorted(f"<{n}@e2e>" for n in some), f"{what}: one answer each")
    same((farm.folder("new"), len(farm.folder(".Cabas.Traites"))), ([], len(some)), f"{what}: all filed")
    farm.must("queue")
    same(farm.rows("PRAGMA integrity_check"), [("ok",)], f"{what}: the database is sound")


# --- full, broken, read-only: every write fails for a while
for number, name in ((errno.ENOSPC, "a full disk"), (errno.EROFS, "a disk turned read-only"), (errno.EIO, "a broken disk")):
    farm = fresh()
    send(farm, numbers[:5])
    farm.start(env=farm.env)
    ok(complete(farm, 5), f"{name}: before", farm.logged())
    farm.flag.write_text(f"{number}\n")
    send(farm, numbers[5:10])
    ok(farm.wait_log(r"mailbox state=working->failing"), f"{name}: said", farm.logged())
    time.sleep(2.5)
    same(farm.logged(r"mailbox state=working->failing"), 1, f"{name}: said once", farm.logged())
    same((len(farm.folder("new")), farm.value("SELECT count(*) FROM inbox")), (5, 5), f"{name}: the mail stays in the mailbox")
    result = farm.run("import", "fermetures", farm.write("f.csv", "date;motif\n2030-01-01;rien\n"), env=farm.env)
    ok(result.code == 1 and result.err.startswith("cabas: "), f"{name}: commands fail with a reason", result.all)
    same(farm.run("planning", 2001, env=farm.env).code, 0, f"{name}: look-ups still work")
    farm.flag.unlink()
    ok(complete(farm, 10), f"{name}: over, all goes on by itself", farm.logged())
    ok(farm.wait_log(r"mailbox state=failing->working"), f"{name}: that is said too")
    same(farm.stop()[0], 0, f"{name}: the same process all the time")
    judge(farm, numbers[:10], name)

# --- one write in eight fails, while sixty mails come
farm = fresh()
farm.start(env=farm.env)
farm.wait_log("- start ")
dice = random.Random(7)
for at_ in range(0, 60, 6):
    farm.flag.write_text(f"{dice.choice((errno.ENOSPC, errno.EIO))} 12\n")
    send(farm, numbers[at_:at_ + 6])
    time.sleep(0.8)
failures = farm.logged(r"state=working->failing")
farm.flag.unlink()
ok(complete(farm, 60, 60), f"a disk that fails now and then ({failures} times): all is done", farm.logged()[-3000:] + farm.must("queue"))
same(farm.stop()[0], 0, "the same process all the time", farm.logged()[-1000:])
judge(farm, numbers, "now and then")

# --- the messages are stored, but deciding them fails many times: that is no message's fault
farm = fresh()
send(farm, numbers[:12])
farm.start(env=farm.env)
farm.wait_log("- start ")
for _ in range(24):
    farm.flag.write_text(f"{errno.ENOSPC} 45\n")
    time.sleep(0.5)
    farm.flag.unlink()
    farm.daemon.send_signal(signal.SIGHUP)  # nobody pauses for long
    if farm.daemon.poll() is not None:
        break
    time.sleep(0.02)
ok(complete(farm, 12, 60), "a disk that fails every second time: all is done", farm.logged()[-3000:] + farm.must("queue"))
print(f"# attempts {farm.rows('SELECT attempts, count(*) FROM inbox GROUP BY 1')}")
farm.stop()
judge(farm, numbers[:12], "every second time")

# --- the verdict of a letter cannot be recorded: it is recorded later, and the letter not sent again
farm = fresh()
smtp = smtp_server(farm)
mail_settings(farm, smtp=smtp)
farm.start(env=farm.env)
farm.drop(mail("lent2999@example.net", "", "PLANNING", id="lent@e2e"))
ok(wait_for(lambda: farm.value("SELECT count(*) FROM outbox WHERE state = 'SENDING'")), "a slow server takes a letter", farm.logged())
farm.flag.write_text(f"{errno.ENOSPC}\n")
ok(farm.wait_log(r"outbox state=working->failing"), "its verdict cannot be stored", farm.logged())
time.sleep(1)
farm.flag.unlink()
ok(wait_for(lambda: farm.value("SELECT count(*) FROM outbox WHERE state = 'SENT'"), 15), "it is stored later", farm.logged())
same(len(smtp.mails()), 1, "the letter left once")
same(farm.stop()[0], 0, "a clean stop")

# --- a command holds the database for 15 seconds
farm = fresh()
send(farm, numbers[:3])
farm.start()
ok(complete(farm, 3), "before the lock", farm.logged())
holder = sqlite3.connect(farm.db, timeout=10, isolation_level=None)
holder.execute("BEGIN IMMEDIATE")
send(farm, numbers[3:8])
time.sleep(15)
same(farm.value("SELECT count(*) FROM inbox"), 3, "locked: the mail stays in the mailbox")
ok(farm.wait_log(r"mailbox state=working->failing.*locked", 1, 1), "locked: said", farm.logged())
holder.execute("ROLLBACK")
holder.close()
ok(complete(farm, 8), "released: all goes on by itself", farm.logged())
same(farm.value("SELECT max(attempts) FROM inbox"), 1, "held against no message")
same(farm.stop()[0], 0, "the same process all the time")
judge(farm, numbers[:8], "locked")

# --- a real small disk, where this machine lets us make one
farm = fresh()
small = farm.path("petit")
small.mkdir()
if os.getuid() == 0 and subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "none", str(small)], stderr=subprocess.DEVNULL).returncode == 0:
    closers.append(lambda: subprocess.run(["umount", "-l", str(small)]))
    shutil.copy(base.db, small / "cabas.db")
    farm.db = small / "cabas.db"
    farm.settings["database"]["url"] = f"sqlite:{farm.db}"
    farm.write_conf()
    farm.start()
    send(farm, numbers[:2])
    ok(complete(farm, 2), "a small disk", farm.logged())
    filler = open(small / "filler", "wb", buffering=0)
    try:
        while True:
            filler.write(bytes(4096))
    except OSError:
        pass
    send(farm, numbers[2:40])
    ok(farm.wait_log(r"(mailbox|worker|outbox) state=working->failing.*full", 1, 60), "is full", farm.logged()[-2000:])
    time.sleep(3)
    filler.close()
    (small / "filler").unlink()
    ok(complete(farm, 40, 40), "has room again: all goes on by itself", farm.logged()[-3000:])
    same(farm.stop()[0], 0, "the same process all the time")
    judge(farm, numbers[:40], "small disk")
else:
    skip("a small disk", "no right to mount one")

# --- a limit on file sizes is a full disk, not a death
farm = fresh()
send(farm, numbers[:2])
size = farm.db.stat().st_size
result = farm.run("once", before=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY)))
ok(result.code == 1 and "database" in result.err, "RLIMIT_FSIZE: an error, nothing is done", result.all)
same(farm.run("once").code, 0, "lifted: all is done")
judge(farm, numbers[:2], "RLIMIT_FSIZE")

# --- a database that may not be written from the start
farm = fresh()
farm.db.chmod(0o444)
farm.dir.chmod(0o555)
if os.getuid() == 0:
    shutil.chown(farm.dir, "nobody", "nogroup")
    shutil.chown(farm.db, "nobody", "nogroup")
    farm.conf.chmod(0o444)
wrap = ("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups") if os.getuid() == 0 else ()
farm.dir.chmod(0o755)
farm.path("inbox").mkdir(exist_ok=True)
farm.dir.chmod(0o555)
# the checkout may lie where only root may go: nobody runs a copy of the program
place = Farm(init=False).dir
place.chmod(0o755)
program = str(shutil.copy(os.path.join(ROOT, CABAS), place / "cabas"))
os.chmod(program, 0o755)
result = farm.run("run", wrap=wrap, timeout=30, program=program)
ok(result.code == 1 and re.search(r"^cabas: run: database .*", result.err, re.M), "read-only at the start: `run` says so and ends", result.all)
result = farm.run("once", wrap=wrap, program=program)
same(result.code, 1, "so does `once`", result.all)
farm.dir.chmod(0o711)
finish()
