"""Trains a small network with normalizations in PyTorch from given weights and prints its losses, then its test loss.

Takes a JSON file: norm, affine, residual, optimizer, rate, batch, sizes, weights and biases by layer (fan_in rows), features,
labels, order (samples by step). Networks are those that Fathom's handbook writes down, built from PyTorch's own modules;
RMSNorm, which PyTorch 1.13 lacks, is written out.
"""
import json
import sys

import torch
from torch import nn

given = json.load(open(sys.argv[1]))
torch.set_num_threads(1)


class RMSNorm(nn.Module):
    def __init__(self, width, affine):
        super().__init__()
        self.gain = nn.Parameter(torch.ones(width)) if affine else 1

    def forward(self, z):
        return z * torch.rsqrt((z * z).mean(-1, keepdim=True) + 1e-5) * self.gain


def norm(width):
    affine = given["affine"]
    return {
        "batchnorm": lambda: nn.BatchNorm1d(width, affine=affine),
        "layernorm": lambda: nn.LayerNorm(width, elementwise_affine=affine),
        "rmsnorm": lambda: RMSNorm(width, affine),
    }[given["norm"]]()


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        sizes = given["sizes"]
        self.layers = nn.ModuleList(map(nn.Linear, sizes, sizes[1:]))
        self.norms = nn.ModuleList(map(norm, sizes[1:-1]))
        for layer, weights, biases in zip(self.layers, given["weights"], given["biases"]):
            layer.weight.data = torch.tensor(weights).reshape(layer.in_features, layer.out_features).T.contiguous()
            layer.bias.data = torch.tensor(biases)

    def forward(self, x):
        z = self.layers[0](x)
        for layer, norm in zip(self.layers[1:-1], self.norms):
            branch = layer(torch.tanh(norm(z)))
            z = z + 0.5 * branch if given["residual"] else branch
        return self.layers[-1](torch.tanh(self.norms[-1](z)))


net = Net()
x = torch.tensor(given["features"]).reshape(len(given["labels"]), -1)
y = torch.tensor(given["labels"])
optimizer = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam}[given["optimizer"]](net.parameters(), lr=given["rate"])
for rows in torch.tensor(given["order"]).reshape(-1, given["batch"]):
    loss = nn.functional.cross_entropy(net(x[rows]), y[rows])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
net.eval()
with torch.no_grad():
    print(nn.functional.cross_entropy(net(x), y).item())
