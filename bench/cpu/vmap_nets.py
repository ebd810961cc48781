"""PyTorch on the CPU, plain SGD in float32: all networks by torch.func.vmap, one step after the other."""
import time

import torch
from torch.nn.functional import cross_entropy

from worker import RATE, serve

try:
    from torch.func import grad_and_value, vmap
except ImportError:  # before PyTorch 2
    from functorch import grad_and_value, vmap


class Vmap:
    def describe(self):
        return f"PyTorch {torch.__version__}, {torch.get_num_threads()} threads, vmap"

    def prepare(self, case):
        features, labels = case.minibatches()
        self.x, self.y, self.steps = torch.from_numpy(features), torch.from_numpy(labels).long(), case.steps
        weights = [torch.from_numpy(case.weights(layer, case.trials)) for layer in range(case.depth + 1)]
        self.parameters = tuple(weights + [torch.zeros(w.shape[0], w.shape[2]) for w in weights])
        function = torch.relu if case.activation == "relu" else torch.tanh

        def loss(parameters, x, y):
            weights, biases = parameters[: case.depth + 1], parameters[case.depth + 1 :]
            for w, b in zip(weights[:-1], biases[:-1]):
                x = function(torch.addmm(b, x, w))
            return cross_entropy(torch.addmm(biases[-1], x, weights[-1]), y)

        self.differentiate = vmap(grad_and_value(loss), (0, None, None))

    def step(self, i):
        gradients, losses = self.differentiate(self.parameters, self.x[i % len(self.x)], self.y[i % len(self.y)])
        torch._foreach_add_(self.parameters, gradients, alpha=-RATE)
        return losses

    def losses(self, case):
        self.prepare(case)
        return torch.stack([self.step(i) for i in range(case.steps)], 1).reshape(-1).tolist()

    def train(self):
        start = time.perf_counter()
        for i in range(self.steps):
            self.step(i)
        return time.perf_counter() - start


if __name__ == "__main__":
    serve(Vmap())
