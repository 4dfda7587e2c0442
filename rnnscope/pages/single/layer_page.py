"""One layer in full, laid out: its weights, its names, its arguments, its equation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import assert_never

from rnnscope.algebra.expr import Symbol
from rnnscope.algebra.sources import Origin
from rnnscope.equations.structure import Equation
from rnnscope.pages.said.cells import formula_lines, origin_text, remarks
from rnnscope.pages.said.compute_lines import COLUMNS, TITLE, layer_rows
from rnnscope.pages.said.layer_equation import equation_of
from rnnscope.pages.said.layer_sources import sources_of
from rnnscope.pages.said.verdicts import findings
from rnnscope.pages.texts import cell, drawn, drawn_size, named, params_text, visible
from rnnscope.report.report import LayerReport, Report, SymbolReport
from rnnscope.report.row_verdict import RowVerdict, Told
from rnnscope.report.settings import SettingReport, setting_reports
from rnnscope.wording import cut, grouped
from rnnscope.words.layers.sentences import layer_sentences
from rnnscope.words.layers.terms import terms

COUNTING = "Arguments that count"
NOT_COUNTING = "Arguments that leave the count as it is"
WEIGHTS, INSIDE, NAMES = "Weights", "Layers inside", "Names in the formula"
_TERMS = 50  # that are written: a layer has more weights only if somebody made it so


@dataclass(frozen=True, slots=True)
class Section:
    """A titled table of a layer's page."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class LayerPage:
    """One layer in full: its count, what that means in sentences, what it computes, tables."""

    title: str
    lines: tuple[str, ...]
    sections: tuple[Section, ...]
    findings: tuple[str, ...]
    sentences: tuple[str, ...] = ()
    equation: Equation = field(default_factory=Equation)
    sources: tuple[str, ...] = ()

    @property
    def lead(self) -> str:
        """The sentence before the lines that are aligned, if there is one; it may be folded."""
        return self.lines[0] if self.lines[1:2] == ("",) else ""

    @property
    def facts(self) -> tuple[str, ...]:
        """The lines without the sentence before them, and without the gap."""
        return self.lines[2 if self.lead else self.lines[:1].count("") :]


def layer_page(report: Report, name: str, *, times: str = "·") -> LayerPage:
    """Lay one layer out in full.

    Raises:
        UnknownLayerNameError: the model has no such layer.

    """
    layer = report[name]
    return LayerPage(
        title=f"{named(layer.path)} ({named(layer.class_name)})",
        lines=tuple(_layer_lines(layer, times)),
        sentences=tuple(
            cell(sentence.replace("·", times), ", ") for sentence in layer_sentences(report, layer)
        ),
        equation=equation_of(report, layer),
        sources=sources_of(layer),
        sections=tuple(section for section in _sections(layer, times) if section.rows),
        findings=tuple(findings(report, layer.path)),
    )


def _layer_lines(layer: LayerReport, times: str) -> Iterator[str]:
    if layer.sentence:
        yield visible(layer.sentence)
    yield ""
    yield f"Params:  {params_text(layer.params)}{_kinds(layer)}"
    label = "Formula: "
    for line in (*formula_lines(layer, times), *remarks(layer)):
        yield f"{label}{line}"
        label = " " * len(label)
    yield from _term_lines(layer, times)
    if layer.inputs:
        yield f"Input:   {input_text(layer)}"
    yield f"Output:  {_output_text(layer, times)}"
    for name, text in _computed_sizes(layer, times):
        yield f"         {name} = {text}"


def _kinds(layer: LayerReport) -> str:
    """Say how many weights are not trained, where some are not."""
    if not layer.non_trainable:
        return ""
    return f" ({layer.trainable or 0:,} trainable, {layer.non_trainable:,} non-trainable)"


def _term_lines(layer: LayerReport, times: str) -> Iterator[str]:
    """Yield what each weight adds to the count: `128·28 = 3,584  kernel: ...`."""
    if layer.is_model or not layer.is_known:
        return
    added = terms(layer)[:_TERMS]
    products = [
        drawn(grouped(term.product), times) if "*" in term.product else "" for term in added
    ]
    params = [f"{term.params:,}" for term in added]
    widths = [max(map(len, texts), default=0) for texts in (products, params)]
    label = "Terms:  "
    for term, product, number in zip(added, products, params, strict=True):
        sign = "=" if product else " " * bool(widths[0])
        parts = (f"{product:<{widths[0]}}", sign, f"{number:>{widths[1]}}")
        meaning = f": {visible(cut(term.meaning))}" if term.meaning else ""
        yield f"{label} {' '.join(filter(None, parts))}  {named(term.name)}{meaning}"
        label = " " * len(label)
    if len(layer.weights) > _TERMS:
        yield f"{label} ... and {len(layer.weights) - _TERMS:,} more"


def input_text(layer: LayerReport) -> str:
    """Write the shapes that flow into a layer, as summary() writes those of outputs."""
    shapes = [f"({', '.join(str(size.value) for size in shape)})" for shape in layer.inputs]
    return cell(", ".join(shapes), ", ") or "?"


def _output_text(layer: LayerReport, times: str) -> str:
    if not layer.outputs:
        return "?"
    names = [
        f"({', '.join(drawn_size(size, partial(_seen_from, layer), times) for size in shape)})"
        for shape in layer.outputs
    ]
    return f"{cell(layer.output_text, ', ')} = {cell(', '.join(names), ', ')}"


def _seen_from(layer: LayerReport, symbol: Symbol) -> str:
    """Name a size as one would inside the layer: its own by name, others with their owner."""
    if symbol.owner == layer.path or symbol.name == "batch":
        return symbol.name
    return symbol.qualified.removeprefix(f"{layer.path}.")


def _computed_sizes(layer: LayerReport, times: str) -> Iterator[tuple[str, str]]:
    """Yield how the layer works out the sizes of its output that it does not just set."""
    for size in dict.fromkeys(size for shape in layer.outputs or () for size in shape):
        symbol = size.single
        if symbol and symbol.owner == layer.path and symbol.origin and not symbol.origin.single:
            words = drawn_size(symbol.origin, partial(_seen_from, layer), times)
            numbers = drawn(symbol.origin.numbers(), times)
            yield symbol.name, f"{cell(words)} = {cell(numbers)} = {symbol.value}"


def _sections(layer: LayerReport, times: str) -> Iterator[Section]:
    yield Section(
        WEIGHTS,
        ("Weight", "Shape", "In numbers", "Param #", "Trainable"),
        tuple(
            (
                named(weight.name),
                f"({cell(_symbolic(weight.symbolic_shape, times), ', ')})",
                str(weight.shape),
                f"{weight.params:,}",
                {True: "yes", False: "no", None: "?"}[weight.trainable],
            )
            for weight in layer.weights
        ),
    )
    yield Section(
        INSIDE,
        ("Layer", "Type", "Param #", "Formula"),
        tuple(
            (
                named(child.path),
                named(child.class_name),
                params_text(child.params),
                cell(drawn(child.formula, times)),
            )
            for child in layer.children
        ),
    )
    yield Section(
        NAMES,
        ("Name", "Value", "Meaning", "Comes from"),
        tuple(
            (
                s.name,
                f"{s.value:,}",
                s.meaning,
                cell(origin_of_name(s, times)),
            )
            for s in layer.symbols
        ),
    )
    if layer.told is not None:
        yield _fits(layer.told, times)
    yield Section(TITLE, COLUMNS, tuple(layer_rows(layer, times)))
    yield from setting_sections(layer, setting_reports(layer))


def _fits(verdict: RowVerdict, times: str) -> Section:
    """Return the settings that give a printed number, or of an impossible one the nearest."""
    from rnnscope.words.printed.fits import fit_texts

    fits = verdict.fits[:_TERMS]
    is_other = verdict.told is Told.IMPOSSIBLE
    rows = (
        (cell(text, ", "), cell(drawn(grouped(fit.numbers), times)), f"{fit.params:,}")
        for fit, text in zip(fits, fit_texts(fits), strict=True)
    )
    title = "Settings that come nearest" if is_other else "Settings that give this number"
    every = max(verdict.count, len(verdict.fits))
    at_least = "" if verdict.is_whole else "at least "
    shown = f" ({len(fits):,} of {at_least}{every:,})" if every > len(fits) and not is_other else ""
    is_told = is_other or len(fits) > 1
    return Section(
        f"{title}{shown}", ("Settings", "In numbers", "Param #"), tuple(rows) if is_told else ()
    )


def setting_sections(layer: LayerReport, settings: Sequence[SettingReport]) -> Iterator[Section]:
    """Yield the arguments of a layer in two tables: those that count, and the others."""
    yield Section(
        COUNTING,
        ("Argument", "Value", "Would give", "What it does"),
        tuple(
            (named(s.name), _value_of(s, layer), _would_give(s), s.text)
            for s in settings
            if s.counts
        ),
    )
    yield Section(
        NOT_COUNTING,
        ("Argument", "Value", "What it changes"),
        tuple(
            (named(s.name), _value_of(s, layer), _changed_by(s, layer))
            for s in settings
            if not s.counts
        ),
    )


def _value_of(setting: SettingReport, layer: LayerReport) -> str:
    """Write the value of an argument, and whether a printed summary tells it."""
    value, told = _value(setting.value), layer.told
    if told is None:
        return value
    if setting.name in told.untold:
        return "not told" if value == "None" else f"not told; {value} fits"
    others = {repr(fit.settings.get(setting.name)) for fit in told.fits}
    is_assumed = told.told is Told.ASSUMED and (setting.name in told.assumed or len(others) > 1)
    return f"{value} (assumed)" if is_assumed else value


def _value(text: str) -> str:
    """Write a value as Python does, and a whole number as people read it."""
    return grouped(text) if text.isdecimal() else visible(text)


def _would_give(setting: SettingReport) -> str:
    if setting.would_give is None:
        return ""
    return f"{_value(setting.other)}: {params_text(setting.would_give)}"


def _changed_by(setting: SettingReport, layer: LayerReport) -> str:
    said = [setting.text] if setting.text else []
    if setting.would_put_out:
        said.append(f"{_value(setting.other)}: output {setting.would_put_out}")
    if (setting.name, setting.value) == ("trainable", "True") and layer.trainable:
        number = f"all {layer.params:,}" if layer.params != 1 else "1"
        said += [] if layer.children else [f"False: {number} non-trainable"]
    return "; ".join(said)


def _symbolic(shape: Iterable[object], times: str) -> str:
    return ", ".join(drawn(str(size), times) for size in shape)


def origin_of_name(symbol: SymbolReport, times: str) -> str:
    """Say where a name in a formula has its value from."""
    match symbol.kind:
        case Origin.SETTING:
            return "the layer's own argument"
        case Origin.CONSTANT:
            return "the design of the layer"
        case Origin.COMPUTED | Origin.AXIS | Origin.OTHERS | Origin.RECORDED | Origin.READ:
            return origin_text(symbol, times)
        case _:
            assert_never(symbol.kind)
