#!/usr/bin/python3
"""The files of answers as a mail program finds them: the planning's calendar, followed through suspension and undo as
a calendar would follow it; the picture of the pick-up points inside the HTML; nothing of the subscriber's for a
sender who is not proven."""
import re, sys
sys.dont_write_bytecode = True
sys.path.insert(0, __file__.rpartition("/")[0])
from farm import *

farm = Farm()
CAMILLE = "camille.roux@example.org"


def write(body, id, now, **more):
    farm.once(mail(CAMILLE, "", body, id=id, **more), now=now)
    return farm.answer_to(id)


def calendar(answer):
    """UID -> its properties, unfolded, of the one calendar that is attached."""
    files = [part for part in answer.iter_attachments() if part.get_content_type() == "text/calendar"]
    same([part.get_filename() for part in files], ["paniers.ics"], "one calendar")
    text = files[0].get_payload(decode=True).decode()
    ok(text.startswith("BEGIN:VCALENDAR\r\n") and text.endswith("END:VCALENDAR\r\n"), "whole")
    same(files[0].get_param("method"), "PUBLISH", "to be published")
    events = {}
    for event in re.findall(r"BEGIN:VEVENT\r\n(.*?)END:VEVENT\r\n", text.replace("\r\n ", ""), re.S):
        fields = dict(line.split(":", 1) for line in event.splitlines())
        events[fields["UID"]] = fields
    return events


def take(kept, events):
    """What a calendar does with a file: RFC 5546 2.1.5, a lower SEQUENCE is old news."""
    for uid, event in events.items():
        old = kept.get(uid)
        if not old or int(event["SEQUENCE"]) >= int(old["SEQUENCE"]):
            kept[uid] = event
        else:
            ok(False, f"{uid}: SEQUENCE fell from {old['SEQUENCE']} to {event['SEQUENCE']}")


def shown(kept):
    return sorted(event["DTSTART;TZID=Europe/Paris"][:8] for event in kept.values() if event["STATUS"] == "CONFIRMED")


def picture(answer):
    page = answer.get_body(("html",)).get_content()
    wanted = re.findall(r'src="cid:([^"]+)"', page)
    images = [part for part in answer.walk() if part.get_content_type() == "image/png"]
    same([f"<{one}>" for one in wanted], [part["Content-ID"] for part in images], "the HTML shows the picture that is there")
    related = [part for part in answer.walk() if part.get_content_type() == "multipart/related"]
    same(len(related), 1, "as multipart/related")
    data = images[0].get_payload(decode=True)
    ok(data[:8] == b"\x89PNG\r\n\x1a\n" and len(data) < 60000, f"a PNG of {len(data)} bytes")
    same(int.from_bytes(data[16:20], "big"), 640, "two pixels a point")
    return data, page


own, page = picture(write("LIEUX", "k@e2e", "2026-03-11T09:00"))
like(page, r'alt="[^"]*Le vôtre : Gap – Gare\.', "the text that stands for it names their own")
again, _ = picture(write("LIEUX", "l@e2e", "2026-03-11T09:01"))
same(again, own, "the same bytes again")
stranger = write("LIEUX", "m@e2e", "2026-03-11T09:02", auth=False)
if any(part.get_content_type() == "image/png" for part in stranger.walk()):
    other, page = picture(stranger)
    ok(other != own and "Le vôtre" not in page, "unproven: their own is not marked")
else:
    ok("Gap – Gare" not in text_of(stranger), "unproven: nothing is told")

kept, days = {}, ["20260317", "20260324", "20260331", "20260407", "20260414", "20260421", "20260428", "20260505"]
take(kept, calendar(write("PLANNING", "a@e2e", "2026-03-11T10:00")))
same(shown(kept), days, "eight deliveries")
write("SUSPENDRE 24/03", "b@e2e", "2026-03-11T10:01")
take(kept, calendar(write("PLANNING", "c@e2e", "2026-03-11T10:02")))
same(shown(kept), [day for day in days if day != "20260324"], "the suspended one is gone")
write("ANNULER", "d@e2e", "2026-03-11T10:03")
take(kept, calendar(write("PLANNING", "e@e2e", "2026-03-11T10:04")))
same(shown(kept), days, "and comes back")
write("LIEU Laragne 24/03", "f@e2e", "2026-03-11T10:05")
take(kept, calendar(write("PLANNING", "g@e2e", "2026-03-11T10:06")))
same(shown(kept), ["20260326" if day == "20260324" else day for day in days], "another weekday moves it, nothing is twice")
write("DESABONNEMENT", "h@e2e", "2026-03-11T10:07")
take(kept, calendar(write("PLANNING", "i@e2e", "2026-03-11T10:08")))
same(shown(kept), [], "after the end nothing is left")
both = write("PLANNING\nPLANNING", "j@e2e", "2026-03-11T10:09")
same(len(list(both.iter_attachments())), 1, "asked twice in one message, attached once")
finish()
