#!/usr/bin/python3
"""The log of a run: one event a line, message id, event, key=value; nobody's address or number, no word of a message."""
import sys
sys.dont_write_bytecode = True
sys.path.insert(0, __file__.rpartition("/")[0])
from farm import *

farm = Farm({"smtp": {"url": "maildir:outbox"}})
smtp = smtp_server(farm)
farm.settings["smtp"] = mail_settings(farm, smtp=smtp)["smtp"]
farm.write_conf()
many(farm, (2001, 2002, 2003), lambda n: {2001: "camomille@example.net", 2002: "refus.tulipe@example.net", 2003: "tard.pivoine@example.net"}[n])
farm.start(env={"JOURNAL_STREAM": "8:1"})
WORDS = "Bonjour, nous habitons 12 rue des Coquelicots, tél. 06 39 98 01 23, code 4711, IBAN FR76 3000 6000 0112 3456 7890 189."
mails = [
    ("camomille@example.net", "SUSPENDRE", f"SUSPENDRE {delivery_day(2001):%d/%m/%Y}\n{WORDS}"), ("refus.tulipe@example.net", "Coquelicots", "PLANNING"),
    ("tard.pivoine@example.net", "", "TELEPHONE 06 39 98 01 23"), ("camomille@example.net", "Question", WORDS),
    ("inconnu.jonquille@example.net", "Bonjour", WORDS), ("camomille@example.net", "", "EMAIL nouvelle.marguerite@example.net"),
    ("camomille@example.net", "", "DESABONNEMENT nous partons aux Coquelicots"),
]
for number, (sender, subject, body) in enumerate(mails):
    farm.drop(mail(sender, subject, body, id=f"secret-{number}@example.net"))
farm.drop(mail("camomille@example.net", "", WORDS, auth=False))
farm.drop(b"\0\xff no mail at all, Coquelicots +33639980123\n")
ok(wait_for(lambda: farm.value("SELECT count(*) FROM inbox WHERE filed = 1") == len(mails) + 2, 40), "all mails are decided", farm.logged())
wait_for(lambda: farm.value("SELECT count(*) FROM outbox WHERE attempts = 0") == 0, 20)
farm.conf.write_text(farm.conf.read_text() + "[mail]\nstaff=coquelicots@example.net, rien\n")
farm.daemon.send_signal(signal.SIGHUP)
farm.wait_log(" reload ")
same(farm.stop()[0], 0, "a clean end")
text = farm.logged()
lines = text.splitlines()
shape = re.compile(r'<[3467]>(m\d+|a\d+|-) [a-z-]+( [a-z_]+=("[^"]*"|[^\s"]+))*')
same([line for line in lines if not shape.fullmatch(line)], [], f"{len(lines)} lines: priority, id, event, key=value")
for event, least in (("start", 1), ("decided", len(mails) + 2), ("delivery", len(mails) - 1), ("reload", 1), ("stop", 1)):
    ok(len(re.findall(rf"^<\d>\S+ {event}\b", text, re.M)) >= least, f"event {event}", text)
words = "camomille tulipe pivoine jonquille marguerite coquelicots tournesol ferme@ paniers@ 0639980123 639980 4711 FR76 3000 secret Anne Martin Bonjour SUSPENDRE PLANNING partons".split()
shown = [line for line in lines for word in words if word.lower() in line.lower().replace(" ", "")]
same(shown, [], "nobody's name, address or number, no word of a message, no password")
same([line for line in lines if re.search(r"[^\s*<\"/]@", line)], [], "no address")
finish()
