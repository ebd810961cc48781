"""Records what happens inside a PyTorch model while it trains, for Fathom to report.

    import fathom_recorder
    with fathom_recorder.record(model, "run.db", every=100):
        ...  # your own training loop

At every hundredth step the moments of all layers are kept: pre-activations, activations, gradients by both, weights, and
the update over the weight. "fathom report run.db", "fathom export run.db --to run.csv" and "fathom lint run.db" read the
file. Needs torch 1.13 or newer, and the standard library.
"""
import datetime
import functools
import os
import platform
import socket
import sqlite3
import time
import uuid

import torch
from torch.overrides import TorchFunctionMode

# Printed by Fathom @VERSION@.
SCHEMA_VERSION = @SCHEMA_VERSION@
SCHEMA = @SCHEMA@
# Outputs from which on a unit counts as saturated, by the function of torch.
SATURATION = @SATURATION@
QUANTITIES = @QUANTITIES@
MOMENTS = @MOMENTS@

_UNARY = {
    "relu", "relu_", "relu6", "leaky_relu", "leaky_relu_", "elu", "elu_", "selu", "selu_", "celu", "celu_", "gelu", "silu",
    "mish", "tanh", "tanh_", "sigmoid", "sigmoid_", "hardtanh", "hardswish", "hardsigmoid", "softplus", "softsign", "sin",
    "prelu", "rrelu",
}
_DENSE = (torch.nn.Linear, torch.nn.Bilinear, torch.nn.Embedding)
_CONVOLUTION = torch.nn.modules.conv._ConvNd
_NORM = (torch.nn.modules.batchnorm._NormBase, torch.nn.LayerNorm, torch.nn.GroupNorm)


def record(model, path, every=100, optimizer=None, scaler=None, name=None):
    """A context in which training is recorded.

    A step is a forward pass of the model in training mode or, where the optimizer is given, a call of its step. With a
    GradScaler, gradients are divided by its scale. The file may hold several runs; each is added to it.
    """
    return Recording(model, path, every, optimizer, scaler, name)


def _work(tensor):
    """In double precision where the device has it, so that squares neither overflow nor vanish."""
    return tensor.detach().to(torch.float64 if tensor.device.type in ("cpu", "cuda", "xpu") else torch.float32)


def _others(tensor, units):
    """All axes but that of the units; a vector is one row."""
    return [axis for axis in range(tensor.dim()) if axis != units] if tensor.dim() > 1 else []


def _moments(tensor, units, saturated=None, dead=None):
    """Of MOMENTS, on the device: nothing waits for it here. Few passes, for they are what recording costs."""
    tensor = tensor.detach()
    x = _work(tensor)
    others = _others(tensor, units)
    variances, means = torch.var_mean(x, others, unbiased=False) if others else (torch.zeros_like(x), x)
    unit_variance = variances.mean()
    second = unit_variance + means.square().mean()
    mean = means.mean()
    zero = x.new_zeros(())
    low, high = torch.aminmax(tensor)
    if x.device.type == "cpu" and torch.isfinite(second):
        nonfinite = zero  # only what is not finite spoils the sums
    else:
        nonfinite = (~torch.isfinite(tensor)).to(x.dtype).mean()
    return torch.stack([
        mean,
        (second - mean * mean).clamp(min=0),
        second,
        unit_variance,
        torch.maximum(high, -low).to(x),
        zero if saturated is None else saturated.to(x),
        zero if dead is None else dead.to(x),
        nonfinite,
    ])


def _flat_by_input(function, z):
    """Where the derivative vanishes, for functions whose inputs say so; None for others."""
    if function == "relu":
        return z <= 0
    if function == "relu6":
        return (z <= 0) | (z >= 6)
    if function == "hardtanh":
        return (z <= -1) | (z >= 1)
    return None


def _flat_by_output(function, a):
    if function == "tanh":
        return a * a == 1
    if function == "sigmoid":
        return a * (1 - a) == 0
    return None


class _Activations(TorchFunctionMode):
    """Sees the function that is applied to the output of a layer, be it a module or a call."""

    def __init__(self, step):
        super().__init__()
        self.step = step

    def __torch_function__(self, func, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        function = getattr(func, "__name__", "")
        place, flat = None, None
        if function in _UNARY and args and isinstance(args[0], torch.Tensor):
            place = self.step.place_of(args[0])
            if place is not None:
                flat = _flat_by_input(function.rstrip("_"), args[0].detach())  # now: it may be overwritten in place
        result = func(*args, **kwargs)
        if place is not None and isinstance(result, torch.Tensor):
            alpha = args[1] if len(args) > 1 else kwargs.get("alpha", 1)
            self.step.activation(place, function.rstrip("_"), flat, result, alpha)
        return result


class _Step:
    """What one recorded step shows."""

    def __init__(self, recording, number):
        self.recording = recording
        self.number = number
        self.rows = {}  # (name, quantity) -> moments on the device
        self.units = {}  # name -> axis of the units
        self.outputs = []  # (tensor, version, name): kept, so that identities stay theirs
        self.calls = {}
        self.before = {}  # name -> weights before the update
        self.handles = []
        self.undo = []
        self.mode = None
        self.scale = recording.scaler.get_scale() if recording.scaler is not None else 1.0
        self.started = time.time()

    def start(self):
        self.mode = _Activations(self)
        for name, module in self.recording.model.named_modules():
            if isinstance(module, torch.nn.MultiheadAttention):
                self.handles.append(module.register_forward_pre_hook(functools.partial(self.attention, name)))
                self.handles.append(module.register_forward_hook(functools.partial(self.attended, name)))
            elif _kind(module):
                self.handles.append(module.register_forward_hook(functools.partial(self.layer, name)))
        self.mode.__enter__()

    def end_forward(self):
        if self.mode is not None:
            self.mode.__exit__(None, None, None)
            self.mode = None
            while self.undo:
                self.undo.pop()()
            for handle in self.handles:
                handle.remove()
            self.handles = []
            self.outputs = []

    def place_of(self, tensor):
        for output, version, name in self.outputs:
            if output is tensor and tensor._version == version:
                return name
        return None

    def layer(self, name, module, inputs, output):
        if isinstance(output, torch.Tensor) and output.is_floating_point():
            self.seen(name, type(module).__name__, output, getattr(module, "weight", None), _unit_axis(module, output))

    def seen(self, name, kind, output, weight, axis, rows=None):
        """Takes the pre-activation at once, the gradient when it comes."""
        self.calls[name] = self.calls.get(name, 0) + 1
        if self.calls[name] > 1:
            name, weight = "%s (%d)" % (name, self.calls[name]), None  # its weights are in the first row
        shape = None if weight is None else weight.shape if rows is None else weight[rows].shape
        self.recording.know(name, kind, shape)
        self.units[name] = axis
        self.rows[name, "preactivation"] = _moments(output, axis)
        self.outputs.append((output, output._version, name))
        if output.grad_fn is not None:
            # of the node, not of the tensor: what is overwritten in place has another one
            number = getattr(output, "output_nr", 0)
            self.backward(output.grad_fn.register_hook(
                lambda inputs, outputs: self.gradient(name, "gradient", outputs[number], axis)))
        if weight is not None:
            part = weight if rows is None else weight[rows]
            units = 1 if kind == "Embedding" or kind.startswith("ConvTranspose") else 0
            self.rows[name, "weight"] = _moments(part, units if part.dim() > 1 else 0)
            self.before[name] = (weight, rows, part.detach().clone())
            if weight.requires_grad:
                self.backward(weight.register_hook(lambda gradient: self.gradient(
                    name, "weight_gradient", gradient if rows is None else gradient[rows],
                    units if part.dim() > 1 else 0)))

    def backward(self, handle):
        self.recording.handles.append(handle)

    def gradient(self, name, quantity, gradient, axis):
        if gradient is not None and (name, quantity) not in self.rows:
            gradient = gradient.to_dense() if gradient.is_sparse else gradient
            self.rows[name, quantity] = _moments(gradient, axis)

    def activation(self, name, function, flat, result, alpha):
        a, axis = result.detach(), self.units[name]
        saturated, dead = None, None
        if function in SATURATION:
            low, high = SATURATION[function]
            low = low * alpha if function == "elu" else low
            saturated = ((a <= low) | (a >= high)).double().mean() if a.device.type != "mps" else None
        flat = _flat_by_output(function, a) if flat is None else flat
        if flat is not None:
            others = _others(a, axis)
            dead = (flat.float().amin(others) if others else flat.float()).mean()
        self.rows[name, "activation"] = _moments(a, axis, saturated, dead)
        self.recording.activations[name] = function

    def attention(self, name, module, inputs):
        """torch.nn.MultiheadAttention projects inside a function: its projections are taken where it makes them."""
        functional = torch.nn.functional
        for private in ("_in_projection_packed", "_in_projection"):
            if hasattr(functional, private):
                original = getattr(functional, private)
                self.undo.append(functools.partial(setattr, functional, private, original))
                setattr(functional, private, functools.partial(self.project, name, module, original))

    def project(self, name, module, original, *args, **kwargs):
        q, k, v = original(*args, **kwargs)
        size = module.embed_dim
        for i, (letter, output) in enumerate(zip("qkv", (q, k, v))):
            if module.in_proj_weight is not None:
                self.seen("%s.%s_proj" % (name, letter), "Linear", output, module.in_proj_weight, output.dim() - 1,
                          slice(i * size, (i + 1) * size))
            else:
                weight = getattr(module, letter + "_proj_weight")
                self.seen("%s.%s_proj" % (name, letter), "Linear", output, weight, output.dim() - 1)
        return q, k, v

    def attended(self, name, module, inputs, outputs):
        while self.undo:
            self.undo.pop()()
        output = outputs[0] if isinstance(outputs, tuple) else outputs
        self.seen(name + ".out_proj", "Linear", output, module.out_proj.weight, output.dim() - 1)

    def updates(self):
        """Root mean square of the update over that of the weight, for each layer that has weights."""
        ratios = {}
        for name, (weight, rows, before) in self.before.items():
            now = weight.detach() if rows is None else weight.detach()[rows]
            size = _work(before).square().mean().sqrt()
            ratios[name] = (_work(now) - _work(before)).square().mean().sqrt() / size
        return ratios


def _kind(module):
    return isinstance(module, _DENSE + _NORM) or isinstance(module, _CONVOLUTION) or "RMSNorm" in type(module).__name__


def _unit_axis(module, output):
    """Channels come second in what convolves or normalizes over batches, last elsewhere."""
    channels = isinstance(module, _CONVOLUTION) or isinstance(module, (_NORM[0], torch.nn.GroupNorm))
    spatial = getattr(module, "kernel_size", None)
    if isinstance(module, _CONVOLUTION):
        return output.dim() - 1 - len(spatial)  # also without a batch
    return 1 if channels and output.dim() > 1 else output.dim() - 1


class Recording:
    def __init__(self, model, path, every, optimizer, scaler, name):
        if every < 1:
            raise ValueError("every must be at least 1, got %s" % every)
        self.model = model
        self.path = os.fspath(path)
        self.every = every
        self.optimizer = optimizer
        self.scaler = scaler
        self.name = name or os.path.splitext(os.path.basename(self.path))[0]
        self.id = uuid.uuid4().hex[:16]
        self.layers = {}  # name -> (number, kind, shape)
        self.written = set()
        self.activations = {}
        self.handles = []
        self.steps = 0
        self.step = None
        self.losses = []

    def __enter__(self):
        self.lock = _Lock(self.path)
        try:
            self.store = _open(self.path, self.name)
        except BaseException:
            self.lock.close()
            raise
        self.began = time.time()
        self.store.execute(
            "INSERT INTO recording (recording, name, model, optimizer, parameters, every, framework, device, system, host,"
            " started_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (self.id, self.name, type(self.model).__name__,
             type(self.optimizer).__name__ if self.optimizer is not None else None,
             sum(p.numel() for p in self.model.parameters()), self.every, "torch " + torch.__version__,
             str(next((p.device for p in self.model.parameters()), "cpu")), platform.platform(), socket.gethostname(),
             _now()))
        self.store.commit()
        self.root = [self.model.register_forward_pre_hook(self.before_forward),
                     self.model.register_forward_hook(self.after_forward)]
        if self.optimizer is not None:
            self.original_step = self.optimizer.step
            self.optimizer.step = self.stepping
        self.original_backward = torch.Tensor.backward
        recording, original = self, self.original_backward

        @functools.wraps(original)
        def backward(tensor, *args, **kwargs):
            recording.backward(tensor)
            return original(tensor, *args, **kwargs)

        torch.Tensor.backward = backward
        return self

    def __exit__(self, kind, value, traceback):
        torch.Tensor.backward = self.original_backward
        if self.optimizer is not None:
            self.optimizer.step = self.original_step
        for hook in self.root:
            hook.remove()
        try:
            self.finish(whole=kind is None)
            self.write_losses()
            self.store.execute("UPDATE recording SET steps = ?, seconds = ? WHERE recording = ?",
                               (self.steps, round(time.time() - self.began, 3), self.id))
            self.store.commit()
        finally:
            self.store.close()
            self.lock.close()

    def before_forward(self, model, inputs):
        if not (model.training and torch.is_grad_enabled()):
            return
        if self.optimizer is None:
            self.finish()
            self.steps += 1
            number = self.steps - 1
        else:
            number = self.steps
        if self.step is None and number % self.every == 0:
            self.step = _Step(self, number)
            self.step.start()

    def after_forward(self, model, inputs, output):
        if self.step is not None:
            self.step.end_forward()

    def stepping(self, *args, **kwargs):
        result = self.original_step(*args, **kwargs)
        self.finish()
        self.steps += 1
        return result

    def backward(self, loss):
        if loss.numel() == 1:
            number = self.steps if self.optimizer is not None else self.steps - 1
            self.losses.append((number, loss.detach().clone()))

    def know(self, name, kind, shape):
        if name not in self.layers:
            size = "" if shape is None else ",".join(str(n) for n in shape)
            self.layers[name] = (len(self.layers) + 1, kind, size)

    def finish(self, whole=True):
        """Writes the recorded step that is under way, if there is one; all in one transaction."""
        step, self.step = self.step, None
        if step is None:
            return
        step.end_forward()
        for handle in self.handles:
            handle.remove()
        self.handles = []
        if whole or any(quantity == "gradient" for _, quantity in step.rows):
            self.write(step)

    def write(self, step):
        rows = {key: value.tolist() for key, value in step.rows.items()}
        powers = [1, 2, 2, 2, 1, 0, 0, 0]  # of the scale, by MOMENTS
        for (name, quantity), values in rows.items():
            if quantity.endswith("gradient"):
                values[:] = [x / step.scale ** power for x, power in zip(values, powers)]
        ratios = {name: float(ratio) for name, ratio in step.updates().items()}
        for name, (number, kind, shape) in self.layers.items():
            if name not in self.written:
                self.written.add(name)
                self.store.execute("INSERT INTO recorded_layer (recording, layer, name, kind, shape, activation) VALUES"
                                   " (?, ?, ?, ?, ?, ?)", (self.id, number, name, kind, shape, self.activations.get(name)))
            values = [self.id, step.number, number, _real(ratios.get(name))]
            if (name, "preactivation") not in rows:
                continue
            for quantity in QUANTITIES:
                values += [_real(x) for x in rows.get((name, quantity), [None] * len(MOMENTS))]
            self.store.execute("INSERT INTO recorded (recording, step, layer, update_ratio, %s) VALUES (%s)" % (
                ", ".join(q + "_" + m for q in QUANTITIES for m in MOMENTS), ", ".join("?" * len(values))), values)
        rate = self.optimizer.param_groups[0]["lr"] if self.optimizer is not None else None
        self.write_losses()
        self.store.execute("INSERT OR IGNORE INTO recorded_step (recording, step) VALUES (?, ?)", (self.id, step.number))
        self.store.execute("UPDATE recorded_step SET learning_rate = ?, seconds = ? WHERE recording = ? AND step = ?",
                           (rate, step.started - self.began, self.id, step.number))
        self.store.commit()

    def write_losses(self):
        self.store.executemany("INSERT OR REPLACE INTO recorded_step (recording, step, loss) VALUES (?, ?, ?)",
                               [(self.id, number, _real(float(loss))) for number, loss in self.losses])
        self.losses = []


def _real(value):
    """SQLite has no NaN."""
    return None if value is None or value != value else float(value)


def _now():
    return datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _open(path, name):
    fresh = not os.path.exists(path) or os.path.getsize(path) == 0
    store = sqlite3.connect(path, timeout=10)
    try:
        if fresh:
            store.execute("PRAGMA journal_mode = WAL")
            for statement in SCHEMA:
                store.execute(statement)
            store.execute("INSERT INTO study (name, question, text, created_at) VALUES (?, '', 'fathom recorder', ?)",
                          (name, _now()))
            store.commit()
        elif (store.execute("PRAGMA application_id").fetchone()[0] != @APPLICATION_ID@
              or store.execute("PRAGMA user_version").fetchone()[0] != SCHEMA_VERSION):
            raise ValueError("not a store of this Fathom (schema %d)" % SCHEMA_VERSION)
    except (sqlite3.DatabaseError, ValueError) as error:
        store.close()
        raise ValueError("%s: %s; choose another file, or print the recorder of your Fathom again" % (path, error))
    return store


class _Lock:
    """As Fathom locks its stores; where the system has no such locks, without."""

    def __init__(self, path):
        self.path = os.path.realpath(path) + ".lock"
        self.file = None
        try:
            import fcntl
        except ImportError:
            return
        self.file = open(self.path, "a+")
        try:
            fcntl.lockf(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self.file.close()
            raise RuntimeError("%s: in use by another process; wait for it or choose another file" % path)
        self.file.truncate(0)
        self.file.write("process %d on %s\n" % (os.getpid(), socket.gethostname()))
        self.file.flush()

    def close(self):
        if self.file is not None:
            os.remove(self.path)
            self.file.close()
