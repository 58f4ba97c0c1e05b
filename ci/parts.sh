# For scripts: `part NAME COMMAND...` runs a command under a heading; at the end, or where it failed, each part's seconds.
parts=()

part() {
  local name=$1 begin=$SECONDS status=0
  shift
  printf '\n== %s\n' "$name"
  "$@" || status=$?
  parts+=("$(printf '%6d s  %s%s' $((SECONDS - begin)) "$name" "$( ((status == 0)) || echo ": FAILED with $status")")")
  ((status == 0)) || exit "$status"
}

summary() {
  printf '\n%s took:\n' "$0"
  printf '%s\n' "${parts[@]}" "$(printf '%6d s  in all' "$SECONDS")"
}
trap summary EXIT
