"""CSV of models that were checked: a row for each, as a grader takes it."""

from __future__ import annotations

import csv

import pytest

from rnnscope.expectations.failure import Failure, Subject
from rnnscope.expectations.outcome import Outcome
from rnnscope.renderers.outcomes import outcome_lines
from tests.renderers.outcomes.conftest import held

pytestmark = pytest.mark.quick


def test_a_row_for_each_model(outcomes: list[Outcome]) -> None:
    rows = list(csv.DictReader(outcome_lines(outcomes, "csv")))
    assert [(row["model"], row["code"], row["status"]) for row in rows] == [
        ("models/mnist.keras", "0", "held"),
        ("models/gru.keras", "1", "failed"),
        ("models/broken.keras", "2", "not judged"),
    ]
    first, second, third = rows
    assert (first["total"], first["macs"], first["verified"]) == ("21386", "", "True")
    assert (first["stored"], second["stored"], third["stored"]) == ("agrees", "differs", "")
    assert second["failures"].startswith(
        "dense has 1,290 params, expected 1,280. 10 more than expected. 1,280 is what you get if "
    )
    assert second["failures"].endswith(
        " the model has 21,386 params, expected 21,376, because dense has 1,290."
    )
    assert second["notes"] == "evil holds Python code that was not looked at."
    assert (first["failures"], third["total"], third["error"]) == (
        "",
        "",
        "models/broken.keras: it is no archive",
    )


def test_a_question_keeps_its_own_end() -> None:
    asked = Failure(subject=Subject.LAYER, path="dens", sentence="did you mean 'dense'?")
    rows = list(csv.DictReader(outcome_lines([held(failures=(asked,))], "csv")))
    assert rows[0]["failures"] == "did you mean 'dense'?"


def test_the_head_is_there_without_models() -> None:
    (head,) = outcome_lines([], "csv")
    assert head.startswith("model,code,status,total,trainable,non_trainable,bytes,macs,verified,")
