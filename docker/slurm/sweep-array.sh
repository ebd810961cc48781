#!/usr/bin/env bash
# One shard of a sweep per array task, one GPU each. From the repository root, after the build:
#   mkdir -p results
#   id=$(sbatch --parsable --array=0-7 docker/slurm/sweep-array.sh study.yaml 8)
#   sbatch --dependency=afterok:"$id" docker/slurm/merge.sh study.yaml 8
# On nodes without GPUs: sbatch --gres=none --export=ALL,FATHOM_DEVICE=cpu ...
# A shard that was killed goes on where it was: submit its index again, with the same number of shards.
#SBATCH --job-name=fathom-sweep
#SBATCH --array=0-7
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=4
#SBATCH --mem=8G
#SBATCH --gres=gpu:1
#SBATCH --time=04:00:00
#SBATCH --requeue
#SBATCH --output=results/%x-%A-%a.log
set -euo pipefail
study=${1:?usage: sbatch --array=0-LAST sweep-array.sh STUDY.yaml SHARDS}
shards=${2:?usage: sbatch --array=0-LAST sweep-array.sh STUDY.yaml SHARDS}
results=results/$(basename "$study" .yaml)-$SLURM_ARRAY_TASK_ID-of-$shards
exec java -jar target/fathom.jar sweep "$study" --device "${FATHOM_DEVICE:-cuda}" \
  --shard "$SLURM_ARRAY_TASK_ID/$shards" --store "$results.db" --report "$results.html"
