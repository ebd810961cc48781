"""JAX, plain SGD in float32: all networks by vmap, the steps of a round by lax.scan, the whole round one jitted program."""
import functools
import time

import jax
import jax.numpy as jnp

from worker import BATCH, RATE, serve

jax.config.update("jax_default_matmul_precision", "highest")


@functools.partial(jax.jit, static_argnums=(3, 4), donate_argnums=0)
def train(params, xs, ys, steps, activation):
    """params: [(weights (trials, n, m), biases (trials, m))] by layer; answers them and the losses (steps, trials)."""
    function = jax.nn.relu if activation == "relu" else jnp.tanh

    def loss(params, x, y):
        for weights, biases in params[:-1]:
            x = function(x @ weights + biases)
        weights, biases = params[-1]
        scores = jax.nn.log_softmax(x @ weights + biases)
        return -jnp.mean(jnp.take_along_axis(scores, y[:, None], 1))

    def step(params, i):
        losses, gradients = jax.vmap(jax.value_and_grad(loss), (0, None, None))(params, xs[i % len(xs)], ys[i % len(ys)])
        return jax.tree_util.tree_map(lambda p, g: p - RATE * g, params, gradients), losses

    return jax.lax.scan(step, params, jnp.arange(steps))


class Jax:
    params = None

    def describe(self):
        return f"JAX {jax.__version__}, {jax.devices()[0].device_kind}, vmap, jit, scan"

    def prepare(self, case):
        self.params = None
        features, labels = case.minibatches()
        self.x, self.y = jnp.asarray(features), jnp.asarray(labels)
        self.steps, self.activation = case.steps, case.activation
        self.params = []
        for layer, (_, fan_out) in enumerate(case.shapes()):
            weights = jnp.asarray(case.weights(layer, case.trials))
            self.params.append((weights, jnp.zeros((case.trials, fan_out))))

    def losses(self, case):
        self.prepare(case)
        self.params, losses = train(self.params, self.x, self.y, self.steps, self.activation)
        return losses.T.reshape(-1).tolist()

    def train(self):
        jax.block_until_ready(self.params)
        start = time.perf_counter()
        self.params, losses = train(self.params, self.x, self.y, self.steps, self.activation)
        jax.block_until_ready((self.params, losses))
        return time.perf_counter() - start

    def gemm(self, trials, width, products):
        keys = jax.random.split(jax.random.PRNGKey(0))
        a = jax.random.normal(keys[0], (trials, BATCH, width))
        b = jax.random.normal(keys[1], (trials, width, width))
        product = jax.jit(jnp.matmul)
        jax.block_until_ready(product(a, b))
        start = time.perf_counter()
        for _ in range(products):
            c = product(a, b)
        jax.block_until_ready(c)
        return time.perf_counter() - start


if __name__ == "__main__":
    serve(Jax())
