"""Prints the least time of a training step on a GPU from published rates: python3 bench/gpu/floor.py

A step is limited by the slower of its products in float32 (no tensor cores) and of its traffic with the GPU's memory.
FLOPs: three products a layer of 2 B n m, but two in the first. Bytes: weights are read forward and backward, read and
written by the update (4 n m); of a hidden layer's (B, m) matrices, forward 5 pass (input, z written and read, a, slope),
backward 7 (delta read for two products, written, input, and delta, slope, delta for the elementwise pass). No cache holds
anything from one kernel to the next: cohorts are larger than it.
"""
from compare import BATCH, CASES, CLASSES, INPUTS, flops_per_step

# float32 FLOP/s without tensor cores and bytes/s, from NVIDIA's data sheets (H100 SXM, H200 SXM, GeForce RTX 4090)
GPUS = {"H100": (67e12, 3.35e12), "H200": (67e12, 4.8e12), "RTX 4090": (82.6e12, 1.008e12)}


def bytes_per_step(depth, width, trials):
    weights = INPUTS * width + (depth - 1) * width * width + width * CLASSES
    return trials * 4 * (4 * weights + 12 * BATCH * depth * width)


def main():
    print("| tanh, batch 128 | TFLOP a step | GB a step | " + " | ".join(f"floor {gpu}, ms" for gpu in GPUS) + " | measured |")
    print("|---" * (4 + len(GPUS)) + "|")
    for case in CASES:
        depth, width, trials = map(int, case.split()[1:])
        flops, traffic = flops_per_step(depth, width, trials), bytes_per_step(depth, width, trials)
        floors = []
        for rate, bandwidth in GPUS.values():
            slower = "FLOPs" if flops / rate > traffic / bandwidth else "memory"
            floors.append(f"{max(flops / rate, traffic / bandwidth) * 1e3:.2f} ({slower})")
        print(f"| {trials} of {depth} x {width} | {flops / 1e12:.3f} | {traffic / 1e9:.1f} | {' | '.join(floors)} | not yet |")


if __name__ == "__main__":
    main()
