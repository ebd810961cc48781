"""Runs printed PyTorch, Keras or JAX code in the library itself: real.py LIBRARY CODES.json.

Prints JSON, for each code the shape and the finiteness of what comes out for a batch of 3, and of each weight matrix in the order
of the layers fan_in, fan_out, mean, variance, least and greatest element, and of the smaller Gram matrix its mean diagonal and
the greatest deviation of the rest from that times the identity, in units of it; and the greatest bias.
"""
import json
import os
import sys

os.environ["KERAS_BACKEND"] = "jax"
import numpy

numpy.random.seed(0)


def torch_(code):
    import torch

    torch.manual_seed(0)
    if "nn.RMSNorm" in code and not hasattr(torch.nn, "RMSNorm"):
        return None  # came with 2.4
    space = {}
    exec(code, space)
    net = space["Net"]()
    layers = [(layer.weight.detach().numpy().T, layer.bias.detach().numpy()) for layer in net.layers]
    return layers, net(torch.randn(3, layers[0][0].shape[0])).detach().numpy()


def keras_(code):
    import keras

    keras.utils.set_random_seed(0)
    space = {}
    exec(code, space)
    model = space["build"]()
    dense = [layer for layer in model.layers if isinstance(layer, keras.layers.Dense)]
    layers = [tuple(map(numpy.asarray, layer.get_weights())) for layer in dense]
    return layers, numpy.asarray(model(numpy.random.randn(3, layers[0][0].shape[0]).astype("float32")))


def jax_(code):
    import jax

    space = {}
    exec(code, space)
    params = space["params"](jax.random.key(0))
    x = numpy.random.randn(3, params[0]["w"].shape[0]).astype("float32")
    if "seen" in code:
        out = space["apply"](params, space["norms"](), True, x)[0]
    elif "def norms" in code:
        out = space["apply"](params, space["norms"](), x)
    else:
        out = space["apply"](params, x)
    return [(numpy.asarray(p["w"]), numpy.asarray(p["b"])) for p in params], numpy.asarray(out)


def survey(w, b):
    w = w.astype("float64")
    gram = w @ w.T if w.shape[0] <= w.shape[1] else w.T @ w
    diagonal = numpy.trace(gram) / len(gram)
    off = numpy.abs(gram - diagonal * numpy.eye(len(gram))).max() / max(diagonal, 1e-300)
    return [*w.shape, w.mean(), w.var(), w.min(), w.max(), diagonal, off, float(numpy.abs(b).max())]


run = {"pytorch": torch_, "keras": keras_, "jax": jax_}[sys.argv[1]]
answers = []
for code in json.load(open(sys.argv[2])):
    try:
        done = run(code)
        answers.append({} if done is None else {
            "drawn": [survey(w, b) for w, b in done[0]],
            "out": list(done[1].shape),
            "finite": bool(numpy.isfinite(done[1]).all()),
        })
    except Exception as failure:
        answers.append({"failure": repr(failure)})
print(json.dumps(answers))
