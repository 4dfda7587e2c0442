"""The mistakes that can be made with one layer of a model, with those inside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from rnnscope.layers import SymbolicShape
from rnnscope.mistakes.miscount import Miscount, arithmetic
from rnnscope.mistakes.registry import thoughts_of
from rnnscope.mistakes.seen import Seen
from rnnscope.mistakes.thought import RIGHT, Thought
from rnnscope.report.report import LayerReport, Report
from rnnscope.wording import cut

_TOLD = 3  # layers inside one, of each of which it is said what is right
_ONE_WAY = 0.5  # how much rarer a mistake is with one direction alone


def miscounts_of(
    row: LayerReport,
    report: Report,
    makers: dict[SymbolicShape, LayerReport],
    *,
    together: bool = True,
) -> Iterator[Miscount]:
    """Yield what mistakes give for a layer that stands in the model, or inside another."""
    leaves = [inside for inside in row.walk() if any(not w.shared_with for w in inside.weights)]
    thoughts = [
        {each.key: each for each in thoughts_of(Seen(leaf, report, makers), together=together)}
        for leaf in leaves
    ]
    for key in dict.fromkeys(key for each in thoughts for key in each):
        yield _miscount(row, leaves, [each.get(key) for each in thoughts])
    yield from _in_one_direction(row, leaves, thoughts)
    yield from _at_each_step(row, leaves)


def _miscount(
    row: LayerReport, leaves: list[LayerReport], thoughts: list[Thought | None]
) -> Miscount:
    """Make one mistake with all layers inside with which it can be made."""
    thought = next(thought for thought in thoughts if thought is not None)
    pairs = [(leaf, each or RIGHT) for leaf, each in zip(leaves, thoughts, strict=True)]
    counts = tuple(each.count(leaf) for leaf, each in pairs)
    return Miscount(
        row=row,
        words=thought.words,
        why=_why(leaves, thoughts),
        rank=thought.rank,
        count=sum(map(int, counts)),
        write=partial(arithmetic, counts),
        key=thought.key,
        is_general=thought.is_general,
        is_single=thought.is_single,
        parts=lambda: tuple(each.counts(leaf) for leaf, each in pairs),
    )


def _why(leaves: list[LayerReport], thoughts: list[Thought | None]) -> str:
    """Say what is right of all layers inside; of each by its name, where that is not the same."""
    whys = {"" if thought is None else thought.why for thought in thoughts}
    if len(whys) == 1:
        (why,), made = whys, len(thoughts)
        return f"{why} That holds for each of the {made} layers inside." if made > 1 else why
    pairs = zip(leaves, thoughts, strict=True)
    said = [f"Of {cut(leaf.name)}: {thought.why}" for leaf, thought in pairs if thought is not None]
    return " ".join(said) if len(said) <= _TOLD else ""


def _in_one_direction(
    row: LayerReport, leaves: list[LayerReport], thoughts: list[dict[str, Thought]]
) -> Iterator[Miscount]:
    """Yield what one direction of a Bidirectional counts, by itself or with another mistake."""
    if row.class_name != "Bidirectional" or len(leaves) != 2:
        return
    words, ahead = "one direction is counted", leaves[0]
    why = f"It has two layers, of {leaves[0].params:,} and {leaves[1].params:,}."
    right = replace(RIGHT, words=words, why=why, rank=1, key="direction")
    yield _miscount(row, [ahead], [right])
    yield from _two_widths(row, leaves)
    for thought in thoughts[0].values():
        also = right.also(thought)
        if also is not None and thought.is_single and thought.rank < 4:
            yield _miscount(row, [ahead], [also])


def _two_widths(row: LayerReport, leaves: list[LayerReport]) -> Iterator[Miscount]:
    """Yield what units would count that were those of both directions together."""
    units = next((size for size in leaves[0].own.symbols if size.name == "units"), None)
    if units is None:
        return
    why = f"units is {units.value:,}, of each direction."
    for words, key, size, of in (
        ("units is shared by both directions", "half", units.expr // 2, leaves),
        ("it is one layer of twice the units", "twice", 2 * units.expr, leaves[:1]),
    ):
        thought = replace(RIGHT, words=words, why=why, rank=3.5, key=key, sizes={"units": size})
        yield _miscount(row, of, [thought] * len(of))


def _at_each_step(row: LayerReport, leaves: list[LayerReport]) -> Iterator[Miscount]:
    """Yield what a TimeDistributed would count with a layer for each step."""
    steps = row.inputs[0][1] if row.inputs and len(row.inputs[0]) > 2 else None
    if row.class_name == "TimeDistributed" and leaves and steps is not None and steps.value:
        thought = replace(
            RIGHT,
            words="each timestep has weights of its own",
            why=f"All {int(steps):,} timesteps share the weights of one layer.",
            rank=1,
            key="steps",
            times=steps,
        )
        yield _miscount(row, leaves, [thought] * len(leaves))
