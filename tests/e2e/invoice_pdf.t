#!/usr/bin/env bash
# Invoices as files: what readers, the schema, the rules of EN 16931 and PDF/A say of them.
# BUILD names the folder of the test programs (default build/asan).
set -u
HERE=$(cd "$(dirname "$0")" && pwd)
DATA=$HERE/../data/facturx
PROBE=${BUILD:-build/asan}/tests/bot/invoice_probe
D=$(mktemp -d)
trap 'rm -rf "$D"' EXIT
count=0 failed=0
ok() { # ok STATUS NAME
  count=$((count + 1))
  if [ "$1" = 0 ]; then echo "ok $count - $2"; else
    echo "not ok $count - $2"; failed=$((failed + 1)); sed 's/^/# /' "$D/out" | head -20; fi
}
same() { [ "$1" = "$2" ]; ok $? "$3"; [ "$1" = "$2" ] || echo "#  got $1 / want $2"; }
has() { grep -qF -- "$1" "$D/out"; ok $? "$2: $1"; }
lacks() { [ -s "$D/out" ] && ! grep -qF -- "$1" "$D/out"; ok $? "$2: no $1"; }
info() { awk -v key="$1:" '$1 == key { print $2 }' "$D/out"; }

mkdir "$D/pdf" "$D/xml" "$D/rules"
kinds="1 3 40 200 credit company long exempt debit"
timeout 60 "$PROBE" "$D/pdf" $kinds $(seq -f wild%g 1 40) >"$D/out" 2>&1
ok $? "rendered"
mv "$D"/pdf/*.xml "$D/xml"
same "$(ls "$D/pdf" | wc -l)" 49 "all rendered"

# Readers.
for row in 1:1 3:1 40:2 200:7 credit:1 exempt:1; do
  pdfinfo "$D/pdf/${row%:*}.pdf" >"$D/out" 2>&1
  same "$(info Pages)" "${row#*:}" "pages of ${row%:*}"
done
pdfinfo "$D/pdf/200.pdf" >"$D/out" 2>&1
has "595.276 x 841.89 pts (A4)" "size"
has "Metadata Stream: yes" "metadata"
has "Facture F2026-0012" "title"
pdffonts "$D/pdf/company.pdf" >"$D/out" 2>&1
same "$(awk 'NR > 2 { print $(NF-4), $(NF-3) }' "$D/out" | sort -u)" "yes yes" "every font embedded, a subset"
pdftotext -layout "$D/pdf/company.pdf" - 2>&1 | sed 's/\xc2\xa0/ /g' >"$D/out"
for text in "Facture" "N° F2026-0012" "Crèche « Les P'tits Loups » & Cie <SARL>" "Œufs plein air (boîte de 6)" \
  "SIRET 798 765 432 00027" "N° TVA FR32 812 345 678" "mercredi 1er avril 2026" "au mardi 31 mars 2026" \
  "mardi 3 mars" "11,1848 €" "5,5 %" "56,35 € à régler au plus tard le mercredi 15 avril 2026" \
  "IBAN FR76 3000 6000 0112 3456 7890 189" "BIC AGRIFRPP" "indemnité forfaitaire" "page 1/1"; do
  has "$text" "the reader finds"
done
pdftotext -layout "$D/pdf/200.pdf" - 2>&1 | sed 's/\xc2\xa0/ /g' >"$D/out"
same "$(grep -c 'PRIX UNIT. HT' "$D/out")" 7 "the heading is on every page"
same "$(grep -c 'Facture n° F2026-0012 (suite)' "$D/out")" 6 "and the number on each after the first"
has "page 7/7" "the last"
pdftotext -layout "$D/pdf/credit.pdf" - 2>&1 | sed 's/\xc2\xa0/ /g' >"$D/out"
has "Avoir" "a credit note"
has "la facture n° F2026-0012" "says which invoice it corrects"
has "Panier du mardi 3 mars non livré : dépôt fermé." "and why"
lacks "IBAN" "nothing to pay"
pdftotext -layout "$D/pdf/debit.pdf" - 2>&1 | sed 's/\xc2\xa0/ /g' >"$D/out"
has "à régler : ils seront prélevés à partir du lundi 4 mai 2026" "debited"
has "mandat CABAS-107-1" "by which mandate"
has "FR72ZZZ123456" "by whom"
lacks "IBAN" "no transfer is asked for"
pdftotext -layout "$D/pdf/exempt.pdf" - >"$D/out" 2>&1
has "TVA non applicable, art. 293 B du CGI" "without VAT, with the reason"
qpdf --check "$D/pdf/long.pdf" >"$D/out" 2>&1
ok $? "qpdf finds no fault"

# The data inside.
pdfdetach -list "$D/pdf/company.pdf" >"$D/out" 2>&1
has "1: factur-x.xml" "attached"
(cd "$D" && pdfdetach -save 1 -o inside.xml pdf/company.pdf && cmp inside.xml xml/company.xml) >"$D/out" 2>&1
ok $? "the attached bytes are the XML"
cp "$D/xml/debit.xml" "$D/out"
for text in "<ram:TypeCode>59<" "<ram:DirectDebitMandateID>CABAS-107-1<" "<ram:CreditorReferenceID>FR72ZZZ123456<"; do
  has "$text" "a debit in the data"
done
lacks "IBANID" "and no account"
xmllint --noout --schema "$DATA/Factur-X_BASIC.xsd" "$D"/xml/*.xml >"$D/out" 2>&1
ok $? "all valid against the schema of Factur-X BASIC"
java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp /usr/share/java/Saxon-HE.jar net.sf.saxon.Transform \
  -s:"$D/xml" -xsl:"$DATA/Factur-X_1.09_BASIC.xsl" -o:"$D/rules" >"$D/out" 2>&1
same "$(ls "$D/rules" | wc -l)" 49 "the rules of EN 16931 and Factur-X run over all"
grep -h -A3 failed-assert "$D"/rules/*.xml >"$D/out"
same "$(grep -c failed-assert "$D/out")" 0 "and none is broken"
sed 's/<ram:GrandTotalAmount>56.35/<ram:GrandTotalAmount>56.36/' "$D/xml/company.xml" >"$D/wrong.xml"
java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp /usr/share/java/Saxon-HE.jar net.sf.saxon.Transform \
  -s:"$D/wrong.xml" -xsl:"$DATA/Factur-X_1.09_BASIC.xsl" >"$D/out" 2>&1
has "[BR-CO-15]" "they do see a wrong total"

# PDF/A-3b.
"$HERE/pdfa.py" "$D"/pdf/*.pdf >"$D/out" 2>&1
ok $? "nothing that ISO 19005-3 forbids, nothing missing that it wants"
spoil() { # spoil SED CLAUSE: of the same length, so that the file's structure stays right
  LC_ALL=C sed "$1" "$D/pdf/long.pdf" >"$D/spoilt.pdf"
  "$HERE/pdfa.py" "$D/spoilt.pdf" >"$D/out" 2>&1
  has " $2: " "pdfa.py sees $1"
}
spoil 's/CIDToGIDMap/CIDToGIDMup/' 6.2.11.3.2
spoil 's/pdfaid:part>3/pdfaid:part>2/' 6.6.4
spoil 's,/GTS_PDFA1,/GTS_PDFX1,' 6.2.3
spoil 's,/AFRelationship /Alternative,/AFRelationship /Alternativa,' 6.8
spoil 's,/ca 1,/ca 0,' 6.4
spoil 's,/ToUnicode,/ToUnicade,' 6.2.11.7
spoil 's,CreateDate>2026,CreateDate>2025,' 6.6.3
echo "1..$count"
[ $failed = 0 ]
