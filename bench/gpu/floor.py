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


def convolutions(layers, channels, positions, trials):
    """FLOPs and bytes of 3 x 3 convolutions, as many channels in as out. kernels/convolve.cu: unfolded rows stay in cache."""
    rows, weights = BATCH * positions, 9 * channels * channels
    # weights: read forward, read and written mirrored, read backward, sums written and read, the target read and written
    return trials * layers * 6 * rows * weights, trials * layers * 4 * (8 * weights + 12 * rows * channels)


def unfolded(layers, channels, positions, trials):
    """Bytes more where no cache holds the unfolded rows: written twice, read by three products."""
    return trials * layers * 4 * 5 * 9 * BATCH * positions * channels


def attention(layers, channels, positions, heads, trials):
    """FLOPs and bytes of attention without its projections, which are dense layers. kernels/attention.cu: four (B P, d)
    matrices forward and eight backward; of the shares (B h P, P) one pass forward and four backward; seven products, for
    the gradient by the shares is computed twice."""
    rows = BATCH * positions
    return (
        trials * layers * 7 * 2 * rows * positions * channels,
        trials * layers * 4 * (12 * rows * channels + 5 * rows * heads * positions))


def row(name, flops, traffic):
    floors = []
    for rate, bandwidth in GPUS.values():
        slower = "FLOPs" if flops / rate > traffic / bandwidth else "memory"
        floors.append(f"{max(flops / rate, traffic / bandwidth) * 1e3:.2f} ({slower})")
    print(f"| {name} | {flops / 1e12:.3f} | {traffic / 1e9:.1f} | {' | '.join(floors)} | not yet |")


def main():
    print("| tanh, batch 128 | TFLOP a step | GB a step | " + " | ".join(f"floor {gpu}, ms" for gpu in GPUS) + " | measured |")
    print("|---" * (4 + len(GPUS)) + "|")
    for case in CASES:
        depth, width, trials = map(int, case.split()[1:])
        row(f"{trials} of {depth} x {width}", flops_per_step(depth, width, trials), bytes_per_step(depth, width, trials))
    flops, traffic = convolutions(20, 32, 64, 64)
    row("64 of 20 convolutions, 32 channels, 8 x 8", flops, traffic)
    row("the same, no cache for unfolded rows", flops, traffic + unfolded(20, 32, 64, 64))
    row("64 of 4 attentions, 64 channels, 4 heads, 32 positions", *attention(4, 64, 32, 4, 64))


if __name__ == "__main__":
    main()
