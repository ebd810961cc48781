#!/usr/bin/env bash
# A real Slurm on loopback: an array of two shards on CPUs by the project's own scripts, one of them killed and sent
# again, then merged. The stores end up in FOLDER/results.
#   slurm.sh FOLDER SCRIPTS JAR STUDY
set -euo pipefail
folder=$1 scripts=$2 jar=$3 study=$4
mkdir -p "$folder/state" "$folder/spool" "$folder/munge" "$folder/work/target" "$folder/work/results"
chmod 755 "$folder" "$folder/munge"
head -c 1024 /dev/urandom > "$folder/munge.key"
chmod 400 "$folder/munge.key"
munged --foreground --force --socket="$folder/munge/socket" --key-file="$folder/munge.key" --pid-file="$folder/munged.pid" \
  --log-file="$folder/munged.log" --seed-file="$folder/munge.seed" &
munge=$!
cat > "$folder/slurm.conf" <<CONF
ClusterName=fathom
SlurmctldHost=$(hostname -s)(127.0.0.1)
SlurmctldPort=16817
SlurmdPort=16818
AuthType=auth/munge
AuthInfo=socket=$folder/munge/socket
SlurmUser=root
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
NodeName=$(hostname -s) NodeAddr=127.0.0.1 CPUs=$(nproc) RealMemory=4000 State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
CONF
export SLURM_CONF=$folder/slurm.conf
for _ in $(seq 50); do [ -S "$folder/munge/socket" ] && break; sleep 0.1; done
slurmctld -D > "$folder/slurmctld.log" 2>&1 &
controller=$!
slurmd -D > "$folder/slurmd.log" 2>&1 &
node=$!
trap 'kill $node $controller; kill $munge; wait' EXIT
for _ in $(seq 100); do sinfo -h -o %t 2>/dev/null | grep -q idle && break; sleep 0.2; done

cp "$jar" "$folder/work/target/fathom.jar"
cd "$folder/work"
options=(--gres=none --cpus-per-task=1 --mem=1G --export=ALL,FATHOM_DEVICE=cpu)
id=$(sbatch --parsable "${options[@]}" --array=0-1 "$scripts/sweep-array.sh" "$study" 2)
until [ -e "results/$(basename "$study" .yaml)-1-of-2.db-wal" ]; do sleep 0.1; done
sleep 2
scancel --signal=KILL --full "${id}_1"
echo "killed ${id}_1"
while squeue -h -j "$id" 2>/dev/null | grep -q .; do sleep 0.5; done
again=$(sbatch --parsable "${options[@]}" --array=1 "$scripts/sweep-array.sh" "$study" 2)
merge=$(sbatch --parsable --mem=1G --dependency=afterok:"$again" "$scripts/merge.sh" "$study" 2)
while squeue -h -j "$again,$merge" 2>/dev/null | grep -q .; do sleep 0.5; done
scontrol show job "$merge" | grep -o 'JobState=[A-Z]*'
cat results/*.log
