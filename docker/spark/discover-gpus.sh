#!/usr/bin/env bash
# Tells Spark which GPUs a machine has, by the numbers that CUDA has for them under CUDA_DEVICE_ORDER=PCI_BUS_ID.
# For a standalone worker: spark.worker.resource.gpu.discoveryScript=/path/to/discover-gpus.sh
# On YARN and Kubernetes:  spark.executor.resource.gpu.discoveryScript=/path/to/discover-gpus.sh
set -euo pipefail
if [ -n "${CUDA_VISIBLE_DEVICES:-}" ]; then # CUDA then counts only these, from 0
  indices=$(tr ',' '\n' <<<"$CUDA_VISIBLE_DEVICES" | awk 'NF { print n++ }')
else
  indices=$(nvidia-smi --query-gpu=index --format=csv,noheader)
fi
addresses=$(awk 'NF { printf "%s\"%d\"", n++ ? "," : "", $1 }' <<<"$indices")
printf '{"name": "gpu", "addresses": [%s]}\n' "$addresses"
