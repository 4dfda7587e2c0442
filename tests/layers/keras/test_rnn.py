from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import pytest
from keras import layers

from rnnscope.report.report import LayerReport

Explained = Callable[..., LayerReport]

RECURRENT = [layers.SimpleRNN, layers.LSTM, layers.GRU]
SETTINGS: list[dict[str, Any]] = [
    {},
    {"use_bias": False},
    {"return_sequences": True},
    {"return_state": True},
    {"return_sequences": True, "return_state": True},
    {"go_backwards": True},
    {"unroll": True},
    {"trainable": False},
    {"activation": "relu"},
    {"dropout": 0.2, "recurrent_dropout": 0.1},
    {"dtype": "mixed_float16"},
    {"dtype": "float16"},
    {"dtype": "bfloat16", "recurrent_initializer": "glorot_uniform"},
    {"dtype": "float64"},
]


@pytest.mark.parametrize("settings", SETTINGS, ids=str)
@pytest.mark.parametrize("cls", RECURRENT)
def test_recurrent(explained: Explained, cls: Any, settings: dict[str, Any]) -> None:
    explained(cls(4, **settings), (5, 3))


@pytest.mark.parametrize("cls", RECURRENT)
@pytest.mark.parametrize(("units", "input_dim"), [(1, 1), (1, 7), (6, 1), (3, 3)])
def test_sizes(explained: Explained, cls: Any, units: int, input_dim: int) -> None:
    explained(cls(units), (5, input_dim))


@pytest.mark.parametrize("cls", RECURRENT)
def test_any_number_of_steps(explained: Explained, cls: Any) -> None:
    report = explained(cls(4, return_sequences=True, return_state=True), (None, 3))
    assert report.outputs is not None
    assert str(report.outputs[0][1]) == "timesteps"


@pytest.mark.parametrize("cls", RECURRENT)
def test_stateful(explained: Explained, cls: Any) -> None:
    explained(cls(4, stateful=True), (5, 3), batch=2)


@pytest.mark.parametrize(
    "settings",
    [
        {"reset_after": False},
        {"reset_after": True},
        {"reset_after": False, "use_bias": False},
        {"reset_after": False, "trainable": False, "return_state": True},
    ],
    ids=str,
)
def test_gru_reset_after(explained: Explained, settings: dict[str, Any]) -> None:
    explained(layers.GRU(4, **settings), (5, 3))


@pytest.mark.parametrize(
    ("layer", "params", "formula"),
    [
        (layers.SimpleRNN(4), 52, "units*units + units*input_dim + units"),
        (layers.SimpleRNN(4, use_bias=False), 48, "units*units + units*input_dim"),
        (layers.LSTM(4), 208, "gates*(units*units + units*input_dim + units)"),
        (layers.LSTM(4, use_bias=False), 192, "gates*(units*units + units*input_dim)"),
        (layers.GRU(4), 168, "gates*(units*units + units*input_dim + 2*units)"),
        (
            layers.GRU(4, reset_after=False),
            156,
            "gates*(units*units + units*input_dim + units)",
        ),
        (layers.GRU(4, use_bias=False), 144, "gates*(units*units + units*input_dim)"),
    ],
    ids=[
        "rnn",
        "rnn-no-bias",
        "lstm",
        "lstm-no-bias",
        "gru",
        "gru-one-bias",
        "gru-no-bias",
    ],
)
def test_formula(explained: Explained, layer: Any, params: int, formula: str) -> None:
    report = explained(layer, (10, 8))
    assert (report.params, report.formula) == (params, formula)


@pytest.mark.parametrize(
    ("layer", "shape", "gates"),
    [
        (layers.LSTM(4), (5, 3), ("input", "forget", "cell", "output")),
        (layers.ConvLSTM1D(4, 2), (5, 7, 3), ("input", "forget", "cell", "output")),
        (layers.GRU(4), (5, 3), ("update", "reset", "candidate")),
        (layers.SimpleRNN(4), (5, 3), ()),
    ],
    ids=["lstm", "conv-lstm", "gru", "rnn"],
)
def test_gates_are_named_in_order(
    explained: Explained, layer: Any, shape: tuple[int, ...], gates: tuple[str, ...]
) -> None:
    assert {weight.gates for weight in explained(layer, shape).weights} == {gates}


@pytest.mark.parametrize("by_keyword", [False, True], ids=["by-position", "by-keyword"])
def test_initial_state(explained: Explained, by_keyword: bool) -> None:
    def call(layer: Any, sequences: Any, hidden: Any, cell: Any) -> Any:
        states = [hidden, cell]
        return layer(sequences, initial_state=states) if by_keyword else layer(sequences, states)

    explained(layers.LSTM(4, return_sequences=True), (None, 3), (4,), (4,), call=call)


def test_mask(explained: Explained) -> None:
    def call(layer: Any, sequences: Any) -> Any:
        return layer(layers.Masking()(sequences))

    explained(layers.GRU(4, zero_output_for_mask=True), (None, 3), call=call)


def test_the_first_layer_reads_the_models_input(
    explained_model: Callable[[Any], Any],
) -> None:
    inputs = keras.Input((28, 8), name="pixels")
    report = explained_model(keras.Model(inputs, layers.LSTM(4, name="lstm")(inputs)))
    assert [symbol.text for symbol in report["lstm"].provenance] == [
        "input_dim = 8 (last axis of pixels)"
    ]


CONV_LSTMS = {
    layers.ConvLSTM1D: (4, 9, 3),
    layers.ConvLSTM2D: (4, 9, 8, 3),
    layers.ConvLSTM3D: (4, 9, 8, 7, 3),
}
CONV_LSTM_SETTINGS: list[dict[str, Any]] = [
    {},
    {"use_bias": False},
    {"kernel_size": 3},
    {"padding": "same"},
    {"padding": "same", "strides": 2},
    {"strides": 2},
    {"strides": 3, "kernel_size": 3},
    {"dilation_rate": 2},
    {"dilation_rate": 2, "padding": "same"},
    {"return_sequences": True},
    {"return_state": True},
    {"return_sequences": True, "return_state": True, "go_backwards": True},
    {"trainable": False},
    {"dtype": "float16"},
    {"data_format": "channels_first"},
    {"data_format": "channels_first", "padding": "same", "return_state": True},
    {"data_format": "channels_first", "strides": 2, "return_sequences": True},
]


@pytest.mark.parametrize("settings", CONV_LSTM_SETTINGS, ids=str)
@pytest.mark.parametrize("cls", CONV_LSTMS)
def test_conv_lstm(explained: Explained, cls: Any, settings: dict[str, Any]) -> None:
    steps, *spatial, channels = CONV_LSTMS[cls]
    first = settings.get("data_format") == "channels_first"
    shape = (steps, channels, *spatial) if first else (steps, *spatial, channels)
    explained(cls(**{"filters": 5, "kernel_size": 2, **settings}), shape)


@pytest.mark.parametrize("cls", CONV_LSTMS)
def test_conv_lstm_over_any_number_of_frames(explained: Explained, cls: Any) -> None:
    _, *frame = CONV_LSTMS[cls]
    explained(cls(5, 2, return_sequences=True), (None, *frame))


def test_conv_lstm_of_an_oblong_kernel(explained: Explained) -> None:
    report = explained(layers.ConvLSTM2D(5, (3, 2)), (4, 9, 8, 3))
    assert report.formula == (
        "gates*(kernel_height*kernel_width*channels*filters"
        " + kernel_height*kernel_width*filters*filters + filters)"
    )


def test_stateful_conv_lstm(explained: Explained) -> None:
    explained(layers.ConvLSTM2D(5, 2, stateful=True), (4, 9, 8, 3), batch=2)


def test_conv_lstm_has_to_know_the_size_of_a_frame(explained: Explained) -> None:
    report = explained(layers.ConvLSTM2D(5, 2), (4, 9, 8, 3))
    assert [int(need.size) for need in report.needs if need.known] == [9, 8]


@pytest.mark.parametrize("data_format", ["channels_last", "channels_first"])
@pytest.mark.parametrize("rank", [1, 2, 3])
def test_the_axes_of_a_frame_are_no_steps(
    explained: Explained, rank: int, data_format: str
) -> None:
    frame = (7, 6, 5)[:rank]
    channels_first = data_format == "channels_first"
    make = getattr(layers, f"ConvLSTM{rank}D")
    layer = make(4, 2, return_sequences=True, data_format=data_format)
    row = explained(layer, (5, 3, *frame) if channels_first else (5, *frame, 3))
    names = [symbol.name if (symbol := size.single) else "" for size in (row.outputs or [[]])[0]]
    spatial = {1: ["width"], 2: ["height", "width"], 3: ["depth", "height", "width"]}[rank]
    shape = ["filters", *spatial] if channels_first else [*spatial, "filters"]
    assert names == ["batch", "timesteps", *shape]
