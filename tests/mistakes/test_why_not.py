"""Why a count is not the number that somebody expected."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from rnnscope.cli import app
from rnnscope.errors import BadArgumentError, BadFormulaError, UnknownLayerNameError
from rnnscope.mistakes import causes
from rnnscope.renderers import RENDERERS, render_with
from rnnscope.report.report import Report
from tests.files import (
    MNIST,
    SENTIMENT,
    alone,
    entry,
    functional,
    sequential,
    tensor,
    write_json,
)

_OTHERS = ("badge", "latex-table")  # one count has room there; an answer has no table
ANSWERING = [to for to in RENDERERS if to not in _OTHERS]

pytestmark = pytest.mark.quick


@pytest.fixture(scope="module")
def mnist() -> Report:
    return alone(MNIST)


@pytest.mark.parametrize("asked", [3712, "3,712", "3_712", " 3 712 "])
def test_a_number_in_any_writing(mnist: Report, asked: int | str) -> None:
    answer = mnist.why_not(asked)
    assert (answer.number, answer.count, answer.right, answer.nearest) == (3712, 21386, (), ())
    assert [(cause.path, cause.numbers) for cause in answer.causes][:1] == [
        ("simple_rnn", "128*28 + 128")
    ]
    assert answer.causes[0].right == 20096


def test_a_sum_whose_term_is_missing(mnist: Report) -> None:
    answer = mnist.why_not("128*(128 + 1)")
    assert answer.number == 16512
    assert answer.terms == ("Your sum lacks 128·28 = 3,584: the kernel of simple_rnn.",)
    assert answer.causes[0].thought == "the weights from input to state are left out"


@pytest.mark.parametrize(
    ("asked", "terms"),
    [
        ("28*128 + 128*128", ("Your sum lacks 128: the bias of simple_rnn.",)),
        ("[28×128 + 128² + 128]", ()),
        (
            "28*128 + 128^2 + 2*128",
            ("For the bias of simple_rnn, your sum has 2·128 = 256; it is 128.",),
        ),
        (
            "units*units + units",
            ("Your sum lacks 128·28 = 3,584: the kernel of simple_rnn.",),
        ),
        (
            "28*128 + 128*128 + 128 + 17*19",
            ("Your sum has 17·19 = 323 too many: simple_rnn has no such weight.",),
        ),
    ],
)
def test_terms_beside_those_of_a_layer(mnist: Report, asked: str, terms: tuple[str, ...]) -> None:
    assert mnist.why_not(asked, layer="simple_rnn").terms == terms


@pytest.mark.parametrize(
    ("asked", "right"),
    [(21386, ("",)), ("128*128 + 128*28 + 128", ("simple_rnn",)), (1290, ("dense",))],
)
def test_a_number_that_is_right(mnist: Report, asked: int | str, right: tuple[str, ...]) -> None:
    answer = mnist.why_not(asked)
    assert answer.right == right
    assert not answer.terms
    assert not answer.nearest


def test_the_nearest_where_no_mistake_gives_it(mnist: Report) -> None:
    answer = mnist.why_not(20099)
    assert answer.causes == ()
    assert answer.nearest[0] == "The nearest count is that of simple_rnn, 20,096: 20,099 is 3 more."


def test_a_size_that_would_give_it_is_no_cause(mnist: Report) -> None:
    answer = mnist.why_not(127 * 127 + 127 * 28 + 127, layer="simple_rnn")
    assert answer.causes == ()
    assert "With units=127 simple_rnn would have 19,812." in answer.nearest


@pytest.mark.parametrize("asked", [-1, True, 1.5, None, 10**30, "9" * 40])
def test_what_is_no_count(mnist: Report, asked: int | str) -> None:
    with pytest.raises(BadArgumentError, match="why_not: expected a count"):
        mnist.why_not(asked)


@pytest.mark.parametrize(
    "asked",
    [
        "",
        "units",
        "4*(",
        "__import__('os')",
        "2**99",
        "1/2",
        "9.5",
        "1+" * 999 + "1",
        "((9**16)**16)**17",
    ],
)
def test_what_is_no_sum(mnist: Report, asked: str) -> None:
    with pytest.raises(BadFormulaError):
        mnist.why_not(asked)


def test_a_sum_of_names_wants_a_layer(mnist: Report) -> None:
    with pytest.raises(BadFormulaError, match="only where a layer is named"):
        mnist.why_not("units*units")


def test_names_are_harmless(tmp_path: Path) -> None:
    name = "a\x1b[31m`|<b>*\u202e"
    model = sequential(
        entry("Dense", name, units=3, use_bias=True),
        entry("LSTM", f"{name}2", units=4),
        shape=(None, 7, 5),
    )
    report = alone(write_json(tmp_path / "model.json", model))
    for to in ANSWERING:
        for asked in (15, "4*(3*4 + 4*4)", 18, 17, 19 + 130):
            text = render_with(report, to, why_not=asked)
            assert not {"\x1b", "\u202e"} & set(text), to
            assert not to.startswith("html") or "<b>*" not in text


def test_a_layer_that_there_is_not(mnist: Report) -> None:
    with pytest.raises(UnknownLayerNameError):
        mnist.why_not(1, layer="simple_rn")


@pytest.mark.parametrize("to", ANSWERING)
def test_every_format_says_it(mnist: Report, to: str) -> None:
    text = render_with(mnist, to, why_not="128*128 + 128")
    assert "the weights from input to state are left out" in text


def test_in_json(mnist: Report) -> None:
    data = json.loads(render_with(mnist, "json", why_not="3,712", layer="simple_rnn"))
    answer = data["why_not"]
    assert (data["schema"], answer["asked"], answer["layer"]) == (1, "3,712", "simple_rnn")
    assert answer["causes"][0]["numbers"] == "128*28 + 128"


def test_on_the_command_line() -> None:
    run = CliRunner().invoke(app, ["explain", str(MNIST), "--why-not", "3,712"])
    assert run.exit_code == 0, run.output
    assert run.output.startswith("Why not 3,712?\n")
    said = " ".join(run.output.split())
    assert "simple_rnn if the weights from state to state are left out" in said


def test_causes_of_a_layer_alone(mnist: Report) -> None:
    assert causes(mnist["simple_rnn"], 3712)[0].path == "simple_rnn"
    assert causes(mnist["simple_rnn"], 20096) == ()
    assert causes(mnist, 21386) == ()


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (
            20124,
            "The nearest count is that of simple_rnn, 20,096: 20,124 is 28 more, as many as"
            " input_dim.",
        ),
        (
            20352,
            "The nearest count is that of simple_rnn, 20,096: 20,352 is 256 more, as many as"
            " 2·units = 2·128.",
        ),
        (90000, "The nearest count is the model's total, 21,386: 90,000 is 68,614 more."),
    ],
)
def test_what_lies_between(mnist: Report, asked: int, sentence: str) -> None:
    assert mnist.why_not(asked).nearest[0] == sentence


@pytest.mark.parametrize(
    ("asked", "terms"),
    [
        ("128*128 + 128*28 + 128 + 10*128", ("Your sum lacks 10: dense's bias.",)),
        ("20096 + 10*128", ("Your sum lacks 10: dense's bias.",)),
        ("20_096 + 1290 + 5", ("Your sum has 5 too many: the model has no such weight.",)),
        ("3*5*7*11", ()),
    ],
)
def test_terms_beside_those_of_a_model(mnist: Report, asked: str, terms: tuple[str, ...]) -> None:
    assert mnist.why_not(asked).terms == terms


def test_terms_of_two_directions_are_one() -> None:
    total = "500*16 + 2*4*(16*16 + 16*16 + 16) + 3*(8*8 + 8*32 + 8) + 32 + 9"
    assert alone(SENTIMENT).why_not(total).terms == (
        "For gru's bias, your sum has 3·8 = 24; it is 2·3·8 = 48.",
    )


def test_the_mistake_that_has_the_terms_of_a_sum_comes_first(tmp_path: Path) -> None:
    model = sequential(entry("LSTM", "lstm", units=2, use_bias=True), shape=(None, 100, 4))
    report = alone(write_json(tmp_path / "model.json", model))
    thoughts = [cause.thought for cause in report.why_not(48).causes]
    assert thoughts[:2] == ["the bias is left out", "each unit reads only its own last output"]
    answer = report.why_not("4*4*2 + 4*2 + 4*2")
    assert answer.causes[0].thought == "each unit reads only its own last output"
    assert answer.terms == (
        "For the recurrent_kernel of lstm, your sum has 4·2 = 8; it is 4·2·2 = 16.",
    )


_LONG = sequential(entry("LSTM", "lstm", units=256, use_bias=True), shape=(None, 16, 4096))


def test_terms_are_held_against_the_weights_that_are_meant(tmp_path: Path) -> None:
    report = alone(write_json(tmp_path / "model.json", _LONG))
    answer = report.why_not("4*(4096*16 + 4096**2)")
    (cause,) = answer.causes
    assert (answer.is_as_summed, cause.is_single) == (True, False)
    assert answer.terms == (
        "For the kernel of lstm, your sum has 4·16·4096 = 262,144; it is 4·256·4096 = 4,194,304.",
        "For the recurrent_kernel of lstm, your sum has 4·4096·4096 = 67,108,864; it is"
        " 4·256·256 = 262,144.",
        "Your sum lacks 4·256 = 1,024: the bias of lstm.",
    )


def test_what_is_chance_is_not_said_as_sure(tmp_path: Path) -> None:
    """What a sum comes to is of no use where no mistake has its terms."""
    report = alone(write_json(tmp_path / "model.json", _LONG))
    text = render_with(report, "text", why_not="4*(4096*4096 + 64*1024)")
    assert "Several mistakes come to the same number" in text
    assert "too many" not in text
    model = sequential(entry("Dense", "dense", units=6, use_bias=True), shape=(None, 50))
    report = alone(write_json(tmp_path / "dense.json", model))
    assert report.why_not("3*100").is_as_summed is False
    text = render_with(report, "text", why_not="3*100")
    assert "A mistake that comes to the same number for dense: the bias is left out:" in text
    text = render_with(report, "text", why_not=300)
    assert "This is what you get for dense if the bias is left out:" in text


def test_two_mistakes_at_once_are_one_way() -> None:
    text = render_with(alone(SENTIMENT), "text", why_not=320, layer="gru")
    assert "One way to get it for gru: the bias is left out, and the gates are" in text


def test_a_dense_layer_counted_like_an_lstm(tmp_path: Path) -> None:
    model = sequential(entry("Dense", "dense", units=4, use_bias=True), shape=(None, 16))
    answer = alone(write_json(tmp_path / "model.json", model)).why_not("4*4*(16+4)")
    assert [cause.thought for cause in answer.causes] == [
        "it is counted like an LSTM without a bias"
    ]
    assert answer.terms == (
        "For the kernel of dense, your sum has 4·4·16 = 256; it is 4·16 = 64.",
        "Your sum lacks 4: the bias of dense.",
        "Your sum has 4·4·4 = 64 too many: dense has no such weight.",
    )


def test_axes_are_called_as_in_the_report(tmp_path: Path) -> None:
    layers = entry("Dense", "first", units=300), entry("Flatten", "flat")
    last = entry("Dense", "last", units=1, use_bias=True)
    report = alone(write_json(tmp_path / "a.json", sequential(*layers, last, shape=(None, 20, 10))))
    assert report.why_not(301, "last").causes[0].thought == (
        "only the last axis is counted, without axis 1"
    )
    layers = entry("LSTM", "first", units=300, return_sequences=True), entry("Flatten", "flat")
    report = alone(write_json(tmp_path / "b.json", sequential(*layers, last, shape=(None, 20, 10))))
    assert report.why_not(301, "last").causes[0].thought == (
        "only the last axis is counted, without the timesteps"
    )


def test_a_total_is_written_as_the_layers_are(tmp_path: Path) -> None:
    names = "first", "second", "third"
    layers = [entry("LSTM", name, units=50, return_sequences=True) for name in names]
    report = alone(write_json(tmp_path / "a.json", sequential(*layers, shape=(None, 9, 20))))
    total = report["first"].params or 0
    cause = next(each for each in report.why_not(total + 2 * 8 * 2500).causes if not each.path)
    assert cause.numbers.startswith(f"{total} + 4*(")
    assert " - " not in cause.numbers
    assert "second and third" in cause.thought


def test_all_steps_behind_two_directions_are_counted(tmp_path: Path) -> None:
    inner = entry("LSTM", "inside", units=3)
    model = sequential(
        entry("Bidirectional", "both", layer=inner, merge_mode="concat"),
        entry("Dense", "dense", units=7, use_bias=True),
        shape=(None, 11, 5),
    )
    answer = alone(write_json(tmp_path / "model.json", model)).why_not(11 * 6 * 7 + 7, "dense")
    assert "as with return_sequences=True" in answer.causes[0].thought
    assert answer.causes[0].why == "both hands on its last step only, 6 numbers."


@pytest.mark.parametrize(
    ("layers", "numbers"), [(2, "9*9 + 9*9"), (4, "81 + 81 + 81 + 81"), (9, "810 - 81")]
)
def test_a_mistake_in_all_layers_as_arithmetic(tmp_path: Path, layers: int, numbers: str) -> None:
    rows = [entry("Dense", f"layer_{i}", units=9, use_bias=True) for i in range(layers)]
    report = alone(write_json(tmp_path / "model.json", sequential(*rows, shape=(None, 9))))
    causes = report.why_not(81 * layers).causes
    assert numbers in [cause.numbers for cause in causes]


def test_a_layer_that_is_called_twice_is_named_first_where_it_is_counted_twice(
    tmp_path: Path,
) -> None:
    first, second = tensor("first", (None, 10)), tensor("second", (None, 10))
    outputs = [tensor("enc", (None, 6)), tensor("enc", (None, 6), 1)]
    config = functional(
        *(entry("InputLayer", name, batch_shape=[None, 10]) for name in ("first", "second")),
        entry("Dense", "enc", [first], [second], units=6),
        entry("Concatenate", "both", outputs, axis=-1),
        inputs=("first", "second"),
        outputs=["both"],
    )
    answer = alone(write_json(tmp_path / "m.json", config)).why_not(132)
    assert answer.causes[0].thought == "enc is counted twice"
    assert answer.causes[0].why == "enc is called twice, with the same 66 weights each time."
