"""Trains small models under the recorder that stands in a folder: train.py FOLDER MODEL STORE [WEIGHTS X Y ACTIVATION].

Prints what the loop itself saw, so that a test can hold the store to it: the losses, then sums of squares of the first
convolution's or attention's output and gradient, taken by other means than the recorder's.
"""

import sys

import numpy
import torch
from torch import nn
from torch.nn import functional as F

sys.path.insert(0, sys.argv[1])
import fathom_recorder  # noqa: E402

torch.set_num_threads(1)
torch.manual_seed(0)


class Convolutions(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(1, 8, 3, padding=1)
        self.norm = nn.BatchNorm2d(8)
        self.second = nn.Conv2d(8, 16, 3, stride=2)
        self.head = nn.Linear(16, 10)

    def forward(self, x):
        self.seen = self.first(x)
        if self.seen.requires_grad:
            self.seen.retain_grad()
        h = F.relu(self.norm(self.seen * 1), inplace=True)
        return self.head(F.relu_(self.second(h)).mean((2, 3)))


class Words(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(20, 32)
        layer = nn.TransformerEncoderLayer(32, 4, 64, batch_first=True, activation="gelu", dropout=0.0)
        self.encoder = nn.TransformerEncoder(layer, 2)
        self.head = nn.Linear(32, 10)

    def forward(self, x):
        return self.head(self.encoder(self.embedding(x)).mean(1))


def dense(weights, activation):
    arrays = numpy.load(weights)
    layers = []
    for i in range(len(arrays) // 2):
        weight = torch.tensor(arrays["%d.weight" % (2 * i)])
        linear = nn.Linear(weight.shape[1], weight.shape[0])
        linear.weight.data = weight
        linear.bias.data = torch.tensor(arrays["%d.bias" % (2 * i)])
        layers += [linear, getattr(nn, activation)()]
    return nn.Sequential(*layers[:-1])


def main():
    kind, store = sys.argv[2:4]
    labels = torch.randint(0, 10, (16,))
    rate, steps, every = 0.05, 25, 10
    if kind == "dense":
        model = dense(sys.argv[4], sys.argv[7])
        inputs, labels = torch.tensor(numpy.load(sys.argv[5])), torch.tensor(numpy.load(sys.argv[6]).ravel()).long()
    elif kind == "convolutions":
        model, inputs = Convolutions(), torch.randn(16, 1, 8, 8)
    elif kind == "words":
        model, inputs = Words(), torch.randint(0, 20, (16, 7))
    else:  # faults
        model, inputs = nn.Sequential(nn.Linear(12, 16), nn.ReLU(), nn.Linear(16, 10)), torch.randn(16, 12)
        model[0].bias.data.fill_(-100)
        rate = 1.0
    optimizer = torch.optim.SGD(model.parameters(), lr=rate)
    before = torch.Tensor.backward
    with fathom_recorder.record(model, store, every=every, optimizer=optimizer if kind == "words" else None):
        for step in range(steps):
            optimizer.zero_grad()
            loss = F.cross_entropy(model(inputs), labels)
            loss.backward()
            old = [p.detach().clone() for p in model.parameters()]
            optimizer.step()
            print(loss.item())
            if step == 10:
                if kind == "convolutions":
                    print("output", model.seen.detach().double().square().mean().item())
                    print("gradient", model.seen.grad.double().square().mean().item())
                weight = next(model.parameters()).detach().double()
                change = (weight - old[0].double()).square().mean().sqrt() / old[0].double().square().mean().sqrt()
                print("update", change.item())
                print("weight gradient", next(model.parameters()).grad.double().square().mean().item())
            with torch.no_grad():
                model(inputs)  # no step of training
    assert torch.Tensor.backward is before
    assert not model._forward_hooks and not model._forward_pre_hooks


main()
