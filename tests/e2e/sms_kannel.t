#!/usr/bin/python3
"""A real gateway program: Kannel's bearerbox and smsbox with its fake SMS centre. A text typed there changes the
database, the answer comes out there, its delivery is reported; nothing is lost while the bot is away."""
import os, pathlib, re, signal, socket, subprocess, sys, time, urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import farm as f
from farm import ok, same, like, wait_for

SECRET = "un-secret-pour-kannel"
PHONE, FARM = "+33639980101", "+33939000000"  # Camille, 1001
if not pathlib.Path("/usr/lib/kannel/test/fakesmsc").exists():
    f.skip("kannel", "not installed")
    f.finish()

with socket.socket() as probe:
    probe.bind(("127.0.0.1", 0))
    port = probe.getsockname()[1]
farm = f.Farm()
url = (f"http://127.0.0.1:{port}/sms/kannel?secret={SECRET}&from=%p&to=%P&text=%b&coding=%c&charset=%C&id=%I&time=%T")
kannel = f.Server(farm, "kannel", "kannel", url)
farm.settings["sms"] = {"provider": "kannel", "number": FARM, "user": kannel.env["KANNEL_USER"], "password_file": "kannel.password",
                        "webhook_secret_file": "webhook.secret", "send_url": kannel.env["KANNEL_SENDSMS"]}
farm.settings["http"] = {"listen": f"127.0.0.1:{port}"}
farm.write_conf()
farm.write("webhook.secret", SECRET + "\n").chmod(0o600)
farm.write("kannel.password", kannel.env["KANNEL_PASSWORD"] + "\n").chmod(0o600)
day = f.delivery_day(1001)  # a Tuesday in four weeks
french = f"{day:%d/%m}"


class Centre:
    """The phone network: sends texts, and keeps what comes out."""

    def __init__(self, *texts):
        self.log = farm.path(f"centre{next(f.numbers)}.log")
        self.process = subprocess.Popen(["/usr/lib/kannel/test/fakesmsc", "-H", "127.0.0.1", "-r", kannel.env["KANNEL_SMSC"],
                                         "-i", "0.05", "-m", str(len(texts)), *texts],
                                        stdout=subprocess.DEVNULL, stderr=open(self.log, "wb"))
        f.closers.append(self.stop)

    def came(self):
        """What phones were shown, joined where a long text came in parts."""
        return re.findall(r"Got message \d+: <\S+ (\+\d+) (.*)>$", self.log.read_text("utf-8", "replace"), re.M)

    def stop(self):
        self.process.terminate()
        self.process.wait()


def state():
    rows = [line.split("\t") for line in farm.must("planning", "1001", "--from", day.isoformat(), "--to", day.isoformat()).splitlines()]
    return [row[4] for row in rows if row[0] == day.isoformat()]


like(farm.run("check").out, r"^sms +ok: kannel", "cabas check reaches the gateway and its login")
farm.write("kannel.password", "wrong\n")
like(farm.run("check").out, r"^sms +FAILED: .*login", "and sees a wrong password")
farm.write("kannel.password", kannel.env["KANNEL_PASSWORD"] + "\n")
same(state(), ["open"], "before: the basket is open")
farm.start()
farm.wait_log(r"^- start ")
centre = Centre(f"{PHONE} {FARM} text Bonjour, pas de panier le {french} s'il vous plaît")
ok(wait_for(lambda: state() == ["suspended"], 10), "a text from a phone suspends the basket", farm.logged())
ok(wait_for(lambda: centre.came(), 10), "the answer comes out at the phone", farm.logged())
like(" ".join(text for _, text in centre.came()), str(day.day), "and names the day")
same({number for number, _ in centre.came()}, {PHONE}, "nobody else gets one")
ok("?" not in "".join(text for _, text in centre.came()), "every letter is one that phones know", centre.came())
ok(wait_for(lambda: farm.value("SELECT delivery FROM outbox_sms") == "delivered", 10), "its delivery is reported")
figures = urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics").read().decode()
like(figures, r'^cabas_requests_total\{verdict="applied"\} 1$', "figures: one request was applied")
like(figures, r'^cabas_sms_sent_total 1$', "one text was sent")
like(figures, r'^cabas_messages\{channel="sms",state="DONE"\} 1$', "one text was decided")
centre.stop()

# The bot is away: Kannel keeps the text and calls again.
farm.stop()
centre = Centre(f"{PHONE} {FARM} text REPRENDRE {french}")
time.sleep(1.2)
same(state(), ["suspended"], "the bot is away: nothing happens")
farm.start()
ok(wait_for(lambda: state() == ["open"], 15), "it is back: the text was not lost", farm.logged())
ok(wait_for(lambda: centre.came(), 10), "and is answered")
time.sleep(1.2)
same(farm.value("SELECT count(*) FROM inbox WHERE channel = 'sms'"), 2, "each text was taken once")
same(farm.value("SELECT count(*) FROM outbox WHERE channel = 'sms' AND state = 'SENT'"), 2, "each was answered once")
# Kannel's smsbox is killed, a text comes meanwhile, it is back; then the bot is killed with its answer sent. (A text that
# smsbox itself held in its memory when it died is lost by Kannel: it had told bearerbox that it has it.)
farm.stop()
centre.stop()
box = pathlib.Path(kannel.dir / "smsbox.pid")
os.kill(int(box.read_text()), signal.SIGKILL)
as_nobody = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"] if os.getuid() == 0 else []
farm.start(env={"CABAS_FAULT": "sms sent:1"})
farm.wait_log(r"^- start ", 3)
centre = Centre(f"{PHONE} {FARM} text SUSPENDRE {french}")
time.sleep(0.5)
again = subprocess.Popen([*as_nobody, "/usr/sbin/smsbox", "-v", "1", "kannel.conf"], cwd=kannel.dir, stdout=subprocess.DEVNULL,
                         stderr=subprocess.DEVNULL)
box.write_text(str(again.pid))
f.closers.append(lambda: (again.kill(), again.wait()))
ok(wait_for(lambda: farm.daemon.poll() is not None, 30), "smsbox was killed: the text waited for it; then the bot is killed with its answer sent")
same(farm.daemon.returncode, -signal.SIGKILL, "as if by a power cut")
same(state(), ["suspended"], "it was applied")
ok(wait_for(lambda: centre.came(), 10), "the answer left")
farm.start()
ok(wait_for(lambda: farm.value("SELECT delivery FROM outbox_sms ORDER BY outbox DESC LIMIT 1") == "delivered" or
            farm.value("SELECT count(*) FROM outbox o JOIN outbox_sms s ON s.outbox = o.id WHERE state = 'DEAD' AND doubt = 1"), 10),
   "back again: in doubt, or cleared up by the gateway's report")
time.sleep(1)
same(farm.value("SELECT count(*) FROM inbox WHERE channel = 'sms'"), 3, "the text was taken once")
parts = farm.value("SELECT segments FROM outbox_sms ORDER BY outbox DESC LIMIT 1")
ok(len(centre.came()) <= parts, f"its answer of {parts} segments was not sent again", centre.came())

ok(SECRET not in farm.logged() and "39980101" not in farm.logged(), "no secret and no number stands in the log")
centre.stop()
same(farm.stop()[0], 0, "the daemon ends cleanly")
f.finish()
