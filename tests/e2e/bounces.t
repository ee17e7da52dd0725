#!/usr/bin/python3
"""Letters that come back: whose they were, when an address gets nothing unasked any more, and when it does again; and
that a forged report does nothing."""
import sys
sys.dont_write_bytecode = True
sys.path.insert(0, __file__.rpartition("/")[0])
from farm import *

CAMILLE, HELENE, HELENE2 = "camille.roux@example.org", "helene.girard@example.org", "h.girard@example.net"
NOW = "2026-03-09T10:00"
farm = Farm()
number = 0


def report(message_id, recipient, status="5.1.1", said="550 5.1.1 User unknown", action="failed", form="dsn"):
    """As a mail server writes it; form: dsn, or words as qmail does."""
    global number
    number += 1
    head = (f"Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example.net\r\nTo: {BOT}\r\nSubject: failure notice\r\n"
            f"Message-ID: <report.{number}@mx.example.net>\r\nDate: Mon, 09 Mar 2026 10:00:{number % 60:02} +0100\r\nMIME-Version: 1.0\r\n")
    letter = f"From: {BOT}\r\nTo: {recipient}\r\nMessage-ID: <{message_id}>\r\nSubject: x\r\n"
    if form == "words":
        return (head + f"\r\nHi. This is the program.\r\n\r\n<{recipient}>:\r\nSorry. (#{status})\r\n\r\n"
                f"--- Below this line is a copy of the message.\r\n\r\n{letter}").encode()
    return (head + "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\r\nSorry.\r\n--b\r\n"
            f"Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\nFinal-Recipient: rfc822; {recipient}\r\n"
            f"Action: {action}\r\nStatus: {status}\r\nDiagnostic-Code: smtp; {said}\r\n\r\n--b\r\n"
            f"Content-Type: text/rfc822-headers\r\n\r\n{letter}\r\n--b--\r\n").encode()


def suspended():
    return [row[0] for row in farm.rows("SELECT address FROM unreachable ORDER BY 1")]


def notice(sender, body, to, now=NOW):
    """The letter that `to` gets because of what `sender` does; the row's state where it is not sent."""
    farm.once(mail(sender, "", body), now=now)
    return farm.rows("SELECT id, message_id, state, reason FROM outbox WHERE recipient = ? AND kind = 'notice' ORDER BY id DESC LIMIT 1", to)[0]


# --- twice within a week
one = notice(HELENE, "SUSPENDRE 24/03", HELENE2)
same(one[2], "SENT", "a household's notice leaves")
farm.once(report(one[1], HELENE2, "5.2.1", "550 5.2.1 mailbox disabled"), now=NOW)
same(farm.rows("SELECT outbox, weight, status FROM bounce"), [(one[0], "failed", "5.2.1")], "the report is attributed to its letter")
farm.once(report(one[1], HELENE2, "5.2.1", "550 5.2.1 mailbox disabled", form="words"), now=NOW)
same((farm.value("SELECT count(*) FROM bounce"), suspended()), (1, []), "the same letter twice is once")
same(set(farm.rows("SELECT state, reason FROM inbox WHERE sender = ''")), {("IGNORED", "bounce")}, "nobody is answered")
like(farm.must("queue", now=NOW), rf"^out\ta{one[0]}\tmail\tBOUNCED\t1\t\S+\t{HELENE2}\tfailed 5\.2\.1: 550 5\.2\.1 mailbox disabled$", "cabas queue shows it")
two = notice(HELENE, "REPRENDRE 24/03", HELENE2)
same(two[2], "SENT", "the next one still leaves")
farm.once(report(two[1], HELENE2, "5.2.1", form="words"), now="2026-03-11T10:00")
same(suspended(), [HELENE2], "twice within seven days suspends")
three = notice(HELENE, "SUSPENDRE 31/03", HELENE2, now="2026-03-11T11:00")
same(three[2:], ("DEAD", "the address fails: not sent unasked"), "nothing leaves unasked")
like(farm.must("queue", now="2026-03-11T11:00"), rf"^out\ta{three[0]}\tmail\tDEAD\t.*{HELENE2}\tthe address fails", "staff see it")
farm.must("queue", "retry", f"a{three[0]}", now="2026-03-11T11:00")
farm.must("once", now="2026-03-11T11:00")
same(farm.value("SELECT state FROM outbox WHERE id = ?", three[0]), "SENT", "unless staff say so")

digest = farm.must("digest", "--print", now="2026-03-11T11:30")
like(digest, rf"{HELENE2} \(.*Girard, n° 1002\), .*rien n'y part plus sans être demandé[^\n]* : ", "the digest names the address")

# --- it writes, so it is there
sent = len(farm.answers())
farm.once(mail(HELENE2, "", "PLANNING"), now="2026-03-11T12:00")
same((suspended(), len(farm.answers())), ([], sent + 1), "its mail is answered, and it is suspended no more")
four = notice(HELENE, "REPRENDRE 31/03", HELENE2, now="2026-03-11T13:00")
same(four[2], "SENT", "notices leave again")
farm.once(report(four[1], HELENE2, "5.2.1"), now="2026-03-11T14:00")
same(suspended(), [], "what failed before it wrote does not count any more")

# --- gone, and what suspends nobody
five = notice(HELENE, "SUSPENDRE 24/03", HELENE2, now="2026-03-12T10:00")
for status, said, weight in (("4.4.1", "connection timed out", "later"), ("5.7.1", "550 5.7.1 blocked using a list", "policy")):
    farm.once(report(five[1], HELENE2, status, said), now="2026-03-12T10:00")
    same((farm.value("SELECT weight FROM bounce WHERE outbox = ?", five[0]), suspended()), (weight, []), f"{status} suspends nobody")
farm.once(report(five[1], "elsewhere@example.com"), now="2026-03-12T10:00")
same((farm.value("SELECT weight FROM bounce WHERE outbox = ?", five[0]), suspended()), ("elsewhere", []), "nor does somebody it was passed on to")

# --- forged: guessed ids, an id of another's letter
rows = farm.rows("SELECT message_id FROM outbox WHERE recipient = ? AND state = 'SENT'", HELENE2)
before = farm.rows("SELECT * FROM bounce")
farm.once(report("cabas.00000000000000000000000000000000@example.org", HELENE2), now="2026-03-12T11:00")
import hashlib
guessed, known = [], []
secret = farm.value("SELECT value FROM setting WHERE key = 'message_key'")
for key in farm.rows("SELECT digest, message_id FROM inbox WHERE sender = ?", HELENE):  # all that the writer of a mail can know
    seed = f"{key[0]}\n{key[1]}\nanswer\n{HELENE}"
    guessed += [hashlib.sha256(text.encode()).hexdigest()[:32] for text in (seed, "\n" + seed)]
    known.append(hashlib.sha256(f"{secret}\n{seed}".encode()).hexdigest()[:32])
ids = {row[0].split(".")[1].split("@")[0] for row in farm.rows("SELECT message_id FROM outbox WHERE channel = 'mail'")}
same((len(ids & set(known)) >= 5, ids & set(guessed)), (True, set()), "who knows a message does not know its answer's Message-ID")
mine = farm.rows("SELECT message_id FROM outbox WHERE recipient = ? AND kind = 'answer' ORDER BY id LIMIT 1", HELENE)[0][0]
farm.once(report(mine, HELENE2), now="2026-03-12T11:00")
same(suspended(), [], "neither a guessed Message-ID nor one of another's letter")
same(len(farm.rows("SELECT * FROM bounce")), len(before) + 1, "the guessed one is not even kept")
farm.once(report(five[1], HELENE2), now="2026-03-12T12:00")
same(suspended(), [HELENE2], "no such address: once is enough")

# --- an unproven mail proves nothing; a complaint is for a person
farm.once(mail(HELENE2, "", "PLANNING", auth=False), now="2026-03-12T13:00")
same(suspended(), [HELENE2], "an unproven mail from there changes nothing")
complaint = (f"Return-Path: <>\r\nFrom: fbl@example.net\r\nTo: {BOT}\r\nSubject: FW\r\nMIME-Version: 1.0\r\n"
             "Content-Type: multipart/report; report-type=feedback-report; boundary=b\r\n\r\n--b\r\n\r\nAbuse.\r\n--b\r\n"
             "Content-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\nVersion: 1\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n"
             f"From: {BOT}\r\nTo: {HELENE}\r\nMessage-ID: <{mine}>\r\n\r\nx\r\n--b--\r\n").encode()
farm.once(complaint, now="2026-03-12T14:00")
same(farm.rows("SELECT state, reason FROM inbox ORDER BY id DESC LIMIT 1"), [("STAFF", "a complaint: a letter of ours was marked as spam")], "a complaint is for staff")
same(suspended(), [HELENE2], "and changes nothing by itself")
finish()
