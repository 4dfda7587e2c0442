"""Weights alone: layers are named as the file names them, their classes read where one fits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import h5py
import keras
import numpy as np
import pytest
from keras import layers as L  # noqa: N812

from rnnscope.report.report import LayerReport
from tests.files import alone, weights

ONLY = "its class was read from its weights, which fit no other"


def _tree(path: Path, tensors: Mapping[str, Sequence[int]]) -> LayerReport:
    """Explain the one layer in a tree of weights."""
    path.write_bytes(weights({f"layers/{name}": shape for name, shape in tensors.items()}))
    (row,) = alone(path).layers
    return row


def _group(name: str, *shapes: Sequence[int]) -> dict[str, Sequence[int]]:
    return {f"{name}/vars/{i}": shape for i, shape in enumerate(shapes)}


@pytest.mark.parametrize(
    ("class_name", "shapes"),
    [
        ("Dense", [(3, 2), (2,)]),
        ("Conv1D", [(5, 3, 2), (2,)]),
        ("Conv1DTranspose", [(5, 3, 2), (3,)]),
        ("DepthwiseConv2D", [(5, 5, 3, 2), (6,)]),
        ("Conv3D", [(5, 5, 5, 3, 2), (2,)]),
        ("SeparableConv2D", [(5, 5, 3, 2), (1, 1, 6, 4), (4,)]),
        ("BatchNormalization", [(3,)] * 4),
        ("BatchNormalization", [(3,)] * 3),
        ("BatchNormalization", [(3,)] * 7),
        ("Normalization", [(3,), (3,), ()]),
        ("Attention", [()]),
        ("ReversibleEmbedding", [(9, 4), (4, 9)]),
    ],
)
def test_what_fits_one_class_alone(
    tmp_path: Path, class_name: str, shapes: Sequence[Sequence[int]]
) -> None:
    row = _tree(tmp_path / "m.weights.h5", _group("anything", *shapes))
    assert (row.class_name, row.basis, row.notes) == (class_name, "stored", (ONLY,))
    assert row.params == sum(int(np.prod(shape)) for shape in shapes)
    assert (row.trainable, row.outputs) == (None, None)


@pytest.mark.parametrize(
    ("gates", "bias", "class_name"),
    [
        (4, (8,), "LSTM"),
        (3, (2, 6), "GRU"),
        (3, (6,), "GRU"),
        (1, (2,), "SimpleRNN"),
        (4, None, "LSTM"),
    ],
)
def test_recurrent_layers(
    tmp_path: Path, gates: int, bias: tuple[int, ...] | None, class_name: str
) -> None:
    shapes = [(3, gates * 2), (2, gates * 2), *([bias] if bias else [])]
    row = _tree(tmp_path / "m.weights.h5", _group("x/cell", *shapes))
    assert (row.class_name, row.notes) == (class_name, (ONLY,))
    assert "units*units + units*input_dim" in row.formula
    assert [weight.shape for weight in row.weights] == shapes
    assert row.provenance[0].text == "input_dim = 3 (last axis of its input, read from the weights)"


@pytest.mark.parametrize(
    ("name", "shapes", "class_name", "others"),
    [
        ("conv2d_3", [(3, 3, 4, 4), (4,)], "Conv2D", "Conv2DTranspose"),
        ("conv2d_transpose", [(3, 3, 4, 4), (4,)], "Conv2DTranspose", "Conv2D"),
        ("embedding", [(9, 4)], "Embedding", "Dense and PReLU"),
        ("layer_normalization_1", [(4,), (4,)], "LayerNormalization", None),
        ("group_normalization", [(4,), (4,)], "GroupNormalization", None),
    ],
)
def test_the_name_of_a_group_decides_between_several(
    tmp_path: Path,
    name: str,
    shapes: Sequence[Sequence[int]],
    class_name: str,
    others: str | None,
) -> None:
    row = _tree(tmp_path / "m.weights.h5", _group(name, *shapes))
    assert row.class_name == class_name
    note = f"its class was read from its name and its weights, which fit {others or ''}"
    assert row.notes[0].startswith(note)
    named_otherwise = _tree(tmp_path / "n.weights.h5", _group("mine", *shapes))
    assert named_otherwise.class_name == "?"
    assert "its weights fit" in named_otherwise.notes[0]
    assert class_name in named_otherwise.notes[0]
    assert named_otherwise.params == row.params


def test_bytes_are_those_of_the_file(tmp_path: Path) -> None:
    policy = keras.dtype_policies.DTypePolicy("bfloat16")
    model = keras.Sequential([keras.Input((5, 4)), L.Conv1D(6, 4, dtype=policy), L.Dense(2)])
    model.save_weights(tmp_path / "m.weights.h5")
    report = alone(tmp_path / "m.weights.h5")
    assert (report.total, report.bytes) == (102 + 14, 2 * 102 + 4 * 14)


def test_what_fits_none(tmp_path: Path) -> None:
    row = _tree(tmp_path / "m.weights.h5", _group("dense", (3, 2), (2,), (7, 7)))
    expected = "its weights fit no class; only the stored tensors are known"
    assert (row.class_name, row.params, row.notes) == ("?", 57, (expected,))


def test_keras_names_layers_where_it_tells_them(tmp_path: Path) -> None:
    keras.utils.clear_session()  # names are counted from the start
    both = L.Bidirectional(L.LSTM(3, return_sequences=True), name="zebra")
    inner = keras.Sequential([keras.Input((6, 6)), L.Dense(4), L.BatchNormalization()], name="in")
    last = L.SpectralNormalization(L.Dense(2), name="last")
    attention = L.MultiHeadAttention(2, 3, value_dim=5, output_shape=7)
    x = keras.Input((6, 4))
    y = attention(inner(both(x)), x)
    model = keras.Model(x, last(y))
    model.save_weights(tmp_path / "m.weights.h5")
    report = alone(tmp_path / "m.weights.h5")
    rows = {row.name: (row.class_name, row.params) for row in report.layers}
    assert rows == {
        "zebra": ("Bidirectional", 192),
        "in": ("Sequential", 28 + 16),
        "multi_head_attention": ("MultiHeadAttention", attention.count_params()),
        "last": ("SpectralNormalization", 7 * 2 + 2 + 2),
    }
    inside = {row.name: row.class_name for row in report["in"].children}
    assert set(inside.values()) == {"Dense", "BatchNormalization"}
    told = "a layer that has others inside; its class was read from its name alone"
    assert report["in"].notes == (told,)
    assert report.total == model.count_params()
    assert report.differences == ()
    assert "weights alone" in report.notes[0]
    assert not report.verified


def test_the_optimizer_is_told_apart(tmp_path: Path) -> None:
    model = keras.Sequential([keras.Input((3,)), L.Dense(2)])
    model.compile("adam", "mse")
    model.optimizer.build(model.trainable_variables)
    model.save_weights(tmp_path / "m.weights.h5")
    report = alone(tmp_path / "m.weights.h5")
    assert (report.total, report.optimizer) == (8, 18)


def test_layers_stand_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    path = tmp_path / "m.weights.h5"
    names = [f"layers/dense_{i}" if i else "layers/dense" for i in range(12)]
    path.write_bytes(weights({f"{name}/vars/0": (1, 1) for name in names}))
    assert [f"layers/{row.name}" for row in alone(path).layers] == names


def _lists(path: Path, layers: Mapping[str, Mapping[str, Sequence[int]]]) -> Path:
    def names(group: Any, key: str, values: Sequence[str]) -> None:
        group.attrs[key] = [value.encode() for value in values]

    with h5py.File(path, "w") as root:
        names(root, "layer_names", list(layers))
        for name, kept in layers.items():
            names(root.create_group(name), "weight_names", list(kept))
            for weight, shape in kept.items():
                root[name][weight] = np.zeros(shape, "float32")
    return path


@pytest.mark.parametrize(
    ("weight", "shapes", "class_name"),
    [
        ("embeddings", [(9, 4)], "Embedding"),
        ("kernel", [(9, 4)], "Dense"),
        ("alpha", [(9, 4)], "PReLU"),
        ("depthwise_kernel", [(3, 3, 1, 4)], "?"),
        ("scale", [(4,)], "?"),
    ],
)
def test_names_of_weights_narrow_it_down(
    tmp_path: Path, weight: str, shapes: Sequence[Sequence[int]], class_name: str
) -> None:
    kept = {f"mine/{weight}:0": shape for shape in shapes}
    (row,) = alone(_lists(tmp_path / "w.h5", {"mine": kept, "empty": {}})).layers
    assert (row.name, row.class_name) == ("mine", class_name)


def test_directions_in_a_list(tmp_path: Path) -> None:
    shapes = {"kernel": (3, 8), "recurrent_kernel": (2, 8), "bias": (8,)}
    kept = {
        f"x/{side}_lstm/{name}:0": shape
        for side in ("forward", "backward")
        for name, shape in shapes.items()
    }
    (row,) = alone(_lists(tmp_path / "w.h5", {"x": kept})).layers
    assert (row.class_name, row.params) == ("Bidirectional", 96)
    assert [child.class_name for child in row.children] == ["LSTM", "LSTM"]
