"""What goes wrong with embeddings."""

from __future__ import annotations

from rnnscope.algebra.expr import Expr
from rnnscope.mistakes.registry import Thoughts, mistake
from rnnscope.mistakes.seen import Seen
from rnnscope.mistakes.thought import Thought
from rnnscope.wording import begun, counted, each_of


def _length(layer: Seen) -> Expr | None:
    is_known = len(layer.input) == 2 and (layer.input[1].value or 0) > 1
    return layer.input[1] if is_known else None


@mistake("Embedding")
def rows(layer: Seen) -> Thoughts:
    """Another number of rows."""
    rows, width = layer.sizes["input_dim"], layer.sizes["output_dim"]
    why = f"input_dim={int(rows):,} is the number of rows, whatever is done with row 0."
    for words, rank, count in (
        ("one row more is counted, as for padding or unknown words", 2, rows + 1),
        ("one row fewer is counted, as without padding", 2, rows - 1),
        ("two rows more are counted", 4.5, rows + 2),
    ):
        yield Thought(words=words, why=why, rank=rank, weights={"embeddings": count * width})
    yield Thought(
        words="the width is left out",
        why=f"{begun(each_of(int(rows), 'row'))} has {counted(int(width), 'number')}.",
        rank=4,
        weights={"embeddings": rows},
    )
    yield Thought(
        words="a bias is counted",
        why="It looks up a row and adds nothing.",
        rank=3,
        more=width,
    )


@mistake("Embedding")
def length(layer: Seen) -> Thoughts:
    """The length of the sequences is taken into the count."""
    steps = _length(layer)
    if steps is None:
        return
    why = f"All {int(steps):,} positions look up the same table."
    yield Thought(
        words="each position has a table of its own",
        why=why,
        rank=2.5,
        times=steps,
    )
    yield Thought(
        words="there is a row for each position, not for each token",
        why=f"The table has a row for {each_of(layer.number('input_dim'), 'token')}.",
        rank=3,
        sizes={"input_dim": steps},
    )
    yield Thought(
        words="each position reads all tokens, without the width",
        why=why,
        rank=4.5,
        weights={"embeddings": steps * layer.sizes["input_dim"]},
    )
