"""What the recorder costs: recorder.py ROUNDS FOLDER, where FOLDER holds fathom_recorder.py.

Steps with `every=100` between as many without, by processor time.
"""

import os
import statistics
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

ROUNDS = int(sys.argv[1])
FOLDER = sys.argv[2]
STEPS = 100
STORE = os.path.join(FOLDER, "bench.db")

sys.path.insert(0, FOLDER)
import fathom_recorder  # noqa: E402

torch.set_num_threads(1)
torch.manual_seed(0)


def mlp():
    layers = [nn.Linear(784, 256), nn.ReLU()]
    for _ in range(4):
        layers += [nn.Linear(256, 256), nn.ReLU()]
    return nn.Sequential(*layers, nn.Linear(256, 10))


class Convolutions(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 32, 3, padding=1),
            nn.BatchNorm2d(32),
            nn.ReLU(True),
            nn.Conv2d(32, 64, 3, padding=1, stride=2),
            nn.BatchNorm2d(64),
            nn.ReLU(True),
            nn.Conv2d(64, 64, 3, padding=1, stride=2),
            nn.ReLU(True),
        )
        self.head = nn.Linear(64, 10)

    def forward(self, x):
        return self.head(self.features(x).mean((2, 3)))


class Transformer(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(100, 64)
        layer = nn.TransformerEncoderLayer(64, 4, 256, batch_first=True, activation="gelu")
        self.encoder = nn.TransformerEncoder(layer, 2)
        self.head = nn.Linear(64, 10)

    def forward(self, x):
        return self.head(self.encoder(self.embedding(x)).mean(1))


MODELS = {
    "mlp": (mlp, lambda: torch.randn(128, 784)),
    "cnn": (Convolutions, lambda: torch.randn(16, 3, 24, 24)),
    "transformer": (Transformer, lambda: torch.randint(0, 100, (16, 32))),
}


def train(model, optimizer, x, y, steps):
    """Processor time of so many steps, in seconds."""
    start = time.process_time()
    for _ in range(steps):
        optimizer.zero_grad()
        F.cross_entropy(model(x), y).backward()
        optimizer.step()
    return time.process_time() - start


def overhead(model, optimizer, x, y):
    before = train(model, optimizer, x, y, STEPS)
    if os.path.exists(STORE):
        os.remove(STORE)
    with fathom_recorder.record(model, STORE, every=STEPS):
        recorded = train(model, optimizer, x, y, STEPS)
    after = train(model, optimizer, x, y, STEPS)
    return 2 * recorded / (before + after) - 1


for name, (make, draw) in MODELS.items():
    model, x = make(), draw()
    y = torch.randint(0, 10, (len(x),))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    train(model, optimizer, x, y, 20)
    shares = [overhead(model, optimizer, x, y) for _ in range(ROUNDS)]
    print(f"{name:12} {statistics.median(shares):6.1%} ({min(shares):.1%} to {max(shares):.1%})", flush=True)
