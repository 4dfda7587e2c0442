"""The loop of a recurrent layer as a picture: how many steps, which way, and what is handed on."""

from __future__ import annotations

from rnnscope.drawings import unrolled
from rnnscope.drawings.measures import LARGEST, Measure, unless_one
from rnnscope.drawings.svg import Pieces, chosen, fitted
from rnnscope.drawings.unrolled import Direction, Loop
from rnnscope.errors import BadConfigError
from rnnscope.layers.recurrent import SEQUENCE_LAYERS
from rnnscope.pages.explorable.figures import Figure, figure
from rnnscope.pages.explorable.marking import colours_of
from rnnscope.pages.explorable.sizes import Sizes
from rnnscope.pages.texts import named
from rnnscope.report.layer_report import LayerReport

_ROOM = 84  # for the name of a direction


def loop_of(layer: LayerReport) -> Figure | None:
    """Return the loop of a recurrent layer laid out in time; None for any other layer."""
    around = layer.children if layer.class_name == "Bidirectional" else (layer,)
    if not around or not all(map(_is_recurrent, around)):
        return None
    sizes = Sizes()
    length = sizes.length(around[0].inputs[0][1])
    try:
        directions = tuple(_direction(each, length, sizes, len(around)) for each in around)
    except BadConfigError:  # settings that are no flags: another witness tells of them
        return None
    return figure(unrolled.drawn(Loop(length, directions)), sizes)


def _is_recurrent(layer: LayerReport) -> bool:
    is_known = layer.class_name in SEQUENCE_LAYERS and layer.layer is not None
    return is_known and bool(layer.inputs) and len(layer.inputs[0]) > 2 and bool(layer.params)


def _direction(layer: LayerReport, steps: Measure, sizes: Sizes, ways: int) -> Direction:
    colours = [colour for each in layer.walk() for colour in colours_of(each.weights).values()]
    known = chosen(unless_one(steps), (", at each of ", steps, " steps"), (", at the one step",))
    when = chosen(steps - LARGEST, (", however many steps",), known)
    same: Pieces = ("the same ", sizes.measure(layer.count), " numbers")
    name = f"{fitted(named(layer.name), _ROOM)}: "
    return Direction(
        heading=(name, *same, " at each step") if ways > 1 else (*same, *when),
        is_backwards=_flag(layer, "go_backwards"),
        hands_on_all=_flag(layer, "return_sequences"),
        kinds=tuple(dict.fromkeys(colours)),
    )


def _flag(layer: LayerReport, key: str) -> bool:
    return layer.layer is not None and layer.layer.flag(key, default=False)
