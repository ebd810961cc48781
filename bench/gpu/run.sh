#!/usr/bin/env bash
# On a machine with an NVIDIA GPU and CUDA 12 or 13, without Java and without network: from the unpacked bundle,
#   ./run.sh [RESULTS]
# runs the most telling parts first, each within a limit of its own, all within 8 minutes: the self-test, the comparison
# with PyTorch and JAX (where Python finds them) in two cases, the self-test in TF32 and 3xTF32, the parity suite, the third case, and a sweep of 10,000
# networks. The folder RESULTS holds at most 8 small files: figures as they come, and all reports in one archive at the
# end. A part that fails or hangs costs its own limit and does not stop the next; the exit code tells.
# For a rehearsal, FIRST_CASES and LAST_CASES (separated by commas), SWEEP, DEVICE and COMPARE (options of compare.py)
# replace the large sizes.
set -uo pipefail
mkdir -p "${1:-results}"
results=$(cd "${1:-results}" && pwd)
cd "$(dirname "$0")"
reports=$PWD/reports
rm -rf "$reports" && mkdir -p "$reports"
python=${PYTHON:-python3}
device=${DEVICE:-cuda}
total=470 # seconds
failed=0

# Where CUDA's libraries lie: the toolkit, then the packages that PyTorch and JAX bring. For Java alone: PyTorch and JAX
# find the versions that they were built with by themselves.
libraries=$("$python" -c 'import glob, site, sys
folders = [f for s in [*site.getsitepackages(), *sys.path] for f in sorted(glob.glob(s + "/nvidia/*/lib"))]
print(":".join(dict.fromkeys(folders)))' 2>/dev/null)
libraries=${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}/usr/local/cuda/lib64${libraries:+:$libraries}
java=(env "LD_LIBRARY_PATH=$libraries" jre/bin/java)

part() { # NAME SECONDS OUTPUT COMMAND...
  local name=$1 limit=$2 output=$3 start=$SECONDS status=0
  local left=$((total - SECONDS))
  [ "$left" -lt "$limit" ] && limit=$left
  echo "== $name"
  if [ "$limit" -gt 0 ]; then
    timeout -k 5 "$limit" "${@:4}" > "$output" 2> >(tail -n 40 | tee -a "$reports/$name.err" >&2) || status=$?
  else
    status=124
  fi
  [ "$status" -eq 0 ] || { echo "== $name failed ($status; 124: ran past its limit)"; failed=1; }
  echo "{\"part\": \"$name\", \"status\": $status, \"seconds\": $((SECONDS - start))}" >> "$results/parts.jsonl"
}
compare() { # NAME CASES OPTIONS...
  local cases=()
  while IFS= read -r -d , one; do cases+=(--case "$one"); done <<< "$2,"
  # shellcheck disable=SC2086 # COMPARE is a list of options
  part "$1" "$3" "$reports/$1.txt" "$python" compare.py --library-path "$libraries" --device "$device" \
    --json "$results/$1.json" "${cases[@]}" "${@:4}" ${COMPARE:-}
  cat "$reports/$1.txt"
}

rm -f "$results/parts.jsonl"
part selftest 60 "$results/selftest.json" "${java[@]}" -Xmx16g -jar lib/fathom.jar doctor --selftest --device "$device" --format json
compare compare "${FIRST_CASES:-tanh 30 128 512,tanh 30 512 64}" 150
for fast in tf32 3xtf32; do
  [ "$device" = cpu ] || part "selftest-$fast" 30 "$results/selftest-$fast.json" "${java[@]}" -Xmx16g -jar lib/fathom.jar \
    doctor --selftest --device "$device" --precision "$fast" --format json
done
part parity 60 "$reports/parity.txt" "${java[@]}" -Xmx4g -cp 'lib/*' org.junit.platform.console.ConsoleLauncher execute \
  --scan-classpath lib/tests.jar --include-engine junit-jupiter --include-tag "${PARITY_TAG:-gpu}" --fail-if-no-tests \
  --disable-banner --details=summary --reports-dir "$reports/parity"
compare compare-many "${LAST_CASES:-tanh 20 64 10000}" 60 --gemm none
rm -rf store && mkdir store
part sweep 90 "$reports/ten-thousand.txt" "${java[@]}" -Xmx16g -jar lib/fathom.jar sweep "${SWEEP:-ten-thousand.yaml}" \
  --device "$device" --store store/ten-thousand.db --report "$reports/ten-thousand.html" --cohort 10000
tar -czf "$results/reports.tar.gz" -C "$reports" .
if [ "$(stat -c %s "$results/reports.tar.gz")" -gt $((15 << 20)) ]; then # more than comes back
  tar -czf "$results/reports.tar.gz" -C "$reports" --exclude ten-thousand.html .
fi
cat "$results/parts.jsonl"
exit "$failed"
