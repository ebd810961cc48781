"""Training steps of 20 convolutions in PyTorch, as dev.fathom.bench.Convolutions has them: one thread, processor time."""
import time

import torch
from torch import nn

BATCH, DEPTH, STEPS, ROUNDS = 64, 20, 4, 3
torch.set_num_threads(1)
print("PyTorch", torch.__version__)
for side, channels in ((28, 16), (14, 32), (7, 64)):
    layers = [nn.Conv2d(1, channels, 1)]
    for _ in range(DEPTH):
        layers += [nn.ReLU(inplace=True), nn.Conv2d(channels, channels, 3, padding=1)]
    net = nn.Sequential(*layers, nn.ReLU(inplace=True), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, 10))
    x, y = torch.randn(BATCH, 1, side, side), torch.randint(0, 10, (BATCH,))
    optimizer = torch.optim.SGD(net.parameters(), lr=0.01)
    for _ in range(ROUNDS):
        start = time.process_time()
        for _ in range(STEPS):
            loss = nn.functional.cross_entropy(net(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        seconds = (time.process_time() - start) / STEPS
        flops = 2 * BATCH * side * side * 9 * channels * channels * DEPTH * 3
        print(f"{side} x {side} x {channels}: {1e3 * seconds:.1f} ms of processor time a step, {flops / seconds * 1e-9:.1f} GFLOP/s")
