"""What a printed `summary()` says, row by row, as it was read and before anything is made of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from rnnscope.model.calls import Shape as Shape


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
    def outer_rows(self) -> tuple[PrintedRow, ...]:
        """The rows of the model itself: what is inside another row is in that row's number."""
        return tuple(row for row in self.rows if row.depth == 0)

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
