"""What callers may give, and what they are told where it is something else."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from rnnscope import AmbiguousLayerNameError, BadArgumentError, UnheardWitnessError, assert_params
from rnnscope.api import explain
from rnnscope.cli import app
from rnnscope.errors import BadLimitError, ParamsMismatchError, RnnscopeError
from tests.files import MNIST, alone, entry, sequential, write_json

pytestmark = pytest.mark.quick


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"timeout": math.nan}, "timeout: expected seconds above 0 and up to 86,400; found nan"),
        ({"timeout": math.inf}, "timeout: expected seconds above 0 and up to 86,400; found inf"),
        ({"timeout": 0}, "timeout: expected seconds above 0 and up to 86,400; found 0"),
        ({"timeout": -1.5}, "timeout: expected seconds above 0 and up to 86,400; found -1.5"),
        ({"timeout": True}, "timeout: expected seconds above 0 and up to 86,400; found True"),
        ({"timeout": "60"}, "timeout: expected seconds above 0 and up to 86,400; found '60'"),
        ({"timeout": None}, "timeout: expected seconds above 0 and up to 86,400; found None"),
        ({"imports": "keras"}, "imports: expected a list of names of modules, as"),
        ({"imports": None}, "imports: expected a list of names of modules, as"),
        ({"imports": 3}, "imports: expected a list of names of modules, as"),
        ({"imports": ["json", 3]}, "imports: expected names of modules; found 3"),
        ({"imports": [b"json"]}, "imports: expected names of modules; found a bytes"),
        ({"weights": 5}, "weights: expected the path of a file; found 5"),
        ({"weights": b"m.h5"}, "weights: expected the path of a file; found a bytes"),
        ({"weights": "m\0.h5"}, r"weights: expected the path of a file; found 'm\x00.h5'"),
        ({"require": "derived"}, "require: expected some of 'stored', 'summary'; found 'derived'"),
        ({"require": None}, "require: expected some of 'stored', 'summary'; found None"),
        ({"require": ["stored", []]}, "require: expected some of 'stored', 'summary'; found a li"),
        ({"require": "summary", "summary": False}, "require: expected no 'summary' where"),
        ({"require": "x" * 500}, "xxx'... (500 characters)"),
    ],
    ids=lambda value: repr(value)[:40] if isinstance(value, dict) else "",
)
def test_an_argument_that_is_none(given: dict[str, Any], told: str) -> None:
    with pytest.raises(BadArgumentError) as caught:
        explain(MNIST, **given)
    assert told in str(caught.value)
    assert len(str(caught.value)) < 200
    assert isinstance(caught.value, TypeError)
    assert isinstance(caught.value, ValueError)
    assert isinstance(caught.value, RnnscopeError)


@pytest.mark.parametrize("limits", ["x", 3, ["seconds"], "", 0, [("seconds", 1)], {3: 1}])
def test_limits_that_are_none(limits: Any) -> None:
    with pytest.raises(BadLimitError):
        explain(MNIST, limits=limits)


def test_arguments_of_other_kinds_that_will_do() -> None:
    some: list[dict[str, Any]] = [{"imports": []}, {"imports": iter(())}, {"timeout": 5}]
    for given in (*some, {"limits": {}}, {"require": []}):
        assert alone(MNIST, **given).total == 21_386


@pytest.mark.parametrize("name", [None, 0, -1, slice(1), 1.5, b"dense", ("dense",), []])
def test_a_layer_is_named_by_text(name: Any) -> None:
    report = alone(MNIST)
    with pytest.raises(BadArgumentError, match=r"report\[\.\.\.\]: expected the name or the path"):
        report[name]
    assert name not in report


def test_a_report_holds_its_layers() -> None:
    report = alone(MNIST)
    assert [layer.name for layer in report] == ["simple_rnn", "dense"]
    assert (list(report), len(report)) == ([*report.layers], 2)
    assert "dense" in report
    assert "dence" not in report
    assert alone(MNIST)


def twins(path: Path) -> Path:
    """Write a model in which a name fits three layers, one of them at the top."""
    lstm = entry("LSTM", "lstm", units=2, return_sequences=True)
    both = (entry("Bidirectional", name, layer=lstm) for name in ("a", "b"))
    inner = sequential(entry("Dense", "d", units=4), entry("Dense", "e", units=2), name="inner")
    other = sequential(entry("Dense", "e", units=3), name="other")
    config = sequential(*both, inner, other, entry("Dense", "d", units=1), shape=(None, 5, 3))
    return write_json(path / "m.json", config)


def test_a_name_that_fits_several_is_refused(tmp_path: Path) -> None:
    path = twins(tmp_path)
    report = alone(path)
    told = (
        "2 layers are named 'forward_layer'; "
        "name one by its full path: 'a.forward_layer', 'b.forward_layer'"
    )
    for ask in (
        lambda: report["forward_layer"],
        lambda: report.render(layer="forward_layer"),
        lambda: report.to_json(layer="forward_layer"),
        lambda: report.render("csv", layer="forward_layer"),
        lambda: assert_params(path, {"forward_layer": 48}, summary=False),
    ):
        with pytest.raises((AmbiguousLayerNameError, ParamsMismatchError)) as caught:
            ask()
        assert str(caught.value).splitlines()[0] == told
    result = CliRunner().invoke(
        app, ["explain", str(path), "--no-summary", "--layer", "forward_layer"]
    )
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"error: {told}\n"


def test_a_full_path_and_a_top_row_are_never_ambiguous(tmp_path: Path) -> None:
    report = alone(twins(tmp_path))
    for layer in report.walk():
        assert report[layer.path] is layer
    assert report["d"] is report.layers[-1]
    assert report["inner.d"].params == 20
    with pytest.raises(AmbiguousLayerNameError, match=r"'inner\.e', 'other\.e'"):
        report["e"]


def test_many_layers_of_a_name_are_not_all_listed(tmp_path: Path) -> None:
    wrapped = [entry("Bidirectional", "both", layer=entry("GRU", "g", units=1))]
    models = [sequential(entry("Dense", "d", units=2), name=f"m{i}") for i in range(20)]
    report = alone(write_json(tmp_path / "m", sequential(*wrapped, *models, shape=(None, 5, 3))))
    with pytest.raises(AmbiguousLayerNameError) as caught:
        report["d"]
    assert str(caught.value).startswith("20 layers are named 'd'; ")
    assert str(caught.value).endswith("'m7.d', and 12 more")
    assert len(caught.value.paths) == 20


CONFIG = sequential(entry("Dense", "d", units=2), shape=(None, 3))


def test_a_witness_that_is_required_must_speak(tmp_path: Path) -> None:
    config = write_json(tmp_path / "m.json", CONFIG)
    assert alone(MNIST, require="stored").total == 21_386
    with pytest.raises(UnheardWitnessError) as caught:
        alone(config, require=["stored"])
    assert caught.value.name == "stored"
    assert str(caught.value).startswith("the stored tensors were not heard, as required: ")
    assert caught.value.report.total == 8  # type: ignore[attr-defined]
    with pytest.raises(ParamsMismatchError, match="not heard, as required: not asked"):
        assert_params(alone(MNIST), 21_386, summary=True)


def explained(*args: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["explain", *map(str, args)])
    return result.exit_code, result.stdout, result.stderr


def test_the_command_line_prints_the_report_first(tmp_path: Path) -> None:
    config = write_json(tmp_path / "m.json", CONFIG)
    code, out, err = explained(config, "--no-summary", "--require", "stored")
    assert code == 2
    assert "Total params: 8" in out
    assert err.startswith("error: the stored tensors were not heard, as required: ")
    assert err.count("\n") == 1
    assert explained(MNIST, "--no-summary", "--require", "stored")[::2] == (0, "")


def test_requirements_that_cannot_be_met_are_bad_usage() -> None:
    for args, told in (
        (("--require", "summary", "--no-summary"), "--require summary asks for the summary that"),
        (("--require", "derived"), "expected some of 'stored', 'summary'; found 'derived'"),
    ):
        code, out, err = explained(MNIST, *args)
        assert (code, out) == (2, "")
        assert told in " ".join(err.replace("│", " ").split())


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"depth": 0}, "depth: expected a whole number of 1 or more, or None; found 0"),
        ({"depth": -1}, "depth: expected a whole number of 1 or more, or None; found -1"),
        ({"depth": "2"}, "depth: expected a whole number of 1 or more, or None; found '2'"),
        ({"depth": True}, "depth: expected a whole number of 1 or more, or None; found True"),
        ({"width": 0}, "width: expected a whole number from 1 to 10,000; found 0"),
        ({"width": 80.5}, "width: expected a whole number from 1 to 10,000; found 80.5"),
        ({"layer": 3}, "report[...]: expected the name or the path of a layer; found 3"),
        ({"to": "plain", "tablefmt": None}, "tablefmt: expected the name of a table format;"),
        ({"to": "plain", "tablefmt": "tables"}, "there is no format 'tables'; choose one of"),
        ({"to": None}, "there is no format None; choose one of"),
        ({"to": []}, "there is no format []; choose one of"),
    ],
    ids=lambda value: repr(value) if isinstance(value, dict) else "",
)
def test_options_of_a_report_that_are_none(options: dict[str, Any], told: str) -> None:
    with pytest.raises(RnnscopeError) as caught:
        alone(MNIST).render(**options)
    assert str(caught.value).startswith(told)


def test_errors_can_be_handed_on_from_one_process_to_another(tmp_path: Path) -> None:
    report = alone(MNIST)
    asks: list[Callable[[], object]] = [
        lambda: alone(tmp_path / "gone"),
        lambda: explain(MNIST, imports=["gone_from_here"]),
        lambda: explain(MNIST, timeout=-1),
        lambda: explain(MNIST, limits={"x": 1}),
        lambda: report["dence"],
        lambda: alone(twins(tmp_path))["e"],
        lambda: report.render("docx"),
        lambda: assert_params(report, 1),
        lambda: assert_params(report, {"dense": "x"}),
        lambda: alone(write_json(tmp_path / "c.json", CONFIG), require="stored"),
    ]
    for ask in asks:
        with pytest.raises(RnnscopeError) as caught:
            ask()
        again = copy.copy(caught.value)  # as pickling does it
        assert (type(again), str(again)) == (type(caught.value), str(caught.value))
        assert vars(again).keys() == vars(caught.value).keys()


@pytest.mark.parametrize(
    "value", ["[" * 5000, "-" * 50_000 + "1", "9" * 5000, "1" + "+1j" * 5000, "1e400", "\\x00"]
)
@pytest.mark.parametrize("name", ["units", "use_bias", "input_dim"])
def test_a_setting_may_be_any_text(name: str, value: str) -> None:
    result = CliRunner().invoke(app, ["layers", "Dense", "--set", f"{name}={value}"])
    assert result.exit_code in (0, 2)
    assert isinstance(result.exception, SystemExit | None)
