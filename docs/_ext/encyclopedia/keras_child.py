"""Runs the program of each example in Keras, and writes what Keras says of the layer.

Takes a JSON object on standard input: names, such as that of a class, and a program for each.
Writes one on standard output: of each what `rnnscope.verify.summary` compares.
"""

from __future__ import annotations

import json
import os
import sys
from math import prod
from typing import Any


def main() -> None:
    """Answer, on a standard output on which no library has a say."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    programs = json.load(sys.stdin)
    json.dump({name: tried(name, program) for name, program in programs.items()}, answers)


def tried(name: str, program: str) -> dict[str, Any]:
    """Return what Keras says of a layer; name the one that it cannot make."""
    try:
        return said(program)
    except Exception:
        print(f"of {name}:\n{program}", file=sys.stderr)
        raise


def said(program: str) -> dict[str, Any]:
    """Make a layer and call it as its program does; return what Keras then says of it."""
    import keras

    scope: dict[str, Any] = {"keras": keras}
    *lines, last = program.splitlines()
    exec("\n".join([*lines, f"out = {last}"] if lines else [last]), scope)  # noqa: S102  # our own
    layer = scope["layer"]
    weights = [
        {"name": w.name, "shape": list(w.shape), "dtype": w.dtype, "trainable": bool(w.trainable)}
        for w in layer.weights
    ]
    trained = sum(prod(each["shape"]) for each in weights if each["trainable"])
    row = {"name": layer.name, "weights": weights, "rows": [], "params": layer.count_params()}
    return {
        "rows": [{**row, "output_shape": shapes(scope["out"] if lines else layer.output)}],
        "total": layer.count_params(),
        "trainable": trained,
        "non_trainable": layer.count_params() - trained,
        "optimizer": 0,
        "text": "",
        "keras": keras.__version__,
        "backend": keras.backend.backend(),
    }


def shapes(out: Any) -> str:
    """Write the shapes that a layer puts out, as summary() does."""
    import keras

    each = [str(tuple(tensor.shape)) for tensor in keras.tree.flatten(out)]
    return each[0] if len(each) == 1 else f"({', '.join(each)})"


if __name__ == "__main__":
    main()
