"""The rows of a long model: blocks that are equal, what is picked, and the rest."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from rnnscope.errors import UnknownLayerNameError
from rnnscope.pages.table.choice import Choice
from rnnscope.pages.whole.screen_page import ScreenPage, screen_page
from rnnscope.renderers import Options, render
from rnnscope.report.report import Report
from tests.files import Config, alone, entry, functional, sequential, tensor, write_json
from tests.renderers.test_golden import added

pytestmark = pytest.mark.quick


def residual(blocks: int, **last: Any) -> Config:
    """Write a model of blocks that each add what they make to what comes in."""
    layers = [entry("InputLayer", "x", batch_shape=[None, 8])]
    before = "x"
    for i in range(blocks):
        settings = last if i == blocks - 1 else {}
        up = entry("Dense", f"b{i}_up", [tensor(before)], units=16, **settings)
        norm = entry("BatchNormalization", f"b{i}_norm", [tensor(f"b{i}_up")])
        act = entry("ReLU", f"b{i}_act", [tensor(f"b{i}_norm")])
        down = entry("Dense", f"b{i}_down", [tensor(f"b{i}_act")], units=8)
        add = entry("Add", f"b{i}_add", [tensor(before), tensor(f"b{i}_down")])
        layers += [up, norm, act, down, add]
        before = f"b{i}_add"
    return functional(*layers, outputs=[before])


def explained(tmp_path: Path, config: Config) -> Report:
    return alone(write_json(tmp_path / "m.json", config))


def labels(page: ScreenPage) -> list[str]:
    return [f"{row.branch}{row.label}" for row in page.table.rows]


def cells(page: ScreenPage, title: str) -> list[str]:
    place = [column.title for column in page.table.columns].index(title)
    return [" ".join(row.cells[place]) for row in page.table.rows]


def test_equal_blocks_have_one_row_and_then_the_first_of_them(tmp_path: Path) -> None:
    page = screen_page(explained(tmp_path, residual(5)), Choice())
    assert labels(page) == [
        "x (InputLayer): no weights → 8",
        "b0 … b4: 5 × 5 layers",
        "  b0_up (Dense)",
        "  b0_norm (BatchNormalization)",
        "  b0_act (ReLU): no weights",
        "  b0_down (Dense)",
        "  b0_add (Add): no weights",
    ]
    assert cells(page, "Param #") == ["", "1,720", "144", "64", "", "136", ""]
    assert cells(page, "Numbers")[1] == "5 × 344, alike"
    assert cells(page, "Output Shape") == ["", "", "16", "", "", "8", ""]
    assert page.table.formulas == (
        "Dense: units·input_dim + units (10 layers)",
        "BatchNormalization: 4·features, 2·features of them trained (5 layers)",
    )
    (share,) = page.table.shares
    assert share.startswith("Most parameters: 1,400 (81 %) in 10 Dense layers")
    assert share not in page.sentences


@pytest.mark.parametrize(
    "setting", [{"activation": "relu"}, {"use_bias": False}, {"units": 17}, {"trainable": False}]
)
def test_another_setting_is_another_block(tmp_path: Path, setting: dict[str, Any]) -> None:
    settings = {"activation": "linear", "use_bias": True, "trainable": True} | setting
    if "units" in setting:
        config = residual(5)
        config["config"]["layers"][21]["config"]["units"] = 17
    else:
        config = residual(5, **settings)
    assert "b0 … b3: 4 × 5 layers" in labels(screen_page(explained(tmp_path, config), Choice()))


def test_blocks_that_are_joined_otherwise_are_not_equal(tmp_path: Path) -> None:
    config = residual(5)
    config["config"]["layers"][20]["inbound_nodes"] = [
        {"args": [[tensor("x"), tensor("b3_down")]], "kwargs": {}}
    ]
    assert "b0 … b2: 3 × 5 layers" in labels(screen_page(explained(tmp_path, config), Choice()))


def test_unfolded_every_layer_has_a_row_of_its_own_or_shares_one(tmp_path: Path) -> None:
    page = screen_page(explained(tmp_path, residual(5)), Choice(fold=False))
    assert len(page.table.rows) == 1 + 5 * 5
    assert page.hint == "--layer b0_up explains one layer in full; --all says everything"
    whole = screen_page(explained(tmp_path, residual(5)), Choice(everything=True))
    assert len(whole.table.rows) == 26
    assert whole.table.formulas == whole.table.shares == ()


def test_models_inside_are_compared_too(tmp_path: Path) -> None:
    def inner(name: str, units: int) -> Config:
        layers = [entry("Dense", f"{name}_{i}", units=units) for i in range(3)]
        return sequential(*layers, name=name)

    alike = [inner(f"m{i}", 8) for i in range(5)]
    page = screen_page(explained(tmp_path, sequential(*alike, shape=(None, 8))), Choice())
    assert labels(page)[0] == "m0 … m4: 5 layers"
    other = [*alike[:4], inner("m4", 9)]
    page = screen_page(explained(tmp_path, sequential(*other, shape=(None, 8))), Choice())
    assert labels(page)[0] == "m0 … m3: 4 layers"


def test_models_inside_that_put_out_another_layer_are_not_alike(tmp_path: Path) -> None:
    def inner(i: int, output: str) -> Config:
        x = entry("InputLayer", f"x{i}", batch_shape=[None, 8])
        first = entry("Dense", f"one{i}", [tensor(f"x{i}")], units=8)
        second = entry("Dense", f"two{i}", [tensor(f"x{i}")], units=8)
        ends = {"inputs": [f"x{i}"], "outputs": [f"{output}{i}"]}
        return functional(x, first, second, **ends, name=f"m{i}")

    models = [inner(i, "two" if i == 4 else "one") for i in range(5)]
    page = screen_page(explained(tmp_path, sequential(*models, shape=(None, 8))), Choice())
    assert labels(page)[0] == "m0 … m3: 4 layers"


def test_layers_that_are_picked_and_the_rest(tmp_path: Path) -> None:
    report = explained(tmp_path, residual(5))
    page = screen_page(report, Choice(sort="params", top=2))
    assert labels(page) == ["b0_up (Dense)", "b1_up (Dense)", "… 24 other layers"]
    assert cells(page, "Param #") == ["144", "144", "1,432"]
    page = screen_page(report, Choice(only="frozen"))
    assert labels(page)[-2:] == ["b4_norm (BatchNormalization)", "… 21 other layers"]
    page = screen_page(report, Choice(pattern="b[01]_up"))
    assert labels(page) == ["b0_up (Dense)", "b1_up (Dense)", "… 24 other layers"]
    assert labels(screen_page(report, Choice(pattern="*", only="weights")))[-1].startswith("… 11")
    with pytest.raises(UnknownLayerNameError, match="no layer is named 'c\\*'"):
        screen_page(report, Choice(pattern="c*"))


def test_a_block_in_a_block_stands_under_it_on_a_narrow_screen_too(tmp_path: Path) -> None:
    def block(i: int) -> list[Config]:
        names = [f"a_rather_long_name_of_a_layer_{i}_{k}" for k in range(6)]
        alike = [entry("Dense", name, units=8) for name in names]
        return [*alike, entry("Dense", f"a_rather_long_name_of_a_layer_{i}_last", units=9)]

    layers = [layer for i in range(4) for layer in block(i)]
    report = explained(tmp_path, sequential(*layers, shape=(None, 9)))
    text = render(report, "text", Options(width=60))
    rows = [line for line in text.splitlines() if "…" in line]
    assert [line.startswith("  ") for line in rows] == [False, True]
    assert added(text) == report.total


def test_models_inside_are_picked_from_as_far_as_depth_says(tmp_path: Path) -> None:
    inner = sequential(*(entry("Dense", f"d{i}", units=3 + i) for i in range(3)), name="inner")
    config = sequential(inner, entry("Dense", "last", units=2), shape=(None, 3))
    report = explained(tmp_path, config)
    page = screen_page(report, Choice(sort="params"))
    assert labels(page) == [f"inner.d{i} (Dense)" for i in (2, 1, 0)] + ["last (Dense)"]
    page = screen_page(report, Choice(sort="params", depth=1))
    assert labels(page) == ["inner (Sequential)", "last (Dense)"]
