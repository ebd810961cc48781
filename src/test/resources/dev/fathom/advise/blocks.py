"""Runs printed code of networks of images in the library itself: blocks.py LIBRARY CODES.json.

Prints JSON: for each code its weight matrices in the order of the layers, rows of kernels line by line and channel by channel;
its biases; two images cut into patches; and what comes out for them where batch normalizations see them as a batch.
"""
import json
import os
import sys

os.environ["KERAS_BACKEND"] = "jax"
import numpy

numpy.random.seed(0)
SIDE, HEIGHT, COLOURS = 2, 8, 3
images = numpy.random.randn(2, HEIGHT, HEIGHT, COLOURS).astype("float32")
cut = HEIGHT // SIDE
patches = images.reshape(2, cut, SIDE, cut, SIDE, COLOURS).transpose(0, 1, 3, 2, 4, 5).reshape(2 * cut * cut, -1)


def torch_(space):
    import torch

    torch.manual_seed(0)
    net = space["build"]()
    weights, biases = [], []
    for name, module in net.named_modules():
        if isinstance(module, (torch.nn.Conv2d, torch.nn.Linear)):
            turned = module.weight.movedim(0, -1)
            weights.append(turned.permute(1, 2, 0, 3) if turned.ndim == 4 else turned)
            biases.append(module.bias)
        elif type(module).__name__ == "Positions":
            weights.append(module.weight)
            biases.append(torch.zeros(0))
    out = net.train()(torch.tensor(images).permute(0, 3, 1, 2))
    net.eval()(torch.tensor(images).permute(0, 3, 1, 2))
    return [w.detach().numpy() for w in weights], [b.detach().numpy() for b in biases], out.detach().numpy()


def keras_(space):
    import keras

    keras.utils.set_random_seed(0)
    net = space["build"]()
    weights, biases = [], []
    for variable in net.weights:
        if variable.name == "bias":
            biases.append(variable)
        elif "kernel" in variable.name:
            weights.append(variable)
    for place, w in enumerate(weights):
        if len(biases) < len(weights) and "positions" in w.path.lower():
            biases.insert(place, numpy.zeros(0))
    return list(map(numpy.asarray, weights)), list(map(numpy.asarray, biases)), numpy.asarray(net(images, training=True))


def jax_(space):
    import jax

    params = space["params"](jax.random.key(0))
    weights, biases = [], []

    def walk(p):
        if isinstance(p, dict):
            if "w" in p:
                weights.append(numpy.asarray(p["w"]))
                biases.append(numpy.asarray(p.get("b", numpy.zeros(0))))
            p = list(p.get("branch", []))
        for each in p:
            walk(each)

    walk(params)
    out, after = space["apply"](params, images, True)
    space["apply"](after, images, False)
    return weights, biases, numpy.asarray(out)


run = {"pytorch": torch_, "keras": keras_, "jax": jax_}[sys.argv[1]]
answers = []
for code in json.load(open(sys.argv[2])):
    space = {}
    try:
        exec(code, space)
        weights, biases, out = run(space)
        answers.append({
            "weights": [w.flatten().astype("float64").tolist() for w in weights],
            "biases": [b.flatten().astype("float64").tolist() for b in biases],
            "patches": patches.astype("float64").tolist(),
            "out": out.astype("float64").tolist(),
        })
    except Exception as failure:
        answers.append({"failure": repr(failure)})
print(json.dumps(answers))
