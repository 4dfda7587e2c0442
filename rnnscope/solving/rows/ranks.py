"""How many axes a shape has of which only the beginning is printed.

What a convolution takes has as many as its windows move along, the batch and the channels; what
goes through layers that add no axis and take none away has as many behind them as before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rnnscope.solving.asked.arguments import domain_of
from rnnscope.solving.rows.flow import Row, Source

_OF_CHANNELS = re.compile(
    r"(?:(?:Max|Average)Pooling|ZeroPadding|Cropping|UpSampling|SpatialDropout)([123])D"
)
_CONVOLUTION = re.compile(r"(?:Depthwise|Separable)?Conv([123])D(?:Transpose)?")
_KEEPING = frozenset(
    (
        *("Activation", "ReLU", "LeakyReLU", "PReLU", "ELU", "ThresholdedReLU", "Softmax"),
        *("Dropout", "AlphaDropout", "GaussianDropout", "GaussianNoise", "Rescaling"),
        *("BatchNormalization", "LayerNormalization", "GroupNormalization", "Normalization"),
    )
)


def find_ranks(rows: Sequence[Row]) -> None:
    """Put the number of axes into each shape that is cut off, where the rows around it tell.

    Not by rows that may be in another order than that in which data flows, or may take one of
    several.
    """
    joined = [row for row in rows if not (row.is_own or row.perhaps)]
    ranks = {(row.name, 0): rank for row in joined for rank in _whole(row)}
    ranks |= {source: rank for row in joined for rank in _taken(row) for source in row.sources[:1]}
    while True:
        more = {
            source: rank
            for row in joined
            for source, rank in _passed(row, ranks)
            if source not in ranks
        }
        if not more:
            break
        ranks |= more
    for row in rows:
        rank = ranks.get((row.name, 0))
        shapes = row.printed.shapes
        if rank is None or len(shapes) != 1 or not shapes[0].is_cut:
            continue
        if shapes[0].may_have(rank):
            row.printed = replace(row.printed, shapes=(replace(shapes[0], rank=rank),))


def keeps_channels(row: Row) -> bool:
    """Tell whether a layer moves over images, or over steps, and leaves their channels."""
    return _OF_CHANNELS.fullmatch(row.kind.name) is not None


def keeps_shape(row: Row) -> bool:
    """Tell whether as much comes out of a layer as flows in, along each axis."""
    return row.kind.name in _KEEPING


def _whole(row: Row) -> Iterator[int]:
    """Yield how many axes come out of a row whose only shape is printed whole."""
    shapes = row.printed.shapes
    if len(shapes) == 1 and not shapes[0].is_cut:
        yield len(shapes[0].sizes)


def _taken(row: Row) -> Iterator[int]:
    """Yield how many axes flow into a row, where its class takes no others."""
    moved = _OF_CHANNELS.fullmatch(row.kind.name)
    rank = domain_of(row.kind.name).rank
    if moved:
        yield int(moved[1]) + 2
    elif rank is not None:
        yield rank


def _passed(row: Row, ranks: dict[Source, int]) -> Iterator[tuple[Source, int]]:
    """Yield the tensors around a row that have as many axes as one of them that is known."""
    is_convolution = _CONVOLUTION.fullmatch(row.kind.name) is not None
    is_keeping = keeps_channels(row) or keeps_shape(row) or row.kind.name == "Concatenate"
    if not (is_convolution or is_keeping):
        return
    around = ((row.name, 0), *row.sources)
    known = next((ranks[source] for source in around if source in ranks), None)
    if known is not None:
        yield from ((source, known) for source in around)
