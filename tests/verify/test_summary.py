"""Keras's own summary as a witness, in its child process and beside a live model."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import keras
import pytest
from keras import layers

from rnnscope.algebra.expr import symbol
from rnnscope.api import explain, explained, with_summary
from rnnscope.report.report import LayerReport, Report
from rnnscope.report.witness import Witness
from rnnscope.verify import summary
from rnnscope.verify.keras_process import Deadline, KerasProcess
from tests.files import (
    MNIST,
    ROOT,
    SENTIMENT,
    custom,
    entry,
    members_of,
    sequential,
    write_archive,
    write_json,
    write_keras,
)
from tests.verify.same_process import SameProcess

pytestmark = pytest.mark.slow

_TWO_BILLION = sequential(
    *(entry("Dense", f"d{i}", units=16_384) for i in range(8)), shape=(None, 16_384)
)

_MEASURED = """
import resource, sys
from rnnscope.api import explain
report = explain(sys.argv[1], summary=True)
witness = report.witness("summary")
print(witness.spoke, witness.reason, witness.agrees, report.total, report.verified)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def heard(report: Report) -> Witness:
    witness = report.witness("summary")
    assert witness is not None
    return witness


def _measured(path: Path) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED, str(path)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    )
    return done.stdout.splitlines()


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> Future[list[str]]:
    """Start what takes seconds, in a process of its own, before the tests that take none."""
    path = write_json(tmp_path_factory.mktemp("big") / "m.json", _TWO_BILLION)
    return ThreadPoolExecutor(1).submit(_measured, path)


class Listening(SameProcess):
    """Keeps what it was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.requests: list[Mapping[str, Any]] = []

    def _answer(
        self, kind: type[KerasProcess], request: Mapping[str, Any], deadline: Deadline
    ) -> Mapping[str, Any]:
        self.requests.append(request)
        return super()._answer(kind, request, deadline)


def test_the_file_is_given_to_keras_only_where_it_is_vouched_for() -> None:
    model, report = explained(SENTIMENT)
    listening = Listening()
    with_summary(report, model, listening)
    with_summary(report, model, listening, load=True)
    rebuilt, loaded = listening.requests
    assert "load" not in rebuilt
    assert not rebuilt.get("imports")
    assert SENTIMENT.name not in json.dumps(rebuilt)
    assert loaded["load"] == str(SENTIMENT)
    assert "config" not in loaded


def test_modules_named_in_a_file_are_not_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, heard: Callable[[Path], Report]
) -> None:
    (tmp_path / "evil_module.py").write_text("raise SystemExit('imported')")
    monkeypatch.syspath_prepend(tmp_path)
    layer = {**custom("Evil", "e"), "module": "evil_module"}
    config = sequential(layer, entry("Dense", "d", units=2), shape=(None, 3))
    report = heard(write_json(tmp_path / "m.json", {**config, "module": "evil_module"}))
    assert report["e"].basis == "unknown"
    assert "evil_module" not in sys.modules


def _changed(report: Report, name: str, change: Callable[[LayerReport], LayerReport]) -> Report:
    rows = tuple(change(row) if row.name == name else row for row in report.layers)
    return replace(report, layers=rows)


def _wider(row: LayerReport) -> LayerReport:
    kernel, *rest = row.weights
    wider = replace(kernel, symbolic_shape=(*kernel.symbolic_shape[:-1], symbol("units", 11)))
    return replace(row, weights=(wider, *rest))


def _frozen(row: LayerReport) -> LayerReport:
    return replace(row, weights=tuple(replace(w, trainable=False) for w in row.weights))


def _reshaped(row: LayerReport) -> LayerReport:
    return replace(row, outputs=((symbol("batch", None), symbol("units", 11)),))


def _less(row: LayerReport) -> LayerReport:
    return replace(row, weights=row.weights[:1])


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (
            _wider,
            [
                "dense: Param #: config implies 1,418, summary() shows 1,290",
                "dense: kernel: config implies (128, 11), summary() shows (128, 10)",
                "total params: config implies 21,514, summary() shows 21,386",
                "trainable params: config implies 21,514, summary() shows 21,386",
            ],
        ),
        (
            _frozen,
            [
                "dense: kernel trainable: config implies False, summary() shows True",
                "dense: bias trainable: config implies False, summary() shows True",
                "trainable params: config implies 20,096, summary() shows 21,386",
                "non-trainable params: config implies 1,290, summary() shows 0",
            ],
        ),
        (_reshaped, ["dense: output shape: config implies (None, 11), summary() shows (None, 10)"]),
        (
            _less,
            [
                "dense: Param #: config implies 1,280, summary() shows 1,290",
                "dense: bias: config implies no such weight, summary() shows (10,)",
                "total params: config implies 21,376, summary() shows 21,386",
                "trainable params: config implies 21,376, summary() shows 21,386",
            ],
        ),
    ],
)
def test_a_wrong_formula_is_named(
    change: Callable[[LayerReport], LayerReport], found: list[str]
) -> None:
    model, report = explained(MNIST)
    wrong = _changed(report, "dense", change)
    witness = SameProcess().rebuilt(wrong, model)
    assert [each.text for each in witness.differences] == found
    assert not witness.agrees
    assert not wrong.with_witness(witness).verified


def test_a_live_model_is_asked_itself() -> None:
    live = keras.Sequential([keras.Input((4, 3)), layers.GRU(2), layers.Dense(1)])
    report = explain(live)
    assert heard(report).spoke
    assert report.verified
    assert "Total params: 45" in heard(report).text
    model, unheard = explained(live)
    wrong = _changed(unheard, live.layers[-1].name, _wider)
    assert [each.subject for each in summary.live(wrong, model).differences] == [
        *("Param #", "kernel", "total params", "trainable params")
    ]
    assert heard(explain(live, summary=False)).reason == "not asked"


def test_a_wrong_config_is_found_by_the_stored_weights_not_by_the_summary(
    tmp_path: Path, heard: Callable[[Path], Report]
) -> None:
    members = members_of(MNIST)
    config = members["config.json"].replace(b'"units": 10,', b'"units": 11,')
    report = heard(write_archive(tmp_path / "m.keras", {**members, "config.json": config}))
    agree = {witness.name: witness.agrees for witness in report.witnesses}
    assert agree == {"stored": False, "summary": True}
    assert not report.verified


def _loaded(path: Path) -> Report:
    model, report = explained(path)
    return with_summary(report, model, SameProcess(), load=True)


def test_a_file_that_is_vouched_for_is_loaded() -> None:
    report = _loaded(SENTIMENT)
    assert report.verified
    text = heard(report).text
    assert "Total params: 39,789" in text  # with the optimizer's variables
    assert "Optimizer params: 26,516" in text
    assert (report.total, report.optimizer) == (13_273, 26_516)


def test_a_file_that_keras_cannot_load_is_a_reason(tmp_path: Path) -> None:
    config = sequential(entry("Dense", "d", units=2, other=1), shape=(None, 3))
    tensors = {"layers/dense/vars/0": (3, 2), "layers/dense/vars/1": (2,)}
    report = _loaded(write_keras(tmp_path / "m.keras", config, tensors))
    assert heard(report).reason.startswith("Keras cannot load the file: ")
    assert "other" in heard(report).reason
    assert report.verified  # by the stored weights


def test_two_billion_parameters_cost_no_memory(big: Future[list[str]]) -> None:
    said, kilobytes = big.result()
    assert said == "True  True 2147614720 True"
    assert int(kilobytes) < 1_000_000
