"""What is said of one layer, with its own numbers: what each is for, what else there could be."""

from __future__ import annotations

from collections.abc import Iterator

from rnnscope.keras_facts.class_names import ALIASES
from rnnscope.layers import formula_of
from rnnscope.report.report import LayerReport, Report
from rnnscope.wording import cut
from rnnscope.words.layers import states
from rnnscope.words.layers.registry import WordsFunction, words_of
from rnnscope.words.layers.subject import Subject, UnsaidError
from rnnscope.words.layers.weightless import weightless
from rnnscope.words.totals import untaught

_INSIDE = 4  # layers inside one that are spoken of on its page; each has a page of its own


def layer_sentences(
    report: Report, row: LayerReport, *, with_inside: bool = True
) -> tuple[str, ...]:
    """Return what is to be said of a layer: first what its count is made of.

    What is said of a layer inside it follows on a line that names that one.
    """
    said = (
        *_of_itself(report, row),
        *states.left_open(row),
        *states.unbuilt(row),
        *untaught(report, [row]),
        *(_of_those_inside(report, row, f"{row.path}.") if with_inside else ()),
    )
    return tuple(said)


def _of_itself(report: Report, row: LayerReport) -> Iterator[str]:
    subject = _subject(report, row)
    if subject is not None:
        for function in words_of(subject.name):
            yield from _said(function, subject)
        if not words_of(subject.name):
            yield from _said(weightless, subject)
    yield from states.slices(row)
    yield from states.adapted(row)
    yield from states.frozen(row)


def _of_those_inside(report: Report, row: LayerReport, top: str) -> Iterator[str]:
    """Yield what is said of the layers that a layer wraps or runs; of two alike, of one."""
    children = () if row.is_model else row.children[:_INSIDE]
    alike = len(children) == 2 and _signs(children[0]) == _signs(children[1])
    for child in children[: 1 if alike else None]:
        said = list(_of_itself(report, child))
        others = f", and of {cut(children[1].name)}, which is alike" if alike else ""
        if said:
            yield f"Of {cut(child.path.removeprefix(top))} ({cut(child.class_name)}){others}:"
        yield from said
        yield from _of_those_inside(report, child, top)


def _signs(row: LayerReport) -> tuple[str, str, int | None]:
    return row.class_name, row.formula, row.params


def _subject(report: Report, row: LayerReport) -> Subject | None:
    """Return what sentences are about; None for a layer that no formula of ours covers.

    What is said of a class does not hold where quantization or LoRA changed its weights.
    """
    layer = row.layer
    if layer is None or row.is_model or not row.basis.is_by_formula or layer.config.is_operation:
        return None
    formula = formula_of(layer.config)
    if formula is None or not formula.is_ours or formula.mark or row.logical_own is not None:
        return None
    return Subject(report, row, layer, ALIASES.get(row.class_name, row.class_name))


def _said(function: WordsFunction, subject: Subject) -> Iterator[str]:
    try:
        yield from function(subject)
    except UnsaidError:
        return
