"""What of a model is no longer as its lock says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from rnnscope.checking.locked import failure_of_excess, failures_of_lock, in_excess
from rnnscope.expectations import Failure, Subject
from rnnscope.pages.checked.failure_lines import failure_lines
from rnnscope.states import ModelState, lock_text
from rnnscope.states.of_report import state_of
from tests.files import alone, entry, sequential, write_json

pytestmark = pytest.mark.quick


@pytest.fixture
def state(tmp_path: Path) -> ModelState:
    """A SimpleRNN and a Dense."""
    return made(tmp_path)


def made(folder: Path, units: int = 8, name: str = "dense", **settings: object) -> ModelState:
    model = sequential(
        entry("SimpleRNN", "simple_rnn", units=units),
        entry("Dense", name, units=4, **settings),
        shape=(None, 5, 3),
    )
    return state_of(alone(write_json(folder / "m.json", model)), "m.json")


def locked(*states: ModelState) -> tuple[ModelState, ...]:
    return lock_text.read(lock_text.written(states), "rnnscope.lock")


def sentences(failures: Sequence[Failure]) -> list[str]:
    assert all(each.subject is Subject.LOCKED for each in failures)
    return [each.sentence for each in failures]


def test_what_is_as_locked_holds(state: ModelState) -> None:
    assert failures_of_lock(state, locked(state)) == ()
    assert failures_of_lock(state, locked(replace(state, source="a"), state)) == ()


def test_what_changed_is_a_failure_each(state: ModelState, tmp_path: Path) -> None:
    failures = failures_of_lock(made(tmp_path, units=16), locked(state))
    assert sentences(failures) == ["simple_rnn.units 8 -> 16: simple_rnn +224, dense +32"]
    assert [(each.path, each.expected, each.found) for each in failures] == [
        ("simple_rnn", "8", "16")
    ]


def test_what_several_moved_together_is_said_once(state: ModelState, tmp_path: Path) -> None:
    failures = failures_of_lock(made(tmp_path, units=16, use_bias=False), locked(state))
    assert failure_lines(failures) == [
        "simple_rnn.units 8 -> 16: simple_rnn +224",
        "dense has no bias (4,) any more",
        "  simple_rnn.units and weights of dense together: dense +28",
        "  rnnscope.lock: `rnnscope lock` writes it anew, where that is meant",
    ]


def test_a_renamed_layer_is_a_failure(state: ModelState, tmp_path: Path) -> None:
    now = made(tmp_path, name="classes")
    assert sentences(failures_of_lock(now, locked(state))) == ["dense renamed classes"]


def test_a_setting_that_moves_no_count_is_none(state: ModelState, tmp_path: Path) -> None:
    assert failures_of_lock(made(tmp_path, activation="relu"), locked(state)) == ()


def test_a_model_that_the_lock_lacks(state: ModelState) -> None:
    (failure,) = failures_of_lock(state, locked(replace(state, source="other.json")))
    assert failure.sentence == "rnnscope.lock has no entry for the model"
    assert failure.causes == ("`rnnscope lock m.json` adds it",)


def test_a_model_that_only_the_lock_has(state: ModelState) -> None:
    other = replace(state, source="other.json")
    assert in_excess(locked(state, other), ["m.json"]) == locked(other)
    assert in_excess(locked(state), ["m.json", "more.json"]) == ()
    assert "none of the models any more" in failure_of_excess().sentence


def test_nothing_that_a_lock_keeps_goes_unseen(state: ModelState) -> None:
    """Also what no change is told of, as where a lock was merged or edited by hand."""
    for old, new in (
        ('class = "Dense"', 'class = "EinsumDense"'),
        ('from = { input_dim = "simple_rnn.units" }', 'from = { input_dim = "dense.units" }'),
        ('"kernel (8, 4) float32"', '"kernel (8, 4) float16"'),
        ('"kernel (8, 4) float32"', '"kernel (4, 8) float32"'),
        ('"kernel (8, 4) float32"', '"kernel (8, 4) float32 non-trainable"'),
        ('"kernel (8, 4) float32"', '"matrix (8, 4) float32"'),
        ('path = "dense"', 'path = "other"'),
        ("sizes = { units = 4, input_dim = 8 }", "sizes = { input_dim = 8 }"),
        ("sizes = { units = 4, input_dim = 8 }", "sizes = { units = 4, input_dim = 8, foo = 5 }"),
        ("sizes = { units = 4, input_dim = 8 }", "sizes = { widths = 4, input_dim = 8 }"),
        ('formula = "units*input_dim + units"', 'formula = "units*units*7"'),
        ('formula = "units*input_dim + units"', 'formula = "units*"'),
        ('input_dim = "x.features"', 'input_dim = "x.timesteps"'),
    ):
        text = lock_text.written([state])
        assert old in text
        failures = failures_of_lock(state, lock_text.read(text.replace(old, new), "rnnscope.lock"))
        assert failures, new
        assert all(each.sentence for each in failures)


def test_the_name_of_an_input_that_is_no_layer_is_none(state: ModelState, tmp_path: Path) -> None:
    """Keras counts these names on: `input_layer_2` where a program makes its third model."""
    made(tmp_path)
    text = (tmp_path / "m.json").read_text()
    assert '"x"' in text
    (tmp_path / "m.json").write_text(text.replace('"x"', '"input_layer_2"'))
    now = state_of(alone(tmp_path / "m.json"), "m.json")
    assert lock_text.written([now]) != lock_text.written([state])
    assert failures_of_lock(now, locked(state)) == ()


def test_another_word_for_the_same_is_none(state: ModelState) -> None:
    """As a formula that another rnnscope writes otherwise."""
    text = lock_text.written([state])
    other = text.replace("units*input_dim + units", "units*(input_dim + 1)")
    assert other != text
    assert failures_of_lock(state, lock_text.read(other, "rnnscope.lock")) == ()


def test_a_layer_that_a_merge_left_twice_is_named(state: ModelState) -> None:
    text = lock_text.written([state])
    text += text[text.rindex("\n[[model.layer]]") :]
    (failure,) = failures_of_lock(state, lock_text.read(text, "rnnscope.lock"))
    assert failure.sentence == "the lock has the layer 'dense' twice"
    assert failure.causes == ("rnnscope.lock: `rnnscope lock` writes it anew, where that is meant",)


def test_other_names_of_sizes_are_none(state: ModelState) -> None:
    """As a later rnnscope may have them, with a formula that gives the same."""
    text = lock_text.written([state])
    head, sign, other = text.rpartition("[[model.layer]]")
    for old, new in (
        ("units*input_dim + units", "n*m + n"),
        ("{ units = 4, input_dim = 8 }", "{ n = 4, m = 8 }"),
        ('{ input_dim = "simple_rnn.units" }', '{ m = "simple_rnn.units" }'),
    ):
        assert old in other
        other = other.replace(old, new)
    assert failures_of_lock(state, lock_text.read(f"{head}{sign}{other}", "rnnscope.lock")) == ()
