"""Steps of optax.contrib.muon on matrices: muon.py STEPS RATE DECAY ROWS,COLUMNS,SCALE..., which prints the elements of each
in a line."""

import math
import sys

import jax

jax.config.update("jax_enable_x64", True)
import jax.numpy as jnp
import optax

steps, rate, decay = int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3])


def values(step, rows, columns):
    return jnp.array([math.sin(1 + 3.0 * i * i + 7 * step) for i in range(rows * columns)]).reshape(rows, columns)


for case in sys.argv[4:]:
    rows, columns, scale = case.split(",")
    shape = int(rows), int(columns)
    optim = optax.contrib.muon(rate, weight_decay=decay, consistent_rms=0.2 if scale == "match_rms" else None)
    update = jax.jit(optim.update)
    w = values(-1, *shape)
    state = optim.init(w)
    for step in range(steps):
        updates, state = update(values(step, *shape), state, w)
        w = optax.apply_updates(w, updates)
    print(*w.flatten().tolist())
