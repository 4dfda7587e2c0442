"""The plugin, in test runs of its own."""

from __future__ import annotations

import shutil

import pytest

from tests.files import MNIST

PASSING = """
def test_total(assert_params):
    assert_params("mnist_rnn.keras", 21_386, summary=False)

def test_formulas(assert_params):
    assert_params("mnist_rnn.keras", {"dense": "units*(input_dim + 1)", "simple_rnn": 20_096})

def test_report(explain_model):
    assert explain_model("mnist_rnn.keras")["dense"].params == 1290
"""

FAILING = """
def test_formula(assert_params):
    assert_params("mnist_rnn.keras", {"simple_rnn": "units*units + units*input_dim"})

def test_layer(assert_params):
    assert_params("mnist_rnn.keras", {"dence": 1290})

def test_file(explain_model):
    explain_model("gone.keras")

def test_syntax(assert_params):
    assert_params("mnist_rnn.keras", {"dense": "unit*input_dim"})
"""


@pytest.fixture
def project(pytester: pytest.Pytester) -> pytest.Pytester:
    shutil.copy(MNIST, pytester.path)
    return pytester


def test_fixtures(project: pytest.Pytester) -> None:
    project.makepyfile(PASSING)
    project.runpytest_subprocess().assert_outcomes(passed=3)
    listed = project.runpytest_subprocess("--fixtures").stdout
    listed.fnmatch_lines(["assert_params -- *pytest_plugin.py*", "*asserts a model's count*"])
    listed.fnmatch_lines(["explain_model -- *pytest_plugin.py*", "*explains a model*"])


def test_failures_say_what_was_expected_and_found(project: pytest.Pytester) -> None:
    project.makepyfile(FAILING)
    result = project.runpytest_subprocess()
    result.assert_outcomes(failed=4)
    result.stdout.fnmatch_lines(
        [
            "E*rnnscope.ParamsMismatchError: simple_rnn has 20,096 params, expected 19,968 by "
            "'units*units + units*input_dim'",
            "E*simple_rnn *19,968 *20,096 *units*units + units*input_dim + units = *",
            "E*input_dim = 28 (last axis of input_layer)",
            "E*Found minus expected: units = 128.",
            "E*rnnscope.ParamsMismatchError: no layer is named 'dence'; did you mean 'dense'?",
            "*UnreadableModelError: cannot read gone.keras: there is no such file",
            "*BadFormulaError: cannot read the formula 'unit*input_dim': dense has no size*",
        ]
    )
    result.stdout.no_fnmatch_line("*rnnscope/*.py:*")


def test_it_costs_a_test_run_nothing(project: pytest.Pytester) -> None:
    project.makepyfile(
        """
import sys
def test_nothing_is_imported():
    ours = {name for name in sys.modules if name.startswith("rnnscope")}
    assert ours == {"rnnscope", "rnnscope.pytest_plugin"}
    assert not {"numpy", "h5py", "keras", "tensorflow", "rich", "typer"} & set(sys.modules)
"""
    )
    project.runpytest_subprocess().assert_outcomes(passed=1)
