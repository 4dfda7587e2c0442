"""What somebody knows of a printed summary, by options and in Python."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import rnnscope
from rnnscope.cli import app
from rnnscope.errors import BadArgumentError, UnreadableModelError
from tests.files import MNIST

pytestmark = pytest.mark.quick

GRU = "gru (GRU)  (None, 32)  6336\n"
TWO = f"""\
Layer (type) Output Shape Param #
dense (Dense) (None, 3) 12
Total params: 12

Layer (type) Output Shape Param #
{GRU}Total params: 6,336
"""
TWO_INPUTS = """\
Layer (type)      Output Shape    Param #   Connected to
one (Dense)       (None, 4)       20        one_input[0][0]
two (Dense)       (None, 4)       28        two_input[0][0]
sum (Add)         (None, 4)       0         one[0][0]
                                            two[0][0]
"""


def run(directory: Path, text: str, *args: str) -> Result:
    path = directory / "summary.txt"
    path.write_text(text)
    return CliRunner().invoke(app, ["explain", str(path), "--no-summary", "--all", *args])


@pytest.mark.parametrize(
    ("text", "args", "told"),
    [
        (GRU, ("--input-shape", "None,32"), "3·(32·32 + 32·32 + 2·32)"),
        (GRU, ("--input-shape", "(7, 33)"), "3·(32·32 + 32·33 + 32)"),
        (GRU, ("--assume", "gru.use_bias=False"), "3·(32·32 + 32·34)"),
        (GRU, ("--keras", "1"), "3·(32·32 + 32·33 + 32)"),
        (GRU, ("--keras", "3"), "3·(32·32 + 32·32 + 2·32)"),
        (TWO, (), "this is the one on line 1"),
        (TWO, ("--table", "2"), "this is the one on line 5"),
        (TWO_INPUTS, ("--input-shape", "one=4", "--input-shape", "two=6"), "4·6 + 4"),
    ],
)
def test_what_is_known_settles_what_is_open(
    tmp_path: Path, text: str, args: tuple[str, ...], told: str
) -> None:
    result = run(tmp_path, text, *args)
    assert result.exit_code == 0, result.output
    assert told in result.stdout


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("--input-shape", "x"), "expected sizes as 28,28 or None,28"),
        (("--input-shape", "0"), "--input-shape: expected sizes as 28,28 or None,28"),
        (("--assume", "gru.kernel_size=3"), "--assume: expected an argument of a GRU"),
        (("--assume", "gru.units=3"), "--assume: expected gru.units=32"),
        (("--input-shape", "7"), "expected a shape without the batch as TIMESTEPS,FEATURES"),
        (("--weights", "w.h5"), "--weights has no effect on a printed summary"),
        (("--import", "json"), "--import has no effect on a printed summary"),
        (("--input-shape", "9" * 30), "expected sizes"),
        (("--input-shape", "nobody=3"), "one of the inputs that are not printed"),
        (("--assume", "units"), "expected NAME=VALUE"),
        (("--assume", "units=3"), "one of its arguments, as conv1.kernel_size; found"),
        (
            ("--assume", "nobody.units=3"),
            "a layer of the summary and one of its arguments, as gru.",
        ),
        (("--assume", "gruu.units=3"), "as gru.units; found 'gruu.units'"),
        (("--keras", "4"), "4 is not in the range"),
        (("--table", "2"), "there is one summary in the text"),
        (("--table", "0"), "0 is not in the range"),
    ],
)
def test_what_cannot_be_meant_ends_with_2(
    tmp_path: Path, args: tuple[str, ...], message: str
) -> None:
    result = run(tmp_path, GRU, *args)
    assert result.exit_code == 2
    assert message in " ".join(result.stderr.replace("│", " ").split())


CONV = "conv2d_1 (Conv2D)   (None, 26, 26, 32)   320\n"


@pytest.mark.parametrize("given", ["28,28", "None,28,28,1", "64,28,28,1"])
def test_a_shape_of_too_few_or_many_axes_is_answered_with_what_may_be_meant(
    tmp_path: Path, given: str
) -> None:
    result = run(tmp_path, CONV, "--input-shape", given)
    assert result.exit_code == 2
    words = " ".join(result.stderr.replace("│", " ").split())
    assert "as HEIGHT,WIDTH,CHANNELS (perhaps 28,28,1), for conv2d_1" in words


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "x (InputLayer)  (None, 8)  0\ndense (Dense)  (None, 2)  18\n",
            "expected what is printed, (None, 8), without the batch; found '7'",
        ),
        (TWO_INPUTS, "by its name, as one_input=28,28; found '7'"),
    ],
)
def test_a_shape_without_a_name_is_answered_with_the_inputs_that_there_are(
    tmp_path: Path, text: str, message: str
) -> None:
    result = run(tmp_path, text, "--input-shape", "7")
    assert result.exit_code == 2
    assert message in " ".join(result.stderr.replace("│", " ").split())


def test_values_are_told_as_they_are_typed(tmp_path: Path) -> None:
    result = run(tmp_path, CONV, "--assume", "conv2d_1.kernel_size=4")
    assert "conv2d_1.kernel_size=1,3 or" in " ".join(result.stderr.replace("│", " ").split())
    result = run(tmp_path, CONV, "--assume", "conv2d_1.kernel_size=1,3")
    assert "kernel_size=1,3, as assumed with --assume" in " ".join(result.stdout.split())


def test_another_generation_than_the_text_tells_is_refused(tmp_path: Path) -> None:
    text = "Layer (name) Output Shape Param #\nGRU (gru) (None, 32) 6336\n"
    result = run(tmp_path, text, "--keras", "2")
    assert result.exit_code == 2
    assert "expected 0, since its header says Layer (name)" in result.stderr


def test_these_options_are_for_printed_summaries() -> None:
    args = ["explain", str(MNIST), "--no-summary", "--input-shape", "3"]
    result = CliRunner().invoke(app, args)
    assert result.exit_code == 2
    assert "expected a printed summary" in result.stderr


def test_standard_input_is_read() -> None:
    result = CliRunner().invoke(app, ["explain", "-", "--no-summary"], input=GRU)
    assert result.exit_code == 0, result.output
    assert "6,336" in result.stdout


def test_in_python() -> None:
    report = rnnscope.explain_summary(GRU, (None, 32), summary=False)
    assert report["gru"].formula == "gates*(units*units + units*input_dim + 2*units)"
    assert (report.total, report.verified, report.source) == (6336, False, None)
    named: dict[str, Any] = {"one": (4,), "two": [6]}
    joined = rnnscope.explain_summary(TWO_INPUTS, named, summary=False)
    assert joined["two"].input_shape == (None, 6)
    assert rnnscope.explain_summary(TWO, table=2, summary=False).total == 6336
    assert rnnscope.explain_summary(GRU, assume={"gru.use_bias": False}, summary=False).total


@pytest.mark.parametrize(
    "given",
    [
        {"input_shape": 3},
        {"input_shape": (0,)},
        {"input_shape": {"a": ("b",)}},
        {"assume": ["gru.units"]},
        {"assume": {"units": 3}},
        {"keras": 5},
        {"keras": True},
        {"table": 0},
        {"table": "2"},
    ],
)
def test_what_python_gives_is_looked_at(given: dict[str, Any]) -> None:
    with pytest.raises(BadArgumentError):
        rnnscope.explain_summary(GRU, summary=False, **given)


def test_a_text_is_a_text() -> None:
    with pytest.raises(BadArgumentError, match="what summary"):
        rnnscope.explain_summary(Path("summary.txt"))  # type: ignore[arg-type]
    with pytest.raises(UnreadableModelError, match="cannot read the text: there is no summary"):
        rnnscope.explain_summary("summary.txt", summary=False)
