"""In which order data flows through rows of which no `Connected to` tells it."""

from __future__ import annotations

import pytest

import rnnscope
from rnnscope.report.report import Report
from rnnscope.report.row_verdict import Told
from tests.solving.pasted import verdict

pytestmark = pytest.mark.quick

HEAD = "┃ Layer (type) ┃ Output Shape ┃ Param # ┃\n"


def drawn(*rows: str, name: str = "functional") -> Report:
    """Return the report of rows of a table as Keras 3 draws it."""
    lines = "".join(f"│ {' │ '.join(row.split('  '))} │\n" for row in rows)
    text = f'Model: "{name}"\n{HEAD}{lines} Non-trainable params: 0 (0.00 B)\n'
    return rnnscope.explain_summary(text, summary=False)


def test_an_operation_of_a_chain_of_keras_3_joins_nothing() -> None:
    """Keras 3.15 prints so `layers.Conv2D(8, 3)(inputs / 127.5 - 1) * 2`."""
    report = drawn(
        "input_layer (InputLayer)  (None, 32, 32, 3)  0",
        "true_divide (TrueDivide)  (None, 32, 32, 3)  0",
        "subtract (Subtract)  (None, 32, 32, 3)  0",
        "conv2d (Conv2D)  (None, 30, 30, 8)  224",
        "multiply (Multiply)  (None, 30, 30, 8)  0",
        "dense (Dense)  (None, 30, 30, 10)  90",
    )
    assert [verdict(report, name).told for name in ("conv2d", "dense")] == [Told.DETERMINED] * 2
    assert not any("is not printed" in each for each in str(report).splitlines())


def test_behind_the_only_input_of_a_table_without_connections_stands_what_takes_it() -> None:
    text = """Layer (type)                 Output Shape              Param #
x (InputLayer)               (None, 8, 8, 7)           0
a (Conv2D)                   (None, 6, 6, 4)           256
b (Conv2D)                   (None, 6, 6, 4)           148
c (Concatenate)              (None, 6, 6, 8)           0
"""
    report = rnnscope.explain_summary(text, summary=False)
    assert verdict(report, "a").told is Told.DETERMINED
    assert not verdict(report, "b").is_fed


def test_the_rows_of_a_class_of_ones_own_need_not_be_in_the_order_of_the_data() -> None:
    """As of a model that calls `c(a(x) - b(x))`; Keras 3 prints its layers as they were set."""
    rows = ("a (Dense)  (1, 8)  136", "b (Dense)  (1, 8)  136", "c (Dense)  (1, 3)  27")
    told = [verdict(drawn(*rows, name="siamese"), name).told for name in "abc"]
    assert told == [Told.ASSUMED] * 3
    assert verdict(drawn(*rows, name="sequential_2"), "b").told is Told.IMPOSSIBLE


def test_what_may_be_of_a_class_of_ones_own_is_determined_only_by_the_order() -> None:
    rows = ("a (Dense)  (1, 8)  136", "b (Dense)  (1, 8)  72")
    assert verdict(drawn(*rows, name="sequential"), "b").told is Told.DETERMINED
    report = drawn(*rows, name="encoder")
    assert verdict(report, "b").told is Told.ASSUMED
    assert "assuming that data flows from row to row, in their order" in str(report)
