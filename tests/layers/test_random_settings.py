"""Settings that nobody thought of: every class with weights, over configs drawn at random."""

from __future__ import annotations

import inspect
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from keras import layers
from keras.dtype_policies import Int4DTypePolicy

from rnnscope.catalogue import entry
from rnnscope.layers import FORMULAS
from rnnscope.report.report import LayerReport
from tests.files import alone

Explained = Callable[..., LayerReport]

REACHED: dict[str, set[type]] = {}  # by the test, the classes it has given to Keras
UNREACHED = {
    "TFSMLayer": "its weights are in a SavedModel: test_foreign.py",
    "JaxLayer": "its weights are in JAX code: test_foreign.py",
    "FlaxLayer": "its weights are in JAX code: test_foreign.py",
    "TorchModuleWrapper": "its weights are in a PyTorch module: test_foreign.py",
}


@pytest.fixture
def explained(explained: Explained, request: pytest.FixtureRequest) -> Explained:
    """Explain a layer, and note its class."""
    classes = REACHED.setdefault(request.node.originalname, set())

    def noted(layer: Any, *shapes: Any, **options: Any) -> LayerReport:
        classes.add(type(layer))
        return explained(layer, *shapes, **options)

    return noted


few = settings(
    max_examples=8,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
fewer = settings(few, max_examples=4)
sizes = st.integers(1, 9)
flags = st.booleans()


def choices(**options: Any) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(options)


@pytest.mark.parametrize("cls", [layers.SimpleRNN, layers.LSTM, layers.GRU])
@given(
    input_dim=sizes,
    options=choices(
        units=sizes,
        use_bias=flags,
        return_sequences=flags,
        return_state=flags,
        go_backwards=flags,
        trainable=flags,
    ),
)
@few
def test_recurrent(explained: Explained, cls: Any, input_dim: int, options: dict[str, Any]) -> None:
    explained(cls(**options), (4, input_dim))


@given(input_dim=sizes, units=st.lists(sizes, min_size=1, max_size=4), data=st.data())
@few
def test_stacked_cells(
    explained: Explained, input_dim: int, units: list[int], data: st.DataObject
) -> None:
    classes = st.sampled_from([layers.SimpleRNNCell, layers.LSTMCell, layers.GRUCell])
    cells = [data.draw(classes)(size, use_bias=data.draw(flags)) for size in units]
    explained(layers.RNN(cells, return_sequences=data.draw(flags)), (4, input_dim))


@given(
    shape=st.lists(sizes, min_size=1, max_size=3).map(tuple),
    options=choices(units=sizes, use_bias=flags, trainable=flags),
)
@few
def test_dense(explained: Explained, shape: tuple[int, ...], options: dict[str, Any]) -> None:
    explained(layers.Dense(**options), shape)


def windows(rank: int) -> dict[str, st.SearchStrategy[Any]]:
    return {
        "kernel_size": st.tuples(*[st.integers(1, 3)] * rank),
        "padding": st.sampled_from(["valid", "same"]),
        "use_bias": flags,
        "trainable": flags,
    }


def moves(rank: int) -> st.SearchStrategy[dict[str, Any]]:
    """Draw strides or dilations: Keras takes only one of them at a time."""
    each = st.tuples(*[st.integers(1, 3)] * rank)
    return st.one_of(choices(strides=each), choices(dilation_rate=each))


def spatial(data: st.DataObject, rank: int) -> tuple[int, ...]:
    return data.draw(st.tuples(*[st.integers(7, 9)] * rank))


by_rank = pytest.mark.parametrize("rank", [1, 2, 3])


@by_rank
@given(groups=st.integers(1, 3), lora_rank=st.none() | st.integers(1, 3), data=st.data())
@few
def test_conv(
    explained: Explained, rank: int, groups: int, lora_rank: int | None, data: st.DataObject
) -> None:
    options = {**data.draw(choices(**windows(rank))), **data.draw(moves(rank))}
    cls = getattr(layers, f"Conv{rank}D")
    layer = cls(2 * groups, groups=groups, lora_rank=lora_rank, **options)
    explained(layer, (*spatial(data, rank), 3 * groups))


@by_rank
@given(channels=sizes, filters=sizes, data=st.data())
@few
def test_conv_transpose(
    explained: Explained, rank: int, channels: int, filters: int, data: st.DataObject
) -> None:
    options = {**data.draw(choices(**windows(rank))), **data.draw(moves(rank))}
    cls = getattr(layers, f"Conv{rank}DTranspose")
    explained(cls(filters, **options), (*spatial(data, rank), channels))


@pytest.mark.parametrize("rank", [1, 2])
@given(channels=sizes, filters=sizes, stride=st.integers(1, 3), data=st.data())
@few
def test_separable_conv(
    explained: Explained, rank: int, channels: int, filters: int, stride: int, data: st.DataObject
) -> None:
    options = data.draw(choices(depth_multiplier=st.integers(1, 3), **windows(rank)))
    shape = (*spatial(data, rank), channels)
    explained(getattr(layers, f"SeparableConv{rank}D")(filters, strides=stride, **options), shape)
    explained(getattr(layers, f"DepthwiseConv{rank}D")(strides=stride, **options), shape)


@by_rank
@given(channels=sizes, filters=sizes, sequences=flags, states=flags, data=st.data())
@fewer
def test_conv_lstm(
    explained: Explained,
    rank: int,
    channels: int,
    filters: int,
    sequences: bool,
    states: bool,
    data: st.DataObject,
) -> None:
    options = data.draw(choices(**windows(rank)))
    layer = getattr(layers, f"ConvLSTM{rank}D")(
        filters, return_sequences=sequences, return_state=states, **options
    )
    explained(layer, (3, *spatial(data, rank), channels))


@given(
    features=st.lists(sizes, min_size=2, max_size=3),
    options=choices(
        num_heads=sizes,
        key_dim=sizes,
        value_dim=st.none() | sizes,
        output_shape=st.none() | sizes,
        use_bias=flags,
        use_gate=flags,
    ),
)
@few
def test_multi_head_attention(
    explained: Explained, features: list[int], options: dict[str, Any]
) -> None:
    shapes = [(4, size) for size in features]
    explained(layers.MultiHeadAttention(**options), *shapes)


@given(
    shape=st.lists(sizes, min_size=3, max_size=3).map(tuple),
    axes=st.permutations([1, 2, 3]),
    count=st.integers(1, 3),
    options=choices(scale=flags, center=flags, trainable=flags),
    data=st.data(),
)
@few
def test_normalization(
    explained: Explained,
    shape: tuple[int, ...],
    axes: list[int],
    count: int,
    options: dict[str, Any],
    data: st.DataObject,
) -> None:
    explained(layers.LayerNormalization(axis=axes[:count], **options), shape)
    explained(layers.BatchNormalization(axis=axes[0], **options), shape)
    explained(layers.RMSNormalization(axis=axes[:count]), shape)
    groups = st.sampled_from([n for n in range(1, 10) if shape[axes[0] - 1] % n == 0])
    layer = layers.GroupNormalization(axis=axes[0], groups=data.draw(groups), **options)
    explained(layer, shape)
    explained(layers.Normalization(axis=axes[:count]), shape)
    explained(layers.PReLU(shared_axes=axes[:count]), shape)


policies = st.sampled_from(
    [
        *("float32", "mixed_float16", "bfloat16", "float64", "int8_from_float32"),
        *("int4_from_float32", "int8_from_mixed_bfloat16"),
        Int4DTypePolicy("int4/2", "float32"),
    ]
)
ranks = st.none() | st.integers(1, 4)


@given(units=sizes, input_dim=sizes, use_bias=flags, dtype=policies, lora_rank=ranks)
@settings(few, max_examples=16)
def test_dense_in_every_state(
    explained: Explained, units: int, input_dim: int, use_bias: bool, dtype: Any, lora_rank: Any
) -> None:
    layer = layers.Dense(units, use_bias=use_bias, dtype=dtype, lora_rank=lora_rank)
    explained(layer, (3, input_dim))


@given(
    sources=st.lists(sizes, min_size=1, max_size=2),
    targets=st.lists(sizes, min_size=1, max_size=2),
    bias=flags,
    dtype=policies,
    lora_rank=ranks,
)
@settings(few, max_examples=16)
def test_einsum_dense(
    explained: Explained,
    sources: list[int],
    targets: list[int],
    bias: bool,
    dtype: Any,
    lora_rank: int | None,
) -> None:
    read, written = "xy"[: len(sources)], "uv"[: len(targets)]
    layer = layers.EinsumDense(
        f"ab{read},{read}{written}->ab{written}",
        (None, *targets),
        bias_axes=written if bias else None,
        dtype=dtype,
        lora_rank=lora_rank,
    )
    explained(layer, (3, *sources))


@given(tokens=sizes, size=sizes, tied=flags, dtype=policies)
@settings(few, max_examples=12)
def test_embedding(explained: Explained, tokens: int, size: int, tied: bool, dtype: Any) -> None:
    explained(layers.Embedding(tokens, size, dtype=dtype), (5,), dtypes=["int32"])
    layer = layers.ReversibleEmbedding(tokens, size, tie_weights=tied, dtype=dtype)
    explained(layer, (5,), dtypes=["int32"])


@given(
    units=sizes,
    input_dim=sizes,
    merge_mode=st.sampled_from(["concat", "sum", "ave", "mul", None]),
    options=choices(use_bias=flags, return_sequences=flags, return_state=flags),
)
@few
def test_bidirectional(
    explained: Explained, units: int, input_dim: int, merge_mode: Any, options: dict[str, Any]
) -> None:
    layer = layers.Bidirectional(layers.GRU(units, **options), merge_mode=merge_mode)
    explained(layer, (4, input_dim))


@given(units=sizes, shape=st.lists(sizes, min_size=2, max_size=3), use_bias=flags)
@few
def test_wrappers(explained: Explained, units: int, shape: list[int], use_bias: bool) -> None:
    layer = layers.TimeDistributed(layers.Dense(units, use_bias=use_bias))
    explained(layer, tuple(shape))
    layer = layers.SpectralNormalization(layers.Dense(units, use_bias=use_bias))
    explained(layer, tuple(shape))
    members = [layers.Dense(units, use_bias=use_bias), layers.Normalization(), layers.ReLU()]
    explained(layers.Pipeline(members), tuple(shape))


@given(
    features=sizes,
    use_scale=flags,
    score_mode=st.sampled_from(["dot", "concat"]),
    trainable=flags,
)
@few
def test_attention(
    explained: Explained, features: int, use_scale: bool, score_mode: str, trainable: bool
) -> None:
    def call(layer: Any, *inputs: Any) -> Any:
        return layer(list(inputs))

    options = {"use_scale": use_scale, "trainable": trainable}
    shapes = [(4, features), (3, features)]
    explained(layers.Attention(score_mode=score_mode, **options), *shapes, call=call)
    explained(layers.AdditiveAttention(**options), *shapes, call=call)


@given(
    features=sizes,
    head_dim=sizes,
    heads=st.integers(1, 3),
    repeats=st.integers(1, 3),
    options=choices(use_bias=flags, use_gate=flags, trainable=flags),
)
@few
def test_group_query_attention(
    explained: Explained,
    features: int,
    head_dim: int,
    heads: int,
    repeats: int,
    options: dict[str, Any],
) -> None:
    layer = layers.GroupQueryAttention(head_dim, heads * repeats, heads, **options)
    explained(layer, (4, features), (3, features))


@given(
    mode=st.sampled_from(["log", "magnitude", "psd", "real", "imag", "angle", "stft"]),
    frame=st.integers(2, 20),
    channels=st.integers(1, 3),
    longer=st.none() | st.integers(0, 9),
    options=choices(
        padding=st.sampled_from(["valid", "same"]),
        expand_dims=flags,
        trainable=flags,
        data_format=st.sampled_from(["channels_last", "channels_first"]),
    ),
)
@few
def test_stft_spectrogram(
    explained: Explained,
    mode: str,
    frame: int,
    channels: int,
    longer: int | None,
    options: dict[str, Any],
) -> None:
    length = None if longer is None else 2 ** (4 + longer % 2) * 2
    layer = layers.STFTSpectrogram(
        mode, frame_length=frame, fft_length=length, window=None, **options
    )
    shape = (50, channels) if options["data_format"] == "channels_last" else (channels, 50)
    explained(layer, shape)


def _states_of(cell: Any) -> list[tuple[int]]:
    """Return the shapes of a cell's states, those of stacked cells one after the other."""
    inside = cell.cells if isinstance(cell, layers.StackedRNNCells) else [cell]
    sizes = (each.state_size for each in inside)
    flat = (size if isinstance(size, list | tuple) else [size] for size in sizes)
    return [(size,) for each in flat for size in each]


def _one_step(cell: Any, step: Any, *states: Any) -> Any:
    """Call a cell on one step and its states, arranged as the cell takes them."""
    if not isinstance(cell, layers.StackedRNNCells):
        return cell(step, list(states))
    left = iter(states)
    return cell(step, [[next(left) for _ in _states_of(each)] for each in cell.cells])


@pytest.mark.parametrize("cls", [layers.SimpleRNNCell, layers.LSTMCell, layers.GRUCell])
@given(
    input_dim=sizes,
    reset_after=flags,
    options=choices(units=sizes, use_bias=flags, trainable=flags),
)
@few
def test_cell_outside_of_rnn(
    explained: Explained, cls: Any, input_dim: int, reset_after: bool, options: dict[str, Any]
) -> None:
    more = {"reset_after": reset_after} if cls is layers.GRUCell else {}
    cell = cls(**options, **more)
    explained(cell, (input_dim,), *_states_of(cell), call=_one_step)


@given(input_dim=sizes, units=st.lists(sizes, min_size=1, max_size=3), data=st.data())
@few
def test_stack_outside_of_rnn(
    explained: Explained, input_dim: int, units: list[int], data: st.DataObject
) -> None:
    classes = st.sampled_from([layers.SimpleRNNCell, layers.LSTMCell, layers.GRUCell])
    options = choices(use_bias=flags, trainable=flags)
    cell = layers.StackedRNNCells([data.draw(classes)(n, **data.draw(options)) for n in units])
    explained(cell, (input_dim,), *_states_of(cell), call=_one_step)


@given(units=sizes, input_dim=sizes, options=choices(use_bias=flags, trainable=flags))
@few
def test_plain_wrapper(tmp_path: Path, units: int, input_dim: int, options: dict[str, Any]) -> None:
    """Build the base of all wrappers, which cannot be called, and explain a file with it."""
    wrapper = layers.Wrapper(layers.Dense(units, **options), name="wrapper")
    wrapper.build((None, input_dim))
    REACHED.setdefault("test_plain_wrapper", set()).add(type(wrapper))
    data = json.loads(keras.Sequential([keras.Input((input_dim,))]).to_json())
    data["config"]["layers"].append(keras.saving.serialize_keras_object(wrapper))
    (tmp_path / "m.json").write_text(json.dumps(data), encoding="utf-8")
    row = alone(tmp_path / "m.json")["wrapper"]
    assert (row.params, row.basis) == (wrapper.count_params(), "derived")
    assert [(w.name.rpartition("/")[2], w.shape, w.trainable) for w in row.all_weights] == [
        (w.name, tuple(w.shape), w.trainable) for w in wrapper.weights
    ]


def _owns_weights(cls: type) -> bool:
    """Tell whether a layer class of Keras can have weights."""
    names = [name for name in FORMULAS if getattr(layers, name, None) is cls]
    made_here = "add_weight(" in inspect.getsource(cls)
    return made_here or any(entry(name).total != 0 for name in names)


def test_every_class_with_weights_is_reached() -> None:
    functions = {name for name in vars(sys.modules[__name__]) if name.startswith("test_")}
    if len(functions) - 1 > len(REACHED):
        pytest.skip("only some of the tests of this module have been run")
    public = {value: name for name, value in vars(layers).items() if isinstance(value, type)}
    public.pop(layers.Layer)
    owners = {name for cls, name in public.items() if _owns_weights(cls)}
    reached = {public[cls] for classes in REACHED.values() for cls in classes}
    assert owners - reached == set(UNREACHED)
    assert len(owners) >= 45
