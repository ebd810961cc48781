"""Trains two small networks by PyTorch or JAX from the weights in FOLDER/LIBRARY-NETWORK.json: a line of JSON for each.

golden.py torch|jax FOLDER [draw]: with "draw", data and weights are drawn, and the files are written. Networks have 6 inputs,
depth 3, width 8 and 3 classes; a weight matrix is (inputs, units), row by row:

    plain     z <- tanh(z) W + b
    residual  z <- z + 0.5 (relu(layernorm(z)) W + b)

The committed files are of PyTorch 1.13.0 and JAX 0.10.2.
"""

import json
import sys
from pathlib import Path

import numpy as np

INPUTS, WIDTH, CLASSES, SAMPLES, STEPS, RATE = 6, 8, 3, 16, 20, 0.1
SIZES = [(INPUTS, WIDTH), (WIDTH, WIDTH), (WIDTH, WIDTH), (WIDTH, CLASSES)]
library, folder = sys.argv[1:3]


def given(file):
    read = json.loads(file.read_text())
    features = np.array(read["features"], np.float32).reshape(SAMPLES, INPUTS)
    weights = [np.array(w, np.float32).reshape(size) for w, size in zip(read["weights"], SIZES)]
    return features, np.array(read["labels"]), weights, [np.array(b, np.float32) for b in read["biases"]]


def data():
    random = np.random.default_rng(7)
    features = random.standard_normal((SAMPLES, INPUTS)).astype(np.float32)
    return features, random.integers(0, CLASSES, SAMPLES)


def torch(network):
    import torch
    from torch.nn import functional as F

    def draw():
        torch.manual_seed(11)
        law = torch.nn.init.xavier_normal_ if network == "plain" else torch.nn.init.kaiming_normal_
        weights = [law(torch.empty(units, inputs)).numpy().T for inputs, units in SIZES]
        return weights, [0.1 * torch.randn(units).numpy() for _, units in SIZES]

    def act(z):
        return torch.tanh(z) if network == "plain" else torch.relu(F.layer_norm(z, (WIDTH,)))

    def train(features, labels, weights, biases):
        x, y = torch.from_numpy(features), torch.from_numpy(labels)
        ws, bs = ([torch.from_numpy(np.array(a)).requires_grad_() for a in arrays] for arrays in (weights, biases))
        optimizer = torch.optim.SGD(ws + bs, lr=RATE)
        losses = []
        for _ in range(STEPS):
            loss = F.cross_entropy(forward(network, x, ws, bs, act), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        return losses, [w.detach().numpy() for w in ws], [b.detach().numpy() for b in bs]

    torch.set_num_threads(1)
    return draw, train


def jax(network):
    import jax
    from jax import numpy as jnp

    def draw():
        law = jax.nn.initializers.glorot_uniform() if network == "plain" else jax.nn.initializers.he_normal()
        keys = jax.random.split(jax.random.PRNGKey(11), 2 * len(SIZES))
        weights = [law(key, size, jnp.float32) for key, size in zip(keys, SIZES)]
        return weights, [0.1 * jax.random.normal(key, size[1:]) for key, size in zip(keys[len(SIZES) :], SIZES)]

    def act(z):
        return jnp.tanh(z) if network == "plain" else jax.nn.relu(jax.nn.standardize(z, epsilon=1e-5))

    def train(features, labels, weights, biases):
        def loss(parameters):
            logits = forward(network, features, *parameters, act)
            return -jnp.take_along_axis(jax.nn.log_softmax(logits), labels[:, None], axis=1).mean()

        parameters = [[jnp.asarray(a) for a in arrays] for arrays in (weights, biases)]
        slopes = jax.jit(jax.value_and_grad(loss))
        losses = []
        for _ in range(STEPS):
            value, slope = slopes(parameters)
            parameters = jax.tree_util.tree_map(lambda p, s: p - RATE * s, parameters, slope)
            losses.append(float(value))
        return losses, *parameters

    return draw, train


def forward(network, x, weights, biases, act):
    z = x @ weights[0] + biases[0]
    for w, b in zip(weights[1:-1], biases[1:-1]):
        layer = act(z) @ w + b
        z = layer if network == "plain" else z + 0.5 * layer
    return act(z) @ weights[-1] + biases[-1]


def numbers(array):
    return [float("%.9g" % value) for value in np.asarray(array).ravel()]


for network in ("plain", "residual"):
    file = Path(folder) / f"{library}-{network}.json"
    draw, train = {"torch": torch, "jax": jax}[library](network)
    drawn = len(sys.argv) > 3
    features, labels, weights, biases = (*data(), *draw()) if drawn else given(file)
    losses, final_weights, final_biases = train(features, labels, weights, biases)
    made = {
        "features": numbers(features),
        "labels": labels.tolist(),
        "weights": [numbers(w) for w in weights],
        "biases": [numbers(b) for b in biases],
        "losses": losses,
        "finalWeights": [numbers(w) for w in final_weights],
        "finalBiases": [numbers(b) for b in final_biases],
    }
    if drawn:
        file.write_text("{" + ",\n".join(f'"{name}": {json.dumps(value)}' for name, value in made.items()) + "}\n")
    else:
        print(json.dumps(made))
