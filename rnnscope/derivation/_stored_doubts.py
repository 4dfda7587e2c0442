"""Why the tensors stored for a layer may be more or fewer than the weights it has.

A file of Keras 3 holds a variable once for each layer that has it, and what
LoRA and calibration add not by itself.  Sources: keras/src/saving/saving_lib.py,
keras/src/layers/normalization/spectral_normalization.py, keras/src/layers/core/dense.py.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from rnnscope.model.parts import LayerConfig, Shape, Tensor


def doubt(settings: Mapping[str, object], tensors: Sequence[Tensor]) -> str:
    """Return why a layer cannot be counted by these tensors; empty where nothing speaks against."""
    by_owner = _by_owner(tensors)
    reasons = (_twice(by_owner), _without_lora(settings, tensors), _without_zeros(by_owner))
    return next(filter(None, reasons), "")


def doubt_of_own(own: Sequence[Tensor], inside: Sequence[Tensor]) -> str:
    """Return why a model's own weights cannot be counted by these tensors of it and its layers."""
    known = {tensor.shape for tensor in inside if _wide(tensor) and tensor.identity is None}
    for shape in sorted({tensor.shape for tensor in own if _wide(tensor)} & known):
        return (
            f"its weight of shape {shape} may be that of a layer, "
            "and files hold a weight that two have twice"
        )
    return ""


def may_be_shared(tensors: Sequence[Tensor]) -> bool:
    """Tell whether two layers inside have matrices of one shape, which may be one variable."""
    owners = _by_owner(tensors).values()
    shapes = Counter(shape for kept in owners for shape in {t.shape for t in kept if _wide(t)})
    return any(times > 1 for times in shapes.values())


def _by_owner(tensors: Sequence[Tensor]) -> dict[str, list[Tensor]]:
    """Sort the numbered variables of a file by the group of the layer that has them."""
    groups: dict[str, list[Tensor]] = defaultdict(list)
    for tensor in tensors:
        *owner, kind, number = ["", *tensor.path.split("/")]
        if tensor.identity is None and kind == "vars" and number.isdecimal():
            groups["/".join(owner)].append(tensor)
    return groups


def _wide(tensor: Tensor) -> bool:
    return len(tensor.shape) > 1


def _twice(by_owner: Mapping[str, Sequence[Tensor]]) -> str:
    """Find a matrix that a layer has beside one of the same shape in a layer inside it.

    So a `SpectralNormalization` is stored, which has the kernel of what it wraps.
    """
    shapes = {owner: {t.shape for t in kept if _wide(t)} for owner, kept in by_owner.items()}
    for owner, kept in shapes.items():
        for outer in _outside(owner):
            for shape in sorted(kept & shapes.get(outer, set())):
                name = owner.removeprefix(f"{outer}/")
                return (
                    f"its weight of shape {shape} may be that of {name} inside it, "
                    "and files hold a weight that two layers have twice"
                )
    return ""


def _outside(owner: str) -> Iterator[str]:
    while "/" in owner:
        owner = owner.rpartition("/")[0]
        yield owner


def _without_lora(settings: Mapping[str, object], tensors: Sequence[Tensor]) -> str:
    """Find a rank of LoRA in the settings, whose matrices are not among the tensors."""
    shapes = {tensor.shape for tensor in tensors if tensor.identity is None}
    for rank in _lora_ranks(settings):
        if shapes and not any(_adapts(rank, left, shapes) for left in shapes):
            return "files hold the matrices of LoRA merged into what they adapt"
    return ""


def _adapts(rank: int, left: Shape, shapes: set[tuple[int, ...]]) -> bool:
    """Tell whether a shape and another make that of a third when they are multiplied."""
    right = (shape for shape in shapes if len(shape) == 2 and shape[0] == rank)
    return left[-1:] == (rank,) and any((*left[:-1], shape[1]) in shapes for shape in right)


def _lora_ranks(settings: object) -> Iterator[int]:
    todo = [settings]
    while todo:
        value = todo.pop()
        if isinstance(value, LayerConfig):
            todo.append(value.settings)
        elif isinstance(value, Mapping):
            rank = value.get("lora_rank")
            if type(rank) is int and rank > 0:
                yield rank
            todo += value.values()
        elif isinstance(value, list | tuple):
            todo += value


def _without_zeros(by_owner: Mapping[str, Sequence[Tensor]]) -> str:
    """Find a kernel that gptq or awq made, without the zero points that belong to it."""
    for kept in by_owner.values():
        if sum(_wide(tensor) and tensor.dtype == "uint8" for tensor in kept) == 1:
            return "files leave out the zero points of a layer inside that gptq or awq quantized"
    return ""
