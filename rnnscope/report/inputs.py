"""What a model's input shape means for its count: which axes are counted, which are free."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeAlias

from rnnscope.algebra.expr import Symbol
from rnnscope.algebra.origins import Fitting, TooManyStepsError
from rnnscope.layers import SymbolicShape
from rnnscope.report.axes import Uses
from rnnscope.report.report import Report
from rnnscope.wording import listed, possessive, sized


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis of an input: its name and size, the layers that count it, those that need it.

    `counted_in` are the layers whose weights grow with it; `fixed_by` those
    that need it as it is, `known_by` those that need it known, though they
    count nothing by it.  `fitting` are the sizes that leave every weight as it
    is, None where that is not known; `beside` names the axes of other inputs
    that then have to be of the same size.  `weights` are how many weights there
    are for it, in numbers: `128·28`.  `owner` is the input, where there are several.
    """

    name: str
    size: int | None
    counted_in: tuple[str, ...]
    fixed_by: tuple[str, ...]
    known_by: tuple[str, ...] = ()
    fitting: Fitting | None = None
    beside: tuple[str, ...] = ()
    weights: str = ""
    owner: str = ""

    @property
    def label(self) -> str:
        """The name for people: an axis that no layer names has only its place, `axis 1`."""
        is_told = self.owner and self.name != "batch"
        return f"{possessive(self.owner)} {self.plain}" if is_told else self.plain

    @property
    def plain(self) -> str:
        """The label without the input."""
        return self.name.replace("_", " ")

    @property
    def sized(self) -> str:
        """The name and the size: `features = 28`, `axis 1 (of size 28)`."""
        is_named = not self.name.startswith("axis_")
        size = sized(self.size)
        return f"{self.label} = {size}" if is_named else f"{self.label} (of size {size})"

    @property
    def anywhere(self) -> Axis:
        """The axis without its input: the same for those of which the same is to be said."""
        return replace(self, owner="", weights="")

    @property
    def is_free(self) -> bool:
        """True where any other size, or None, changes neither a weight nor a layer."""
        return self.is_uncounted and self.fitting is not None and self._is_unbounded

    @property
    def is_uncounted(self) -> bool:
        """True where the axis is in no count, and no layer needs it as it is."""
        return not (self.counted_in or self.fixed_by)

    @property
    def is_closed(self) -> bool:
        """True where it is known that its size may not be left open."""
        return self.fitting is not None and not self.fitting.is_open

    @property
    def _is_unbounded(self) -> bool:
        fits = self.fitting
        whole = fits is not None and fits.is_open and (fits.least, fits.most) == (1, None)
        return whole and not self.beside

    @property
    def is_last(self) -> bool:
        """True for what a step, or a place of an image, has: its features or channels."""
        return self.name in ("features", "channels")

    @property
    def is_length(self) -> bool:
        """True where the axis counts the steps of a sequence."""
        return self.name == "timesteps"


@dataclass(frozen=True, slots=True)
class InputMeaning:
    """One input of the model, axis by axis; `reach` says where it is followed no further."""

    name: str
    axes: tuple[Axis, ...]
    reach: str = ""

    @property
    def shape(self) -> str:
        """The shape in numbers and in names: `(None, 28, 28) = (batch, timesteps, features)`."""
        sizes = ", ".join(str(axis.size) for axis in self.axes)
        return f"({sizes}) = ({', '.join(axis.plain for axis in self.axes)})"


Inputs: TypeAlias = tuple[tuple[InputMeaning, ...], str]  # or why they are not explained


def inputs_or_reason(report: Report) -> Inputs:
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
    uses = Uses.of(report)
    reach = _reach(uses, is_printed=report.printed is not None)
    return tuple(_meaning(report, symbols, uses, everywhere, reach) for symbols in inputs)


def _reach(uses: Uses, *, is_printed: bool) -> str:
    """Say where inputs are followed no further; nothing where they are followed to the end."""
    if uses.unknown:
        return f"That is as far as the formulas reach: they do not reach {listed(uses.unknown)}."
    if uses.opaque and is_printed:
        return f"What {listed(uses.opaque)} would put out for another size is not in the summary."
    return f"What flows into {listed(uses.opaque)} is not followed further." if uses.opaque else ""


def _symbols(shape: SymbolicShape) -> list[Symbol]:
    return [symbol for size in shape if (symbol := size.single) is not None]


def _meaning(
    report: Report, symbols: list[Symbol], uses: Uses, everywhere: list[Symbol], reach: str
) -> InputMeaning:
    is_one_of_several = len(report.inputs) > 1
    axes = tuple(_axis(symbol, uses, everywhere, is_one_of_several) for symbol in symbols)
    owner = next((symbol.owner for symbol in symbols), "input")
    is_whole = not uses.unknown and all(axis.counted_in or axis.fitting for axis in axes)
    return InputMeaning(owner, axes, "" if is_whole else reach)


def _axis(symbol: Symbol, uses: Uses, everywhere: list[Symbol], is_one_of_several: bool) -> Axis:
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
        uses.weights_for(symbol),
        symbol.owner if is_one_of_several else "",
    )
