"""Works a printed equation out: its text is turned into Python, sign by sign, and run on arrays.

An equation is a list of lines.  A line with ` = ` sets a name; what follows a
comma are words, which say when it holds or how it is meant; a line without is
words alone.  One example goes in, without its batch axis.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

Scope = dict[str, Any]

_SIGNS = {"·": " @ ", "²": "**2", "sum over d (": "over_d(lambda d: "}
_WORDS = re.compile(
    r", (?=by |for |with |without |while |where |as |over |power_|between )(?P<words>.*)$"
)
_GATES = {"i": "input", "f": "forget", "o": "output", "z": "update", "r": "reset"}


class Padded:
    """An array that is 0 outside of its first axes, as padding has it."""

    def __init__(self, array: Any, axes: int) -> None:
        self.array, self.axes = array, axes

    def __getitem__(self, key: Any) -> Any:
        place, *rest = key if isinstance(key, tuple) else (key,)
        place = np.atleast_1d(place)
        sizes = self.array.shape[: self.axes]
        inside = all(0 <= i < n for i, n in zip(place, sizes, strict=True))
        found = self.array[tuple(place)] if inside else np.zeros(self.array.shape[self.axes :])
        return found[tuple(rest)] if rest else found


class Placed:
    """An array of which the first axes are taken by one place, such as `kernel[d]`."""

    def __init__(self, array: Any) -> None:
        self.array = array

    def __getitem__(self, key: Any) -> Any:
        place, *rest = key if isinstance(key, tuple) else (key,)
        found = self.array[tuple(np.atleast_1d(place))]
        return found[tuple(rest)] if rest else found


def softmax(scores: Any) -> Any:
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def sigmoid(x: Any) -> Any:
    return 1 / (1 + np.exp(-x))


FUNCTIONS: Scope = {
    "softmax": softmax,
    "sigmoid": sigmoid,
    "sqrt": np.sqrt,
    "log": np.log,
    "exp": np.exp,
    "tanh": np.tanh,
    "cos": np.cos,
    "arctan2": np.arctan2,
    "max": np.maximum,
    "min": np.minimum,
    "sum": np.sum,
    "flat": lambda array: array.reshape(-1),
    "transposed": lambda array: np.swapaxes(array, -1, -2),
}


def split(line: str) -> tuple[str, str, str] | None:
    """Return the name that a line sets, the expression, and the words; None for words alone."""
    words = _WORDS.search(line)
    told = words["words"] if words else ""
    name, equals, text = line[: words.start() if words else None].partition(" = ")
    return (name.replace("'", "_new"), _as_python(text), told) if equals else None


def _as_python(text: str) -> str:
    text = re.sub(r"(\w)'", r"\1_new", text)
    text = re.sub(r"(\w+|\([^()]*\))ᵀ", r"transposed(\1)", text)
    for sign, python in _SIGNS.items():
        text = text.replace(sign, python)
    return text


def value(text: str, scope: Mapping[str, Any]) -> Any:
    return eval(text, {**FUNCTIONS, **scope})  # noqa: S307


def chosen(lines: Iterable[str], *left_out: str) -> dict[str, tuple[str, str]]:
    """Return expression and words for each name; lines with words that begin so are left out."""
    found: dict[str, tuple[str, str]] = {}
    for line in lines:
        parts = split(line)
        if parts is not None and not parts[2].startswith(left_out or ("\0",)):
            found[parts[0]] = parts[1:]
    return found


def gate_of(name: str, gates: Sequence[str]) -> int:
    """Return which slice a letter of an equation stands for: `g` is the candidate's."""
    wanted = _GATES.get(name, "cell" if "cell" in gates else "candidate")
    return gates.index(wanted)


def recurrent(
    equations: Mapping[str, tuple[str, str]],
    scope: Scope,
    gates: Sequence[str],
    steps: Any,
    state: Any,
) -> Any:
    """Run the equations of a recurrent layer or cell over the steps; return the last state."""
    h, c = {-1: state}, {-1: state}
    for t, step in enumerate(steps):
        now = {**scope, "x": steps, "h": h, "c": c, "t": t}
        if "h_new" in equations:  # a cell: one step, without an index
            now |= {"x": step, "h": h[t - 1], "c": c[t - 1]}
        for name, (text, _) in equations.items():
            _step(now, name.split(", "), text, gates)
            c[t] = now.get("c_new", state)
        h[t] = now["h_new"]
    return h[len(steps) - 1]


def _step(now: Scope, names: Sequence[str], text: str, gates: Sequence[str]) -> None:
    """Set one or several names for one step: gates each by its slice."""
    if set(names) <= set("ifozrg"):
        now |= {name: value(text, _sliced(now, gate_of(name, gates), gates)) for name in names}
    elif len(names) > 1:
        now |= dict(zip(names, value(text, now), strict=True))
    else:
        now[{"h[t]": "h_new", "c[t]": "c_new"}.get(names[0], names[0])] = value(text, now)


def _sliced(scope: Scope, i: int, gates: Sequence[str]) -> Scope:
    """Return the scope with one gate's slice of each array that holds all of them."""
    names = ("kernel", "recurrent_kernel", "bias", "b_x", "b_h", "a")
    cut = {n: scope[n] for n in names if isinstance(scope.get(n), np.ndarray)}
    size = {n: array.shape[-1] // len(gates) for n, array in cut.items()}
    return {**scope, **{n: array[..., i * size[n] : (i + 1) * size[n]] for n, array in cut.items()}}


def places(sizes: Sequence[int]) -> Iterable[Any]:
    return (np.array(place) for place in itertools.product(*map(range, sizes)))


def summed_over(kernel: Sequence[int]) -> Callable[[Callable[[Any], Any]], Any]:
    return lambda term: sum(term(d) for d in places(kernel))
