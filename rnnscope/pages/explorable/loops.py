"""The loop of a recurrent layer as a picture: how many steps, which way, and what is handed on."""

from __future__ import annotations

from rnnscope.drawings import unrolled
from rnnscope.drawings.measures import Number, still
from rnnscope.drawings.svg import Pieces, fitted
from rnnscope.drawings.unrolled import Direction, Loop
from rnnscope.errors import BadConfigError
from rnnscope.layers.recurrent import SEQUENCE_LAYERS
from rnnscope.pages.explorable.figures import Figure, figure
from rnnscope.pages.explorable.marking import colours_of
from rnnscope.pages.explorable.sizes import Sizes
from rnnscope.pages.texts import named
from rnnscope.report.layer_report import LayerReport

_ROOM = 90  # for the name of a direction


def loop_of(layer: LayerReport) -> Figure | None:
    """Return the loop of a recurrent layer laid out in time; None for any other layer."""
    around = layer.children if layer.class_name == "Bidirectional" else (layer,)
    if not all(_is_recurrent(each) for each in around):
        return None
    sizes = Sizes()
    steps = around[0].inputs[0][1]
    known: Number | None = None if steps.value is None else sizes.measure(steps)
    try:
        directions = tuple(_direction(each, known, sizes, len(around)) for each in around)
    except BadConfigError:  # settings that are no flags: another witness tells of them
        return None
    return figure(unrolled.drawn(Loop(known, directions)), sizes)


def _is_recurrent(layer: LayerReport) -> bool:
    is_known = layer.class_name in SEQUENCE_LAYERS and layer.layer is not None
    return is_known and bool(layer.inputs) and len(layer.inputs[0]) > 2 and bool(layer.params)


def _direction(layer: LayerReport, steps: Number | None, sizes: Sizes, ways: int) -> Direction:
    colours = [colour for each in layer.walk() for colour in colours_of(each.weights).values()]
    often: Pieces = ("at each of ", steps or "", " steps")
    if steps is None or still(steps).value == 1:
        often = ("however many steps" if steps is None else "at the one step",)
    return Direction(
        heading=(
            f"{fitted(named(layer.name), _ROOM)}: " if ways > 1 else "",
            "the same ",
            sizes.measure(layer.count),
            " numbers, ",
            *often,
        ),
        is_backwards=_flag(layer, "go_backwards"),
        hands_on_all=_flag(layer, "return_sequences"),
        kinds=tuple(dict.fromkeys(colours)),
    )


def _flag(layer: LayerReport, key: str) -> bool:
    return layer.layer is not None and layer.layer.flag(key, default=False)
