"""What arguments mostly are that have no default: square kernels, images of 1 or 3 channels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rnnscope.model.parts import LayerConfig, Shape
from rnnscope.report.row_verdict import Assumed
from rnnscope.solving.asked.problem import Problem

_LARGEST = 11  # a kernel that is larger along an axis is rare
_RARE = (6, 8, 10)
COLOURS = (1, 3)
SIMPLE = "simple"  # a SimpleRNN inside another layer: it fits nearly any number, and is rare there
_NOTHING = (1, [1, 1], [1, 1, 1])  # sizes by which an UpSampling makes no more
_STEPS_OF_IMAGES = 5  # axes: the batch, the steps, and of each height, width and channels


def departures_of(layer: LayerConfig, problem: Problem, flowing: Sequence[Shape]) -> frozenset[str]:
    """Return the arguments, and the sizes of the input, that are not as they mostly are."""
    return frozenset(_departures(layer, problem, flowing))


def _departures(layer: LayerConfig, problem: Problem, flowing: Sequence[Shape]) -> Iterator[str]:
    """Yield each argument, or size of the input, that is not as it mostly is."""
    is_inside = layer.class_name != problem.class_name
    may_be_image = not (problem.is_fed or problem.is_inside)
    may_be_image = may_be_image and _takes_images(layer, problem, flowing[0])
    is_blind = not (may_be_image or problem.is_fed or problem.outputs)
    if not is_blind and _has_rare_window(layer, problem):  # else no channels and filters are known
        yield "kernel_size"
    if layer.settings.get("depth_multiplier", 1) != 1:
        yield "depth_multiplier"
    if layer.settings.get("size") in _NOTHING:
        yield "size"
    if is_inside and not problem.is_fed and layer.class_name == "SimpleRNN":
        yield SIMPLE
    if may_be_image and flowing[0][-3 if layer.is_channels_first else -1] not in COLOURS:
        yield Assumed.CHANNELS


def _has_rare_window(layer: LayerConfig, problem: Problem) -> bool:
    """Tell whether a window is oblong, of a rare size, or a single place of unknown channels."""
    kernel = layer.settings.get("kernel_size")
    if kernel is None:
        return False
    sizes = kernel if isinstance(kernel, list) else [kernel]
    is_inside = layer.class_name != problem.class_name
    is_alone = set(sizes) == {1} and (is_inside or not _has_channels(problem))
    is_rare = max(sizes) > _LARGEST or (not problem.is_fed and max(sizes) in _RARE)
    return len(set(sizes)) > 1 or is_rare or is_alone


def _has_channels(problem: Problem) -> bool:
    """Tell whether it is known of how many channels what flows in is."""
    return bool(problem.inputs) and all(
        shape is not None and shape[-1] is not ... for shape in problem.inputs
    )


def _takes_images(layer: LayerConfig, problem: Problem, flowing: Shape) -> bool:
    """Tell whether what flows in are images, or one at each step; none is made of an image."""
    is_each = problem.class_name == "TimeDistributed" and len(flowing) == _STEPS_OF_IMAGES
    is_making = layer.class_name.endswith("Transpose")
    return not is_making and ("Conv2D" in layer.class_name or is_each)
