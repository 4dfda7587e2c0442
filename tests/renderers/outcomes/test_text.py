"""What a person reads of models that were checked."""

from __future__ import annotations

import pytest

from rnnscope.expectations.outcome import Outcome
from rnnscope.renderers import Options
from rnnscope.renderers.outcomes import outcome_lines
from tests.renderers.outcomes.conftest import broken, failed, held

pytestmark = pytest.mark.quick


def text(outcomes: list[Outcome], **options: object) -> str:
    return "".join(outcome_lines(outcomes, "text", Options(width=80, **options)))  # type: ignore[arg-type]


def test_one_of_each(outcomes: list[Outcome]) -> None:
    assert text(outcomes) == (
        "✓ models/mnist.keras: total 21,386; at most 50,000 params; Stored and summary()\n"
        "  agree\n"
        "✗ models/gru.keras: dense has 1,290 params, expected 1,280; 1 more follows from\n"
        "  it\n"
        "             expected   found\n"
        "  dense         1,280   1,290  units*input_dim + units = 10*128 + 10\n"
        "                               input_dim = 128 (simple_rnn.units)\n"
        "  the model    21,376  21,386  because dense has 1,290\n"
        "\n"
        "  dense: 10 more than expected\n"
        "    1,280 is what you get if the bias is left out.\n"
        "  Stored differs\n"
        "  summary() not heard: Keras is not installed\n"
        "  note: evil holds Python code that was not looked at.\n"
        "! models/broken.keras: it is no archive\n"
        "3 models: 1 held, 1 failed, 1 could not be judged.\n"
    )


@pytest.mark.parametrize(
    ("outcomes", "last"),
    [
        ([held()], "agree"),
        ([held()] * 2, "Both models held."),
        ([held()] * 1000, "All 1,000 models held."),
        ([failed()] * 3, "All 3 models failed."),
        ([held(), broken()], "2 models: 1 held, 1 could not be judged."),
        ([], "No model was checked."),
    ],
)
def test_how_many_held_is_said_last(outcomes: list[Outcome], last: str) -> None:
    assert text(outcomes).splitlines()[-1].strip() == last


def test_lines_come_with_their_models() -> None:
    judged = []

    def one_by_one() -> object:
        for i in range(3):
            judged.append(i)
            yield held(f"{i}.keras")

    lines = outcome_lines(one_by_one(), "text")  # type: ignore[arg-type]
    assert next(lines).startswith("✓ 0.keras")
    assert judged == [0]


def test_in_ascii(outcomes: list[Outcome]) -> None:
    written = text(outcomes, ascii_only=True)
    assert written.isascii()
    assert [line.split()[0] for line in written.splitlines() if line[:1].strip()] == [
        "ok",
        "FAILED",
        "!",
        "3",
    ]


def test_a_count_that_nobody_knows_is_no_number() -> None:
    assert "✓ a: ? params; Stored agrees" in text(
        [held("a", total=None, expected=(), witnesses=(("stored", "agrees"),))]
    )


def test_agreement_that_is_not_of_every_layer_is_told() -> None:
    (line,) = text([held("a", verified=False, expected=())]).splitlines()
    assert line.endswith("; Stored and summary() agree where they speak")


def test_what_has_to_be_heard_and_was_is_said_once() -> None:
    (line,) = text([held("a", expected=("total 21,386", "stored heard"))]).splitlines()
    assert line == "✓ a: total 21,386; Stored and summary() agree"


def test_what_else_has_to_be_known_of_a_model_that_holds_is_below_it() -> None:
    note = (
        "evil holds Python code that was not looked at: loading the model may run it, word by word."
    )
    first, *more = text([held("a", notes=(note,))]).splitlines()
    assert first.startswith("✓ a: total 21,386;")
    assert more[-2:] == [
        "  note: evil holds Python code that was not looked at: loading the model may run",
        "    it, word by word.",
    ]
