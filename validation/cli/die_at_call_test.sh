#!/usr/bin/env bash
# A run killed in the midst of each write, fsync and rename of each of its files (checkpoints, data, weights, result,
# sidecar) goes on from what was kept and ends with the same bits.
# Usage: die_at_call_test.sh QUENCHMARK DIE_AT_CALL_LIBRARY CASE_FILE
set -euo pipefail
program=$1
library=$2
case_file=$3
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place"
export OMP_WAIT_POLICY=passive

run() { "$program" run "$case_file" --tier smoke --quiet --threads 1 --checkpoint-every 0 "$@"; }
result() { echo "$1"/*/smoke/result.h5; }

run --out straight >/dev/null
files="$(find straight -type f ! -name '.*' -printf '%f ') .checkpoint"
deaths=0
for call in write fsync rename; do
  out=killed_at_$call
  died=0
  : >victims.txt
  # The first attempt dies at the first file; each later one keeps one file and dies at the next.
  for attempt in $(seq 200); do
    code=0
    DIE_AT_CALL=$call DIE_AT_NUMBER=$((attempt == 1 ? 1 : 2)) DIE_AT_NAME=/smoke/ LD_PRELOAD=$library \
      run --out $out --resume >/dev/null 2>stderr.txt || code=$?
    [ $code -eq 137 ] || break
    died=$((died + 1))
    cat stderr.txt >>victims.txt
  done
  [ $code -eq 0 ] || { cat stderr.txt; echo "killed at each $call, it does not end well"; exit 1; }
  "$program" compare --exact $(result straight) $(result $out) ||
    { echo "killed at each $call, it has other bits"; exit 1; }
  for file in $files; do
    grep '^victim ' victims.txt | grep -qF "$file" || { echo "no kill at a $call hit $file"; exit 1; }
  done
  [ "$(find $out -name '*.quenchmark-tmp' | wc -l)" -eq 0 ] || { echo "leftovers of a $call"; exit 1; }
  deaths=$((deaths + died))
done
echo "the same bits through $deaths kills at writes, fsyncs and renames"
