"""Texts that models printed, pasted back: what is read and said of each row, held against it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from rnnscope.errors import RnnscopeError
from rnnscope.model.parts import Model
from rnnscope.model.printed import PrintedRow, PrintedSummary
from rnnscope.readers.printed.summary_file import model_in
from rnnscope.report.report import LayerReport, Report
from rnnscope.report.row_verdict import RowVerdict, Told
from rnnscope.solving import NOTHING, explained_summary
from rnnscope.solving.deciding.decision import NOT_SOUGHT
from tests.solving.round_trip.mangled import CHANGES, OF_WIDE
from tests.solving.round_trip.truth import Truth

Entry: TypeAlias = Mapping[str, Any]  # of a line of a file that `writer.py` wrote
Text: TypeAlias = Mapping[str, Any]
Rows: TypeAlias = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is not as it should be, of which text, and in which style that is."""

    what: str
    where: str
    style: str


Outcomes = list[tuple[str, str]]  # a verdict, and whether it is right


@dataclass(slots=True)
class Tally:
    """How many rows had which verdict in which style, and all that was not as it should be."""

    rows: Counter[tuple[str, str]] = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)
    untold: Counter[tuple[str, str]] = field(default_factory=Counter)
    texts: int = 0
    models: int = 0
    _solved: dict[object, tuple[Outcomes, list[str]]] = field(default_factory=dict)

    def solved(self, entry: Entry, model: Model, rows: Rows) -> tuple[Outcomes, list[str]]:
        """Return what is said of each row of a text; once for all that have the same rows."""
        printed = model.printed
        assert printed is not None
        told = (printed.total, printed.generation, printed.since)
        key = (*map(_outline, printed.rows), *told)
        if key not in self._solved:
            self._solved[key] = _solved(entry, model, rows, self.untold)
        return self._solved[key]

    def forget(self) -> None:
        """Forget the rows of a model, when the next one comes."""
        self.models += 1
        self._solved.clear()


def hold_all(path: Path, tally: Tally) -> None:
    """Paste back all texts of a file that `writer.py` wrote, some of them mangled as well."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            entry = json.loads(line)
            for text in entry["texts"]:
                hold(entry, text, tally)
                for name, change in _changes(text).items():
                    mangled = {**text, "text": change(text["text"]), "style": name}
                    hold(entry, mangled, tally, name)
            tally.forget()


def _changes(text: Text) -> Mapping[str, Callable[[str], str]]:
    """Return what is done to a text: one of each model is mangled in each way."""
    if text["options"] or text["style"]:
        return {}
    is_ruled = "\n====" in text["text"] and "Connected to" not in text["text"]
    return {None: CHANGES, 180: OF_WIDE if is_ruled else {}}.get(text["width"], {})


def hold(entry: Entry, text: Text, tally: Tally, mangled: str = "") -> None:
    """Paste a text back, and count what comes of it."""
    tally.texts += 1
    style = mangled or f"Keras {entry['keras']} {text['style']} {' '.join(text['options'])}".strip()
    where = f"{entry['keras']} {entry['kind']} at {text['width']} {text['style']} {text['options']}"

    def faulty(faults: Iterable[str]) -> None:
        tally.faults += [Fault(fault, where, style) for fault in faults]

    try:
        model = model_in(text["text"], "the text")
    except RnnscopeError as error:
        faulty([str(error)])
        return
    rows = rows_in(entry, text)
    assert model.printed is not None
    faulty(read_apart(entry, rows, model.printed, text))
    if len(rows) == len(model.printed.rows):
        outcomes, faults = tally.solved(entry, model, rows)
        tally.rows.update((style, f"{told} {outcome}".strip()) for told, outcome in outcomes)
        faulty(faults)


def _solved(
    entry: Entry, model: Model, rows: Rows, untold: Counter[tuple[str, str]]
) -> tuple[Outcomes, list[str]]:
    """Return what is said of each row, and all that is wrong with it."""
    try:
        report = explained_summary(model, NOTHING)[1]
    except RnnscopeError as error:
        return [], [f"refused: {error}"]
    outcomes, faults = [], []
    for row, verdict in zip(rows, told(report.layers), strict=True):
        outcome, fault = judged(Truth(row, entry["keras"], not verdict.is_fed), verdict)
        outcomes.append((str(verdict.told), outcome))
        faults += [fault] if fault else []
        if verdict.told is Told.UNTOLD:
            name = "one whose class is cut" if verdict.row.is_class_cut else row["class"]
            untold[name, verdict.why] += 1
    return outcomes, [*faults, *report_apart(entry, report)]


def rows_in(entry: Entry, text: Text) -> list[Mapping[str, Any]]:
    """Return the rows that a text has: those inside others only where they were asked for."""
    nested = text["options"].get("expand_nested")
    return [row for row in entry["rows"] if nested or row["depth"] == 0]


def read_apart(
    entry: Entry, rows: Sequence[Mapping[str, Any]], printed: PrintedSummary, text: Text
) -> Iterator[str]:
    """Yield what was not read as it was printed."""
    if printed.unread:
        yield f"unread: {printed.unread[:2]}"
    for name in ("total", "trainable", "non_trainable"):
        if entry[name] not in (None, getattr(printed, name)):
            yield f"{name} params: read {getattr(printed, name)}, printed {entry[name]}"
    if len(rows) != len(printed.rows):
        yield f"read {len(printed.rows)} rows, printed {len(rows)}"
        return
    for row, read in zip(rows, printed.rows, strict=True):
        yield from _row_apart(row, read, text)


def _row_apart(row: Mapping[str, Any], read: PrintedRow, text: Text) -> Iterator[str]:
    own = row["name"]
    if not (own.startswith(read.name) if read.is_name_cut else own == read.name):
        yield f"read the name {read.name!r} of {own!r}"
    own = row["class"]
    is_cut = read.is_class_cut or not read.class_name
    if not (own.startswith(read.class_name) if is_cut else own == read.class_name):
        yield f"{row['name']}: read the class {read.class_name!r} of {own!r}"
    number = f"{row['params']:,}"
    is_cut = any(f"{number[:end]}…" in text["text"] for end in range(1, len(number)))
    if read.params != row["params"] and not (read.is_unbuilt or is_cut):
        yield f"{row['name']}: read {read.params} params of {row['params']}"
    if read.depth != row["depth"]:
        yield f"{row['name']}: read at depth {read.depth} of {row['depth']}"
    if not _is_shape(read, row["shapes"]):
        yield f"{row['name']}: read the shape {read.shapes} of {row['shapes']}"
    if text["options"].get("show_trainable") and row["trainable"] not in (None, read.trainable):
        yield f"{row['name']}: read trainable {read.trainable} of {row['trainable']}"


def _is_shape(read: PrintedRow, shapes: Sequence[Sequence[int | None]] | None) -> bool:
    if shapes is None or not read.shapes:
        return not read.shapes or shapes is not None
    if len(read.shapes) > len(shapes):
        return False
    is_cut = any(shape.is_cut or shape.is_listed for shape in read.shapes)
    return (is_cut or len(read.shapes) == len(shapes)) and all(
        tuple(own[: len(shape.sizes)] if shape.is_cut else own) == shape.sizes
        for shape, own in zip(read.shapes, shapes, strict=False)
    )


def _outline(row: PrintedRow) -> object:
    """Return what of a row has a say in what is solved."""
    rest = (row.is_name_cut, row.is_class_cut, row.is_unbuilt, row.depth, row.trainable)
    return (row.name, row.class_name, row.shapes, row.params, row.connections, *rest)


def told(layers: Sequence[LayerReport]) -> Iterator[RowVerdict]:
    """Yield what is said of each row, those of a model inside after its own."""
    for layer in layers:
        if layer.told is not None:
            yield layer.told
        if layer.is_model:
            yield from told(layer.children)


def judged(truth: Truth, verdict: RowVerdict) -> tuple[str, str]:
    """Return whether a verdict is right, with the truth beside, beyond or wrong; and a fault."""
    if verdict.told is Told.UNTOLD:
        return "", _untold(truth, verdict)
    if truth.row["is_model"] and verdict.told is not Told.IMPOSSIBLE:
        return "as its rows", ""
    apart = [
        truth.apart(fit, (*verdict.untold, *fit.untold, *("return_state",) * truth.is_cut))
        for fit in verdict.fits
    ]
    if verdict.told is Told.IMPOSSIBLE or not apart:
        return "wrong", _fault(truth, verdict, apart)
    if not apart[0] and verdict.told is not Told.ONE_OF:
        moved = truth.moved_apart(verdict.fits[0], verdict.untold)
        return ("stated", _fault(truth, verdict, [moved])) if moved else ("right", "")
    where = _beside(truth, verdict, apart)
    is_fault = where == "wrong" or verdict.told is Told.DETERMINED
    return (where, _fault(truth, verdict, apart)) if is_fault else (where, "")


def _beside(truth: Truth, verdict: RowVerdict, apart: Sequence[Sequence[str]]) -> str:
    """Return where the truth is, if it is not what was taken."""
    if any(not each for each in apart):
        return "among"
    if not verdict.is_whole or verdict.count > len(verdict.fits):
        return "beyond"
    return "departing" if truth.departs_in(verdict.assumed) else "wrong"


def _untold(truth: Truth, verdict: RowVerdict) -> str:
    """Return a fault where a row with weights that can be solved is not told."""
    row = truth.row
    is_open = verdict.row.is_class_cut or not verdict.row.class_name or row["is_model"]
    is_open = is_open or verdict.why == NOT_SOUGHT
    return (
        ""
        if is_open or not row["params"]
        else f"{row['name']} ({row['class']}) {row['params']} untold: {verdict.why}"
    )


def _fault(truth: Truth, verdict: RowVerdict, apart: Sequence[Sequence[str]]) -> str:
    row = truth.row
    said = f"{row['name']} ({row['class']}) {row['inputs']} -> {row['shapes']} {row['params']}"
    why = f"; {verdict.why}" if verdict.why else ""
    return f"{said}: {verdict.told} {[*apart[:3]]}{why}"


def report_apart(entry: Entry, report: Report) -> Iterator[str]:
    """Yield what the report as a whole says that is not so."""
    for name in ("total", "trainable", "non_trainable"):
        found = getattr(report, name)
        if found is not None and entry[name] not in (None, found):
            yield f"the report's {name}: {found:,}, not {entry[name]:,}"
    for witness in report.witnesses:
        for each in witness.differences:
            yield f"a difference: {each.layer} {each.what if hasattr(each, 'what') else each}"
