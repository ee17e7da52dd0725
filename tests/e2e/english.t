#!/usr/bin/python3
"""A farm with language=en: English mails and texts are understood, every answer is English, and nothing of it changes how a
French farm reads. Names (of formulas, products, places) are the farm's own, and its staff read French."""
import html, sys
sys.dont_write_bytecode = True
sys.path.insert(0, __file__.rpartition("/")[0])
from farm import *

farm = Farm({"farm": {"language": "en"}, "sms": {"provider": "spool", "spool": "sms", "number": "+33939000000"},
             "limits": {"answers_per_hour": 90}})
CAMILLE, ROUX = "camille.roux@example.org", "+33639980101"
NOW = "2026-03-09T10:00"
# Small words of French that no English text has.
FRENCH = re.compile(r"\b(le|la|les|un|une|du|des|et|ou|pour|votre|vos|vous|nous|est|avec|jusqu|au|aux|pas|de|panier|livraison|"
                    r"répondez|lundi|mardi|jeudi|vendredi|dimanche|mars|avril|bonjour|prochain|changer)\b", re.I)
NAMES = ("Les Jardins", "Petit panier", "Grand panier", "Place de la Gare", "Pommes de terre", "Miel de lavande", "Jus de pomme",
         "Farine de petit épeautre", "Confiture de framboise", "Tomme de chèvre", "Boîte de 6 œufs", "Boîte de 12 œufs",
         "Pain de campagne", "Café de la Poste", "La Bio du Coin", "La Ferme", "Maison de quartier", "rue des Marronniers",
         "Place du Château", "Chemin du Buëch", "Rue du Portail", "Avenue du Stade", "rue des Lilas", "de Gap", "Les Jardins du Buëch")


def french_in(text):
    """French words that are not part of a name."""
    for name in sorted(NAMES + tuple(farm_names), key=len, reverse=True):
        text = text.replace(name, "")
    return sorted({word.lower() for word in FRENCH.findall(text)})


farm_names = [row[0] for table in ("formula", "depot", "product") for row in farm.rows(f"SELECT name FROM {table}")]
farm_names += [row[0] for row in farm.rows("SELECT address FROM depot")]
numbers_of_test = iter(range(1, 999))


def write(subject, body, now=NOW, sender=CAMILLE):
    id = f"en{next(numbers_of_test)}@e2e"
    farm.once(mail(sender, subject, body, id=id), now=now)
    answer = farm.answer_to(id)
    page = html.unescape(re.sub(r"<style.*?</style>|<[^>]*>", " ", answer.get_body(("html",)).get_content(), flags=re.S))
    for part, text in (("subject", answer["Subject"]), ("text", text_of(answer)), ("html", page)):
        same(french_in(text), [], f"{subject or body[:40]}: no French in the {part}", text)
    return answer


answer = write("Holidays", "Hello,\n\nwe will be away from 12 to 26 March, please do not deliver our basket.\n\nKind regards\nCamille")
like(text_of(answer), r"Hello Camille,\n\nDone\. No basket for you:\n\n- Tuesday 17 March: Petit panier", "suspended, in words")
like(text_of(answer), r"- Tuesday 24 March", "both")
like(text_of(answer), r"reply UNDO, by Sunday 15 March at 23:59|Reply UNDO, by Sunday 15 March at 23:59", "how to undo")
same(answer["Subject"], "No basket: Tuesday 17 March … Tuesday 24 March", "the subject")
same(farm.rows("SELECT day FROM suspension ORDER BY day"), [("2026-03-17",), ("2026-03-24",)], "in the database")
like(text_of(write("", "UNDO")), r"Undone", "taken back")
same(farm.rows("SELECT day FROM suspension"), [], "all of it")

answer = write("", "SCHEDULE")
like(text_of(answer), r"- Tuesday 10 March: 1 × Petit panier, Gap – Gare\. Planned, too late to change\.", "the schedule")
calendar = [part for part in answer.iter_attachments() if part.get_content_type() == "text/calendar"]
same(len(calendar), 1, "with its calendar")
same(french_in("".join(re.findall(r"(?:SUMMARY|DESCRIPTION):(.*)", str(calendar and calendar[0].get_content())))), [], "in English")
like(text_of(write("What's in my next basket?", "Thanks!")), r"Your basket of Tuesday 10 March", "the basket")
answer = write("Order", "Could you add 2 lettuces and 1.5 kg of apples to my basket on 17 March please?")
like(text_of(answer), r"order no\. 1 is recorded", "an order")
like(text_of(answer), r"reply CANCEL ORDER 1, by Sunday 15 March at 23:59", "how to cancel it")
like(text_of(write("", "cancel order 1")), r"order no\. 1 is cancelled", "cancelled")
like(text_of(write("", "please switch to the large basket from 17 March")), r"Grand panier instead of Petit panier", "the formula")
like(text_of(write("", "pickups")), r"Our pick-up points", "the depots")
for word in ("HELP", "TYPES", "PRODUCTS", "ORDERS", "BALANCE", "PAYMENTS", "INVOICES", "INFO", "MY DATA", "REMINDER YES"):
    write("", word)
like(text_of(write("", "please suspend the 18th")), r"Tuesday 17 March", "a day without delivery is asked about")
like(text_of(write("", "number 1 please")), r"(?i)no basket", "and answered by its number")
like(text_of(write("", "If I suspend on the 24th, do I get a refund?")), r"passed on to the farm team", "a rule: for a person")
like(text_of(write("", "Please do not suspend the 24th")), r"passed on to the farm team|Should we|Which", "a negation changes nothing")
same(farm.rows("SELECT day FROM suspension"), [("2026-03-17",)], "only what was asked for")

# --- unsubscribe, and a confirmation by mail of what came without proof
answer = write("unsubscribe", "UNSUBSCRIBE")
like(text_of(answer), r"Your subscription ends", "unsubscribed")
like(text_of(answer), r"Your last basket: Tuesday 10 March", "the last basket")
like(text_of(write("", "UNDO")), r"Your subscription goes on", "a change of mind")
before = {m["Message-ID"] for m in farm.answers()}
farm.once(mail(CAMILLE, "", "please skip 24 March", auth=False, id="forged@e2e"), now=NOW)
asked = [m for m in farm.answers() if m["Message-ID"] not in before]
same([m["To"] for m in asked], [CAMILLE], "without proof a confirmation leaves")
same(french_in(text_of(asked[0])), [], "in English", text_of(asked[0]))
like(asked[0]["Subject"], r"^Is it really you\? Reply YES \[", "it says how")
like(text_of(write("Re: " + asked[0]["Subject"], "Yes")), r"No basket for you:\n\n- Tuesday 24 March", "confirmed")

# --- texts
sms = farm.write("text.txt", b"Hi, no basket on 31 March please, thanks")
out = farm.must("replay", "--from", ROUX, str(farm.path("text.txt")), now=NOW)
like(out, r"^SUSPEND from=2026-03-31 to=2026-03-31 -> applied", "a text by replay")
like(out, r"^No basket: Tuesday 31 March\.", "its answer")
same(french_in(out), [], "in English", out)
for text, line in (("STOP", "STOP"), ("UNSUBSCRIBE", "STOP"), ("UNSUBSCRIBE BASKETS", "UNSUBSCRIBE"), ("START", "START"), ("HELP", "HELP")):
    farm.write("text.txt", text.encode())
    out = farm.must("replay", "--from", ROUX, str(farm.path("text.txt")), now=NOW)
    like(out, rf"^{line} ->", f"{text} by text")
    same(french_in(out), [], f"{text}: answered in English", out)

# --- staff read French; the help's examples are read as they promise
like(farm.must("digest", "--print", now="2026-03-10T06:00"), r"mardi 10 mars", "the digest is French")
rows = [line.rstrip("\n").split("\t") for line in open(ROOT / "tests/data/help/examples-en.tsv", encoding="utf-8") if line[0] != "#"]
shown = set()
for part in ("deliveries", "basket", "orders", "money", "account"):
    body = (ROOT / f"templates/en/part_help_{part}.txt").read_text("utf-8").split("== text\n")[1].split("== html")[0]
    shown |= {line.split(": ")[0] for line in body.splitlines()[1:] if ": " in line}
same(sorted(shown - {row[0] for row in rows}), [], "every example of the help has its row")
for channel in ("mail", "sms"):
    farm.write("rows.tsv", "".join(f"{n}\t{channel}\t2026-03-09T10:00\t{row[0]}\n" for n, row in enumerate(rows)).encode())
    read = farm.must("parse", "--tsv", str(farm.path("rows.tsv")))
    for row, got in zip(rows, read.splitlines()):
        want = "STOP" if channel == "sms" and row[0] == "UNSUBSCRIBE" else row[1]
        same(got.split("\t")[1], want, f"{channel}: {row[0]}")
finish()
