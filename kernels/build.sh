#!/usr/bin/env bash
# Compiles every kernels/*.cu to PTX with Debian's clang 19 (apt-get install clang-19); no CUDA toolkit is needed.
# PTX ISA 6.3 for sm_60: every driver from CUDA 12.0 on takes it, on every GPU from Pascal on. The result is committed,
# with the SHA-256 of the sources beside it: KernelSourcesTest fails where the two have drifted apart.
set -euo pipefail
cd "$(dirname "$0")"
out=../src/main/resources/dev/fathom/device/cuda
mkdir -p "$out"
rm -f "$out"/*.ptx
./activations.sh > activations.cuh
for source in *.cu; do
  # as in Java: products and sums round twice, integers wrap around
  clang++-19 -x cuda --cuda-device-only -nocudainc -nocudalib -fms-extensions -std=c++17 -O3 \
    -Wall -Wextra -Werror -Wno-unknown-cuda-version -ffp-contract=off -fwrapv \
    --cuda-gpu-arch=sm_60 --cuda-feature=+ptx63 -S "$source" -o "$out/${source%.cu}.ptx"
done
LC_ALL=C sha256sum ./*.cu ./*.cuh ./*.h > "$out/sources.sha256"
wc -c "$out"/*.ptx
