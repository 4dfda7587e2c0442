"""The mistakes that are made in layers, as the model's total has them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import combinations
from typing import TypeAlias

from rnnscope.algebra.expr import Expr
from rnnscope.mistakes.miscount import Miscount, added
from rnnscope.report.report import LayerReport, Report
from rnnscope.wording import listed

_IN_TOTAL = 1.0  # how much rarer it is that a layer's mistake is asked about in the total
_ALONE = 12  # groups, above which a mistake is hardly made in the layers of one alone
_WRITTEN = 3  # layers, of which the arithmetic is written
_LISTED = 7  # layers, whose counts are written one by one
_FEW = 4  # layers of a model in which somebody makes two mistakes at once
_COMMON = 2.7  # rank up to which a mistake is
_MOST_COMMON = 30  # mistakes made in all layers of a class, of which two are put together
_PLURALS = {"bias": "all biases are left out"}
Group: TypeAlias = tuple[list[LayerReport], list[Miscount]]
Made: TypeAlias = list[tuple[LayerReport, Miscount]]


@dataclass(frozen=True, slots=True)
class _Counted:
    """A model as somebody counts it: layer by layer, with mistakes made in some of them."""

    total: int
    rows: Sequence[LayerReport]

    def write(self, made: Made) -> str:
        """Write the total as arithmetic."""
        return _changed(self.total, self.rows, made)

    def parts(self, made: Made) -> tuple[tuple[Expr, ...], ...]:
        """Return what is counted for each weight; nothing where layers are not all there is."""
        taken = {row.path: one for row, one in made}
        if sum(row.params or 0 for row in self.rows) != self.total:
            return ()
        layers: list[tuple[Expr, ...]] = []
        for row in self.rows:
            layers += taken[row.path].parts() if row.path in taken else [_own(row)]
        return tuple(layers)


def _own(row: LayerReport) -> tuple[Expr, ...]:
    """Return the counts of a layer's weights, and of those inside it."""
    return tuple(
        weight.count for inside in row.walk() for weight in inside.weights if not weight.shared_with
    )


def miscounts_in_layers(report: Report, groups: list[Group]) -> Iterator[Miscount]:
    """Yield the totals with mistakes made in one layer, in two, or in all of a class."""
    total = report.total or 0
    counted = _Counted(total, list(counted_rows(report.layers)))
    yield from _of_one_layer(total, groups, counted)
    yield from _of_two_layers(total, groups, counted)
    yield from _of_one_class(total, groups, counted)


def counted_rows(rows: Iterable[LayerReport]) -> Iterator[LayerReport]:
    """Yield the layers that have a count of their own; of a model inside, its layers."""
    for row in rows:
        if row.is_model:
            yield from counted_rows(row.children)
        elif row.params:
            yield row


def _of_one_layer(total: int, groups: list[Group], counted: _Counted) -> Iterator[Miscount]:
    """Yield the total with a mistake made in one layer, or in all that are like it."""
    few = len(groups) <= _ALONE
    for alike, miscounts in groups:
        right, n = alike[0].params or 0, len(alike)
        of = listed(row.path for row in alike)
        for one in miscounts if n == 1 or few else ():
            yield Miscount(
                None,
                f"in {of}, {one.words}",
                one.why,
                one.rank + _IN_TOTAL + (0.5 if few else 2),
                total + n * (one.count - right),
                partial(counted.write, [(row, one) for row in alike]),
                parts=partial(counted.parts, [(row, one) for row in alike]),
                key=one.key,
                is_single=one.is_single,
            )


def _of_two_layers(total: int, groups: list[Group], counted: _Counted) -> Iterator[Miscount]:
    """Yield the total of a small model with a common mistake in each of two layers."""
    if len(groups) > _FEW:
        return
    common = [
        (alike[0], one)
        for alike, miscounts in groups
        for one in miscounts
        if len(alike) == 1 and one.rank <= _COMMON and one.is_single
    ]
    for (row, one), (other_row, other) in combinations(common, 2):
        if row is other_row or one.key == other.key:
            continue
        parts = [(row, one), (other_row, other)]
        yield Miscount(
            None,
            f"in {row.path}, {one.words}, and in {other_row.path}, {other.words}",
            f"{one.why} {other.why}",
            one.rank + other.rank + _IN_TOTAL + 2,
            total + sum(each.count - (row.params or 0) for row, each in parts),
            partial(counted.write, parts),
            parts=partial(counted.parts, parts),
            is_single=False,
        )


def _made_in_several(groups: list[Group]) -> list[tuple[str, Made]]:
    """Return the mistakes that may be made in all layers of a class, or of all classes."""
    made: dict[tuple[str, str], Made] = defaultdict(list)
    for alike, miscounts in groups:
        for one in (one for one in miscounts if one.is_general and one.is_single):
            names = [alike[0].class_name, *([""] if one.key in _PLURALS else [])]
            for name in names:
                made[name, one.key] += [(row, one) for row in alike]
    return [
        (name, ones)
        for (name, key), ones in made.items()
        if len(ones) > 1 and not (name and ones == made.get(("", key)))
    ]


def _of_one_class(total: int, groups: list[Group], counted: _Counted) -> Iterator[Miscount]:
    """Yield the total with one mistake made in all layers of a class, or in all layers."""
    several = _made_in_several(groups)
    for name, ones in several:
        yield _made_in_all(total, name, ones, counted)
    common = [each for each in several if each[1][0][1].rank <= _COMMON]
    for (name, ones), (other_name, others) in combinations(common[:_MOST_COMMON], 2):
        if {row.path for row, _ in ones}.isdisjoint(row.path for row, _ in others):
            first = _made_in_all(total, name, ones, counted)
            second = _made_in_all(total, other_name, others, counted)
            off = first.count + second.count - 2 * total
            yield replace(
                first,
                words=f"{first.words}, and {second.words}",
                why=f"That makes {abs(off):,} {'fewer' if off < 0 else 'more'} than there are.",
                rank=first.rank + second.rank + 1,
                count=total + off,
                write=partial(counted.write, ones + others),
                parts=partial(counted.parts, ones + others),
                is_single=False,
            )


def _made_in_all(total: int, name: str, ones: Made, counted: _Counted) -> Miscount:
    first = ones[0][1]
    off = sum(one.count - (row.params or 0) for row, one in ones)
    layers = f"both {name} layers" if len(ones) == 2 else f"all {len(ones)} {name} layers"
    words = f"in {layers}, {first.words}" if name else _PLURALS[first.key]
    why = f"That makes {abs(off):,} {'fewer' if off < 0 else 'more'} than there are."
    rank = first.rank + (0.7 if name else 0.2)
    return Miscount(
        None,
        words,
        why,
        rank,
        total + off,
        partial(counted.write, ones),
        key=first.key,
        parts=partial(counted.parts, ones),
    )


def _changed(total: int, rows: Sequence[LayerReport], made: Made) -> str:
    """Write the total as the layers are, one after the other, with what is taken for some."""
    taken = {row.path: one for row, one in made}
    own = {row.path: row.params or 0 for row in rows}
    is_written = len(made) <= _WRITTEN
    if len(own) > _LISTED and not is_written:
        off = sum(one.count - own[path] for path, one in taken.items())
        return f"{total} {'-' if off < 0 else '+'} {abs(off)}"
    numbers = {path: one.write() if is_written else str(one.count) for path, one in taken.items()}
    beside = total - sum(own.values())
    if len(own) > _LISTED:
        beside += sum(number for path, number in own.items() if path not in taken)
        return added([str(beside), *numbers.values()])
    texts = [numbers.get(path, str(number)) for path, number in own.items()]
    return added([*texts, *([str(beside)] if beside else [])])
