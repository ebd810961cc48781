#!/usr/bin/env bash
# Runs a command in an unpacked image as a container engine would: PID 1 in namespaces of its own, the image's
# environment alone, a root file system that is read only, /tmp of a given size.
#   run.sh ROOT RESULTS UID:GID TMP-MOUNT-OPTIONS MEMORY ENVIRONMENT COMMAND...
# MEMORY is a limit in bytes or 0; ENVIRONMENT is one word of NAME=VALUE separated by semicolons.
set -euo pipefail
root=$1 results=$2 user=$3 tmp=$4 memory=$5 environment=$6
shift 6
if [ "$memory" != 0 ]; then
  group=/sys/fs/cgroup/memory/fathom-$$
  mkdir "$group"
  echo "$memory" > "$group/memory.limit_in_bytes"
  echo $$ > "$group/cgroup.procs"
  trap 'echo $$ > /sys/fs/cgroup/memory/cgroup.procs; rmdir "$group"' EXIT
fi
IFS=';' read -ra variables <<<"$environment"
# the shell waits for unshare's child and forwards the signals that a container engine would send to PID 1
unshare --mount --pid --fork --propagation private --kill-child=KILL bash -e -c '
  root=$1 results=$2 user=$3 tmp=$4 variables=$5
  shift 5
  mount --bind "$root" "$root"
  mount -o remount,bind,ro "$root"
  mount -t proc proc "$root/proc"
  mount --rbind /dev "$root/dev"
  mount --rbind /sys "$root/sys"
  mount -t tmpfs -o "$tmp" tmpfs "$root/tmp"
  mount --bind "$results" "$root/results"
  exec chroot --userspec="$user" "$root" /usr/bin/env -i --chdir=/results $variables "$@"
' run "$root" "$results" "$user" "$tmp" "${variables[*]}" "$@" &
pid=$!
trap 'kill -TERM $(cat /proc/$pid/task/$pid/children)' TERM
trap 'kill -INT $(cat /proc/$pid/task/$pid/children)' INT
code=0
wait $pid || code=$?
while kill -0 $pid 2>/dev/null; do code=0; wait $pid || code=$?; done
exit $code
