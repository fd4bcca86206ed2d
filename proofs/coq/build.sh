#!/usr/bin/env bash
# Compiles the theory into DIRECTORY (default: ./build, ignored by git), one line with the time per file, and prints
# what the main theorems rest on.  Needs coqc >= 8.16 and Coquelicot 3.2 or newer.
#
# usage: proofs/coq/build.sh [DIRECTORY]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
out=${1:-build}
mkdir -p "$out"
out=$(cd "$out" && pwd)
cp -r theory Assumptions.v "$out"
files=()
while read -r line; do
  if [[ $line == theory/*.v ]]; then files+=("$line"); fi
done <_CoqProject
cd "$out"
total=0
for file in "${files[@]}" Assumptions.v; do
  start=$(date +%s%N)
  coqc -w -ambiguous-paths -Q theory Tameproof "$file" >"${file%.v}.log" || { cat "${file%.v}.log"; exit 1; }
  spent=$((($(date +%s%N) - start) / 1000000))
  total=$((total + spent))
  printf '%-34s %5d lines %7d ms\n' "$file" "$(wc -l <"$file")" "$spent"
done
printf '%-34s %5d lines %7d ms\n' total "$(cat "${files[@]}" | wc -l)" "$total"
grep -hE '^[A-Za-z_.]+ *:|^[A-Za-z]+\.[A-Za-z_.]+$' Assumptions.log | sed 's/ *:.*//' | sort | uniq -c
if grep -rnE '\b(Admitted|admit|Axiom|Parameter|Conjecture)\b' theory; then
  echo "the theory must not contain assumptions of its own"
  exit 1
fi
