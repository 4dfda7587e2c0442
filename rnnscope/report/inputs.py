"""What a model's input shape means for its count: which axes are counted, which are free."""

from __future__ import annotations

from dataclasses import dataclass

from rnnscope.algebra.expr import Symbol
from rnnscope.algebra.origins import TooManyStepsError
from rnnscope.layers import SymbolicShape
from rnnscope.report.axes import Uses
from rnnscope.report.axis import Axis
from rnnscope.report.report import Report
from rnnscope.wording import listed


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
    uses = Uses.of(report)
    reach = _reach(uses)
    return tuple(_meaning(report, symbols, uses, everywhere, reach) for symbols in inputs)


def _reach(uses: Uses) -> str:
    """Say where inputs are followed no further; nothing where they are followed to the end."""
    if uses.unknown:
        return f"That is as far as the formulas reach: they do not reach {listed(uses.unknown)}."
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
