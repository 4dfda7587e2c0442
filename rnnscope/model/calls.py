"""The calls that join the layers of a model: what they take, and what they put out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from rnnscope.model.structure import flat

Shape: TypeAlias = tuple[int | None, ...]

# What Keras's layers and models call the first argument of their call.
_FIRST = ("inputs", "sequences", "sequence", "query", "x")


@dataclass(frozen=True, slots=True)
class TensorRef:
    """An output of a call that another call takes: what Keras calls a `keras_history`.

    `is_first` marks a shape that is on record of the taker's first build only,
    which need not be that of the call.
    """

    layer: str
    call: int = 0
    index: int = 0
    shape: Shape | None = None
    is_first: bool = False


@dataclass(frozen=True, slots=True)
class Constant:
    """An array that a call takes beside the tensors that flow; `value` is that of a live one.

    `what` it is stands behind the layer's path in the names of its sizes: `add.constant.features`.
    """

    shape: tuple[int, ...]
    dtype: str = ""
    what: str = "constant"
    value: Any = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Call:
    """One use of a layer: its arguments, which hold `TensorRef`s, `Constant`s and plain values.

    They may be nested, in lists, tuples and dicts.  `outputs` are the shapes
    of all that it puts out, where the source knows them.
    """

    args: tuple[Any, ...] = ()
    kwargs: Mapping[str, Any] = field(default_factory=dict)
    outputs: tuple[Shape, ...] | None = None

    @property
    def refs(self) -> Iterator[TensorRef]:
        """Every tensor the call takes, in Keras's order."""
        return tensor_refs((self.args, dict(self.kwargs)))

    @property
    def first(self) -> Any:
        """What the call takes first: all that is given by position, or the argument it is for."""
        if any(tensors(self.args)):
            return self.args
        given = [key for key, value in self.kwargs.items() if any(tensors(value))]
        named = [key for key in _FIRST if key in given]
        return self.kwargs[(named or given)[0]] if given else ()


def tensor_refs(value: object) -> Iterator[TensorRef]:
    """Find every `TensorRef` in nested lists, tuples and dicts, in Keras's order."""
    return (leaf for leaf in flat(value) if isinstance(leaf, TensorRef))


def tensors(value: object) -> Iterator[TensorRef | Constant]:
    """Find every tensor in nested arguments, the constant ones too, in Keras's order."""
    return (leaf for leaf in flat(value) if isinstance(leaf, TensorRef | Constant))
