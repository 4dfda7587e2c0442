"""What models of very many layers cost: time, memory and length, in each format.

    python tests/benchmarks/many_layers.py [--most 100000] [--only concatenate] [--format json]

Each model is a config in a file of its own, explained by a process of its own.
A row has the processor's time at N, the ratio to that at half of N (2 is linear,
4 is quadratic), the time on the wall, the peak of memory, and the length of the output.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from tabulate import tabulate

ROOT = Path(__file__).parents[2]
FORMATS = ("text", "plain", "markdown", "html", "html-fragment", "json", "json-full", "csv")

Config = dict[str, Any]


def entry(class_name: str, name: str, *sources: str, **settings: Any) -> Config:
    """Write a layer as Keras 3 does, called on the outputs of others."""
    written: Config = {
        "module": "keras.layers",
        "class_name": class_name,
        "config": {"name": name, **settings},
        "name": name,
    }
    if sources:
        tensors = [tensor(source) for source in sources]
        args = [tensors] if len(tensors) > 1 else tensors
        written["inbound_nodes"] = [{"args": args, "kwargs": {}}]
    return written


def tensor(source: str, call: int = 0) -> Config:
    return {"class_name": "__keras_tensor__", "config": {"keras_history": [source, call, 0]}}


def given(name: str, *shape: int | None) -> Config:
    return {**entry("InputLayer", name, batch_shape=[None, *shape]), "inbound_nodes": []}


def functional(name: str, layers: list[Config], inputs: list[str], output: str) -> Config:
    settings = {
        "name": name,
        "layers": layers,
        "input_layers": [[each, 0, 0] for each in inputs],
        "output_layers": [output, 0, 0],
    }
    return {
        "module": "keras.src.models.functional",
        "class_name": "Functional",
        "config": settings,
        "name": name,
    }


def sequential(n: int) -> Config:
    layers = [given("input", 8)]
    layers += [entry("Dense", f"dense_{i}", units=8 + i % 5) for i in range(n)]
    return {
        "module": "keras",
        "class_name": "Sequential",
        "config": {"name": "s", "layers": layers},
    }


def chain(n: int) -> Config:
    names = [f"dense_{i}" for i in range(n)]
    sources = ["input", *names]
    layers = [
        entry("Dense", name, source, units=8) for name, source in zip(names, sources, strict=False)
    ]
    return functional("chain", [given("input", 8), *layers], ["input"], names[-1])


def concatenate(n: int) -> Config:
    names = [f"input_{i}" for i in range(n)]
    layers = [given(name, 8) for name in names]
    layers += [entry("Concatenate", "all", *names, axis=-1)]
    layers += [entry("Dense", "dense", "all", units=4)]
    return functional("concatenate", layers, names, "dense")


def normalized(n: int) -> Config:
    """Half of the layers are inputs, and the others count the size that all inputs make."""
    names = [f"input_{i}" for i in range(n // 2)]
    layers = [given(name, 8) for name in names]
    layers += [entry("Concatenate", "norm_0", *names, axis=-1)]
    layers += [
        entry("LayerNormalization", f"norm_{i}", f"norm_{i - 1}", axis=[-1])
        for i in range(1, n // 2)
    ]
    return functional("normalized", layers, names, f"norm_{n // 2 - 1}")


def added(n: int) -> Config:
    """Every layer adds what comes in to what went before, as residual networks do."""
    layers, last = [given("input", 8), entry("Dense", "dense", "input", units=8)], "dense"
    for i in range(n // 2):
        layers.append(entry("Dense", f"dense_{i}", last, units=8))
        layers.append(entry("Add", f"add_{i}", last, f"dense_{i}"))
        last = f"add_{i}"
    return functional("added", layers, ["input"], last)


def grown(n: int) -> Config:
    """Every layer sees all that came before, as in a DenseNet."""
    layers, last = [given("input", 8)], "input"
    for i in range(n // 2):
        layers.append(entry("Dense", f"dense_{i}", last, units=8))
        layers.append(entry("Concatenate", f"all_{i}", last, f"dense_{i}", axis=-1))
        last = f"all_{i}"
    return functional("grown", layers, ["input"], last)


def fanned(n: int) -> Config:
    """Every layer reads the one input, and one adds them all up."""
    names = [f"dense_{i}" for i in range(n)]
    layers = [given("input", 8), *(entry("Dense", name, "input", units=8) for name in names)]
    layers.append(entry("Add", "sum", *names))
    return functional("fanned", layers, ["input"], "sum")


def shared(n: int) -> Config:
    """One layer, called as often as there is anything to call it on."""
    layer = entry("Dense", "dense", units=8)
    sources = [tensor("input"), *(tensor("dense", i) for i in range(n - 1))]
    layer["inbound_nodes"] = [{"args": [source], "kwargs": {}} for source in sources]
    model = functional("shared", [given("input", 8), layer], ["input"], "dense")
    model["config"]["output_layers"] = ["dense", n - 1, 0]
    return model


def cells(n: int) -> Config:
    inside = [entry("LSTMCell", f"cell_{i}", units=8) for i in range(n)]
    stacked = entry("StackedRNNCells", "stacked", cells=inside)
    layers = [given("input", None, 8), entry("RNN", "rnn", cell=stacked)]
    return {
        "module": "keras",
        "class_name": "Sequential",
        "config": {"name": "s", "layers": layers},
    }


def models(n: int) -> Config:
    """Models of ten layers, one behind the other."""
    inside = []
    for i in range(n // 10):
        layers = [given("input", 8), *(entry("Dense", f"dense_{j}", units=8) for j in range(10))]
        settings = {"name": f"model_{i}", "layers": layers}
        inside.append({"module": "keras", "class_name": "Sequential", "config": settings})
    settings = {"name": "models", "layers": [given("input", 8), *inside]}
    return {"module": "keras", "class_name": "Sequential", "config": settings}


def deep(n: int) -> Config:
    """Models in each other, fifty deep, with as many layers on each floor as make up N."""
    model: Config | None = None
    for floor in range(50):
        layers = [given("input", 8)]
        layers += [entry("Dense", f"dense_{j}", units=8) for j in range(n // 50)]
        layers += [model] if model else []
        settings = {"name": f"floor_{floor}", "layers": layers}
        model = {"module": "keras", "class_name": "Sequential", "config": settings}
    assert model is not None
    return model


class Shape(NamedTuple):
    """A kind of model, and up to how many layers somebody might have of it."""

    make: Callable[[int], Config]
    most: int


SHAPES = {
    "sequential": Shape(sequential, 100_000),
    "chain": Shape(chain, 100_000),
    "fanned": Shape(fanned, 100_000),
    "added": Shape(added, 100_000),
    "models": Shape(models, 100_000),
    "deep": Shape(deep, 100_000),
    "concatenate": Shape(concatenate, 100_000),
    "normalized": Shape(normalized, 20_000),
    "grown": Shape(grown, 20_000),
    "shared": Shape(shared, 100_000),
    "cells": Shape(cells, 20_000),
}


class Cost(NamedTuple):
    """What a process took: seconds of work and of waiting, MB at its peak, MB it wrote, its end."""

    work: float
    seconds: float
    memory: float
    written: float
    end: str


def explained(path: Path, to: str, longest: float) -> Cost:
    """Explain a file in a process of its own; `longest` seconds are waited."""
    command = (sys.executable, "-m", "rnnscope", "explain", str(path), "--no-summary")
    start = time.perf_counter()
    script = (
        "import resource, subprocess, sys; code = subprocess.run(sys.argv[1:]).returncode;"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN);"
        "print(used.ru_maxrss, used.ru_utime + used.ru_stime, code, file=sys.stderr)"
    )
    try:
        ran = subprocess.run(
            (sys.executable, "-c", script, *command, "--format", to),
            capture_output=True,
            cwd=ROOT,
            timeout=longest,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (int(longest), -1)),
        )
    except subprocess.TimeoutExpired:
        return Cost(longest, longest, 0, 0, "not done")
    seconds = time.perf_counter() - start
    *said, last = ran.stderr.decode().splitlines()
    memory, work, code = last.split()
    end = "" if code == "0" else f"{code}: {' '.join(said)[-160:]}"
    return Cost(float(work), seconds, int(memory) / 1000, len(ran.stdout) / 1e6, end)


def measured(name: str, formats: list[str], most: int, longest: float) -> Iterator[list[object]]:
    """Yield a row for each format: N layers of one shape, beside half as many."""
    shape = SHAPES[name]
    n = min(shape.most, most)
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / "half.json", Path(folder) / "whole.json"]
        for path, layers in zip(paths, (n // 2, n), strict=True):
            path.write_text(json.dumps(shape.make(layers)))
        for to in formats:
            half, whole = (explained(path, to, longest) for path in paths)
            ratio = "?" if whole.end or half.end else f"{whole.work / half.work:.1f}"
            yield [name, n, to, whole.work, ratio, *whole[1:]]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--most", type=int, default=100_000, help="no more layers than these")
    arguments.add_argument("--only", choices=SHAPES, action="append", default=[])
    arguments.add_argument("--format", choices=FORMATS, action="append", default=[])
    arguments.add_argument("--longest", type=float, default=120, help="seconds that are waited")
    options = arguments.parse_args()
    headers = ["model", "layers", "format", "s", "to half", "s on the wall", "MB", "MB written", ""]
    rows = []
    for name in options.only or SHAPES:
        for row in measured(name, options.format or list(FORMATS), options.most, options.longest):
            rows.append(row)
            print(tabulate([row], tablefmt="plain", floatfmt=".1f"), flush=True)
    print(tabulate(rows, headers, floatfmt=".1f"))


if __name__ == "__main__":
    main()
