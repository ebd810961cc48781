#!/usr/bin/env bash
# Makes images with the names of the Dockerfiles' bases from Debian's packages, where no registry of images is at hand:
# a JDK with Maven, a bare system, and one with NVIDIA's own cuBLAS and cuRAND for CUDA 12. A third has those of CUDA 13.
# They are kept for the next run.
#   stand-ins.sh FOLDER
set -euo pipefail
folder=$1
if [ -e "$folder/done" ] && buildah inspect --type image docker.io/library/maven:3.9.9-eclipse-temurin-17 >/dev/null 2>&1; then
  exit
fi
rm -rf --one-file-system "$folder"
mkdir -p "$folder"
export DEBIAN_FRONTEND=noninteractive BUILDAH_ISOLATION=chroot

image() { # TREE NAME
  local container
  container=$(buildah from scratch)
  buildah add -q "$container" "$1" / >/dev/null
  buildah commit -q --rm "$container" "$2" >/dev/null
}

# NVIDIA's wheels; their libraries where the loader looks
cuda() { # TREE PACKAGE...
  local tree=$1
  shift
  python3 -m pip -q install --no-deps --break-system-packages --root-user-action ignore --target "$folder/wheels" "$@"
  mkdir -p "$tree/usr/local/cuda/lib64"
  find "$folder/wheels/nvidia" \( -name 'libcublas*.so.*' -o -name 'libcurand.so.*' -o -name 'libcudart.so.*' \) \
    -exec cp {} "$tree/usr/local/cuda/lib64/" \;
  rm -rf "$folder/wheels"
  echo /usr/local/cuda/lib64 > "$tree/etc/ld.so.conf.d/cuda.conf"
  chroot "$tree" ldconfig
}

debootstrap --variant=minbase --include=ca-certificates bookworm "$folder/debian"
image "$folder/debian" docker.io/library/debian:12.8-slim

cp -a "$folder/debian" "$folder/cuda12"
cuda "$folder/cuda12" 'nvidia-cublas-cu12==12.6.*' 'nvidia-curand-cu12==10.3.7.*' 'nvidia-cuda-runtime-cu12==12.6.*'
image "$folder/cuda12" docker.io/nvidia/cuda:12.6.3-runtime-ubuntu24.04
rm -rf "$folder/cuda12"

cp -a "$folder/debian" "$folder/cuda13"
cuda "$folder/cuda13" 'nvidia-cublas==13.*' 'nvidia-curand==10.4.*' 'nvidia-cuda-runtime==13.*'
mv "$folder/cuda13/usr/local/cuda" "$folder/cuda13-libraries"
rm -rf "$folder/cuda13"

cp /etc/resolv.conf "$folder/debian/etc/"
mount -t proc proc "$folder/debian/proc"
trap 'umount "$folder/debian/proc"' EXIT
chroot "$folder/debian" apt-get update -qq
chroot "$folder/debian" apt-get install -y -qq --no-install-recommends openjdk-17-jdk-headless maven
umount "$folder/debian/proc"
trap - EXIT
# this machine's certificates: it may reach Maven Central by way of its own
rm -rf "$folder/debian/etc/ssl/certs"
cp -aL /etc/ssl/certs "$folder/debian/etc/ssl/"
image "$folder/debian" docker.io/library/maven:3.9.9-eclipse-temurin-17
rm -rf "$folder/debian"
touch "$folder/done"
