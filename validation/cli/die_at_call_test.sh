#!/usr/bin/env bash
# A run killed in the midst of each write, fsync and rename of its checkpoint, and of its result, goes on from the
# last good checkpoint and ends with the same bits.
# Usage: die_at_call_test.sh QUENCHMARK DIE_AT_CALL_LIBRARY
set -euo pipefail
program=$1
library=$2
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place"
export OMP_WAIT_POLICY=passive

cat >case.toml <<'TOML'
schema = "quenchmark.case/1"
id = "die-at-call"
title = "A very short sampled quench on the 3x3 torus"
tags = ["2d", "sampled"]
[model]
kind = "tfim"
lattice = "square"
size = [3, 3]
h_over_hc = 0.1
[protocol]
start = "paramagnet"
kind = "quench"
t_max = 0.02
output_dt = 0.01
[[observable]]
name = "mx"
[solver]
basis = "z"
backend = "cpu"
[solver.ansatz]
kind = "complex_cnn"
channels = [1]
filter = [3, 3]
point_group = "average"
[solver.sampler]
kind = "metropolis"
samples = 320
chains = 32
[solver.tdvp]
cut = 1e-8
lambda_snr = 2
[solver.integrator]
tolerance = 1e-3
dt_max = 0.004
norm = "s"
TOML

run() { "$program" run case.toml --quiet --threads 1 --checkpoint-every 0 "$@"; }

run --out straight >/dev/null
deaths=0
for call in write fsync rename; do
  # Each attempt keeps one checkpoint and dies at the next, so that every checkpoint is the victim of every call; the
  # same number of a result's own file is reached in the last attempts.
  out=killed_at_$call
  here=$out/die-at-call/smoke
  for victim in result.checkpoint result.h5; do
    died=0
    for attempt in $(seq 200); do
      resume=
      [ ! -e "$here/result.checkpoint" ] || resume=--resume
      number=$([ $victim = result.h5 ] && echo "$attempt" || echo 2)
      code=0
      DIE_AT_CALL=$call DIE_AT_NUMBER=$number DIE_AT_NAME=$victim LD_PRELOAD=$library \
        run --out $out $resume >/dev/null 2>stderr.txt || code=$?
      if [ $code -eq 137 ]; then
        died=$((died + 1))
        continue
      fi
      [ $code -eq 0 ] || { cat stderr.txt; exit 1; }
      break
    done
    [ $code -eq 0 ] || { echo "killed at each $call of $victim, it never ends"; exit 1; }
    "$program" compare --exact straight/die-at-call/smoke/result.h5 "$here/result.h5" ||
      { echo "killed at each $call of $victim, it has other bits"; exit 1; }
    [ $died -ge 1 ] || { echo "no kill hit a $call of $victim"; exit 1; }
    deaths=$((deaths + died))
    [ $victim = result.h5 ] || rm "$here"/result.*  # and once more, to die while its result is written
  done
  [ "$(find $out -name '*.quenchmark-tmp' | wc -l)" -eq 0 ] || { echo "leftovers of a $call"; exit 1; }
  [ $deaths -ge 5 ] || { echo "only $deaths kills hit a $call"; exit 1; }
done
echo "the same bits through $deaths kills at writes, fsyncs and renames"
