"""What comes of other sizes, as it is asked for with `--set`."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from rnnscope.api import explain_summary
from rnnscope.cli import app
from rnnscope.errors import BadArgumentError, NotRecountedError
from rnnscope.report.recounting.what_if import what_if
from rnnscope.report.report import Report
from tests.files import MNIST, SENTIMENT, alone, custom, entry, sequential, write_json, write_keras

pytestmark = pytest.mark.quick


@pytest.fixture(scope="module")
def mnist() -> Report:
    return alone(MNIST)


@pytest.fixture(scope="module")
def added(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a model that adds two outputs up, one of them of a size that is fixed there."""
    calls = {"entry": ["entry"], "a": ["entry"], "b": ["a"], "sum": ["a", "b"], "out": ["sum"]}
    kept = [
        {**entry("InputLayer", "entry", batch_shape=[None, 4]), "inbound_nodes": []},
        *(_called("Dense", name, calls[name], units=8) for name in ("a", "b")),
        _called("Add", "sum", calls["sum"]),
        _called("Dense", "out", calls["out"], units=2),
    ]
    config = {
        "name": "added",
        "layers": kept,
        "input_layers": [["entry", 0, 0]],
        "output_layers": [["out", 0, 0]],
    }
    path = tmp_path_factory.mktemp("added") / "model.json"
    return write_json(path, {"class_name": "Functional", "config": config})


def _called(class_name: str, name: str, sources: list[str], **settings: Any) -> dict[str, Any]:
    given = [
        {"class_name": "__keras_tensor__", "config": {"keras_history": [source, 0, 0]}}
        for source in sources
    ]
    args = [given if len(given) > 1 else given[0]]
    nodes = [{"args": args, "kwargs": {}}]
    return {**entry(class_name, name, **settings), "name": name, "inbound_nodes": nodes}


def run(*args: object) -> Result:
    return CliRunner().invoke(app, ["explain", *map(str, args)])


def test_the_total_and_the_change() -> None:
    done = run(MNIST, "--set", "simple_rnn.units=200", "--set", "dense.units=12")
    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        "What if simple_rnn.units = 200, dense.units = 12?",
        "The model would have 48,212 parameters, 26,826 more than the 21,386 that it has.",
        "simple_rnn.units is 128 now.",
        "dense.units is 10 now.",
    ]
    assert "fewer than the 21,386" in run(MNIST, "--set", "dense.units=1").stdout


def test_a_size_that_no_weight_depends_on() -> None:
    done = run(MNIST, "--set", "input_layer.timesteps=50")
    assert "The model would still have 21,386 parameters: nothing changes." in done.stdout


def test_sizes_that_move_together_are_named(added: Path) -> None:
    done = run(added, "--set", "b.units=9")
    assert "b.units is 8 now. It is one with a.units: they move together." in done.stdout
    data = json.loads(run(added, "--set", "b.units=9", "--format", "json").stdout)["what_if"]
    assert data["sizes"][0]["together"] == ["a.units", "b.units"]
    assert data["total"] == (4 + 1) * 9 + (9 + 1) * 9 + (9 + 1) * 2
    with pytest.raises(BadArgumentError, match=r"it is one with a\.units"):
        what_if(alone(added), {"a.units": 9, "b.units": 10})


def test_a_model_that_keras_would_refuse(tmp_path: Path) -> None:
    config = sequential(
        entry("Conv2D", "conv", filters=4, kernel_size=[3, 3]), shape=(None, 8, 8, 1)
    )
    path = write_json(tmp_path / "m.json", config)
    asked = ("--set", "x.height=2")
    done = run(path, *asked)
    assert done.exit_code == 1
    assert "Keras would refuse it: conv needs a size to be at least" in done.stdout
    data = json.loads(run(path, *asked, "--format", "json").stdout)["what_if"]
    assert (data["total"], len(data["refused"])) == (None, 1)
    (line,) = csv.DictReader(run(path, *asked, "--format", "csv").stdout.splitlines())
    assert (line["other_params"], line["refused"]) == ("", data["refused"][0])


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (
            ("--set", "simple_rnn.unit=3"),
            "name of a size: expected one that the model has (did you mean 'simple_rnn.units'",
        ),
        (("--set", "dense.units=0"), "dense.units: expected a whole number from 1 on; found 0"),
        (("--set", "dense.units=many"), "found 'many'"),
        (("--set", "dense.units"), "expected NAME=VALUE, found 'dense.units'"),
        (("--set", "dense.units=3", "--layer", "dense"), "leave --layer and --why-not out"),
        (("--set", "dense.units=3", "--why-not", "7"), "leave --layer and --why-not out"),
    ],
)
@pytest.mark.parametrize("to", ["text", "html"])
def test_what_cannot_be_set(args: tuple[str, ...], said: str, to: str) -> None:
    done = run(MNIST, *args, "--format", to, "--no-summary")
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in " ".join(done.stderr.replace("│", " ").split())


def test_a_model_of_which_parts_are_not_known(tmp_path: Path) -> None:
    path = write_json(tmp_path / "m.json", sequential(custom("Odd", "odd"), shape=(None, 3)))
    with pytest.raises(NotRecountedError, match="odd's count is not known"):
        what_if(alone(path), {"x.features": 4})


def test_a_size_of_which_nobody_knows_what_becomes(tmp_path: Path) -> None:
    config = sequential(entry("Dense", "dense", units=2), custom("Odd", "odd"), shape=(None, 3))
    stored = {"dense/vars/0": (3, 2), "dense/vars/1": (2,), "odd/vars/0": (2, 5)}
    tensors = {f"layers/{path}": shape for path, shape in stored.items()}
    done = run(write_keras(tmp_path / "m.keras", config, tensors), "--set", "dense.units=4")
    assert done.exit_code == 2
    assert "dense.units cannot be changed: it flows into odd" in done.stderr


@pytest.mark.parametrize("to", ["text", "plain", "markdown", "html-fragment"])
def test_every_format_says_it(mnist: Report, to: str) -> None:
    text = mnist.render(to, what_if={"simple_rnn.units": 200})
    assert "The model would have 47,810 parameters" in text
    with pytest.raises(BadArgumentError, match="sizes by their names"):
        mnist.render(to, what_if=3)


def test_names_are_harmless(tmp_path: Path) -> None:
    name = "a\x1b[31m`|<b>*\u202e"
    model = sequential(entry("Dense", name, units=3), shape=(None, 5))
    report = alone(write_json(tmp_path / "model.json", model))
    for to in ("text", "plain", "markdown", "html-fragment", "csv"):
        text = report.render(to, what_if={f"{name}.units": 4})
        assert not {"\x1b", "\u202e"} & set(text), to
        assert to != "html-fragment" or "<b>*" not in text


def test_keras_is_not_asked_for_an_answer() -> None:
    assert "summary" not in run(SENTIMENT, "--set", "gru.units=9").stdout


HEAD = "Layer (type)                 Output Shape              Param #\n" + "=" * 65 + "\n"


def test_of_a_printed_summary_it_is_said_what_is_taken_for_granted() -> None:
    row = "lstm_1 (LSTM)                (None, 50)                10400\n"
    report = explain_summary(HEAD + row, summary=False)
    said = report.render("text", what_if={"lstm_1.units": 60})
    assert "What was assumed of lstm_1 is taken for granted." in said
    given = explain_summary(HEAD + row, (5, 1), summary=False)
    assert "granted" not in given.render("text", what_if={"lstm_1.units": 60})


def test_a_number_alone_is_named_where_it_keeps_a_model_from_being_counted_again() -> None:
    rows = (
        "encoder (Model)              (None, 8)                 208\n"
        "dense_1 (Dense)              (None, 3)                 27\n"
    )
    with pytest.raises(NotRecountedError, match="no more than a number of encoder"):
        what_if(explain_summary(HEAD + rows, summary=False), {"dense_1.units": 5})
