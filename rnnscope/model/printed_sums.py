"""Whether the numbers of a printed `summary()` add up: its rows, and the totals below them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from rnnscope.keras_facts.class_names import KERAS_3
from rnnscope.model.printed import MODELS, PrintedRow, PrintedSummary
from rnnscope.wording import Word

_TYING = frozenset({"Embedding", "ReversibleEmbedding"})  # of Keras's, what may be taken again


def trainable_and_not(summary: PrintedSummary) -> tuple[int | None, int | None]:
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
    trainable, other = trainable_and_not(summary)
    if trainable is None or other is None or summary.total is None:
        return True
    return trainable + other + (summary.optimizer or 0) == summary.total


def counted_twice(summary: PrintedSummary, fixed: int) -> int:
    """Return how many weights count as trainable and as non-trainable too, 0 where none do.

    Keras 2 keeps what was trainable at compile(), and adds what is not trainable when it prints:
    layers that were frozen in between stand in both, and twice in the total.  `fixed` are the
    weights that are never trained.
    """
    trainable, other = trainable_and_not(summary)
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

    The optimizer's variables are in the total of Keras 3.  Without a header rows above may be left
    out, but none of them would make less of what is more than the total already.
    """
    rows = summary.outer_rows
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
    is_whole = summary.has_header or (shared > total and len(rows) == len(summary.rows))
    is_whole &= all(row.params is not None for row in rows)
    is_whole &= rows[0].class_name != "Merge"  # which has models inside that have no rows
    return every, Sum.DIFFERS if is_whole and not summary.unread else Sum.LEFT_OUT


def tied(summary: PrintedSummary) -> tuple[PrintedRow, PrintedRow] | None:
    """Return a row whose weights may be those of another, which is returned too.

    The head of a language model may have the embedding of the model before it, in whose number
    it is: then the rows are more than the total by just the number of the head.  A layer of
    Keras's has no weights of another; a model has those of its layers, which may stand beside it.
    """
    rows = summary.outer_rows
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
    is_own = rows[place].class_name not in KERAS_3 - _TYING and not rows[place].is_class_cut
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
