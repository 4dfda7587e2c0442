"""A model as its source describes it; nothing here needs Keras.

What a file or a live model says of itself, before anything is worked out:
configs, the calls that join the layers, and the tensors that are there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

from rnnscope.keras_facts.class_names import PYTHON_NAMES
from rnnscope.model.calls import Call as Call
from rnnscope.model.calls import Constant as Constant
from rnnscope.model.calls import Shape as Shape
from rnnscope.model.calls import TensorRef as TensorRef
from rnnscope.model.calls import tensor_refs as tensor_refs
from rnnscope.model.calls import tensors as tensors
from rnnscope.model.printed import PrintedRow as PrintedRow
from rnnscope.model.printed import PrintedSummary as PrintedSummary
from rnnscope.model.structure import flat
from rnnscope.model.tensors import Family as Family
from rnnscope.model.tensors import Kept as Kept
from rnnscope.model.tensors import Place as Place
from rnnscope.model.tensors import Tensor as Tensor


class Store(Protocol):
    """The tensors below one layer or model, however the source arranges them.

    It says what it has, and `rnnscope.matching` which of them is which weight.
    """

    @property
    def family(self) -> Family:
        """By what it tells which weight a tensor is."""
        ...

    def tensors(self) -> Sequence[Tensor]:
        """Return every tensor below here once, in the source's order."""
        ...

    def kept(self, groups: Collection[str]) -> Iterable[Kept]:
        """Return what it has for the weights of one layer, which are in these groups."""
        ...

    def split(self, layers: Sequence[LayerConfig]) -> Sequence[Store | None]:
        """Return what belongs to each layer of a model."""
        ...

    def below(self, attribute: str) -> Store:
        """Return what belongs to a layer held under an attribute."""
        ...

    def unclaimed(self, layers: Sequence[LayerConfig]) -> Sequence[Tensor]:
        """Return the tensors of a model that belong to none of its layers."""
        ...


@dataclass(frozen=True, slots=True)
class Fault:
    """What is amiss in a file whatever its layers are; Keras would not load it.

    `implied_by` is what in the file says otherwise.
    """

    layer: str
    subject: str
    derived: str
    found: str
    implied_by: str


@runtime_checkable
class FileStore(Store, Protocol):
    """A store of a file that Keras loads by the place of each weight, not by its name."""

    @property
    def path(self) -> str:
        """The group of the layer in the file."""
        ...

    @property
    def name(self) -> str:
        """The name of the layer that the group tells, if it tells one."""
        ...

    def loaded(self) -> Sequence[Tensor]:
        """Return a layer's tensors in the order they are loaded in; nothing where it is a tree."""
        ...

    def misplaced(self, layers: Sequence[LayerConfig]) -> Sequence[tuple[str, str]]:
        """Return the layers that would be given the weights of another one, and of which."""
        ...

    def faults(self) -> Sequence[Fault]:
        """Return what is amiss in the file itself."""
        ...

    def passed_over(self) -> Sequence[str]:
        """Return the datasets that are no layer's by their place."""
        ...


@runtime_checkable
class ListedStore(FileStore, Protocol):
    """The store of a whole file that has a list of weights for each layer, by the layer's name."""

    def owners_in_order(self) -> Sequence[str]:
        """Return whose weights are in it, where Keras gives them to a model's layers by order."""
        ...

    def renamed(self, names: Sequence[str], inside: Mapping[str, Sequence[str]]) -> ListedStore:
        """Return it with other names for those owners, and for what is inside some."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerConfig:
    """A layer's class and settings, as they stand in a config.

    A wrapped layer stands in `settings` as a `LayerConfig` of its own; a model
    used as a layer has its parts in `model`.  `shared_id` is the same for two
    entries that are one object.  `is_adapted_inside` marks a live layer that
    holds a quantized layer or one with LoRA, which its own settings do not tell;
    `unbuilt` names those inside it that may yet get weights, "" is the layer.
    `reading` is for a layer without a config, of which only the weights are known.
    `is_repeated` marks an object that the config has before, in another model
    of it too: files hold its weights where it is first.  `beside` is what stands
    beside the settings, as it stands there: no count needs it, but Keras may run it.
    `printed` is its row where it comes from a printed summary, and `is_untold` says that
    the row does not tell its settings, but only how many weights it has; `untold` are those
    that were given some value by which the printed shape comes out, as it would by others.
    """

    class_name: str
    name: str
    module: str = ""
    registered_name: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)
    build_shapes: Mapping[str, Shape] = field(default_factory=dict)
    calls: tuple[Call, ...] = ()
    model: ModelConfig | None = None
    shared_id: int | None = None
    is_adapted_inside: bool = False
    unbuilt: tuple[str, ...] = ()
    reading: Reading | None = None
    is_repeated: bool = False
    beside: Mapping[str, Any] = field(default_factory=dict, compare=False)
    printed: PrintedRow | None = None
    is_untold: bool = False
    untold: tuple[str, ...] = ()

    @property
    def is_builtin(self) -> bool:
        """True for Keras's own classes, by the module the config names."""
        own = self.module in ("keras", "keras.layers") or self.module.startswith("keras.src.")
        names = ("", self.class_name, f"{self.module}>{self.class_name}")
        return own and self.registered_name in names

    @property
    def is_channels_first(self) -> bool:
        """True where its settings say that the channels stand before the other sizes."""
        return bool(self.settings.get("data_format") == "channels_first")

    @property
    def wrapped(self) -> Iterator[LayerConfig]:
        """The layers among its settings, those in lists too; not the layers of a model."""
        return _layers_in(self.settings.values())

    @property
    def is_operation(self) -> bool:
        """True for a node that is a function, such as `Multiply` for `a * b`."""
        return self.module.startswith("keras.src.ops.")


@dataclass(frozen=True, slots=True)
class Reading:
    """What weights without a config may be: the layers whose pattern they have.

    `stem` is what their source calls them, without a number at its end: of a
    layer that nobody named, it is the name of its class in snake case.
    `group` is where they stand in a tree of weights.
    """

    layers: tuple[LayerConfig, ...]
    stem: str
    group: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelConfig:
    """The layers of a model and how they are joined.

    `inputs` and `outputs` are empty in a Sequential model, where each layer
    takes what the one before it gives, and in a model of somebody's own class,
    whose config does not say how its layers are joined: what it says is `own`.
    Both are flat, in Keras's order; `keys` are those by which a dict gives the
    inputs.  `beside` is what the config holds beside all that, as it stands there.
    `example` is an input that fits, where the source tells it only in part.
    """

    class_name: str
    name: str
    layers: tuple[LayerConfig, ...]
    inputs: tuple[TensorRef, ...] = ()
    outputs: tuple[TensorRef, ...] = ()
    build_shape: Shape | None = None
    is_builtin: bool = True
    trainable: bool = True
    own: LayerConfig | None = None
    keys: tuple[str, ...] = ()
    example: Shape | None = None
    beside: Mapping[str, Any] = field(default_factory=dict, compare=False)

    @property
    def is_sequential(self) -> bool:
        """True where the layers form a chain."""
        return self.class_name == "Sequential"

    def taken(self, call: Call) -> tuple[Any, ...]:
        """Return what a call gives each input of a Functional model; nothing where that is open.

        A dict is read by the names of the inputs, and may hold more.
        Source: keras/src/models/functional.py, _standardize_inputs.
        """
        given = call.first
        if isinstance(given, tuple) and len(given) == 1:
            given = given[0]
        names = self.keys or tuple(ref.layer for ref in self.inputs)
        if isinstance(given, Mapping) and set(names) <= given.keys():
            given = [given[name] for name in names]
        values = tuple(flat(given))
        return values if len(values) == len(self.inputs) else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A whole source: the model in it, where it comes from, and what is stored.

    `store` is None where the source has no weights at all, such as a config.
    `weights` names the file of the weights, where that is another, and `files`
    are further ones that it was read from, or that hold its values.
    `live` is the Keras object itself, where there is one; `imports` are the
    modules that the user named for their classes.  `is_stream` is true where the
    source was read as it came, and cannot be read again.  `training` is what the
    file says of how the model was compiled, as it stands there.  `printed` is the summary
    that it was read from, where the source is a text that `summary()` printed, and `tables`
    are all that are in that text.
    """

    config: ModelConfig
    source: str | None
    format: str
    keras_version: str | None = None
    store: Store | None = None
    no_store: str = ""
    weights: str | None = None
    files: tuple[str, ...] = ()
    optimizer: tuple[Tensor, ...] = ()
    compiled: bool = False
    training: Mapping[str, Any] = field(default_factory=dict)
    live: Any = None
    imports: tuple[str, ...] = ()
    is_stream: bool = False
    printed: PrintedSummary | None = None
    tables: tuple[PrintedSummary, ...] = ()


def _layers_in(values: Iterable[Any]) -> Iterator[LayerConfig]:
    for value in values:
        if isinstance(value, LayerConfig):
            yield value
        elif isinstance(value, tuple):
            yield from _layers_in(value)


def snake_case(class_name: str) -> str:
    """Return the name Keras makes of a class: `Conv2D` -> `conv2d`, `PReLU` -> `p_re_lu`.

    Source: keras/src/utils/naming.py, to_snake_case.
    """
    name = re.sub(r"\W+", "", class_name)
    name = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", name)
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower()


def groups_in_container(class_names: Iterable[str]) -> list[str]:
    """Return the group names Keras gives the members of a list in a weights file.

    The second `Dense` is `dense_1`, whatever the layer's own name is.
    Source: keras/src/saving/saving_lib.py, _save_container_state.
    """
    used: Counter[str] = Counter()
    groups = []
    for class_name in class_names:
        name = snake_case(PYTHON_NAMES.get(class_name, class_name))
        groups.append(f"{name}_{used[name]}" if used[name] else name)
        used[name] += 1
    return groups
