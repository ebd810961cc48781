"""Many small networks at once by JAX (vmap over networks, scan over steps) or PyTorch (batched products).

swarm_nets.py jax|torch CASE PRECISION NETWORKS THREADS: trains that many networks for some steps and prints network steps a
second of processor time, as bench/cpu/swarms.py reads it. Cases are those of dev.fathom.bench.Swarms: biases, mean squared error, full batch.
"""

import os
import sys
import time

library, case, precision, networks, threads = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
units, samples = {"w16": ([16, 16, 16, 16], 16), "fractal": ([16, 16, 1], 272), "w8": ([8, 8, 8, 8], 16)}[case]
RATE = 0.01
SECONDS = 3.0


def report(run, steps):
    run()  # compiles, and warms up
    done, start = 0, time.process_time()
    while time.process_time() - start < SECONDS:
        run()
        done += 1
    print(done * steps * networks / (time.process_time() - start))


if library == "jax":
    os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=" + ("true" if threads > 1 else "false")
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", precision == "fp64")
    real = jnp.float64 if precision == "fp64" else jnp.float32
    keys = jax.random.split(jax.random.PRNGKey(0), len(units) + 1)
    x = jax.random.normal(keys[-1], (samples, units[0]), real)
    y = jax.random.normal(keys[-2], (samples, units[-1]), real)
    start = [
        (jax.random.normal(k, (networks, n, m), real) / n**0.5, jnp.zeros((networks, m), real))
        for k, n, m in zip(keys, units, units[1:])
    ]

    def loss(layers):
        a = x
        for w, b in layers[:-1]:
            a = jnp.tanh(a @ w + b)
        w, b = layers[-1]
        return jnp.mean((a @ w + b - y) ** 2)

    def step(layers, _):
        value, slopes = jax.value_and_grad(loss)(layers)
        return jax.tree_util.tree_map(lambda p, g: p - RATE * g, layers, slopes), value

    steps = 100
    train = jax.jit(jax.vmap(lambda layers: jax.lax.scan(step, layers, None, steps)))
    report(lambda: jax.block_until_ready(train(start)), steps)
else:
    import torch

    torch.set_num_threads(threads)
    real = torch.float64 if precision == "fp64" else torch.float32
    x = torch.randn(samples, units[0], dtype=real).expand(networks, samples, units[0])
    y = torch.randn(samples, units[-1], dtype=real)
    ws = [torch.randn(networks, n, m, dtype=real) / n**0.5 for n, m in zip(units, units[1:])]
    bs = [torch.zeros(networks, 1, m, dtype=real) for m in units[1:]]
    for p in ws + bs:
        p.requires_grad_(True)
    steps = 5

    def run():
        for _ in range(steps):
            a = x
            for i, (w, b) in enumerate(zip(ws, bs)):
                a = torch.baddbmm(b, a, w)
                a = torch.tanh(a) if i < len(ws) - 1 else a
            ((a - y) ** 2).mean(dim=(1, 2)).sum().backward()
            with torch.no_grad():
                for p in ws + bs:
                    p -= RATE * p.grad
                    p.grad = None

    report(run, steps)
