#!/usr/bin/env bash
# What changes the identity of a build, and what does not. Usage: build_identity_test.sh CMAKE SCRIPT COMPILER
# The script is run on a small tree of sources, as the build runs it on ours.
set -euo pipefail
cmake=$1 script=$2 compiler=$3
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
mkdir -p "$tree"/{base,cases/spec,cases/catalog,reference/chain,solvers/kernels/testing,validation/judge}
for file in base/error.cpp cases/spec/case.hpp cases/catalog/a.toml reference/chain/ring.cpp solvers/kernels/cnn.cpp \
            solvers/kernels/cnn_test.cpp solvers/kernels/cnn_benchmark.cpp solvers/kernels/testing/checks.hpp cases/spec/case_fuzz.cpp \
            solvers/README.md validation/judge/claim.cpp; do
  echo "first" >"$tree/$file"
done

flags='-O2'
written() { # the file that the script writes, made anew
  "$cmake" -DGIT= -DSOURCE_DIR="$tree" -DOUTPUT="$tree/build_info.txt" -DVERSION=1 -DCOMPILER=c++ -DBUILD_TYPE=Release \
    -DCXX="$compiler" -DFLAGS="$flags" -DLIBRARIES=none -DNUMERICS=none -P "$script"
}
identity() { written && grep -oE '"[0-9a-f]{64}"' "$tree/build_info.txt"; }
first=$(identity)
fail() { echo "$1" >&2; exit 1; }

touch -d '2001-01-01' "$tree/build_info.txt"
before=$(stat -c %Y "$tree/build_info.txt")
written
[[ $(stat -c %Y "$tree/build_info.txt") == "$before" ]] || fail 'it was written again though nothing had changed'

for file in base/error.cpp cases/spec/case.hpp reference/chain/ring.cpp solvers/kernels/cnn.cpp; do
  echo "second" >"$tree/$file"
  [[ $(identity) != "$first" ]] || fail "$file does not count"
  echo "first" >"$tree/$file"
done
for file in cases/catalog/a.toml cases/spec/case_fuzz.cpp solvers/kernels/cnn_test.cpp solvers/kernels/cnn_benchmark.cpp \
            solvers/kernels/testing/checks.hpp solvers/README.md validation/judge/claim.cpp; do
  echo "second" >"$tree/$file"
  [[ $(identity) == "$first" ]] || fail "$file counts"
done
mv "$tree/base/error.cpp" "$tree/base/fault.cpp"
[[ $(identity) != "$first" ]] || fail 'a name does not count'
mv "$tree/base/fault.cpp" "$tree/base/error.cpp"
[[ $(identity) == "$first" ]] || fail 'the identity does not come back'
for flags in '-O3' '-O2 -ffast-math' '-O2 -DPLANTED=1'; do
  [[ $(identity) != "$first" ]] || fail "$flags does not count"
done
if "$compiler" -mavx2 -E -x c++ /dev/null >/dev/null 2>&1; then
  flags='-O2 -mno-avx512f -mavx2'
  wide=$(identity)
  flags='-O2 -mno-avx2'
  [[ $(identity) != "$wide" ]] || fail 'the processor does not count'
fi
echo "the identity of a build hangs on its numbers alone"
