#!/usr/bin/env bash
# build.sh FOLDER: builds the simulator's libcuda.so.1, libcublas.so.12 and libcurand.so.10 into FOLDER. Needs g++ for
# x86-64 alone. Does nothing where FOLDER was built from the same sources; one build at a time.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
kernels=$(cd "$here/../../../kernels" && pwd)
mkdir -p "$1"
out=$(cd "$1" && pwd)
exec 9> "$out/lock"
flock 9

hash=$(cat "$here"/* "$kernels"/*.cu "$kernels"/*.cuh "$kernels"/*.h | sha256sum)
if [ "$(cat "$out/hash" 2>/dev/null)" = "$hash" ]; then exit 0; fi

flags=(-std=c++20 -O2 -mfma -fPIC -fvisibility=hidden -ffp-contract=off -fwrapv -Wall -Wextra -Wno-attributes
  -Wno-unused-function "-I$here" "-I$kernels" ${FATHOM_SIM_FLAGS:-})

# each kernel source, then the enrollment of the kernels it defines; all at once
objects=() compilers=()
for source in "$kernels"/*.cu "$here"/mistakes.cu; do
  name=$(basename "$source" .cu)
  {
    echo "#include \"$source\""
    sed -nE 's/^extern "C" __global__ void (\w+)\(.*/ENROLL_KERNEL(\1)/p' "$source"
  } > "$out/$name.cpp"
  g++ "${flags[@]}" -DFATHOM_SIMULATOR -c "$out/$name.cpp" -o "$out/$name.o" &
  compilers+=($!)
  objects+=("$out/$name.o")
done
for compiler in "${compilers[@]}"; do wait "$compiler"; done

library() { # FOLDER SONAME PREFIX SOURCES...: exports PREFIX* alone, under the version node that JCuda asks for
  local folder=$1 soname=$2 prefix=$3
  shift 3
  echo "$soname { global: $prefix*; local: *; };" > "$out/$soname.map"
  g++ "${flags[@]}" -shared "$@" "-Wl,-soname,$soname" '-Wl,-rpath,$ORIGIN' "-Wl,--version-script=$out/$soname.map" \
    -o "$folder/$soname"
}
parts=("$here"/{driver,streams,modules,memory,blocks,faults}.cpp)
g++ "${flags[@]}" -fvisibility=default -shared "${parts[@]}" "${objects[@]}" -Wl,-soname,libcuda.so.1 -o "$out/libcuda.so.1"
library "$out" libcublas.so.12 cublas "$here/blas.cpp" "$out/libcuda.so.1"
library "$out" libcurand.so.10 curand "$here/random.cpp" "$out/libcuda.so.1"

# hosts that are not as they should be
mkdir -p "$out/driver-only" "$out/old-driver" "$out/cuda13"
ln -sf ../libcuda.so.1 "$out/driver-only/libcuda.so.1"
echo 'extern "C" int cuInit(unsigned) { return 0; }' > "$out/old-driver/driver.cpp"
g++ -shared -fPIC "$out/old-driver/driver.cpp" -Wl,-soname,libcuda.so.1 -o "$out/old-driver/libcuda.so.1"
ln -sf ../libcuda.so.1 "$out/cuda13/libcuda.so.1"
ln -sf ../libcurand.so.10 "$out/cuda13/libcurand.so.10"
library "$out/cuda13" libcublas.so.13 cublas "$here/blas.cpp" "$out/libcuda.so.1"
echo "$hash" > "$out/hash"
