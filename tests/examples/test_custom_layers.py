"""The examples of layers of one's own: each formula is right wherever it is asked, and alone so."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import rnnscope
from rnnscope.derivation import explain_layer
from rnnscope.layers import registry
from tests.files import ROOT
from tests.tracing.same import differences, traced

EXAMPLES = sorted(path.stem for path in (ROOT / "examples").glob("custom_*.py"))

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")


@pytest.fixture
def example(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, formulas: None
) -> Iterator[Any]:
    """Import an example as its user does, and forget it again."""
    monkeypatch.syspath_prepend(ROOT / "examples")
    yield importlib.import_module(request.param)
    sys.modules.pop(request.param)


each = pytest.mark.parametrize("example", EXAMPLES, indirect=True)


def the_formula() -> tuple[str, Callable[[rnnscope.Layer], rnnscope.Parts]]:
    """Return the formula that an example gives, and the class that it is for."""
    ((name, formula),) = registry._USERS.items()
    return name, formula.function


def row_of(report: rnnscope.Report, class_name: str) -> rnnscope.LayerReport:
    (row,) = (row for row in report.walk() if row.class_name == class_name)
    return row


def test_there_is_one_for_each_shape_of_a_layer() -> None:
    shapes = ("cell", "composite", "inputs", "layer", "stateful", "wrapper")
    assert [f"custom_{shape}" for shape in shapes] == EXAMPLES


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_is_named_in_the_guide(name: str) -> None:
    guide = (ROOT / "docs" / "guides" / "own-layers.md").read_text("utf-8")
    assert f"(../../examples/{name}.py)" in guide


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_is_a_whole_program_of_40_lines(name: str) -> None:
    assert len((ROOT / "examples" / f"{name}.py").read_text("utf-8").splitlines()) <= 40


@each
def test_the_formula_is_right_in_memory_and_in_files(example: ModuleType, tmp_path: Path) -> None:
    model = example.build()
    class_name, _ = the_formula()
    saved = [tmp_path / "m.keras", tmp_path / "m.h5"]
    for path in saved:
        model.save(path)
    for source in (model, *saved):
        report = rnnscope.explain(source, summary=source is model)
        assert [difference.text for difference in report.differences] == []
        assert (report.total, report.verified) == (model.count_params(), True)
        row = row_of(report, class_name)
        assert (row.basis, row.notes) == ("derived", ())
        assert row.sentence.endswith(".")


@each
def test_the_formula_says_what_the_code_does(example: ModuleType) -> None:
    class_name, _ = the_formula()
    row = row_of(rnnscope.explain(example.build()), class_name)
    followed = traced(row)
    if followed.outputs is None:  # of a cell, which is called with states
        followed = replace(followed, outputs=row.outputs)
    assert list(differences(row, followed)) == []


@each
def test_multiply_adds_are_known_where_the_formula_tells_them(example: ModuleType) -> None:
    class_name, _ = the_formula()
    report = rnnscope.explain(example.build(), summary=False)
    if class_name == "LowRankDense":
        assert report.macs_at() == 64 * 8 + 8 * 100
    else:
        assert report.macs is None
        assert class_name in {layer.class_name for layer in report.compute.left_out}


@each
def test_without_the_formula_the_code_is_followed(example: ModuleType) -> None:
    model = example.build()
    class_name, _ = the_formula()
    registry._USERS.clear()
    report = rnnscope.explain(model)
    assert (report.total, report.verified) == (model.count_params(), True)
    assert row_of(report, class_name).basis == "traced"


def parts_of(formula: Any, layer: rnnscope.Layer) -> Iterator[Any]:
    """Yield all parts of a formula, which is given what the layers inside put out."""
    parts = formula(layer)
    part = next(parts, None)
    while part is not None:
        yield part
        inside = explain_layer(part.layer) if isinstance(part, rnnscope.Child) else None
        try:
            part = parts.send(inside and inside.outputs)
        except StopIteration:
            return


def _without_one(parts: list[Any]) -> list[Any]:
    """Leave out the last weight, or the last layer inside."""
    last = max(i for i, part in enumerate(parts) if not isinstance(part, rnnscope.Output))
    return [*parts[:last], *parts[last + 1 :]]


def _with_one_more(parts: list[Any]) -> list[Any]:
    return [rnnscope.Weight(name="more", shape=(2, 3)), *parts]


def _of_another_size(parts: list[Any]) -> list[Any]:
    """Add one to each size of the first weight, or to the units of the first layer inside."""
    first, *others = parts
    if isinstance(first, rnnscope.Weight):
        return [replace(first, shape=tuple(size + 1 for size in first.shape)), *others]
    settings = dict(first.layer.config.settings)
    settings["units"] = int(settings["units"]) + 1
    config = replace(first.layer.config, settings=settings)
    return [replace(first, layer=replace(first.layer, config=config)), *others]


WRONG = {
    "a weight too few": _without_one,
    "a weight too many": _with_one_more,
    "a weight of another size": _of_another_size,
}


@each
@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_a_wrong_formula_is_found(
    example: ModuleType, wrong: Callable[[list[Any]], list[Any]], tmp_path: Path
) -> None:
    model = example.build()
    class_name, right = the_formula()

    def bent(layer: rnnscope.Layer) -> rnnscope.Parts:
        """Made wrong for a test."""
        for part in wrong(list(parts_of(right, layer))):  # noqa: UP028  # a part has an answer
            yield part

    registry._USERS.clear()
    rnnscope.formula(class_name)(bent)
    model.save(tmp_path / "m.keras")
    for source in (model, tmp_path / "m.keras"):
        report = rnnscope.explain(source)
        assert row_of(report, class_name).notes == ()
        assert (report.verified, report.witnesses[0].spoke) == (False, True)
        assert report.witnesses[0].differences
