"""What follows for a model's count from the size of each axis of its inputs, in sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from rnnscope.algebra.origins import Fitting
from rnnscope.report.inputs import Axis, InputMeaning
from rnnscope.report.report import LayerReport, Report
from rnnscope.wording import NAMES, counted, cut, listed, possessive


def uncounted(total: int | None, axes: Sequence[Axis]) -> Iterator[str]:
    """Say which axes have no say in the count, and of which sizes they may be."""
    stays = "every count stays as it is" if total is None else f"the total stays {total:,}"
    free = [axis for axis in axes if axis.is_free]
    if free:
        yield f"{_unaffected(free)}: with any size (or None) {stays}."
    bounded = [axis for axis in axes if axis.is_uncounted and axis.fitting and not axis.is_free]
    for alike in _alike_in(_bounds, bounded):
        yield _bounded(stays, alike)


def lengths(axes: Sequence[Axis]) -> Iterator[str]:
    """Say whether sequences may vary in length, and images in size."""
    groups = _alike_in(_length, (axis for axis in axes if axis.is_length))
    for alike in groups:
        whose = f"{listed(axis.owner for axis in alike)}: " if groups[1:] else ""
        yield from [f"{whose}{_length(alike[0])}"] if _length(alike[0]) else []
    yield from _used(axis for axis in axes if not (axis.is_last or axis.is_length))
    fixed = [axis for axis in axes if axis.fixed_by and not (axis.counted_in or axis.is_length)]
    yield from map(_fixed, _alike_in(_needing, fixed))


def used(axes: Sequence[Axis]) -> Iterator[str]:
    """Say of what is read at each step, or at each place, and of the length, where it counts."""
    yield from _used(axis for axis in axes if axis.is_last or axis.is_length)


def of_axis(total: int | None, axis: Axis) -> Iterator[str]:
    """Say of one axis what it does to the count, where that is known."""
    yield from (*uncounted(total, [axis]), *lengths([axis]), *used([axis]))


def _alike_in(way: Callable[[Axis], str], axes: Iterable[Axis]) -> list[list[Axis]]:
    """Put those together of which the same is to be said."""
    groups: dict[str, list[Axis]] = {}
    for axis in axes:
        groups.setdefault(way(axis), []).append(axis)
    return list(groups.values())


def _used(axes: Iterable[Axis]) -> Iterator[str]:
    yield from map(_use, _alike_in(_where, (axis for axis in axes if axis.counted_in)))


def _use(alike: Sequence[Axis]) -> str:
    """Say where axes are counted that are counted in the same way."""
    verb, pronoun = ("is", "it") if len(alike) == 1 else ("are", "they")
    is_told = any(axis.is_length for axis in alike)  # in a sentence of its own
    closed = f"; {pronoun} may not be None" if alike[0].is_closed and not is_told else ""
    return f"{_sized(alike)} {verb} used in {_where(alike[0])}{closed}."


def _sized(axes: Sequence[Axis]) -> str:
    return listed(axis.sized for axis in axes)


def _where(axis: Axis) -> str:
    if axis.counted_in[1:]:
        where = f"the formulas of {listed(axis.counted_in)}"
    else:
        where = f"{possessive(axis.counted_in[0])} formula"
    weights = f" ({axis.weights})" if axis.weights else ""
    return f"{where}{weights}{_alike(axis)}"


def _fixed(alike: Sequence[Axis]) -> str:
    """Say which layers need sizes as they are."""
    verb = "is" if len(alike) == 1 else "are"
    return f"{_sized(alike)} {verb} in no formula, but {_needing(alike[0])}."


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


def _bounds(axis: Axis) -> str:
    """Say by which axes are put together: their sizes, and who needs to know them."""
    return f"{_claim(axis)} {axis.size if not _claim(axis) else ''} {listed(axis.known_by)}"


def _bounded(stays: str, alike: Sequence[Axis]) -> str:
    """Say which sizes leave the total as it is, of axes that do not take any."""
    claim, known_by = _claim(alike[0]), alike[0].known_by
    if not claim:
        return f"{_unaffected(alike)}, but no other size near {alike[0].size} fits."
    pronoun = "It" if len(alike) == 1 else "They"
    needs = "need" if known_by[1:] else "needs"
    known = f" {pronoun} may not be None: {listed(known_by)} {needs} to know the size."
    return f"{_unaffected(alike)}: with {claim} {stays}.{known if known_by else ''}"


def _claim(axis: Axis) -> str:
    fits = axis.fitting
    if fits is None:
        return ""
    sizes = "any size that fits" if _is_open_as_it_is(axis) else _other_sizes(fits, axis.size)
    open_too = " (or None)" if fits.is_open else ""
    same = listed(name.replace("_", " ") for name in axis.beside)
    end = f", the same for {same}," if same else "," if fits.beside else ""
    return f"{sizes}{open_too}{end}" if sizes else ""


def _is_open_as_it_is(axis: Axis) -> bool:
    """Tell whether an axis is left open, and not all sizes fit: then none is to be picked out."""
    return axis.size is None and axis.fitting is not None and not axis.fitting.in_a_row


def _other_sizes(fits: Fitting, size: int | None) -> str:
    """Say which sizes fit; those right beside the one that is set say nothing of others."""
    if size is not None and fits.beside == (size - 1, size + 1):
        return f"other sizes, such as {_either(fits.beside)}"
    if fits.beside:
        nearest = "the nearest that fit" if fits.beside[1:] else "the nearest that fits"
        return f"{_either(fits.beside)}, {nearest}"
    if not fits.in_a_row:
        return ""
    if fits.most is not None:
        return _range(fits) if fits.least < fits.most else ""
    return f"any size from {fits.least} on" if fits.least > 1 else "any size"


def _length(axis: Axis) -> str:
    """Say whether the sequences of an input may vary in length; nothing where that is not known."""
    fits, may_not = axis.fitting, "Sequences may not vary in length"
    if axis.counted_in:
        have = "have" if axis.counted_in[1:] else "has"
        who = f"{listed(axis.counted_in)} {have} weights"
        return f"{may_not}: {who} for {_timesteps(axis)}."
    if axis.fixed_by or axis.known_by:
        who = listed(axis.fixed_by or axis.known_by)
        need = "need" if (axis.fixed_by or axis.known_by)[1:] else "needs"
        what = _timesteps(axis) if axis.fixed_by else "to know it"
        return f"{may_not}: {who} {need} {what}."
    if fits is None or not fits.is_open:
        return ""
    least = f", from {fits.least:,} timesteps on" if fits.least > 1 and fits.in_a_row else ""
    if axis.size is None:
        return f"Sequences may vary in length{least}: no layer needs a certain one."
    steps = f"exactly {counted(axis.size, 'timestep')}"
    return f"No layer needs {steps}: with None, sequences may vary in length{least}."


def _timesteps(axis: Axis) -> str:
    return f"{_lengths(axis)} {'timestep' if axis.size == 1 else 'timesteps'}"


def _lengths(axis: Axis) -> str:
    fits = axis.fitting
    if fits is not None and fits.most is not None and fits.least < fits.most:
        return _range(fits)
    return "a certain number of" if axis.size is None else f"exactly {axis.size:,}"


def _range(fits: Fitting) -> str:
    word = "or" if fits.most == fits.least + 1 else "to"
    return f"{fits.least:,} {word} {fits.most:,}"


def _either(sizes: Iterable[int]) -> str:
    return " or ".join(f"{size:,}" for size in sizes)


def shapes(meanings: Sequence[InputMeaning]) -> Iterator[str]:
    """Say what the axes of each input are, and what None is."""
    sizes = [axis.size for meaning in meanings for axis in meaning.axes]
    is_open = "; None is a size left open" if None in sizes else ""
    if len(meanings) == 1:
        yield f"Input {meanings[0].shape}{is_open}."
    elif meanings:
        told = [f"{meaning.name} {meaning.shape}" for meaning in meanings[:NAMES]]
        more = [f"and {len(meanings) - NAMES:,} more"] if meanings[NAMES:] else []
        yield f"Inputs {'; '.join([*told, *more])}{is_open}."


def every_axis(meanings: Iterable[InputMeaning]) -> list[Axis]:
    """Return the axes of all inputs; the batch, which they share, only once where it is alike."""
    axes: list[Axis] = []
    batches: set[Axis] = set()
    for axis in (axis for meaning in meanings for axis in meaning.axes):
        is_met = axis.name == "batch" and axis.anywhere in batches
        axes += [] if is_met else [axis]
        batches |= {axis.anywhere} if axis.name == "batch" else set()
    return axes


def padded(report: Report, axes: Sequence[Axis]) -> Iterator[str]:
    """Say that within a batch sequences are of one length, and what hides the padding."""
    if not any(axis.is_length and axis.is_uncounted and axis.fitting for axis in axes):
        return
    masking = [cut(layer.path) for layer in report.walk() if _masks(layer)]
    has = "have" if masking[1:] else "has"
    hidden = f", and {listed(masking)} {has} the padding skipped" if masking else ""
    yield f"Within a batch all sequences are of one length: pad the shorter ones{hidden}."


def _masks(layer: LayerReport) -> bool:
    settings = layer.layer.config.settings if layer.layer else {}
    return layer.class_name == "Masking" or settings.get("mask_zero") is True
