"""Counts asserted: what fails, and what the failure says."""

from __future__ import annotations

import copy
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import rnnscope
from rnnscope import BadFormulaError, ParamsMismatchError, assert_params
from rnnscope.layers import registry
from rnnscope.report.report import Report
from tests.files import (
    MNIST,
    SENTIMENT,
    alone,
    custom,
    edited,
    entry,
    replaced,
    sequential,
    write_json,
    write_keras,
)

pytestmark = pytest.mark.quick

RNN = "units*units + units*input_dim + units"
LSTM = "gates*(units*units + units*input_dim + units)"


@pytest.fixture(scope="module")
def mnist() -> Report:
    return alone(MNIST)


@pytest.fixture(scope="module")
def sentiment() -> Report:
    return alone(SENTIMENT)


def failure(source: object, expected: Any = None, **asked: Any) -> list[str]:
    with pytest.raises(ParamsMismatchError) as caught:
        assert_params(source, expected, **{"summary": False, **asked})
    assert isinstance(caught.value, AssertionError)
    lines = str(caught.value).splitlines()
    assert max(map(len, lines[1:]), default=0) <= 100
    return lines


def off_by(lines: list[str], whose: str = "the model") -> str:
    """Return the line that says how far off a count is, with what it goes on with."""
    start = next(i for i, line in enumerate(lines) if line.startswith(f"{whose}: "))
    end = next((i for i in range(start + 1, len(lines)) if lines[i][:4] != "    "), len(lines))
    return " ".join(line.strip() for line in lines[start:end])


def causes(lines: list[str]) -> str:
    """Return what could be the cause, on one line."""
    return " ".join(line.strip() for line in lines if line.startswith("  "))


@pytest.mark.parametrize(
    "expected",
    [
        21_386,
        {"simple_rnn": 20_096, "dense": 1290},
        {"simple_rnn": RNN},
        {"simple_rnn": "units*(units + input_dim + 1)", "dense": "input_dim*units + units"},
    ],
)
def test_what_holds(mnist: Report, expected: int | Mapping[str, int | str]) -> None:
    assert_params(mnist, expected)
    assert_params(MNIST, expected, summary=False)
    assert_params(str(MNIST), expected, summary=False)


@pytest.mark.parametrize(
    "expected",
    [
        {"bidirectional": 4224, "bidirectional.forward_layer": LSTM, "backward_layer": 2112},
        {"bidirectional": "forward_layer + backward_layer"},
        {"bidirectional": f"2*{LSTM}"},
        {"bidirectional": "8*units*(units + input_dim + 1)"},
        {"gru": "gates*(units*units + units*input_dim + 2*units)", "dropout": 0},
        {"gru": "3*units*(units + input_dim + 2)", "batch_normalization": "4*features"},
    ],
)
def test_composite_layers(sentiment: Report, expected: Mapping[str, int | str]) -> None:
    assert_params(sentiment, expected)


def test_a_wrong_total_lists_the_layers(mnist: Report) -> None:
    assert failure(mnist, 20_000) == [
        "the model has 21,386 params, expected 20,000",
        f"in {MNIST}",
        "              expected   found",
        "the model       20,000  21,386",
        "  simple_rnn            20,096  units*units + units*input_dim + units",
        "                                = 128*128 + 128*28 + 128",
        "  dense                  1,290  units*input_dim + units = 10*128 + 10",
        "",
        "the model: 1,386 more than expected",
    ]


@pytest.mark.parametrize(
    ("expected", "named"),
    [
        (21_386 + 1290, "1,290 fewer than expected"),
        (21_386 - 1290, "1,290 more than expected, as many as all of dense"),
        (
            21_386 - 128,
            "128 more than expected, as many as units, the size of simple_rnn's bias",
        ),
        (21_386 + 10, "10 fewer than expected"),
        (
            21_386 - 16_384,
            "16,384 more than expected, as many as units*units, the size of simple_rnn's "
            "recurrent_kernel",
        ),
        (21_387, "1 fewer than expected"),
    ],
)
def test_a_difference_is_named_where_something_has_its_size(
    mnist: Report, expected: int, named: str
) -> None:
    assert off_by(failure(mnist, expected)) == f"the model: {named}"


ABSENT = [
    # A layer, its input, what somebody expected, and what is said of the difference.
    ("SimpleRNN", {"units": 128, "use_bias": False}, (28, 28), 20_096, "use_bias=True"),
    ("Dense", {"units": 10, "use_bias": False}, (128,), 1290, "use_bias=True"),
    ("GRU", {"units": 8, "reset_after": False}, (5, 32), 1008, "reset_after=True"),
    ("GRU", {"units": 8, "use_bias": False}, (5, 32), 1008, "use_bias=True"),
    ("GRU", {"units": 8, "use_bias": False, "reset_after": False}, (5, 32), 984, "=True"),
    ("BatchNormalization", {"center": False}, (64,), 256, "center=True"),
    ("BatchNormalization", {"center": False, "scale": False}, (64,), 192, "scale=True"),
    ("SimpleRNN", {"units": 128}, (28, 28), 20_096 + 128, ""),
    ("SimpleRNN", {"units": 128}, (28, 28), 20_096 + 16_384, ""),
    ("LSTM", {"units": 8}, (5, 32), 1312 + 32, ""),  # two biases a gate, as other libraries have
    ("GRU", {"units": 8}, (5, 32), 1008 + 24, ""),
]


@pytest.mark.parametrize(("class_name", "settings", "shape", "expected", "said"), ABSENT)
def test_of_what_is_missing_only_that_which_is_not_there_is_named(
    tmp_path: Path,
    class_name: str,
    settings: dict[str, Any],
    shape: tuple[int, ...],
    expected: int,
    said: str,
) -> None:
    config = sequential(entry(class_name, "it", **settings), shape=(None, *shape))
    report = alone(write_json(tmp_path / "m.json", config))
    for asked in (expected, {"it": expected}):
        lines = failure(report, asked)
        assert "fewer than expected" in off_by(lines, "it" if asked != expected else "the model")
        assert ("=True (it is False) in it it would hold" in causes(lines)) == bool(said)
        assert said in causes(lines)


def test_all_that_has_the_size_of_a_difference_is_named(tmp_path: Path) -> None:
    layers = [entry("Dense", name, units=8) for name in ("a", "b", "c", "d", "e", "f")]
    report = alone(write_json(tmp_path / "m.json", sequential(*layers, shape=(None, 8))))
    assert report.total is not None
    biases = [f"units, the size of {name}'s bias" for name in "abcd"]
    assert off_by(failure(report, report.total - 8)) == (
        f"the model: 8 more than expected, as many as {', or as '.join(biases)}, or as 2 more"
    )


@pytest.mark.parametrize(
    ("off", "named"),
    [
        (64, "features, the size of it's gamma, or as features, the size of it's beta"),
        (128, "2*features of it"),
        (192, "3*features of it"),
        (256, "all of it, or as 4*features of it"),
        (320, ""),
    ],
)
def test_a_part_of_a_term_is_named(tmp_path: Path, off: int, named: str) -> None:
    layers = [entry("BatchNormalization", "it"), entry("Dense", "d", units=7)]
    report = alone(write_json(tmp_path / "m.json", sequential(*layers, shape=(None, 64))))
    assert report.total == 256 + 65 * 7
    line = off_by(failure(report, report.total - off))
    assert line.partition(", as many as ")[2].startswith(named)
    assert ("as many as" in line) == bool(named)


def test_a_part_that_is_taken_off_is_named_by_its_size(tmp_path: Path) -> None:
    @rnnscope.formula("Between")
    def between(layer: rnnscope.Layer) -> rnnscope.Parts:
        """A weight for each two neighbours."""
        shape = (layer.features("features") - 1, layer.dim("units"))
        yield rnnscope.Weight(name="kernel", shape=shape)
        yield rnnscope.Output((layer.input,))

    try:
        config = sequential(custom("Between", "it", units=5), shape=(None, 8))
        report = alone(write_json(tmp_path / "m.json", config))
        assert report["it"].formula == "units*features - units"
        assert off_by(failure(report, 30)) == (
            "the model: 5 more than expected, as many as units of it"
        )
    finally:
        registry._USERS.pop("Between")


def test_the_optimizer_is_named(sentiment: Report) -> None:
    assert off_by(failure(sentiment, 39_789)) == (
        "the model: 26,516 fewer than expected, as many as the optimizer's variables, which are "
        "not the model's"
    )


def test_a_wrong_count_of_a_layer(sentiment: Report) -> None:
    assert failure(sentiment, {"gru": 984}) == [
        "gru has 1,008 params, expected 984",
        f"in {SENTIMENT}",
        "     expected  found",
        "gru       984  1,008  gates*(units*units + units*input_dim + 2*units) "
        "= 3*(8*8 + 8*32 + 2*8)",
        "                      input_dim = 32 (bidirectional.backward_layer.units +",
        "                      bidirectional.forward_layer.units = 16 + 16)",
        "",
        "gru: 24 more than expected, as many as gates*units of gru",
        "  With reset_after=False (it is True) in gru it would hold.",
        "  984 is what you get if one bias per gate is counted. reset_after=True keeps a second "
        "one",
        "    for each gate, 24 more.",
    ]


def test_two_mistakes_at_once_are_one_way(sentiment: Report) -> None:
    assert "One way to get 792: one bias per gate is counted, and the weights from state to" in (
        causes(failure(sentiment, {"gru": 792}))
    )


def test_a_wrong_formula(mnist: Report) -> None:
    assert failure(mnist, {"simple_rnn": "units*units + units*input_dim"}) == [
        "simple_rnn has 20,096 params, expected 19,968 by 'units*units + units*input_dim'",
        f"in {MNIST}",
        "            expected   found",
        f"simple_rnn    19,968  20,096  {RNN} = 128*128 + 128*28 + 128",
        "                              input_dim = 28 (last axis of input_layer)",
        "",
        "simple_rnn: 128 more than expected, as many as units, the size of simple_rnn's bias",
        "  Found minus expected: units = 128.",
        "  With use_bias=False (it is True) in simple_rnn it would hold.",
        "  19,968 is what you get if the bias is left out. It adds 128 biases: use_bias is True",
        "    unless it is switched off.",
    ]


def test_the_right_number_by_another_formula(mnist: Report) -> None:
    lines = failure(mnist, {"simple_rnn": "units*157"})
    assert "expected 20,096 by 'units*157' (the same number, by another expression)" in lines[0]


def test_all_failures_are_told_at_once(mnist: Report) -> None:
    lines = failure(mnist, {"simple_rnn": 1, "dense": 2})
    assert lines[0] == "simple_rnn has 20,096 params, expected 1; 1 more does not hold"
    assert [line.split()[:3] for line in lines if line.startswith(("simple_rnn ", "dense "))] == [
        ["simple_rnn", "has", "20,096"],
        ["simple_rnn", "1", "20,096"],
        ["dense", "2", "1,290"],
    ]


@pytest.mark.parametrize(
    ("expected", "hint"),
    [
        ({"simple_rn": 1}, "no layer is named 'simple_rn'; did you mean 'simple_rnn'?"),
        ({"lstm": 1}, "no layer is named 'lstm'; there are 'simple_rnn', 'dense'"),
    ],
)
def test_an_unknown_layer(mnist: Report, expected: Mapping[str, int], hint: str) -> None:
    lines = failure(mnist, expected)
    assert lines[0] == hint
    assert lines[-1].split() == [*expected, "1", "no", "such", "layer"]


def test_a_formula_with_an_unknown_name(mnist: Report) -> None:
    with pytest.raises(BadFormulaError, match="no size named 'unit'; it has: units, input_dim"):
        assert_params(mnist, {"dense": "unit*input_dim"})
    with pytest.raises(BadFormulaError, match="it divides by zero"):
        assert_params(mnist, {"dense": "units//(input_dim - 128)"})


def test_sizes_that_differ_need_the_name_of_their_layer(tmp_path: Path) -> None:
    other = entry("LSTM", "b", units=3, go_backwards=True)
    both = entry("Bidirectional", "bi", layer=entry("LSTM", "f", units=2), backward_layer=other)
    report = alone(write_json(tmp_path / "m.json", sequential(both, shape=(None, 5, 4))))
    exact = (
        "4*forward_layer.units*(forward_layer.units + input_dim + 1)"
        " + 4*backward_layer.units*(backward_layer.units + input_dim + 1)"
    )
    assert_params(report, {"bi": exact})
    with pytest.raises(BadFormulaError, match="no size named 'units'"):
        assert_params(report, {"bi": "8*units"})
    assert "Found minus expected: -1." in causes(failure(report, {"bi": exact + " + 1"}))


def test_a_layer_without_a_formula(tmp_path: Path) -> None:
    config = sequential(entry("Dense", "d", units=1), custom("Odd", "odd"), shape=(None, 3))
    path = tmp_path / "m.keras"
    tensors = {
        "layers/dense/vars/0": (3, 1),
        "layers/dense/vars/1": (1,),
        "layers/odd/vars/0": (5, 5),
    }
    report = alone(write_keras(path, config, tensors))
    assert_params(report, {"odd": 25})
    note = "no formula is known for its class; only the stored tensors are known"
    assert note in " ".join(" ".join(failure(report, {"odd": 24})).split())
    assert failure(report, {"odd": "units"})[0] == (
        f"odd has no formula to compare with 'units': {note}"
    )
    unknown = alone(write_json(path, config))
    assert failure(unknown, 29)[0] == (
        "the model has an unknown number of params, expected 29: nobody knows how many odd has"
    )
    assert "odd has an unknown number of params" in failure(unknown, {"odd": 25})[0]


def test_witnesses_that_differ_fail_too(tmp_path: Path) -> None:
    path = edited(MNIST, tmp_path / "m.keras", lambda h5: replaced(h5, "layers/dense/vars/1", (9,)))
    assert failure(path, 21_386) == [
        "config and stored weights disagree: dense: bias: config implies (10,), file holds (9,)",
        f"in {path}",
    ]


def test_the_frames_of_the_library_are_hidden_from_pytest(mnist: Report) -> None:
    with pytest.raises(ParamsMismatchError) as caught:
        assert_params(mnist, 1)
    frames = [frame for frame, _ in traceback.walk_tb(caught.value.__traceback__)][1:]
    assert frames
    assert all("__tracebackhide__" in frame.f_locals for frame in frames)


@pytest.mark.parametrize(
    ("expected", "name"),
    [
        ("21386", "total"),
        (True, "total"),
        (1.5, "total"),
        (-1, "total"),
        ({"dense": None}, "layers['dense']"),
        ({"dense": True}, "layers['dense']"),
        ({3: 3}, "layers"),
    ],
    ids=repr,
)
def test_an_expectation_that_is_none_is_refused(expected: Any, name: str) -> None:
    with pytest.raises(TypeError) as caught:
        assert_params(MNIST, expected, summary=False)
    assert str(caught.value).startswith(f"{name}: expected ")


@pytest.mark.parametrize(
    "asked",
    [
        {"max_params": "x"},
        {"max_bytes": "100 KB"},
        {"max_macs": -3},
        {"at": [3]},
        {"max_macs": 10**9, "at": {"timesteps": 3}},
        {"frozen": [3]},
        {"layers": 3},
        {"trainable": 2.5},
        {"non_trainable": "3"},
        {"max_params": 3, "summary": "yes"},
    ],
    ids=repr,
)
def test_what_is_no_argument_is_named(mnist: Report, asked: dict[str, Any]) -> None:
    with pytest.raises(TypeError) as caught:
        assert_params(mnist, **asked)
    name = "at" if asked.get("max_macs", 0) == 10**9 else [*asked][-1]
    assert str(caught.value).startswith(f"{name}: expected ")


def test_counts_may_be_given_in_two_places_but_not_of_one_layer(mnist: Report) -> None:
    assert assert_params(mnist, {"dense": 1290}, layers={"simple_rnn": 20_096}) is mnist
    with pytest.raises(TypeError, match=r"layers: expected each layer in one place; found 'dense'"):
        assert_params(mnist, {"dense": 1290}, layers={"dense": 1291})


def test_a_failure_can_be_handed_on_and_looked_at(mnist: Report) -> None:
    with pytest.raises(ParamsMismatchError) as caught:
        assert_params(mnist, 20_000, layers={"dense": 3})
    again = copy.copy(caught.value)  # as pickling does it
    assert type(again) is ParamsMismatchError
    assert str(again) == str(caught.value)
    assert [getattr(each, "subject", None) for each in again.failures] == ["total", "layer"]
    assert f"{type(again).__module__}.{type(again).__qualname__}" == "rnnscope.ParamsMismatchError"


@pytest.mark.parametrize("expected", [None, {}])
def test_to_ask_nothing_is_refused(expected: Any) -> None:
    with pytest.raises(TypeError, match="nothing is asked; give the total, or layers="):
        assert_params("gone.keras", expected)


def test_what_can_be_expected_is_said_whole() -> None:
    with pytest.raises(TypeError, match="total: expected a whole number from 0 on, or counts and"):
        assert_params(MNIST, {"gru"})  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="at gives sizes for max_macs, which is not asked"):
        assert_params(MNIST, 1, at={"timesteps": 28})
