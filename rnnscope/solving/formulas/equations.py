"""What printed shapes and a printed number say of the symbols that stand for what is looked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from rnnscope.algebra.expr import Symbol
from rnnscope.errors import UnknownSizeError
from rnnscope.model.printed import PrintedShape
from rnnscope.solving.formulas.drafts import Draft, at
from rnnscope.solving.formulas.inputs import UNKNOWN
from rnnscope.solving.formulas.unknowns import Terms, solved_terms, value_at, with_number
from rnnscope.solving.formulas.worked import Worked, Written

Values: TypeAlias = dict[Symbol, int | None]
Equation: TypeAlias = tuple[Written, int | None]


@dataclass(frozen=True, slots=True, eq=False)
class PrintedSize:
    """A size of what comes out, and the one that is printed, or the digits it begins with."""

    written: Written
    printed: int | str | None

    def may_be(self, values: Values) -> bool:
        """Tell whether values may give what is printed; they may where one of them is open."""
        try:
            places = self.written.used()
        except (ArithmeticError, UnknownSizeError):
            return True
        found = {place: values.get(self.written.symbols[place]) for place in places}
        known = {place: value for place, value in found.items() if value is not None}
        if len(known) < len(found):
            return True
        size = value_at(self.written.terms(), known)
        is_begun = isinstance(self.printed, str)
        return str(size).startswith(str(self.printed)) if is_begun else size == self.printed


def printed_sizes(worked: Worked, printed: Sequence[PrintedShape]) -> Iterator[PrintedSize]:
    """Yield the sizes that no window moves over, as far as they are printed."""
    for shape, told in zip(worked.outputs, printed, strict=False):
        sizes = (*told.sizes, told.begun) if told.is_cut else told.sizes
        for place in _told_places(worked.draft, shape):
            if place < len(sizes):
                yield PrintedSize(shape[place], sizes[place])


def by_shape(worked: Worked, printed: Sequence[PrintedShape], told: Values) -> Iterator[Values]:
    """Yield what the printed shapes tell of symbols; nothing where they contradict.

    `told` is what is known of them before.
    """
    if printed and not are_as_many(worked.outputs, printed):
        return
    equations: list[Equation] = []
    for shape, sizes in zip(worked.outputs, printed, strict=False):
        if not sizes.may_have(len(shape)):
            return
        places = _told_places(worked.draft, shape)
        equations += [(shape[i], sizes.sizes[i]) for i in places if i < len(sizes.sizes)]
    yield from _solved(equations, told)


def are_as_many(outputs: Sequence[object], printed: Sequence[PrintedShape]) -> bool:
    """Tell whether all outputs are printed, or as many as there was room for."""
    if printed[-1].is_listed:
        return len(printed) <= len(outputs)
    return len(printed) == len(outputs)


def _told_places(draft: Draft, shape: Sequence[Written]) -> Sequence[int]:
    """Return the axes that do not depend on how a window moves."""
    if not draft.window:
        return range(1, len(shape))
    is_first = at(draft.config, draft.place).is_channels_first
    return (len(shape) - (draft.window + 1 if is_first else 1),)


def _solved(equations: Sequence[Equation], told: Values) -> Iterator[Values]:
    if not equations:
        yield told
        return
    (size, printed), *rest = equations
    for more in _equal(size, printed, told):
        yield from _solved(rest, {**told, **more})


def _equal(written: Written, size: int | None, told: Values) -> Iterator[Values]:
    """Yield what symbols are for an axis to be of a size; nothing where it cannot be."""
    symbols = written.symbols
    try:
        places = written.used()
    except (ArithmeticError, UnknownSizeError):
        yield {}
        return
    open_places = [place for place in places if symbols[place] not in told]
    if size is None:
        found = [symbols[place] for place in open_places]
        yield {axis: None for axis in found if axis.owner.startswith(UNKNOWN)}
        return
    axes = [place for place in open_places if symbols[place].owner.startswith(UNKNOWN)]
    left = left_over(written, told)
    if left is None or len(axes) > 1:
        yield {}
        return
    for values in solved_terms(left, size):
        yield {symbols[place]: values[place] for place in open_places}


def left_over(written: Written, told: Values) -> Terms | None:
    """Return what a polynomial is where symbols are told; None where one of these is open."""
    known = [(place, written.symbols[place]) for place in written.used()]
    values = [(place, told[each]) for place, each in known if each in told]
    terms = written.terms()
    for place, value in values:
        if value is None:
            return None
        terms = with_number(terms, place, value)
    return terms
