"""Rebuilds a network from a file of weights with numpy alone: rebuild.py WEIGHTS ACTIVATION INPUTS.npy OUTPUTS.npy.

Reads safetensors by the format's own description, not with Fathom's code. Prints the greatest deviation of the outputs,
relative to their root mean square, then the metadata as JSON.
"""

import glob
import json
import struct
import sys

import numpy

ACTIVATIONS = {
    "tanh": numpy.tanh,
    "relu": lambda z: numpy.maximum(z, 0),
    "sigmoid": lambda z: 1 / (1 + numpy.exp(-z)),
}


def safetensors(path):
    raw = open(path, "rb").read()
    (length,) = struct.unpack("<Q", raw[:8])
    header = json.loads(raw[8 : 8 + length])
    metadata = header.pop("__metadata__")
    data = raw[8 + length :]
    assert (8 + length) % 8 == 0, "the numbers must start at a multiple of 8"
    assert sum(e["data_offsets"][1] - e["data_offsets"][0] for e in header.values()) == len(data), "holes"
    arrays = {}
    for name, entry in header.items():
        assert entry["dtype"] == "F32"
        begin, end = entry["data_offsets"]
        arrays[name] = numpy.frombuffer(data[begin:end], "<f4").reshape(entry["shape"])
    return arrays, metadata


def forward(arrays, metadata, activation, x):
    h = x.astype(numpy.float64)
    torch = metadata.get("layout", "torch" if "0.weight" in arrays else "keras") == "torch"
    stride, weight = (2, "weight") if torch else (1, "kernel")
    layers = len(arrays) // 2
    for i in range(layers):
        w = arrays[f"{i * stride}.{weight}"].astype(numpy.float64)
        z = h @ (w.T if torch else w) + arrays[f"{i * stride}.bias"]
        h = ACTIVATIONS[activation](z) if i < layers - 1 else z
    return h


def load(path):
    if path.endswith(".safetensors"):
        return safetensors(path)
    if path.endswith(".npz"):
        return dict(numpy.load(path)), {}
    stem = path[: -len("npy")]  # w.npy stands for w.NAME.npy
    return {f[len(stem) : -len(".npy")]: numpy.load(f) for f in glob.glob(stem + "*.npy")}, {}


if __name__ == "__main__":
    path, activation, inputs, outputs = sys.argv[1:]
    arrays, metadata = load(path)
    expected = numpy.load(outputs)
    got = forward(arrays, metadata, activation, numpy.load(inputs))
    print(numpy.abs(got - expected).max() / numpy.sqrt((expected**2).mean()))
    print(json.dumps(metadata))
