#!/usr/bin/env bash
# Joins the shards of sweep-array.sh, whose head shows how to submit both.
#SBATCH --job-name=fathom-merge
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=1
#SBATCH --mem=4G
#SBATCH --time=00:30:00
#SBATCH --output=results/%x-%j.log
set -euo pipefail
study=${1:?usage: sbatch merge.sh STUDY.yaml SHARDS}
shards=${2:?usage: sbatch merge.sh STUDY.yaml SHARDS}
results=results/$(basename "$study" .yaml)
stores=()
for ((shard = 0; shard < shards; shard++)); do
  stores+=("$results-$shard-of-$shards.db")
done
java -jar target/fathom.jar merge --into "$results.db" "${stores[@]}"
java -jar target/fathom.jar report "$results.db"
