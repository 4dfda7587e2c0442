"""The answer to "why not N?": whose count it is, which mistake gives it, or what is near."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rnnscope.algebra.expr import Expr
from rnnscope.errors import BadArgumentError
from rnnscope.mistakes.causes import causes
from rnnscope.mistakes.nearest import nearest
from rnnscope.mistakes.own_sum import Compared, Term, compared, read, terms_of, weights_of
from rnnscope.report.formula_text import own_names
from rnnscope.report.report import LayerReport, Report
from rnnscope.report.why_not import WhyNot
from rnnscope.untrusted.limits import working

_PLAIN = re.compile(r"\s*\d[\d,_ ]*\s*")
_MOST = 10**18
_MODEL = "the model"
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
        found = causes(report if row is None else row, number, report, own)
        is_right = number == count
        terms = () if own is None or is_right else tuple(_terms(report, own, row))
        return WhyNot(
            asked=str(asked),
            number=number,
            layer=None if row is None else row.path,
            count=count,
            right=right,
            causes=found,
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
    """Yield whose count a number is."""
    if row is not None:
        yield from [row.path] * (row.layer_params == number)
        return
    if report.total == number:
        yield ""
    yield from (each.path for each in report.layers if number and each.layer_params == number)


def _terms(report: Report, own: Expr, row: LayerReport | None) -> Iterator[str]:
    """Yield what the asker's sum lacks of the weights that it is nearest to, and has too many."""
    sums = list(terms_of(own))
    rows = [row] if row is not None else [each for each in report.layers if each.layer_params]
    tried = [(each.path, compared(sums, weights_of([each]))) for each in rows]
    if row is None and len(rows) > 1:
        tried.append((_MODEL, _of_model(sums, rows)))
    path, best = min(tried, key=lambda pair: pair[1].off, default=("", compared([], [])))
    left = len(best.more) + len(best.other)
    if row is not None or 2 * left <= len(sums):
        yield from _differences(path, best)


def _of_model(sums: list[Term], rows: list[LayerReport]) -> Compared:
    """Hold a sum against the weights of a model; a layer's whole count may stand in it."""
    sums, rows = list(sums), list(rows)
    for row in list(rows):
        whole = next((term for term in sums if term.factors == (row.layer_params,)), None)
        if whole is not None:
            sums.remove(whole)
            rows.remove(row)
    return compared(sums, weights_of(rows, named=True))


def _differences(path: str, left: Compared) -> Iterator[str]:
    for one, weight in left.other:
        yield f"For {_of(path, weight)}, your sum has {_product(one)}; it is {_product(weight)}."
    for weight in left.less:
        yield f"Your sum lacks {_product(weight)}: {_of(path, weight)}."
    for one in left.more:
        yield f"Your sum has {_product(one)} too many: no weight of {path} has that size."


def _of(path: str, term: Term) -> str:
    return term.weight if path == _MODEL else f"the {term.weight} of {path}"


def _product(term: Term) -> str:
    text = term.numbers.replace("*", "·")
    return text if len(term.factors) < 2 else f"{text} = {term.value:,}"
