"""Twenty steps of an optimizer under a schedule: optimizers.py ORACLE OPTIMIZER SCHEDULE WARMUP, which prints the parameters,
or "absent" where the oracle is not installed. Oracles: float64 (from the papers' formulas), torch, optax."""

import math
import sys

STEPS, SIZE, RATE = 20, 8, 0.05
oracle, optimizer, schedule, warmup = sys.argv[1:4] + [int(sys.argv[4])]


def start(i):
    return math.cos(i)


def gradient(t, i):
    return 0.5 * math.sin(1 + 3 * i + 7 * t) + 0.1


def factor(t):
    if t < warmup:
        return (t + 1) / warmup
    u = (t - warmup) / (STEPS - warmup)
    down = 0.8 * STEPS
    return {
        "constant": 1,
        "linear": 1 - 0.75 * u,
        "cosine": 0.25 + 0.75 * 0.5 * (1 + math.cos(math.pi * u)),
        "wsd": 1 if t < down else 1 - (t - down) / (STEPS - down),
    }[schedule]


def float64():
    result = []
    for i in range(SIZE):
        w, m, v = start(i), 0.0, 0.0
        for t in range(STEPS):
            g, rate = gradient(t, i), RATE * factor(t)
            if optimizer == "nesterov":
                m = 0.9 * m + g
                w -= rate * (g + 0.9 * m)
            elif optimizer == "adamw":
                w *= 1 - rate * 0.1
                m = 0.9 * m + 0.1 * g
                v = 0.95 * v + 0.05 * g * g
                w -= rate * (m / (1 - 0.9 ** (t + 1))) / (math.sqrt(v / (1 - 0.95 ** (t + 1))) + 1e-8)
            elif optimizer == "lion":
                c = 0.9 * m + 0.1 * g
                w -= rate * (math.copysign(1, c) + 0.1 * w)
                m = 0.99 * m + 0.01 * g
        result.append(w)
    return result


def torch():
    import torch

    w = torch.tensor([start(i) for i in range(SIZE)], dtype=torch.float64, requires_grad=True)
    if optimizer == "nesterov":
        optim = torch.optim.SGD([w], lr=RATE, momentum=0.9, nesterov=True)
    elif optimizer == "adamw":
        optim = torch.optim.AdamW([w], lr=RATE, betas=(0.9, 0.95), weight_decay=0.1)
    else:
        raise ImportError("PyTorch has none")
    lrs = torch.optim.lr_scheduler
    after = {
        "constant": lambda: lrs.ConstantLR(optim, factor=1.0),
        "linear": lambda: lrs.LinearLR(optim, 1.0, 0.25, STEPS - warmup),
        "cosine": lambda: lrs.CosineAnnealingLR(optim, STEPS - warmup, eta_min=0.25 * RATE),
    }
    if schedule not in after:
        raise ImportError("PyTorch has none")
    scheduler = after[schedule]()
    if warmup:
        scheduler = lrs.SequentialLR(optim, [lrs.LinearLR(optim, 1 / warmup, 1.0, warmup - 1), scheduler], [warmup])
    for t in range(STEPS):
        w.grad = torch.tensor([gradient(t, i) for i in range(SIZE)], dtype=torch.float64)
        optim.step()
        scheduler.step()
    return w.tolist()


def optax():
    import jax

    jax.config.update("jax_enable_x64", True)
    import jax.numpy as jnp
    import optax

    rest = STEPS - warmup
    course = {
        "constant": optax.constant_schedule(RATE),
        "linear": optax.linear_schedule(RATE, 0.25 * RATE, rest),
        "cosine": optax.cosine_decay_schedule(RATE, rest, 0.25),
        "wsd": optax.join_schedules(
            [optax.constant_schedule(RATE), optax.linear_schedule(RATE, 0, STEPS // 5)], [rest - STEPS // 5]
        ),
    }[schedule]
    if warmup:
        course = optax.join_schedules([optax.linear_schedule(RATE / warmup, RATE, warmup - 1), course], [warmup])
    optim = {
        "nesterov": lambda: optax.sgd(course, momentum=0.9, nesterov=True),
        "adamw": lambda: optax.adamw(course, b1=0.9, b2=0.95, weight_decay=0.1),
        "lion": lambda: optax.lion(course, b1=0.9, b2=0.99, weight_decay=0.1),
    }[optimizer]()
    w = jnp.array([start(i) for i in range(SIZE)])
    state = optim.init(w)
    for t in range(STEPS):
        updates, state = optim.update(jnp.array([gradient(t, i) for i in range(SIZE)]), state, w)
        w = optax.apply_updates(w, updates)
    return w.tolist()


try:
    print(*{"float64": float64, "torch": torch, "optax": optax}[oracle]())
except ImportError:
    print("absent")
