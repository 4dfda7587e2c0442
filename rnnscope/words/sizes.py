"""What follows for a model's count from the size of each axis of its inputs, in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rnnscope.algebra.origins import Fitting
from rnnscope.report.axis import Axis
from rnnscope.wording import listed, possessive


def uncounted(total: int | None, axes: Sequence[Axis]) -> Iterator[str]:
    """Say which axes have no say in the count, and of which sizes they may be."""
    stays = "every count stays as it is" if total is None else f"the total stays {total:,}"
    free = [axis for axis in axes if axis.is_free]
    if free:
        yield f"{_unaffected(free)}: with any size (or None) {stays}."
    bounded = [axis for axis in axes if axis.is_uncounted and axis.fitting and not axis.is_free]
    yield from dict.fromkeys(_bounded(stays, axis, bounded) for axis in bounded)


def lengths(axes: Sequence[Axis]) -> Iterator[str]:
    """Say whether sequences may vary in length, and images in size."""
    for axis in axes:
        if axis.is_length:
            yield from _length(axis)
    yield from _used(axis for axis in axes if not (axis.is_last or axis.is_length))
    fixed = [axis for axis in axes if axis.fixed_by and not (axis.counted_in or axis.is_length)]
    yield from dict.fromkeys(_fixed(axis, fixed) for axis in fixed)


def used(axes: Sequence[Axis]) -> Iterator[str]:
    """Say of what is read at each step, or at each place, and of the length, where it counts."""
    yield from _used(axis for axis in axes if axis.is_last or axis.is_length)


def _used(axes: Iterable[Axis]) -> Iterator[str]:
    counted = [axis for axis in axes if axis.counted_in]
    yield from dict.fromkeys(_use(axis, counted) for axis in counted)


def _use(axis: Axis, counted: Sequence[Axis]) -> str:
    """Say where an axis is counted, and with it those that are counted in the same way."""
    alike = [other for other in counted if _where(other) == _where(axis)]
    sizes = listed([other.sized for other in alike], len(alike))
    verb, pronoun = ("is", "it") if len(alike) == 1 else ("are", "they")
    is_told = any(other.is_length for other in alike)  # in a sentence of its own
    closed = f"; {pronoun} may not be None" if axis.is_closed and not is_told else ""
    return f"{sizes} {verb} used in {_where(axis)}{closed}."


def _where(axis: Axis) -> str:
    if axis.counted_in[1:]:
        where = f"the formulas of {listed(axis.counted_in)}"
    else:
        where = f"{possessive(axis.counted_in[0])} formula"
    weights = f" ({axis.weights})" if axis.weights else ""
    return f"{where}{weights}{_alike(axis)}"


def _fixed(axis: Axis, fixed: Sequence[Axis]) -> str:
    """Say which layers need a size as it is, and with it others that they need in the same way."""
    alike = [other for other in fixed if _needing(other) == _needing(axis)]
    verb = "is" if len(alike) == 1 else "are"
    return f"{listed(other.sized for other in alike)} {verb} in no formula, but {_needing(axis)}."


def _needing(axis: Axis) -> str:
    needs = "need" if axis.fixed_by[1:] else "needs"
    what = "a certain size" if axis.size is None else f"that size{_alike(axis)}"
    return f"{listed(axis.fixed_by)} {needs} {what}"


def _alike(axis: Axis) -> str:
    """Say which other sizes give the same weights, where some do."""
    fits = axis.fitting
    if fits is None or axis.size is None:
        return ""
    if fits.beside:
        return f", the same with {_either(fits.beside)}"
    if fits.most is None:
        return f", the same with any size from {fits.least} on" if fits.least < axis.size else ""
    return f", the same with {_range(fits)}" if fits.least < fits.most else ""


def _unaffected(axes: Sequence[Axis]) -> str:
    verb = "doesn't" if len(axes) == 1 else "don't"
    return f"{listed(axis.label for axis in axes)} {verb} affect the count"


def _bounded(stays: str, axis: Axis, bounded: Sequence[Axis]) -> str:
    """Say which sizes leave the total as it is, of axes that do not take any."""
    claim = _claim(axis)
    alike = [other for other in bounded if _claim(other) == claim]
    if not claim:
        return f"{_unaffected(alike)}, but no other size near {axis.size} fits."
    pronoun = "It" if len(alike) == 1 else "They"
    needs = "need" if axis.known_by[1:] else "needs"
    known = f" {pronoun} may not be None: {listed(axis.known_by)} {needs} to know the size."
    return f"{_unaffected(alike)}: with {claim} {stays}.{known if axis.known_by else ''}"


def _claim(axis: Axis) -> str:
    fits = axis.fitting
    if fits is None:
        return ""
    sizes = "any size that fits" if _is_open_as_it_is(axis) else _other_sizes(fits)
    open_too = " (or None)" if fits.is_open else ""
    same = listed(name.replace("_", " ") for name in axis.beside)
    return f"{sizes}{open_too}{f', the same for {same},' if same else ''}" if sizes else ""


def _is_open_as_it_is(axis: Axis) -> bool:
    """Tell whether an axis is left open, and not all sizes fit: then none is to be picked out."""
    return axis.size is None and axis.fitting is not None and not axis.fitting.in_a_row


def _other_sizes(fits: Fitting) -> str:
    if fits.beside:
        nearest = "the nearest that fit" if fits.beside[1:] else "the nearest that fits"
        return f"{_either(fits.beside)}, {nearest}"
    if not fits.in_a_row:
        return ""
    if fits.most is not None:
        return _range(fits) if fits.least < fits.most else ""
    return f"any size from {fits.least} on" if fits.least > 1 else "any size"


def _length(axis: Axis) -> Iterator[str]:
    fits = axis.fitting
    if axis.counted_in:
        have = "have" if axis.counted_in[1:] else "has"
        yield (
            f"{_whose(axis)} may not vary in length: {listed(axis.counted_in)} {have} weights for "
            f"{_lengths(axis)} timesteps."
        )
    elif axis.fixed_by or axis.known_by:
        who = axis.fixed_by or axis.known_by
        need = "need" if who[1:] else "needs"
        what = f"{_lengths(axis)} timesteps" if axis.fixed_by else "to know it"
        yield f"{_whose(axis)} may not vary in length: {listed(who)} {need} {what}."
    elif fits is not None and fits.is_open:
        least = f", from {fits.least} timesteps on" if fits.least > 1 and fits.in_a_row else ""
        if axis.size is None:
            yield f"{_whose(axis)} may vary in length{least}: no layer needs a certain one."
        else:
            yield (
                f"No layer needs exactly {axis.size:,} {axis.label}: with None, sequences may vary "
                f"in length{least}."
            )


def _whose(axis: Axis) -> str:
    return f"Sequences of {axis.owner}" if axis.owner else "Sequences"


def _lengths(axis: Axis) -> str:
    fits = axis.fitting
    if fits is None or fits.most is None or fits.least == fits.most:
        return f"exactly {axis.size:,}"
    return _range(fits)


def _range(fits: Fitting) -> str:
    word = "or" if fits.most == fits.least + 1 else "to"
    return f"{fits.least:,} {word} {fits.most:,}"


def _either(sizes: Iterable[int]) -> str:
    return " or ".join(f"{size:,}" for size in sizes)
