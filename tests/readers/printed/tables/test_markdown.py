"""Tables that somebody wrote as Markdown: totals in cells, words, and bars that are left out."""

from __future__ import annotations

import pytest

import rnnscope

pytestmark = pytest.mark.quick

TABLE = """\
| Layer (type) | Output Shape | Param # | Trainable |
| :--- | :--- | :--- | :--- |
| `embedding` (Embedding) | (None, 9, 10) | 5,000 | No |
| `lstm` (LSTM) | (None, 4) | 240 | Yes |
| `dense` (Dense) | (None, 1) | 5 | True |
"""
BOLD = """\
| **Total** | | **5,245** | |
| **Trainable** | | **245** | |
| **Non-trainable**| | **5,000** | |
"""
WIDE = """\
| Total parameters             |               |   5,245 | |
| Trainable params             | -             |     245 | |
| Non-trainable params         | -             |   5,000 | |
"""


@pytest.mark.parametrize("totals", [BOLD, WIDE])
def test_a_total_in_cells_is_no_row(totals: str) -> None:
    report = rnnscope.explain_summary(TABLE + totals, summary=False)
    assert [row.path for row in report.layers] == ["embedding", "lstm", "dense"]
    assert report.printed is not None
    found = (report.printed.total, report.printed.trainable, report.printed.non_trainable)
    assert found == (5_245, 245, 5_000)
    assert report.total == 5_245
    assert not report.differences


def test_a_column_may_say_in_words_what_is_trained() -> None:
    report = rnnscope.explain_summary(TABLE, summary=False)
    assert [row.told and row.told.row.trainable for row in report.layers] == [False, True, True]
    assert report.freezing is not None
    assert report.freezing.layers == ("embedding",)


def test_a_layer_that_is_named_so_is_a_row() -> None:
    row = "| total (Dense) | (None, 1) | 2 | True |\n"
    report = rnnscope.explain_summary(TABLE + row, summary=False)
    assert [row.path for row in report.layers][-1] == "total"


def test_a_row_of_markdown_needs_no_bar_behind_its_number() -> None:
    """Nothing is cut off there: the heading above is whole, and ends without one too."""
    table = (
        "|Layer (type)   | Output Shape   | Param #\n| ---- | ---- | ----\n"
        "| x (Input Layer)| (None, 22, 36)| 0\n| masking (Masking)| (None, 22, 36)| 0|\n"
        "| encode (LSTM)| [(None, 36),(None, 36),(None, 36)]| 10,512\n"
        "| dense (Dense)| (None, 36)| 1,332\n\n- Total params: 11,844\n"
    )
    report = rnnscope.explain_summary(table, summary=False)
    assert (report["encode"].params, report["dense"].params) == (10_512, 1_332)
    assert report.total == 11_844


def test_a_total_of_another_table_further_down_is_none_of_the_model() -> None:
    """As of the samples that it was trained on."""
    other = "\nIt was trained on this.\n\n| Class | Samples |\n| --- | --- |\n| Total | 4990 |\n"
    report = rnnscope.explain_summary(TABLE + other, summary=False)
    assert report.printed is not None
    assert report.printed.total is None


def test_rows_of_another_table_further_down_are_no_layers() -> None:
    other = (
        "\n| Time | Amount | Share |\n| --- | --- | --- |\n| first | 3 | 4 |\n| Total | 17 | 30 |\n"
    )
    report = rnnscope.explain_summary(TABLE + other, summary=False)
    assert [row.path for row in report.layers] == ["embedding", "lstm", "dense"]
    assert report.total == 5_245
