#!/usr/bin/env bash
# bash completion: every command and import kind, options of a command, files where files are meant, ids of the queue.
cd "$(dirname "$0")/../.." || exit 1
count=0 failed=0
ok() { # ok GOOD NAME [DETAIL]
  count=$((count + 1))
  if [ "$1" = 0 ]; then echo "ok $count - $2"; else echo "not ok $count - $2"; echo "# ${3:-}"; failed=1; fi
}
files=no
compopt() { files=yes; }
# A cabas that answers as the real one: completion must not depend on a farm being there.
cabas() { case "$*" in
    *orders) printf '7\t1001\t2026-03-17\tpending\t250\t2 salade\n12\t1002\t2026-03-17\tpending\t100\t1 salade\n' ;;
    *queue) printf 'out\ta9\tmail\tDEAD\t3\t2026-03-01T10:00:00\tx@example.org\t550\n' ;;
  esac; }
. systemd/completion/cabas.bash

try() { # try WORD… : what completes the last of them
  COMP_WORDS=(cabas "$@") COMP_CWORD=$# COMPREPLY=() files=no
  _cabas
}
is() { # is WANT WORD…
  local want=$1; shift
  try "$@"
  [ "$(printf '%s\n' "${COMPREPLY[@]}" | sort | xargs)" = "$want" ]; ok $? "cabas $* → $want" "${COMPREPLY[*]}"
}
file() { try "$@"; [ $files = yes ]; ok $? "cabas $* → a file"; }

for name in $(sed -n 's/^    {"\([a-z]*\)", *\(cli_\|NULL\).*/\1/p' bot/main.c); do
  try ""; [[ " ${COMPREPLY[*]} " == *" $name "* ]]; ok $? "the command $name is offered"
  for option in $(sed -n "s/^    {\"$name\", *\(cli_[a-z]*\|NULL\), *\"\(.*\)\"},*\$/\2/p" bot/main.c | grep -o -- '--[a-z]*'); do
    try "$name" -; [[ " ${COMPREPLY[*]} " == *" $option "* ]]; ok $? "and its option $option" "${COMPREPLY[*]}"
  done
done
try import ""
for kind in $(grep -o '\[IMPORT_[A-Z]*\] = "[a-z]*"' db/import.c | cut -d'"' -f2); do
  [[ " ${COMPREPLY[*]} " == *" $kind "* ]]; ok $? "the kind $kind is offered" "${COMPREPLY[*]}"
done
[ ${#COMPREPLY[@]} = 8 ]; ok $? "eight kinds" "${COMPREPLY[*]}"
is "planning" pl
is "planning" -c x.conf --now 2026-03-01T10:00 pl
is "abonnements abonnes" import abo
is "mail sms" parse --channel ""
is "--from --to" planning 1001 -
is "retry" queue ""
is "a9 all" queue retry ""
is "12 7" accept ""
is "" refuse 7 ""
is "" replay --from ""
is "$(date +%Y-%m)" invoice --month ""
is "02 08" sepa --month 2026-03 --version ""
is "ecritures" export e
file sepa --output ""
file -c ""
file import formules ""
file parse ""
file parse --tsv ""
file text --raw ""
file replay --from a@example.org ""
file backup ""
echo "1..$count"
exit $failed
