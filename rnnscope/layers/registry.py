"""Where formulas are kept: ours come with their modules, each when it is asked for."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import TypeAlias

from rnnscope.errors import RnnscopeError, UnknownFormulaError, said
from rnnscope.keras_facts.class_names import ALIASES as ALIASES
from rnnscope.layers._modules import MODULES
from rnnscope.layers.layer import Layer
from rnnscope.layers.parts import Child, MultiplyAdds, Output, Parts, Weight
from rnnscope.model.parts import LayerConfig, snake_case

FormulaFunction: TypeAlias = Callable[[Layer], Parts]


@dataclass(frozen=True, slots=True)
class Formula:
    """A function that lists a layer's weights and output shape, and what its docstring says.

    `rebuildable` is False for a class that opens paths, loads files or runs
    code when it is made from its settings: Keras is never asked to make one.
    `mark` is for a class that is not Keras's own: the setting it is known by,
    besides its name, and a text in what is set.
    """

    function: FormulaFunction
    source: str = ""
    rebuildable: bool = True
    mark: tuple[str, str] | None = None

    def fits(self, settings: Mapping[str, object]) -> bool:
        """Tell whether settings are those of the class that is meant, by its mark."""
        if self.mark is None:
            return False
        key, text = self.mark
        return settings.get(key) is not None and text in str(settings[key])

    def parts(self, layer: Layer) -> Parts:
        """Run the function on a layer; what a user's own raises is a reason.

        Raises:
            UnknownFormulaError: a user's function raised something; as a formula of ours does.

        """
        return self.function(layer) if self.is_ours else self._of_user(layer)

    def _of_user(self, layer: Layer) -> Parts:
        try:
            parts, reply = self.function(layer), None
            if not isinstance(parts, Generator):
                raise TypeError("it is no generator, which yields the parts of a layer")
            while True:
                part = parts.send(reply)  # type: ignore[arg-type]  # None starts a generator
                if not isinstance(part, Weight | MultiplyAdds | Child | Output):
                    raise TypeError(f"it yielded {part!r:.60}, no Weight, Child or Output")
                reply = yield part
        except StopIteration:
            return
        except RnnscopeError:
            raise
        except (Exception, SystemExit) as error:  # noqa: BLE001  # it is somebody's own code
            name = getattr(self.function, "__name__", "formula")
            raise UnknownFormulaError(f"its formula {name}() raised {said(error)}") from None

    @property
    def is_ours(self) -> bool:
        """True for the formulas of this package, which hold for Keras's own classes only."""
        return self.function.__module__.startswith(f"{__package__}.")

    @property
    def sentence(self) -> str:
        """The first paragraph of the docstring, on one line."""
        return " ".join(self._doc.split("\n\n")[0].split())

    @property
    def equation(self) -> tuple[str, ...]:
        """The lines under `Equation:` in the docstring."""
        _, _, rest = self._doc.partition("\nEquation:\n")
        block = rest.split("\n\n")[0]
        return tuple(line.strip() for line in block.splitlines() if line.strip())

    @property
    def _doc(self) -> str:
        return _doc_of(self.function)


@cache
def _doc_of(function: FormulaFunction) -> str:
    return inspect.getdoc(function) or ""


_OURS: dict[str, Formula] = {}
_OTHERS: dict[str, Formula] = {}
_USERS: dict[str, Formula] = {}

_MODULE_OF = {name: module for module, names in MODULES.items() for name in names.split()}


class _Ours(Mapping[str, Formula]):
    """Our formulas for Keras's own classes, by the name of the class."""

    def __getitem__(self, class_name: str) -> Formula:
        known = _listed(_OURS, class_name)
        if known is None:
            raise KeyError(class_name)
        return known

    def __iter__(self) -> Iterator[str]:
        _import_all()
        return iter(_OURS)

    def __len__(self) -> int:
        _import_all()
        return len(_OURS)


FORMULAS: Mapping[str, Formula] = _Ours()


def _import_all() -> None:
    """Import every module of ours that has formulas."""
    for module in MODULES:
        import_module(f"{__package__}.{module}")


def _listed(table: Mapping[str, Formula], class_name: str) -> Formula | None:
    """Return a formula of ours from one of the tables, which its module puts it in."""
    if class_name not in table and class_name in _MODULE_OF:
        import_module(f"{__package__}.{_MODULE_OF[class_name]}")
    return table.get(class_name)


def formula(
    *class_names: str,
    source: str = "",
    rebuildable: bool = True,
    mark: tuple[str, str] | None = None,
) -> Callable[[FormulaFunction], FormulaFunction]:
    """Register a function as the formula of the layer classes named.

    The function takes a `Layer` and yields a `Weight` for each variable, in
    the order of the class's `build()`, a `Child` for each wrapped layer, and
    the `Output` shapes last, with `MultiplyAdds` for what it multiplies beside
    its weights.  Its docstring is the layer's explanation: one sentence, then,
    after `Equation:`, what the layer computes.  `source` is the file that it
    mirrors; a folder, with a `/` at its end, has one named as the class.

    Raises:
        ValueError: a class named has a formula already.

    """

    def register(function: FormulaFunction) -> FormulaFunction:
        for class_name in class_names:
            entry = Formula(function, _file(source, class_name), rebuildable, mark)
            table = _table(entry)
            if class_name in table and not _is_anew(table[class_name], function):
                raise ValueError(f"{class_name} has a formula already")
            table[class_name] = entry
        return function

    return register


def _file(source: str, class_name: str) -> str:
    return f"{source}{snake_case(class_name)}.py" if source.endswith("/") else source


def _is_anew(known: Formula, function: FormulaFunction) -> bool:
    """Tell whether a function of ours is here again.

    The first import of its module was broken off: the model was nested too deep to go on, or
    somebody interrupted.
    """
    places = {(each.__module__, each.__qualname__) for each in (known.function, function)}
    return known.is_ours and len(places) == 1


def _table(entry: Formula) -> dict[str, Formula]:
    if not entry.is_ours:
        return _USERS
    return _OTHERS if entry.mark else _OURS


def formula_of(config: LayerConfig) -> Formula | None:
    """Return the formula for a layer's class, or None where there is none.

    A user's formula comes first, by registered name or by class name.  Ours
    hold only where the config names Keras's own class, not a namesake, and
    those for other libraries' classes where the settings have their mark.  The
    operation `Add` is not the layer `Add`: it is registered as `ops.Add`.
    """
    if config.is_operation:
        return _listed(_OURS, f"ops.{config.class_name}")
    for name in (config.registered_name, config.class_name):
        if name in _USERS:
            return _USERS[name]
    if config.is_builtin:
        return _listed(_OURS, ALIASES.get(config.class_name, config.class_name))
    other = _listed(_OTHERS, config.class_name)
    return other if other and other.fits(config.settings) else None


def foreign_formulas() -> dict[str, Formula]:
    """Return our formulas for classes of other libraries, which their settings tell, by name."""
    _import_all()
    return dict(_OTHERS)


def all_formulas() -> dict[str, Formula]:
    """Return every formula by its class's name; a user's stands before ours of that name."""
    return {**FORMULAS, **_USERS}
