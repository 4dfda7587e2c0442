"""What the solver says, held against all settings of a class that are tried one by one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

import pytest

from rnnscope.algebra.expr import symbol
from rnnscope.layers import Layer
from rnnscope.model.parts import LayerConfig, Shape
from rnnscope.model.printed import PrintedShape
from rnnscope.report.row_verdict import Told
from rnnscope.report.trial import Trial, tried
from rnnscope.solving.asked.era import Era
from rnnscope.solving.asked.problem import Problem
from rnnscope.solving.deciding.decided import decided
from rnnscope.solving.deciding.decision import Decision

pytestmark = pytest.mark.quick

Weights = tuple[tuple[str, str, tuple[int | None, ...]], ...]
Space = Mapping[str, tuple[Any, ...]]

BIAS = {"use_bias": (True, False)}
STATES = {"return_sequences": (True, False), "return_state": (False, True)}
KERNELS = tuple(product((1, 3), (1, 2, 3)))
WINDOW: Space = {
    **BIAS,
    "kernel_size": KERNELS,
    "strides": (1, 2),
    "padding": ("valid", "same"),
    "data_format": ("channels_last", "channels_first"),
}
INSIDE = tuple(
    LayerConfig(class_name=name, name="inner", module="keras.layers", settings=settings)
    for name in ("LSTM", "GRU", "SimpleRNN", "CuDNNLSTM", "CuDNNGRU")
    for units, use_bias, sequences in product((1, 2, 4), (True, False), (True, False))
    for settings in [{"units": units, "use_bias": use_bias, "return_sequences": sequences}]
)
SPACES: Mapping[str, tuple[tuple[Shape, ...], Space]] = {
    "Dense": (((None, 6), (None, 4, 6)), {"units": (1, 2, 3, 6, 7), **BIAS}),
    "SimpleRNN": (((None, 5, 6), (None, None, 1)), {"units": (1, 2, 3, 6), **BIAS, **STATES}),
    "LSTM": (((None, 5, 6), (None, None, 1)), {"units": (1, 2, 3, 6), **BIAS, **STATES}),
    "GRU": (
        ((None, 5, 6), (None, None, 1)),
        {"units": (1, 2, 3, 6), **BIAS, **STATES, "reset_after": (True, False)},
    ),
    "Embedding": (((None, 7), (None,)), {"input_dim": (1, 5, 12), "output_dim": (1, 3, 4)}),
    "Conv1D": (
        ((None, 9, 4), (None, 5, 1)),
        {
            **WINDOW,
            "kernel_size": (1, 2, 3, 4),
            "filters": (1, 2, 4),
            "groups": (1, 2, 4),
            "dilation_rate": (1, 2),
        },
    ),
    "Conv2D": (
        ((None, 5, 6, 4),),
        {**WINDOW, "filters": (1, 4), "groups": (1, 2), "dilation_rate": (1, 2)},
    ),
    "Conv2DTranspose": (((None, 4, 5, 3),), {**WINDOW, "filters": (1, 2, 6)}),
    "DepthwiseConv2D": (((None, 6, 7, 3),), {**WINDOW, "depth_multiplier": (1, 2)}),
    "SeparableConv2D": (
        ((None, 6, 7, 2),),
        {**WINDOW, "filters": (1, 3), "depth_multiplier": (1, 2)},
    ),
    "BatchNormalization": (
        ((None, 6), (None, 4, 4, 3), (None, 6, 8)),
        {"axis": (-1, 1, 2), "center": (True, False), "scale": (True, False)},
    ),
    "LayerNormalization": (
        ((None, 6), (None, 4, 4), (None, 4, 2, 8)),
        {"axis": (-1, 1, [1, 2], [2, 3]), "center": (True, False), "scale": (True, False)},
    ),
    "PReLU": (((None, 4, 4, 3), (None, 5)), {"shared_axes": (None, [1], [1, 2], [1, 3])}),
    "Bidirectional": (
        ((None, 5, 4), (None, 5, 1)),
        {"layer": INSIDE, "merge_mode": ("concat", "sum", "mul", None)},
    ),
    "ConvLSTM2D": (((None, 3, 6, 6, 2),), {**WINDOW, **STATES, "filters": (1, 2)}),
}


def settings_of(space: Space) -> Iterator[dict[str, Any]]:
    for values in product(*space.values()):
        yield dict(zip(space, values, strict=True))


def run(class_name: str, shape: Shape, settings: Mapping[str, Any]) -> Trial | None:
    config = LayerConfig(
        class_name=class_name, name="layer", module="keras.layers", settings=settings
    )
    sizes = tuple(symbol(f"axis_{i}", size, "input 0") for i, size in enumerate(shape))
    return tried(Layer(config=config, path="layer", inputs=(sizes,)))


def weights_of(trial: Trial) -> Weights:
    return tuple(
        (name, ", ".join(map(str, shape)), tuple(size.value for size in shape))
        for name, shape in zip(trial.names, trial.weights, strict=True)
    )


def solved(class_name: str, shape: Shape | None, outputs: tuple[Shape, ...], n: int) -> Decision:
    printed = tuple(PrintedShape(sizes=sizes) for sizes in outputs)
    return decided(
        Problem(
            class_name=class_name,
            name="layer",
            inputs=(shape,),
            outputs=printed,
            number=n,
            era=Era(2 if class_name == "Bidirectional" else 3, is_late=True),  # cuDNN's may be in 2
        )
    )


@pytest.mark.parametrize("class_name", SPACES)
def test_no_setting_that_is_tried_is_left_out(class_name: str) -> None:
    shapes, space = SPACES[class_name]
    for shape in shapes:
        met: dict[tuple[tuple[Shape, ...], int], set[Weights]] = defaultdict(set)
        for settings in settings_of(space):
            trial = run(class_name, shape, settings)
            if trial is not None and trial.params:
                outputs = tuple(tuple(size.value for size in each) for each in trial.outputs)
                met[outputs, trial.params].add(weights_of(trial))
        for (outputs, number), ways in met.items():
            decision = solved(class_name, shape, outputs, number)
            found = {fit.weights for fit in decision.fits}
            assert decision.told not in (Told.IMPOSSIBLE, Told.UNTOLD), (outputs, number)
            if decision.told is Told.DETERMINED:
                assert ways == found, (outputs, number)
            elif decision.is_whole:
                assert ways <= found, (outputs, number)


@pytest.mark.parametrize("class_name", SPACES)
def test_what_flowed_in_is_among_what_may_have(class_name: str) -> None:
    shapes, space = SPACES[class_name]
    for shape in shapes:
        for settings in list(settings_of(space))[::17]:
            trial = run(class_name, shape, settings)
            if trial is None or not trial.params or settings.get("groups", 1) != 1:
                continue
            outputs = tuple(tuple(size.value for size in each) for each in trial.outputs)
            decision = solved(class_name, None, outputs, trial.params)
            found = {fit.weights for fit in decision.fits}
            assert weights_of(trial) in found or not decision.is_whole, (settings, outputs)
            if decision.told is Told.DETERMINED:
                assert found == {weights_of(trial)}
