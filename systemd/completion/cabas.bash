# bash completion of cabas(1). Subscribers, orders and ids of the queue are asked of cabas itself, when its
# database may be read.

_cabas_rows() { # the words of one column of a command's lines
  local column=$1; shift
  cabas "${_cabas_config[@]}" "$@" 2>/dev/null | cut -f"$column" | sort -u
}

_cabas() {
  local commands="init import run once parse text replay check planning list account log queue erase backup demo orders
    accept refuse digest invoice sepa export help"
  local kinds="formules depots abonnes abonnements produits compositions reglements fermetures"
  local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} command='' at
  local _cabas_config=() own=() words=''
  COMPREPLY=()

  for ((at = 1; at < COMP_CWORD; at++)); do
    case ${COMP_WORDS[at]} in
      -c) _cabas_config=(-c "${COMP_WORDS[at+1]}"); ((at++)) ;;
      --now) ((at++)) ;;
      -*) [ -z "$command" ] || own+=("${COMP_WORDS[at]}") ;;
      *) if [ -z "$command" ]; then command=${COMP_WORDS[at]}; else own+=("${COMP_WORDS[at]}"); fi ;;
    esac
  done

  case $previous in
    -c) compopt -o default; return ;;
    --now) COMPREPLY=($(compgen -W "$(date +%Y-%m-%dT%H:%M)" -- "$word")); return ;;
    --from) [ "$command" = replay ] && return ;;&
    --from|--to|--date|--since) COMPREPLY=($(compgen -W "$(date +%Y-%m-%d)" -- "$word")); return ;;
    --month) COMPREPLY=($(compgen -W "$(date +%Y-%m)" -- "$word")); return ;;
    --channel) COMPREPLY=($(compgen -W "mail sms" -- "$word")); return ;;
    --tsv|--output) compopt -o default; return ;;
    --version) [ "$command" = sepa ] && COMPREPLY=($(compgen -W "02 08" -- "$word")); return ;;
  esac

  case $command in
    '') words="$commands -c --now --help --version" ;;
    import) if [ ${#own[@]} = 0 ]; then words=$kinds; else compopt -o default; return; fi ;;
    parse) words="--channel --explain --tsv" ;;
    text) words="--raw" ;;
    replay) words="--from" ;;
    check) words="--local" ;;
    planning) words="--from --to" ;;
    log) words="--since" ;;
    digest) words="--date --print" ;;
    erase) words="--yes --silent" ;;
    invoice) words="--month --credit" ;;
    sepa) words="--month --new --run --version --output --back" ;;
    export) words="--from --to"; [ ${#own[@]} -gt 0 ] || words+=" factures ecritures $kinds" ;;
    queue) case ${#own[@]} in
        0) words="retry" ;;
        1) words="all $(_cabas_rows 2 queue)" ;;
      esac ;;
    accept|refuse) [ ${#own[@]} -gt 0 ] || words=$(_cabas_rows 1 orders) ;;
  esac
  case $command in # that take a file
    parse|text|replay|backup) if [[ $word != -* ]]; then compopt -o default; return; fi ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}

complete -F _cabas cabas
