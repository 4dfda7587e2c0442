"""What is said of the terms of a sum: only what is certain."""

from __future__ import annotations

from pathlib import Path

import pytest

from rnnscope.report.report import Report
from tests.files import MNIST, alone, entry, functional, sequential, tensor, write_json

pytestmark = pytest.mark.quick


def _dense(name: str, units: int) -> dict[str, object]:
    return entry("Dense", name, units=units, use_bias=True)


def _of_itself(class_name: str, steps: int, size: int, **settings: int) -> dict[str, object]:
    """Write a model with an attention of a sequence to itself."""
    x = tensor("x", (None, steps, size))
    return functional(
        entry("InputLayer", "x", batch_shape=[None, steps, size]),
        entry(class_name, "it", [x, x], use_bias=True, **settings),
        outputs=["it"],
    )


_CELLS = [
    entry("LSTMCell", "one", units=4, use_bias=True),
    entry("GRUCell", "two", units=3, use_bias=True, reset_after=True),
    entry("SimpleRNNCell", "three", units=2, use_bias=True),
]
_MODELS = {
    "both": sequential(
        entry(
            "Bidirectional",
            "bi",
            layer=entry("GRU", "gru", units=6, use_bias=True, reset_after=True),
            merge_mode="sum",
        ),
        _dense("dense", 2),
        shape=(None, None, 5),
    ),
    "steps": sequential(
        entry("ConvLSTM2D", "cl", filters=4, kernel_size=[3, 3], use_bias=True),
        entry("Flatten", "flatten"),
        _dense("dense", 1),
        shape=(None, 7, 8, 8, 3),
    ),
    "images": sequential(
        entry("Conv2D", "conv", filters=8, kernel_size=[3, 3], use_bias=True),
        entry("BatchNormalization", "norm", axis=-1),
        entry("GlobalAveragePooling2D", "pool"),
        _dense("dense", 2),
        shape=(None, 9, 9, 3),
    ),
    "twice": sequential(_dense("sh", 4), _dense("o", 3), shape=(None, 8)),
    "many": sequential(*(_dense(f"b{i}", 16) for i in range(40)), _dense("o", 2), shape=(None, 16)),
    "groups": _of_itself(
        "GroupQueryAttention", 9, 32, head_dim=8, num_query_heads=6, num_key_value_heads=2
    ),
    "heads": _of_itself("MultiHeadAttention", 9, 7, num_heads=2, key_dim=4, value_dim=4),
    "cells": sequential(
        entry("RNN", "st", cell=entry("StackedRNNCells", "cell", cells=_CELLS)),
        _dense("dense", 1),
        shape=(None, 7, 5),
    ),
    "nested": sequential(
        {
            "class_name": "Sequential",
            "config": {
                "name": "mid",
                "layers": [
                    _dense("first", 8),
                    {
                        "class_name": "Sequential",
                        "config": {
                            "name": "inner",
                            "layers": [_dense("second", 4), _dense("third", 2)],
                        },
                    },
                ],
            },
        },
        shape=(None, 5),
    ),
}


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Report]:
    here: Path = tmp_path_factory.mktemp("models")
    reports = {name: alone(write_json(here / f"{name}.json", _MODELS[name])) for name in _MODELS}
    return {"mnist": alone(MNIST), **reports}


@pytest.mark.parametrize(
    ("model", "asked", "layer", "terms"),
    [
        (
            "mnist",
            "128*128 + 128*28 + 128 + 10*28 + 10",
            None,
            ["For dense's kernel, your sum has 10·28 = 280; it is 10·128 = 1,280."],
        ),
        (
            "both",
            "2*(3*(6*6 + 6*5 + 2*6)) + 12*2 + 2",
            None,
            ["For dense's kernel, your sum has 2·12 = 24; it is 2·6 = 12."],
        ),
        ("both", "234 + 234 + 12", None, ["Your sum lacks 2: dense's bias."]),
        ("both", "2*234 + 12", None, ["Your sum lacks 2: dense's bias."]),
        (
            "both",
            "3*(6*6 + 6*5 + 12) + 3*(6*6 + 6*5 + 6)",
            "bi",
            ["For one bias of bi, your sum has 3·6 = 18; it is 2·3·6 = 36."],
        ),
        ("steps", "4*(3*3*3*4 + 3*3*4*4 + 4) + 8*8*4 + 1", None, []),
        ("images", "3*3*3*8 + 8 + 2*8 + 18", None, []),
        ("images", "3*3*3*8 + 8 + 4*8 + 16", None, ["Your sum lacks 2: dense's bias."]),
        (
            "twice",
            "2*(4*8 + 4) + 3*4 + 3",
            None,
            [
                "For sh's kernel, your sum has 2·4·8 = 64; it is 4·8 = 32.",
                "For sh's bias, your sum has 2·4 = 8; it is 4.",
            ],
        ),
        ("many", "40*16*16 + 2*16 + 2", None, []),
        ("many", "40*272 + 2*16", None, ["Your sum lacks 2: o's bias."]),
        ("groups", "2*6*8*32 + 2*2*8*32", "it", []),
        (
            "heads",
            "4*2*4*7 + 3*2*4",
            "it",
            ["Your sum lacks 7: the attention_output/bias of it."],
        ),
        ("cells", "160 + 81", "st", ["Your sum lacks 12: all of st.cell.cells[2]."]),
        ("nested", "48 + 36", "mid", ["Your sum lacks 10: all of mid.inner.third."]),
        (
            "nested",
            "48 + 36 + 10 + 3*7",
            "mid",
            ["Your sum has 3·7 = 21 too many: mid has no such weight."],
        ),
        ("nested", "48 + 36 + 10 + 8", "mid", []),
        ("nested", "8*5 + 8 + 4*8 + 4 + 2*4 + 2 + 4", "mid", ["Your sum has 4 too many."]),
        ("nested", "13*17 + 19*23", "mid", []),
    ],
)
def test_what_is_certain_of_a_sum(
    models: dict[str, Report], model: str, asked: str, layer: str | None, terms: list[str]
) -> None:
    assert list(models[model].why_not(asked, layer).terms) == terms


@pytest.mark.parametrize(
    ("model", "asked", "layer", "thought"),
    [
        ("groups", "2*6*8*32 + 2*2*8*32", "it", "the biases are left out"),
        ("many", "40*16*16 + 2*16 + 2", None, "the bias is left out"),
        ("mnist", "128*128 + 128*28 + 128 + 10*28 + 10", None, "input_dim is taken to be 28"),
    ],
)
def test_a_mistake_with_all_terms_of_a_sum_is_sure(
    models: dict[str, Report], model: str, asked: str, layer: str | None, thought: str
) -> None:
    answer = models[model].why_not(asked, layer)
    assert answer.is_as_summed
    assert thought in answer.causes[0].thought


def test_of_cells_that_differ_each_is_told_by_its_name(models: dict[str, Report]) -> None:
    asked = "4*(4*4 + 4*5 + 4) + 3*(3*3 + 3*5 + 6) + 2*(2 + 5 + 1)"
    (cause,) = models["cells"].why_not(asked, "st").causes
    assert cause.why == "Of cells[1]: It reads 4 features. Of cells[2]: It reads 3 features."
    assert "input_dim is taken to be 5" in cause.thought
