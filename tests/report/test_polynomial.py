"""A whole model's count is one polynomial, whose value is the total."""

from __future__ import annotations

from pathlib import Path

import pytest

from rnnscope.report.polynomial import total_count
from tests.files import MNIST, SENTIMENT, alone, custom, entry, sequential, write_json, write_keras

pytestmark = pytest.mark.quick


@pytest.mark.parametrize("path", [MNIST, SENTIMENT], ids=["mnist", "sentiment"])
def test_the_value_is_the_total(path: Path) -> None:
    report = alone(path)
    count = total_count(report.layers)
    assert count is not None
    assert int(count) == report.total


def test_names_say_whose_they_are() -> None:
    assert alone(MNIST).total_formula == (
        "dense.units*simple_rnn.units + simple_rnn.units*simple_rnn.units"
        " + simple_rnn.units*input_layer.features + dense.units + simple_rnn.units"
    )


def test_a_size_is_traced_through_the_layers_that_keep_it(tmp_path: Path) -> None:
    config = sequential(
        entry("Dense", "a", units=5, use_bias=False),
        entry("Dropout", "drop", rate=0.5),
        entry("Dense", "b", units=2, use_bias=False),
        shape=(None, 3),
    )
    report = alone(write_json(tmp_path / "m.json", config))
    assert report.total_formula == "a.units*b.units + a.units*x.features"


def test_gates_are_numbers_there(tmp_path: Path) -> None:
    config = sequential(entry("LSTM", "lstm", units=5, use_bias=False), shape=(None, 4, 3))
    report = alone(write_json(tmp_path / "m.json", config))
    assert report.total_formula == "4*lstm.units*lstm.units + 4*lstm.units*x.features"


def test_what_is_only_stored_is_a_number(tmp_path: Path) -> None:
    config = sequential(custom("Odd", "odd"), shape=(None, 3))
    report = alone(write_keras(tmp_path / "m.keras", config, {"layers/odd/vars/0": (5, 5)}))
    assert report.total_formula == "25"


def test_there_is_none_where_a_count_is_not_known(tmp_path: Path) -> None:
    config = sequential(custom("Odd", "odd"), shape=(None, 3))
    assert alone(write_json(tmp_path / "m.json", config)).total_formula is None


def test_a_shared_layer_is_in_it_once(tmp_path: Path) -> None:
    shared = {**entry("Dense", "d", units=3), "shared_object_id": 7}
    one, two = sequential(shared, name="one"), sequential(shared, name="two")
    report = alone(write_json(tmp_path / "m.json", sequential(one, two, shape=(None, 3))))
    assert report.total_formula == "one.d.units*x.features + one.d.units"
