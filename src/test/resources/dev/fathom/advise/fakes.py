"""Runs printed Keras, PyTorch and JAX code on stand-ins for these libraries and prints what they were asked to draw.

The stand-ins know shapes alone. Their initializers answer with the law that the library documents for the call, as
[kind, numbers...] in the units of the weights; the formulas here are the libraries' own, not Fathom's.

Takes a JSON file, a list of {"library", "code"}; prints JSON, for each the laws in the order of the layers, each with
fan_in and fan_out, and the shape that comes out for a batch of 3.
"""
import json
import math
import sys
import types

CUT = 0.87962566103423978  # deviation of a standard normal cut at 2, as Keras and JAX have it


class Tensor:
    def __init__(self, *shape):
        self.shape = tuple(shape)

    def _same(self, other):
        if isinstance(other, Tensor) and len(other.shape) == len(self.shape):
            assert other.shape == self.shape, (self.shape, other.shape)
        elif isinstance(other, Tensor) and other.shape:
            assert other.shape[-1] == self.shape[-1], (self.shape, other.shape)
        return self

    __add__ = __sub__ = __truediv__ = _same

    def __mul__(self, other):
        assert isinstance(other, Tensor)
        if other.shape in ((*self.shape[:-1], 1), self.shape[-1:]):  # a factor on each row, or on each column
            return self
        assert self.shape in ((), other.shape)  # a factor on a branch, or of a formula
        return other

    def __pow__(self, exponent):
        return self

    def __rmul__(self, factor):
        assert isinstance(factor, float)
        return self

    def __matmul__(self, other):
        assert self.shape[-1] == other.shape[0], (self.shape, other.shape)
        return Tensor(*self.shape[:-1], other.shape[1])

    def __getitem__(self, i):
        assert i < self.shape[0]
        return Tensor(*self.shape[1:])

    def mean(self, axis, keepdims=False):
        return self if keepdims else Tensor(*self.shape[1:])

    def var(self, axis, keepdims=False):
        return self.mean(axis, keepdims)

    def __len__(self):
        return self.shape[0]


def uniform(limit):
    return ["uniform", -limit, limit]


def cut(mean, std, low, high):
    return ["truncated", mean, std, low, high]


def scaling(scale, mode, distribution, n, m):
    fan = {"fan_in": n, "fan_out": m, "fan_avg": (n + m) / 2}[mode]
    std = math.sqrt(scale / fan)
    return {
        "truncated_normal": cut(0, std / CUT, -2 * std / CUT, 2 * std / CUT),
        "untruncated_normal": ["normal", 0, std],
        "normal": ["normal", 0, std],
        "uniform": uniform(math.sqrt(3) * std),
    }[distribution]


def module(name, **members):
    made = types.ModuleType(name)
    made.__dict__.update(members)
    sys.modules[name] = made
    return made


def identity(*args, **kwargs):
    return lambda x: x


# ---------------------------------------------------------------- PyTorch


class Parameter(Tensor):
    law = None


class Module:
    def __call__(self, x):
        return self.forward(x)


class Linear(Module):
    def __init__(self, n, m):
        self.weight = Parameter(m, n)
        self.bias = Parameter(m)

    def forward(self, x):
        assert x.shape[-1] == self.weight.shape[1]
        return Tensor(*x.shape[:-1], self.weight.shape[0])


class Normalization(Module):
    def __init__(self, width, eps, momentum=None, affine=True, elementwise_affine=True):
        assert eps == 1e-5
        self.width = width
        self.used = 0
        self.shared = momentum is None and not elementwise_affine

    def forward(self, x):
        assert x.shape[-1] == self.width
        self.used += 1
        return x


class BatchNormalization(Normalization):
    def __init__(self, width, eps, momentum, affine=True):
        assert momentum == 0.1
        super().__init__(width, eps, momentum)


def gain2(nonlinearity, a):
    return {"leaky_relu": 2 / (1 + a * a), "linear": 1, "relu": 2, "tanh": 25 / 9, "selu": 9 / 16}[nonlinearity]


def kaiming(w, a, mode, nonlinearity, distribution):
    w.law = scaling(gain2(nonlinearity, a), mode, distribution, w.shape[1], w.shape[0])


def xavier(w, gain, distribution):
    w.law = scaling(gain * gain, "fan_avg", distribution, w.shape[1], w.shape[0])


def setting(law):
    def init(w, *numbers, **named):
        w.law = law(*numbers, **named)

    return init


def pytorch(code):
    init = types.SimpleNamespace(
        zeros_=setting(lambda: ["constant", 0]),
        ones_=setting(lambda: ["constant", 1]),
        constant_=setting(lambda value: ["constant", value]),
        normal_=setting(lambda mean=0.0, std=1.0: ["normal", mean, std]),
        uniform_=setting(lambda a=0.0, b=1.0: ["uniform", a, b]),
        trunc_normal_=setting(lambda mean=0.0, std=1.0, a=-2.0, b=2.0: cut(mean, std, a, b)),
        orthogonal_=setting(lambda gain=1: ["orthogonal", gain]),
        xavier_normal_=lambda w, gain=1.0: xavier(w, gain, "normal"),
        xavier_uniform_=lambda w, gain=1.0: xavier(w, gain, "uniform"),
        kaiming_normal_=lambda w, a=0, mode="fan_in", nonlinearity="leaky_relu": kaiming(
            w, a, mode, nonlinearity, "normal"),
        kaiming_uniform_=lambda w, a=0, mode="fan_in", nonlinearity="leaky_relu": kaiming(
            w, a, mode, nonlinearity, "uniform"),
    )
    nn = module("torch.nn", Module=Module, Linear=Linear, LayerNorm=Normalization, RMSNorm=Normalization,
                BatchNorm1d=BatchNormalization, init=init, ModuleList=list,
                Parameter=lambda t: t, __getattr__=lambda name: identity)
    module("torch", nn=nn, erf=lambda x: x, sin=lambda x: x, abs=lambda x: x, relu=lambda x: x, sigmoid=lambda x: x,
           full=lambda shape, value: Tensor(*shape))
    space = {}
    exec(code, space)
    net = space["Net"]()
    for layer in net.layers:
        assert layer.bias.law == ["constant", 0]
    out = net(Tensor(3, net.layers[0].weight.shape[1]))
    assert all(norm.used == 1 for norm in getattr(net, "norms", []))
    return [(*reversed(layer.weight.shape), layer.weight.law) for layer in net.layers], out.shape


# ------------------------------------------------------------------ Keras


def keras(code):
    drawn = []

    class Dense:
        def __init__(self, units, kernel_initializer):
            self.units, self.law = units, kernel_initializer

        def __call__(self, x):
            n = x.shape[-1]
            drawn.append((n, self.units, self.law(n, self.units)))
            return Tensor(*x.shape[:-1], self.units)

    class Layer:
        def add_weight(self, shape, initializer):
            return Tensor(*shape)

        def __call__(self, x):
            self.build(x.shape)
            return self.call(x)

    def fixed(*law):
        return lambda n, m: list(law)

    def scaled(scale, mode, distribution):
        return lambda: lambda n, m: scaling(scale, mode, distribution, n, m)

    def activation(function):
        assert callable(function) or function in (
            "elu gelu hard_swish hard_tanh linear mish relu relu6 selu sigmoid silu softplus softsign tanh".split()), function
        return lambda x: x

    def norm(epsilon, center=True, scale=True, momentum=0.9):
        assert epsilon == 1e-5 and center == scale and momentum == 0.9
        return lambda x: x

    initializers = module(
        "keras.initializers",
        Constant=lambda value: fixed("constant", value),
        Zeros=lambda: fixed("constant", 0),
        Ones=lambda: fixed("constant", 1),
        RandomNormal=lambda mean=0.0, stddev=0.05: fixed("normal", mean, stddev),
        RandomUniform=lambda minval=-0.05, maxval=0.05: fixed("uniform", minval, maxval),
        TruncatedNormal=lambda mean=0.0, stddev=0.05: fixed(
            *cut(mean, stddev, mean - 2 * stddev, mean + 2 * stddev)),
        Orthogonal=lambda gain=1.0: fixed("orthogonal", gain),
        VarianceScaling=lambda scale, mode, distribution: scaled(scale, mode, distribution)(),
        GlorotNormal=scaled(1, "fan_avg", "truncated_normal"),
        GlorotUniform=scaled(1, "fan_avg", "uniform"),
        HeNormal=scaled(2, "fan_in", "truncated_normal"),
        HeUniform=scaled(2, "fan_in", "uniform"),
        LecunNormal=scaled(1, "fan_in", "truncated_normal"),
        LecunUniform=scaled(1, "fan_in", "uniform"))
    layers = module(
        "keras.layers", Dense=Dense, Layer=Layer, Activation=activation, LayerNormalization=norm,
        BatchNormalization=norm, RMSNormalization=norm,
        Add=lambda: lambda pair: pair[0]._same(pair[1]), Rescaling=identity, ELU=identity, LeakyReLU=identity)
    def reduced(x, axis, keepdims):
        assert axis == -1 and keepdims
        return Tensor(*x.shape[:-1], 1)

    ops = module(
        "keras.ops", square=lambda x: x, mean=reduced, rsqrt=lambda x: x, erf=lambda x: x, sin=lambda x: x, abs=lambda x: x)
    activations = types.SimpleNamespace(gelu=lambda x, approximate: x)
    module("keras", initializers=initializers, layers=layers, ops=ops, activations=activations,
           Input=lambda shape: Tensor(3, *shape), Model=lambda x, y: y)
    space = {}
    exec(code, space)
    return drawn, space["build"]().shape


# -------------------------------------------------------------------- JAX


class Array(Tensor):
    law = None


def jax(code):
    def law(function):
        def draw(key, shape, dtype):
            made = Array(*shape)
            made.law = function(*shape)
            return made

        return draw

    def scaled(scale, mode, distribution):
        return lambda: law(lambda n, m: scaling(scale, mode, distribution, n, m))

    def normal(key, shape, dtype):
        raise AssertionError("only laws of mean 0 are printed so")

    def uniform_(key, shape, dtype, minval, maxval):
        return law(lambda n, m: ["uniform", minval, maxval])(key, shape, dtype)

    initializers = module(
        "jax.nn.initializers",
        zeros=law(lambda n, m: ["constant", 0]),
        ones=law(lambda n, m: ["constant", 1]),
        constant=lambda value: law(lambda n, m: ["constant", value]),
        normal=lambda stddev=0.01: law(lambda n, m: ["normal", 0, stddev]),
        truncated_normal=lambda stddev=0.01, lower=-2.0, upper=2.0: law(
            lambda n, m: cut(0, stddev, lower * stddev, upper * stddev)),
        orthogonal=lambda scale=1.0: law(lambda n, m: ["orthogonal", scale]),
        variance_scaling=lambda scale, mode, distribution: scaled(scale, mode, distribution)(),
        glorot_normal=scaled(1, "fan_avg", "truncated_normal"),
        glorot_uniform=scaled(1, "fan_avg", "uniform"),
        he_normal=scaled(2, "fan_in", "truncated_normal"),
        he_uniform=scaled(2, "fan_in", "uniform"),
        lecun_normal=scaled(1, "fan_in", "truncated_normal"),
        lecun_uniform=scaled(1, "fan_in", "uniform"))
    nn = module("jax.nn", initializers=initializers, __getattr__=lambda name: lambda x, *a, **k: x)
    jnp = module("jax.numpy", float32=None, zeros=lambda n: Tensor(n), ones=lambda n: Tensor(n), array=lambda x: Tensor(), sqrt=lambda x: x,
                 tanh=lambda x: x, sin=lambda x: x, abs=lambda x: x)
    special = types.SimpleNamespace(special=types.SimpleNamespace(erf=lambda x: x))
    random = types.SimpleNamespace(split=lambda key, n: [key] * n, normal=normal, uniform=uniform_)
    module("jax", nn=nn, numpy=jnp, random=random, scipy=special)
    space = {}
    exec(code, space)
    params = space["params"](None)
    x = Tensor(3, params[0]["w"].shape[0])
    if "seen" in code:
        out, seen = space["apply"](params, space["norms"](), True, x)
        assert [set(norm) for norm in seen] == [set(norm) for norm in space["norms"]()]
        assert space["apply"](params, seen, False, x)[0].shape == out.shape
    elif "def norms" in code:
        out = space["apply"](params, space["norms"](), x)
    else:
        out = space["apply"](params, x)
    return [(*p["w"].shape, p["w"].law) for p in params], out.shape


RUN = {"keras": keras, "pytorch": pytorch, "jax": jax}
answers = []
for item in json.load(open(sys.argv[1])):
    try:
        drawn, out = RUN[item["library"]](item["code"])
        answers.append({"drawn": drawn, "out": out})
    except Exception as failure:
        answers.append({"failure": repr(failure)})
print(json.dumps(answers))
