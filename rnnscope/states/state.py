"""What of a model is kept and compared, in plain values.

It comes from a report (`of_report`), or from a lock, which has less: what a lock does not
keep is None there, and is then not compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import prod


@dataclass(frozen=True, slots=True)
class WeightState:
    """One variable: its name, its shape, its dtype, and whether training changes it.

    `dtype` is empty, and `trainable` None, where that is not known.  `shared_with` is the path
    of the layer that has the same variable, and counts it.
    """

    name: str
    shape: tuple[int, ...]
    dtype: str
    trainable: bool | None = True
    shared_with: str = ""

    @property
    def params(self) -> int:
        """The number of elements."""
        return prod(self.shape)


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerState:
    """One layer, without those inside it, which follow it with paths of their own.

    `formula` is that of its own weights in its own `sizes`, which has the value of each: no two
    of them have one name.  It is empty where only the tensors are known, and where the layer
    counts none.  `sources` names, for sizes that others decide, the sizes that were set there:
    `{"input_dim": ("simple_rnn.units",)}`, the last `"..."` where there are more, farther away;
    `set_sizes` has what those are set to of which several decide one size.
    `params` are its own, without those that another layer counts; None where that is not known.
    `shared_with` is the path of the layer that has the same weights, and counts them: all
    else that a lock keeps, and the layers inside, are then told there alone.

    The last four are what a lock does not keep: its settings, in plain values and without the
    layers inside, the layers that it is called on, over all calls (None where nobody says), its
    output shape as text, and its own multiply-adds, None too where they are not known.
    """

    path: str
    class_name: str
    formula: str = ""
    sizes: Mapping[str, int] = field(default_factory=dict)
    sources: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    set_sizes: Mapping[str, int] = field(default_factory=dict)
    params: int | None = 0
    weights: tuple[WeightState, ...] = ()
    shared_with: str = ""
    settings: Mapping[str, object] | None = None
    inputs: tuple[str, ...] | None = None
    output: str | None = None
    macs: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelState:
    """A model: where it is from, and its layers, each before those inside it.

    `source` is the path of a file as it was named, or `package.module:thing`; it is empty in
    what `rnnscope lock --stdout FILE` prints.  Two layers have one path where a model
    that is used as a layer stands twice.  `inputs` are the sizes that flow in, by the names
    that stand in `sources`, without the batch: `{"input_layer.timesteps": 28,
    "input_layer.features": 28}`; None in a lock.
    """

    source: str
    layers: tuple[LayerState, ...] = ()
    inputs: Mapping[str, int | None] | None = None
    is_locked: bool = False

    @property
    def total(self) -> int | None:
        """All weights, each once; None where a layer's are not known."""
        counts = [layer.params for layer in self.layers if not layer.shared_with]
        return None if None in counts else sum(count or 0 for count in counts)
