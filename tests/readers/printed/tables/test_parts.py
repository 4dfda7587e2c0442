"""Tables without headers in one text are told apart, and prose is no table."""

from __future__ import annotations

from itertools import zip_longest

import pytest

from rnnscope.errors import UnreadableModelError
from rnnscope.model.printed_sums import Sum, added
from rnnscope.readers.printed import summaries
from tests.readers.printed.texts import ALL, one, told

pytestmark = pytest.mark.quick

ONE = "a (Dense)  (None, 64)  2112\nb (Dense)  (None, 10)   650\n"
LIKE_IT = "a (Dense)  (None, 5)  55\nb (Dense)  (None, 1)   6\n"
OTHER = LIKE_IT.replace("a (", "c (").replace("b (", "d (")
HEADER = "Layer (type)  Output Shape  Param #\n"
TOTAL = "Total params: 61\n"
ASKED = "\nBut the other model gives me this instead:\n\n"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"generator\n{ONE}\ndiscriminator\n{LIKE_IT}{TOTAL}", id="names again"),
        pytest.param(f"{ONE}{LIKE_IT}{TOTAL}", id="nothing between"),
        pytest.param(f"{ONE}{ASKED}{OTHER}{TOTAL}", id="a sentence between"),
        pytest.param(f"{ONE}{ASKED}{OTHER}", id="no totals"),
        pytest.param(f"{ONE}Total params: 2,762\n\nand then\n\n{OTHER}{TOTAL}", id="a total"),
        pytest.param(f'{ONE}Model: "second"\n{OTHER}{TOTAL}', id="a title between"),
        pytest.param(f'{HEADER}{ONE}Model: "second"\n{OTHER}{TOTAL}', id="a title, one header"),
        pytest.param(f"{HEADER}{ONE}Total params: 2,762\n{OTHER}{TOTAL}", id="one header"),
    ],
)
def test_two_tables_are_two(text: str) -> None:
    first, second = summaries(text, "it")
    assert [row.params for row in first.rows] == [2112, 650]
    assert [row.params for row in second.rows] == [55, 6]
    assert first.total in (None, 2762)
    assert second.total in (None, 61)
    assert not second.has_header


def test_a_remark_among_rows_that_add_up_parts_nothing() -> None:
    total = "Total params: 2,823\n"
    summary = one(f"{ONE}\nand this is what comes behind it:\n\n{OTHER}{total}")
    assert added(summary) == (2823, Sum.ADDS_UP)
    assert [row.is_behind_gap for row in summary.rows] == [False] * 4


def test_rows_that_are_quoted_below_a_table_are_none_of_another() -> None:
    asked = "Why 650? I mean this row:\n\nb (Dense)  (None, 10)   650\n"
    assert len(one(f"{HEADER}{ONE}Total params: 2,762\n{asked}").rows) == 2


def test_a_name_twice_in_a_table_with_a_header_is_not_one_layer() -> None:
    summary = one(f"{HEADER}{ONE}{LIKE_IT}{TOTAL}")
    assert len(summary.rows) == 4
    assert added(summary) == (2823, Sum.DIFFERS)


@pytest.mark.parametrize(
    "text",
    [
        "My function foo (bar) (1, 2, 3) 4 returns 5.",
        "foo (bar) (1, 2, 3) 4",
        "See Keras (Chollet) (None, 3) 12 of them.",
        "an LSTM (64) and then Dense (10), and it has (None, 10) 110 parameters.",
    ],
)
def test_a_line_of_prose_is_no_row(text: str) -> None:
    with pytest.raises(UnreadableModelError, match="there is no summary in it"):
        summaries(text, "it")
    assert len(one(f"{HEADER}{ONE}Total params: 2,762\n{text}\n").rows) == 2


def test_a_bullet_before_a_row_is_none_of_its_name() -> None:
    assert [row.name for row in one(f"- {ONE}".replace("\nb", "\n- b")).rows] == ["a", "b"]


@pytest.mark.parametrize("keras", ["2.2.5", "2.13.1", "3"])
def test_tables_beside_each_other(keras: str) -> None:
    texts = [
        next(p.text for p in ALL if (p.keras, p.model, p.width) == (keras, model, None))
        for model in ("rnn", "cnn")
    ]
    pairs = zip_longest(*(text.split("\n") for text in texts), fillvalue="")
    text = "\n".join(f"> {left:<110}    {right}" for left, right in pairs)
    found = summaries(f"Both of them:\n\n{text}\n\nWhich is it?\n", "it")
    assert [told(summary) for summary in found] == [told(one(text)) for text in texts]
