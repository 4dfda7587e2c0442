"""What must hold of any file: a report that can be drawn, or one sentence; and soon."""

from __future__ import annotations

import copy
import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rnnscope.api import explain
from rnnscope.errors import UnreadableModelError
from rnnscope.renderers import RENDERERS

FORMATS = tuple(RENDERERS)
SECONDS = 12.0

ODD: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 2, 7, 64, 2**31, 2**53, 2**63, -(2**63), 0.5, 1e308),
    *(
        float("nan"),
        float("inf"),
        "",
        "x",
        "x" * 300,
        "\x1b[31m",
        "a/b",
        "..",
        "None",
        "-1",
        "same",
    ),
    *([], {}, [None], [[]], [1, 2], [None, None], [-1, 0], [1] * 70, ["x", 0, 0], ["x", 0, 0, {}]),
    *([["x", 0, 0]], [[["x", 0, 0, {}]]], {"class_name": "Dense"}, {"class_name": "Lambda"}),
    {"class_name": "Dense", "config": {"units": 3}},
    {"class_name": "Dense", "config": []},
    {"class_name": "Sequential", "config": {"layers": []}},
    {"class_name": "__tuple__", "items": [1, 2]},
    {"class_name": "__keras_tensor__", "config": {"keras_history": ["x", 0, 0]}},
)


def check(path: Path, to: str) -> str:
    """Explain a file, and draw the report; return what came of it in a word."""
    start, reason = time.monotonic(), ""
    try:
        report = explain(path, summary=False)
        text = report.render(to)
        text.encode()
        assert "\x1b" not in text
        outcome = "explained"
    except UnreadableModelError as error:
        reason, outcome = error.reason, "refused"
    assert "\n" not in reason
    assert len(reason) < 3000
    assert time.monotonic() - start < SECONDS, "it takes long"
    return outcome


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Yield every container in JSON with every key or index in it."""
    waiting = [value]
    while waiting:
        holder = waiting.pop()
        keys = list(holder) if isinstance(holder, dict) else range(len(holder))
        for key in keys:
            yield holder, key
            if isinstance(holder[key], dict | list):
                waiting.append(holder[key])


def replaced(data: Any, chance: random.Random) -> Any:
    """Return a copy of JSON in which one to three nodes are replaced, dropped or doubled."""
    changed = copy.deepcopy(data)
    for _ in range(chance.randint(1, 3)):
        found = list(places(changed))
        if not found:
            break
        holder, key = chance.choice(found)
        kind = chance.random()
        if kind < 0.15:
            del holder[key]
        elif kind < 0.25 and isinstance(holder, list):
            holder.insert(key, copy.deepcopy(holder[key]))
        elif kind < 0.35:
            other, at = chance.choice(found)
            if at in other if isinstance(other, dict) else at < len(other):
                holder[key] = copy.deepcopy(other[at])
        else:
            holder[key] = copy.deepcopy(chance.choice(ODD))
    return changed
