"""Swarms beside JAX and PyTorch on this machine, interleaved: medians of network steps a second and core, and ratios.

swarms.py --fathom "java -cp ..." --jax PYTHON --torch PYTHON [--rounds 3] [--case w16] ...
"""

import argparse
import os
import shlex
import statistics
import subprocess

here = os.path.dirname(os.path.abspath(__file__))
asked = argparse.ArgumentParser()
asked.add_argument("--fathom", required=True, help="java with a class path that has dev.fathom.bench.Swarms")
asked.add_argument("--jax", help="a Python with JAX")
asked.add_argument("--torch", help="a Python with PyTorch")
asked.add_argument("--rounds", type=int, default=3)
asked.add_argument("--case", action="append", help="w16, w8 or fractal; all where none is named")
asked.add_argument("--precision", action="append")
asked = asked.parse_args()
# one thread: figures are for a core
once = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def speed(command):
    said = subprocess.run(command, env=once, capture_output=True, text=True)
    if said.returncode:
        raise SystemExit(said.stderr)
    return float(said.stdout.split()[-1])


for case in asked.case or ["w16", "w8", "fractal"]:
    for precision in asked.precision or ["fp32", "fp64"]:
        contenders = {"fathom": shlex.split(asked.fathom) + ["dev.fathom.bench.Swarms", case, precision]}
        peers = os.path.join(here, "swarm_nets.py")
        for library, python, sizes in (("jax", asked.jax, (256, 1024)), ("torch", asked.torch, (256, 1024))):
            for networks in sizes if python else ():
                name = f"{library}, {networks} at once"
                contenders[name] = [python, peers, library, case, precision, str(networks), "1"]
        rounds = {name: [] for name in contenders}
        for _ in range(asked.rounds):
            for name, command in contenders.items():
                rounds[name].append(speed(command))
        print(f"{case} {precision}")
        for name, found in rounds.items():
            ratios = [a / b for a, b in zip(rounds["fathom"], found)]
            print(
                f"  {name:20} {statistics.median(found):10.0f} ({min(found):.0f} to {max(found):.0f})"
                f"  fathom is {statistics.median(ratios):.2f} times ({min(ratios):.2f} to {max(ratios):.2f})",
                flush=True,
            )
