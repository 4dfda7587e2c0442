"""The front door: what `import rnnscope` offers."""

from __future__ import annotations

import copy
import os
from pathlib import Path

import pytest

import rnnscope
from rnnscope.errors import NotBuiltError, RnnscopeError, UnreadableModelError
from tests.files import MNIST, SENTIMENT


def test_the_names_that_are_offered() -> None:
    assert set(rnnscope.__all__) >= {
        *("__version__", "explain", "assert_params", "Report", "LayerReport"),
        *("RnnscopeError", "UnreadableModelError", "NotBuiltError", "UnknownLayerNameError"),
        *("ParamsMismatchError", "BadFormulaError"),
    }
    for name in rnnscope.__all__:
        assert getattr(rnnscope, name) is getattr(rnnscope, name)
    assert set(dir(rnnscope)) == set(rnnscope.__all__)
    with pytest.raises(AttributeError, match="has no attribute 'other'"):
        rnnscope.other  # noqa: B018


def test_explain_is_a_function_however_often_it_is_asked_for() -> None:
    for _ in range(3):
        assert rnnscope.explain(MNIST).total == 21_386


@pytest.mark.parametrize("kind", [str, Path, os.fspath])
def test_every_kind_of_path(kind: type) -> None:
    assert rnnscope.explain(kind(SENTIMENT)).total == 13_273


def test_a_relative_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(MNIST.parent)
    report = rnnscope.explain("mnist_rnn.keras")
    assert (report.source, report.verified) == ("mnist_rnn.keras", True)


def test_keras_is_asked_unless_that_is_not_wanted() -> None:
    asked = rnnscope.explain(MNIST).witness("summary")
    assert asked is not None
    assert asked.agrees
    silent = rnnscope.explain(MNIST, summary=False).witness("summary")
    assert silent is not None
    assert (silent.spoke, silent.reason) == (False, "not asked")


def test_errors_have_one_base() -> None:
    assert issubclass(UnreadableModelError, RnnscopeError)
    assert issubclass(NotBuiltError, RnnscopeError)
    with pytest.raises(RnnscopeError):
        rnnscope.explain("gone.keras")
    with pytest.raises(RnnscopeError):
        rnnscope.explain("gone.keras", summary=True)
    with pytest.raises(rnnscope.UnreadableModelError) as caught:
        rnnscope.explain(42)
    assert str(caught.value) == (
        "cannot read an int: expected the path of a model file, or a keras.Model"
    )


def test_an_error_that_users_meet_has_a_short_name() -> None:
    """A test runner tells an error's module first, and crops what it says."""
    names = [name for name in rnnscope.__all__ if name.endswith("Error")]
    told = {f"{(cls := getattr(rnnscope, name)).__module__}.{cls.__qualname__}" for name in names}
    assert told == {f"rnnscope.{name}" for name in names}
    error = rnnscope.UnknownLayerNameError("lsmt", ["lstm"])
    again = copy.copy(error)  # as handing it on to another process does
    assert type(again) is rnnscope.UnknownLayerNameError
    assert (str(again), again.known) == (str(error), ("lstm",))


def test_one_name_is_not_several() -> None:
    error = rnnscope.UnknownLayerNameError("gru", ["dense"])
    assert str(error) == "no layer is named 'gru'; there is only 'dense'"
