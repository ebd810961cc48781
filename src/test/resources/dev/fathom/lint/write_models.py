"""Writes state dicts shaped as GPT-2's, a ViT's and a ResNet's, drawn by PyTorch, without faults and with one each."""
import math
import sys
from pathlib import Path

import torch
from torch import nn
from torch.nn import init

folder = Path(sys.argv[1])
LAYERS, WIDTH = 6, 96


def normal(std, *shape):
    return init.normal_(torch.empty(*shape), std=std)


def truncated(std, *shape):
    return init.trunc_normal_(torch.empty(*shape), std=std, a=-2 * std, b=2 * std)


def norm(weights, name, width):
    weights[name + ".weight"] = torch.ones(width)
    weights[name + ".bias"] = torch.zeros(width)


def gpt2():
    """Hugging Face's names and its Conv1D, whose weights are (in, out)."""
    weights = {"wte.weight": normal(0.02, 500, WIDTH), "wpe.weight": normal(0.01, 64, WIDTH)}
    scaled = 0.02 / math.sqrt(2 * LAYERS)
    for i in range(LAYERS):
        h = f"h.{i}."
        norm(weights, h + "ln_1", WIDTH)
        for name, n, m, std in [("attn.c_attn", WIDTH, 3 * WIDTH, 0.02), ("attn.c_proj", WIDTH, WIDTH, scaled),
                                ("mlp.c_fc", WIDTH, 4 * WIDTH, 0.02), ("mlp.c_proj", 4 * WIDTH, WIDTH, scaled)]:
            weights[h + name + ".weight"] = normal(std, n, m)
            weights[h + name + ".bias"] = torch.zeros(m)
        norm(weights, h + "ln_2", WIDTH)
    norm(weights, "ln_f", WIDTH)
    weights["lm_head.weight"] = weights["wte.weight"]
    return weights


def vit():
    """timm's names."""
    weights = {"cls_token": normal(1e-6, 1, 1, WIDTH), "pos_embed": truncated(0.02, 1, 65, WIDTH),
               "patch_embed.proj.weight": truncated(0.02, WIDTH, 3, 8, 8), "patch_embed.proj.bias": torch.zeros(WIDTH)}
    for i in range(LAYERS):
        b = f"blocks.{i}."
        norm(weights, b + "norm1", WIDTH)
        for name, n, m in [("attn.qkv", WIDTH, 3 * WIDTH), ("attn.proj", WIDTH, WIDTH), ("mlp.fc1", WIDTH, 4 * WIDTH),
                           ("mlp.fc2", 4 * WIDTH, WIDTH)]:
            weights[b + name + ".weight"] = truncated(0.02, m, n)
            weights[b + name + ".bias"] = torch.zeros(m)
        norm(weights, b + "norm2", WIDTH)
    norm(weights, "norm", WIDTH)
    weights["head.weight"] = torch.zeros(10, WIDTH)
    weights["head.bias"] = torch.zeros(10)
    return weights


def resnet():
    """torchvision's names and laws: convolutions by their outputs, the last layer as nn.Linear draws it."""
    weights = {}

    def convolution(name, n, m, size):
        weights[name + ".weight"] = init.kaiming_normal_(torch.empty(m, n, size, size), mode="fan_out", nonlinearity="relu")

    def batch_norm(name, width):
        norm(weights, name, width)
        weights[name + ".running_mean"] = torch.zeros(width)
        weights[name + ".running_var"] = torch.ones(width)
        weights[name + ".num_batches_tracked"] = torch.tensor(0)

    convolution("conv1", 3, 16, 7)
    batch_norm("bn1", 16)
    before = 16
    for stage, width in enumerate([16, 32, 64, 96], 1):
        for block in range(2):
            b = f"layer{stage}.{block}."
            convolution(b + "conv1", before, width, 3)
            batch_norm(b + "bn1", width)
            convolution(b + "conv2", width, width, 3)
            batch_norm(b + "bn2", width)
            if before != width:
                convolution(b + "downsample.0", before, width, 1)
                batch_norm(b + "downsample.1", width)
            before = width
    fc = nn.Linear(96, 20)
    weights["fc.weight"], weights["fc.bias"] = fc.weight.data, fc.bias.data
    return weights


def plant(model, fault, change):
    torch.manual_seed(7)
    weights = model()
    change(weights)
    torch.save(weights, folder / f"{model.__name__}-{fault}.pt")


def setting(name, value):
    return lambda weights: weights.update({name: value(weights[name])})


def grow(weights):
    for i in range(LAYERS):
        weights[f"h.{i}.attn.c_attn.weight"] = weights[f"h.{i}.attn.c_attn.weight"] * (i + 1) ** -0.5


def copy(weights):
    weights["h.4.mlp.c_fc.weight"] = weights["h.1.mlp.c_fc.weight"].clone()


def with_nan(tensor):
    tensor = tensor.clone()
    tensor.view(-1)[5] = math.nan
    return tensor


def uniform_alike(tensor):
    edge = 0.02 * math.sqrt(3)
    return init.uniform_(torch.empty_like(tensor), -edge, edge)


for model in [gpt2, vit, resnet]:
    plant(model, "clean", lambda weights: None)
plant(gpt2, "zero", setting("h.3.mlp.c_fc.weight", torch.zeros_like))
plant(gpt2, "duplicate", copy)
plant(gpt2, "law", setting("h.2.attn.c_attn.weight", uniform_alike))
plant(gpt2, "scale", setting("h.5.mlp.c_proj.weight", lambda w: 1.3 * w))
plant(gpt2, "depth scaling", grow)
plant(gpt2, "not finite", setting("h.0.attn.c_proj.weight", with_nan))
plant(gpt2, "constant", setting("wpe.weight", lambda w: torch.full_like(w, 0.1)))
plant(gpt2, "output scale", setting("lm_head.weight", lambda w: normal(1.0, 500, WIDTH)))
plant(vit, "untouched", setting("blocks.2.mlp.fc1.weight", lambda w: nn.Linear(w.shape[1], w.shape[0]).weight.data))
plant(vit, "law", setting("blocks.1.attn.qkv.weight", lambda w: normal(0.02 * 0.8796, *w.shape)))
plant(vit, "scale", setting("blocks.4.mlp.fc2.weight", lambda w: w * 0.9))
plant(resnet, "scale", setting("layer3.0.conv1.weight", lambda w: init.kaiming_normal_(
    torch.empty_like(w), nonlinearity="relu")))
plant(resnet, "law", setting("layer2.1.conv2.weight", lambda w: init.kaiming_uniform_(
    torch.empty_like(w), mode="fan_out", nonlinearity="relu")))
plant(resnet, "zero", setting("layer4.1.conv1.weight", torch.zeros_like))
