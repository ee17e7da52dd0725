#!/usr/bin/env bash
# Deliveries against real servers (tests/rig) and scripted hostile ones, with libesmtp and libcurl.
# BUILD names the folder of the test programs (default build/asan: a leak or a race of memory fails the test).
set -u
HERE=$(cd "$(dirname "$0")" && pwd)
RIG=$HERE/../rig
PROBE=${BUILD:-build/asan}/tests/bot/deliver_probe
export ASAN_OPTIONS=${ASAN_OPTIONS:-detect_leaks=1}
D=$(mktemp -d); chmod 711 "$D"
finish() {
  "$RIG/imap-down" "$D/imap"; "$RIG/sink-down" "$D/sink"
  for s in good clear new; do "$RIG/smtp-down" "$D/$s"; done
  for f in "$D"/fault/*.pid; do [ -e "$f" ] && "$RIG/fault-down" "$D/fault" "$(basename "$f" .pid)"; done
  rm -rf "$D"
}
trap finish EXIT
count=0 failed=0
ok() { # ok STATUS NAME
  count=$((count + 1))
  if [ "$1" = 0 ]; then echo "ok $count - $2"; else
    echo "not ok $count - $2"; failed=$((failed + 1)); sed 's/^/# /' "$D/out"; fi
}
same() { [ "$1" = "$2" ]; ok $? "$3"; [ "$1" = "$2" ] || echo "#  got $1 / want $2"; }
probe() { # a probe that does not exit 0 (a leak, a crash) fails here
  timeout 120 "$PROBE" "$@" >"$D/out" 2>&1 || { echo "probe exit $?" >>"$D/out"; ok 1 "probe $*"; }
}
has() { grep -qE "$1" "$D/out"; ok $? "$2"; } # has PATTERN NAME; TAB is \t in PATTERN
lacks() { [ -s "$3" ] && ! grep -qE "$1" "$3"; ok $? "$2"; } # the file must be there and say something
verdict() { awk -F'\t' -v to="$1" '$1 == to { print $2 }' "$D/out"; }
mails() { find "$D/$1/mails" -name '*.eml' 2>/dev/null | wc -l; }
fault() { # fault NAME SCRIPT [options]: sets PORT
  PORT= ; "$RIG/fault-up" "$D/fault" "$1" "$2" "${@:3}" >/dev/null; . "$D/fault/$1.env"
}
accepted() { grep -c accepted "$D/fault/$1.log"; }

printf 'secret\n' >"$D/password"; printf 'faux-secret\n' >"$D/wrong"; chmod 600 "$D/password" "$D/wrong"
"$RIG/smtp-up" "$D/good" good --require-tls --require-auth >/dev/null; . "$D/good/smtp.env"
good=smtp://alice@localhost:$SMTP_PORT; ca=$CA_FILE
login="-p $D/password -a $ca"

# --- STARTTLS and AUTH, a verdict a mail
probe $login -c "$good"
has "^check	ok" "check says that the server can be used"
probe $login "$good" anne@b.fr refus@b.fr plein@b.fr tard@b.fr jamais@b.fr lent@b.fr zoe@b.fr
for row in anne:ok refus:never plein:retry tard:retry jamais:never lent:ok zoe:ok; do
  same "$(verdict "${row%:*}@b.fr")" "${row#*:}" "${row%:*}: ${row#*:}"
done
has "refus@b.fr	never	550 5.1.1 adresse inconnue" "the reason holds code and text"
has "tard@b.fr	retry	451 4.3.0 plus tard" "also after the final dot"
same "$(mails good)" 3 "three mails are stored"
same "$(cat "$D"/good/mails/*.eml | grep -c 'X-Rig-Auth: alice')" 3 "all of them logged in"
probe $login "$good" un@b.fr coupe@b.fr deux@b.fr
same "$(verdict un@b.fr) $(verdict coupe@b.fr) $(verdict deux@b.fr)" "ok unsure ok" \
  "a connection lost after the final dot is unsure; the others go on in a new session"
probe $login "$good" un@b.fr coupeok@b.fr deux@b.fr
same "$(verdict un@b.fr) $(verdict coupeok@b.fr) $(verdict deux@b.fr)" "ok unsure ok" "kept but lost: unsure"
probe $login -q -n 64 "$good" anne@b.fr
has "^# ok 64 of 64" "64 mails in one session"
probe $login -f '' "$good" anne@b.fr
has "anne@b.fr	ok" "the empty envelope sender"
probe $login "$good" 'a@b.fr
RCPT TO:<x@y.fr>' 'é@b.fr' anne@b.fr
has "anne@b.fr	ok" "a good address beside bad ones"
same "$(grep -c "never	the recipient's address is not one" "$D/out")" 2 "line ends and 8-bit in an address: never"

# --- the bytes arrive as they are
printf 'From: a@b.fr\r\nTo: anne@b.fr\r\nSubject: =?UTF-8?Q?=C3=A9t=C3=A9?=\r\n folded\r\nMessage-ID: <b@c>\r\n' >"$D/mail"
printf 'Date: Sun, 01 Mar 2026 09:05:00 +0100\r\nX-Cabas-Loop: 1\r\n\r\n.\r\n..\r\n.x\r\nFrom moi\r\n\r\n' >>"$D/mail"
for i in $(seq 400); do printf '.%0900d\r\n' "$i"; done >>"$D/mail"
before=$(mails good)
probe $login -m "$D/mail" "$good" anne@b.fr
last=$(find "$D/good/mails" -name '*.eml' | sort | tail -1)
sed '/^X-Rig-/d' "$last" | cmp -s - "$D/mail"; ok $? "dots, folds and long lines round trip ($(stat -c %s "$D/mail") bytes)"
printf 'Subject: a\r\n\r\nbare\nline\r\n' >"$D/bare"
probe $login -m "$D/bare" "$good" anne@b.fr
has "anne@b.fr	never	the mail has a bare line end" "a bare LF never leaves"
same "$(mails good)" $((before + 1)) "nothing else was stored"

# --- wrong password, no password
probe -p "$D/wrong" -a "$ca" "$good" anne@b.fr zoe@b.fr
same "$(grep -c 'retry	localhost refuses the login of alice (check .* 535 5.7.8' "$D/out")" 2 "a wrong password: each mail waits"
probe -p "$D/wrong" -a "$ca" -c "$good"
has "^check	retry	localhost refuses the login of alice .*password_file" "check names the login"
lacks "faux-secret|ZmF1eC1zZWNyZXQ" "the password is not shown" "$D/out"
probe -a "$ca" "$good" anne@b.fr
has "retry	.*there is no password_file" "no password file: said so"
fault refused "$HERE/faults/smtp-login-refused.txt" --cert "$D"/good/certs/good.pem "$D"/good/certs/good.key
probe $login "smtp://alice@localhost:$PORT" anne@b.fr
has "retry	localhost refuses the login.*504 5.5.4" "other refusals of a login"
lacks "C b'(MAIL|RCPT)" "no mail without login" "$D/fault/refused.log"
fault nologin "$HERE/faults/smtp-no-login.txt" --cert "$D"/good/certs/good.pem "$D"/good/certs/good.key
probe $login "smtp://alice@localhost:$PORT" anne@b.fr
has "retry	localhost refuses the login.*no login" "a server without login"
lacks "C b'MAIL" "no mail without login there" "$D/fault/nologin.log"

# --- no TLS, bad TLS: nothing secret leaves, with either library
fault clear "$HERE/faults/smtp-clear.txt"
for x in "" -x; do
  probe $login $x "smtp://alice@localhost:$PORT" anne@b.fr
  has "retry	localhost:$PORT offers no STARTTLS" "no STARTTLS: refused $x"
done
lacks "C b'(AUTH|MAIL)" "neither login nor mail in clear" "$D/fault/clear.log"
"$RIG/smtp-up" "$D/clear" good --no-starttls >/dev/null; . "$D/clear/smtp.env"
probe $login "smtp://alice@localhost:$SMTP_PORT" anne@b.fr
has "retry	.*offers no STARTTLS" "a real server without STARTTLS"
same "$(mails clear)" 0 "got nothing"
for cert in wronghost expired rogue; do
  fault "$cert" "$HERE/faults/smtp-no-login.txt" --cert "$D/good/certs/$cert.pem" "$D/good/certs/$cert.key"
  for x in "" -x; do
    probe $login $x "smtp://alice@localhost:$PORT" anne@b.fr zoe@b.fr
    same "$(grep -c 'retry	localhost.*certificate' "$D/out")" 2 "certificate $cert refused $x"
  done
  lacks "C b'(AUTH|MAIL)" "certificate $cert: neither login nor mail" "$D/fault/$cert.log"
  probe $login -c "smtp://alice@localhost:$PORT"
  has "check	retry	localhost: certificate refused" "check names the certificate $cert"
done
probe -p "$D/password" "$good" anne@b.fr
has "retry	localhost: certificate refused.*ca_file" "an authority that is not the system's"
fault inject "$RIG/faults/smtp-starttls-injection.txt" --cert "$D"/good/certs/good.pem "$D"/good/certs/good.key
probe $login "smtp://alice@localhost:$PORT" anne@b.fr
has "retry	localhost:$PORT: bytes came before the TLS handshake" "bytes injected after STARTTLS"
probe $login -c "smtp://alice@localhost:$PORT"
has "check	retry	.*bytes came before the TLS handshake" "check sees them too"
probe $login -x "smtp://alice@localhost:$PORT" anne@b.fr
has "anne@b.fr	retry" "and so does libcurl"
lacks "C b'(AUTH|MAIL)" "neither login nor mail after an injection" "$D/fault/inject.log"

# --- TLS 1.3 only is too new for libesmtp: libcurl takes over, with the same verdicts
cat >"$D/python13" <<'P'
#!/bin/sh
exec /usr/bin/python3 -c '
import runpy, ssl, sys
load = ssl.SSLContext.load_cert_chain
def only13(self, *a): self.minimum_version = ssl.TLSVersion.TLSv1_3; return load(self, *a)
ssl.SSLContext.load_cert_chain = only13
if sys.argv[1:2] == ["-"]: exec(sys.stdin.read())
else: sys.argv = sys.argv[1:]; runpy.run_path(sys.argv[0], run_name="__main__")' "$@"
P
chmod +x "$D/python13"
RIG_PYTHON=$D/python13 "$RIG/smtp-up" "$D/new" good --require-tls --require-auth >/dev/null; . "$D/new/smtp.env"
new=smtp://alice@localhost:$SMTP_PORT; login="-p $D/password -a $CA_FILE"
openssl s_client -starttls smtp -connect "localhost:$SMTP_PORT" -tls1_2 </dev/null >"$D/out" 2>&1
lacks "Cipher is [A-Z]+-" "the server has no TLS 1.2" "$D/out"
probe $login "$new" anne@b.fr refus@b.fr plein@b.fr tard@b.fr jamais@b.fr coupe@b.fr lent@b.fr coupeok@b.fr zoe@b.fr
for row in anne:ok refus:never plein:retry tard:retry jamais:never coupe:unsure lent:ok coupeok:unsure zoe:ok; do
  same "$(verdict "${row%:*}@b.fr")" "${row#*:}" "libcurl, ${row%:*}: ${row#*:}"
done
has "refus@b.fr	never	550 5.1.1 adresse inconnue" "libcurl: the reason holds code and text"
probe $login -m "$D/mail" "$new" anne@b.fr
last=$(find "$D/new/mails" -name '*.eml' | sort | tail -1)
sed '/^X-Rig-/d' "$last" | cmp -s - "$D/mail"; ok $? "libcurl: dots, folds and long lines round trip"
probe -p "$D/wrong" -a "$CA_FILE" "$new" anne@b.fr zoe@b.fr
same "$(grep -c 'retry	localhost refuses the login of alice (check .* 535 5.7.8' "$D/out")" 2 "libcurl: a wrong password"
login="-p $D/password -a $ca"

# --- servers that end early, refuse or are not there
fault second "$RIG/faults/smtp-421-second-mail.txt"
probe "smtp://127.0.0.1:$PORT" un@b.fr deux@b.fr
has "deux@b.fr	retry	421 4.3.2 fermeture" "421 at the second mail"
fault one "$HERE/faults/smtp-one-mail.txt"
probe "smtp://127.0.0.1:$PORT" un@b.fr deux@b.fr trois@b.fr
same "$(verdict un@b.fr) $(verdict deux@b.fr) $(verdict trois@b.fr)" "ok retry ok" "421, then a new session for the others"
has "deux@b.fr	retry	421 4.3.2 fermeture" "421 is in the reason"
probe -x "smtp://127.0.0.1:$PORT" un@b.fr deux@b.fr trois@b.fr
same "$(verdict un@b.fr) $(verdict trois@b.fr)" "ok ok" "libcurl, too"
fault bdat "$HERE/faults/smtp-bdat-cut.txt"
probe "smtp://127.0.0.1:$PORT" un@b.fr
same "$(verdict un@b.fr)" unsure "a chunk's 250 is not the mail's"
fault sender "$HERE/faults/smtp-sender.txt"
probe "smtp://127.0.0.1:$PORT" un@b.fr deux@b.fr
same "$(grep -c 'retry	127.0.0.1 refuses the sender (check .*553' "$D/out")" 2 "a refused sender is the farm's to cure"
probe -x "smtp://127.0.0.1:$PORT" un@b.fr deux@b.fr
same "$(grep -c 'retry	127.0.0.1 refuses the sender (check .*553' "$D/out")" 2 "libcurl, too"
fault greeting "$HERE/faults/smtp-greeting.txt"
probe "smtp://127.0.0.1:$PORT" un@b.fr
has "un@b.fr	retry	127.0.0.1:$PORT answers 554 5.3.2 no service" "a refused session kills no mail"
probe -x "smtp://127.0.0.1:$PORT" un@b.fr
has "un@b.fr	retry	127.0.0.1:$PORT answers 554 5.3.2 no service" "libcurl, too"
fault relay "$HERE/faults/smtp-relay.txt"
probe -q -n 64 -s 3 "smtp://localhost:$PORT" un@b.fr
has "^# ok 192 of 192" "plain relay on loopback"
same "$(accepted relay)" 4 "one session a batch (and one connection to see whether it is there)"
probe -f a@b.fr "smtp://localhost:1" un@b.fr
has "un@b.fr	retry	cannot be reached: localhost:1" "nobody listens"
probe "smtp://nulle-part.invalid:25" un@b.fr
has "un@b.fr	retry	cannot be reached: nulle-part.invalid" "no such host"
start=$SECONDS
probe "smtp://192.0.2.1:587" un@b.fr
has "un@b.fr	retry	cannot be reached: 192.0.2.1:587" "a host that does not answer"
[ $((SECONDS - start)) -le 17 ]; ok $? "within the deadline ($((SECONDS - start)) s)"

# --- for long
probe $login -q -s 100 "$good" anne@b.fr
has "^# ok 100 of 100" "100 sessions in a row"
probe $login -q -t 4 -s 10 -n 5 "$good" anne@b.fr
has "^# ok 200 of 200" "4 threads, 10 sessions each"

# --- Dovecot's submission: CHUNKING, smtps://, XOAUTH2
if [ -x /usr/lib/dovecot/submission ]; then
  "$RIG/imap-up" "$D/imap" >/dev/null; . "$D/imap/imap.env"
  "$RIG/mktoken" "$D/imap" alice >"$D/token"; "$RIG/mktoken" "$D/imap" alice -60 >"$D/expired"
  chmod 600 "$D/token" "$D/expired"
  login="-p $D/password -a $CA_FILE"
  probe $login -q -n 64 "smtp://alice@localhost:$SUBMISSION_PORT" anne@b.fr
  has "^# ok 64 of 64" "libesmtp, STARTTLS, AUTH, CHUNKING"
  probe $login -q -n 64 -s 2 "smtps://alice@localhost:$SUBMISSIONS_PORT" anne@b.fr
  has "^# ok 128 of 128" "libcurl, TLS from the first byte"
  probe -p "$D/token" -a "$CA_FILE" -x -q -n 10 "smtp://alice@localhost:$SUBMISSION_PORT" anne@b.fr
  has "^# ok 10 of 10" "libcurl, STARTTLS, XOAUTH2"
  probe -p "$D/token" -a "$CA_FILE" -x -c "smtps://alice@localhost:$SUBMISSIONS_PORT"
  has "^check	ok" "check with XOAUTH2"
  probe -p "$D/expired" -a "$CA_FILE" -x "smtp://alice@localhost:$SUBMISSION_PORT" anne@b.fr zoe@b.fr
  same "$(grep -c 'retry	localhost refuses the login of alice' "$D/out")" 2 "an expired token"
  probe -p "$D/wrong" -a "$CA_FILE" "smtps://alice@localhost:$SUBMISSIONS_PORT" anne@b.fr
  has "retry	localhost refuses the login of alice" "a wrong password by smtps"
  probe -p "$D/wrong" -a "$CA_FILE" -c "smtps://alice@localhost:$SUBMISSIONS_PORT"
  has "^check	retry	localhost refuses the login of alice" "check with a wrong password by smtps"
  probe -p "$D/password" "smtps://alice@localhost:$SUBMISSIONS_PORT" anne@b.fr
  has "retry	localhost:$SUBMISSIONS_PORT: certificate refused" "smtps with an unknown authority"
  probe $login -m "$D/mail" "smtps://alice@localhost:$SUBMISSIONS_PORT" anne@b.fr
  has "anne@b.fr	ok" "a big mail with dots by smtps"
fi
echo "1..$count"
exit $((failed != 0))
