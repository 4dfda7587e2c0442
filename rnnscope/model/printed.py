"""What a printed `summary()` says, row by row, as it was read and before anything is made of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from rnnscope.keras_facts.class_names import KERAS_3
from rnnscope.model.calls import Shape as Shape
from rnnscope.wording import Word


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedShape:
    """A shape as it is printed; `is_cut` says that more sizes stood behind those that are left.

    `begun` are the digits that are left of the first of these, of which more may be missing,
    or `None` where that is open.  `is_listed` says that it is in a list whose end is cut
    off, so that more shapes may have stood behind it.  `rank` is how many axes a cut one has,
    where other rows tell.
    """

    sizes: Shape
    is_cut: bool = False
    begun: str = ""
    is_listed: bool = False
    rank: int | None = None

    def may_be(self, shape: Shape) -> bool:
        """Tell whether it may be printed of a shape, as far as its sizes are not open."""
        sizes = zip(shape[1:], self.sizes[1:], strict=False)
        is_same = all(size is None or size == other for size, other in sizes)
        return self.may_have(len(shape)) and is_same and self.goes_on_as(shape)

    def may_have(self, axes: int) -> bool:
        """Tell whether it may be that of a shape of so many axes."""
        if self.is_cut and self.rank is None:
            return axes > len(self.sizes)
        return axes == (self.rank if self.is_cut else len(self.sizes))

    def goes_on_as(self, shape: Shape) -> bool:
        """Tell whether the size that was cut may be that of a whole shape, which may be open."""
        size = shape[len(self.sizes)] if len(shape) > len(self.sizes) else None
        return size is None or str(size).startswith(self.begun)


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """One entry under `Connected to`: a layer, which of its calls, and which tensor of that.

    `is_cut` says that the end of the name is missing; the numbers then are None.
    """

    layer: str
    node: int | None = None
    tensor: int | None = None
    is_cut: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedRow:
    """A layer's row.

    `class_name` is empty where the text has none, and only its beginning where
    `is_class_cut`; so is `name` where `is_name_cut`.  `shapes` is empty where the
    text has no shape (`multiple`, `?`), `params` None where it has no number.
    `connections` is None where the table has no such column.  `depth` is 0 for a
    layer of the model itself, 1 for one inside a nested model, and so on.  `line`
    is where the row begins in the text, from 1 on.  `is_behind_gap` says that lines between
    the row before and this one could not be read, or stand for rows that were left out: what
    flows in need not be what that row puts out.  `shape_word` is what stands in the place of a
    shape.  `begun` are the digits that are left of a number that is cut off: `params` then is what
    the other rows leave of the total, or None.  `taken` are the shapes that flow in, which
    TensorFlow.js prints.
    """

    line: int
    name: str
    class_name: str
    shapes: tuple[PrintedShape, ...]
    params: int | None
    is_name_cut: bool = False
    is_class_cut: bool = False
    is_unbuilt: bool = False
    depth: int = 0
    connections: tuple[Connection, ...] | None = None
    trainable: bool | None = None
    is_behind_gap: bool = False
    shape_word: str = ""
    begun: str = ""
    taken: tuple[PrintedShape, ...] = ()

    @property
    def weights(self) -> tuple[object, ...]:
        """What two rows have in common that show the same weights: a layer that is shared."""
        return (self.name, self.class_name, self.params, self.shapes)


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedSummary:
    """One printed table: its rows, its totals as far as they are there, and what it was printed by.

    `generation` is that of Keras, 0 to 3, None where nothing tells; `because` says what
    told it, and `since` which version Keras prints so, if that is known.  `total` includes
    `optimizer` where the text has both, and takes `size`, as it is printed; `is_optimizer_left`
    says that the line of that is missing, and its number is what the other lines leave of the
    total.  `unread` holds lines between header and totals that could not be read, each with its
    number.  `others` are the lines on which further tables begin in the same text, of the one that
    is chosen of them: they are no part of it.
    `nesting_untold` are models whose rows stand beside them, and may be counted twice: it cannot be
    told which those are.
    """

    rows: tuple[PrintedRow, ...]
    line: int
    name: str = ""
    total: int | None = None
    trainable: int | None = None
    non_trainable: int | None = None
    optimizer: int | None = None
    size: str = ""
    is_optimizer_left: bool = False
    generation: int | None = None
    because: str = ""
    since: tuple[int, int] | None = None
    unread: tuple[tuple[int, str], ...] = ()
    others: tuple[int, ...] = field(default=(), compare=False)
    has_header: bool = True
    nesting_untold: tuple[str, ...] = ()

    @property
    def is_adaptable(self) -> bool:
        """True where the Keras that printed it can quantize a layer, or give it a LoRA: Keras 3."""
        return self.generation is not None and self.generation >= 3

    @property
    def adapted(self) -> int:
        """How many weights may be those of such layers, which are not trained, by the totals."""
        if not self.is_adaptable:
            return 0
        printed = (self.non_trainable, self.total, sum(row.params or 0 for row in self.rows))
        return next(number for number in printed if number is not None)


MODELS = frozenset({"Functional", "Model", "Sequential"})
TYING = frozenset({"Embedding", "ReversibleEmbedding"})  # of Keras's, what may be taken again


def split(summary: PrintedSummary) -> tuple[int | None, int | None]:
    """Return how many params are trainable and non-trainable by the lines below a table.

    Where one of the two is not printed it is what the total leaves; None where that is not told.
    """
    trainable, other = summary.trainable, summary.non_trainable
    if summary.total is None or None not in (trainable, other):
        return trainable, other
    total = summary.total - (summary.optimizer or 0)
    if trainable is not None and trainable <= total:
        other = total - trainable
    elif other is not None and other <= total:
        trainable = total - other
    return trainable, other


def is_consistent(summary: PrintedSummary) -> bool:
    """Tell whether the printed totals are one another's sum, as far as all of them are there."""
    trainable, other = split(summary)
    if trainable is None or other is None or summary.total is None:
        return True
    return trainable + other + (summary.optimizer or 0) == summary.total


def counted_twice(summary: PrintedSummary, fixed: int) -> int:
    """Return how many weights count as trainable and as non-trainable too, 0 where none do.

    Keras 2 keeps what was trainable at compile(), and adds what is not trainable when it prints:
    layers that were frozen in between stand in both, and twice in the total.  `fixed` are the
    weights that are never trained.
    """
    trainable, other = split(summary)
    number, found = added(summary)
    if found is not Sum.DIFFERS or None in (summary.total, trainable, other):
        return 0
    more = (summary.total or 0) - number
    is_so = summary.generation == 2 and trainable == number - fixed and more == (other or 0) - fixed
    return more if is_so and more > 0 else 0


class Sum(Word):
    """What becomes of the rows of a table where they are added up."""

    ADDS_UP = "adds up"
    ONCE = "adds up once"  # where a row that is printed twice, as a shared layer's is, counts once
    LEFT = "adds up by the total"  # where the total tells a number that is cut off
    TIED = "adds up without one"  # where the weights of one row may be another's too
    LEFT_OUT = "left out"  # rows or their numbers are missing, so nothing can be told
    NO_TOTAL = "no total"
    DIFFERS = "differs"


def added(summary: PrintedSummary) -> tuple[int, Sum]:
    """Return the sum of a table's rows, and whether it is the total that stands below.

    What is inside another row is in that row's number, and the optimizer's variables are in
    the total of Keras 3.
    """
    rows = [row for row in summary.rows if row.depth == 0]
    every = sum(row.params or 0 for row in rows)
    if summary.total is None:
        return every, Sum.NO_TOTAL
    total = summary.total - (summary.optimizer or 0)
    once = {row.weights: row.params or 0 for row in rows if not row.is_name_cut}
    shared = sum(once.values()) + sum(row.params or 0 for row in rows if row.is_name_cut)
    if summary.nesting_untold:
        return every, Sum.DIFFERS
    if every in (total, summary.total):
        return every, Sum.LEFT if any(row.begun for row in rows) else Sum.ADDS_UP
    if shared == total:
        return shared, Sum.ONCE
    if tied(summary):
        return every, Sum.TIED
    is_whole = summary.has_header and all(row.params is not None for row in rows)
    is_whole &= rows[0].class_name != "Merge"  # which has models inside that have no rows
    return every, Sum.DIFFERS if is_whole and not summary.unread else Sum.LEFT_OUT


def tied(summary: PrintedSummary) -> tuple[PrintedRow, PrintedRow] | None:
    """Return a row whose weights may be those of another, which is returned too.

    The head of a language model may have the embedding of the model before it, in whose number
    it is: then the rows are more than the total by just the number of the head.  A layer of
    Keras's has no weights of another; a model has those of its layers, which may stand beside it.
    """
    rows = [row for row in summary.rows if row.depth == 0]
    if summary.total is None or any(row.params is None for row in rows):
        return None
    beyond = sum(row.params or 0 for row in rows) + (summary.optimizer or 0) - summary.total
    found = [i for i, row in enumerate(rows) if row.params == beyond > 0]
    if len(found) != 1:
        return None
    [place] = found
    if rows[place].class_name in MODELS:
        first = _first_of(rows[place + 1 :], beyond)
        return (rows[place], first) if first is not None else None
    owner = max(rows[:place], key=lambda row: row.params or 0, default=None)
    is_own = rows[place].class_name not in KERAS_3 - TYING and not rows[place].is_class_cut
    is_in_it = owner is not None and (owner.params or 0) >= beyond
    return (rows[place], owner) if owner is not None and is_own and is_in_it else None


def _first_of(rows: Sequence[PrintedRow], number: int) -> PrintedRow | None:
    """Return the first of some rows with weights in a row that have so many together."""
    weighty = [row for row in rows if row.params]
    ends = {reached: i for i, reached in enumerate(accumulate(row.params or 0 for row in weighty))}
    begin = 0
    for row in weighty:
        if begin + number in ends:
            return row
        begin += row.params or 0
    return None
