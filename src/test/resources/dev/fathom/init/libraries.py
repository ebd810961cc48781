"""Evaluates initializer expressions in a real library and prints what it drew.

libraries.py LIBRARY FILE: FILE holds a JSON list of expressions; the answer is a list with, for each, its mean, second
moment, least and greatest element and 999 inner quantiles of a matrix of 300 inputs and 700 outputs, or a failure.
"""

import json
import math
import os
import sys

import numpy as np

os.environ["KERAS_BACKEND"] = "jax"
N, M = 300, 700
library, file = sys.argv[1:]


def keras(code):
    from keras import initializers

    keras.seed = getattr(keras, "seed", 0) + 1
    made = eval("initializers." + code, {"initializers": initializers})
    if "seed" in made.get_config():
        made = made.__class__.from_config({**made.get_config(), "seed": keras.seed})
    return np.asarray(made(shape=(N, M)))


def pytorch(code):
    import torch
    from torch import nn

    w = torch.empty(M, N)
    eval("nn.init." + code, {"nn": nn, "w": w, "math": math})
    return w.numpy().T


def jax(code):
    import jax
    import jax.numpy as jnp
    from jax.nn import initializers as init

    jax_key = jax.random.PRNGKey(len(code))
    return np.asarray(eval("init." + code, {"init": init, "jnp": jnp})(jax_key, (N, M), jnp.float32))


def summary(w):
    w = np.asarray(w, dtype=np.float64)
    assert w.shape == (N, M), w.shape
    ordered = np.sort(w.ravel())
    places = np.arange(1, 1000) * w.size // 1000
    return {
        "mean": w.mean(),
        "second": (w * w).mean(),
        "least": ordered[0],
        "greatest": ordered[-1],
        "quantiles": ordered[places].tolist(),
    }


answers = []
for code in json.load(open(file)):
    try:
        answers.append(summary(globals()[library](code)))
    except Exception as e:
        answers.append({"failure": repr(e)})
print(json.dumps(answers))
