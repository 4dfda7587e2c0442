"""A formula of the user's own: its example is run, and held against the code."""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

import rnnscope
from rnnscope.commands.top import FAILED, exit_code
from rnnscope.layers import registry
from tests.tracing.same import differences, traced

EXAMPLE = Path(__file__).parents[2] / "examples" / "custom_layer.py"


@pytest.fixture
def example(formulas: None) -> dict[str, Any]:
    return runpy.run_path(str(EXAMPLE))


def test_the_example_is_a_whole_program_of_under_40_lines() -> None:
    done = subprocess.run(
        [sys.executable, str(EXAMPLE)],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )
    assert done.returncode == 0, done.stderr
    assert "units·rank + input_dim·rank" in done.stdout
    assert len(EXAMPLE.read_text("utf-8").splitlines()) < 40


def test_a_formula_comes_before_the_code(example: dict[str, Any]) -> None:
    layer = example["LowRankDense"](10, rank=3, name="thin")
    model = keras.Sequential([keras.Input((6,)), layer])
    row = rnnscope.explain(model)["thin"]
    assert (row.basis, row.sentence) == (
        "derived",
        "A dense layer whose kernel is the product of two thin ones.",
    )
    assert list(differences(row, traced(row))) == []
    rnnscope.assert_params(model, {"thin": "rank*(units + input_dim)"})


def test_without_it_the_code_is_followed(example: dict[str, Any]) -> None:
    registry._USERS.clear()
    layer = example["LowRankDense"](10, rank=3, name="thin")
    row = rnnscope.explain(keras.Sequential([keras.Input((6,)), layer]))["thin"]
    assert (row.basis, row.formula) == ("traced", "units*rank + features*rank")


def listed(*weights: tuple[str, tuple[int, ...], str, bool | None]) -> Any:
    """Return a formula that lists weights; the layer puts out what flows in."""

    def listing(layer: rnnscope.Layer) -> rnnscope.Parts:
        """Made for a test."""
        for name, shape, group, trainable in weights:
            yield rnnscope.Weight(name=name, shape=shape, group=group, trainable=trainable)
        yield rnnscope.Output((layer.input,))

    return listing


class Mixed(keras.layers.Layer):
    """Weights in an order of its own, some without a name, and layers with the same names."""

    def __init__(self, *weights: tuple[str | None, tuple[int, ...], bool], inside: int = 0) -> None:
        super().__init__(name="mixed")
        self.made = weights
        self.first, self.second = keras.layers.Dense(4), keras.layers.Dense(6)
        self.inside = inside

    def build(self, shape: Any) -> None:
        for name, size, trainable in self.made:
            self.add_weight(shape=size, name=name, trainable=trainable)
        for layer in (self.first, self.second)[: self.inside]:
            layer.build(shape)

    def call(self, x: Any) -> Any:
        return x


STAT, KERNEL = ("stat", (11,), "", False), ("kernel", (7, 5), "", None)
NOTE, BIAS = ("note", (3,), "", False), ("bias", (5,), "", None)
IN_ORDER: dict[str, tuple[Any, Any]] = {
    "what is not trained comes first": (
        Mixed(("stat", (11,), False), ("kernel", (7, 5), True), ("bias", (5,), True)),
        (STAT, KERNEL, BIAS),
    ),
    "between others": (
        Mixed(("kernel", (7, 5), True), ("note", (3,), False), ("bias", (5,), True)),
        (BIAS, NOTE, KERNEL),
    ),
    "some without a name": (
        Mixed((None, (11,), False), (None, (7, 5), True), ("bias", (5,), True)),
        (STAT, BIAS, KERNEL),
    ),
    "all without a name": (
        Mixed((None, (11,), False), (None, (7, 5), True), (None, (5,), True)),
        (STAT, KERNEL, BIAS),
    ),
    "the same names inside": (
        Mixed(("kernel", (7, 5), True), inside=2),
        (
            ("kernel", (7, 4), "first", None),
            ("kernel", (7, 6), "second", None),
            ("bias", (4,), "first", None),
            ("bias", (6,), "second", None),
            KERNEL,
        ),
    ),
    "the same names inside, and no group": (
        Mixed(inside=2),
        (
            ("first/kernel", (7, 4), "", None),
            ("second/kernel", (7, 6), "", None),
            ("first/bias", (4,), "", None),
            ("second/bias", (6,), "", None),
        ),
    ),
}


@pytest.mark.usefixtures("formulas")
@pytest.mark.parametrize(("layer", "weights"), IN_ORDER.values(), ids=IN_ORDER)
def test_weights_of_a_live_layer_are_paired_by_name(layer: Any, weights: Any) -> None:
    rnnscope.formula("Mixed")(listed(*weights))
    model = keras.Sequential([keras.Input((7,)), layer])
    report = rnnscope.explain(model)
    assert [difference.text for difference in report.differences] == []
    trainable = sum(int(np.prod(w.shape)) for w in model.trainable_weights)
    assert (report.total, report.trainable) == (model.count_params(), trainable)
    assert (report["mixed"].basis, report.verified) == ("derived", True)
    by_shape = {w.shape: w.trainable for w in report["mixed"].all_weights}
    assert by_shape == {tuple(w.shape): w.trainable for w in layer.weights}


@pytest.mark.usefixtures("formulas")
def test_what_is_not_paired_is_said() -> None:
    rnnscope.formula("Mixed")(listed(KERNEL, ("other", (2,), "", None), BIAS))
    layer = Mixed(("stat", (11,), False), ("kernel", (7, 5), True), ("bias", (4,), True))
    report = rnnscope.explain(keras.Sequential([keras.Input((7,)), layer]), summary=False)
    assert [difference.text.partition(": ")[2] for difference in report.differences] == [
        "bias: config implies (5,), model holds (4,)",
        "other: config implies (2,), model holds nothing",
        f"{layer.weights[2].path}: config implies no such weight, model holds (11,)",
    ]


class MuteError(Exception):
    def __str__(self) -> str:
        raise RuntimeError("no words")


def _recursion(layer: rnnscope.Layer) -> rnnscope.Parts:
    return _recursion(layer)


def _yielding(_: rnnscope.Layer) -> Any:
    yield "down"


def _raising(error: BaseException) -> Any:
    def own(layer: rnnscope.Layer) -> rnnscope.Parts:
        yield rnnscope.Weight(name="down", shape=(layer.features("input_dim"),))
        raise error

    return own


@pytest.mark.parametrize(
    ("formula", "told"),
    [
        (_raising(RuntimeError("it is\n\x1b[31modd")), "its formula own() raised RuntimeError:"),
        (_raising(AssertionError()), "its formula own() raised AssertionError"),
        (_raising(NotImplementedError("x" * 999)), "its formula own() raised NotImplementedError"),
        (_raising(SystemExit(0)), "its formula own() raised SystemExit: 0"),
        (_raising(OSError(28, "full")), "its formula own() raised OSError: [Errno 28] full"),
        (_raising(MuteError()), "its formula own() raised MuteError"),
        (_raising(KeyError("units")), "its formula own() raised KeyError: units"),
        (_recursion, "its formula _recursion() raised RecursionError: maximum recursion"),
        (lambda _: None, "its formula <lambda>() raised TypeError: it is no generator, which"),
        (_yielding, "its formula _yielding() raised TypeError: it yielded 'down', no Weight,"),
        (lambda _: 1 / 0, "its formula <lambda>() raised ZeroDivisionError"),
    ],
    ids=range(11),
)  # fmt: skip
def test_a_formula_that_fails_is_a_reason(
    example: dict[str, Any], formula: Any, told: str, tmp_path: Path
) -> None:
    registry._USERS.clear()
    rnnscope.formula("LowRankDense")(formula)
    layer = example["LowRankDense"](10, rank=3, name="thin")
    model = keras.Sequential([keras.Input((6,)), layer])
    (note,) = rnnscope.explain(model)["thin"].notes
    assert note.endswith("; its own code was followed")
    assert told in note
    assert len(note) < 450
    model.save(tmp_path / "m.keras")
    row = rnnscope.explain(tmp_path / "m.keras")["thin"]
    assert (row.basis, row.params) == ("stored", 48)
    assert told in row.notes[0]


class Loud(keras.Sequential):
    raised: BaseException = ValueError("not now")

    def summary(self, **_: Any) -> None:
        raise self.raised


@pytest.mark.parametrize("error", [RuntimeError("no"), KeyError("x"), SystemExit(0), MuteError()])
def test_a_summary_that_fails_is_a_reason(error: BaseException) -> None:
    model = Loud([keras.Input((6,)), keras.layers.Dense(2)])
    model.raised = error
    witness = rnnscope.explain(model).witness("summary")
    assert witness is not None
    assert not witness.spoke
    assert witness.reason.startswith(f"asking it raised {type(error).__name__}")


class Odd(BaseException):
    """What nobody catches who catches exceptions."""


class Hooked(keras.layers.Layer):
    armed = False

    def build(self, input_shape: Any) -> None:
        if Hooked.armed:
            raise Odd("in a hook")
        self.kernel = self.add_weight(shape=(input_shape[-1], 2), name="kernel")

    def call(self, inputs: Any) -> Any:
        return inputs @ self.kernel


def test_what_a_hook_raises_that_is_no_exception_ends_with_2(
    capsys: pytest.CaptureFixture[str],
) -> None:
    model = keras.Sequential([keras.Input((6,)), Hooked(name="hooked")])
    assert rnnscope.explain(model).total == 12
    Hooked.armed = True
    try:
        assert exit_code(lambda: rnnscope.explain(model).total or 0) == FAILED
    finally:
        Hooked.armed = False
    assert capsys.readouterr().err.startswith("error: Odd: in a hook; this should not happen: ")
