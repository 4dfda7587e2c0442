"""What somebody says of a model beside its text: whether it can be, and what follows from it.

A row is solved without it as well.  What only then is certain is told as assumed, and what
only then cannot be is a mistake of what was said, and not of the class.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

from rnnscope.errors import BadArgumentError
from rnnscope.model.parts import LayerConfig, Shape
from rnnscope.report.input_axes import axes_text
from rnnscope.report.row_verdict import Told
from rnnscope.solving.asked.accepted import refusal
from rnnscope.solving.asked.arguments import domain_of
from rnnscope.solving.asked.era import Era
from rnnscope.solving.asked.problem import KnownShape
from rnnscope.solving.deciding.decision import NOT_BEFORE, Decision
from rnnscope.solving.rows.flow import Row, Source
from rnnscope.solving.together.rounds import solve_together
from rnnscope.wording import cut, listed, with_article

_MOST = 5  # accepted values that are told of


def fix_arguments(rows: Sequence[Row], assumed: Mapping[str, Any]) -> None:
    """Put what was assumed into the rows that it is of.

    Raises:
        BadArgumentError: there is no such layer or argument, or it can be no such value.

    """
    by_name = {row.name: row for row in rows}
    for name, value in assumed.items():
        row, argument = _row_and_argument(name, by_name)
        if row is None:
            raise BadArgumentError("assume", _what_may_be_named(name, rows), name)
        expected = refusal(row.kind.name, argument, value) if row.kind.name else ""
        if expected:
            of = "" if expected.startswith("an argument") else f" for {name}"
            raise BadArgumentError("assume", f"{expected}{of}", f"{name}={value}")
        plain = [*value] if isinstance(value, tuple) else value
        row.fixed = {**row.fixed, argument: plain}


def _what_may_be_named(name: str, rows: Sequence[Row]) -> str:
    """Say which layers there are: the one that may be meant, or else one as an example."""
    names = {row.name: row for row in rows}
    wanted = get_close_matches(name.rpartition(".")[0], names, 1)
    sought = [row for row in rows if domain_of(row.kind.name).arguments]
    row = names[wanted[0]] if wanted else next(iter(sought), None)
    if row is None:
        return "a layer of the summary and one of its arguments, as dense.units"
    arguments = [each.name for each in domain_of(row.kind.name).arguments]
    argument = next(iter(arguments), "name")
    own = name.rpartition(".")[2] if wanted else argument
    return f"a layer of the summary and one of its arguments, as {row.name}.{own}"


def _row_and_argument(name: str, rows: Mapping[str, Row]) -> tuple[Row | None, str]:
    """Return the row that a name begins with, and the argument: of a layer inside it, perhaps."""
    path, _, argument = name.rpartition(".")
    while path:
        if path in rows:
            return rows[path], argument
        path, _, more = path.rpartition(".")
        argument = f"{more}.{argument}"
    return None, ""


def weigh(
    rows: Sequence[Row],
    era: Era,
    given: Mapping[Source, KnownShape],
    said: Mapping[Source, Shape],
) -> None:
    """Hold solved rows against what the text alone tells of them, and say what follows from what.

    `said` are those of the given shapes that somebody gave.

    Raises:
        BadArgumentError: what was said cannot be, by what is printed.

    """
    if said:
        unsaid = {source: shape for source, shape in given.items() if source not in said}
        for row, alone in zip(rows, _alone(rows, era, unsaid, keep=True), strict=True):
            _weigh_shape(row, alone.decision, said)
            is_given = not _is_same(row.decision, alone.decision)
            row.decision = replace(row.decision, is_given=is_given)
    if any(row.fixed for row in rows):
        for row, alone in zip(rows, _alone(rows, era, given), strict=True):
            if _is_spoilt(row.decision, alone.decision):
                raise _contradiction(row, alone.decision, rows)
            row.decision = _as_said(row, alone.decision, rows)


def _alone(
    rows: Sequence[Row],
    era: Era,
    given: Mapping[Source, KnownShape],
    *,
    keep: bool = False,
) -> list[Row]:
    """Return the rows as they are solved by the text alone; what was assumed may be kept."""
    unsolved = Decision(told=Told.UNTOLD)
    again = [replace(row, fixed=row.fixed if keep else {}, decision=unsolved) for row in rows]
    solve_together(again, era, given)
    return again


def _is_spoilt(decision: Decision, alone: Decision) -> bool:
    """Tell whether settings were found, or fit what stands before, only without what was said."""
    if not alone.told.is_of_some or alone.why == NOT_BEFORE:
        return False
    is_unsure = decision.told is Told.UNTOLD and not decision.is_whole
    return not is_unsure and (not decision.told.is_of_some or decision.why == NOT_BEFORE)


def _weigh_shape(row: Row, alone: Decision, said: Mapping[Source, Shape]) -> None:
    """Refuse a shape of which a layer cannot make what is printed, and name one that decides."""
    shapes = [shape for source, shape in said.items() if source in row.sources]
    decision, is_spoilt = row.decision, _is_spoilt(row.decision, alone)
    is_hidden = any(fit.hidden for fit in decision.fits[:1])  # thought of where nothing else fits
    if not shapes or not (is_spoilt or is_hidden):
        return
    text = _written(shapes[0][1:])
    if is_spoilt and decision.told is not Told.IMPOSSIBLE:
        expected = f"a shape without the batch{_axes_wanted(alone, shapes[0])}, {_as_printed(row)}"
        raise BadArgumentError("input_shape", expected, text)
    why = f"what flows in is {text} by --input-shape, without the batch"
    row.decision = replace(decision, why=why)


def _axes_wanted(alone: Decision, given: Shape) -> str:
    """Say which axes a layer takes, and what may be meant by a shape that has too few or many."""
    first = alone.fits[0]
    if not first.inputs:
        return ""
    shape = first.inputs[0]
    text = axes_text(first.config, shape, [fit.inputs[0] for fit in alone.fits if fit.inputs])
    meant: Shape = ()
    if len(given) == len(shape) - 1 and shape[-1] is not None:
        meant = (*given, shape[-1])
    elif len(given) == len(shape) + 1:
        meant = given[1:]
    fits = all(None in pair or pair[0] == pair[1] for pair in zip(meant, shape, strict=False))
    perhaps = f" (perhaps {','.join(map(str, meant[1:]))})" if meant and fits else ""
    return f" as {text}{perhaps}"


def _contradiction(row: Row, alone: Decision, rows: Sequence[Row]) -> BadArgumentError:
    """Return what is wrong with what was assumed: of this row, or of those before it."""
    for argument, value in row.fixed.items():
        fitting = dict.fromkeys(_typed(_setting(fit.config, argument)) for fit in alone.fits)
        if fitting and _typed(value) not in fitting and _typed(None) not in fitting:
            names = " or ".join(f"{row.name}.{argument}={each}" for each in [*fitting][:_MOST])
            more = ", or another" if len(fitting) > _MOST or not alone.is_whole else ""
            found = f"{row.name}.{argument}={_typed(value)}"
            return BadArgumentError("assume", f"{names}{more}, {_as_printed(row)}", found)
    found = listed(
        _arguments_said(row)
        or [each for other in rows for each in _arguments_said(other, whole=True)]
    )
    return BadArgumentError(
        "assume", f"values that leave a setting of {row.name}, {_as_printed(row)}", found
    )


def _typed(value: Any) -> str:
    """Write a value as it is typed behind an option: `1,3` for several."""
    return ",".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _as_printed(row: Row) -> str:
    """Say what a row's layer has to make, as it is printed."""
    shapes = " and ".join(_written(shape.sizes) for shape in row.printed.shapes)
    number = "" if row.printed.params is None else f", with {row.printed.params:,} parameters"
    kind = f"{with_article(row.kind.name)}{shapes and f' that puts out {shapes}'}{number}"
    return f"for {cut(row.name)} is printed as {kind}"


def _written(shape: Shape) -> str:
    """Write a shape as it is printed, `(None, 28)`."""
    return f"({', '.join(map(str, shape))})"


def _setting(config: LayerConfig, argument: str) -> Any:
    """Return an argument of a layer, or of one inside it by `layer.units`."""
    outer, _, inner = argument.partition(".")
    value = config.settings.get(outer)
    if isinstance(value, LayerConfig):
        return _setting(value, inner) if inner else value.class_name
    return value


def _as_said(row: Row, alone: Decision, rows: Sequence[Row]) -> Decision:
    """Return a decision that says which assumptions it follows from."""
    decision = row.decision
    if not decision.told.is_of_some or _is_same(decision, alone):
        return decision
    said = _arguments_said(row) or [
        each for other in rows for each in _arguments_said(other, whole=True)
    ]
    told = Told.ASSUMED if decision.told is Told.DETERMINED else decision.told
    return replace(decision, told=told, said=tuple(said))


def _is_same(decision: Decision, alone: Decision) -> bool:
    """Tell whether two decisions are one verdict on the same settings."""
    ways = [{fit.key for fit in each.fits} for each in (decision, alone)]
    return decision.told is alone.told and ways[0] == ways[1]


def _arguments_said(row: Row, *, whole: bool = False) -> list[str]:
    """Return what was assumed of a row, by the whole name where another row follows from it."""
    prefix = f"{row.name}." if whole else ""
    return [f"{prefix}{argument}={_typed(value)}" for argument, value in row.fixed.items()]
