"""Writes models with PyTorch itself, and beside each a text of what is in it: name, shape, numbers."""
import sys
from collections import OrderedDict
from pathlib import Path

import torch
from torch import nn

folder = Path(sys.argv[1])


def expect(file, tensors):
    lines = []
    for name, tensor in tensors.items():
        shape = "x".join(map(str, tensor.shape))
        numbers = " ".join(repr(float(v)) for v in tensor.detach().double().reshape(-1).tolist())
        lines.append(f"{name}|{shape}|{numbers}\n")
    (folder / (file + ".txt")).write_text("".join(lines))


def save(file, what, tensors, **how):
    torch.save(what, folder / file, **how)
    expect(file, tensors)


torch.manual_seed(0)
net = nn.Sequential(OrderedDict(zeta=nn.Linear(5, 7), norm=nn.BatchNorm1d(7), alpha=nn.Linear(7, 3)))
floats = {n: t for n, t in net.state_dict().items() if t.is_floating_point()}
optimizer = torch.optim.Adam(net.parameters())
net(torch.randn(4, 5)).sum().backward()
optimizer.step()
floats = {n: t for n, t in net.state_dict().items() if t.is_floating_point()}

save("zip.pt", net.state_dict(), floats)
save("old.pth", net.state_dict(), floats, _use_new_zipfile_serialization=False)
checkpoint = {"epoch": 3, "lr": 0.1, "best": None, "done": True, "name": "n\u00e4t", "losses": [1.0, 2.5],
              "model": net.state_dict(), "optimizer": optimizer.state_dict()}
save("checkpoint.bin", checkpoint, floats)
save("old-checkpoint.bin", checkpoint, floats, _use_new_zipfile_serialization=False)
save("parameters.pt", dict(net.named_parameters()), dict(net.named_parameters()))
wide = torch.arange(24.0).reshape(4, 6)
views = {"turned": wide.t(), "part": wide[1:3, ::2], "row": wide[2], "broad": torch.ones(1).expand(3, 2),
         "scalar": torch.tensor(2.5), "none": torch.zeros(0, 4), "image": wide.reshape(1, 4, 6, 1).contiguous(
             memory_format=torch.channels_last)}
save("views.pt", views, views)
save("old-views.pt", views, views, _use_new_zipfile_serialization=False)
types = {"half": wide.half() / 3, "brain": wide.bfloat16() / 3, "double": wide.double() / 3}
save("types.pt", {**types, "whole": wide.long(), "truth": wide > 3}, types)
save("old-types.pt", {**types, "whole": wide.long(), "truth": wide > 3}, types, _use_new_zipfile_serialization=False)
save("two-models.pt", {"generator": net.state_dict(), "critic": {"w": wide}},
     {**{"generator." + n: t for n, t in floats.items()}, "critic.w": wide})
torch.save(net, folder / "module.pt")
torch.save(net, folder / "old-module.pt", _use_new_zipfile_serialization=False)
torch.jit.script(nn.Linear(2, 2)).save(str(folder / "script.pt"))
