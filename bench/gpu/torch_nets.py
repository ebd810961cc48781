"""PyTorch, plain SGD in float32: torch_nets.py eager | graph | batched

eager    one network after another, as a training loop is usually written; data on the GPU, no loss read back
graph    the same, with forward, backward and update of a step captured as one CUDA graph a network
batched  all networks at once: stacked weights, baddbmm, one CUDA graph for all
"""
import sys
import time

import torch
from torch.nn.functional import cross_entropy

from worker import BATCH, CLASSES, RATE, serve

torch.backends.cuda.matmul.allow_tf32 = False
torch.backends.cudnn.allow_tf32 = False
torch.set_float32_matmul_precision("highest")
DEVICE = "cuda" if torch.cuda.is_available() else "cpu"  # the latter for a rehearsal, without graphs


def synchronize():
    if DEVICE == "cuda":
        torch.cuda.synchronize()


class One:
    """A network of its own, as nn.Sequential."""

    def __init__(self, case, weights):
        function = torch.nn.ReLU if case.activation == "relu" else torch.nn.Tanh
        layers = []
        for layer, (fan_in, fan_out) in enumerate(case.shapes()):
            linear = torch.nn.Linear(fan_in, fan_out, device=DEVICE)
            with torch.no_grad():
                linear.weight.copy_(torch.from_numpy(weights[layer]).T)
                linear.bias.zero_()
            layers += [linear] if layer == case.depth else [linear, function()]
        self.net = torch.nn.Sequential(*layers)
        self.optimizer = torch.optim.SGD(self.net.parameters(), lr=RATE, foreach=True)
        self.parameters = list(self.net.parameters())

    def step(self, x, y):
        self.optimizer.zero_grad(set_to_none=True)
        loss = cross_entropy(self.net(x), y)
        loss.backward()
        self.optimizer.step()
        return loss.detach()


class Batched:
    """All networks at once; the sum of their losses has each network's own gradient."""

    def __init__(self, case, weights):
        self.function = torch.relu if case.activation == "relu" else torch.tanh
        self.trials = case.trials
        self.weights = [torch.from_numpy(w).to(DEVICE).requires_grad_() for w in weights]
        self.biases = [torch.zeros(w.shape[0], 1, w.shape[2], device=DEVICE, requires_grad=True) for w in weights]
        self.parameters = self.weights + self.biases

    def step(self, x, y):
        h = x.expand(self.trials, -1, -1)
        for layer, (w, b) in enumerate(zip(self.weights, self.biases)):
            h = torch.baddbmm(b, h, w)
            if layer + 1 < len(self.weights):
                h = self.function(h)
        losses = cross_entropy(h.reshape(-1, CLASSES), y.repeat(self.trials), reduction="none")
        losses = losses.view(self.trials, BATCH).mean(1)
        gradients = torch.autograd.grad(losses.sum(), self.parameters)
        with torch.no_grad():
            torch._foreach_add_(self.parameters, gradients, alpha=-RATE)
        return losses.detach()


class Captured:
    """A network whose step is one CUDA graph on fixed places for x and y."""

    def __init__(self, network, x, y):
        self.network, self.parameters = network, network.parameters
        self.x, self.y = x.clone(), y.clone()
        initial = [p.detach().clone() for p in self.parameters]
        side = torch.cuda.Stream()
        side.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(side):
            for _ in range(3):
                network.step(self.x, self.y)
        torch.cuda.current_stream().wait_stream(side)
        self.graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(self.graph):
            self.loss = network.step(self.x, self.y)
        with torch.no_grad():
            torch._foreach_copy_(self.parameters, initial)

    def step(self, x, y):
        self.x.copy_(x)
        self.y.copy_(y)
        self.graph.replay()
        return self.loss


class Torch:
    def __init__(self, mode):
        self.mode, self.networks = mode, []

    def describe(self):
        if DEVICE == "cpu" and self.mode == "graph":
            raise RuntimeError("CUDA graphs need a GPU")
        where = torch.cuda.get_device_name() if DEVICE == "cuda" else "no GPU"
        return f"PyTorch {torch.__version__}, CUDA {torch.version.cuda}, {where}, {self.mode}"

    def prepare(self, case):
        self.networks = []
        if DEVICE == "cuda":
            torch.cuda.empty_cache()
        self.steps = case.steps
        features, labels = case.minibatches()
        self.x, self.y = torch.from_numpy(features).to(DEVICE), torch.from_numpy(labels).long().to(DEVICE)
        weights = [case.weights(layer, case.trials) for layer in range(case.depth + 1)]
        if self.mode == "batched":
            self.networks = [Batched(case, weights)]
        else:
            self.networks = [One(case, [w[trial] for w in weights]) for trial in range(case.trials)]
        if self.mode != "eager" and DEVICE == "cuda":
            self.networks = [Captured(network, self.x[0], self.y[0]) for network in self.networks]

    def losses(self, case):
        self.prepare(case)
        steps = [[network.step(self.x[i], self.y[i]).reshape(-1).tolist() for i in range(case.steps)]
                 for network in self.networks]
        return [loss for network in steps for trial in zip(*network) for loss in trial]

    def train(self):
        synchronize()
        start = time.perf_counter()
        for network in self.networks:
            for i in range(self.steps):
                network.step(self.x[i % len(self.x)], self.y[i % len(self.y)])
        synchronize()
        return time.perf_counter() - start

    def gemm(self, trials, width, products):
        a = torch.randn(trials, BATCH, width, device=DEVICE)
        b = torch.randn(trials, width, width, device=DEVICE)
        c = torch.bmm(a, b)
        torch.bmm(a, b, out=c)
        synchronize()
        start = time.perf_counter()
        for _ in range(products):
            torch.bmm(a, b, out=c)
        synchronize()
        return time.perf_counter() - start


if __name__ == "__main__":
    serve(Torch(sys.argv[1]))
