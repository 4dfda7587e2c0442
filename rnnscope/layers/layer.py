"""What a formula is given: a layer where it stands in the model."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, NoReturn

from rnnscope.algebra.expr import Expr, SizedInt, Symbol, as_expr, symbol
from rnnscope.algebra.sources import CONSTANT, Origin, Source
from rnnscope.errors import BadConfigError, UnknownFormulaError
from rnnscope.layers.parts import Child, Need, SymbolicShape
from rnnscope.layers.policy_map import policy_at
from rnnscope.model.parts import LayerConfig
from rnnscope.wording import shown

_KEYS = re.compile(r"\['([^']+)'\]|\[(\d+)\]")
_BOUNDS = frozenset(("least", "most", "divisor"))
_AXES = frozenset(("timesteps", "depth", "height", "width"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """A layer where it stands in the model: its settings, and what flows into it.

    What it gives are sizes and shapes of them, the batch first; a size that is open
    until run time has the value None.  What is not as Keras takes it, it refuses with
    a `BadConfigError`, and what it does not know with an `UnknownFormulaError`; a
    formula may raise either, and it is said of the layer as a reason.

    `inputs` are the symbolic shapes of the tensors its call takes, in order;
    `named` holds those that it takes by keyword (of a list, `initial_state[0]`
    and so on), `options` the plain values of its call.  `scope` is what stands
    before its name in Keras's own path.
    A formula leaves in `asked` the settings and in `needs` the sizes it looked at, and
    in `lists` the classes of the layers that it said are in a list.  `held` is where somebody
    set its config: a layer's path and the keys in its settings, its own path where it is
    None; nothing where a formula has made it.
    """

    config: LayerConfig
    path: str
    inputs: tuple[SymbolicShape, ...]
    named: Mapping[str, SymbolicShape] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set, compare=False, repr=False)
    needs: dict[Need, None] = field(default_factory=dict, compare=False, repr=False)
    lists: dict[str, dict[int, str]] = field(default_factory=dict, compare=False, repr=False)
    scope: str = ""
    held: tuple[str | int, ...] | None = None

    @property
    def class_name(self) -> str:
        """The name of the layer's class."""
        return self.config.class_name

    @property
    def input(self) -> SymbolicShape:
        """The symbolic shape of the first input."""
        if not self.inputs:
            raise UnknownFormulaError("the shape of its input is not known")
        return self.inputs[0]

    @property
    def each_input(self) -> tuple[SymbolicShape, ...]:
        """The symbolic shapes of all inputs: what a layer hands on that may be called on a list."""
        return self.inputs or (self.input,)

    @property
    def batch(self) -> Expr:
        """The first axis of the first input."""
        return self.axis(0)

    @property
    def keras_path(self) -> str:
        """The path that Keras has for the layer: the names of those around it, and its own."""
        return f"{self.scope}{self.config.name}"

    @property
    def variable_dtype(self) -> str:
        """The dtype of the layer's weights: mixed policies keep them in float32."""
        dtype = policy_at(self.config.settings.get("dtype"), self.keras_path)
        if isinstance(dtype, dict):
            inner = dtype.get("config")
            dtype = inner.get("name", inner.get("source_name")) if isinstance(inner, dict) else None
        dtype = dtype.rpartition("_from_")[2] if isinstance(dtype, str) else "float32"
        return "float32" if dtype.startswith("mixed_") else dtype

    def axis(self, axis: int, of: SymbolicShape | None = None) -> Expr:
        """Return the size of one axis of a shape; of the first input where none is given."""
        shape = self.input if of is None else of
        try:
            return shape[axis]
        except IndexError:
            raise BadConfigError(
                self.path,
                f"its input has {len(shape)} axes, so there is no axis {axis}",
            ) from None

    def require_axes(self, count: int) -> None:
        """Refuse an input of another number of axes, as Keras does.

        Raises:
            BadConfigError: the first input has more axes, or fewer.

        """
        if len(self.input) != count:
            problem = f"takes inputs of {count} axes, but gets {len(self.input)}"
            raise BadConfigError(self.path, problem)

    def need(self, size: Expr, **how: Any) -> None:
        """Note what a size of the input has to be; see `Need`.  The bounds may be sizes too."""
        bounds = {key: _bound(how[key]) for key in _BOUNDS & how.keys()}
        need = Need(size, **how | bounds)
        if not all(as_expr(each).is_constant for each in need.sizes):
            self.needs[need] = None

    def require_share(self, key: str) -> None:
        """Refuse a setting that is a number outside of 0 to 1, as Keras does of what is dropped.

        Raises:
            BadConfigError: it is one.

        """
        value = self.setting(key, 0)
        if isinstance(value, int | float) and not 0 <= value <= 1:
            self.refuse(key, f"expected a number from 0 to 1, found {shown(value)}")

    def setting(self, key: str, default: Any = None) -> Any:
        """Return a setting as the config holds it."""
        self.asked.add(key)
        return self.config.settings.get(key, default)

    def refuse(self, key: str, problem: str) -> NoReturn:
        """Refuse the setting `key`, as Keras does.

        Raises:
            BadConfigError: always; it names the setting.

        """
        raise BadConfigError(f"{self.path}.config[{key!r}]", problem)

    def dim(self, key: str, *, least: int = 1) -> Expr:
        """Return the setting `key`, a whole number from `least` on, as a symbol of that name."""
        return self.named_size(key, self.setting(key), f"config[{key!r}]", least)

    def dims(self, *keys: str) -> Iterator[Expr]:
        """Return several settings, as `dim` does."""
        return map(self.dim, keys)

    def flag(self, key: str, *, default: bool) -> bool:
        """Return the setting `key` as a truth value; where it is missing, Keras's default."""
        value = self.setting(key, default)
        if not isinstance(value, bool | int | None):
            raise BadConfigError(
                f"{self.path}.config[{key!r}]",
                f"expected true or false, found {shown(value)}",
            )
        return bool(value)

    def sizes(
        self, key: str, names: tuple[str, ...], default: int | None = None, *, least: int = 1
    ) -> SymbolicShape:
        """Return a setting of one size, or one for each name, as symbols of those names."""
        values = self.entries(key, default)
        if len(values) == 1 and not values[0][1].endswith("[0]"):
            values *= len(names)
        if len(values) != len(names):
            raise BadConfigError(
                f"{self.path}.config[{key!r}]",
                f"expected {len(names)} sizes, found {len(values)}",
            )
        return tuple(
            self.named_size(name, size, where, least)
            for name, (size, where) in zip(names, values, strict=True)
        )

    def entries(self, key: str, default: Any = None) -> list[tuple[Any, str]]:
        """Return each value of a setting that is one or a list of some, and where it stands."""
        value, where = self.setting(key, default), f"config[{key!r}]"
        if not isinstance(value, list | tuple):
            return [(value, where)]
        return [(each, f"{where}[{i}]") for i, each in enumerate(value)]

    def named_size(self, name: str, value: object, where: str, least: int = 0) -> Expr:
        """Return a size as a symbol of this layer, after a look at it."""
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise BadConfigError(
                f"{self.path}.{where}", f"expected a whole number, found {shown(value)}"
            )
        if value < least:
            raise BadConfigError(
                f"{self.path}.{where}", f"expected at least {least}, found {value}"
            )
        if isinstance(value, SizedInt):
            return symbol(name, int(value), self.path, value.expr)
        source = Source(Origin.SETTING, setting=self._held_at(where))
        return Symbol(name, value, self.path, source=source).expr

    def _held_at(self, where: str) -> tuple[str | int, ...]:
        """Return where somebody set what the config has at a place."""
        held = (self.path,) if self.held is None else self.held
        return (*held, *_keys(where)) if held else ()

    def constant(self, name: str, value: int) -> Expr:
        """Return a number of the layer's design, such as an LSTM's 4 gates, as a symbol."""
        return Symbol(name, value, self.path, source=CONSTANT).expr

    def features(self, name: str, axis: int = -1, of: SymbolicShape | None = None) -> Expr:
        """Return the size of one axis of an input, as this layer's symbol called `name`.

        The symbol remembers what the layers before put there.
        """
        size = self.axis(axis, of)
        if size.value is None:
            raise BadConfigError(self.path, f"axis {axis} of its input, {name}, has no fixed size")
        return symbol(name, size.value, self.path, origin=size)

    @property
    def positions(self) -> SymbolicShape:
        """The axes between the batch and the last one, as this layer's own symbols.

        What is said of the last axis happens once at each of them.
        """
        return tuple(
            self.new(_axis_name(size, axis), size) for axis, size in enumerate(self.input[1:-1], 1)
        )

    def new(self, name: str, size: Expr) -> Expr:
        """Return a size that this layer gives its output, as a symbol that remembers how."""
        return symbol(name, size.value, self.path, origin=size)

    def argument(self, position: int, name: str) -> SymbolicShape | None:
        """Return the shape of an input, given by position or by keyword; None if not given."""
        if name in self.named:
            return self.named[name]
        return self.inputs[position] if position < len(self.inputs) else None

    def taken(self, position: int, name: str) -> SymbolicShape:
        """Return the shape of an input that there has to be, given as `argument` says.

        Raises:
            UnknownFormulaError: it is not given, or its shape is not known.

        """
        shape = self.argument(position, name)
        if shape is None:
            raise UnknownFormulaError(f"the shape of its input {name} is not known")
        return shape

    def child(self, key: str, *inputs: SymbolicShape, name: str = "") -> Layer:
        """Return the layer wrapped under the setting `key`, fed with `inputs`."""
        return self.wrap(self.setting(key), f"config[{key!r}]", *inputs, name=name or key)

    def wrap(self, config: object, where: str, *inputs: SymbolicShape, name: str) -> Layer:
        """Return a wrapped layer, known as `name` in this one, fed with `inputs`."""
        if not isinstance(config, LayerConfig):
            raise BadConfigError(f"{self.path}.{where}", f"expected a layer, found {shown(config)}")
        inside = replace(self, config=config, path=f"{self.path}.{name}", inputs=inputs)
        inside = replace(inside, named={}, options={}, asked=set(), needs={}, lists={})
        return replace(inside, scope=f"{self.keras_path}/", held=self._held_at(where))

    def inside(
        self, attribute: str, class_name: str, /, *inputs: SymbolicShape, **settings: Any
    ) -> Child:
        """Return a layer that this one makes itself, to be yielded: its weights are then counted.

        `attribute` is what this layer has it under: `up`, or `blocks[1]` in a list of
        layers, or `mlp.layers[0]` where that is a Sequential model.
        `class_name` is Keras's, or that of a class of your own which has a formula, with
        its package before it where it has one: `my_package>Scale`.  `inputs` are the
        shapes that it is given, this layer's where there are none; `settings` are the
        arguments that it is made with.  One that is a size is best given as the
        expression that it is, and one that is a layer as what `inside` returns.

        Raises:
            BadConfigError: the class, which is Keras's own, takes no such argument, or
                the layers before it in its list have been passed over.

        """
        from rnnscope.layers.inside import config_inside, group_of

        path = f"{self.path}.{attribute}"
        settings = {key: _config(value) for key, value in settings.items()}
        config = config_inside(path, class_name, settings)
        scope, flowing = f"{self.keras_path}/", inputs or self.inputs
        layer = Layer(config=config, path=path, inputs=flowing, scope=scope, held=())
        group = group_of(path, attribute, config.class_name, self.lists)
        return Child(attribute, layer, group, made=True)

    def fed(self, *inputs: SymbolicShape) -> Layer:
        """Return the same layer with other inputs."""
        return replace(self, inputs=inputs)


@lru_cache
def _keys(where: str) -> tuple[str | int, ...]:
    """Return the keys that lead to a place: of `config['cells'][0]` those two."""
    return tuple(key or int(number) for key, number in _KEYS.findall(where))


def _bound(bound: Any) -> Any:
    """Return what a size is held against; a number where no name is in it."""
    return int(bound) if isinstance(bound, Expr) and bound.is_constant else bound


def _axis_name(size: Expr, axis: int) -> str:
    """Return what a layer before calls an axis, where its name says what the axis is."""
    name = size.single.name if size.single else ""
    return name if name in _AXES else f"axis_{axis}"


def _config(value: Any) -> Any:
    """Return what a config has for a layer that is an argument, or for a list of some."""
    if isinstance(value, list | tuple) and any(isinstance(each, Child) for each in value):
        return tuple(map(_config, value))
    return value.layer.config if isinstance(value, Child) else value
