"""What the page is made of: rows of layers, cards that say all of one, and what is inside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from rnnscope.equations.structure import Equation
from rnnscope.pages.explorable.counts import NOTHING, Count
from rnnscope.pages.explorable.figures import Figure
from rnnscope.pages.explorable.ledger import Ledger
from rnnscope.pages.explorable.levers import Lever
from rnnscope.pages.explorable.names import Name
from rnnscope.pages.single.layer_page import Section
from rnnscope.report.layer_report import LayerReport
from rnnscope.report.why_not import Cause


@dataclass(frozen=True, slots=True)
class Child:
    """A card of a layer inside another, and the names of those that are alike."""

    names: tuple[str, ...]
    card: Card

    @property
    def times(self) -> int:
        """How many there are."""
        return len(self.names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """Everything that is said of one layer.

    `form` is the same for cards that differ in numbers alone; the first of a form `is_full`:
    it has the interactive part, and the tables.  One of a layer that has no weights, and none
    inside, has no `index`.  `marks` are the colours of letters in the equation.
    """

    index: int | None
    form: int | None
    is_full: bool
    layer: LayerReport
    kind: str
    params: Count
    own: Count
    call: str
    shapes: str = ""
    sentence: str = ""
    sentences: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    formula: tuple[str, ...] = ()
    equation: Equation = field(default_factory=Equation)
    marks: Mapping[str, str] = field(default_factory=dict)
    ledger: Ledger = field(default_factory=Ledger)
    names: tuple[Name, ...] = ()
    levers: tuple[Lever, ...] = ()
    pictures: tuple[Figure, ...] = ()
    mistakes: tuple[Cause, ...] = ()
    work: tuple[tuple[str, str, str], ...] = ()
    settings: tuple[Section, ...] = ()
    sources: tuple[str, ...] = ()
    children: tuple[Child, ...] = ()
    inside: Diagram | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of the diagram: a layer, or an input that no layer stands for.

    `gutter` is the drawing of what stands beside it, `rest` what goes on below; `names` are
    those of all layers that it stands for.  `times` is how often the like of it stands in the
    model; `count` is of one, `sum` of all, `share` how much that is of what the largest row
    counts.  `is_output` marks one of several outputs of the model; `signs` are verdicts that
    are other than what is said of the model.
    """

    number: int
    name: str
    class_name: str
    kind: str
    shape: str
    count: Count
    sum: Count
    share: float = 0
    times: int = 1
    folds: int = 0
    is_output: bool = False
    sentence: str = ""
    signs: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    gutter: str = ""
    rest: str = ""
    card: Card | None = None
    is_open: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Fold:
    """The head of a block that is there several times: `rows` are the numbers of its rows."""

    times: int
    length: int
    names: str
    count: Count
    sum: Count
    rows: tuple[int, ...]
    folds: int = 0
    gutter: str = ""
    rest: str = ""


@dataclass(frozen=True, slots=True)
class Diagram:
    """The rows of a model, in the order of its layers, with heads before equal blocks.

    `others` is how many layers are not shown, and `rest` how many parameters those have.
    """

    lines: tuple[Row | Fold, ...]
    others: int = 0
    rest: Count = NOTHING

    @property
    def rows(self) -> Iterator[Row]:
        """The rows without the heads."""
        return (line for line in self.lines if isinstance(line, Row))
