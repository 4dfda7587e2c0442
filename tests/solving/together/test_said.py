"""What somebody says besides a text: what follows from it is not told as if the text said so."""

from __future__ import annotations

import pytest

from rnnscope.errors import BadArgumentError
from rnnscope.report.row_verdict import Told
from tests.solving.chains import chain, reported, said, verdict

pytestmark = pytest.mark.quick

DENSE = ("dense_1", "Dense", (None, 256), 200_960)
BOTH = (
    ("x", "InputLayer", (None, 20, 32), 0),
    ("b", "Bidirectional", (None, 40), 8_480),
    ("t", "TimeDistributed", None, 2_112),
)


def test_what_was_assumed_is_told_as_assumed() -> None:
    report = reported(chain(DENSE), arguments={"dense_1.use_bias": False})
    assert verdict(report, "dense_1").told is Told.ASSUMED
    assert said(report, "dense_1") == "use_bias=False, as assumed with --assume"


def test_what_follows_from_what_was_assumed_says_so() -> None:
    rows = (("a", "Dense", None, 110), ("b", "Dense", (None, 1), 11))
    assert verdict(reported(chain(*rows)), "b").told is Told.ASSUMED
    report = reported(chain(*rows), arguments={"a.units": 10, "a.use_bias": True})
    assert said(report, "a") == "units=10 and use_bias=True, as assumed with --assume"
    assert said(report, "b") == "a.units=10 and a.use_bias=True, as assumed with --assume"


def test_what_the_text_tells_as_well_stays_determined() -> None:
    rows = (DENSE, ("dense_2", "Dense", (None, 10), 2_570))
    report = reported(chain(*rows), arguments={"dense_2.use_bias": True, "dense_2.units": 10})
    assert verdict(report, "dense_2").told is Told.DETERMINED


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        (
            "dense_1.units",
            128,
            r"expected dense_1.units=256, for dense_1 is printed as a Dense that",
        ),
        ("dense_1.kernel_size", 3, "an argument of a Dense, whose arguments are units, use_bias"),
        ("dense_1.units", "abc", "a whole number from 1 on for dense_1.units"),
        ("dense_1.units", 0, "a whole number from 1 on for dense_1.units"),
        ("dense_1.use_bias", "maybe", "True or False for dense_1.use_bias"),
        ("nope.units", 3, "a layer of the summary and one of its arguments, as dense_1.units"),
    ],
)
def test_what_cannot_be_is_refused(name: str, value: object, expected: str) -> None:
    with pytest.raises(BadArgumentError, match=f"assume: .*{expected}"):
        reported(chain(DENSE), arguments={name: value})


def test_what_another_row_leaves_no_room_for_is_refused() -> None:
    rows = (
        ("x", "InputLayer", (None, 8), 0),
        ("a", "Dense", None, 72),
        ("b", "Dense", (None, 1), 9),
    )
    with pytest.raises(BadArgumentError, match=r"assume: expected a.units=8"):
        reported(chain(*rows), arguments={"a.units": 4})


@pytest.mark.parametrize(
    ("arguments", "refused"),
    [
        ({"b.layer": "LSTM", "b.layer.units": 20}, ""),
        ({"b.layer": "GRU"}, "b.layer=LSTM"),
        ({"b.layer.units": 12}, "b.layer.units=20"),
        ({"b.layer": "Dense"}, "one of LSTM, GRU"),
        ({"b.layer.units": "x"}, "a whole number"),
        ({"b.merge_mode": "nothing"}, "one of concat, sum, mul, ave and None"),
    ],
)
def test_arguments_of_a_layer_inside_can_be_said(
    arguments: dict[str, object], refused: str
) -> None:
    if refused:
        with pytest.raises(BadArgumentError, match=refused):
            reported(chain(*BOTH[:2]), arguments=arguments)
    else:
        fit = verdict(reported(chain(*BOTH[:2]), arguments=arguments), "b").fits[0]
        assert fit.settings["layer.units"] == 20


def test_how_a_window_moves_can_be_said() -> None:
    rows = (("x", "InputLayer", (None, 9, 4), 0), ("c", "Conv1D", (None, 1, 4), 52))
    config = verdict(reported(chain(*rows), arguments={"c.strides": 9}), "c").fits[0].config
    assert config is not None
    assert config.settings["strides"] == 9
    with pytest.raises(BadArgumentError, match=r"assume: expected .*printed as a Conv1D"):
        reported(chain(*rows), arguments={"c.strides": 2})


def test_a_shape_of_which_the_first_layer_cannot_make_what_is_printed_is_refused() -> None:
    with pytest.raises(
        BadArgumentError, match=r"input_shape: expected .* \(None, 256\), with 200,960"
    ):
        reported(chain(DENSE), input_shapes={"": (None, 784)})


@pytest.mark.parametrize(
    "kind", ["MaxPooling2D", "AveragePooling2D", "ZeroPadding2D", "Cropping2D"]
)
def test_nothing_is_told_of_a_layer_without_weights_by_a_shape_with_too_few_axes(kind: str) -> None:
    rows = (("p", kind, (None, 4, 4, 3), 0), ("c", "Conv2D", (None, 2, 2, 4), 112))
    assert not verdict(reported(chain(*rows), input_shapes={"": (8, 8)}), "p").fits


def test_a_number_that_the_given_shape_does_not_give_is_said_to_be_so_by_it() -> None:
    rows = (("g", "GRU", (None, 16), 1_104),)
    report = reported(chain(*rows), input_shapes={"": (28, 9)})
    assert verdict(report, "g").told is Told.IMPOSSIBLE
    assert "what flows in is (28, 9) by --input-shape" in said(report, "g")
    assert report.differences


def test_a_layer_as_activation_is_not_thought_of_without_the_shape_that_makes_it_so() -> None:
    report = reported(chain(DENSE), input_shapes={"": (783,)})
    assert "activation=PReLU()" in said(report, "dense_1")
    assert "what flows in is (783) by --input-shape" in said(report, "dense_1")


def test_an_argument_that_somebody_knows_settles_a_row() -> None:
    rows = (("gru_1", "GRU", (None, 16), 1_104),)
    assert verdict(reported(chain(*rows)), "gru_1").told is Told.ONE_OF
    report = reported(chain(*rows), arguments={"gru_1.reset_after": True, "gru_1.use_bias": True})
    assert report["gru_1"].input_shape == (None, None, 5)


def test_an_argument_of_no_layer_is_refused() -> None:
    with pytest.raises(BadArgumentError, match="a layer of the summary"):
        reported(chain(("d", "Dense", (None, 2), 10)), arguments={"e.units": 3})
