"""Share of right answers of a network: accuracy.py WEIGHTS ACTIVATION INPUTS.npy LABELS.npy; then the metadata."""

import json
import sys

import numpy
from rebuild import forward, load

path, activation, inputs, labels = sys.argv[1:]
arrays, metadata = load(path)
answers = forward(arrays, metadata, activation, numpy.load(inputs)).argmax(axis=1)
print((answers == numpy.load(labels)).mean())
print(json.dumps(metadata))
