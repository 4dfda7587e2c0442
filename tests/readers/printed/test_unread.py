"""What cannot be read is kept, never half read, and the row behind it does not follow from it."""

from __future__ import annotations

from contextlib import suppress

import pytest

from rnnscope.errors import UnreadableModelError
from rnnscope.model.printed_sums import Sum, added
from rnnscope.readers.printed.summary_file import model_in
from tests.readers.printed.texts import one

pytestmark = pytest.mark.quick

HEADER = "Layer (type)                 Output Shape              Param #\n"
RULE = "=" * 65 + "\n"
THIN = "_" * 65 + "\n"
FIRST = "embedding_1 (Embedding)      (None, 100, 32)           {}\n"
SECOND = "lstm_1 (LSTM)                (None, 100, 64)           24832\n"
TOTAL = "Total params: 344,832\n"

# What no whole number is, or only the beginning of one.
NUMBERS = ["320.001", "320000²", "-320000", "3.2e5", "320K", "320000x", "32_000", "320·000"]
NUMBERS += ["32000\n0", "32000\n0      ", "320,0\n00", "32,00", "320 0000", "320000,", "…"]


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("rule", ["", THIN], ids=["plain", "ruled"])
@pytest.mark.parametrize("before", [HEADER + RULE, ""], ids=["headed", "pasted from the middle"])
def test_a_row_with_no_whole_number_is_kept_unread(before: str, rule: str, number: str) -> None:
    summary = one(before + FIRST.format(number) + rule + SECOND + TOTAL)
    assert [(row.name, row.params) for row in summary.rows] == [("lstm_1", 24832)]
    line, text = summary.unread[0]
    assert line == (before + "e").count("\n") + 1
    assert text.startswith("embedding_1 (Embedding)")
    assert added(summary)[1] is Sum.LEFT_OUT
    assert summary.rows[0].is_behind_gap


@pytest.mark.parametrize(
    "number", ["320000", "320,000", "320'000", "320 000", "320000.0", "٣٢٠٠٠٠"]
)
def test_a_whole_number_is_read(number: str) -> None:
    summary = one(HEADER + RULE + FIRST.format(number) + SECOND + TOTAL)
    assert [row.params for row in summary.rows] == [320_000, 24_832]
    assert added(summary)[1] is Sum.ADDS_UP


def test_a_shape_that_is_not_closed_does_not_lend_its_size_as_a_number() -> None:
    text = f"{HEADER}{RULE}a (Dense)  (None, 64)  2112\nx (Dense)  (None, 70  24.8K\n"
    summary = one(f"{text}b (Dense)  (None, 10)   650\nTotal params: 2,762\n")
    assert [row.name for row in summary.rows] == ["a", "b"]
    assert summary.unread == ((4, "x (Dense)  (None, 70  24.8K"),)


def test_a_total_that_goes_on_below_is_none() -> None:
    assert one(f"{HEADER}{SECOND}Total params: 24\n832\nTrainable params: 24832\n").total is None


BOX = """\
┃ Layer (type) ┃ Output Shape ┃ Param # ┃
│ a (Dense)    │ (None, 64)   │   2,112 │
│ x (Dense)    │ (None, 70)   │   24.8K │
│ b (Dense)    │ (None, 10)   │     650 │
"""


def test_a_row_of_a_box_without_a_number_does_not_go_on_from_the_row_before() -> None:
    summary = one(BOX)
    assert [(row.name, row.class_name) for row in summary.rows] == [("a", "Dense"), ("b", "Dense")]
    assert summary.unread == ((3, "│ x (Dense)    │ (None, 70)   │   24.8K │"),)


@pytest.mark.parametrize("between", ["...\n", "(2 more)\n", FIRST.format("320.000")])
def test_what_flows_into_a_row_behind_a_gap_is_not_told(between: str) -> None:
    text = f"{HEADER}{RULE}a (Dense)  (None, 64)  2112\n{between}b (Dense)  (None, 10)   650\n"
    config = model_in(f"{text}c (Dense)  (None, 10)   110\nTotal params: 9,999\n", "it").config
    calls = {layer.name: [ref.layer for call in layer.calls for ref in call.refs]
             for layer in config.layers}  # fmt: skip
    assert calls == {"a": [], "b": [], "c": ["b"]}


REMARKS = [
    "# 32 units, why 2112?",
    "   <- here",
    "-> input_dim*output_dim = Param",
    "this one is odd:",
]


@pytest.mark.parametrize("remark", REMARKS)
@pytest.mark.parametrize("total", ["2,762", "9,999"], ids=["adds up", "does not"])
def test_a_remark_between_rows_that_add_up_is_no_gap(remark: str, total: str) -> None:
    text = f"{HEADER}{RULE}a (Dense)  (None, 64)  2112\n{remark}\nb (Dense)  (None, 10)   650\n"
    summary = one(f"{text}Total params: {total}\n")
    assert summary.rows[1].is_behind_gap is (total == "9,999")
    assert summary.unread == ((4, remark.lstrip("# ")),)


@pytest.mark.parametrize("remark", [" <- here", "  = 64*32 + 64", "   # why?", "  because"])
def test_a_remark_behind_a_number_is_none_of_the_row(remark: str) -> None:
    rows = f"a (Dense)  (None, 64)  2112{remark}\nb (Dense)  (None, 10)   650\n"
    summary = one(f"{HEADER}{RULE}{rows}Total params: 2,762\n")
    assert [(row.params, row.is_behind_gap) for row in summary.rows] == [
        (2112, False),
        (650, False),
    ]


@pytest.mark.parametrize("left_out", ["...", "# and 2 more", "(repeat 3 times)", "[the layers]"])
def test_what_stands_for_rows_is_a_gap_even_where_the_others_add_up(left_out: str) -> None:
    text = f"{HEADER}{RULE}a (Dense)  (None, 64)  2112\n{left_out}\nb (Dense)  (None, 10)   650\n"
    assert one(f"{text}Total params: 2,762\n").rows[1].is_behind_gap


@pytest.mark.parametrize("between", ["\n", THIN, "\n\n\n", "```\n", " \t \n"])
def test_blank_lines_and_rules_are_no_gap(between: str) -> None:
    text = f"{HEADER}{RULE}a (Dense)  (None, 64)  2112\n{between}b (Dense)  (None, 10)   650\n"
    assert not any(row.is_behind_gap for row in one(f"{text}Total params: 2,762\n").rows)
    assert model_in(text, "it").config.is_sequential


def test_a_gap_inside_a_nested_model_is_one_behind_it_too() -> None:
    rows = "m (Sequential)  (None, 10)  2762\n| a (Dense)  (None, 64)  2112 |\n| ... |\n"
    rows += "| b (Dense)  (None, 10)  650 |\nc (Dense)  (None, 10)  110\n"
    config = model_in(f"{HEADER}{RULE}{rows}Total params: 2,872\n", "it").config
    assert not config.is_sequential
    assert not config.layers[1].calls


@pytest.mark.parametrize("width", range(53, 66))
def test_a_number_that_may_be_cut_off_with_the_rules_is_none(width: int) -> None:
    text = HEADER + RULE + FIRST.format("320000") + THIN + SECOND + TOTAL
    found: list[int | None] = []
    with suppress(UnreadableModelError):
        cut = "\n".join(line[:width] for line in text.split("\n"))
        found = [row.params for row in one(cut).rows]
    assert {*found} <= {320_000, 24_832}


def test_a_table_without_rows_is_refused_as_one() -> None:
    with pytest.raises(UnreadableModelError, match="line 1 begins a summary without a row: none"):
        one(f"{HEADER}{RULE}Total params: 5,930\nTrainable params: 5,930\n")


def test_what_somebody_writes_below_a_row_is_no_part_of_it() -> None:
    """Neither the end of a class that is cut off, nor more digits of the number above."""
    text = (
        f"{HEADER}{RULE}embedding (Embedding)        (None, 9, 16)             160\n\n{THIN}"
        "global_average_pooling1d (Gl (None, 16)                0\n\n"
        "take the average of the 9 words ( the length ). So we get (None,16), a vector of 16.\n"
        f"{THIN}dense (Dense)                (None, 16)                272\n\n16 * 16 + 16\n"
        f"{THIN}out (Dense)                  (None, 1)                 17\n\n16 + 1\n"
        f"{RULE}Total params: 449\n"
    )
    summary = one(text)
    assert [(row.name, row.class_name, row.params) for row in summary.rows] == [
        ("embedding", "Embedding", 160),
        ("global_average_pooling1d", "Gl", 0),
        ("dense", "Dense", 272),
        ("out", "Dense", 17),
    ]
    assert added(summary) == (449, Sum.ADDS_UP)
