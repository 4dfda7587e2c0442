"""Shapes that somebody gives for what flows in, held against what is printed."""

from __future__ import annotations

import pytest

from rnnscope.errors import BadArgumentError
from rnnscope.report.row_verdict import Told
from tests.solving.chains import chain, reported, verdict

pytestmark = pytest.mark.quick


def test_the_shape_that_flows_in_determines_the_first_layer() -> None:
    rows = (("simple_rnn_1", "SimpleRNN", (None, 128), 20_096),)
    report = reported(chain(*rows), input_shapes={"": (28, 28)})
    assert verdict(report, "simple_rnn_1").told is Told.DETERMINED
    assert report["simple_rnn_1"].input_shape == (None, 28, 28)


def test_a_shape_for_an_input_that_is_printed_is_refused() -> None:
    rows = (("input_1", "InputLayer", (None, 4), 0), ("d", "Dense", (None, 2), 10))
    with pytest.raises(BadArgumentError, match="prints the shapes of all its inputs"):
        reported(chain(*rows), input_shapes={"nothing": (4,)})


@pytest.mark.parametrize("given", [(32, 32, 3), (None, None, 3), (None, 64, 3)])
@pytest.mark.parametrize("name", ["", "i", "c"])
def test_a_shape_that_agrees_with_a_printed_input_is_taken(
    given: tuple[int | None, ...], name: str
) -> None:
    rows = (
        ("i", "InputLayer", (None, None, None, 3), 0),
        ("c", "Conv2D", (None, None, None, 8), 224),
    )
    without = reported(chain(*rows))
    report = reported(chain(*rows), input_shapes={name: given})
    assert report["c"].told == without["c"].told
    assert report["c"].output_shape == (None, None, None, 8)


@pytest.mark.parametrize(
    ("printed", "given", "expected"),
    [
        ((None, None, None, 3), (32, 32, 1), "None, None, None, 3.*of which each None may be any"),
        ((None, None, None, 3), (32, 32), "what is printed, "),
        ((None, 28, 28, 3), (32, 28, 3), "what is printed, .None, 28, 28, 3., without the batch"),
    ],
)
def test_a_shape_that_is_printed_otherwise_is_refused(
    printed: tuple[int | None, ...], given: tuple[int, ...], expected: str
) -> None:
    rows = (("i", "InputLayer", printed, 0), ("f", "Dropout", printed, 0))
    with pytest.raises(BadArgumentError, match=expected):
        reported(chain(*rows), input_shapes={"": given})
