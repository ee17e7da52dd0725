#!/usr/bin/python3
"""The composed mail as Python's email parser reads it: an independent reader of RFC 5322, 2045, 2047 and 2231.

BUILD names the folder of the test programs (default build/asan)."""
import email, email.policy, os, subprocess, sys

build = os.environ.get("BUILD", "build/asan")
raw = subprocess.run([f"{build}/tests/parsers/test_compose", "--golden"], stdout=subprocess.PIPE, check=True).stdout
mail = email.message_from_bytes(raw, policy=email.policy.default)
count = failed = 0


def same(got, want, name):
    global count, failed
    count += 1
    good = got == want
    failed += not good
    print(f"{'' if good else 'not '}ok {count} - {name}")
    if not good:
        print(f"#  got {got!r}\n# want {want!r}")


same(mail.defects, [], "no defect")
same([d for part in mail.walk() for d in part.defects], [], "no defect in a part")
same(max(map(len, raw.split(b"\r\n"))) <= 78, True, "lines of at most 78 bytes")
same(b"\n" in raw.replace(b"\r\n", b"") or b"\r" in raw.replace(b"\r\n", b""), False, "no bare CR or LF")
same(mail["From"].addresses[0].display_name, "Les Jardins de l’Été, à Évreux", "From's name")
same(mail["From"].addresses[0].addr_spec, "paniers@example.org", "From's address")
same(mail["Reply-To"], "paniers+jeton@example.org", "Reply-To")
same(mail["To"], "anne@example.net", "To")
same(mail["Subject"], "Votre panier du mardi 1er avril est suspendu 🥕 ; le prochain est celui du "
     "mardi 8 avril, à la gare d’Évreux 🚉 (œufs compris)", "Subject")
same(mail["Message-ID"], "<1.2@cabas.example.org>", "Message-ID")
same(mail["In-Reply-To"], "<deux@example.net>", "In-Reply-To")
same(mail["References"].split(), ["<racine@example.net>", "<un@example.net>", "<deux@example.net>"], "References")
same(mail["Date"].datetime.isoformat(), "2026-03-01T09:05:00+01:00", "Date")
same(mail["Auto-Submitted"], "auto-replied", "Auto-Submitted")
same(len(mail.keys()), len(set(mail.keys())), "each field once")
same([p.get_content_type() for p in mail.walk()],
     ["multipart/mixed", "multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png",
      "application/pdf"], "parts")
parts = list(mail.walk())
same(parts[2].get_content().replace("\r\n", "\n"), "Bonjour Anne,\n\n.\nFrom ici = 10 € \nÀ bientôt 🥕\n", "text")
same(parts[4].get_content().replace("\r\n", "\n"), "<p>Bonjour Anne, <img src=\"cid:plan@cabas\"> 10 €</p>\n", "html")
same(parts[5]["Content-ID"], "<plan@cabas>", "picture's id")
same(parts[5].get_content(), b"\x89PNG\r\n", "picture")
same(parts[6].get_filename(), "Facture été 2026-03 « n° 12 » de Madame Lefèvre-Martin.pdf", "attachment's name")
same(parts[6].get_content(), b"%PDF-1.4\0\xff", "attachment")
print(f"1..{count}")
sys.exit(failed != 0)
