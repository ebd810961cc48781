#!/usr/bin/env bash
# On a machine with an NVIDIA GPU and CUDA 12 or 13, without Java and without network: from the unpacked bundle,
#   ./run.sh [RESULTS]
# runs the self-test, the parity suite, the comparison with PyTorch and JAX (where Python finds them) and a sweep of 10,000
# networks, and leaves JSON in the folder RESULTS. A part that fails does not stop the next; the exit code tells.
set -uo pipefail
mkdir -p "${1:-results}"
results=$(cd "${1:-results}" && pwd)
cd "$(dirname "$0")"
python=${PYTHON:-python3}
# where CUDA's libraries lie: the toolkit, then the packages that PyTorch and JAX bring
libraries=$("$python" -c 'import glob, site, sys
folders = [f for s in [*site.getsitepackages(), *sys.path] for f in sorted(glob.glob(s + "/nvidia/*/lib"))]
print(":".join(dict.fromkeys(folders)))' 2>/dev/null)
export LD_LIBRARY_PATH="${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}/usr/local/cuda/lib64${libraries:+:$libraries}"
java=jre/bin/java
failed=0
part() { # NAME COMMAND...
  echo "== $1"
  local start=$SECONDS
  "${@:2}" || { echo "== $1 failed"; failed=1; }
  echo "{\"part\": \"$1\", \"seconds\": $((SECONDS - start))}" >> "$results/parts.jsonl"
}
fathom() { "$java" -Xmx16g -jar lib/fathom.jar "$@"; }
self_test() { fathom doctor --selftest --device cuda --format json | tee "$results/selftest.json"; return "${PIPESTATUS[0]}"; }
parity() {
  "$java" -Xmx4g -cp 'lib/*' org.junit.platform.console.ConsoleLauncher execute --scan-classpath lib/tests.jar \
    --include-tag gpu --fail-if-no-tests --disable-banner --details=summary --reports-dir "$results/parity"
}
compare() { "$python" compare.py --json "$results/compare.json"; }
sweep() {
  rm -f "$results"/ten-thousand.db*
  fathom sweep ten-thousand.yaml --device cuda --store "$results/ten-thousand.db" --report "$results/ten-thousand.html" \
    --cohort 10000 > "$results/ten-thousand.txt"
}
part selftest self_test
part parity parity
part sweep sweep
part compare compare
exit "$failed"
