"""What Keras 3 makes of a layer that was trained before: small matrices beside it, or bytes.

LoRA keeps a matrix as it is, with two small ones beside it that are trained; a layer that is
quantized has scales besides. Either is thought of only where nothing else gives the number.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import prod
from typing import Any

from rnnscope.report.row_verdict import Assumed
from rnnscope.solving.asked.problem import Candidate, Problem
from rnnscope.solving.deciding.decided import decided, likeness
from rnnscope.solving.deciding.decision import Decision
from rnnscope.solving.deciding.hidden import hidden
from rnnscope.solving.deciding.judging import judged

_RANK, _DTYPE = "lora_rank", "dtype"
WAYS = frozenset({_RANK, _DTYPE, Assumed.ADAPTED})
CLASSES = ("Dense", "Embedding")
_MATRICES = ("kernel", "embeddings")
_LARGEST = 256  # rank that is tried
_INT8 = {
    "module": "keras.dtype_policies",
    "class_name": "QuantizedDTypePolicy",
    "config": {"mode": "int8", "source_name": "float32"},
}


def adapted(problem: Problem, untrained: int) -> Decision | None:
    """Return the decision where one of these gives the number; None where none does.

    A layer that is adapted keeps its matrix untrained, of which all together have `untrained`.
    """
    if problem.class_name not in CLASSES:
        return None
    fits: dict[object, Candidate] = {}
    taken: dict[str, None] = {}
    ways = set()
    for name, value in _ways():
        if name in problem.fixed:
            continue
        found = decided(replace(problem, fixed={**problem.fixed, name: value}))
        kept = [fit for fit in found.fits if _matrix(fit) <= untrained]
        fits |= {likeness(fit): fit for fit in kept}
        taken |= dict.fromkeys(found.taken if kept else ())
        ways |= {name} if kept else set()
    if not fits:
        return None
    taken[Assumed.ADAPTED if len(ways) > 1 else ways.pop()] = None
    decision = judged((*fits.values(), *hidden(problem)), taken=tuple(taken))
    return replace(decision, is_whole=False)


def _matrix(fit: Candidate) -> int:
    """Return how many weights the matrix of a layer has that is adapted."""
    sizes = (shape for name, _, shape in fit.weights if name in _MATRICES)
    return prod(size or 0 for size in next(sizes, ()))


def _ways() -> Iterator[tuple[str, Any]]:
    yield _DTYPE, _INT8
    yield from ((_RANK, rank) for rank in range(1, _LARGEST + 1))
