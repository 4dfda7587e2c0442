"""A report as it is laid out on a page: cells, lines and sentences, before any format.

What several renderers show is put into words here once.  Names from a model
are made harmless for a screen (`visible`); escaping for its own syntax is each
renderer's business.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, zip_longest
from typing import assert_never

from rnnscope.algebra.expr import Expr, Symbol
from rnnscope.report.inputs import inputs_or_reason
from rnnscope.report.report import Basis, LayerReport, Report
from rnnscope.report.witness import Verdict, Witness
from rnnscope.untrusted.limits import current, spend
from rnnscope.wording import SENTENCE, cut, joined, split_outside

WITNESS_TITLES = {"stored": "Stored", "summary": "summary()"}
_BACKENDS = {"numpy": "NumPy", "tensorflow": "TensorFlow", "jax": "JAX", "torch": "PyTorch"}
_LINES = 50  # of one cell: a layer has as many names and notes only if somebody made it so
RECONCILED = "Beside summary()"
_PLACE = "\0"  # of a name, while the signs around it are drawn
READABLE = 200  # characters of a formula for the whole model

AGREES, DIFFERS, SILENT, PENDING = "✓", "✗", "–", "…"


_LOGICAL = "what the model is, without quantization and LoRA"


@dataclass(frozen=True, slots=True)
class Row:
    """One layer's row of the table.

    `formula` are lines of code: the formula, the numbers put in, and where
    each comes from; `remarks` are sentences.
    """

    depth: int
    label: str
    shape: str
    params: str
    formula: tuple[str, ...]
    remarks: tuple[str, ...]
    verdicts: tuple[str, ...]

    @property
    def indented(self) -> str:
        """The label, drawn as a branch where the layer is inside another."""
        return f"{'   ' * (self.depth - 1)}└─ {self.label}" if self.depth else self.label


@dataclass(frozen=True, slots=True)
class Page:
    """A whole report: a table, and what stands under it."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    totals: tuple[tuple[str, str], ...]
    inputs: tuple[tuple[str, tuple[str, ...]], ...]
    reconciliation: tuple[str, ...]
    witnesses: tuple[str, ...]
    findings: tuple[str, ...]
    notes: tuple[str, ...]


def visible(text: str) -> str:
    """Write control characters, line ends and invisible marks as escapes."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        ch if unicodedata.category(ch) not in _HIDDEN else ch.encode("unicode_escape").decode()
        for ch in text
    )


_HIDDEN = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})


def page(report: Report, depth: int | None = None, *, pending: str = "", times: str = "·") -> Page:
    """Lay a report out; `pending` names a witness that is still being asked."""
    names = [witness.name for witness in report.witnesses if witness.spoke]
    names += [pending] if pending else []
    return Page(
        title=_title(report),
        columns=(
            "Layer (type)",
            "Output Shape",
            "Param #",
            "Formula",
            *(WITNESS_TITLES.get(name, name) for name in names),
        ),
        rows=tuple(_rows(report, names, depth, times)),
        totals=tuple(_totals(report, times)),
        inputs=tuple(_inputs(report)),
        reconciliation=tuple(cell(sentence, ", ") for sentence in report.reconciliation),
        witnesses=tuple(_witness_lines(report)),
        findings=tuple(
            visible(cut(difference.text, SENTENCE)) for difference in report.differences
        ),
        notes=tuple(_notes(report)),
    )


def _inputs(report: Report) -> Iterator[tuple[str, tuple[str, ...]]]:
    meanings, reason = inputs_or_reason(report)
    for meaning in meanings:
        sentences = (cell(sentence, ", ") for sentence in meaning.sentences)
        yield f"Input {named(meaning.name)}: {cell(meaning.shape, ', ')}", tuple(sentences)
    if reason:
        yield "Inputs", (reason,)


def named(name: str) -> str:
    """Write a name that a model gives, as much of it as a person reads."""
    return visible(cut(name))


def cell(text: str, sign: str = " + ") -> str:
    """Write what stands in a cell: of a long sum or list as much as a limit allows."""
    most = current().cell_characters
    return visible(text if len(text) <= most else joined(split_outside(text, sign), sign, most))


def _first(lines: Iterable[str], count: int) -> Iterator[str]:
    """Yield the first lines of a cell, and how many more there are."""
    yield from islice(lines, _LINES)
    if count > _LINES:
        yield f"... and {count - _LINES:,} more"


def drawn(text: str, times: str) -> str:
    """Write a formula of a report with a page's sign for multiplication."""
    return text.replace("*", times)


def drawn_size(size: Expr, name: Callable[[Symbol], str], times: str) -> str:
    """Write a size, each symbol as `name` puts it; a sign within a name stays as it is."""
    names: list[str] = []

    def placed(symbol: Symbol) -> str:
        names.append(name(symbol))
        return _PLACE

    signs = drawn(size.write(placed), times).split(_PLACE)
    return "".join(part for pair in zip_longest(signs, names, fillvalue="") for part in pair)


def params_text(params: int | None) -> str:
    """Write a count with full digits; a question mark where nobody knows."""
    return "?" if params is None else f"{params:,}"


def _title(report: Report) -> str:
    where = f" in {visible(report.source)}" if report.source else ""
    version = f", Keras {named(report.keras_version)}" if report.keras_version else ""
    weights = f", weights in {visible(report.weights)}" if report.weights else ""
    return f"{named(report.class_name)} {named(report.name)!r}{where}{weights}{version}"


def _rows(report: Report, names: Iterable[str], depth: int | None, times: str) -> Iterator[Row]:
    names = list(names)
    for layer in report.layers:
        yield from _layer_rows(report, layer, names, depth, times, 0)


def _layer_rows(
    report: Report,
    layer: LayerReport,
    names: list[str],
    depth: int | None,
    times: str,
    at: int,
) -> Iterator[Row]:
    spend()
    yield Row(
        depth=at,
        label=f"{named(layer.name)} ({named(layer.class_name)})",
        shape=cell(layer.output_text, ", "),
        params=params_text(layer.params),
        formula=tuple(formula_lines(layer, times)),
        remarks=tuple(remarks(layer)),
        verdicts=tuple(_verdict(report.witness(name), layer) for name in names),
    )
    if depth is None or at + 1 < depth:
        for child in layer.children:
            yield from _layer_rows(report, child, names, depth, times, at + 1)


def formula_lines(layer: LayerReport, times: str = "*") -> Iterator[str]:
    """Yield the formula, the numbers put in, and where each size comes from."""
    if not layer.params or _is_sum(layer):
        return
    if layer.basis is not Basis.STORED or layer.children or layer.symbols:
        yield cell(drawn(layer.formula, times))
    yield cell(drawn(layer.numbers, times))
    lines = (cell(drawn(symbol.text, times)) for symbol in layer.provenance)
    yield from _first(lines, len(layer.provenance))


def remarks(layer: LayerReport) -> Iterator[str]:
    """Yield what is to be said of a layer's count in words."""
    if layer.counted_at:
        places = visible(joined(layer.counted_at, ", ", current().cell_characters))
        yield f"counted at {places}, which has the same weights"
    elif layer.layer_params == 0:
        yield "no weights"
    elif layer.layer_params and _is_sum(layer):
        yield f"the sum of its {len(layer.children)} layers"
    yield from _first((cell(note, "; ") for note in layer.notes), len(layer.notes))


def _is_sum(layer: LayerReport) -> bool:
    """Tell whether a model has too many layers for a sum of their names."""
    return layer.is_model and len(layer.children) > 3


def _verdict(witness: Witness | None, layer: LayerReport) -> str:
    if witness is None:
        return PENDING
    verdict = layer.verdict(witness)
    match verdict:
        case Verdict.AGREES:
            return AGREES
        case Verdict.DIFFERS:
            return DIFFERS
        case Verdict.SILENT:
            return SILENT
        case _:
            assert_never(verdict)


def _totals(report: Report, times: str) -> Iterator[tuple[str, str]]:
    size = f" ({report.bytes:,} bytes)" if report.total is not None else ""
    yield "Total params", params_text(report.total) + size
    if report.logical != report.total:
        yield "Logical params", f"{params_text(report.logical)} ({_LOGICAL})"
    yield "Trainable params", params_text(report.trainable)
    yield "Non-trainable params", params_text(report.non_trainable)
    if report.optimizer:
        yield "Optimizer variables", f"{report.optimizer:,}"
    formula = report.total_formula
    if formula and len(formula) <= READABLE:
        yield "Total formula", visible(drawn(formula, times))


def _witness_lines(report: Report) -> Iterator[str]:
    for witness in report.witnesses:
        title = WITNESS_TITLES.get(witness.name, witness.name)
        if not witness.spoke:
            yield f"{SILENT} {title}: not heard: {visible(cut(witness.reason, SENTENCE))}"
        elif witness.differences:
            count = len(witness.differences)
            points = f"in {count} point{'s' if count > 1 else ''}"
            yield f"{DIFFERS} {title}: differs, {points}{_speaker(witness)}"
        else:
            yield f"{AGREES} {title}: agrees{_silence(report, witness)}{_speaker(witness)}"


def _speaker(witness: Witness) -> str:
    """Say on what the Keras was that spoke, and why not on NumPy, which is asked first."""
    if not witness.backend:
        return ""
    because = f": {visible(cut(witness.because, SENTENCE))}" if witness.because else ""
    return f" (Keras on {_BACKENDS.get(witness.backend, visible(witness.backend))}{because})"


def _silence(report: Report, witness: Witness) -> str:
    """Name the layers with weights that a witness could say nothing of."""
    rows = [layer for layer in report.owners() if layer.verdict(witness) is Verdict.SILENT]
    if not rows:
        if witness.name != "summary":
            return " on every weight"
        whole = all(layer.verdict(witness) is Verdict.AGREES for layer in report.layers)
        return f" on every {'layer' if whole else 'weight'} and on the totals"
    names = ", ".join(named(row.path) for row in rows[:4])
    more = f" and {len(rows) - 4:,} more" if len(rows) > 4 else ""
    return f" where it speaks; it says nothing of {names}{more}"


def _notes(report: Report) -> Iterator[str]:
    yield from (visible(cut(note, SENTENCE)) for note in report.notes)
    unknown = [row.path for row in report.layers if row.params is None]
    if unknown:
        yield f"The total is not known, since the count of {named(unknown[0])} is not."
    elif report.trainable is None:
        yield "Nothing says which of the stored weights are trainable."
