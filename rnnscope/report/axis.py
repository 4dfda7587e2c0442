"""One axis of a model's input, and what follows from its size."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rnnscope.algebra.origins import Fitting
from rnnscope.wording import possessive


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
        size = "None" if self.size is None else f"{self.size:,}"
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
