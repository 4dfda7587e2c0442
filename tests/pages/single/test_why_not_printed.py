"""Why a printed summary has a number: what it prints need not be right."""

from __future__ import annotations

import json

import pytest

import rnnscope

pytestmark = pytest.mark.quick

# The second Dense has 5,130: two digits have changed places.
TEXT = """\
_________________________________________________________________
Layer (type)                 Output Shape              Param #
=================================================================
dense_1 (Dense)              (None, 512)               401920
_________________________________________________________________
dense_2 (Dense)              (None, 10)                5310
=================================================================
Total params: 407,050
Trainable params: 407,050
Non-trainable params: 0
_________________________________________________________________
"""
RIGHT = TEXT.replace("5310", "5130")
SUSPECT = "With 5,130 in dense_2 the rows add up to the printed total, 407,050"


def answer(number: int, layer: str | None = None, *, text: str = TEXT) -> str:
    report = rnnscope.explain_summary(text, summary=False)
    return " ".join(report.render("text", layer=layer, why_not=number).split())


def test_a_misprint_is_not_said_to_be_right() -> None:
    said = answer(5310, "dense_2")
    assert "that is right" not in said
    assert "The text says that dense_2 has 5,310 parameters." in said
    assert "near it are 10·512 + 10 = 5,130 with use_bias=True" in said
    assert SUSPECT in said
    assert "nearest count" not in said
    report = rnnscope.explain_summary(TEXT, summary=False)
    data = json.loads(report.render("json", layer="dense_2", why_not=5310))
    assert data["why_not"]["right"] == []


def test_the_right_number_of_a_misprint_is_told() -> None:
    assert "5,130 is what dense_2 would have with use_bias=True." in answer(5130, "dense_2")


@pytest.mark.parametrize("number", [407_050, 407_230])
def test_a_total_that_is_not_the_sum_of_the_rows_is_told_with_that(number: int) -> None:
    said = answer(number)
    assert "The rows add up to 407,230; the printed total is 407,050." in said
    assert SUSPECT in said
    assert "is right" not in said


def test_of_the_model_a_misprinted_row_is_told_as_one() -> None:
    assert "The text says that dense_2 has 5,310 parameters." in answer(5310)


def test_the_report_says_what_a_misprint_ought_to_be() -> None:
    report = rnnscope.explain_summary(TEXT, summary=False)
    said = " ".join(str(report).split())
    assert f"{SUSPECT}: 5,310 is likely a misprint." in said
    assert "a Dense implies 5,130 or 5,120 near it, the text has 5,310" in said


def test_a_number_that_the_total_has_as_well_is_no_slip_of_one_row() -> None:
    text = TEXT.replace("407,050", "407,230")
    said = " ".join(str(rnnscope.explain_summary(text, summary=False)).split())
    assert (
        "The printed total, 407,230, has 5,310 of dense_2 in it: that is no slip in that row"
        in said
    )
    assert "misprint" not in said


def test_numbers_of_several_rows_that_the_total_has_are_told_together() -> None:
    text = TEXT.replace("407,050", "407,231").replace("401920", "401921")
    said = " ".join(str(rnnscope.explain_summary(text, (784,), summary=False)).split())
    assert "has 401,921 of dense_1 and 5,310 of dense_2 in it: that is no slip in one row" in said


@pytest.mark.parametrize(
    ("total", "said"),
    [
        ("407,500", "407,500 has the digits of 407,050 in another order: it is likely a misprint."),
        ("417,050", "The rows add up to 10,000 less than the printed total: a row may be missing"),
        ("407,040", "The rows add up to 10 more than the printed total: rows may have the same"),
    ],
)
def test_what_the_rows_lack_of_the_total_is_told(total: str, said: str) -> None:
    text = RIGHT.replace("407,050", total)
    assert said in " ".join(str(rnnscope.explain_summary(text, summary=False)).split())


def test_what_is_right_stays_so() -> None:
    assert "dense_2 has 5,130 parameters: that is right." in answer(5130, "dense_2", text=RIGHT)
    own = RIGHT.replace("dense_2 (Dense)", "dense_2 (Own)  ")
    said = answer(5130, "dense_2", text=own)
    assert "dense_2 has 5,130 parameters: that is what the text says." in said


HEAD = TEXT.split("dense_1")[0]


@pytest.mark.parametrize(
    ("rows", "right", "said"),
    [
        (
            "input_1 (InputLayer)         (None, 26, 26, 32)        0\n"
            "flatten_1 (Flatten)          (None, 21623)             0\n",
            ("21623", "21632"),
            "flatten_1 is printed with (None, 21623), which no Flatten makes of (None, 26, 26, 32)",
        ),
        (
            "dense_1 (Dense)              (None, 8)                 0\n",
            (" 0\n", " 8\n"),
            "dense_1 is printed with 0, though a Dense of Keras's has weights",
        ),
    ],
)
def test_a_shape_or_a_number_that_a_layer_cannot_have_is_told(
    rows: str, right: tuple[str, str], said: str
) -> None:
    last = "dense_9 (Dense)              (None, 1)                 21624\n"
    report = rnnscope.explain_summary(HEAD + rows + last, summary=False)
    text = " ".join(report.render("markdown").replace("\\", "").split())
    assert said in text
    assert "26·26·32 = 21,632" not in text
    rows = HEAD + rows.replace(*right)
    assert "is printed with" not in str(rnnscope.explain_summary(rows, summary=False))


def test_a_sum_of_tensors_is_not_held_against_those_of_which_some_are_cut() -> None:
    rows = (
        "input_1 (InputLayer)         (None, 8)                 0\n"
        "add_1 (Add)                  (None, 9)                 0\n"
    )
    assert "is printed with" not in str(rnnscope.explain_summary(HEAD + rows, summary=False))
