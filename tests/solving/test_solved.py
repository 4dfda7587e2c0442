from __future__ import annotations

import pytest

from rnnscope.derivation import explain_model
from rnnscope.model.parts import LayerConfig, Model, ModelConfig, Shape
from rnnscope.model.printed import PrintedRow, PrintedShape, PrintedSummary
from rnnscope.report.report import Report
from rnnscope.report.row_verdict import Told
from rnnscope.solving import solved

pytestmark = pytest.mark.quick

Line = tuple[str, str, Shape, int]


def chain(*lines: Line, generation: int | None = 2) -> Model:
    rows = tuple(
        PrintedRow(
            line=number,
            name=name,
            class_name=class_name,
            shapes=(PrintedShape(sizes=shape),),
            params=params,
        )
        for number, (name, class_name, shape, params) in enumerate(lines, 1)
    )
    layers = tuple(LayerConfig(class_name=row.class_name, name=row.name) for row in rows)
    printed = PrintedSummary(rows=rows, line=1, generation=generation)
    config = ModelConfig(class_name="Sequential", name="sequential", layers=layers)
    return Model(config=config, source=None, format="printed", printed=printed)


def reported(model: Model, **given: dict[str, object]) -> Report:
    solution = solved(model, **given)  # type: ignore[arg-type]
    return solution.told(explain_model(solution.model))


def told(report: Report, name: str) -> Told:
    verdict = report[name].told
    assert verdict is not None
    return verdict.told


def test_the_first_layer_is_solved_under_the_default_and_the_next_one_for_certain() -> None:
    rows = (
        ("simple_rnn_1", "SimpleRNN", (None, 128), 20_096),
        ("dense_1", "Dense", (None, 10), 1_290),
    )
    report = reported(chain(*rows))
    assert told(report, "simple_rnn_1") is Told.ASSUMED
    assert told(report, "dense_1") is Told.DETERMINED
    assert report["simple_rnn_1"].numbers == "128*128 + 128*28 + 128"
    assert report["dense_1"].numbers == "10*128 + 10"
    assert report.total == 21_386
    assert not report.verified


def test_a_number_that_no_setting_gives_is_said_to_be_so() -> None:
    rows = (("a", "Flatten", (None, 256), 0), ("b", "Dense", (None, 10), 2_750))
    report = reported(chain(*rows))
    assert told(report, "b") is Told.IMPOSSIBLE
    assert report["b"].params == 2_750
