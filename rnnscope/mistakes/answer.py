"""The answer to "why not N?": whose count it is, which mistake gives it, or what is near."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rnnscope.algebra.expr import Expr
from rnnscope.errors import BadArgumentError
from rnnscope.mistakes.causes import SAID, caused, fitting, hits_of
from rnnscope.mistakes.miscount import Miscount
from rnnscope.mistakes.nearest import nearest
from rnnscope.mistakes.own_sum import read
from rnnscope.mistakes.terms import beside_the_weights, of_a_mistake
from rnnscope.report.formula_text import own_names
from rnnscope.report.report import LayerReport, Report
from rnnscope.report.row_verdict import Told
from rnnscope.report.why_not import WhyNot
from rnnscope.untrusted.limits import working

_PLAIN = re.compile(r"\s*\d[\d,_ ]*\s*")
_MOST = 10**18
_SAID = 3  # sentences on a sum; where there would be more, it is another sum that is meant
_EXPECTED = "a count, as 9408 or '9,408', or the sum that gives it, as '4*(128*128 + 128)'"


def why_not(report: Report, asked: int | str, layer: str | None = None) -> WhyNot:
    """Say why a model, or one of its layers, has not as many parameters as somebody expected.

    Raises:
        BadArgumentError: what is asked is neither a count nor a sum.
        BadFormulaError: it is a sum that cannot be read, or of names that are no sizes.
        UnknownLayerNameError: there is no such layer.
        AmbiguousLayerNameError: there are several.

    """
    row = None if layer is None else report[layer]
    own = _own_sum(asked, row)
    number = _number(asked if own is None else own.value)
    with working():
        right = tuple(_right(report, number, row))
        count = report.total if row is None else row.layer_params
        hits = hits_of(report if row is None else row, number, report)
        fit = [] if own is None else fitting(hits, own)
        found = tuple(caused(hit, count) for hit in (fit or hits)[:SAID])
        terms = () if own is None or right else tuple(_terms(report, own, row, fit))
        return WhyNot(
            asked=str(asked),
            number=number,
            layer=None if row is None else row.path,
            count=count,
            right=right,
            causes=found,
            is_as_summed=None if own is None or not found else bool(fit),
            terms=terms,
            nearest=() if found or right else tuple(nearest(report, number, row)),
        )


def _own_sum(asked: object, row: LayerReport | None) -> Expr | None:
    """Return the sum that is asked; None where it is one number."""
    if isinstance(asked, str) and not _PLAIN.fullmatch(asked):
        return read(asked, own_names(row) if row is not None else {})
    return None


def _number(asked: object) -> int:
    if isinstance(asked, str) and len(asked) < 100:
        asked = int(re.sub("[,_ ]", "", asked))
    if type(asked) is not int or not 0 <= asked <= _MOST:
        raise BadArgumentError("why_not", _EXPECTED, asked)
    return asked


def _right(report: Report, number: int, row: LayerReport | None) -> Iterator[str]:
    """Yield whose count a number is; none of a printed row that no setting explains."""
    if row is not None:
        yield from [row.path] * (row.layer_params == number and not _is_wrong(row))
        return
    if report.total == number and not any(map(_is_wrong, report.walk())):
        yield ""
    for each in report.layers:
        if number and each.layer_params == number and not _is_wrong(each):
            yield each.path


def _is_wrong(row: LayerReport) -> bool:
    return row.told is not None and row.told.told is Told.IMPOSSIBLE


def _terms(
    report: Report, own: Expr, row: LayerReport | None, fit: list[Miscount]
) -> Iterator[str]:
    """Yield what the asker's sum has in the place of each weight, and what it lacks."""
    is_of_a_layer = bool(fit) and fit[0].row is not None
    said = of_a_mistake(fit[0]) if is_of_a_layer else beside_the_weights(report, own, row)
    lines = list(said)
    yield from lines if len(lines) <= _SAID else ()
