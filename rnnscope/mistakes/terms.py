"""Sentences on the asker's own sum: what it lacks, has too many, or has in place of a weight."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from rnnscope.algebra.expr import Expr, total
from rnnscope.mistakes.matched import left_over, left_over_of_layers, merged, pairs_of
from rnnscope.mistakes.miscount import Miscount
from rnnscope.mistakes.own_sum import MOST, Term, terms_in, terms_of
from rnnscope.report.report import LayerReport, Report

_MODEL = "the model"


def of_a_mistake(hit: Miscount) -> Iterator[str]:
    """Yield what a sum that a mistake explains has in the place of each weight of its layer."""
    row = hit.row
    counts = hit.parts()
    if row is None or not counts:
        return
    leaves = [each for each in row.walk() if any(not w.shared_with for w in each.weights)]
    if len(_shapes(leaves)) > 1:
        return
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
    terms = list(terms_in(count, times))
    if len(terms) == 1:
        return _product(terms[0])
    text = " + ".join(term.numbers for term in terms).replace("*", "·")
    return f"{text} = {times * int(count):,}"


def beside_the_weights(report: Report, own: Expr, row: LayerReport | None) -> Iterator[str]:
    """Yield what the asker's sum lacks of a layer's or a model's weights, and has too many.

    Only what is certain is said.
    """
    rows = [each for each in report.layers if each.layer_params] if row is None else [row]
    path = _MODEL if row is None else row.path
    weights = [weight for each in rows for weight in _weights_of(each, path)]
    if len(weights) > MOST:
        return
    sums = list(terms_of(own))
    inside = [_under(each, weights) for one in rows for each in one.walk()]
    terms, lacking = left_over_of_layers(sums, weights, [each for each in inside if len(each) > 1])
    matched = Counter(weights) - Counter(lacking)
    is_of_others = row is None and 2 * len(terms) > len(sums)
    if not matched or is_of_others or any(_is_mistakable(w, weights, sums) for w in lacking):
        return
    lacking = _told_apart(lacking, {weight.weight for weight in matched})
    if not terms:
        whole = [each for one in rows for each in one.walk()]
        yield from _lacks(merged(_as_layers(lacking, whole)))
    elif not lacking:
        sizes = {weight.value for weight in weights}
        is_by_weights = not left_over(sums, weights)[1]
        if is_by_weights or sizes.isdisjoint(term.value for term in terms):
            # Else a number taken for a layer's may be meant for one of its weights.
            yield from _too_many(path, merged(terms), sizes)
    else:
        yield from _in_place(merged(terms), merged(lacking))


def _weights_of(row: LayerReport, path: str) -> Iterator[Term]:
    """Yield the weights of a layer and of those inside; `path` is what the sum is held against."""
    leaves = [each for each in row.walk() if any(not w.shared_with for w in each.weights)]
    is_one = not row.is_model and len(_shapes(leaves)) == 1
    is_short = path == _MODEL and not (is_one and len(leaves) > 1)
    for leaf in leaves:
        place = row.path if is_one else leaf.path
        for weight in (weight for weight in leaf.weights if not weight.shared_with):
            called = f"{place}'s {weight.name}" if is_short else f"the {weight.name} of {place}"
            products = list(terms_in(weight.count, 1))
            factors = products[0].factors if len(products) == 1 else (int(weight.count),)
            yield Term(factors, called, leaf.path)


def _shapes(leaves: list[LayerReport]) -> set[tuple[object, ...]]:
    """Return what tells layers apart: their classes, and the shapes of their weights."""
    return {(leaf.class_name, *(weight.shape for weight in leaf.weights)) for leaf in leaves}


def _under(row: LayerReport, weights: list[Term]) -> list[Term]:
    paths = {inside.path for inside in row.walk()}
    return [weight for weight in weights if weight.path in paths]


def _is_mistakable(weight: Term, weights: list[Term], sums: list[Term]) -> bool:
    """Tell whether a term that stands for another weight may be meant for one that is lacking."""
    equal = [each for each in weights if each.value == weight.value]
    counts = {weight.value * times for times in range(1, len(equal) + 1)}
    is_one_of_many = len({each.weight for each in equal}) > 1
    return is_one_of_many and any(term.value in counts for term in sums)


def _told_apart(lacking: list[Term], matched: set[str]) -> list[Term]:
    """Call a weight one of its name, where the sum has another of that name."""
    return [
        replace(each, weight=each.weight.replace("the ", "one ", 1))
        if each.weight in matched
        else each
        for each in lacking
    ]


def _as_layers(lacking: list[Term], rows: list[LayerReport]) -> list[Term]:
    """Write the weights of a layer that are all lacking as one count."""
    left, whole = list(lacking), []
    for row in rows:
        under = _under(row, left)
        own = [each for inside in row.walk() for each in inside.weights if not each.shared_with]
        if len(under) == len(own) > 1:
            whole.append(Term((sum(each.value for each in under),), f"all of {row.path}"))
            left = [each for each in left if each not in under]
    return [*left, *whole]


def _lacks(lacking: list[Term]) -> Iterator[str]:
    for weight in lacking:
        yield f"Your sum lacks {_product(weight)}: {weight.weight}."


def _too_many(path: str, terms: list[Term], sizes: set[int]) -> Iterator[str]:
    for term in terms:
        reason = "" if term.value in sizes else f": {path} has no such weight"
        yield f"Your sum has {_product(term)} too many{reason}."


def _in_place(terms: list[Term], lacking: list[Term]) -> Iterator[str]:
    for term, weight in pairs_of(terms, lacking):
        numbers = f"your sum has {_product(term)}; it is {_product(weight)}"
        yield f"For {weight.weight}, {numbers}."


def _product(term: Term) -> str:
    text = term.numbers.replace("*", "·")
    return f"{term.value:,}" if len(term.factors) < 2 else f"{text} = {term.value:,}"
