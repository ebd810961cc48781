"""Twenty steps of an optimizer under a schedule: optimizers.py ORACLE OPTIMIZER,SCHEDULE,WARMUP,DECAY,CLIP..., which
prints the parameters in a line for each, or "absent" where the oracle has no such thing. Oracles: float64 (from the papers' formulas), torch, optax."""

import math
import sys

STEPS, SIZE, RATE = 20, 8, 0.05


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


def clipped(t):
    """All gradients of a step."""
    every = [gradient(t, i) for i in range(SIZE)]
    norm = math.sqrt(sum(g * g for g in every))
    return [g * min(1, clip / (norm + 1e-6)) if clip else g for g in every]


def float64():
    ws, ms, vs = [start(i) for i in range(SIZE)], [0.0] * SIZE, [0.0] * SIZE
    for t in range(STEPS):
        rate, gs = RATE * factor(t), clipped(t)
        for i, g in enumerate(gs):
            w, m, v = ws[i], ms[i], vs[i]
            if optimizer == "lion":
                c = 0.9 * m + 0.1 * g
                w -= rate * (math.copysign(1, c) + decay * w)
                m = 0.99 * m + 0.01 * g
            elif optimizer.startswith("adam"):
                if optimizer == "adamw":
                    w *= 1 - rate * decay
                else:
                    g += decay * w
                m = 0.9 * m + 0.1 * g
                v = 0.999 * v + 0.001 * g * g
                w -= rate * (m / (1 - 0.9 ** (t + 1))) / (math.sqrt(v / (1 - 0.999 ** (t + 1))) + 1e-8)
            else:
                g += decay * w
                m = (0 if optimizer == "sgd" else 0.9) * m + g
                w -= rate * (g + 0.9 * m if optimizer == "nesterov" else m)
            ws[i], ms[i], vs[i] = w, m, v
    return ws


def torch():
    import torch

    w = torch.tensor([start(i) for i in range(SIZE)], dtype=torch.float64, requires_grad=True)
    kinds = {
        "sgd": lambda: torch.optim.SGD([w], lr=RATE, weight_decay=decay),
        "momentum": lambda: torch.optim.SGD([w], lr=RATE, momentum=0.9, weight_decay=decay),
        "nesterov": lambda: torch.optim.SGD([w], lr=RATE, momentum=0.9, nesterov=True, weight_decay=decay),
        "adam": lambda: torch.optim.Adam([w], lr=RATE, weight_decay=decay),
        "adamw": lambda: torch.optim.AdamW([w], lr=RATE, weight_decay=decay),
    }
    if optimizer not in kinds:
        raise NotImplementedError
    optim = kinds[optimizer]()
    lrs = torch.optim.lr_scheduler
    after = {
        "constant": lambda: lrs.ConstantLR(optim, factor=1.0),
        "linear": lambda: lrs.LinearLR(optim, 1.0, 0.25, STEPS - warmup),
        "cosine": lambda: lrs.CosineAnnealingLR(optim, STEPS - warmup, eta_min=0.25 * RATE),
    }
    if schedule not in after:
        raise NotImplementedError
    scheduler = after[schedule]()
    if warmup:
        scheduler = lrs.SequentialLR(optim, [lrs.LinearLR(optim, 1 / warmup, 1.0, warmup - 1), scheduler], [warmup])
    for t in range(STEPS):
        w.grad = torch.tensor([gradient(t, i) for i in range(SIZE)], dtype=torch.float64)
        if clip:
            torch.nn.utils.clip_grad_norm_([w], clip)
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
    decayed = optax.add_decayed_weights(decay)
    optim = {
        "sgd": lambda: optax.chain(decayed, optax.sgd(course)),
        "momentum": lambda: optax.chain(decayed, optax.sgd(course, momentum=0.9)),
        "nesterov": lambda: optax.chain(decayed, optax.sgd(course, momentum=0.9, nesterov=True)),
        "adam": lambda: optax.chain(decayed, optax.adam(course)),
        "adamw": lambda: optax.adamw(course, weight_decay=decay),
        "lion": lambda: optax.lion(course, b1=0.9, b2=0.99, weight_decay=decay),
    }[optimizer]()
    if clip:
        optim = optax.chain(optax.clip_by_global_norm(clip), optim)
    w = jnp.array([start(i) for i in range(SIZE)])
    state = optim.init(w)
    for t in range(STEPS):
        updates, state = optim.update(jnp.array([gradient(t, i) for i in range(SIZE)]), state, w)
        w = optax.apply_updates(w, updates)
    return w.tolist()


for case in sys.argv[2:]:
    optimizer, schedule, warmup, decay, clip = case.split(",")
    warmup, decay, clip = int(warmup), float(decay), float(clip)
    try:
        print("=", *{"float64": float64, "torch": torch, "optax": optax}[sys.argv[1]]())
    except NotImplementedError:
        print("= absent")
