from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from keras import layers

from rnnscope.report.report import LayerReport

Explained = Callable[..., LayerReport]

CELLS: dict[str, Callable[[], Any]] = {
    "simple": lambda: layers.SimpleRNNCell(4),
    "simple-no-bias": lambda: layers.SimpleRNNCell(4, use_bias=False),
    "lstm": lambda: layers.LSTMCell(4),
    "lstm-no-bias": lambda: layers.LSTMCell(4, use_bias=False),
    "lstm-frozen": lambda: layers.LSTMCell(4, trainable=False),
    "gru": lambda: layers.GRUCell(4),
    "gru-one-bias": lambda: layers.GRUCell(4, reset_after=False),
    "gru-no-bias": lambda: layers.GRUCell(4, use_bias=False),
    "stacked": lambda: layers.StackedRNNCells([layers.LSTMCell(4), layers.GRUCell(6)]),
    "list-of-one": lambda: [layers.GRUCell(4)],
    "list-of-same": lambda: [
        layers.LSTMCell(4),
        layers.LSTMCell(5),
        layers.LSTMCell(6),
    ],
    "list-of-mixed": lambda: [
        layers.SimpleRNNCell(4),
        layers.LSTMCell(5),
        layers.GRUCell(6),
        layers.LSTMCell(7, use_bias=False),
        layers.SimpleRNNCell(3),
    ],
    "float64": lambda: layers.LSTMCell(4, dtype="float64"),
}
SETTINGS: list[dict[str, Any]] = [
    {},
    {"return_sequences": True},
    {"return_state": True},
    {"return_sequences": True, "return_state": True},
    {"go_backwards": True, "unroll": True},
    {"trainable": False},
]


@pytest.mark.parametrize("settings", SETTINGS, ids=str)
@pytest.mark.parametrize("cell", CELLS.values(), ids=CELLS.keys())
def test_rnn(explained: Explained, cell: Callable[[], Any], settings: dict[str, Any]) -> None:
    explained(layers.RNN(cell(), **settings), (5, 3))


@pytest.mark.parametrize("cell", CELLS.values(), ids=CELLS.keys())
def test_rnn_over_any_number_of_steps(explained: Explained, cell: Callable[[], Any]) -> None:
    explained(layers.RNN(cell(), return_sequences=True), (None, 3))


def test_stack_in_a_stack(explained: Explained) -> None:
    inner = layers.StackedRNNCells([layers.GRUCell(5), layers.LSTMCell(6)])
    explained(layers.RNN([layers.LSTMCell(4), inner, layers.GRUCell(3)]), (5, 3))


def test_stateful_rnn(explained: Explained) -> None:
    explained(
        layers.RNN([layers.LSTMCell(4), layers.GRUCell(5)], stateful=True),
        (5, 3),
        batch=2,
    )


@pytest.mark.parametrize("name", [name for name in CELLS if "list" not in name])
def test_cell_by_itself(explained: Explained, name: str) -> None:
    def call(cell: Any, step: Any) -> Any:
        states = cell.get_initial_state(batch_size=2)
        return cell(step, states)

    cell = CELLS[name]()
    if not isinstance(cell, layers.StackedRNNCells):
        explained(cell, (3,), call=call, batch=2)


def test_the_tree_of_cells(explained: Explained) -> None:
    report = explained(layers.RNN([layers.SimpleRNNCell(4), layers.SimpleRNNCell(5)]), (5, 3))
    (stacked,) = report.children
    assert (report.formula, stacked.formula) == ("cell", "cells[0] + cells[1]")
    assert (report.numbers, stacked.numbers) == ("82", "32 + 50")
    assert [child.input_shape for child in (stacked, *stacked.children)] == [
        (None, 3),
        (None, 3),
        (None, 4),
    ]


def test_a_cell_reads_what_the_one_below_puts_out(explained: Explained) -> None:
    report = explained(layers.RNN([layers.LSTMCell(4), layers.GRUCell(5)], name="rnn"), (5, 3))
    above = report.children[0].children[1]
    assert [symbol.text for symbol in above.provenance] == [
        "input_dim = 4 (rnn.cell.cells[0].units)"
    ]
