"""The protocol of compare.py: one-line commands on standard input, one-line answers on standard output.

A contender has describe(), prepare(case), losses(case), train() -> seconds and gemm(trials, width, products) -> seconds.
"""
import sys
from pathlib import Path

import numpy

BATCH, INPUTS, CLASSES, RATE = 128, 784, 10, 0.001


class Case:
    """ACTIVATION DEPTH WIDTH TRIALS STEPS FOLDER"""

    def __init__(self, words):
        self.activation = words[0]
        self.depth, self.width, self.trials, self.steps = map(int, words[1:5])
        self.folder = Path(words[5])

    def shapes(self):
        """(fan_in, fan_out) of every layer."""
        widths = [INPUTS] + [self.width] * self.depth + [CLASSES]
        return list(zip(widths, widths[1:]))

    def minibatches(self):
        features = numpy.fromfile(self.folder / "features.f32", "<f4").reshape(-1, BATCH, INPUTS)
        return features, numpy.fromfile(self.folder / "labels.i32", "<i4").reshape(-1, BATCH)

    def weights(self, layer, trials):
        """(trials, fan_in, fan_out): Fathom's where it wrote them, for the trials that are compared; else of its law."""
        fan_in, fan_out = self.shapes()[layer]
        deviation = (2 / fan_in if self.activation == "relu" else 2 / (fan_in + fan_out)) ** 0.5
        drawn = numpy.random.default_rng(layer).standard_normal((trials, fan_in, fan_out), "float32")
        drawn *= numpy.float32(deviation)
        for trial in range(trials):
            file = self.folder / f"weights-{trial}-{layer + 1}.f32"
            if not file.exists():
                break
            drawn[trial] = numpy.fromfile(file, "<f4").reshape(fan_in, fan_out)
        return drawn


def obey(contender, line):
    command, *words = line.split()
    if command == "describe":
        return contender.describe()
    if command == "prepare":
        contender.prepare(Case(words))
        return "ready"
    if command == "losses":
        return " ".join(f"{loss:.9g}" for loss in contender.losses(Case(words)))
    if command == "train":
        return str(int(contender.train() * 1e9))
    if command == "gemm":
        return str(int(contender.gemm(*map(int, words)) * 1e9))
    raise ValueError(line)


def serve(contender):
    for line in sys.stdin:
        try:
            print(obey(contender, line), flush=True)
        except Exception as problem:  # out of memory, above all: the comparison goes on without this contender
            print("failed " + " ".join(str(problem).split())[:300], flush=True)
