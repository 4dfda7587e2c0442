"""The plugin, in test runs of its own."""

from __future__ import annotations

import shutil
import sys

import pytest

from tests.files import MNIST, entry, sequential, write_json

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
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setenv("PYTEST_ADDOPTS", "-p no:hypothesispytest")  # which takes a second
    shutil.copy(MNIST, pytester.path)
    return pytester


def test_fixtures(project: pytest.Pytester) -> None:
    project.makepyfile(PASSING)
    project.runpytest_subprocess().assert_outcomes(passed=3)
    listed = project.runpytest_subprocess("--fixtures").stdout
    listed.fnmatch_lines(["assert_params -- *pytest_plugin.py*", "    Assert counts of a model, *"])
    listed.fnmatch_lines(["explain_model -- *pytest_plugin.py*", "    Explain a model, *"])
    listed.fnmatch_lines(["params_snapshot -- *pytest_plugin.py*", "    Hold a model, *"])


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


REPORTS = """
from copy import copy
import pytest

@pytest.fixture
def report(explain_model):
    return explain_model("mnist_rnn.keras", summary=False)

@pytest.fixture
def other(explain_model):
    return explain_model("units.json", summary=False)

def test_total(explain_model):
    assert explain_model("mnist_rnn.keras", summary=False).total == 20_000

def test_layer(report):
    assert report["dense"].layer_params == 984

def test_name(report):
    assert "dence" in report

def test_reports(report, other):
    assert report == other

def test_layers(report, other):
    assert report["dense"] == other["dense"]

def test_source(report, explain_model):
    assert report == explain_model("copy.keras", summary=False)

def test_else(report):
    assert report == "mnist_rnn"
"""


def test_a_failing_assert_says_what_differs(project: pytest.Pytester) -> None:
    shutil.copy(MNIST, project.path / "copy.keras")
    rnn, dense = entry("SimpleRNN", "simple_rnn", units=64), entry("Dense", "dense", units=10)
    write_json(project.path / "units.json", sequential(rnn, dense, shape=(None, 28, 28)))
    project.makepyfile(REPORTS)
    result = project.runpytest("-vv")
    result.assert_outcomes(failed=7)
    report = "<Report 'mnist_rnn': 'Sequential', 21,386 params>"
    result.stdout.fnmatch_lines(
        [
            f"E*where 21386 = {report}.total",
            f"E*where {report} = explain_model('mnist_rnn.keras', summary=False)",
            "E*where 1290 = <LayerReport 'dense': 'Dense', 1,290 params>.layer_params",
            f"E*assert 'dence' in {report}",
            "E*no layer is named 'dence'; did you mean 'dense'?",
            f"E*assert {report} == <Report *>",
            "E*from the left to the right:",
            "E*simple_rnn.units 128 -> 64: simple_rnn -14,144, dense -640; total 6,602",
            "E*<LayerReport 'dense': *1,290 params> == <LayerReport 'dense': *650 params>",
            "E*from the left to the right:",
            "E*dense.input_dim 128 -> 64 (from simple_rnn.units): dense -640; total 650",
            "E*not equal: source",
            f"E*assert {report} == 'mnist_rnn'",
        ]
    )


def test_it_can_be_left_out(project: pytest.Pytester) -> None:
    project.makepyfile("def test_other():\n    assert True\n" + PASSING)
    result = project.runpytest("-p", "no:rnnscope")
    result.assert_outcomes(passed=1, errors=3)
    result.stdout.fnmatch_lines(["E*fixture 'assert_params' not found"])


def test_it_needs_no_tensorflow_for_files(project: pytest.Pytester) -> None:
    for name in ("tensorflow", "keras"):
        (project.path / f"{name}.py").write_text("raise ImportError('there is none here')\n")
    project.makepyfile(PASSING.replace(', "simple_rnn": 20_096}', "}, summary=False"))
    project.makepyfile(
        test_snapshot="def test_it(params_snapshot):\n    params_snapshot('mnist_rnn.keras')\n"
    )
    project.run(sys.executable, "-W", "error", "-m", "pytest").assert_outcomes(passed=4)


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
