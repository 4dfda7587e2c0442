"""Stored arrays, where weights are to be found, and how sources tell which is which."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

_SUFFIX = re.compile(r"(?:_\d+)?(?::\d+)?$")


@dataclass(frozen=True, slots=True)
class Tensor:
    """A stored array: its place in the source, its shape and dtype; never its values.

    `identity` is the same for two that are one variable of a live model or of a
    SavedModel, where each variable stands once.  `owner` is what a tree of groups
    tells of the layer it was saved by: its name, or nothing.
    """

    path: str
    shape: tuple[int, ...]
    dtype: str
    trainable: bool | None = None
    identity: int | None = None
    owner: str | None = None

    @classmethod
    def of(cls, variable: Any) -> Tensor:
        """Return what a variable in memory says of itself, without its values."""
        return cls(
            variable.path,
            tuple(variable.shape),
            str(variable.dtype),
            bool(variable.trainable),
            id(variable),
        )

    @property
    def params(self) -> int:
        """The number of elements."""
        result = 1
        for size in self.shape:
            result *= size
        return result


@dataclass(frozen=True, slots=True)
class Place:
    """Where a weight is to be found below its layer.

    Keras 3 files keep it as number `index` under the attribute path `group`;
    older files keep those of a layer in a list, which begins with what can be
    trained; checkpoints know it by `name`.  `index` is -1 for a weight that
    files do not keep.
    """

    group: str
    index: int
    name: str
    can_train: bool = True
    shape: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """A tensor that a source has for a layer, and what it tells of the weight that it is.

    `group` is the attribute path it is under, as it was asked for, `name` what
    the source calls it there, "" where it does not.  `index` is its number there,
    by which it is known or in whose order it stands; -1 where it has none.  A
    source may tell of one tensor in several ways.
    """

    tensor: Tensor
    group: str = ""
    name: str = ""
    index: int = -1


class Family(StrEnum):
    """By what the sources of a kind tell which weight of a layer a tensor is."""

    TREE = "the groups of Keras 3, with a number for each variable"
    LIST = "the lists of Keras 1 and 2, in order, with names that may be Keras's own"
    GRAPH = "the objects of a SavedModel, with the attributes that hold each variable"
    LIVE = "the variables of a layer in memory, in order, with their names"
    BUILT = "the variables of a layer that was built anew, each beside its weight"
    SUMMARY = "the weights of a layer that Keras itself lists, in order, with their names"
    UNTOLD = "tensors of which only the names are known"


def last_name(name: str) -> str:
    """Return a weight's own name: `dense/kernel_1:0` -> `kernel`."""
    return _SUFFIX.sub("", name.rpartition("/")[2])
