"""What a model's input shape means for its count: which axes are counted, which are free."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rnnscope.algebra.expr import Symbol
from rnnscope.algebra.origins import Fitting, TooManyStepsError
from rnnscope.layers import SymbolicShape
from rnnscope.report.axes import Uses
from rnnscope.report.report import Report
from rnnscope.wording import listed


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis of an input: its name and size, the layers that count it, those that need it.

    `counted_in` are the layers whose weights grow with it; `fixed_by` those
    that need it as it is, `known_by` those that need it known, though they
    count nothing by it.  `fitting` are the sizes that leave every weight as it
    is, None where that is not known; `beside` names the axes of other inputs
    that then have to be of the same size.
    """

    name: str
    size: int | None
    counted_in: tuple[str, ...]
    fixed_by: tuple[str, ...]
    known_by: tuple[str, ...] = ()
    fitting: Fitting | None = None
    beside: tuple[str, ...] = ()

    @property
    def is_free(self) -> bool:
        """True where any other size, or None, changes neither a weight nor a layer."""
        return self.is_uncounted and self.fitting is not None and self._is_unbounded

    @property
    def is_uncounted(self) -> bool:
        """True where the axis is in no count, and no layer needs it as it is."""
        return not (self.counted_in or self.fixed_by)

    @property
    def _is_unbounded(self) -> bool:
        fits = self.fitting
        whole = fits is not None and fits.is_open and (fits.least, fits.most) == (1, None)
        return whole and not self.beside

    @property
    def is_length(self) -> bool:
        """True where the axis counts the steps of a sequence."""
        return self.name == "timesteps"


@dataclass(frozen=True, slots=True)
class InputMeaning:
    """One input of the model, axis by axis, and the sentences that say what follows."""

    name: str
    axes: tuple[Axis, ...]
    sentences: tuple[str, ...]

    @property
    def shape(self) -> str:
        """The shape in numbers and in names: `(None, 28, 28) = (batch, timesteps, features)`."""
        sizes = ", ".join(str(axis.size) for axis in self.axes)
        return f"({sizes}) = ({', '.join(axis.name for axis in self.axes)})"


def inputs_or_reason(report: Report) -> tuple[tuple[InputMeaning, ...], str]:
    """Explain every input of a model, or say why not; nothing where the inputs are not known."""
    try:
        return input_meanings(report), ""
    except (TooManyStepsError, RecursionError) as error:
        reason = str(error) if isinstance(error, TooManyStepsError) else _TOO_DEEP
        return (), f"What the inputs mean for the count is not worked out: {reason}."


_TOO_DEEP = "their sizes go through too many layers"


def input_meanings(report: Report) -> tuple[InputMeaning, ...]:
    """Explain every input of a model; nothing where the inputs are not known.

    Raises:
        TooManyStepsError: there are so many inputs, layers and needs that it takes too long.

    """
    inputs = [_symbols(shape) for shape in report.inputs]
    everywhere = [symbol for symbols in inputs for symbol in symbols]
    kept = _kept(report)
    uses = Uses.of(report)
    return tuple(_meaning(kept, symbols, uses, everywhere) for symbols in inputs)


def _symbols(shape: SymbolicShape) -> list[Symbol]:
    return [symbol for size in shape if (symbol := size.single) is not None]


def _meaning(
    kept: str, symbols: list[Symbol], uses: Uses, everywhere: list[Symbol]
) -> InputMeaning:
    axes = tuple(_axis(symbol, uses, everywhere) for symbol in symbols)
    owner = next((symbol.owner for symbol in symbols), "input")
    return InputMeaning(owner, axes, tuple(_sentences(kept, axes, uses)))


def _axis(symbol: Symbol, uses: Uses, everywhere: list[Symbol]) -> Axis:
    together = uses.together(symbol, everywhere)
    fits = uses.fitting(together)
    if len(together) > 1 and fits is not None and fits.is_alone:
        together, fits = (symbol,), uses.fitting((symbol,))  # such as a 1 that is spread
    others = together[1:] if symbol.name != "batch" else ()  # all inputs have one batch
    return Axis(
        symbol.name,
        symbol.value,
        tuple(uses.counted.get(symbol, ())),
        uses.fixing(symbol),
        uses.knowing(symbol),
        fits,
        tuple(f"{other.name} of {other.owner}" for other in others),
    )


def _sentences(kept: str, axes: tuple[Axis, ...], uses: Uses) -> Iterator[str]:
    for axis in axes:
        yield from _used_sentence(axis)
    free = [axis for axis in axes if axis.is_free]
    if free:
        yield _free_sentence(kept, free)
    bounded = [axis for axis in axes if axis.is_uncounted and axis.fitting and not axis.is_free]
    yield from dict.fromkeys(_bounded_sentence(kept, axis, bounded) for axis in bounded)
    for axis in (axis for axis in axes if axis.is_length):
        yield from _length_sentence(axis)
    if uses.unknown:
        yield f"That is as far as the formulas reach: they do not reach {listed(uses.unknown)}."
    elif uses.opaque and not all(axis.counted_in or axis.fitting for axis in axes):
        yield f"What flows into {listed(uses.opaque)} is not followed further."


def _used_sentence(axis: Axis) -> Iterator[str]:
    """Say that an axis is counted or fixed, and where."""
    if axis.counted_in:
        where = listed(axis.counted_in)
        yield f"{axis.name} = {axis.size} is counted, in {where}{_alike(axis)}."
    elif axis.fixed_by and axis.size is not None:
        where = listed(axis.fixed_by)
        yield f"{axis.name} = {axis.size} is in no count, but is fixed by {where}{_alike(axis)}."


def _alike(axis: Axis) -> str:
    """Say which other sizes give the same weights, where some do."""
    fits = axis.fitting
    if fits is None or axis.size is None:
        return ""
    if fits.beside:
        return f"; {_numbers(fits.beside)} would give the same"
    if fits.most is None:
        return f"; any size from {fits.least} on gives the same" if fits.least < axis.size else ""
    return (
        f"; any from {fits.least} to {fits.most} gives the same" if fits.least < fits.most else ""
    )


def _free_sentence(kept: str, free: list[Axis]) -> str:
    names = listed([axis.name for axis in free])
    verb, pronoun = ("is", "it") if len(free) == 1 else ("are", "them")
    return f"{names} {verb} in no formula: another size, or None, for {pronoun} leaves {kept}."


def _kept(report: Report) -> str:
    return f"the total at {report.total:,}" if report.total is not None else "every count as it is"


def _bounded_sentence(kept: str, axis: Axis, bounded: Sequence[Axis]) -> str:
    """Say which sizes leave the total as it is, of axes that do not take any."""
    claim = _claim(axis)
    names = [other.name for other in bounded if _claim(other) == claim]
    verb = "is" if len(names) == 1 else "are"
    several = claim.endswith("nearest that fit,")
    leaves = "" if claim.startswith("no ") else f" {'leave' if several else 'leaves'} {kept}"
    known = f", but not None: {listed(axis.known_by)} needs to know it" if axis.known_by else ""
    return f"{listed(names)} {verb} in no formula: {claim}{leaves}{known}."


def _claim(axis: Axis) -> str:
    fits = axis.fitting
    sizes = _other_sizes(fits) if fits else ""
    if not sizes:
        return f"no other size near {axis.size} fits"
    open_too = ", or None," if fits and fits.is_open else "," if fits and fits.beside else ""
    both = (
        f"{open_too or ','} with the same for {listed(axis.beside)}," if axis.beside else open_too
    )
    return f"{sizes}{both}"


def _other_sizes(fits: Fitting) -> str:
    if fits.beside:
        return f"{_numbers(fits.beside)}, the nearest that {'fit' if fits.beside[1:] else 'fits'}"
    if not fits.in_a_row:
        return ""
    if fits.most is not None:
        return f"any size from {fits.least} to {fits.most}" if fits.least < fits.most else ""
    return f"any size from {fits.least} on" if fits.least > 1 else "another size"


def _length_sentence(axis: Axis) -> Iterator[str]:
    fits = axis.fitting
    if axis.counted_in or axis.fixed_by:
        fixing = listed([*axis.counted_in, *axis.fixed_by])
        yield f"Sequences may not vary in length: {fixing} needs {_lengths(axis)} {axis.name}."
    elif axis.known_by:
        yield f"Sequences may not vary in length: {listed(axis.known_by)} needs to know it."
    elif fits is not None and fits.is_open:
        least = f", from {fits.least} {axis.name} on" if fits.least > 1 and not fits.beside else ""
        if axis.size is None:
            yield f"Sequences may vary in length{least}: no layer fixes it."
        else:
            yield (
                f"No layer fixes the length {axis.size}: with None in its place, "
                f"sequences may vary from batch to batch{least}."
            )


def _lengths(axis: Axis) -> str:
    fits = axis.fitting
    if fits is None or fits.most is None or fits.least == fits.most:
        return str(axis.size)
    return f"{fits.least} to {fits.most}"


def _numbers(sizes: Sequence[int]) -> str:
    return listed(map(str, sizes))
