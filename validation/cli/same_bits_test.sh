#!/usr/bin/env bash
# A sampled run gives the same bits on any number of threads and ranks, and through kills and signals.
# Usage: same_bits_test.sh QUENCHMARK CASE_FILE [MPIRUN]
set -euo pipefail
program=$1
case_file=$2
launcher=${3:-}
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place"
export OMP_WAIT_POLICY=passive

run() { "$program" run "$case_file" --tier ci --quiet --checkpoint-every 0 "$@" >/dev/null; }
result() { echo "$1/short-quench/ci/result.h5"; }
must_equal() {
  "$program" compare --exact "$(result straight)" "$(result "$1")" || { echo "$2 gives other bits"; exit 1; }
}

run --out straight --threads 1
run --out threads --threads 2
must_equal threads "two threads"

if [ -n "$launcher" ]; then
  for ranks in 2 4; do
    "$launcher" --allow-run-as-root --oversubscribe -n $ranks "$program" run "$case_file" --tier ci --quiet --threads 1 \
      --out ranks$ranks >/dev/null
    must_equal ranks$ranks "$ranks ranks"
    grep -q "\"ranks\": \"$ranks\"" ranks$ranks/short-quench/ci/result.json || { echo "provenance forgets the $ranks ranks"; exit 1; }
  done
  # The others must not wait for a rank that has been killed, and what was kept must still serve.
  "$launcher" --allow-run-as-root --oversubscribe -n 2 "$program" run "$case_file" --tier ci --quiet --threads 1 \
    --checkpoint-every 0 --out lost >/dev/null 2>&1 &
  job=$!
  while [ ! -e lost/short-quench/ci/result.checkpoint ] && kill -0 $job 2>/dev/null; do sleep 0.02; done
  # The newest process whose own program (not the launcher) works on "lost".
  for process in /proc/[0-9]*; do
    if [ "$(readlink "$process/exe" 2>/dev/null)" = "$(readlink -f "$program")" ] &&
      tr '\0' ' ' <"$process/cmdline" | grep -q -- '--out lost'; then
      victim=${process#/proc/}
    fi
  done
  kill -KILL "${victim:?no rank was found to kill}"
  begun=$SECONDS
  wait $job && { echo "the run ended before a rank could be killed"; exit 1; }
  [ $((SECONDS - begun)) -le 20 ] || { echo "ranks stayed behind for $((SECONDS - begun)) s"; exit 1; }
  run --out lost --resume
  must_equal lost "a run that lost a rank"
  # One that fails alone, here for another version of the case, must end the job rather than leave the other waiting.
  sed 's/lambda_snr = 2/lambda_snr = 3/' "$case_file" >other.toml
  code=0
  timeout 60 "$launcher" --allow-run-as-root --oversubscribe \
    -n 1 "$program" run "$case_file" --tier ci --quiet --threads 1 --out alone : \
    -n 1 "$program" run other.toml --tier ci --quiet --threads 1 --out alone >/dev/null 2>&1 || code=$?
  [ $code -eq 4 ] || { echo "a rank that failed alone ended the job with $code"; exit 1; }
fi

# Kills at random moments; the moments are different in every run of this test, the bits must not be.
kills=0
for attempt in $(seq 400); do
  resume=
  [ ! -e killed/short-quench/ci/result.checkpoint ] || resume=--resume
  "$program" run "$case_file" --tier ci --quiet --threads 1 --checkpoint-every 0 --out killed $resume >/dev/null 2>stderr.txt &
  job=$!
  if [ $kills -lt 20 ]; then
    sleep 0.$(printf '%02d' $((RANDOM % 20 + 3)))
    kill -KILL $job 2>/dev/null && kills=$((kills + 1))
  fi
  code=0
  wait $job 2>/dev/null || code=$?
  [ $code -eq 137 ] && continue
  [ $code -eq 0 ] || { cat stderr.txt; exit 1; }
  break
done
[ $kills -ge 3 ] || { echo "only $kills kills hit the run: it is too short to test restarts"; exit 1; }
must_equal killed "a run killed $kills times"

# A signal asks politely, at any moment, within a step too: status interrupted, exit 129 or 143, and --resume goes on.
signals=0
for attempt in $(seq 20); do
  if [ $((attempt % 2)) -eq 0 ]; then signal=HUP asked=129; else signal=TERM asked=143; fi
  resume=$([ ! -e asked/short-quench/ci/result.json ] || echo --resume)
  "$program" run "$case_file" --tier ci --quiet --threads 1 --out asked $resume >/dev/null 2>stderr.txt &
  job=$!
  sleep 0.$(printf '%02d' $((RANDOM % 30 + 5)))
  kill -$signal $job 2>/dev/null || true
  code=0
  wait $job || code=$?
  [ $code -eq 0 ] && break
  # The same status from a process that had not yet begun to listen.
  [ $code -eq $asked ] || { cat stderr.txt; echo "a run that was asked to stop ended with $code"; exit 1; }
  ! grep -q '"status": "interrupted"' asked/short-quench/ci/result.json 2>/dev/null || signals=$((signals + 1))
done
[ $signals -ge 2 ] || { echo "only $signals signals stopped the run: it is too short to test them"; exit 1; }
[ $code -eq 0 ] || run --out asked --resume
must_equal asked "a run that was asked to stop $signals times"
echo "the same bits: 2 threads, ${launcher:+2 and 4 ranks, a lost rank, }$kills kills, $signals signals"
