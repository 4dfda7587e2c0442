"""How a model is made of its layers: one after the other, or each on what it takes."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from rnnscope.model.parts import Call, Constant, Shape, TensorRef
from rnnscope.pages.code.constructors import (
    ANY,
    comments,
    constructed,
    input_of,
    name_argument,
    stand_in,
)
from rnnscope.report.layer_report import LayerReport
from rnnscope.untrusted.limits import spend

_STEP = "    "


@dataclass(slots=True)
class Writer:
    """Writes models; those inside others are functions of their own."""

    functions: list[list[str]] = field(default_factory=list)
    names: set[str] = field(default_factory=lambda: {"keras", "layers", "model", "inside"})
    has_stand_in: bool = False

    def model(
        self, rows: Sequence[LayerReport], name: str, variable: str, example: Shape | None = None
    ) -> Iterator[str]:
        """Yield the lines that make a model of layers under a name of Python."""
        is_chain = not any(call.refs for row in rows for call in _calls(row))
        named = [f"name={name!r}"] if name and "/" not in name else []
        if is_chain and not any(map(_is_input, rows)):
            yield from self._sequential(rows, named, variable, example)
        else:
            yield from _Graph(self, rows, is_chain=is_chain).lines(variable, named)

    def _sequential(
        self, rows: Sequence[LayerReport], named: list[str], variable: str, example: Shape | None
    ) -> Iterator[str]:
        entry = input_of(example or _fed(rows[0])[0])
        inside = [f"{entry},"]
        for row in rows:
            inside += [*comments(row), f"{self.made(row)},"]
        yield f"{variable} = keras.Sequential("
        yield from (
            f"{_STEP}{line}" for line in ["[", *(f"{_STEP}{line}" for line in inside), "],"]
        )
        yield from (f"{_STEP}{name}," for name in named)
        yield ")"

    def made(self, row: LayerReport) -> str:
        """Return the expression that makes a layer."""
        spend()
        if row.is_model and row.children:
            function = self.variable(f"make_{row.name}")
            inside = [f"{_STEP}{line}" for line in self.model(row.children, row.name, "inside")]
            self.functions.append([f"def {function}():", *inside, f"{_STEP}return inside"])
            return f"{function}()"
        made = constructed(row)
        self.has_stand_in |= made is None
        return made or stand_in(row)

    def variable(self, name: str) -> str:
        """Return a name of Python that nothing has yet."""
        base = re.sub(r"\W+", "_", name, flags=re.ASCII).strip("_") or "layer"
        base = f"layer_{base}" if base[0].isdigit() or keyword.iskeyword(base) else base
        new, number = base, 2
        while new in self.names:
            new, number = f"{base}_{number}", number + 1
        self.names.add(new)
        return new


@dataclass(frozen=True, slots=True)
class _Step:
    """One call of a layer, the first of which makes it; an input has none."""

    row: LayerReport
    number: int = 0
    call: Call | None = None

    @property
    def needs(self) -> set[tuple[str, int]]:
        """The calls whose outputs are taken."""
        return {(ref.layer, ref.call) for ref in self.call.refs} if self.call else set()


@dataclass(slots=True)
class _Graph:
    """Writes a model whose layers are joined, each call behind those whose outputs it takes."""

    writer: Writer
    rows: Sequence[LayerReport]
    is_chain: bool
    made: dict[tuple[str, int], str] = field(default_factory=dict)
    makers: dict[str, str] = field(default_factory=dict)
    inputs: list[str] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)

    def lines(self, variable: str, named: list[str]) -> Iterator[str]:
        """Yield the lines that make the model."""
        for step in _in_order(self._steps(), set()):
            yield from comments(step.row) if step.number == 0 else ()
            yield from self._written(step)
        ends = [name for (layer, _), name in self.made.items() if layer not in self.taken]
        arguments = ", ".join([_several(self.inputs), _several(ends), *named])
        yield f"{variable} = keras.Model({arguments})"

    def _steps(self) -> Iterator[_Step]:
        before: LayerReport | None = None
        for row in self.rows:
            calls = _calls(row)
            if self.is_chain and before is not None and not _is_input(row):
                calls = (Call((TensorRef(before.name),)),)
            if _is_input(row) or not calls:
                yield _Step(row)
            else:
                yield from (_Step(row, number, call) for number, call in enumerate(calls))
            before = row

    def _written(self, step: _Step) -> Iterator[str]:
        row, name = step.row, self.writer.variable(step.row.name)
        self.made[row.name, step.number] = name
        if _is_input(row):
            self.inputs.append(name)
            yield f"{name} = {input_of(_declared(row), name_argument(row))}"
            return
        call = step.call or Call(tuple(Constant(shape) for shape in _fed(row)))  # type: ignore[arg-type]  # open sizes
        self.taken.update(ref.layer for ref in call.refs)
        entries: list[str] = []
        arguments = [self._argument(value, entries) for value in call.args]
        arguments += [f"{key}={self._argument(v, entries)}" for key, v in call.kwargs.items()]
        yield from entries
        yield from self._made_once(row, name, len(_calls(row)))
        yield f"{name} = {self.makers[row.name]}({', '.join(arguments)})"

    def _made_once(self, row: LayerReport, name: str, calls: int) -> Iterator[str]:
        if row.name in self.makers:
            return
        self.makers[row.name] = self.writer.made(row)
        if calls > 1:
            layer = self.writer.variable(f"{name}_layer")
            yield f"{layer} = {self.makers[row.name]}"
            self.makers[row.name] = layer

    def _argument(self, value: Any, entries: list[str]) -> str:
        """Write an argument; what is not printed that flows in is an input of its own."""
        if isinstance(value, TensorRef):
            output = f"[{value.index}]" if value.index else ""
            return f"{self.made[value.layer, value.call]}{output}"
        if isinstance(value, Constant):
            name = self.writer.variable("not_printed")
            self.inputs.append(name)
            entries.append(f"{name} = {input_of(value.shape)}  # what flows in is not printed")
            return name
        if isinstance(value, list | tuple):
            return f"[{', '.join(self._argument(each, entries) for each in value)}]"
        return repr(value)


def _in_order(steps: Iterable[_Step], made: set[tuple[str, int]]) -> Iterator[_Step]:
    """Yield steps, each behind those that it needs; what needs itself is left out."""
    waiting = list(steps)
    while waiting:
        late = []
        for step in waiting:
            spend()
            if step.needs <= made:
                made.add((step.row.name, step.number))
                yield step
            else:
                late.append(step)
        if len(late) == len(waiting):
            return
        waiting = late


def _calls(row: LayerReport) -> tuple[Call, ...]:
    return row.layer.config.calls if row.layer else ()


def _is_input(row: LayerReport) -> bool:
    return row.class_name == "InputLayer"


def _declared(row: LayerReport) -> Shape:
    shapes = row.told.row.shapes if row.told else ()
    return shapes[0].sizes if shapes and shapes[0].sizes else ANY


def _fed(row: LayerReport) -> list[Shape]:
    """Return the shapes that flow into a layer, as far as they are known."""
    return [tuple(size.value for size in shape) for shape in row.inputs] or [ANY]


def _several(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"[{', '.join(names)}]"
