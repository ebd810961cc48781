"""Trains a transformer of PyTorch's own modules on one batch, from weights in a folder; prints the loss of every step."""
import json
import math
import sys

import torch
from torch import nn

folder = sys.argv[1]
torch.set_num_threads(1)
c = json.load(open(f"{folder}/network.json"))
d, heads, tokens, inputs, classes = (c[k] for k in ("width", "heads", "tokens", "inputs", "classes"))


def read(name, *shape):
    return torch.frombuffer(bytearray(open(f"{folder}/{name}.f32", "rb").read()), dtype=torch.float32).reshape(*shape).clone()


layer = 0


def next_layer(rows, columns):
    """Fathom multiplies from the right, PyTorch's modules from the left."""
    global layer
    layer += 1
    return read(f"weights-{layer}", rows, columns).T.contiguous(), read(f"biases-{layer}", columns)


def linear(rows, columns):
    module = nn.Linear(rows, columns)
    weights, biases = next_layer(rows, columns)
    module.weight.data.copy_(weights)
    module.bias.data.copy_(biases)
    return module


def norm():
    return nn.LayerNorm(d, elementwise_affine=False) if c["norm"] else nn.Identity()


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = nn.MultiheadAttention(d, heads, batch_first=True)
        parts = [next_layer(d, d) for _ in range(3)]
        self.inner.in_proj_weight.data.copy_(torch.cat([weights for weights, _ in parts]))
        self.inner.in_proj_bias.data.copy_(torch.cat([biases for _, biases in parts]))
        weights, biases = next_layer(d, d)
        self.inner.out_proj.weight.data.copy_(weights)
        self.inner.out_proj.bias.data.copy_(biases)
        self.mask = torch.full((tokens, tokens), -math.inf).triu(1) if c["causal"] else None

    def forward(self, x):
        return self.inner(x, x, x, need_weights=False, attn_mask=self.mask)[0]


class Sublayer(nn.Module):
    def __init__(self, inner):
        super().__init__()
        self.inner = inner
        self.before, self.inside, self.after = norm(), norm(), norm()

    def forward(self, x):
        place = c["place"]
        branch = self.inner(self.before(x) if place in ("pre", "peri") else x)
        if not c["skip"]:
            return branch
        x = x + c["scale"] * (self.inside(branch) if place == "peri" else branch)
        return self.after(x) if place == "post" else x


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = linear(inputs, d)
        global layer
        layer += 1
        self.positions = nn.Parameter(read(f"weights-{layer}", tokens, d))
        blocks = []
        for _ in range(c["depth"]):
            blocks.append(Sublayer(Attention()))
            if c["ratio"]:
                hidden = c["ratio"] * d
                blocks.append(Sublayer(nn.Sequential(linear(d, hidden), nn.GELU(), linear(hidden, d))))
        self.blocks = nn.Sequential(*blocks)
        self.last = norm() if c["place"] != "post" else nn.Identity()
        self.head = linear(d, classes)

    def forward(self, x):
        return self.head(self.last(self.blocks(self.stem(x) + self.positions)).mean(1))


network = Network()
x = read("features", -1, tokens, inputs)
labels = torch.tensor(c["labels"])
optimizer = torch.optim.SGD(network.parameters(), lr=c["rate"])
for _ in range(c["steps"]):
    loss = nn.functional.cross_entropy(network(x), labels)
    print("%.9g" % loss.item())
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
