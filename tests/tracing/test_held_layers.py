"""What weights inside a traced layer are called, and where a file has them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import keras
import pytest

import rnnscope
from rnnscope.report.report import Report
from tests.tracing import held_layers as held

ME = "tests.tracing.held_layers"


def ways(layer: Any, tmp_path: Path, shape: tuple[int, ...] = (6, 4)) -> Iterator[Report]:
    """Explain a layer in memory, and from a file whose class is imported."""
    inputs = keras.Input(shape)
    model = keras.Model(inputs, layer(inputs))
    model.save(tmp_path / "model.keras")
    reports = [
        rnnscope.explain(model),
        rnnscope.explain(tmp_path / "model.keras", imports=[ME], summary=False),
    ]
    for report in reports:
        assert report.total == model.count_params()
        assert not report.differences
        lora = any("lora" in weight.name for part in report.walk() for weight in part.weights)
        asked = report.witnesses[-1].spoke
        assert report.verified is (asked or not lora), "a file merges LoRA into the kernel"
        assert report.layers[-1].basis == "traced"
        yield report


def test_each_layer_inside_has_a_path_of_its_own(tmp_path: Path) -> None:
    for report in ways(held.Mlps(5, name="it"), tmp_path):
        paths = {
            f"{part.path}/{weight.name}": weight.params
            for part in report["it"].walk()
            for weight in part.weights
        }
        assert paths == {
            "it.mlp.layers[0]/kernel": 20,
            "it.mlp.layers[0]/bias": 5,
            "it.mlp.layers[1].layers[0]/kernel": 25,
            "it.mlp.layers[1].layers[0]/bias": 5,
            "it.mlp.layers[1].layers[1]/kernel": 25,
            "it.mlp.layers[1].layers[1]/bias": 5,
            "it.named.up/kernel": 25,
            "it.named.up/bias": 5,
            "it.named.down/kernel": 25,
            "it.named.down/bias": 5,
            "it.graph.hidden/kernel": 30,
            "it.graph.hidden/bias": 6,
            "it.graph.out/kernel": 30,
            "it.graph.out/bias": 5,
        }


def test_weights_of_one_name_go_by_their_attributes(tmp_path: Path) -> None:
    for report in ways(held.Namesakes(name="it"), tmp_path):
        assert [(weight.name, weight.shape) for weight in report["it"].weights] == [
            ("first", (4, 2)),
            ("more[0]", (4, 3)),
            ("more[1]", (4, 4)),
            ("others[a]", (4, 5)),
        ]


POLICIES = ["float32", "int8_from_float32", "int4_from_float32", "float8_from_float32"]
STATES: list[tuple[str, int | None]] = [
    *((policy, None) for policy in POLICIES),
    *((policy, 2) for policy in POLICIES[:3]),
]


@pytest.mark.parametrize(("policy", "rank"), STATES)
def test_layers_in_a_state_that_files_write_in_another_order(
    policy: str, rank: int | None, tmp_path: Path
) -> None:
    (_, from_file) = ways(held.Adapted(5, policy, rank, name="it"), tmp_path)
    numbers = {
        f"{part.name}/{weight.name}": weight.index
        for part in from_file["it"].walk()
        for weight in part.weights
    }
    assert (numbers["dense/kernel"], numbers["dense/bias"]) == (0, 1)
    assert (numbers["conv/kernel"], numbers["conv/bias"]) == (0, 1)
    assert (numbers["norm/gamma"], numbers["norm/beta"]) == (0, 1)
    if rank:
        assert numbers["dense/lora_kernel_a"] == numbers["conv/lora_kernel_b"] == -1


def test_a_class_that_saves_itself_in_its_own_way(tmp_path: Path) -> None:
    (_, from_file) = ways(held.SavesItself(name="it"), tmp_path)
    assert [weight.index for weight in from_file["it"].weights] == [-1]


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_weights_of_layers_in_a_list_are_found_in_a_whole_model_in_hdf5(tmp_path: Path) -> None:
    model = keras.Sequential([keras.Input((4,)), held.Chain(3, name="it")])
    model.save(tmp_path / "model.h5")
    report = rnnscope.explain(tmp_path / "model.h5", imports=[ME])
    assert [difference.text for difference in report.differences] == []
    assert (report.total, report.verified) == (model.count_params(), True)
    children = [child.name for child in report["it"].children]
    assert children == ["first", "blocks[0]", "blocks[1]", "blocks[2]"]
