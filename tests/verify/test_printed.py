"""What the text itself says of a printed summary: where its rows and totals contradict."""

from __future__ import annotations

import rnnscope
from rnnscope.report.report import Report
from rnnscope.report.witness import Witness
from tests.solving.pasted import HEAD, explained

ROWS = (
    "x (InputLayer)               (None, 8)                 0",
    "a (Dense)                    (None, 4)                 36",
    "b (Dense)                    (None, 3)                 15",
)


def heard(report: Report) -> Witness:
    witness = report.witness("printed")
    assert witness is not None
    return witness


def differences(*lines: str) -> list[str]:
    text = HEAD + "\n".join(lines) + "\n"
    return [each.text for each in rnnscope.explain_summary(text, summary=False).differences]


def test_it_speaks_of_each_row_whose_weights_are_known_and_of_no_other() -> None:
    witness = heard(explained(*ROWS, "own (Own)   (None, 3)   7"))
    assert witness.spoke
    assert witness.covered == {"x", "a", "b"}


def test_rows_that_add_up_to_the_total_are_no_finding() -> None:
    assert differences(*ROWS, "Total params: 51", "Trainable params: 51") == []


def test_rows_that_do_not_add_up_are_one() -> None:
    assert differences(*ROWS, "Total params: 50") == [
        "total params: the sum of the rows implies 51, the text has 50"
    ]


def test_a_number_that_no_setting_gives_is_named_with_the_nearest() -> None:
    [text] = differences(ROWS[0], "a (Dense)                    (None, 4)                 35")
    assert text == (
        "a: Param #: a Dense implies 36 or 32 near it, the text has 35 "
        "(no setting gives this number)"
    )


def test_totals_that_are_not_each_others_sum_are_named() -> None:
    totals = ("Total params: 51", "Trainable params: 50", "Non-trainable params: 2")
    assert differences(*ROWS, *totals) == [
        "total params: the sum of trainable and non-trainable params implies 52, the text has 51"
    ]


def test_weights_that_no_choice_of_layers_leaves_untrained_are_named() -> None:
    totals = ("Total params: 51", "Trainable params: 50", "Non-trainable params: 1")
    [text] = differences(*ROWS, *totals)
    assert text.startswith("non-trainable params: what was found implies 0, the text has 1")
