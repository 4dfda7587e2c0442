"""Each verdict held against all settings of its class: `python -m tests.solving.every_setting`.

Of each class some settings are taken by chance, their row is printed as the formula has it, and
it is solved in each way that a text may have it.  All other settings of the class are tried one
by one: where a verdict says that it is determined, none may give the same number and shape.
`python -m tests.solving.every_setting 40 0 Conv2D GRU` is for 40 settings of each of two classes.
"""

from __future__ import annotations

import random
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from rnnscope.algebra.expr import symbol
from rnnscope.keras_facts.constructors import ARGUMENTS
from rnnscope.layers import Layer
from rnnscope.model.parts import Call, LayerConfig, Model, ModelConfig, Shape, TensorRef
from rnnscope.model.printed import Connection, PrintedRow, PrintedShape, PrintedSummary
from rnnscope.report.row_verdict import Fit, RowVerdict, Told
from rnnscope.report.trial import tried
from rnnscope.solving import Known, explained_summary
from tests.solving.settings import GENERATIONS, SPACES, is_there

CONTEXTS = ("fed", "unfed", "said", "cut", "shapeless", "shapeless unfed")
NAME = "layer"
_LISTS = ("axis", "shared_axes", "output_shape")
_BESIDE = frozenset(("layer", "cell", "channels", "input"))  # what else may be assumed
_REASONS = ("looked for",)  # that may stand where nothing was found


@dataclass(frozen=True, slots=True)
class Tried:
    """A setting of a class that was tried, and what its formula says."""

    shape: Shape
    settings: Mapping[str, Any]
    outputs: tuple[Shape, ...]
    params: int
    frozen: int


@cache
def every(class_name: str, generation: int | None) -> Mapping[int, Sequence[Tried]]:
    """Return all settings of a class that are tried, by their number."""
    if generation is not None:
        return {
            number: [each for each in group if is_there(class_name, each.settings, generation)]
            for number, group in every(class_name, None).items()
        }
    found: dict[int, list[Tried]] = defaultdict(list)
    space = SPACES[class_name]
    for shape in space.inputs:
        for settings in space.settings():
            each = _tried(class_name, shape, settings, space.count)
            if each is not None and each.params:
                found[each.params].append(each)
    return found


def _tried(class_name: str, shape: Shape, settings: Mapping[str, Any], count: int) -> Tried | None:
    config = LayerConfig(class_name=class_name, name=NAME, module="keras.layers", settings=settings)
    inputs = tuple(
        tuple(symbol(f"axis_{i}", size, f"input {n}") for i, size in enumerate(shape))
        for n in range(count)
    )
    trial = tried(Layer(config=config, path=NAME, inputs=inputs))
    if trial is None or trial.params is None:
        return None
    outputs = tuple(tuple(size.value for size in each) for each in trial.outputs)
    return Tried(shape, settings, outputs, trial.params, 0)


def verdict_in(context: str, class_name: str, each: Tried, generation: int | None) -> RowVerdict:
    """Return what is said of a row, as it stands in a text."""
    row = PrintedRow(
        line=2,
        name=NAME,
        class_name=class_name,
        shapes=_printed(context, each),
        params=each.params,
        connections=_connections(SPACES[class_name].count),
    )
    model = _model(row, None if "unfed" in context or context == "said" else each.shape, generation)
    said = {"x": each.shape[1:]} if context == "said" else {}
    report = explained_summary(model, Known(input_shapes=said))[1]
    told = report[NAME].told
    assert told is not None
    return told


def _printed(context: str, each: Tried) -> tuple[PrintedShape, ...]:
    if "shapeless" in context:
        return ()
    if context == "cut":
        is_listed = len(each.outputs) > 1
        return (PrintedShape(sizes=each.outputs[0][:-1], is_cut=True, is_listed=is_listed),)
    return tuple(PrintedShape(sizes=shape) for shape in each.outputs)


def _connections(count: int) -> tuple[Connection, ...]:
    return (Connection(layer="x", node=0, tensor=0),) * count


def _model(row: PrintedRow, shape: Shape | None, generation: int | None) -> Model:
    ref = TensorRef("x")
    calls = (Call((ref,) if len(row.connections or ()) == 1 else ([ref, ref],)),)
    layers = [LayerConfig(class_name=row.class_name, name=NAME, calls=calls if shape else ())]
    rows = [row]
    if shape is not None:
        x = PrintedRow(
            line=1,
            name="x",
            class_name="InputLayer",
            shapes=(PrintedShape(sizes=shape),),
            params=0,
            connections=(),
        )
        rows.insert(0, x)
        layers.insert(0, LayerConfig(class_name="InputLayer", name="x"))
    config = ModelConfig(
        class_name="Functional",
        name="m",
        layers=tuple(layers),
        inputs=(ref,) if shape else (),
        outputs=(TensorRef(NAME),),
    )
    printed = PrintedSummary(rows=tuple(rows), line=0, generation=generation, total=row.params)
    return Model(config=config, source=None, format="printed", printed=printed)


@dataclass(frozen=True, slots=True)
class Printed:
    """How a setting of a class stands in a text."""

    context: str
    class_name: str
    each: Tried
    generation: int


def faults(at: Printed, verdict: RowVerdict) -> Iterator[str]:
    """Yield what is false in a verdict."""
    yield from _FAULTS[verdict.told](at, verdict)


def _impossible(*_: object) -> Iterator[str]:
    yield "it is called impossible"


def _untold(_: Printed, verdict: RowVerdict) -> Iterator[str]:
    if not any(reason in verdict.why for reason in _REASONS):
        yield f"it is not told: {verdict.why}"


def _determined(at: Printed, verdict: RowVerdict) -> Iterator[str]:
    for other in _alike(at):
        differing = _differing(at.class_name, other, verdict.fits[0]) - {*verdict.untold}
        if differing:
            yield f"{_text(other.settings)} on {other.shape} does as well ({_names(differing)})"
            return


def _several(at: Printed, verdict: RowVerdict) -> Iterator[str]:
    """Look for the truth among what is listed, but for what is said to be assumed of all."""
    if not verdict.is_whole or verdict.count > len(verdict.fits):
        return
    differing = [_differing(at.class_name, at.each, fit) - {*fit.untold} for fit in verdict.fits]
    if all(names and not names & {*verdict.assumed} for names in differing):
        yield "the truth is not among what may be"


def _assumed(at: Printed, verdict: RowVerdict) -> Iterator[str]:
    yield from _several(at, verdict)
    differing = _differing(at.class_name, at.each, verdict.fits[0]) - {*verdict.untold}
    if differing and not (differing | _BESIDE) & {*verdict.assumed}:
        yield f"nothing of {_names(differing)} is said to be assumed, but {verdict.assumed}"


_FAULTS: Mapping[Told, Callable[[Printed, RowVerdict], Iterator[str]]] = {
    Told.IMPOSSIBLE: _impossible,
    Told.UNTOLD: _untold,
    Told.DETERMINED: _determined,
    Told.ONE_OF: _several,
    Told.ASSUMED: _assumed,
}


def _alike(at: Printed) -> Iterator[Tried]:
    """Yield the settings that would be printed in the same way."""
    for other in every(at.class_name, at.generation)[at.each.params]:
        is_fed = "unfed" in at.context or other.shape == at.each.shape
        if is_fed and _printed(at.context, other) == _printed(at.context, at.each):
            yield other


def _differing(class_name: str, each: Tried, fit: Fit) -> frozenset[str]:
    """Return the arguments that two settings differ in."""
    own = fit.config.settings if fit.config else {}
    first, second = (_meant(one, each.shape) for one in (each.settings, own))
    return frozenset(_apart(class_name, first, second, len(each.shape)))


def _apart(
    class_name: str, one: Mapping[str, Any], other: Mapping[str, Any], rank: int
) -> Iterator[str]:
    for name in {**one, **other}:
        values = [_value(class_name, name, each, rank) for each in (one, other)]
        if all(isinstance(value, LayerConfig) for value in values):
            first, second = values
            if first.class_name != second.class_name:
                yield name
            else:
                yield from _apart(first.class_name, first.settings, second.settings, rank - 1)
        elif values[0] != values[1]:
            yield name


def _value(class_name: str, name: str, settings: Mapping[str, Any], rank: int) -> Any:
    """Return an argument in one form of all that mean the same."""
    value = settings.get(name, ARGUMENTS.get(class_name, {}).get(name))
    if isinstance(value, list | tuple) and len({*map(repr, value)}) == 1 and name not in _LISTS:
        value = value[0]
    if name == "axis" and value is not None:
        axes = value if isinstance(value, list | tuple) else [value]
        return sorted(axis % rank for axis in axes)
    if name == "data_format" and value is None:
        return "channels_last"
    return value


def _meant(settings: Mapping[str, Any], shape: Shape) -> Mapping[str, Any]:
    """Return settings without what says the default in other words."""
    same = (("output_shape", shape[-1]), ("value_dim", settings.get("key_dim")))
    return {name: value for name, value in settings.items() if (name, value) not in same}


def _text(settings: Mapping[str, Any]) -> str:
    return ", ".join(
        f"{name}={value.class_name}({_text(value.settings)})"
        if isinstance(value, LayerConfig)
        else f"{name}={value}"
        for name, value in settings.items()
    )


def _names(names: frozenset[str]) -> str:
    return ", ".join(sorted(names))


def checked(class_name: str, count: int, seed: int) -> Iterator[tuple[str, Told, list[str]]]:
    """Yield how each of some rows stands in a text, its verdict, and what of that is false."""
    pick = random.Random(f"{seed} {class_name}")
    settings = [each for group in every(class_name, None).values() for each in group]
    for each in pick.sample(settings, min(count, len(settings))):
        for context in CONTEXTS:
            if context == "said" and SPACES[class_name].count > 1:
                continue
            there = [n for n in GENERATIONS if is_there(class_name, each.settings, n)]
            generation = pick.choice(there)
            verdict = verdict_in(context, class_name, each, generation)
            found = list(faults(Printed(context, class_name, each, generation), verdict))
            where = f"{context}, Keras {generation}: {class_name}({_text(each.settings)})"
            yield f"{where} on {each.shape} -> {each.outputs}, {each.params}", verdict.told, found


def main(*arguments: str) -> int:
    numbers, names = [*map(int, arguments[:2])], arguments[2:]
    count, seed = (*numbers, *(40, 0)[len(numbers) :])
    failed = 0
    for class_name in names or SPACES:
        tally: Counter[str] = Counter()
        for where, told, found in checked(class_name, count, seed):
            tally[str(told)] += 1
            failed += bool(found)
            for fault in found:
                print(f"{where}: {told}: {fault}", flush=True)
        print(class_name, dict(tally), flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
