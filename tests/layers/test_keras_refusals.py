"""Settings that Keras itself refuses get no count; those that it takes get Keras's."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import keras
import pytest

from tests.files import Config, alone, entry, functional, tensor, write_json

# Keras checks most settings itself; the rest fails where it works a shape out.
REFUSALS = (ValueError, TypeError, ArithmeticError, AttributeError, RuntimeWarning)

IMAGE, STEPS, CUBE, ROW = (8, 8, 3), (8, 3), (8, 8, 8, 3), (5,)
LIST_TAKERS = ("Add", "Subtract", "Multiply", "Concatenate", "Dot", "Attention")
HEADS = {"num_heads": 2, "key_dim": 3}
GROUPED = {"num_query_heads": 4, "num_key_value_heads": 2, "head_dim": 3}
DENSE = entry("Dense", "dense", units=2)
LSTM = entry("LSTM", "lstm", units=2)


def config(class_name: str, settings: dict[str, Any], *shapes: Sequence[int | None]) -> Config:
    """Write a model of the layer `it`, which takes inputs of these shapes."""
    names = [f"x{i}" for i, _ in enumerate(shapes)]
    inputs = [
        entry("InputLayer", name, batch_shape=[None, *shape], dtype="float32")
        for name, shape in zip(names, shapes, strict=True)
    ]
    taken = [tensor(name, (None, *shape)) for name, shape in zip(names, shapes, strict=True)]
    args = [taken] if class_name in LIST_TAKERS else taken
    layer = {
        **entry(class_name, "it", **settings),
        "inbound_nodes": [{"args": args, "kwargs": {}}],
    }
    return functional(*inputs, layer, inputs=names, outputs=["it"])


CONVOLUTIONS = [
    *[(f"Conv{n}D", shape) for n, shape in ((1, STEPS), (2, IMAGE), (3, CUBE))],
    *[(f"SeparableConv{n}D", shape) for n, shape in ((1, STEPS), (2, IMAGE))],
    *[(f"DepthwiseConv{n}D", shape) for n, shape in ((1, STEPS), (2, IMAGE))],
    ("ConvLSTM2D", (4, *IMAGE)),
]
REFUSED: list[tuple[str, dict[str, Any], Sequence[Sequence[int | None]], str]] = [
    *[
        (name, {"filters": 4, "kernel_size": 3, **settings}, [shape], message)
        for name, shape in CONVOLUTIONS
        for settings, message in (
            ({"kernel_size": 0}, "config['kernel_size']: expected at least 1, found 0"),
            (
                {"kernel_size": 9},
                "config['padding']: valid leaves no room for a window of 9 in 8",
            ),
            (
                {"dilation_rate": 4},
                "config['padding']: valid leaves no room for a window of 9 in 8",
            ),
            ({"strides": 0}, "config['strides']: expected at least 1, found 0"),
            ({"padding": "full"}, "found 'full'"),
        )
    ],
    *[
        (name, {"filters": 4, "kernel_size": 3, **settings}, [IMAGE], message)
        for name, settings, message in (
            ("Conv2D", {"filters": 0}, "config['filters']: expected at least 1, found 0"),
            ("Conv2D", {"groups": 0}, "config['groups']: expected at least 1, found 0"),
            ("Conv2D", {"groups": 2}, "config['groups']: 3 channels are not divisible by 2"),
            ("Conv2D", {"groups": 3}, "config['groups']: 4 filters are not divisible by 3"),
            ("Conv2D", {"padding": "causal"}, "expected valid or same, found 'causal'"),
            ("Conv2D", {"data_format": "x"}, "expected channels_first or channels_last"),
            (
                "Conv2D",
                {"strides": 2, "dilation_rate": 2},
                "config['dilation_rate']: expected 1 for strides above 1, found 2",
            ),
            ("SeparableConv2D", {"depth_multiplier": 0}, "expected at least 1, found 0"),
            ("Conv2DTranspose", {"kernel_size": 0}, "expected at least 1, found 0"),
            ("Conv2DTranspose", {"dilation_rate": 0}, "expected at least 1, found 0"),
            ("Conv2DTranspose", {"padding": "causal"}, "expected valid or same, found 'causal'"),
            ("Conv2DTranspose", {"strides": 2, "dilation_rate": 2}, "config['dilation_rate']"),
            (
                "Conv2DTranspose",
                {"strides": 2, "output_padding": 2},
                "config['output_padding']: expected less than the stride 2, found 2",
            ),
            ("Conv2DTranspose", {"strides": 2, "output_padding": -1}, "config['output_padding']"),
        )
    ],
    ("DepthwiseConv2D", {"kernel_size": 3, "depth_multiplier": 0}, [IMAGE], "found 0"),
    *[
        (name, {"pool_size": 2, **settings}, [IMAGE], message)
        for name in ("MaxPooling2D", "AveragePooling2D")
        for settings, message in (
            ({"pool_size": 0}, "config['pool_size']: expected at least 1, found 0"),
            ({"pool_size": 9}, "valid leaves no room for a window of 9 in 8"),
            ({"strides": 0}, "config['strides']: expected at least 1, found 0"),
            ({"padding": "SAME"}, "expected valid or same, found 'SAME'"),
        )
    ],
    *[
        ("Reshape", {"target_shape": target}, [IMAGE], f"config['target_shape']: {message}")
        for target, message in (
            ([-1, -1], "expected one -1 at most, found [-1, -1]"),
            ([7], "[7] does not fit 192 numbers"),
            ([-1, 7], "[-1, 7] does not fit 192 numbers"),
            ([-1, 0], "[-1, 0] does not fit 192 numbers"),
            ([], "[] does not fit 192 numbers"),
        )
    ],
    ("Permute", {"dims": [1, 1, 2]}, [IMAGE], "[1, 1, 2] is no order of 3 axes"),
    ("RepeatVector", {"n": 0}, [ROW], "config['n']: expected at least 1, found 0"),
    ("RepeatVector", {"n": 2}, [STEPS], "takes inputs of 2 axes, but gets 3"),
    ("UpSampling2D", {"size": 0}, [IMAGE], "config['size']: expected at least 1, found 0"),
    ("ZeroPadding1D", {"padding": [-1, -1]}, [STEPS], "expected no size below 0"),
    ("ZeroPadding2D", {"padding": [1, 2, 3]}, [IMAGE], "expected 2 pairs, found [1, 2, 3]"),
    ("Cropping1D", {"cropping": [3, 5]}, [STEPS], "config['cropping']: cuts 8 off an axis of 8"),
    ("Cropping2D", {"cropping": 4}, [IMAGE], "config['cropping']: cuts 8 off an axis of 8"),
    ("Cropping2D", {"cropping": [[-1, 0], [0, 0]]}, [IMAGE], "expected no size below 0"),
    *[
        (name, {"units": 0}, [shape], "config['units']: expected at least 1, found 0")
        for name, shape in (("Dense", ROW), ("LSTM", STEPS), ("GRU", STEPS), ("SimpleRNN", STEPS))
    ],
    ("Embedding", {"input_dim": 0, "output_dim": 3}, [ROW], "config['input_dim']: expected at"),
    ("Embedding", {"input_dim": 3, "output_dim": 0}, [ROW], "config['output_dim']: expected at"),
    ("CategoryEncoding", {"num_tokens": 0}, [ROW], "config['num_tokens']: expected at least 1"),
    ("GroupNormalization", {"groups": 0}, [IMAGE], "config['groups']: expected at least 1"),
    ("GroupNormalization", {"groups": 2}, [IMAGE], "3 features are not divisible by 2"),
    ("GroupNormalization", {}, [(8, 8, 8)], "8 features are not divisible by 32"),
    ("UnitNormalization", {"axis": 5}, [IMAGE], "config['axis']: no axis 5 of 4"),
    (
        "SpectralNormalization",
        {"layer": DENSE, "power_iterations": 0},
        [ROW],
        "config['power_iterations']: expected at least 1, found 0",
    ),
    ("Dropout", {"rate": 2}, [ROW], "config['rate']: expected a number from 0 to 1, found 2"),
    ("GaussianNoise", {"stddev": 1.5}, [ROW], "config['stddev']: expected a number from 0 to 1"),
    ("GaussianNoise", {"stddev": -1}, [ROW], "config['stddev']: expected a number from 0 to 1"),
    ("GaussianDropout", {"rate": 1.5}, [ROW], "config['rate']: expected a number from 0 to 1"),
    ("LeakyReLU", {"negative_slope": -0.1}, [ROW], "expected no number below 0, found -0.1"),
    ("LeakyReLU", {"negative_slope": None}, [ROW], "expected a number, found None"),
    ("ReLU", {"negative_slope": None}, [ROW], "expected a number, found None"),
    ("ReLU", {"threshold": None}, [ROW], "expected a number, found None"),
    ("ActivityRegularization", {"l1": -1.0}, [ROW], "config['l1']: expected no number below 0"),
    ("MultiHeadAttention", {**HEADS, "dropout": 1.5}, [STEPS] * 2, "config['dropout']: expected"),
    ("GroupQueryAttention", {**GROUPED, "dropout": -1}, [STEPS] * 2, "config['dropout']: exp"),
    ("ReLU", {"max_value": -1}, [ROW], "config['max_value']: expected no number below 0"),
    *[
        ("MultiHeadAttention", {**HEADS, key: 0}, [STEPS] * 2, f"config['{key}']: expected at")
        for key in ("num_heads", "key_dim", "value_dim")
    ],
    *[
        ("GroupQueryAttention", {**GROUPED, key: 0}, [STEPS] * 2, f"config['{key}']: expected at")
        for key in ("num_key_value_heads", "head_dim")
    ],
    (
        "GroupQueryAttention",
        {**GROUPED, "num_key_value_heads": 3},
        [STEPS] * 2,
        "config['num_query_heads']: 4 are not divisible by 3 num_key_value_heads",
    ),
    ("GroupQueryAttention", GROUPED, [STEPS, (8, 4)], "its query has 3 features, its value 4"),
    ("GroupQueryAttention", GROUPED, [ROW, ROW], "takes inputs of 3 axes"),
    ("Attention", {"score_mode": "x"}, [STEPS] * 2, "expected dot or concat, found 'x'"),
    ("Bidirectional", {"layer": DENSE}, [STEPS], "expected a recurrent layer, found Dense"),
    (
        "Bidirectional",
        {"layer": entry("Bidirectional", "inner", layer=LSTM)},
        [STEPS],
        "expected a recurrent layer, found Bidirectional",
    ),
    (
        "Bidirectional",
        {"layer": LSTM, "backward_layer": DENSE},
        [STEPS],
        "config['backward_layer']: expected a recurrent layer, found Dense",
    ),
    ("Bidirectional", {"layer": LSTM, "merge_mode": "x"}, [STEPS], "config['merge_mode']"),
    ("RNN", {"cell": DENSE}, [STEPS], "config['cell']: expected a recurrent cell, found Dense"),
    ("Subtract", {}, [ROW] * 3, "takes 2 inputs, but gets 3"),
    ("Add", {}, [STEPS, (8, 4)], "its inputs do not fit: (None, 8, 3), (None, 8, 4)"),
    ("Concatenate", {}, [STEPS, (1, 3)], "its inputs do not fit: (None, 8, 3), (None, 1, 3)"),
    ("Dot", {"axes": 1}, [STEPS, (4, 3)], "config['axes']: its inputs have 8 and 4 along 1"),
    ("Dot", {"axes": 7}, [STEPS] * 2, "there is no axis 7"),
]
ACCEPTED: list[tuple[str, dict[str, Any], Sequence[Sequence[int | None]], int]] = [
    ("Conv2D", {"filters": 4, "kernel_size": 9, "padding": "same"}, [IMAGE], 976),
    ("Conv2D", {"filters": 4, "kernel_size": 9}, [(None, None, 3)], 976),
    ("Conv2D", {"filters": 4, "kernel_size": 8}, [IMAGE], 772),
    ("Conv2D", {"filters": 6, "kernel_size": 3, "groups": 3}, [IMAGE], 60),
    ("Conv2D", {"filters": 4, "kernel_size": 3, "padding": "SAME"}, [IMAGE], 112),
    ("Conv1D", {"filters": 4, "kernel_size": 3, "padding": "causal"}, [STEPS], 40),
    ("Conv2D", {"filters": 4, "kernel_size": 3}, [(8, 8, 0)], 4),
    (
        "Conv2DTranspose",
        {"filters": 4, "kernel_size": 3, "strides": 2, "output_padding": 1},
        [IMAGE],
        112,
    ),
    ("DepthwiseConv2D", {"kernel_size": 3, "strides": 2, "dilation_rate": 2}, [IMAGE], 30),
    ("ConvLSTM2D", {"filters": 0, "kernel_size": 3}, [(4, *IMAGE)], 0),
    ("MaxPooling2D", {"pool_size": 9, "padding": "same"}, [IMAGE], 0),
    ("AdaptiveMaxPooling2D", {"output_size": 0}, [IMAGE], 0),
    ("ZeroPadding2D", {"padding": [1, [2, 3]]}, [IMAGE], 0),
    ("ZeroPadding1D", {"padding": 2}, [STEPS], 0),
    ("Reshape", {"target_shape": [None, 8]}, [IMAGE], 0),
    ("Reshape", {"target_shape": [7]}, [(None, 3)], 0),
    ("Dense", {"units": 2}, [(0,)], 2),
    ("Resizing", {"height": 0, "width": 4}, [IMAGE], 0),
    ("GroupNormalization", {"groups": -1}, [IMAGE], 6),
    ("GroupQueryAttention", {**GROUPED, "num_query_heads": 0}, [STEPS] * 2, 51),
    ("MultiHeadAttention", {**HEADS, "output_shape": 0}, [STEPS] * 2, 93),
    ("Add", {}, [STEPS, (1, 3)], 0),
    ("ELU", {"alpha": -1.0}, [ROW], 0),
    ("ReLU", {"max_value": None}, [ROW], 0),
    ("Attention", {"dropout": 1.5}, [STEPS] * 2, 0),
    ("LSTM", {"units": 2, "dropout": 1.5}, [STEPS], 48),
    ("BatchNormalization", {"momentum": 2.0, "epsilon": -1.0}, [STEPS], 12),
    (
        "EinsumDense",
        {"equation": "abc,cd->abd", "output_shape": [None, 5, 7], "bias_axes": "d"},
        [(4, 3)],
        20,
    ),
    (
        "EinsumDense",
        {"equation": "ab...,bd->ad...", "output_shape": [5, 7], "bias_axes": "d"},
        [(4, 3)],
        25,
    ),
    ("EinsumDense", {"equation": "...x,xy->...y", "output_shape": [5, 7]}, [(4, 3)], 15),
    ("Add", {}, [(None, 3), STEPS], 0),
    ("Concatenate", {"axis": 1}, [(2, 3), (None, 3), (4, 3)], 0),
]


def _settings_ids(cases: Sequence[tuple[str, dict[str, Any], Any, Any]]) -> list[str]:
    return [f"{class_name} {i}" for i, (class_name, *_) in enumerate(cases)]


@pytest.mark.parametrize(
    ("class_name", "settings", "shapes", "message"), REFUSED, ids=_settings_ids(REFUSED)
)
def test_what_keras_refuses(
    tmp_path: Path,
    class_name: str,
    settings: dict[str, Any],
    shapes: Sequence[Sequence[int | None]],
    message: str,
) -> None:
    if class_name.startswith("Depthwise"):
        settings = {key: value for key, value in settings.items() if key != "filters"}
    file = write_json(tmp_path / "model.json", config(class_name, settings, *shapes))
    with pytest.raises(REFUSALS):
        keras.models.model_from_json(file.read_text())
    row = alone(file)["it"]
    assert (row.basis, row.params) == ("unknown", None)
    assert message in row.notes[0]


@pytest.mark.parametrize(
    ("class_name", "settings", "shapes", "params"), ACCEPTED, ids=_settings_ids(ACCEPTED)
)
def test_what_keras_accepts(
    tmp_path: Path,
    class_name: str,
    settings: dict[str, Any],
    shapes: Sequence[Sequence[int | None]],
    params: int,
) -> None:
    file = write_json(tmp_path / "model.json", config(class_name, settings, *shapes))
    model = keras.models.model_from_json(file.read_text())
    row = alone(file)["it"]
    assert model.count_params() == row.params == params
    assert model.output_shape == row.output_shape
