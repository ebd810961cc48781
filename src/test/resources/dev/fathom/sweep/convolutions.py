"""Trains a convolutional network by PyTorch from given weights and prints the loss of each step.

convolutions.py FOLDER HEIGHT WIDTH COLOURS STEM KERNEL PADDING DEPTH LAYERS SCALE NORM ACTIVATION RATE BATCH
FOLDER holds float32 files: images.f32 (samples, colours, height, width), w1.f32 b1.f32 and so on, each w (rows, units) with rows
line by line, position by position, channel by channel; labels.i32. LAYERS 0 means a plain network.
"""
import sys
import numpy as np
import torch
from torch.nn import functional as F

folder = sys.argv[1]
height, width, colours, stem, kernel = map(int, sys.argv[2:7])
padding = sys.argv[7]
depth, layers = map(int, sys.argv[8:10])
scale = float(sys.argv[10])
norm, activation = sys.argv[11:13]
rate, batch = float(sys.argv[13]), int(sys.argv[14])

torch.set_num_threads(1)


def read(name, kind=np.float32):
    return np.fromfile(f"{folder}/{name}", dtype=kind)


x = torch.from_numpy(read("images.f32").reshape(-1, colours, height, width).copy())
y = torch.from_numpy(read("labels.i32", np.int32).astype(np.int64))
hidden = 1 + depth * max(layers, 1)
biases = [torch.from_numpy(read(f"b{i}.f32").copy()).requires_grad_() for i in range(1, hidden + 2)]


def convolution(i, side, channels):
    rows = read(f"w{i}.f32").reshape(side, side, channels, len(biases[i - 1]))
    return torch.from_numpy(rows.transpose(3, 2, 0, 1).copy()).requires_grad_()


units = len(biases[0])
weights = [convolution(1, stem, colours)] + [convolution(i, kernel, units) for i in range(2, hidden + 1)]
weights.append(torch.from_numpy(read(f"w{hidden + 1}.f32").reshape(units, -1).copy()).requires_grad_())


def act(z):
    if norm == "layernorm":
        z = F.layer_norm(z.permute(0, 2, 3, 1), (units,)).permute(0, 3, 1, 2)
    return getattr(torch, activation)(z)


def conv(a, i):
    reach = kernel // 2
    mode = "circular" if padding == "circular" else "constant"
    return F.conv2d(F.pad(a, (reach,) * 4, mode=mode), weights[i], biases[i])


def forward(images):
    z = F.conv2d(images, weights[0], biases[0], stride=stem)
    i = 1
    for _ in range(depth):
        if layers == 0:
            z = conv(act(z), i)
            i += 1
        else:
            a = z
            for _ in range(layers):
                a = conv(act(a), i)
                i += 1
            z = z + scale * a
    return act(z).mean((2, 3)) @ weights[-1] + biases[-1]


if layers == 0:  # model.npz loads as it stands into the modules that its names are made for
    nn, mode = torch.nn, "circular" if padding == "circular" else "zeros"
    phi = {"relu": nn.ReLU, "tanh": nn.Tanh}[activation]
    modules = [nn.Conv2d(colours, units, stem, stride=stem), phi()]
    for _ in range(depth):
        modules += [nn.Conv2d(units, units, kernel, padding=kernel // 2, padding_mode=mode), phi()]
    modules += [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(units, len(biases[-1]))]
    model = nn.Sequential(*modules)
    arrays = np.load(f"{folder}/model.npz")
    model.load_state_dict({name: torch.from_numpy(arrays[name]) for name in arrays.files})
    assert torch.allclose(model(x), forward(x), atol=1e-5)

optimizer = torch.optim.SGD(weights + biases, lr=rate)
for step in range(50):
    rows = [(step * batch + i) % len(y) for i in range(batch)]
    loss = F.cross_entropy(forward(x[rows]), y[rows])
    print(loss.item())
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
