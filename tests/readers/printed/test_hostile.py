"""Texts made with bad intent, and texts of nothing, end in a sentence."""

from __future__ import annotations

import contextlib

import pytest

from rnnscope.errors import UnreadableModelError
from rnnscope.readers.printed import summaries
from rnnscope.readers.printed.summary_file import model_in
from rnnscope.untrusted.limits import applied
from tests.counted import calls
from tests.readers.printed.texts import ALL, Printed, one

pytestmark = pytest.mark.quick

HEADER = f"Layer (type)                 Output Shape              Param #\n{'=' * 65}\n"
ROW = "dense_{} (Dense)  (None, 10)  110\n"


def refused(text: str | bytes) -> str:
    with pytest.raises(UnreadableModelError) as caught:
        model_in(text, "it")
    return caught.value.reason


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("", "there is no summary in it: looked for was a table", id="nothing"),
        pytest.param("hello", "there is no summary in it", id="words"),
        pytest.param(HEADER, "line 1 begins a summary, but no row", id="a header alone"),
        pytest.param("\0\1\2", "it is no text: it has NUL bytes", id="bytes"),
        pytest.param("x" * (4 * 2**20 + 1), "beyond the limit summary_bytes", id="long"),
        pytest.param("\n" * 100_001, "beyond the limit summary_lines", id="lines"),
        pytest.param(
            f"{HEADER}dense (Dense)  (None, 10)  {'1' * 1000}",
            "a number of 1,000 digits, beyond any count of a model",
            id="a number",
        ),
        pytest.param(
            f"{HEADER}dense (Dense)  (None, {'1' * 1000})  10",
            "a number of 1,000 digits, beyond any count of a model",
            id="a size",
        ),
        pytest.param(
            f"{HEADER}{'|' * 61} dense (Dense)  (None, 10)  10",
            "line 3 is inside 61 models, more than 60 in each other",
            id="nested",
        ),
    ],
)
def test_what_is_no_summary_or_too_much_is_said(text: str, reason: str) -> None:
    assert reason in refused(text.encode() if "\0" in text else text)


SIGNS = [
    "(",
    "[",
    "([{",
    "(1,",
    "(None,",
    "[(1, 2), ",
    "1",
    "\x1b[",
    "\x1b[1;",
    "\x1b]",
    "<",
    "<td>",
]
SIGNS += ["<span ", "<tr>", "</td>", "&", "&#1", '"', "'a' ", "|", "│ ", "=", "_", "========a "]
SIGNS += [
    "Total params: ",
    " ",
    "\t",
    "a[0][0] ",
    "#",
    "# > ",
    "\u202e",
    " multiple",
    " ? ",
    "layer ",
]
SIGNS += ["\\x1b[", "(None, 10) x ", "Layer (type)", "…", "'", "\r", "\u2028", "\ud800"]


@pytest.mark.parametrize("sign", SIGNS, ids=map(repr, SIGNS))
@pytest.mark.parametrize("before", [HEADER, f"{HEADER}dense (Dense)  (None, 10)  110  ", ""])
def test_what_one_sign_costs_grows_with_its_number_alone(before: str, sign: str) -> None:
    few = calls(lambda: tried(before + sign * 500))
    many = calls(lambda: tried(before + sign * 5_000))
    assert many < 12 * few + 2_000


def tried(text: str) -> None:
    with contextlib.suppress(UnreadableModelError):
        model_in(text, "it")


def test_a_cell_that_never_ends_is_read_in_steps_for_each_line() -> None:
    lines = "".join(f"{' ' * 29}(None, {i}),\n" for i in range(2_000))
    text = f"{HEADER}dense (Dense)                [(None, 10),              110\n"
    summary = one(text + lines)
    assert len(summary.rows) == 1
    assert summary.unread


def test_limits_are_those_in_force() -> None:
    text = HEADER + "".join(map(ROW.format, range(100)))
    assert len(one(text).rows) == 100
    with applied({"summary_lines": 50}), pytest.raises(UnreadableModelError, match="102 lines"):
        summaries(text, "it")
    with applied({"summary_bytes": 50}), pytest.raises(UnreadableModelError, match="bytes"):
        summaries(text, "it")


@pytest.mark.parametrize("printed", ALL[::7], ids=[printed.id for printed in ALL[::7]])
def test_a_text_that_is_cut_anywhere_is_read_as_far_as_it_goes_or_refused(printed: Printed) -> None:
    text = printed.text
    whole = [row.name for row in one(text).rows]
    for end in range(0, len(text), 97):
        try:
            names = [row.name for row in one(text[:end]).rows]
        except UnreadableModelError:
            continue
        assert names[:-1] == whole[: len(names) - 1]


def test_what_cannot_be_read_is_kept_with_its_line() -> None:
    row = ROW.format(1)
    text = f"{HEADER}{row}...\nand so on (None, 3)\n{row}Total params: 999\n"
    assert one(text).unread == ((4, "..."), (5, "and so on (None, 3)"))


CROPPED = """\
┏━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━┳━━━━━━━━━━━━┳━━━━━━━━━━━━━━┓
┃ Layer (type) ┃ Output Shape ┃    Param # ┃ Connected to ┃
┡━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━╇━━━━━━━━━━━━╇━━━━━━━━━━━━━━┩
│ i            │ (None, 10)   │          0 │ -            │
│ (InputLayer) │              │            │              │
│ dense (Dense)│ (None, 64)   │        704 │ i[0][0]      │
│ b (Dense)    │ (None, 3)    │         33 │ i[0][0]      │
└──────────────┴──────────────┴────────────┴──────────────┘
"""


def cropped(width: int) -> str:
    return "\n".join(line[:width] for line in CROPPED.split("\n"))


@pytest.mark.parametrize("width", range(17, 37))
def test_a_box_without_its_numbers_is_refused_by_what_cut_it_off(width: int) -> None:
    reason = refused(cropped(width))
    assert "line 2 begins a table whose right side" in reason
    assert "model.summary(line_length=80)" in reason


@pytest.mark.parametrize("width", range(42, 60))
def test_of_a_box_that_is_cut_off_no_half_is_taken_for_a_whole(width: int) -> None:
    whole = {row.name: row for row in one(CROPPED).rows}
    for row in one(cropped(width)).rows:
        assert row.params in (None, whole[row.name].params)
        joined = [entry.layer for entry in row.connections or () if not entry.is_cut]
        assert row.is_behind_gap or joined in ([], ["i"])


def test_a_line_of_many_rows_costs_as_much_as_they_are_and_no_more_than_the_limit() -> None:
    few = calls(lambda: tried(HEADER + ROW.format(1)[:-1] * 400))
    many = calls(lambda: tried(HEADER + ROW.format(1)[:-1] * 4_000))
    assert many < 12 * few
    most = calls(lambda: tried(HEADER + ROW.format(1)[:-1] * 40_000))
    assert most < 2 * many
    assert "beyond the limit summary_rows of 5,000" in refused(HEADER + ROW.format(1) * 5_001)
