"""Fathom, PyTorch and JAX train the same networks on one GPU, in interleaved rounds. run.sh calls it; --help says more.

Every contender is a process of its own. Before the clock starts, the losses of two networks over three steps must agree
with Fathom's; their weights, and the data of all, are Fathom's files.
"""
import argparse
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from statistics import median

HERE = Path(__file__).resolve().parent
CASES = ["tanh 30 128 512", "tanh 30 512 64", "tanh 20 64 10000"]  # activation, depth, width, trials
BATCH, INPUTS, CLASSES = 128, 784, 10
PRODUCTS = 100  # of a round of gemm: together some milliseconds at least
COMPARED_TRIALS, COMPARED_STEPS, TOLERANCE = 2, 3, 2e-3  # another weight or sample would differ by 1e-1
TF32_TOLERANCE = 2e-2  # where factors are cut a product loses 2^-10 in the mean: 3 % of the logits behind 30 layers
FAST = ("tf32", "3xtf32")  # on tensor cores: rows of Fathom's own, each with its error
PEERS = {
    "pytorch eager": ["torch_nets.py", "eager"],
    "pytorch graph": ["torch_nets.py", "graph"],
    "pytorch batched": ["torch_nets.py", "batched"],
    "jax": ["jax_nets.py"],
}
ONE_BY_ONE = ("pytorch eager", "pytorch graph")  # their rate does not depend on the number of networks


class Contender:
    """A worker process and the pipe to it."""

    def __init__(self, name, command, limit, **variables):
        # all but those asked for TF32 multiply in full float32, and nobody takes memory that the others need
        environment = dict(os.environ, NVIDIA_TF32_OVERRIDE="0", XLA_PYTHON_CLIENT_PREALLOCATE="false", **variables)
        if name.endswith("tf32"):
            del environment["NVIDIA_TF32_OVERRIDE"]
        self.name, self.limit = name, limit
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)

    def ask(self, *words):
        watch = threading.Timer(self.limit, self.process.kill)  # a hung contender ends, the others go on
        watch.start()
        try:
            self.process.stdin.write(" ".join(map(str, words)) + "\n")
            self.process.stdin.flush()
            answer = self.process.stdout.readline().strip()
        except BrokenPipeError:
            answer = ""
        finally:
            watch.cancel()
        if not answer or answer.startswith("failed"):
            raise RuntimeError(f"{self.name}: {answer or f'the process ended, or was ended after {self.limit} seconds'}")
        return answer

    def close(self):
        with contextlib.suppress(BrokenPipeError):  # it has ended
            self.process.stdin.close()
        self.process.wait()


def flops_per_step(depth, width, trials):
    """Three products a layer of 2 B n m each; the first layer's input needs no gradient."""
    weights = [INPUTS * width] + [width * width] * (depth - 1) + [width * CLASSES]
    return trials * BATCH * 2 * (3 * sum(weights) - weights[0])


def steps_of_round(depth, width, trials):
    """About half a second at 10 TFLOP/s, the same for everyone."""
    return int(max(5, min(200, 5e12 / flops_per_step(depth, width, trials))))


def deviation(name, expected, found):
    """The greatest relative distance of a loss from Fathom's in float32."""
    if len(found) != len(expected):
        raise RuntimeError(f"{name}: {len(found)} losses, fathom has {len(expected)}")
    tolerance = TF32_TOLERANCE if name == "fathom tf32" else TOLERANCE
    for i, (a, b) in enumerate(zip(expected, found)):
        if not abs(a - b) <= tolerance * abs(a):
            raise RuntimeError(f"{name}: loss {i} is {b}, fathom's {a}")
    return max(abs(a - b) / abs(a) for a, b in zip(expected, found))


def agree(contenders, text, folder, steps):
    """Those whose losses are Fathom's, each ready to train; how far off they are; and why the others are not."""
    activation, depth, width, trials = text.split()
    steps = steps or steps_of_round(int(depth), int(width), int(trials))
    few = [activation, depth, width, COMPARED_TRIALS, COMPARED_STEPS, folder]
    contenders[0].ask("write", *few, COMPARED_TRIALS)
    expected, ready, off, left_out = None, {}, {}, {}
    for contender in contenders:
        own = min(int(trials), 8) if contender.name in ONE_BY_ONE else int(trials)
        try:
            losses = list(map(float, contender.ask("losses", *few).split()))
            expected = expected or losses
            off[contender.name] = deviation(contender.name, expected, losses)
            contender.ask("prepare", activation, depth, width, own, steps, folder)
            ready[contender.name] = own
        except RuntimeError as problem:
            left_out[contender.name] = str(problem)
    return steps, ready, off, left_out


def compare(contenders, text, rounds, steps):
    with tempfile.TemporaryDirectory() as folder:
        steps, ready, off, left_out = agree(contenders, text, folder, steps)
        seconds = {name: [] for name in ready}
        for number in range(-2, rounds):
            for contender in contenders:
                if contender.name in left_out:
                    continue
                try:
                    taken = int(contender.ask("train")) / 1e9
                except RuntimeError as problem:
                    left_out[contender.name] = str(problem)
                    continue
                if number >= 0:
                    seconds[contender.name].append(taken)
    result = {"case": text, "steps": steps, "left_out": left_out, "contenders": {}}
    for name, taken in seconds.items():
        if len(taken) == rounds:
            result["contenders"][name] = {
                "trials": ready[name], "loss_error": off[name], "seconds": taken,
                "steps_x_trials_per_second": steps * ready[name] / median(taken)}
    return result


def gemm(contenders, trials, width, rounds):
    """The rate of (trials, 128, width) x (trials, width, width) in TFLOP/s, by contender."""
    rates = {}
    for contender in contenders:
        if contender.name in ONE_BY_ONE:
            continue
        flops = PRODUCTS * 2 * trials * BATCH * width * width
        try:
            rates[contender.name] = [flops / int(contender.ask("gemm", trials, width, PRODUCTS)) / 1e3 for _ in range(rounds)]
        except RuntimeError as problem:
            rates[contender.name] = str(problem)
    return {"trials": trials, "width": width, "tflops": rates}


def print_case(result):
    print(f"\n{result['case']}: {result['steps']} steps a round; steps x trials per second, Fathom over each, error of losses")
    rates = {name: c["steps_x_trials_per_second"] for name, c in result["contenders"].items()}
    for name, rate in rates.items():
        ratio = rates["fathom"] / rate if "fathom" in rates else float("nan")
        print(f"  {name:16} {rate:14.1f} {ratio:8.2f} {result['contenders'][name]['loss_error']:10.1e}")
    for why in result["left_out"].values():
        print(f"  left out: {why}")


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--java", default=str(HERE / "jre/bin/java"), help="Fathom's Java")
    parser.add_argument("--class-path", default=str(HERE / "lib/*"))
    parser.add_argument("--case", action="append", help="'ACTIVATION DEPTH WIDTH TRIALS', again and again")
    parser.add_argument("--library-path", default="", help="LD_LIBRARY_PATH of Fathom's Java alone")
    parser.add_argument("--device", default="cuda", help="cuda, or cpu for a rehearsal without a GPU")
    parser.add_argument("--gemm", default="64 512", help="'TRIALS WIDTH' of the products alone, or none")
    parser.add_argument("--limit", type=float, default=60, help="seconds for one answer of a contender")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--steps", type=int, help="of a round (default: half a second at 10 TFLOP/s)")
    parser.add_argument("--without", action="append", default=[], help="peers left out, by the start of their names")
    parser.add_argument("--json", default="compare.json", help="file for the figures")
    options = parser.parse_args(arguments)

    fathom = [options.java, "-Xmx16g", "-cp", options.class_path, "dev.fathom.bench.gpu.GpuWorker", options.device]
    path = {"LD_LIBRARY_PATH": options.library_path} if options.library_path else {}
    contenders = [Contender("fathom", [*fathom, "fp32"], options.limit, **path)]
    if options.device == "cuda":
        contenders += [Contender(f"fathom {fast}", [*fathom, fast], options.limit, **path) for fast in FAST]
    for name, command in PEERS.items():
        if not name.startswith(tuple(options.without) or ("-",)):
            contenders.append(Contender(name, [sys.executable, str(HERE / command[0]), *command[1:]], options.limit))
    described = {}
    for contender in list(contenders):
        try:
            described[contender.name] = contender.ask("describe")
        except RuntimeError as problem:
            if contender.name == "fathom":
                raise
            described[contender.name] = str(problem)
            contenders.remove(contender)
    results = {"contenders": described, "cases": []}
    if options.gemm != "none":
        results["gemm"] = gemm(contenders, *map(int, options.gemm.split()), options.rounds)
    for text in options.case or CASES:
        try:
            results["cases"].append(compare(contenders, text, options.rounds, options.steps))
            print_case(results["cases"][-1])
        except RuntimeError as problem:  # Fathom's worker: the next case may fit
            results["cases"].append({"case": text, "failed": str(problem)})
            print(f"\n{text}: {problem}", flush=True)
        Path(options.json).write_text(json.dumps(results, indent=1) + "\n")
    for contender in contenders:
        contender.close()


if __name__ == "__main__":
    main()
