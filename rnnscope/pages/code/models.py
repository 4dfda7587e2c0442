"""How a model is made of its layers: one after the other, or each on what it takes."""

from __future__ import annotations

import keyword
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from rnnscope.keras_facts.merging import ELEMENTWISE
from rnnscope.layers.recurrent import TAKING_STATES
from rnnscope.model.parts import Call, Constant, LayerConfig, Shape, TensorRef
from rnnscope.pages.code.constructors import (
    ANY,
    application,
    comments,
    constructed,
    input_of,
    name_argument,
    stand_in,
)
from rnnscope.pages.code.steps import (
    Step,
    as_put_out,
    calls_of,
    declared,
    fed,
    in_order,
    is_input,
)
from rnnscope.report.layer_report import LayerReport
from rnnscope.report.report import Report
from rnnscope.untrusted.limits import spend

_STEP = "    "
_GAP = "# what flows into this layer is not printed: it need not be what the layer above puts out"
_LOST = "# what this layer joins is not all printed, without which it cannot be called: a stand-in"
# What takes a query and a value as arguments of their own.
_UNPACKED = ("GroupQueryAttention", "GroupedQueryAttention", "MultiHeadAttention")
# What takes several tensors always, and cannot be called on one.
_JOINING = frozenset(
    (*ELEMENTWISE, "AdditiveAttention", "Attention", "Concatenate", "Dot", *_UNPACKED)
)
_RECURRENT = TAKING_STATES - {"CuDNNGRU", "CuDNNLSTM"}  # which Keras 3 does not have


@dataclass(slots=True)
class Writer:
    """Writes models; those inside others are functions of their own."""

    functions: list[list[str]] = field(default_factory=list)
    names: set[str] = field(default_factory=lambda: {"keras", "layers", "model", "inside"})
    has_stand_in: bool = False
    has_entries: bool = False  # inputs that have no row in the text

    def whole(self, report: Report) -> list[str]:
        """Return the lines that make a model that is in no other."""
        return [*self._model(report.layers, report.name, "model", report.example, ())]

    def _model(
        self,
        rows: Sequence[LayerReport],
        name: str,
        variable: str,
        example: Shape | None,
        entries: Sequence[LayerConfig],
    ) -> Iterator[str]:
        """Yield the lines that make a model; `entries` are inputs that have no row in it."""
        is_chain = not any(True for row in rows for call in calls_of(row) for _ in call.refs)
        named = [f"name={name.replace('/', '_')!r}"] if name else []
        is_single = all(len(row.outputs or ()) < 2 for row in rows[:-1])
        if is_chain and is_single and not entries and not any(map(is_input, rows)):
            yield from self._sequential(rows, named, variable, example)
        else:
            yield from _Graph(self, rows, entries, is_chain=is_chain).lines(variable, named)

    def _sequential(
        self, rows: Sequence[LayerReport], named: list[str], variable: str, example: Shape | None
    ) -> Iterator[str]:
        """Yield the lines that make a chain; each layer stands behind what is said of it."""
        entry = input_of(example or fed(rows[0])[0])
        inside = [f"{entry},"]
        for place, row in enumerate(rows):
            is_unsure = place > 0 and row.told is not None and not row.told.is_fed
            is_lost = _is_lost(row)
            notes = [*[_GAP] * is_unsure, *[_LOST] * is_lost, *comments(row)]
            inside += [*notes, f"{self.made(row, is_lost=is_lost)},"]
        yield f"{variable} = keras.Sequential("
        yield from (
            f"{_STEP}{line}" for line in ["[", *(f"{_STEP}{line}" for line in inside), "],"]
        )
        yield from (f"{_STEP}{name}," for name in named)
        yield ")"

    def made(self, row: LayerReport, *, is_lost: bool = False) -> str:
        """Return the expression that makes a layer; a stand-in where what it takes `is_lost`."""
        spend()
        model = row.layer.config.model if row.layer else None
        if model is not None and row.children:
            function = self.variable(f"make_{row.name}")
            names = {child.name for child in row.children}
            inputs = (layer for layer in model.layers if layer.class_name == "InputLayer")
            entries = [layer for layer in inputs if layer.name not in names]
            example = model.example or model.build_shape
            lines = self._model(row.children, row.name, "inside", example, entries)
            inside = [f"{_STEP}{line}" for line in lines]
            self.functions.append([f"def {function}():", *inside, f"{_STEP}return inside"])
            return f"{function}()"
        made = None if is_lost else constructed(row) or application(row)
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


@dataclass(slots=True)
class _Graph:
    """Writes a model whose layers are joined, each call behind those whose outputs it takes."""

    writer: Writer
    rows: Sequence[LayerReport]
    entries: Sequence[LayerConfig]
    is_chain: bool
    made: dict[tuple[str, int], str] = field(default_factory=dict)
    makers: dict[str, str] = field(default_factory=dict)
    inputs: list[str] = field(default_factory=list)
    taken: set[tuple[str, int]] = field(default_factory=set)
    lists: set[str] = field(default_factory=set)  # layers that put out several tensors
    waiting: list[str] = field(default_factory=list)  # lines of inputs that the next call takes

    def lines(self, variable: str, named: list[str]) -> Iterator[str]:
        """Yield the lines that make the model."""
        self.writer.has_entries |= bool(self.entries)
        yield from map(self._entry, self.entries)
        for step in in_order(self._steps(), set(self.made)):
            yield from comments(step.row) if step.number == 0 else ()
            yield from self._written(step)
        arguments = ", ".join([_several(self.inputs), _several([*self._ends()]), *named])
        yield f"{variable} = keras.Model({arguments})"

    def _ends(self) -> Iterator[str]:
        """Yield what is put out: of a layer of which nothing is taken, or all but its last call."""
        taken = Counter(layer for layer, _ in self.taken)
        calls = Counter(layer for layer, _ in self.made)
        for (layer, call), name in self.made.items():
            is_last = taken[layer] == calls[layer] - 1 and (layer, call) not in self.taken
            if not taken[layer] or is_last:
                yield name

    def _entry(self, layer: LayerConfig) -> str:
        name = self.writer.variable(layer.name)
        self.made[layer.name, 0] = name
        self.inputs.append(name)
        shape = tuple(layer.settings.get("batch_shape", ANY))
        return f"{name} = {input_of(shape, [f'name={layer.name!r}'])}"

    def _steps(self) -> Iterator[Step]:
        """Yield the calls of all layers; in a chain each takes what the one before puts out."""
        before = self.entries[-1].name if self.entries else None
        for row in self.rows:
            calls = calls_of(row)
            if self.is_chain and before is not None and not is_input(row):
                calls = (Call((TensorRef(before),)),)
            if is_input(row) or not calls:
                yield Step(row)
            else:
                yield from (Step(row, number, call) for number, call in enumerate(calls))
            before = row.name

    def _written(self, step: Step) -> Iterator[str]:
        """Yield the lines that call a layer, and make it and what is not printed that it takes."""
        row, name = step.row, self.writer.variable(step.row.name)
        if len(row.outputs or ()) > 1:
            self.lists.add(row.name)
        self.made[row.name, step.number] = name
        if is_input(row):
            self.inputs.append(name)
            yield f"{name} = {input_of(declared(row), name_argument(row))}"
            return
        call = step.call or Call(tuple(Constant(shape) for shape in fed(row)))  # type: ignore[arg-type]  # open sizes
        call = as_put_out(row, call)
        self.taken.update((ref.layer, ref.call) for ref in call.refs)
        arguments = self._arguments(row.class_name, call)
        yield from self.waiting
        self.waiting.clear()
        is_alone = len(call.args) == 1 and not isinstance(call.args[0], list | tuple)
        yield from self._made_once(row, name, is_alone=is_alone)
        yield f"{name} = {self.makers[row.name]}({', '.join(arguments)})"

    def _made_once(self, row: LayerReport, name: str, *, is_alone: bool) -> Iterator[str]:
        """Yield the lines that make a layer that is called several times, before its first call."""
        if row.name in self.makers:
            return
        is_lost = is_alone and _is_lost(row)
        yield from [_LOST] * is_lost
        self.makers[row.name] = self.writer.made(row, is_lost=is_lost)
        if len(calls_of(row)) > 1:
            layer = self.writer.variable(f"{name}_layer")
            yield f"{layer} = {self.makers[row.name]}"
            self.makers[row.name] = layer

    def _arguments(self, class_name: str, call: Call) -> list[str]:
        """Write what a call takes, as the layer's own `call` names it."""
        first = call.args[0] if len(call.args) == 1 else call.args
        several = list(first) if isinstance(first, list | tuple) else []
        if several and class_name in _UNPACKED:
            given = [self._argument(value) for value in several]
        elif several[1:] and class_name in _RECURRENT:
            states = self._argument(several[1:])
            given = [self._argument(several[0]), f"initial_state={states}"]
        else:
            given = [self._argument(first)]
        named = [f"{key}={self._argument(v)}" for key, v in call.kwargs.items()]
        return [*given, *named]

    def _argument(self, value: Any) -> str:
        """Write an argument; what is not printed that flows in is an input of its own."""
        if isinstance(value, TensorRef):
            output = f"[{value.index}]" if value.index or value.layer in self.lists else ""
            return f"{self.made[value.layer, value.call]}{output}"
        if isinstance(value, Constant):
            self.writer.has_entries = True
            name = self.writer.variable("not_printed")
            self.inputs.append(name)
            made = input_of(value.shape, [f"name={name!r}"])
            self.waiting.append(f"{name} = {made}  # what flows in is not printed")
            return name
        if isinstance(value, list | tuple):
            return f"[{', '.join(self._argument(each) for each in value)}]"
        return repr(value)


def _is_lost(row: LayerReport) -> bool:
    """Tell a layer of Keras's that cannot be called on the one tensor that is told."""
    return row.class_name in _JOINING and constructed(row) is not None


def _several(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"[{', '.join(names)}]"
