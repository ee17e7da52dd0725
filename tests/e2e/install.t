#!/usr/bin/python3
"""What root sets up, the daemon's user can use: config, database, lock."""
import grp, os, pathlib, shutil, subprocess, tempfile
from farm import CABAS, closers, finish, ok, same, skip

try:
    ANYBODY = grp.getgrnam("cabas").gr_gid
except KeyError:
    ANYBODY = 65534

top = pathlib.Path(tempfile.mkdtemp(prefix="cabas-install-", dir="/tmp"))
closers.append(lambda: shutil.rmtree(top, ignore_errors=True))
top.chmod(0o755)
program = top / "cabas"  # the checkout may lie where only root may go
shutil.copy(CABAS, program)
program.chmod(0o755)
config, database = top / "etc/cabas/cabas.conf", top / "var/lib/cabas/cabas.db"


def cabas(*words, user=None):
    about = {"user": user, "group": user, "extra_groups": []} if user else {}
    return subprocess.run([program, "-c", config, *words], capture_output=True, text=True, cwd="/",
                          umask=0o077, **about)


cabas("init")
if os.geteuid():
    skip("another user's files", "not root")
    finish()
try:
    group = grp.getgrnam("cabas").gr_gid
    same((config.stat().st_gid, oct(config.stat().st_mode & 0o777)), (group, "0o640"), "the config is for the daemon's group")
except KeyError:
    same(oct(config.stat().st_mode & 0o777), "0o600", "without the daemon's group the config is the owner's alone")
    config.chmod(0o644)
for parent in (config.parent, config.parent.parent):
    parent.chmod(0o755)  # as systemd and /etc are
config.write_text(f"[farm]\nname=x\n[mail]\nfrom=x <paniers@example.org>\nstaff=a@example.org\n[inbox]\nurl=maildir:{top}/box\n"
                  f"authserv_id=mx\n[smtp]\nurl=maildir:{top}/out\n[database]\nurl=sqlite:{database}\n")
for folder in ("box", "out"):
    (top / folder).mkdir()
    os.chown(top / folder, ANYBODY, ANYBODY)
first = cabas("init")
same(first.returncode, 0, "root makes the database", first.stderr)
for path in (database.parent, *database.parent.iterdir()):
    os.chown(path, ANYBODY, ANYBODY)  # StateDirectory=
for parent in (database.parent.parent, database.parent.parent.parent):
    parent.chmod(0o755)
for user, who in ((None, "root"), (ANYBODY, "its user")):
    done = cabas("once", user=user)
    same(done.returncode, 0, f"one cycle as {who}", done.stderr)
    for path in (top / "box", top / "out"):
        for name in path.rglob("*"):
            os.chown(name, ANYBODY, ANYBODY)
done = cabas("queue", user=ANYBODY)
same(done.returncode, 0, "and a command", done.stderr)
ok(database.stat().st_mode & 0o077 == 0, "the database is its owner's alone")
finish()
