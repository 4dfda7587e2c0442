"""One axis of a model's input, and what follows from its size."""

from __future__ import annotations

from dataclasses import dataclass

from rnnscope.algebra.origins import Fitting


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis of an input: its name and size, the layers that count it, those that need it.

    `counted_in` are the layers whose weights grow with it; `fixed_by` those
    that need it as it is, `known_by` those that need it known, though they
    count nothing by it.  `fitting` are the sizes that leave every weight as it
    is, None where that is not known; `beside` names the axes of other inputs
    that then have to be of the same size.  `weights` are how many weights there
    are for it, in numbers: `28·128`.
    """

    name: str
    size: int | None
    counted_in: tuple[str, ...]
    fixed_by: tuple[str, ...]
    known_by: tuple[str, ...] = ()
    fitting: Fitting | None = None
    beside: tuple[str, ...] = ()
    weights: str = ""

    @property
    def label(self) -> str:
        """The name for people: an axis that no layer names has only its place, `axis 1`."""
        return self.name.replace("_", " ")

    @property
    def sized(self) -> str:
        """The name and the size: `features = 28`, `axis 1 (of size 28)`."""
        is_named = self.label == self.name
        return f"{self.label} = {self.size}" if is_named else f"{self.label} (of size {self.size})"

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
    def is_length(self) -> bool:
        """True where the axis counts the steps of a sequence."""
        return self.name == "timesteps"
