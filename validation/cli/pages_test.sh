#!/usr/bin/env bash
# What the pages show must work: their cases run, their Python reads a result, their links lead somewhere.
# Usage: pages_test.sh ROOT links | ROOT cases PROGRAM | ROOT python PROGRAM INTERPRETER
set -euo pipefail
root=$1 what=$2

# block PAGE LANGUAGE: the first block of that language.
block() { awk -v open="\`\`\`$2" '$0 == open { inside = 1; next } inside && /^```/ { exit } inside' "$root/$1"; }

# certify PAGE: runs the case that the page shows, in the current folder.
certify() {
  local case_file=$(basename "$1" .md).toml
  block "$1" toml >"$case_file"
  [[ -s $case_file ]] || { echo "$1 shows no case" >&2; return 1; }
  "$program" check "$case_file" --quiet
  "$program" validate "$case_file" --tier smoke --threads 2 --quiet
}

case $what in
links)
  missing=0
  while IFS=: read -r page target; do
    [[ $target =~ ^(https?:|#) ]] && continue
    path=$root/$(dirname "$page")/${target%%#*}
    [[ -e $path ]] || { echo "$page: there is no $target" >&2; missing=1; }
  done < <(cd "$root" && find . \( -name '.git' -o -path './build*' \) -prune -o -name '*.md' -print | sort |
    xargs awk '{ text = $0
      while (match(text, /\]\([^)]+\)/)) {
        print FILENAME ":" substr(text, RSTART + 2, RLENGTH - 3)
        text = substr(text, RSTART + RLENGTH) } }')
  exit $missing
  ;;
esac

program=$3
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place"
case $what in
cases)
  certify README.md
  certify TUTORIAL.md
  certify cases/README.md
  ;;
python)
  "$4" -c 'import h5py' 2>/dev/null || { echo "no h5py for $4: skipped" >&2; exit 77; }
  certify TUTORIAL.md >certify.log
  block validation/record/FORMATS.md python >read.py
  [[ -s read.py ]] || { echo "FORMATS.md shows no Python" >&2; exit 1; }
  "$4" read.py | tee read.log
  grep -q 'complete first-certificate' read.log
  ;;
esac
