"""What Keras 3 makes of a layer that was trained before: small matrices beside it, or bytes.

LoRA keeps a matrix as it is, with two small ones beside it that are trained; a layer that is
quantized has scales besides. Either is thought of only where nothing else gives the number.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from rnnscope.report.row_verdict import Told
from rnnscope.solving.asked.problem import Problem
from rnnscope.solving.deciding.decision import Decision, decided
from rnnscope.solving.deciding.hidden import hidden

_RANK, _DTYPE = "lora_rank", "dtype"
WAYS = frozenset({_RANK, _DTYPE})
CLASSES = ("Dense", "Embedding")
_LARGEST = 256  # rank that is tried
_INT8 = {
    "module": "keras.dtype_policies",
    "class_name": "QuantizedDTypePolicy",
    "config": {"mode": "int8", "source_name": "float32"},
}


def adapted(problem: Problem) -> Decision | None:
    """Return the decision by the first of these that gives the number; None where none does."""
    if problem.class_name not in CLASSES or not problem.is_fed:
        return None
    for name, value in _ways():
        if name in problem.fixed:
            continue
        found = decided(replace(problem, fixed={**problem.fixed, name: value}))
        if found.told in (Told.DETERMINED, Told.ASSUMED):
            fits = (*found.fits, *hidden(problem))
            return replace(found, told=Told.ASSUMED, fits=fits, taken=(*found.taken, name))
    return None


def _ways() -> Iterator[tuple[str, Any]]:
    yield _DTYPE, _INT8
    yield from ((_RANK, rank) for rank in range(1, _LARGEST + 1))
