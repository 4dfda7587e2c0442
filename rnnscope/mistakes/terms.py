"""Sentences on the asker's own sum: what it lacks, has too many, or has in place of a weight."""

from __future__ import annotations

from collections.abc import Iterator

from rnnscope.algebra.expr import Expr, total
from rnnscope.mistakes.miscount import Miscount
from rnnscope.mistakes.own_sum import Compared, Term, compared, terms_in, terms_of, weights_of
from rnnscope.report.report import LayerReport, Report

_MODEL = "the model"


def of_a_mistake(hit: Miscount) -> Iterator[str]:
    """Yield what a sum that a mistake explains has in the place of each weight of its layer."""
    row = hit.row
    counts = hit.parts()
    if row is None or not counts:
        return
    leaves = [each for each in row.walk() if any(not w.shared_with for w in each.weights)]
    own = [weight for weight in leaves[0].weights if not weight.shared_with]
    for weight, taken in zip(own, counts[0], strict=False):
        place = f"the {weight.name} of {row.path}"
        right, number = _terms(weight.count, len(leaves)), _terms(taken, len(counts))
        if not int(taken):
            yield f"Your sum lacks {right}: {place}."
        elif number != right:
            yield f"For {place}, your sum has {number}; it is {right}."
    more = total(each[-1] for each in counts)
    if int(more):
        yield f"Your sum has {_terms(more, 1)} too many: {row.path} has no such weight."


def _terms(count: Expr, times: int) -> str:
    """Write a count, some times, in numbers."""
    terms = list(terms_in("", count, times))
    if len(terms) == 1:
        return _product(terms[0])
    text = " + ".join(term.numbers for term in terms).replace("*", "·")
    return f"{text} = {times * int(count):,}"


def beside_the_weights(report: Report, own: Expr, row: LayerReport | None) -> Iterator[str]:
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
        yield f"Your sum has {_product(one)} too many: {path} has no such weight."


def _of(path: str, term: Term) -> str:
    return term.weight if path == _MODEL else f"the {term.weight} of {path}"


def _product(term: Term) -> str:
    text = term.numbers.replace("*", "·")
    return text if len(term.factors) < 2 else f"{text} = {term.value:,}"
