"""What follows for a model's count from the size of each axis of an input, in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rnnscope.algebra.origins import Fitting
from rnnscope.report.axes import Uses
from rnnscope.report.axis import Axis
from rnnscope.wording import listed, possessive


def sentences(total: int | None, axes: tuple[Axis, ...], uses: Uses) -> Iterator[str]:
    """Say which axes are in a formula, which are not, and whether a length may vary."""
    stays = "every count stays as it is" if total is None else f"the total stays {total:,}"
    used = [axis for axis in axes if axis.counted_in]
    yield from dict.fromkeys(_used(axis, used) for axis in used)
    yield from (_fixed(axis) for axis in axes if axis.fixed_by and not axis.counted_in)
    free = [axis for axis in axes if axis.is_free]
    if free:
        yield f"{_uncounted(free)}: with any size (or None) {stays}."
    bounded = [axis for axis in axes if axis.is_uncounted and axis.fitting and not axis.is_free]
    yield from dict.fromkeys(_bounded(stays, axis, bounded) for axis in bounded)
    for axis in (axis for axis in axes if axis.is_length):
        yield from _length(axis)
    if uses.unknown:
        yield f"That is as far as the formulas reach: they do not reach {listed(uses.unknown)}."
    elif uses.opaque and not all(axis.counted_in or axis.fitting for axis in axes):
        yield f"What flows into {listed(uses.opaque)} is not followed further."


def _used(axis: Axis, used: Sequence[Axis]) -> str:
    """Say where an axis is counted, and with it those that are counted in the same way."""
    alike = [other for other in used if _used_ending(other) == _used_ending(axis)]
    sizes = listed([other.sized for other in alike], len(alike))
    verb, pronoun = ("is", "it") if len(alike) == 1 else ("are", "they")
    is_told = any(other.is_length for other in alike)  # in a sentence of its own
    closed = f"; {pronoun} may not be None" if axis.is_closed and not is_told else ""
    return f"{sizes} {verb} used in {_used_ending(axis)}{closed}."


def _used_ending(axis: Axis) -> str:
    several = len(axis.counted_in) > 1
    where = (
        f"the formulas of {listed(axis.counted_in)}"
        if several
        else f"{possessive(axis.counted_in[0])} formula"
    )
    weights = f", for {axis.weights} weights" if axis.weights else ""
    return f"{where}{weights}{_alike(axis)}"


def _fixed(axis: Axis) -> str:
    who = listed(axis.fixed_by)
    needs = "need" if axis.fixed_by[1:] else "needs"
    if axis.size is None:
        return f"{axis.label} is in no formula, but {who} {needs} a certain size."
    return f"{axis.sized} is in no formula, but {who} {needs} that size{_alike(axis)}."


def _alike(axis: Axis) -> str:
    """Say which other sizes give the same weights, where some do."""
    fits = axis.fitting
    if fits is None or axis.size is None:
        return ""
    if fits.beside:
        return f" (the same with {_either(fits.beside)})"
    if fits.most is None:
        return f" (the same with any size from {fits.least} on)" if fits.least < axis.size else ""
    return f" (the same with {_range(fits)})" if fits.least < fits.most else ""


def _uncounted(axes: Sequence[Axis]) -> str:
    verb = "doesn't" if len(axes) == 1 else "don't"
    return f"{listed([axis.label for axis in axes])} {verb} affect the count"


def _bounded(stays: str, axis: Axis, bounded: Sequence[Axis]) -> str:
    """Say which sizes leave the total as it is, of axes that do not take any."""
    fits = axis.fitting
    alike = [other for other in bounded if _claim(other) == _claim(axis)]
    claim = _claim(axis)
    if fits is None or not claim:
        return f"{_uncounted(alike)}, but no other size near {axis.size} fits."
    pronoun = "It" if len(alike) == 1 else "They"
    needs = "need" if axis.known_by[1:] else "needs"
    known = f" {pronoun} may not be None: {listed(axis.known_by)} {needs} to know the size."
    return f"{_uncounted(alike)}: with {claim} {stays}.{known if axis.known_by else ''}"


def _claim(axis: Axis) -> str:
    fits = axis.fitting
    sizes = _other_sizes(fits) if fits else ""
    if fits is None or not sizes:
        return ""
    open_too = " (or None)" if fits.is_open else ""
    same = listed([name.replace("_", " ") for name in axis.beside])
    return f"{sizes}{open_too}{f', the same for {same},' if same else ''}"


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
            f"Sequences may not vary in length: {listed(axis.counted_in)} {have} weights for "
            f"{_lengths(axis)} {axis.label}."
        )
    elif axis.fixed_by:
        need = "need" if axis.fixed_by[1:] else "needs"
        lengths = f"{_lengths(axis)} {axis.label}"
        yield f"Sequences may not vary in length: {listed(axis.fixed_by)} {need} {lengths}."
    elif axis.known_by:
        need = "need" if axis.known_by[1:] else "needs"
        yield f"Sequences may not vary in length: {listed(axis.known_by)} {need} to know it."
    elif fits is not None and fits.is_open:
        least = f", from {fits.least} {axis.label} on" if fits.least > 1 and not fits.beside else ""
        if axis.size is None:
            yield f"Sequences may vary in length{least}: no layer needs a certain one."
        else:
            yield (
                f"No layer needs exactly {axis.size} {axis.label}: with None in its place, "
                f"sequences may vary in length{least}."
            )


def _lengths(axis: Axis) -> str:
    fits = axis.fitting
    if fits is None or fits.most is None or fits.least == fits.most:
        return f"exactly {axis.size}"
    return _range(fits)


def _range(fits: Fitting) -> str:
    word = "or" if fits.most == fits.least + 1 else "to"
    return f"{fits.least} {word} {fits.most}"


def _either(sizes: Iterable[int]) -> str:
    return " or ".join(map(str, sizes))
